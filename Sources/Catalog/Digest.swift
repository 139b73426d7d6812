import Crypto

/// A SHA-256 over named parts, each with its length before it, so that no two contents run together.
package struct Digest: Hashable, Sendable, Comparable {
    /// 32 bytes.
    package let bytes: [UInt8]

    package init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    package init(of parts: [String?]) {
        var hash = SHA256()
        for part in parts { hash.update(part) }
        bytes = Array(hash.finalize())
    }

    package init(of digests: some Sequence<Digest>) {
        var hash = SHA256()
        for digest in digests { hash.update(data: digest.bytes) }
        bytes = Array(hash.finalize())
    }

    package static func < (left: Digest, right: Digest) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}

extension SHA256 {
    /// Adds one part; an absent one is told from an empty one.
    fileprivate mutating func update(_ part: String?) {
        guard var part else { return update(data: [0]) }
        part.withUTF8 { text in
            update(data: [1])
            withUnsafeBytes(of: UInt64(text.count).littleEndian) { update(bufferPointer: $0) }
            update(bufferPointer: UnsafeRawBufferPointer(text))
        }
    }
}
