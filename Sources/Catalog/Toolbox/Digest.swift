import Crypto

/// A SHA-256 over named parts, each with its length before it, so that no two contents run together.
package struct Digest: Hashable, Sendable, Comparable {
    /// 32 bytes.
    package let bytes: [UInt8]

    package init(bytes: [UInt8]) { self.bytes = bytes }

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

    /// Of text that is already bytes.
    package init(ofBytes bytes: [UInt8]) { self.bytes = Array(SHA256.hash(data: bytes)) }

    /// Two lower-case hexadecimal digits a byte.
    package var hex: String { bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }

    /// - Parameter hex: as `hex` gives it.
    package init?(hex: String) {
        let digits = Array(hex)
        bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
            UInt8(String(digits[$0...($0 + 1)]), radix: 16)
        }
        guard bytes.count == 32, self.hex == hex else { return nil }
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
