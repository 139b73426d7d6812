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

    /// Adds the accounts of a list whose endpoints it does not have yet, and tells what it leaves out; what the daemon
    /// would refuse changes nothing.
    ///
    /// - Parameter printed: the list, as Azure printed it.
    /// - Returns: the accounts that were added.
    func add(_ printed: [UInt8], _ signIn: AccountList.SignIn) throws -> [AccountList.Section] {
        let exists = access(path, F_OK) == 0
        var text = exists ? try InputFile.bytes(of: path) : []
        let list = try AccountList(printed, besides: Self.accounts(in: text))
        for omission in list.omissions { Output.note("left out \(omission)") }
        if !list.known.isEmpty {
            Output.note("\(path) has the endpoint of \(list.known.joined(separator: ", ")) already")
        }
        let new = list.sections(signIn)
        guard !new.isEmpty else { return [] }
        if let last = text.last, last != 0x0A { text.append(0x0A) }
        text += new.map { "\n\($0.text)" }.joined().utf8
        try replace(with: exists ? text : Array(text.dropFirst()))
        Output.result("added to \(TextSafety.plain(path)): \(new.map(\.name).joined(separator: ", "))\n")
        return new
    }

    /// - Returns: nothing of a text that is no TOML: the daemon says what is wrong with it.
    private static func accounts(in text: [UInt8]) -> AccountList.Present {
        let root = try? TOMLDocument.read(String(decoding: text, as: UTF8.self))
        let accounts = root?.entries["account"]?.value.tables ?? []
        func all(_ key: String) -> [String] { accounts.compactMap { $0.entries[key]?.value.string } }
        return AccountList.Present(
            names: Set(all("name")), endpoints: Set(all("endpoint").compactMap { try? EndpointText.read($0) }))
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
