import Catalog
import CatalogStore
import Foundation
import TestSupport
import Testing

/// An answer much larger than the daemon may become.
@Suite(.oneAtATime)
struct LargeStreamTests {
    private static let accounts = 40
    private static let images = 10_000

    /// Accounts that all list the same images, which are stored once.
    private func fill(_ path: String) async throws {
        let store = try Store(path: path)
        let time = UTCTime(seconds: 1_700_000_000)
        try await store.configure(
            (0..<Self.accounts).map {
                ConfiguredAccount(name: "a\($0)", endpoint: "https://a\($0)", filter: nil, staleAfter: .days(1))
            }, now: time)
        let images = (0..<Self.images).map {
            Image(
                reference: ImageReference(
                    publisher: "canonical", offer: "o\($0 % 9)", sku: "s\($0)", version: "latest"),
                nodeAgentSKUId: "batch.node.ubuntu 24.04", osType: "linux", verificationType: "verified",
                capabilities: ["DockerCompatible"], endOfLife: EndOfLife("2027-01-01T00:00:00Z"))
        }
        for account in 0..<Self.accounts {
            let page = ListingPage(url: "https://x", validators: Validators(), images: images, nextLink: nil)
            _ = try await store.record(
                Listing(pages: [page], isNotModified: false),
                of: SyncAttempt(
                    account: "a\(account)", scope: AccountScope(endpoint: "https://a\(account)", filter: nil),
                    started: time, finished: time, httpStatus: 200, pages: 1, bytes: 1,
                    requestID: nil), nextAttempt: time, keepingSyncs: .days(90))
        }
        try store.close()
    }

    @Test func `streams 400,000 images to a slow reader in less than 10 MB`() async throws {
        let folder = try TemporaryFolder()
        let (database, socket) = (folder.path("images.db"), folder.path("s.sock"))
        try await fill(database)
        let accounts = (0..<Self.accounts).map {
            """
            [[account]]
            name = "a\($0)"
            endpoint = "https://a\($0)"
            enabled = false
            [account.auth]
            method = "shared-key"
            key = { env = "NONE" }
            """
        }
        let configuration =
            "[daemon]\ndatabase = \"\(database)\"\nsocket = \"\(socket)\"\n" + accounts.joined(separator: "\n")
        try configuration.write(toFile: folder.path("batchimgd.toml"), atomically: true, encoding: .utf8)
        let daemon = Process()
        daemon.executableURL = try Programs.path("batchimgd")
        daemon.arguments = ["run", "--config", folder.path("batchimgd.toml")]
        daemon.standardError = FileHandle.nullDevice
        let manager = try NotifySocket(in: folder.url)
        daemon.environment = Programs.plain.merging(["NOTIFY_SOCKET": manager.path]) { $1 }
        try daemon.run()
        defer { Installation.end(daemon) }
        func get(_ target: String, _ options: String...) throws -> String {
            try Programs.run("/usr/bin/curl", ["-s", "--unix-socket", socket] + options + ["http://x\(target)"]).output
        }
        func residentBytes() throws -> Int {
            let status = try String(contentsOfFile: "/proc/\(daemon.processIdentifier)/status", encoding: .utf8)
            return Int(try #require(status.firstMatch(of: /VmRSS:\s+([0-9]+) kB/)).1)! * 1024
        }
        _ = try manager.next("READY=1")
        // What an answer of a thousand takes, it has before.
        _ = try get("/v1/images?limit=1000", "-o", folder.path("page"))
        let before = try residentBytes()
        let reader = try Programs.start(
            "/usr/bin/curl",
            [
                "-s", "--unix-socket", socket, "-H", "Accept: application/x-ndjson", "--limit-rate", "25M", "-o",
                folder.path("lines"), "http://x/v1/images",
            ])
        var most = before
        while reader.isRunning {
            most = max(most, try residentBytes())
            try await Task.sleep(for: .milliseconds(20))
        }
        let lines = try Data(contentsOf: URL(fileURLWithPath: folder.path("lines")), options: .alwaysMapped)
        #expect(lines.count { $0 == 0x0A } == Self.accounts * Self.images)
        print("stream: \(lines.count >> 20) MiB, the daemon grew from \(before >> 10) to \(most >> 10) KiB")
        #expect(most - before < 10_000_000)
        for order in ["name", "end-of-life"] {
            let target = "/v1/images?order=\(order)"
            let some = try get("\(target)&limit=1200", "-H", "Accept: application/x-ndjson").split(separator: "\n")
            let more = try get("\(target)&limit=1700", "-H", "Accept: application/x-ndjson").split(separator: "\n")
            #expect(some.count == 1200 && more.count == 1700 && some == Array(more.prefix(1200)))
        }
    }
}
