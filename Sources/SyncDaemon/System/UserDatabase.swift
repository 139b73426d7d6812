import Glibc

/// The system's users and groups (nsswitch.conf(5)). A look-up may wait for the network: never on a thread of tasks.
enum UserDatabase {
    static func id(ofUser name: String) -> uid_t? {
        find { buffer, count in
            var entry = passwd()
            var found: UnsafeMutablePointer<passwd>?
            let code = getpwnam_r(name, &entry, buffer, count, &found)
            return (code, found.map(\.pointee.pw_uid))
        }
    }

    static func id(ofGroup name: String) -> gid_t? {
        find { buffer, count in
            var entry = group()
            var found: UnsafeMutablePointer<group>?
            let code = getgrnam_r(name, &entry, buffer, count, &found)
            return (code, found.map(\.pointee.gr_gid))
        }
    }

    /// A group may have thousands of members; an entry that is larger than this, in bytes, is not looked at.
    private static let largest = 16 << 20

    private static func find<ID>(
        _ look: (_ buffer: UnsafeMutablePointer<CChar>, _ count: Int) -> (code: CInt, id: ID?)
    ) -> ID? {
        var size = 4096
        while size <= largest {
            let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: size)
            defer { buffer.deallocate() }
            let (code, id) = look(buffer, size)
            if code != ERANGE { return id }
            size *= 4
        }
        return nil
    }
}
