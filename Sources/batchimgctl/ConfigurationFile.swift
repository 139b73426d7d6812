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
        func variable(_ name: String) -> String? {
            getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
        }
        if let path = variable("BATCHIMGD_CONFIG") { return path }
        let own = variable("XDG_CONFIG_HOME") ?? "\(variable("HOME") ?? "")/.config"
        return "\(geteuid() == 0 ? "/etc" : own)/batchimgd/batchimgd.toml"
    }

    private var folder: String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "." }

    /// Adds the accounts whose endpoints it does not have yet; what the daemon would refuse changes nothing.
    ///
    /// - Returns: the names that were added, and those whose endpoints were there.
    func add(_ list: AccountList) throws(ClientError) -> (added: [String], known: [String]) {
        let exists = access(path, F_OK) == 0
        let old = exists ? try InputFile.bytes(of: path) : []
        let endpoints = Self.endpoints(String(decoding: old, as: UTF8.self))
        let sections = list.sections(keyFolder: folder)
        let new = sections.filter { !endpoints.contains($0.endpoint) }
        let known = sections.filter { endpoints.contains($0.endpoint) }.map(\.name)
        guard !new.isEmpty else { return ([], known) }
        var text = old
        if let last = text.last, last != 0x0A { text.append(0x0A) }
        text += new.map { "\n\($0.text)" }.joined().utf8
        try replace(with: exists ? text : Array(text.dropFirst()))
        return (new.map(\.name), known)
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

    private func replace(with text: [UInt8]) throws(ClientError) {
        guard Self.make(folder) else { throw failure("make the folder \(folder)") }
        var status = stat()
        let exists = stat(path, &status) == 0
        let candidate = "\(path).new"
        let descriptor = open(candidate, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { throw failure("write \(candidate)") }
        defer {
            close(descriptor)
            unlink(candidate)
        }
        if exists,
            fchmod(descriptor, status.st_mode & 0o777) != 0 || fchown(descriptor, status.st_uid, status.st_gid) != 0
        {
            throw failure("keep the owner and mode of \(path)")
        }
        var written = 0
        while written < text.count {
            let count = text.withUnsafeBytes { buffer in
                Glibc.write(descriptor, buffer.baseAddress.map { $0 + written }, text.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure("write \(candidate)") }
            written += count
        }
        guard fsync(descriptor) == 0 else { throw failure("write \(candidate)") }
        let check = try Subprocess.run(try DaemonProgram.path, ["check-config", "--config", candidate])
        guard check.status == 0 else {
            let problems = String(decoding: check.errors, as: UTF8.self).replacing(candidate, with: path)
            for problem in problems.split(separator: "\n") { Output.progress(String(problem)) }
            throw ClientError(exitCode: 1, "cannot add the accounts: \(path) would be wrong; it stays as it was")
        }
        guard rename(candidate, path) == 0 else { throw failure("replace \(path)") }
    }

    private func failure(_ step: String) -> ClientError {
        ClientError(
            exitCode: errno == EACCES || errno == EPERM ? ClientError.notPermitted : 1,
            "cannot \(step): \(String(cString: strerror(errno)))")
    }
}
