import BatchEmulator
import Catalog
import Foundation
import RecordedListings
import ServiceLifecycle
import Subprocess
import SystemPackage

/// What a demo shows: the recorded days one after the other, then what can be asked of them.
struct DemoTour: Service {
    static let accounts = ["contoso-we", "contoso-ne", "fabrikam"]

    let emulator: Emulator
    /// Where the emulator listens, once it does.
    let ports: AsyncStream<Int>
    /// Whether it ends by itself.
    let isOnce: Bool

    private struct OutputClosed: Error {}

    func run() async throws {
        let folder = try DemoFolder()
        defer { folder.remove() }
        do {
            try await cancelWhenGracefulShutdown { try await run(in: folder) }
        } catch is CancellationError {
            // Ctrl-C: what runs has ended by now.
        } catch is OutputClosed {
            // Nobody reads any more, as behind `head`.
        }
    }

    private func run(in folder: DemoFolder) async throws {
        guard let port = await ports.first(where: { _ in true }) else { throw CancellationError() }
        var keys: [(name: String, key: String)] = []
        for name in Self.accounts { keys.append((name, await emulator.key(of: name) ?? "")) }
        try folder.configure(keys, port: port)
        try await withThrowingTaskGroup { group in
            group.addTask {
                try await runDaemon(folder)
                try Task.checkCancellation()
                throw folder.failure("the daemon has ended")
            }
            group.addTask { try await show(folder) }
            defer { group.cancelAll() }
            // The daemon ends only by an error.
            try await group.next()
        }
    }

    /// In a session of its own: Ctrl-C is this process's to hear, and the daemon is ended in its turn.
    private func runDaemon(_ folder: DemoFolder) async throws {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(10))]
        let log = try FileDescriptor.open(
            FilePath(folder.log), .writeOnly, options: [.create, .append], permissions: .ownerReadWrite)
        _ = try await Subprocess.run(
            .path(FilePath(try folder.program("batchimgd"))), arguments: ["run", "--config", folder.configuration],
            environment: environment(folder), platformOptions: options, input: .none, output: .discarded,
            error: .fileDescriptor(log, closeAfterSpawningProcess: true))
    }

    /// Of the person's own only what is not about another daemon; the emulator is reached by no proxy.
    private func environment(_ folder: DemoFolder) -> Environment {
        var variables = ProcessInfo.processInfo.environment.filter {
            !$0.key.hasPrefix("BATCHIMGD_") && !$0.key.hasPrefix("AZURE_") && !$0.key.hasSuffix("_DIRECTORY")
                && !["http_proxy", "https_proxy"].contains($0.key.lowercased())
        }
        variables["BATCHIMGD_SOCKET"] = folder.socket
        return .custom(
            Dictionary(variables.compactMap { name, value in Environment.Key(rawValue: name).map { ($0, value) } }) {
                first, _ in first
            })
    }

    // MARK: - What is shown

    private func show(_ folder: DemoFolder) async throws {
        try say(
            """
            batchimgd keeps the history of the images that Azure Batch accounts support.
            Three accounts are served by an emulator with what the real service listed on 15 days from 2019 to 2024;
            all dates are shifted by one constant, so that the last recorded day is today.
            """)
        try await waitForFirstSyncs(folder)
        try await playDays(folder)
        for (command, remark) in Self.commands {
            try title("batchimgctl \(command.joined(separator: " "))\(remark)")
            try await show(command, folder)
        }
        try title("batchimgctl changes --account contoso-we: the last ten")
        let changes = try await ctl(["changes", "--account", "contoso-we"], folder).split(separator: "\n")
        try say((changes.prefix(1) + changes.dropFirst().suffix(10)).joined(separator: "\n"))
        let pools = ["pools", "--account", "contoso-we"]
        try title("batchimgctl \(pools.joined(separator: " ")): which live pools are at risk, and why")
        try await show(pools, folder)
        try title("How to go on with a real account")
        try say(Self.realAccount)
        guard !isOnce else { return }
        try title("Still running. Try in another terminal; Ctrl-C here ends it, and nothing of it stays")
        let ctl = folder.typed("batchimgctl")
        try say(
            """
              export BATCHIMGD_SOCKET=\(folder.socket)
              \(ctl) pools --at-risk
              \(ctl) resolve microsoft-dsvm:ubuntu-hpc:2204
              \(ctl) suggest canonical:ubuntuserver:18.04-lts
              \(ctl) diff contoso-we contoso-ne
              \(ctl) sql "SELECT kind, COUNT(*) FROM changes GROUP BY kind"
            """)
        try await gracefulShutdown()
    }

    private static let commands = [
        (["status"], ""), (["list", "--account", "contoso-we", "--os", "linux", "--verified"], ""),
        (["eol", "--account", "contoso-we", "--within", "365d"], ": what ends soon, or has ended"),
    ]

    private static let realAccount = """
        Where az is logged in, batchimgctl init --from-az does it. By hand, in /etc/batchimgd/batchimgd.toml:

          [[account]]
          name     = "contoso-we"
          endpoint = "https://contoso.westeurope.batch.azure.com"

          [account.auth]
          method = "shared-key"
          key    = { file = "/etc/batchimgd/contoso-we.key" }

        then: batchimgd check-config && systemctl reload batchimgd
        """

    /// One line a recorded day: what changed in the first account.
    private func playDays(_ folder: DemoFolder) async throws {
        try title("What changed on which recorded day (account contoso-we)")
        var seen = 0
        while let (day, _, _) = await emulator.advance() {
            _ = try await ctl(["sync"], folder)
            let rows = try await ctl(["changes", "--account", "contoso-we", "-o", "tsv", "--no-header"], folder)
                .split(separator: "\n").map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
                .filter { (Int($0[0]) ?? 0) > seen }
            seen = rows.last.flatMap { Int($0[0]) } ?? seen
            let counts = Dictionary(grouping: rows) { $0[3] }.mapValues(\.count).sorted { $0.key < $1.key }
                .map { "\($0.value) \($0.key)" }
            try say("\(day.date.dateText)  \(counts.isEmpty ? "nothing" : counts.joined(separator: ", "))")
        }
    }

    private func waitForFirstSyncs(_ folder: DemoFolder) async throws {
        let end = ContinuousClock.now + .seconds(60)
        while try await ctl(["accounts", "-o", "csv", "--no-header"], folder).ranges(of: ",ok,").count
            < Self.accounts.count
        {
            guard ContinuousClock.now < end else { throw folder.failure("the accounts were not refreshed") }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// What a command of the companion prints, whatever its exit status.
    private func ctl(_ arguments: [String], _ folder: DemoFolder) async throws -> String {
        try await Subprocess.run(
            .path(FilePath(try folder.program("batchimgctl"))), arguments: Arguments(arguments),
            environment: environment(folder), input: .none, output: .string(limit: 16 << 20), error: .discarded
        ).standardOutput
    }

    /// The same, straight to the terminal.
    private func show(_ arguments: [String], _ folder: DemoFolder) async throws {
        _ = try await Subprocess.run(
            .path(FilePath(try folder.program("batchimgctl"))), arguments: Arguments(arguments),
            environment: environment(folder), input: .none,
            output: .fileDescriptor(.standardOutput, closeAfterSpawningProcess: false),
            error: .fileDescriptor(.standardError, closeAfterSpawningProcess: false))
    }

    private func title(_ text: String) throws { try say("\n== \(text)") }

    private func say(_ text: String) throws {
        do {
            try FileHandle.standardOutput.write(contentsOf: Data("\(text)\n".utf8))
        } catch {
            throw OutputClosed()
        }
    }
}
