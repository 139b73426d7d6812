extension ClientError {
    /// An answer that is an error envelope.
    package static func refused(status: Int, body: [UInt8]) -> ClientError {
        let codes: [Int: Int32] = [400: 64, 403: notPermitted, 404: 4]
        let message = (try? ErrorAnswer(answer: body))?.error.message ?? ""
        return ClientError(
            exitCode: codes[status] ?? 1, message.isEmpty ? "cannot go on: the daemon answered \(status)" : message)
    }
}
