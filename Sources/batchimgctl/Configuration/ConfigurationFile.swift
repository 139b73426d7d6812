import Catalog
import ControlAPI
import Glibc

/// The daemon's configuration, to which accounts are added.
struct ConfigurationFile {
    let path: String

    /// The file that the daemon reads when none is named.
    static var usual: ConfigurationFile {
        let place = ConfigurationFile(path: usualPath)
        // A link stays one: what it leads to is replaced.
        guard let resolved = realpath(place.path, nil) else { return place }
        defer { free(resolved) }
        return ConfigurationFile(path: String(cString: resolved))
    }

    private static var usualPath: String {
        if let path = SocketPlace.environment("BATCHIMGD_CONFIG") { return path }
        if geteuid() == 0 { return system }
        let own = SocketPlace.environment("XDG_CONFIG_HOME") ?? "\(SocketPlace.environment("HOME") ?? "")/.config"
        return "\(own)/batchimgd/batchimgd.toml"
    }

    /// Whether it is the one of the service, which runs as a user of its own.
    var isSystem: Bool { path == Self.system }

    private static let system = "/etc/batchimgd/batchimgd.toml"

    var folder: String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "." }

    /// Adds the accounts whose endpoints it does not have yet; what the daemon would refuse changes nothing.
    ///
    /// - Returns: the accounts that were added, and the names of those whose endpoints were there.
    func add(
        _ list: AccountList, _ signIn: AccountList.SignIn
    ) throws -> (added: [AccountList.Section], known: [String]) {
        let exists = access(path, F_OK) == 0
        let old = exists ? try InputFile.bytes(of: path) : []
        let endpoints = Self.endpoints(String(decoding: old, as: UTF8.self))
        let new = list.sections(signIn).filter { !endpoints.contains($0.endpoint) }
        let known = list.sections(signIn).filter { endpoints.contains($0.endpoint) }.map(\.name)
        guard !new.isEmpty else { return ([], known) }
        var text = old
        if let last = text.last, last != 0x0A { text.append(0x0A) }
        text += new.map { "\n\($0.text)" }.joined().utf8
        try replace(with: exists ? text : Array(text.dropFirst()))
        return (new, known)
    }

    /// The endpoints that the text sets; a comment sets none.
    private static func endpoints(_ text: String) -> Set<String> {
        Set(
            text.split(whereSeparator: \.isNewline).compactMap { line in
                let sides = line.split(separator: "=", maxSplits: 1)
                guard sides.count == 2, sides[0].split(separator: " ") == ["endpoint"] else { return nil }
                let parts = sides[1].split(whereSeparator: { $0 == "\"" || $0 == "'" || $0 == " " })
                return parts.first.map { String($0.hasSuffix("/") ? $0.dropLast() : $0) }
            })
    }

    /// Makes a folder, and those that it lies in.
    private static func make(_ folder: String) -> Bool {
        if mkdir(folder, 0o755) == 0 || errno == EEXIST { return true }
        guard errno == ENOENT, let end = folder.lastIndex(of: "/"), end > folder.startIndex else { return false }
        return make(String(folder[..<end])) && (mkdir(folder, 0o755) == 0 || errno == EEXIST)
    }

    private func replace(with text: [UInt8]) throws {
        guard Self.make(folder) else {
            throw Self.failure("cannot make the folder \(folder): \(String(cString: strerror(errno)))", errno)
        }
        var status = stat()
        let exists = stat(path, &status) == 0
        do {
            let file = try FileReplacement(of: path)
            if exists { try file.set(mode: status.st_mode & 0o777, owner: (status.st_uid, status.st_gid)) }
            try file.write(text)
            try check(file.candidate)
            try file.finish(isLasting: true)
        } catch let failure as FileReplacement.Failure {
            throw Self.failure(failure.description, failure.code)
        }
    }

    /// Has the daemon's program read what is to become the configuration; what it says of it is passed on.
    private func check(_ candidate: String) throws(ClientError) {
        let check = try Subprocess.run(try DaemonProgram.path, ["check-config", "--config", candidate])
        guard check.status != 0 else { return }
        let problems = String(decoding: check.errors, as: UTF8.self).replacing(candidate, with: path)
        for problem in problems.split(separator: "\n") { Output.progress(String(problem)) }
        throw ClientError(exitCode: 1, "cannot add the accounts: \(path) would be wrong; it stays as it was")
    }

    private static func failure(_ text: String, _ code: CInt) -> ClientError {
        ClientError(exitCode: code == EACCES || code == EPERM ? ClientError.notPermitted : 1, text)
    }
}
