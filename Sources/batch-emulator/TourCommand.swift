import ArgumentParser
import BatchEmulator
import Catalog
import Foundation
import Logging
import RecordedListings
import ServiceLifecycle
import UnixSignals

/// The whole thing without an account: emulator, daemon and companion in a folder that goes with them.
struct TourCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Shows batchimgd live, on recorded days, in a temporary folder; Ctrl-C ends it and leaves nothing.",
        discussion:
            "batchimgctl demo is the same. The programs batchimgd and batchimgctl are taken from beside this one.")

    @Flag(help: "End after the tour instead of staying for commands of your own.")
    var once = false

    func run() async throws {
        let last = UTCTime(day: UTCTime.now.day)
        var configuration = Emulator.Configuration(days: RecordedDay.shifted(try RecordedDay.builtIn(), lastDay: last))
        configuration.isReplay = true
        configuration.accounts = DemoTour.accounts.map { ($0, nil) }
        let emulator = Emulator(configuration)
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let server = EmulatorServer(emulator) { port.yield($0) }
        let tour = DemoTour(emulator: emulator, ports: ports, isOnce: once)
        var services = ServiceGroupConfiguration(
            services: [
                .init(service: server), .init(service: tour, successTerminationBehavior: .gracefullyShutdownGroup),
            ], gracefulShutdownSignals: [.sigterm, .sigint, .sighup],
            logger: Logger(label: "batch-emulator") { _ in SwiftLogNoOpLogHandler() })
        services.maximumGracefulShutdownDuration = .seconds(15)
        try await ServiceGroup(configuration: services).run()
    }
}
