import Foundation
import TestSupport
import Testing

/// What `doctor` finds in answers written down beforehand.
struct DoctorCommandTests {
    private static let online =
        #"{"checks":[{"account":"a","check":"sign-in","ok":true,"message":"a token was issued"}]}"# + "\n"

    private func run(_ arguments: [String], status: String, online: String = online) throws -> Program {
        let answers = ["GET /v1/status": status, "POST /v1/doctor": online]
        return try CannedServer.with(answers.mapValues { $0.hasPrefix("HTTP/") ? $0 : CannedServer.answer($0) }) {
            try Program(arguments, socket: $0.path)
        }
    }

    @Test func `says that all is well`() throws {
        let result = try run(["doctor"], status: CannedAnswers.status)
        #expect(result.status == 0 && result.errors.isEmpty, "\(result)")
        let lines = result.output.split(separator: "\n").map(String.init)
        #expect(lines.count == 4, "\(lines)")
        #expect(lines[0] == "ok       daemon: batchimgd 0.1.0 answers at /run/batchimgd/batchimgd.sock")
        #expect(lines[1] == "ok       database: /var/lib/batchimgd/images.db, 20 KiB, read for damage, none found")
        #expect(lines[2].hasPrefix("ok       a refresh: 2 images, last good "))
        #expect(lines[3] == "ok       a sign-in: a token was issued")
    }

    @Test(arguments: [
        (#""checked":true"#, #""checked":true,"damage":"row 7""#, "database", "is damaged", "restore a copy"),
        (
            #""walBytes":4152"#, #""walBytes":9000000,"walHeldSince":"2026-11-22T00:00:00Z""#, "readers",
            "held the write-ahead log (8789 KiB) since 2026-11-22T00:00:00Z", "fuser /var/lib/batchimgd/images.db"
        ),
        (
            #""state":"ok""#, #""state":"failing","lastError":"403 No""#, "a refresh", "403 No",
            "batchimgctl sync a"
        ),
        (#""state":"ok""#, #""state":"suspect""#, "a refresh", "held back", "batchimgctl sync --accept a"),
        (#""stale":false"#, #""stale":true,"reason":"off""#, "a refresh", "stale, last good", "journalctl"),
        (
            #""lastSuccess":"2026-"#, #""lastSuccess":"2099-"#, "a clock",
            "recorded ahead of the clock, and not believed: last success (2099-11-23T00:00:00Z)", "timedatectl set-ntp"
        ),
        (#""version":"0.1.0""#, #""version":"0.9.0""#, "daemon", "the daemon 0.9.0", "upgrade batchimgctl"),
        (#"[{"name""#, #"[],"x":[{"name""#, "accounts", "no accounts are configured", "batchimgctl init"),
    ])
    func `names a remedy for each finding`(
        well: String, ill: String, subject: String, said: String, remedy: String
    ) throws {
        #expect(CannedAnswers.status.contains(well))
        let result = try run(["doctor"], status: CannedAnswers.status.replacing(well, with: ill))
        #expect(result.status == 5 && result.errors.hasSuffix("batchimgctl: 1 finding\n"), "\(result)")
        let lines = result.output.split(separator: "\n").map(String.init)
        let index = try #require(
            lines.firstIndex { $0.hasPrefix("finding  \(subject): ") && $0.contains(said) }, "\(lines)")
        #expect(lines[index + 1].hasPrefix("         remedy: ") && lines[index + 1].contains(remedy), "\(lines)")
        let json = try run(["doctor", "-o", "json"], status: CannedAnswers.status.replacing(well, with: ill))
        let checks = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: [[String: Any]]]
        #expect(checks?["checks"]?.count { $0["ok"] as? Bool == false } == 1 && json.status == 5)
    }

    @Test func `finds what the daemon finds, and does without it where that is not permitted`() throws {
        let online = Self.online.replacing(#""ok":true"#, with: #""ok":false,"remedy":"copy it anew""#)
        let found = try run(["doctor", "-o", "csv"], status: CannedAnswers.status, online: online)
        #expect(found.status == 5 && found.output.contains("\nfinding,a,sign-in,a token was issued,copy it anew\n"))
        let error = #"{"error":{"kind":"forbidden","message":"cannot do this for you: only operators may"}}"#
        let denied = try run(
            ["doctor"], status: CannedAnswers.status, online: CannedServer.answer(error, status: 403))
        #expect(denied.status == 0, "\(denied)")
        #expect(
            denied.errors
                == "batchimgctl: without the checks that go online: cannot do this for you: only operators may\n")
    }

    @Test func `looks at the accounts that are named, and knows those that are not there`() throws {
        let named = try run(["doctor", "a"], status: CannedAnswers.status)
        #expect(named.status == 0)
        let unknown = try run(["doctor", "aa"], status: CannedAnswers.status)
        #expect(unknown.status == 4 && unknown.errors.contains("cannot find the account 'aa'; nearest: a"))
    }

    @Test func `finds that there is no daemon`() throws {
        let result = try Program(
            try Program.path, ["doctor"],
            environment: ["BATCHIMGD_SOCKET": "/nonexistent/s.sock", "BATCHIMGD_DATABASE": "/nonexistent/images.db"])
        #expect(result.status == 5)
        #expect(
            result.output == """
                finding  daemon: cannot reach the daemon: no socket at /nonexistent/s.sock
                         remedy: start it: systemctl start batchimgd

                """)
    }
}
