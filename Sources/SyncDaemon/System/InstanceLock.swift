import Glibc

/// Keeps a second daemon off the same database, by whatever name it has it, or off the same socket; held until the
/// process ends, however it ends.
struct InstanceLock: ~Copyable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private let descriptor: CInt

    /// Makes the database's file when it is absent: only a file can be told apart from others.
    ///
    /// - Throws: `Failure` when another daemon holds it or could, or the lock's file cannot be made.
    init(database: String) throws(Failure) {
        let file = Glibc.open(database, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o644)
        if file >= 0 {
            // Before SQLite opens it: it would lose its own locks.
            defer { close(file) }
            var status = stat()
            if fstat(file, &status) == 0, status.st_nlink > 1 {
                throw Failure(
                    description: "cannot use the database \(database): it has another name, by which another batchimgd "
                        + "could write it; find that with find / -xdev -samefile \(database), and remove it")
            }
        }
        let resolved = realpath(database, nil)
        defer { free(resolved) }
        let path = resolved.map { String(cString: $0) } ?? database
        try self.init(
            file: "\(path).lock", to: "lock", "the database \(database)", busy: "another batchimgd works on it",
            remedy: "stop that one, or name another database")
    }

    /// - Throws: `Failure` when another daemon holds it, or the lock's file cannot be made.
    init(socket: String) throws(Failure) {
        try self.init(
            file: "\(socket).lock", to: "bind", "the socket \(socket)", busy: "another batchimgd answers there",
            remedy: "stop that one, or name another path under [daemon] socket")
    }

    private init(file: String, to step: String, _ subject: String, busy: String, remedy: String) throws(Failure) {
        // Nobody else may open it: whoever can, could hold the lock.
        descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
        guard descriptor >= 0 else {
            throw Failure(
                description: "cannot \(step) \(subject): \(file): \(String(cString: strerror(errno))); "
                    + "check the folder and its owner")
        }
        guard fchmod(descriptor, 0o600) == 0, flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw Failure(description: "cannot use \(subject): \(busy); \(remedy)")
        }
    }

    deinit { close(descriptor) }
}
