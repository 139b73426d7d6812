import ControlAPI
import Glibc

/// A file that the user names; `-` is standard input.
enum InputFile {
    static func bytes(of path: String) throws(ClientError) -> [UInt8] {
        do throws(UnreadableFile) {
            return try read(path, longest: .max)
        } catch {
            throw ClientError(exitCode: 1, "\(error.message); name a file that you may read, or -")
        }
    }

    /// - Parameters:
    ///   - follows: whether a link is followed.
    ///   - longest: bytes of a file that is read.
    static func read(_ path: String, follows: Bool = true, longest: Int) throws(UnreadableFile) -> [UInt8] {
        let descriptor = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC | (follows ? 0 : O_NOFOLLOW | O_NONBLOCK))
        guard descriptor >= 0 else { throw UnreadableFile(path: path) }
        defer { if descriptor > 0 { close(descriptor) } }
        var status = stat()
        var bytes: [UInt8] = []
        let size = fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
        while true {
            let room = bytes.isEmpty ? min(max(size + 1, 4 << 10), 1 << 20) : 256 << 10
            var count = 0
            let chunk = [UInt8](unsafeUninitializedCapacity: room) { buffer, filled in
                count = Glibc.read(descriptor, buffer.baseAddress, room)
                filled = max(0, count)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw UnreadableFile(path: path) }
            if count == 0 { return bytes }
            bytes = bytes.isEmpty ? chunk : bytes + chunk
            guard bytes.count <= longest else {
                throw UnreadableFile(path: path, reason: "it is larger than \(longest >> 20) MiB")
            }
        }
    }
}

/// A file that cannot be read, or is broken JSON.
struct UnreadableFile: Error {
    let path: String
    var line: Int?
    /// In characters, from 1.
    var column: Int?
    /// Unless said otherwise, what `errno` says.
    var reason = String(cString: strerror(errno))

    /// With its place.
    var message: String {
        let place = [path, line.map(String.init), column.map(String.init)].compactMap(\.self).joined(separator: ":")
        return "cannot read \(place): \(reason)"
    }
}
