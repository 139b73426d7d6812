/// Why a question did not get an answer, and the exit status that says so.
package struct ClientError: Error, Hashable, Sendable, CustomStringConvertible {
    package let exitCode: Int32
    package let description: String

    package init(exitCode: Int32, _ description: String) {
        self.exitCode = exitCode
        self.description = description
    }

    static func unreachable(_ text: String) -> ClientError { ClientError(exitCode: 3, text) }
    static func failed(_ text: String) -> ClientError { ClientError(exitCode: 1, text) }

    /// An answer that is an error envelope.
    static func refused(status: Int, message: String) -> ClientError {
        let codes: [Int: Int32] = [400: 64, 403: 77, 404: 4]
        return ClientError(exitCode: codes[status] ?? 1, message)
    }
}
