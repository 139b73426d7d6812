import CLibFuzzer

/// `fuzz TARGET [libFuzzer's arguments] [CORPUS...]`: looks for input that breaks one of the readers or writers.
@main
enum Fuzz {
    static func main() {
        let name = CommandLine.arguments.dropFirst().first ?? ""
        let target: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
        switch name {
        case "page": target = { FuzzedPage.check(UnsafeBufferPointer(start: $0, count: $1)) }
        case "pools": target = { FuzzedPools.check(UnsafeBufferPointer(start: $0, count: $1)) }
        case "filter": target = { FuzzedFilter.check(UnsafeBufferPointer(start: $0, count: $1)) }
        case "configuration": target = { FuzzedConfiguration.check(UnsafeBufferPointer(start: $0, count: $1)) }
        case "json": target = { FuzzedJSON.check(UnsafeBufferPointer(start: $0, count: $1)) }
        case "answer": target = { FuzzedAnswer.check(UnsafeBufferPointer(start: $0, count: $1)) }
        case "token": target = { FuzzedToken.check(UnsafeBufferPointer(start: $0, count: $1)) }
        case "definitions": target = { FuzzedDefinition.check(UnsafeBufferPointer(start: $0, count: $1)) }
        default:
            fatalError(
                "usage: fuzz page|pools|filter|configuration|json|token|answer|definitions [libFuzzer's arguments] [CORPUS...]"
            )
        }
        // The driver takes the program's name first, then its own arguments.
        var rest = CommandLine.unsafeArgv + 1
        var count = CommandLine.argc - 1
        withUnsafeMutablePointer(to: &rest) { arguments in
            arguments.withMemoryRebound(to: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?.self, capacity: 1) {
                _ = LLVMFuzzerRunDriver(&count, $0, target)
            }
        }
    }
}
