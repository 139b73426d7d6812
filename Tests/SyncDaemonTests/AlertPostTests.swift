import AzureBatch
import Catalog
import CatalogStore
import ControlAPI
import Crypto
import Foundation
import Logging
import NIOConcurrencyHelpers
import QueryService
import TestSupport
import Testing

@testable import SyncDaemon

/// Alerts that are told over real sockets and by real programs, on a clock on which hours pass in seconds.
@Suite(.serialized)
struct AlertPostTests {
    /// The daemon's own way from the record to receivers, without syncs: events come by `change`.
    private struct Told {
        let store: Store
        let post: AlertPost
        let folder: TemporaryFolder
        let clock: FastClock
        let log: CapturedLog
        private static let start = UTCTime.now

        /// What the clock's time is called.
        var now: UTCTime { Self.start.advanced(by: clock.elapsed) }

        static func with(
            _ alerts: (TemporaryFolder) throws -> [AlertSettings], clock: FastClock = FastClock(factor: 100),
            _ body: @escaping @Sendable (Told) async throws -> Void
        ) async throws {
            let folder = try TemporaryFolder()
            let alerts = try alerts(folder)
            let store = try Store(path: folder.path("images.db"))
            let log = CapturedLog()
            let transports = Transports(environment: [:])
            let post = AlertPost(
                store: store, health: RecordHealth(), transports: transports, keeping: .days(90),
                clock: clock, now: { start.advanced(by: clock.elapsed) },
                logger: Logger(label: "test") { _ in log })
            let told = Told(store: store, post: post, folder: folder, clock: clock, log: log)
            try await store.configure(
                [ConfiguredAccount(name: "a", endpoint: "https://a.example", filter: nil, staleAfter: nil)],
                now: told.now)
            try await told.list(0..<20)
            try await told.apply(alerts)
            let outcome = await Result { () async throws -> Void in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await post.run() }
                    defer { group.cancelAll() }
                    try await body(told)
                }
            }
            try await transports.shutDown()
            try store.close()
            try outcome.get()
        }

        func apply(_ alerts: [AlertSettings]) async throws {
            let daemon = DaemonSettings.standard(
                Places(environment: ["STATE_DIRECTORY": folder.url.path], isRoot: false))
            try await post.apply(Settings(daemon: daemon, accounts: [], alerts: alerts))
        }

        /// Lists so many images, and pools that use them: each image that left is an event.
        func list(_ skus: Range<Int>) async throws {
            let images = skus.map {
                Image(
                    reference: Self.reference($0), nodeAgentSKUId: "batch.node.x 1", osType: "linux",
                    verificationType: "verified")
            }
            let attempt = SyncAttempt(
                account: "a", scope: AccountScope(endpoint: "https://a.example", filter: nil), started: now,
                finished: now, httpStatus: 200, pages: 1, bytes: 1, requestID: nil)
            let page = ListingPage(url: "https://x/a", validators: Validators(), images: images, nextLink: nil)
            for _ in 0..<2 {
                _ = try await store.record(
                    Listing(pages: [page], isNotModified: false), of: attempt, nextAttempt: now,
                    keepingSyncs: .days(90))
            }
            let pools = (0..<20).map {
                Pool(
                    id: "pool-\($0)",
                    use: ImageUse(.image(Self.reference($0)), agent: .named("batch.node.x 1")))
            }
            try await store.record(pools, of: attempt)
        }

        static func reference(_ number: Int) -> ImageReference {
            ImageReference(publisher: "p", offer: "o", sku: "s\(number < 10 ? "0" : "")\(number)", version: "latest")
        }

        func rows(_ sql: String) throws -> String {
            try Programs.run("/usr/bin/sqlite3", ["-readonly", store.path, sql]).output
        }

        func wait(_ sql: String, until answer: String) async throws {
            try await wait { try rows(sql) == answer + "\n" }
        }

        func wait(_ holds: () throws -> Bool) async throws {
            let start = ContinuousClock.now
            while try !holds() {
                let found = try rows("SELECT alert, state, attempts, last_error FROM alerts")
                try #require(ContinuousClock.now - start < .seconds(240), "\(found)")
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    /// More than any answer takes here.
    private static let ample = Duration.days(1)

    private static func hook(
        _ server: HookServer, _ folder: TemporaryFolder, name: String = "ops", path: String = "/hook",
        format: AlertSettings.Webhook.Format = .cloudevents, secret: String? = nil
    ) throws -> AlertSettings {
        let url = try secretFile(folder, "\(name).url", "http://127.0.0.1:\(server.port)\(path)")
        var alert = AlertSettings()
        alert.name = name
        alert.webhook = AlertSettings.Webhook(
            url: url, format: format, secret: try secret.map { try secretFile(folder, "\(name).secret", $0) })
        alert.timeout = Self.ample
        return alert
    }

    private static func secretFile(_ folder: TemporaryFolder, _ name: String, _ text: String) throws -> SecretSource {
        _ = FileManager.default.createFile(
            atPath: folder.path(name), contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
        return .file(folder.path(name))
    }

    private static func json(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test func `tell each event once, in order, as a CloudEvent that is signed`() async throws {
        let server = try HookServer()
        try await Told.with({ [try Self.hook(server, $0, secret: "s3cret")] }) { told in
            try await told.list(3..<20)
            try await told.wait("SELECT COUNT(*) FROM alerts WHERE state = 'told'", until: "3")
            #expect(server.hooks.count == 3)
            for (index, hook) in server.hooks.enumerated() {
                let event = try Self.json(hook.body)
                #expect(event["specversion"] as? String == "1.0" && event["type"] as? String == "batchimgd.gone")
                #expect((event["source"] as? String)?.hasPrefix("batchimgd/") == true)
                #expect(event["subject"] as? String == "p:o:s0\(index):latest")
                #expect(hook.header("content-type") == "application/cloudevents+json; charset=utf-8")
                let data = try #require(event["data"] as? [String: Any])
                #expect(data["account"] as? String == "a" && data["event"] as? String == "gone")
                #expect(data["pools"] as? [String] == ["pool-\(index)"])
                #expect(data["nodeAgentSKUId"] as? String == "batch.node.x 1")
                let code = HMAC<SHA256>.authenticationCode(
                    for: Data(hook.body.utf8), using: SymmetricKey(data: Data("s3cret".utf8)))
                let hex = code.map { String(format: "%02x", $0) }.joined()
                #expect(hook.header("x-batchimgd-signature") == "sha256=\(hex)")
            }
            let ids = try server.hooks.map { try Self.json($0.body)["id"] as? String ?? "" }
            #expect(try told.rows("SELECT group_concat(id, ' ') FROM alerts") == ids.joined(separator: " ") + "\n")
            // Another alert is told of what is new only; the first goes on.
            let other = try HookServer()
            try await told.apply([
                try Self.hook(server, told.folder, secret: "s3cret"), try Self.hook(other, told.folder, name: "other"),
            ])
            try await told.list(4..<20)
            try await told.wait { other.hooks.count == 2 && server.hooks.count == 4 }
            #expect(
                try other.hooks.map { try Self.json($0.body)["type"] as? String } == [
                    "batchimgd.summary", "batchimgd.gone",
                ])
        }
    }

    @Test func `try again, in order, when a receiver is down for an hour, which delays no other`() async throws {
        let clock = FastClock(factor: 500)
        let attempts = NIOLockedValueBox<[Duration]>([])
        let isMended = NIOLockedValueBox(false)
        let broken = try HookServer { _ in
            attempts.withLockedValue { $0.append(clock.elapsed) }
            return .status(isMended.withLockedValue(\.self) ? 200 : 503)
        }
        let well = try HookServer()
        let silent = try HookServer { _ in .silence }
        try await Told.with(
            {
                var waiting = try Self.hook(silent, $0, name: "silent")
                waiting.timeout = .minutes(5)
                return [try Self.hook(broken, $0, name: "broken"), waiting, try Self.hook(well, $0, name: "well")]
            }, clock: clock
        ) { told in
            try await told.list(2..<20)
            try await told.wait("SELECT COUNT(*) FROM alerts WHERE alert = 'well' AND state = 'told'", until: "2")
            #expect(try told.rows("SELECT COUNT(*) FROM alerts WHERE alert <> 'well' AND state = 'told'") == "0\n")
            try await told.wait {
                let attempts = attempts.withLockedValue(\.self)
                return attempts.count >= 5 && clock.elapsed - attempts[0] > .hours(1)
            }
            isMended.withLockedValue { $0 = true }
            try await told.wait("SELECT COUNT(*) FROM alerts WHERE alert = 'broken' AND state = 'told'", until: "2")
            // 10 s, doubling: an hour takes no more than so many attempts.
            let attempts = attempts.withLockedValue(\.self)
            #expect(attempts.count { $0 - attempts[0] < .hours(1) } <= 9, "\(attempts)")
            let subjects = try broken.hooks.map { try Self.json($0.body)["subject"] as? String }
            #expect(subjects.last == "p:o:s01:latest" && subjects.dropLast().allSatisfy { $0 == "p:o:s00:latest" })
            try await told.wait(
                "SELECT DISTINCT last_error FROM alerts WHERE alert = 'silent' AND last_error IS NOT NULL",
                until: "no answer within 300 s")
        }
    }

    @Test func `follow no redirect, take only 2xx, and wait as long as they are asked to`() async throws {
        let target = try HookServer()
        let clock = FastClock(factor: 100)
        let times = NIOLockedValueBox<[Duration]>([])
        let server = try HookServer { number in
            times.withLockedValue { $0.append(clock.elapsed) }
            switch number {
            case 0: return .status(302, ["Location: http://127.0.0.1:\(target.port)/x"])
            case 1: return .status(410)
            case 2: return .status(429, ["Retry-After: 300"])
            default: return .status(201)
            }
        }
        try await Told.with({ [try Self.hook(server, $0)] }, clock: clock) { told in
            try await told.list(1..<20)
            try await told.wait("SELECT state, attempts FROM alerts", until: "told|4")
            #expect(target.hooks.isEmpty)
            let times = times.withLockedValue(\.self)
            // 300 s, from a whole second on.
            #expect(times[3] - times[2] >= .seconds(299))
            let reasons = told.log.lines.filter { $0.contains("reason=") }
            #expect(reasons.contains { $0.contains("answered 302, a redirect, which is not followed") })
            #expect(reasons.contains { $0.contains("answered 410") })
        }
    }

    @Test func `show a secret of their URL nowhere`() async throws {
        let server = try HookServer { $0 < 2 ? .status(500) : .status(200) }
        let secret = "T0kenOfTheHook"
        try await Told.with({ folder in
            var down = try Self.hook(server, folder, name: "down", path: "/\(secret)")
            down.webhook?.url = try Self.secretFile(folder, "down.url", "http://127.0.0.1:9/\(secret)")
            var nowhere = down
            nowhere.name = "nowhere"
            nowhere.webhook?.url = try Self.secretFile(folder, "nowhere.url", "https://\(secret).invalid/\(secret)")
            var plain = down
            plain.name = "plain"
            plain.webhook?.url = try Self.secretFile(folder, "plain.url", "http://example.com/\(secret)")
            return [
                try Self.hook(server, folder, path: "/\(secret)", secret: "\(secret)2"), down, nowhere, plain,
            ]
        }) { told in
            try await told.list(1..<20)
            try await told.wait("SELECT COUNT(*) FROM alerts WHERE state = 'told'", until: "1")
            try await told.wait("SELECT COUNT(*) FROM alerts WHERE attempts > 0", until: "4")
            #expect(server.hooks[0].head.contains(secret))
            let queries = RecordQueries(store: told.store, now: { .now })
            let answer = String(decoding: try await queries.alerts(AlertQuery()), as: UTF8.self)
            #expect(answer.contains("\"waiting\"") && !answer.contains(secret))
            #expect(answer.contains("the URL is not https"))
            #expect(!told.log.lines.joined().contains(secret))
            for file in ["images.db", "images.db-wal", "images.db.alerts"] {
                let bytes = FileManager.default.contents(atPath: told.folder.path(file)) ?? Data()
                #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(file)")
            }
        }
    }

    @Test func `start a program without a shell, which is ended with its time, with all that it started`() async throws
    {
        try await Told.with(
            { folder in
                func script(_ name: String, _ text: String) throws -> AlertSettings {
                    let path = folder.path("\(name).sh")
                    try Data("#!/bin/sh\n\(text)\n".utf8).write(to: URL(fileURLWithPath: path))
                    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
                    var alert = AlertSettings()
                    alert.name = name
                    alert.exec = [path, "$(touch \(folder.path("shell")))", folder.path(name)]
                    alert.timeout = name == "slow" ? .minutes(5) : Self.ample
                    return alert
                }
                var nothing = try script("nothing", "")
                nothing.exec = ["/bin/true"]
                var missing = nothing
                missing.name = "missing"
                missing.exec = [folder.path("missing")]
                return [
                    try script(
                        "good",
                        "cat > \"$2.json\"; env > \"$2.env\"; echo \"$1\"; echo 'to stderr' >&2; yes | head -c 300000"),
                    try script("bad", "exit 3"), try script("slow", "sleep 54321 & echo $! >> \"$2.pid\"; wait"),
                    nothing,
                    missing,
                ]
            }
        ) { told in
            try await told.list(1..<20)
            try await told.wait(
                "SELECT COUNT(*) FROM alerts WHERE alert IN ('good', 'nothing') AND state = 'told'", until: "2")
            try await told.wait(
                "SELECT COUNT(*) FROM alerts WHERE last_error IN ('the program ended with exit status 3', "
                    + "'the program took longer than 300 s, and was ended', "
                    + "'the program is not there, or may not be started')", until: "3")
            let event = try Self.json(try String(contentsOfFile: told.folder.path("good.json"), encoding: .utf8))
            #expect(event["type"] as? String == "batchimgd.gone")
            let environment = try String(contentsOfFile: told.folder.path("good.env"), encoding: .utf8)
            for line in [
                "BATCHIMGD_EVENT=gone", "BATCHIMGD_ACCOUNT=a", "BATCHIMGD_IMAGE=p:o:s00:latest",
                "BATCHIMGD_MESSAGE=a: p:o:s00:latest under",
            ] {
                #expect(environment.contains(line), "\(line)")
            }
            #expect(!FileManager.default.fileExists(atPath: told.folder.path("shell")))
            let lines = told.log.lines
            #expect(lines.contains { $0.contains("$(touch") } && lines.contains { $0.contains("to stderr") })
            // Those of each attempt that came that far.
            func first() -> Substring? {
                let pids = try? String(contentsOfFile: told.folder.path("slow.pid"), encoding: .utf8)
                return pids.flatMap { $0.contains("\n") ? $0.prefix { $0 != "\n" } : nil }
            }
            try await told.wait { first().map { !FileManager.default.fileExists(atPath: "/proc/\($0)") } ?? false }
        }
    }

    @Test(arguments: AlertSettings.Webhook.Format.allCases)
    func `speak the receiver's language`(format: AlertSettings.Webhook.Format) async throws {
        let server = try HookServer()
        try await Told.with({ [try Self.hook(server, $0, format: format)] }) { told in
            try await told.list(1..<20)
            try await told.wait { server.hooks.count == 1 }
            if format == .alertmanager {
                try await told.list(0..<20)
                try await told.wait { server.hooks.count == 2 }
            }
            let objects = try server.hooks.map { try JSONSerialization.jsonObject(with: Data($0.body.utf8)) }
            switch format {
            case .cloudevents: break
            case .slack:
                let text = try #require((objects[0] as? [String: Any])?["text"] as? String)
                #expect(text.hasPrefix("*batchimgd: gone* a: p:o:s00:latest under batch.node.x 1 is listed no more"))
            case .teams:
                let message = try #require(objects[0] as? [String: Any])
                #expect(message["type"] as? String == "message")
                let attachment = try #require((message["attachments"] as? [[String: Any]])?.first)
                #expect(attachment["contentType"] as? String == "application/vnd.microsoft.card.adaptive")
                let card = try #require(attachment["content"] as? [String: Any])
                #expect(card["type"] as? String == "AdaptiveCard" && card["version"] as? String == "1.4")
                #expect(
                    (card["body"] as? [[String: Any]])?.map { $0["type"] as? String } == [
                        "TextBlock", "TextBlock", "FactSet",
                    ])
            case .alertmanager:
                let alerts = try objects.map { try #require(($0 as? [[String: Any]])?.first) }
                let labels = alerts.map { $0["labels"] as? [String: String] }
                #expect(labels[0]?["alertname"] == "batchimgd_gone" && labels[0]?["image"] == "p:o:s00:latest")
                #expect(labels[0] == labels[1])
                let ends = alerts.compactMap { ($0["endsAt"] as? String).flatMap { UTCTime(rfc3339: $0) } }
                #expect(ends.count == 2 && ends[0] > told.now && ends[1] <= told.now)
            }
        }
    }

    @Test func `go on after a restart where they were, and make a summary when the record was restored`() async throws {
        let server = try HookServer()
        let folder = try TemporaryFolder()
        try await Told.with({ _ in [try Self.hook(server, folder)] }) { told in
            let copy = told.folder.path("copy.db")
            try await told.list(1..<20)
            try await told.wait("SELECT COUNT(*) FROM alerts WHERE state = 'told'", until: "1")
            try told.store.export(to: copy)
            try await told.list(2..<20)
            try await told.wait("SELECT COUNT(*) FROM alerts WHERE state = 'told'", until: "2")
            let mark = AlertMark(database: told.store.path)
            let count = try await told.store.alertJournal()
            try await told.wait { !mark.isAheadOf(count) }
            let restored = try Store(path: copy)
            #expect(mark.isAheadOf(try await restored.alertJournal()))
            // A record without a memory beside it came from elsewhere.
            #expect(AlertMark(database: copy).isAheadOf(1) && !AlertMark(database: copy).isAheadOf(0))
            try restored.close()
        }
    }

    @Test func `are tried without a trace in the record`() async throws {
        let server = try HookServer { $0 == 0 ? .status(200) : .status(500) }
        try await Told.with({ [try Self.hook(server, $0)] }) { told in
            let first = try await told.post.test("ops")
            let second = try await told.post.test("ops")
            #expect(first == .told && second == .untold("the receiver answered 500", retryAfter: nil))
            let event = try Self.json(server.hooks[0].body)
            #expect(event["type"] as? String == "batchimgd.test")
            let unknown = try? await told.post.test("nobody")
            #expect(unknown == nil)
            let rows = try told.rows("SELECT COUNT(*) FROM alerts")
            #expect(rows == "0\n")
        }
    }
}

/// What was logged, a line each.
private final class CapturedLog: LogHandler, Sendable {
    private let box = NIOLockedValueBox<[String]>([])
    var lines: [String] { box.withLockedValue(\.self) }
    var logLevel: Logger.Level {
        get { .trace }
        set {}
    }
    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    func log(event: LogEvent) {
        let pairs = (event.metadata ?? [:]).map { "\($0)=\($1)" }.sorted().joined(separator: " ")
        box.withLockedValue { $0.append("\(event.message) \(pairs)") }
    }
}
