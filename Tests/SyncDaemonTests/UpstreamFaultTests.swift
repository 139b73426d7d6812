import BatchEmulator
import Catalog
import CatalogStore
import Foundation
import TestSupport
import Testing

@testable import SyncDaemon

/// Whatever the service answers: the stored data stays, other accounts are refreshed, the log of syncs says what is
/// wrong, and the next sync recovers.
@Suite(.serialized)
struct UpstreamFaultTests {
    /// A fault that lasts, and what the view `syncs` says of it: status, code, and words of the message.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let fault: String
        let status: String
        let code: String
        let says: String

        init(_ name: String, _ fault: String, _ status: Int?, _ code: String, _ says: String) {
            self.name = name
            self.fault = fault
            self.status = status.map(String.init) ?? ""
            self.code = code
            self.says = says
        }

        var testDescription: String { name }
    }

    static let lasting = [
        Case(
            "401", #"{"status":401,"code":"InvalidAuthenticationInfo"}"#, 401, "InvalidAuthenticationInfo",
            "told to fail"),
        Case("403", #"{"status":403,"code":"AuthenticationFailed"}"#, 403, "AuthenticationFailed", "told to fail"),
        Case("404", #"{"status":404,"code":"AccountNotFound"}"#, 404, "AccountNotFound", "told to fail"),
        Case("409", #"{"status":409,"code":"AccountIsDisabled"}"#, 409, "AccountIsDisabled", "told to fail"),
        Case("429 that stays", #"{"status":429,"code":"TooManyRequests"}"#, 429, "TooManyRequests", "told to fail"),
        Case("500 that stays", #"{"status":500}"#, 500, "InternalError", "told to fail"),
        Case(
            "503 with Retry-After of an hour", #"{"status":503,"code":"ServerBusy","headers":{"Retry-After":"3600"}}"#,
            503, "ServerBusy", "told to fail"),
        Case(
            "502 with a page of HTML", #"{"status":502,"body":"<html>Bad gateway</html>"}"#, 502, "HTTPStatus502",
            "without an error of its own"),
        Case("delay beyond the time limit", #"{"delay":20}"#, nil, "TimedOut", "no complete answer within 16 s"),
        Case("no answer", #"{"hang":true}"#, nil, "TimedOut", "no complete answer within 16 s"),
        Case("a byte now and then", #"{"drip":0.05}"#, nil, "TimedOut", "no complete answer within 16 s"),
        Case("connection closed", #"{"drop":true}"#, nil, "ConnectionFailed", "cannot reach the service"),
        Case("half a body", #"{"truncated":true}"#, nil, "ConnectionFailed", "cannot reach the service"),
        Case("text/plain", #"{"contentType":"text/plain"}"#, 200, "MalformedPage", "it is text/plain, not JSON"),
        Case("HTML", #"{"html":true}"#, 200, "MalformedPage", "it is text/html, not JSON"),
        Case("garbage", #"{"garbage":true}"#, 200, "MalformedPage", "it is not JSON"),
        Case(
            "value of a wrong type", #"{"wrongTypes":true}"#, 200, "MalformedPage",
            "value[29].nodeAgentSKUId is of the wrong type"),
        Case("field that is missing", #"{"missingField":true}"#, 200, "MalformedPage", "value[29].osType is missing"),
        Case("200,000 brackets", #"{"deepNesting":true}"#, 200, "MalformedPage", "it is not JSON"),
        Case("gzip bomb", #"{"gzipBomb":true}"#, nil, "ListingTooLarge", "more than 64 MiB"),
        Case("body of 70 MiB", #"{"huge":true}"#, nil, "ListingTooLarge", "more than 64 MiB"),
        Case(
            "nextLink to another host", #"{"foreignNextLink":"http://127.0.0.2:1/x"}"#, 200, "ForeignNextLink",
            "http://127.0.0.2:1/x"),
        Case(
            "nextLink with a user name", #"{"foreignNextLink":"http://a@127.0.0.1/x"}"#, 200, "ForeignNextLink",
            "another origin"),
        Case(
            "nextLink to a file", #"{"foreignNextLink":"file:///etc/passwd"}"#, 200, "ForeignNextLink", "another origin"
        ),
        Case("redirect", #"{"redirect":"http://127.0.0.1:1/"}"#, 307, "Redirected", "check 'endpoint'"),
        Case("cycle of pages", #"{"cycle":true}"#, 200, "PageCycle", "page 1 leads to an earlier one"),
        Case("chain without an end", #"{"endlessChain":true}"#, 200, "TooManyPages", "more than 100 pages"),
        Case(
            "304 to a request without validators", #"{"notModified":true}"#, 304, "MalformedPage",
            "304 to a request without validators"),
        Case("clock 20 minutes off", #"{"clockOff":1200}"#, 403, "AuthenticationFailed", "failed to authenticate"),
        Case(
            "clock 20 minutes off, the other way", #"{"clockOff":-1200}"#, 403, "AuthenticationFailed",
            "failed to authenticate"),
        Case(
            "403 that echoes the signature",
            #"{"status":403,"code":"AuthenticationFailed","message":"Got {authorization}."}"#, 403,
            "AuthenticationFailed", "Got SharedKey a:<redacted>."),
    ]

    @Test(arguments: lasting)
    func `keeps what is stored and recovers`(fault: Case) async throws {
        let holds = "\(fault.code): \(fault.says); stored data untouched, another account refreshed, recovers"
        try await FaultTable.check(.upstream, fault.name, holds: holds) {
            // What ends by its size, not by time, is given the time that it takes.
            let factor = ["ListingTooLarge", "TooManyPages"].contains(fault.code) ? 1 : FastClock.usualFactor
            try await SyncedAccounts.with(factor: factor) { synced in
                let data =
                    "SELECT * FROM images; SELECT * FROM changes; SELECT id, images FROM catalog; SELECT id, account, catalog FROM listing"
                let before = try synced.rows(data)
                try await synced.set(fault.fault, times: 200)
                _ = await synced.emulator.advance()
                let results = try await synced.sync("a", "b")
                #expect(results["a"]?.outcome == .failed && results["b"]?.outcome == .unchanged)
                #expect(results["a"]?.reason?.contains(fault.says) == true, "\(results["a"]?.reason ?? "")")
                #expect(try synced.rows(data).droppingTimes == before.droppingTimes)
                let sync = try synced.rows(
                    """
                    SELECT http_status, error_code, instr(error_message, '\(fault.says.replacing("'", with: "''"))') > 0,
                        request_id IS NOT NULL
                    FROM syncs WHERE outcome = 'failed'
                    """)
                #expect(sync.hasPrefix("\(fault.status)|\(fault.code)|1|"), "\(sync)")
                #expect(fault.status.isEmpty || sync.hasSuffix("|1\n"), "no request-id: \(sync)")
                let accounts = try synced.rows("SELECT name, state, consecutive_failures FROM accounts ORDER BY name")
                #expect(accounts == "a|failing|1\nb|ok|0\n")
                await synced.emulator.setFaults([], of: "a")
                #expect(try await synced.sync("a")["a"]?.outcome == .unchanged)
                #expect(try synced.rows("SELECT state FROM accounts WHERE name = 'a'") == "ok\n")
            }
        }
    }

    @Test(arguments: [
        ("503 with Retry-After of 2 s", #"{"status":503,"headers":{"Retry-After":"2"}}"#),
        ("429 with x-ms-retry-after-ms", #"{"status":429,"headers":{"x-ms-retry-after-ms":"500"}}"#),
        ("408", #"{"status":408}"#), ("500 once", #"{"status":500}"#), ("502 once", #"{"status":502}"#),
        ("504 once", #"{"status":504}"#), ("connection closed once", #"{"drop":true}"#),
        ("half a body once", #"{"truncated":true}"#), ("no answer once", #"{"hang":true}"#),
        ("delay within the time limit", #"{"delay":0.05}"#),
    ])
    func `tries again and succeeds within the same sync`(name: String, fault: String) async throws {
        try await FaultTable.check(.upstream, "\(name), then well", holds: "the same sync succeeds") {
            try await SyncedAccounts.with { synced in
                try await synced.set(fault, times: 1)
                #expect(try await synced.sync("a")["a"]?.outcome == .unchanged)
            }
        }
    }

    @Test func `never sends a credential to another origin`() async throws {
        try await FaultTable.check(.upstream, "nextLink and redirect to a listening host", holds: "it sees no request")
        {
            try await SyncedAccounts.with { synced in
                try await SyncedAccounts.with { other in
                    // The other emulator stands on another port: another origin.
                    let target = try other.rows("SELECT endpoint || '/supportedimages' FROM accounts WHERE name = 'a'")
                    let link = target.trimmingCharacters(in: .newlines)
                    let seen = await other.emulator.requests(of: "a")?.count
                    for fault in [#"{"foreignNextLink":"\#(link)"}"#, #"{"redirect":"\#(link)"}"#] {
                        try await synced.set(fault, times: 1)
                        #expect(try await synced.sync("a")["a"]?.outcome == .failed)
                    }
                    #expect(await other.emulator.requests(of: "a")?.count == seen)
                }
            }
        }
    }

    @Test(arguments: [
        ("of nine hours", "32400", "nine hours", 32_400), ("of 32,000 years", "999999999999", "a day", 86_400),
        ("in the year 9999", "Fri, 31 Dec 9999 23:59:59 GMT", "a day", 86_400),
    ])
    func `waits as long as the service asks, a day at most`(
        name: String, header: String, wait: String, seconds: Int
    ) async throws {
        try await FaultTable.check(.upstream, "Retry-After \(name)", holds: "next_attempt is \(wait) away") {
            try await SyncedAccounts.with { synced in
                let before = await synced.emulator.requests(of: "a")?.count ?? 0
                try await synced.set(#"{"status":503,"headers":{"Retry-After":"\#(header)"}}"#, times: 9)
                #expect(try await synced.sync("a")["a"]?.outcome == .failed)
                let wait = try synced.rows(
                    "SELECT unixepoch(next_attempt) - unixepoch(last_attempt) FROM accounts WHERE name = 'a'")
                #expect(wait == "\(seconds)\n")
                #expect(await synced.emulator.requests(of: "a")?.count == before + 1)
            }
        }
    }

    @Test func `goes on without validators when the service refuses them`() async throws {
        try await FaultTable.check(
            .upstream, "UnsupportedHeader", holds: "the same sync succeeds; no validators are sent from then on"
        ) {
            try await SyncedAccounts.with(validators: true) { synced in
                #expect(try await synced.sync("a")["a"]?.outcome == .notModified)
                try await synced.set(#"{"unsupportedHeader":true}"#, times: 1)
                #expect(try await synced.sync("a")["a"]?.outcome == .unchanged)
                let count = await synced.emulator.requests(of: "a")?.count ?? 0
                #expect(try await synced.sync("a")["a"]?.outcome == .unchanged)
                let later = await synced.emulator.requests(of: "a")?.dropFirst(count) ?? []
                #expect(!later.isEmpty && later.allSatisfy { $0.headers["if-none-match"] == nil })
            }
        }
    }
}

extension SyncedAccounts {
    func set(_ fault: String, times: Int) async throws {
        var fault = try #require(try Fault.list(Data("[\(fault)]".utf8)).first)
        fault.times = times
        await emulator.setFaults([fault], of: "a")
    }
}

extension String {
    /// Without moments of today, which pass while a test runs.
    fileprivate var droppingTimes: String {
        replacing(/20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z/, with: "").replacing(/\|1[0-9]{9}\|1[0-9]{9}/, with: "")
    }
}
