import SyncDaemon

/// The configuration reader: takes the text, or names problems in it.
enum FuzzedConfiguration {
    private static let places = Places(environment: [:], isRoot: true)

    static func check(_ bytes: UnsafeBufferPointer<UInt8>) -> CInt {
        do {
            _ = try Settings.parse(String(decoding: bytes, as: UTF8.self), file: "f", places: places)
        } catch {
            precondition(!error.problems.isEmpty, "refused without a problem")
            let lines = bytes.reduce(into: 1) { $0 += $1 == 0x0A || $1 == 0x0D ? 1 : 0 }
            for problem in error.problems {
                precondition(problem.message.hasPrefix("cannot "), "no message of ours: \(problem.message)")
                precondition((1...lines + 1).contains(problem.line ?? 1), "a line that is not there: \(problem)")
            }
        }
        return 0
    }
}
