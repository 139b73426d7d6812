import ControlAPI
import Glibc
import PoolDefinitions

/// The files that paths lead to: a folder's, with those of its folders.
struct DefinitionPaths {
    /// In the order in which they are read; `-` is standard input.
    private(set) var files: [String] = []
    private(set) var failures: [UnreadableFile] = []
    /// Files that were named, and not found in a folder.
    private var named: Set<String> = []
    private var seen: Set<String> = []

    /// - Throws: `ClientError`, exit 64, for a path that there is not.
    init(_ paths: [String]) throws(ClientError) {
        for path in paths {
            var status = stat()
            guard path == "-" || stat(path, &status) == 0 else {
                let failure = UnreadableFile(path: path)
                guard errno == ENOENT || errno == ENOTDIR else {
                    failures.append(failure)
                    continue
                }
                throw ClientError(exitCode: 64, "cannot find \(path): \(failure.reason)")
            }
            if path != "-", status.st_mode & S_IFMT == S_IFDIR {
                walk(path)
            } else if seen.insert(path).inserted {
                named.insert(path)
                files.append(path)
            }
        }
    }

    /// Adds the files of a folder, in the order of their names; links, hidden folders and what is large are left out.
    private mutating func walk(_ root: String) {
        var folders = [root]
        while let folder = folders.popLast() {
            guard let names = Self.names(in: folder) else {
                failures.append(UnreadableFile(path: folder))
                continue
            }
            var inner: [String] = []
            for name in names {
                let path = folder == "." ? name : folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
                var status = stat()
                guard lstat(path, &status) == 0 else { continue }
                switch status.st_mode & S_IFMT {
                case S_IFDIR where !name.hasPrefix(".") && name != "node_modules": inner.append(path)
                case S_IFREG where status.st_size <= DefinitionFile.longest && name != IgnoreRules.usual:
                    if seen.insert(path).inserted { files.append(path) }
                default: continue
                }
            }
            folders += inner.reversed()
        }
    }

    /// - Returns: `nil` when the folder cannot be read; `errno` says why.
    private static func names(in folder: String) -> [String]? {
        guard let stream = opendir(folder) else { return nil }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            // An entry is as long as its name: the whole of what is declared may reach beyond the buffer.
            guard let start = entry.pointer(to: \.d_name) else { continue }
            let name = String(cString: UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self))
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 || errno != ENOENT }

    /// Reads one of the files.
    func read(_ path: String) throws(UnreadableFile) -> [UInt8] {
        try InputFile.read(path, follows: named.contains(path), longest: DefinitionFile.longest)
    }
}
