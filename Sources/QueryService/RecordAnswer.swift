/// What a route answers.
package struct RecordAnswer: Sendable {
    /// `nil` when whoever asks has it already.
    package let bytes: [UInt8]?
    package let contentType: String
    /// What names these bytes; `nil` when nothing does but their digest.
    package let tag: String?

    /// An answer in JSON.
    init(json bytes: [UInt8]) {
        self.bytes = bytes
        contentType = "application/json"
        tag = nil
    }

    init(_ bytes: [UInt8]?, contentType: String, tag: String) {
        self.bytes = bytes
        self.contentType = contentType
        self.tag = tag
    }
}
