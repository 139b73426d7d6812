import Glibc

/// The files that the daemon lives by, which nothing else may be written over.
struct OwnFiles {
    private let uses: [(name: String, use: String)]

    init(configuration: String, database: String, socket: String) {
        let database = [database, Self.resolved(database)].flatMap { path in
            [
                ("", "the database"), ("-wal", "its log"), ("-shm", "its log"), ("-journal", "its log"),
                (".lock", "its lock"), (".alerts", "the memory of alerts"),
            ]
            .map { (name: "\(path)\($0)", use: $1) }
        }
        let socket = [(name: socket, use: "the socket"), (name: "\(socket).lock", use: "its lock")]
        let configuration = [configuration, Self.resolved(configuration)].map {
            (name: $0, use: "the configuration")
        }
        uses = (database + socket + configuration).map { (Self.inResolvedFolder($0.name), $0.use) }
    }

    /// What the file of that name is to the daemon; a link there is what would be replaced, not what it leads to.
    func use(of path: String) -> String? {
        let path = Self.inResolvedFolder(path)
        return uses.first { $0.name == path }?.use
    }

    private static func inResolvedFolder(_ path: String) -> String {
        let end = path.lastIndex(of: "/") ?? path.startIndex
        return "\(resolved(path[..<end].isEmpty ? "/" : String(path[..<end])))/\(path[end...].drop { $0 == "/" })"
    }

    /// Without links, as far as it exists.
    private static func resolved(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
