import Catalog
import ControlAPI
import Glibc

/// An account's key, where the daemon alone reads it.
struct KeyFile {
    let path: String
    /// Whether it is the service's, which runs as a user of its own.
    let isSystem: Bool

    /// A key that is there is left as it is.
    ///
    /// - Returns: whether it was written.
    func write(_ key: () throws -> [UInt8]) throws -> Bool {
        guard access(path, F_OK) != 0 else { return false }
        let key = try key()
        do throws(FileReplacement.Failure) {
            let file = try FileReplacement(of: path, mode: 0o600)
            let owner = isSystem ? getpwnam("batchimgd") : nil
            try file.set(mode: 0o600, owner: owner.map { ($0.pointee.pw_uid, $0.pointee.pw_gid) })
            try file.write(key)
            try file.finish(isLasting: true)
        } catch {
            throw ClientError(exitCode: 1, error.description)
        }
        return true
    }
}
