import ArgumentParser
import SyncDaemon

/// Prints the sample configuration, for `make manual`.
struct Sample: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Prints the sample configuration.", shouldDisplay: false)

    func run() {
        print(SampleConfiguration.text, terminator: "")
    }
}
