import ArgumentParser
import SyncDaemon

/// Prints the sample configuration, for `make manual`.
struct SampleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample", abstract: "Prints the sample configuration.", shouldDisplay: false)

    func run() { print(SampleConfiguration.text, terminator: "") }
}
