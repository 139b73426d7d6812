import Foundation
import TestSupport
import Testing

/// List Supported Images on the daemon's socket, as a client of the service would ask for it.
@Suite(.oneAtATime)
struct BatchOperationTests {
    private static let path = "/accounts/a/supportedimages"

    @Test func `pages through the catalog in the service's order and words`() throws {
        try Installation.with(emulator: ["--replay", "built-in"], accounts: ["a"]) { installation in
            let whole = try installation.get("\(Self.path)?api-version=2025-06-01")
            let images = try #require(whole.json["value"] as? [[String: Any]])
            #expect(whole.status == 200 && images.count == 56 && whole.json["odata.nextLink"] == nil)
            var walked: [[String: Any]] = []
            var target = "\(Self.path)?api-version=2025-06-01&maxresults=20&$filter=osType%20eq%20'linux'"
            var pages = 0
            repeat {
                let page = try installation.get(target)
                walked += page.json["value"] as? [[String: Any]] ?? []
                pages += 1
                let next = page.json["odata.nextLink"] as? String
                #expect(next?.hasPrefix("http://localhost/accounts/a/supportedimages?") ?? true)
                target = String(next?.dropFirst("http://localhost".count) ?? "")
            } while !target.isEmpty
            let linux = images.filter { $0["osType"] as? String == "linux" }
            #expect(pages == (linux.count + 19) / 20 && NSArray(array: walked) == NSArray(array: linux))
        }
    }

    @Test func `stays in the listing in which a walk began`() throws {
        try Installation.with(emulator: ["--replay", "built-in"], accounts: ["a", "b"]) { installation in
            let target = "\(Self.path)?api-version=2025-06-01"
            let before = try #require(try installation.get(target).json["value"] as? [Any])
            let first = try installation.get("\(target)&maxresults=30").json
            for _ in 0..<10 { try installation.step() }
            #expect(try installation.ctl("sync", "--accept").status == 0)
            let after = try #require(try installation.get(target).json["value"] as? [Any])
            #expect(NSArray(array: before) != NSArray(array: after))
            let link = try #require(first["odata.nextLink"] as? String).replacing("http://localhost", with: "")
            let rest = try installation.get(link).json
            let walked = (first["value"] as? [Any] ?? []) + (rest["value"] as? [Any] ?? [])
            #expect(NSArray(array: walked) == NSArray(array: before))
            // A token that was made up: of no place, of no listing.
            for (part, other) in [("%5E30%5E", "%5E0%5E"), ("%5E30%5E", "%5E30%5E0")] {
                let refused = try installation.get(
                    link.replacing(part, with: other))
                #expect(refused.status == 400 && refused.body.contains("$skiptoken"))
            }
        }
    }

    @Test func `has validators, echoes ids, and answers 304`() throws {
        try Installation.with(emulator: ["--replay", "built-in"], accounts: ["a", "b"]) { installation in
            let target = "http://x\(Self.path)?api-version=2025-06-01"
            func head(_ options: String..., target: String = target) throws -> String {
                try Programs.run(
                    "/usr/bin/curl",
                    ["-s", "-D", "-", "-o", "/dev/null", "--unix-socket", installation.socket] + options + [target]
                ).output
            }
            let first = try head("-H", "client-request-id: 7d9d", "-H", "return-client-request-id: true")
            #expect(first.contains("\r\nclient-request-id: 7d9d\r\n") && first.contains("\r\nrequest-id: "))
            let etag = String(try #require(first.firstMatch(of: /(?i)\r\netag: ([^\r]+)/)).1)
            let date = String(try #require(first.firstMatch(of: /(?i)\r\nlast-modified: ([^\r]+)/)).1)
            #expect(try !head("-H", "client-request-id: 7d9d").contains("7d9d"))
            for condition in ["If-None-Match: \(etag)", "If-None-Match: \"x\", \(etag)", "If-Modified-Since: \(date)"] {
                #expect(try head("-H", condition).hasPrefix("HTTP/1.1 304"), "\(condition)")
            }
            #expect(
                try head("-H", "If-None-Match: \"x\"", "-H", "If-Modified-Since: \(date)").hasPrefix("HTTP/1.1 200"))
            let others = [
                target.replacing("/a/", with: "/b/"), target + "&maxresults=5",
                target + "&$filter=osType%20eq%20'linux'",
            ]
            for other in others { #expect(try !head(target: other).contains(etag), "\(other)") }
            let spelt = target + "&maxresults=1000"
            #expect(try head(target: spelt).contains(etag), "\(spelt)")
            #expect(try !head("-H", "Host: other.example:99").contains(etag), "links differ with the host")
        }
    }

    @Test(arguments: [
        ("", 400, "MissingRequiredQueryParameter"), ("?api-version=2018-01-01", 400, "InvalidQueryParameterValue"),
        ("?api-version=2025-06-01&maxresults=0", 400, "OutOfRangeQueryParameterValue"),
        ("?api-version=2025-06-01&maxresults=1001", 400, "OutOfRangeQueryParameterValue"),
        ("?api-version=2025-06-01&maxresults=99999999999999999999", 400, "OutOfRangeQueryParameterValue"),
        ("?api-version=2025-06-01&maxresults=ten", 400, "InvalidQueryParameterValue"),
        ("?api-version=2025-06-01&maxresults=5&maxresults=6", 400, "InvalidQueryParameterValue"),
        ("?api-version=2025-06-01&$filter=nonsense", 400, "InvalidQueryParameterValue"),
        ("?api-version=2025-06-01&$filter=%ff", 400, "InvalidQueryParameterValue"),
        ("?api-version=2025-06-01&$skiptoken=x", 400, "InvalidQueryParameterValue"),
        ("?api-version=2025-06-01&top=5", 400, "UnsupportedQueryParameter"),
    ])
    func `answers mistakes as the service does`(query: String, status: Int, code: String) throws {
        try Self.shared { installation in
            let answer = try installation.get("\(Self.path)\(query)", "-g")
            #expect(answer.status == status && answer.json["code"] as? String == code, "\(answer.body)")
            let message = answer.json["message"] as? [String: String]
            #expect(message?["value"]?.contains("\nRequestId:") == true)
        }
    }

    @Test func `knows unknown accounts from those without a listing`() throws {
        try Installation.with(emulator: ["--replay", "built-in"], accounts: ["a", "b"]) { url in
            try Installation.fault(url, "b", #"[{"status":403,"code":"AccountIsDisabled","times":99}]"#)
        } _: { installation in
            let query = "supportedimages?api-version=2025-06-01"
            let unknown = try installation.get("/accounts/nobody/\(query)")
            #expect(unknown.status == 404 && unknown.json["code"] as? String == "AccountNotFound")
            let empty = try installation.get("/accounts/b/\(query)", "-D", "-")
            #expect(
                empty.status == 503 && empty.body.contains("ServerBusy")
                    && empty.body.contains(/Retry-After: [1-9][0-9]?/))
        }
    }

    /// One installation for the mistakes, which change nothing.
    private static func shared(_ body: (Installation) throws -> Void) throws {
        try Installation.with(emulator: ["--replay", "built-in"], accounts: ["a"], body)
    }
}
