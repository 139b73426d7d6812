/// Why the database cannot be used; it is left as it was.
package enum StoreError: Error, CustomStringConvertible, Sendable {
    /// The file is something else.
    case foreign(path: String, reason: String)
    /// A newer version of the daemon wrote it.
    case newer(path: String, version: Int)
    /// It cannot be read as it lies there.
    case unreadable(path: String, reason: String)
    /// It is ours, and broken.
    case damaged(path: String, reason: String)
    /// SQLite could not open it.
    case unopenable(path: String, reason: String)

    package var description: String {
        switch self {
        case .foreign(let path, let reason):
            "cannot use the database \(path): \(reason); name another file: [daemon] database, or --database"
        case .newer(let path, let version):
            "cannot use the database \(path): its schema is version \(version), this program knows up to "
                + "\(Schema.version); upgrade batchimgd, or restore the copy made before the upgrade"
        case .unreadable(let path, let reason):
            "cannot read the database \(path): \(reason); a file of a running daemon is read beside its -wal and -shm, "
                + "of which a plain copy or an owner's sqlite3 leaves none: make a copy by batchimgctl export, "
                + "or start the daemon, which makes them anew"
        case .damaged(let path, let reason):
            "cannot use the database \(path): it is damaged: \(reason); restore a copy of it, made by batchimgctl "
                + "export or by replication"
        case .unopenable(let path, let reason):
            "cannot open the database \(path): \(reason); check the folder, its owner and the free space"
        }
    }
}
