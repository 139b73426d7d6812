package import Foundation

/// A small plain file, whole.
package struct PlainFile {
    package let data: Data
    let permissions: Int

    package struct Failure: Error, CustomStringConvertible {
        let reason: String
        package var description: String { reason }

        package init(reason: String) { self.reason = reason }
    }

    /// Neither a pipe that nobody writes to nor a device can hold up the reader; what is judged is what is read,
    /// whatever takes its name meanwhile.
    package init(_ path: String, followingLinks: Bool, maximumBytes: Int) throws(Failure) {
        let links = followingLinks ? 0 : O_NOFOLLOW
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | links)
        guard descriptor >= 0 else {
            // A link that is not to be followed, or a socket (open(2)).
            let isOther = errno == ENXIO || (errno == ELOOP && !followingLinks)
            throw Failure(reason: isOther ? Self.other : String(cString: strerror(errno)))
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Failure(reason: String(cString: strerror(errno))) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw Failure(reason: Self.other) }
        do {
            data = try handle.read(upToCount: maximumBytes + 1) ?? Data()
        } catch {
            throw Failure(reason: "it cannot be read to its end")
        }
        guard data.count <= maximumBytes else { throw Failure(reason: "it is larger than \(maximumBytes >> 10) KiB") }
        permissions = Int(status.st_mode & 0o7777)
    }

    private static let other = "it is no plain file"
}
