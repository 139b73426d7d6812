import Foundation

/// A small plain file, whole.
struct PlainFile {
    let data: Data
    let permissions: Int

    struct Failure: Error {
        let reason: String
    }

    /// Neither a pipe that nobody writes to nor a device can hold up the reader.
    init(_ path: String, followingLinks: Bool, mostBytes: Int) throws(Failure) {
        let target = followingLinks ? URL(fileURLWithPath: path).resolvingSymlinksInPath().path : path
        let facts = try? FileManager.default.attributesOfItem(atPath: target)
        if let type = facts?[.type] as? FileAttributeType, type != .typeRegular {
            throw Failure(reason: "it is no plain file")
        }
        let descriptor = open(target, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { throw Failure(reason: String(cString: strerror(errno))) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            data = try handle.read(upToCount: mostBytes + 1) ?? Data()
        } catch {
            throw Failure(reason: "it cannot be read to its end")
        }
        guard data.count <= mostBytes else { throw Failure(reason: "it is larger than \(mostBytes >> 10) KiB") }
        permissions = (facts?[.posixPermissions] as? NSNumber)?.intValue ?? 0o777
    }
}
