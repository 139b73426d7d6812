import Glibc

/// Keeps a second daemon off the same database; held until the process ends, however it ends.
struct InstanceLock: ~Copyable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private let descriptor: CInt

    /// - Throws: `Failure` when another daemon holds it, or the file cannot be made.
    init(database: String) throws {
        let path = "\(database).lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else {
            throw Failure(
                description: "cannot lock the database: \(path): \(String(cString: strerror(errno))); "
                    + "check the folder and its owner")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw Failure(
                description: "cannot use the database \(database): another batchimgd works on it; "
                    + "stop that one, or name another database")
        }
    }

    deinit { close(descriptor) }
}
