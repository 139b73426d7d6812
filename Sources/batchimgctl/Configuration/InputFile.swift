import ControlAPI
import Glibc

/// A file that the user names; `-` is standard input.
enum InputFile {
    static func bytes(of path: String) throws(ClientError) -> [UInt8] {
        let descriptor = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
        defer { if descriptor > 0 { close(descriptor) } }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = descriptor < 0 ? -1 : read(descriptor, &buffer, buffer.count)
            if count == 0 { return bytes }
            if count < 0, descriptor >= 0, errno == EINTR { continue }
            guard count > 0 else {
                let reason = String(cString: strerror(errno))
                throw ClientError(exitCode: 1, "cannot read \(path): \(reason); name a file that you may read, or -")
            }
            bytes += buffer[..<count]
        }
    }
}
