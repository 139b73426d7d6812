package import Glibc

/// A file that takes another's place whole: written beside it under a name that nobody can foresee, then renamed. Until
/// then the old one stays; afterwards readers see the new one. A link at its place is replaced, never written through.
package struct FileReplacement: ~Copyable {
    package struct Failure: Error, CustomStringConvertible {
        /// The step and the reason, without a remedy.
        package var description: String { "cannot \(step): \(reason)" }
        package let reason: String
        /// `errno` of what failed.
        package let code: CInt
        private let step: String

        init(_ step: String, _ code: CInt = errno, reason: String? = nil) {
            (self.step, self.code) = (step, code)
            self.reason = reason ?? String(cString: strerror(code))
        }
    }

    private let path: String
    /// Where the new file lies until it takes its place, and where other programs may fill it.
    package let candidate: String
    /// Of the new file, open for writing.
    package let descriptor: CInt

    /// Makes an empty file beside the one that it is to replace.
    ///
    /// - Parameters:
    ///   - mode: less what the process's umask takes away.
    ///   - isOfDatabase: whether whoever replaces it is whom a database in use belongs to.
    /// - Throws: `Failure`, also when something else than a file (a device, say) lies at its place, or what a database
    ///   in use cannot do without.
    package init(of path: String, mode: mode_t = 0o644, isOfDatabase: Bool = false) throws(Failure) {
        var status = stat()
        // Followed: a link to the terminal is a place to write to, and none for a file.
        if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            throw Failure("replace \(path)", EINVAL, reason: "something else than a file lies there")
        }
        if !isOfDatabase, let use = Self.use(of: path) { throw Failure("replace \(path)", EBUSY, reason: use) }
        let name = "\(path).\(String(UInt64.random(in: .min ... .max), radix: 16)).new"
        let descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw Failure("write \(name)") }
        (self.path, candidate, self.descriptor) = (path, name, descriptor)
    }

    /// What a file of that name is to a database in use, and to whatever else has such a file beside it.
    private static func use(of path: String) -> String? {
        if ["-wal", ".lock"].contains(where: { access("\(path)\($0)", F_OK) == 0 }) {
            return "a database in use lies there"
        }
        for ending in ["-wal", "-shm", "-journal", ".lock", ".alerts"] where path.hasSuffix(ending) {
            let owner = path.dropLast(ending.count)
            if !owner.hasSuffix("/"), access(String(owner), F_OK) == 0 { return "it belongs to \(owner)" }
        }
        return nil
    }

    deinit {
        close(descriptor)
        // Gone when it took its place.
        unlink(candidate)
    }

    /// Sets the mode, whatever the umask, and the owner where one is given.
    package func set(mode: mode_t, owner: (user: uid_t, group: gid_t)? = nil) throws(Failure) {
        // The owner first: changing it may take bits of the mode away.
        if let owner, fchown(descriptor, owner.user, owner.group) != 0 { throw Failure("keep the owner of \(path)") }
        guard fchmod(descriptor, mode) == 0 else { throw Failure("set the mode of \(path)") }
    }

    package func write(_ bytes: [UInt8]) throws(Failure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Failure("write \(candidate)") }
            rest = rest.dropFirst(count)
        }
    }

    /// Takes the other's place.
    ///
    /// - Parameter isLasting: whether it is on the disk before it does, and its name when this returns.
    package consuming func finish(isLasting: Bool) throws(Failure) {
        if isLasting { try Self.synchronize(descriptor, path) }
        var own = stat()
        var named = stat()
        guard fstat(descriptor, &own) == 0, lstat(candidate, &named) == 0 else { throw Failure("find \(candidate)") }
        // Others may write the folder, and have put something else there.
        guard own.st_dev == named.st_dev, own.st_ino == named.st_ino else { throw Failure("find \(candidate)", ESTALE) }
        guard rename(candidate, path) == 0 else { throw Failure("replace \(path)") }
        guard isLasting else { return }
        let end = path.lastIndex(of: "/")
        let folder = open(end.map { String(path[...$0]) } ?? ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw Failure("open the folder of \(path)") }
        defer { close(folder) }
        try Self.synchronize(folder, path)
    }

    private static func synchronize(_ descriptor: CInt, _ path: String) throws(Failure) {
        guard fsync(descriptor) == 0 else { throw Failure("write \(path) to the disk") }
    }
}
