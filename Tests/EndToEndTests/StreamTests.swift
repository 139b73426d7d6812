import Foundation
import TestSupport
import Testing

/// Answers that come line by line.
@Suite(.oneAtATime)
struct StreamTests {
    @Test func `streams all images, one a line, in the order of the pages`() throws {
        try Installation.with(emulator: [], accounts: ["a", "b", "c"]) { installation in
            let whole = try installation.get("/v1/images?limit=10000")
            let images = try #require(whole.json["images"] as? [NSDictionary])
            let lines = try installation.get("/v1/images", "-H", "Accept: application/x-ndjson").body
                .split(separator: "\n").map { try JSONSerialization.jsonObject(with: Data($0.utf8)) as? NSDictionary }
            #expect(lines == images && lines.count == 3 * 68)
            let dated = try installation.get(
                "/v1/images?order=end-of-life&os=linux", "-H", "Accept: application/x-ndjson")
            let linux = try installation.get("/v1/images?order=end-of-life&os=linux&limit=10000")
            #expect(dated.body.split(separator: "\n").count == (linux.json["images"] as? [Any])?.count)
            // An end within an account, and at the end of one.
            for limit in [100, 2 * 68, 3 * 68] {
                let some = try installation.get("/v1/images?limit=\(limit)", "-H", "Accept: application/x-ndjson").body
                    .split(separator: "\n").map {
                        try JSONSerialization.jsonObject(with: Data($0.utf8)) as? NSDictionary
                    }
                #expect(some == Array(images.prefix(limit)))
            }
            let wrong = try installation.get("/v1/images?account=nobody", "-H", "Accept: application/x-ndjson")
            #expect(wrong.status == 404)
        }
    }

    @Test func `follows changes as they are recorded, and ends with the daemon`() throws {
        try Installation.with(emulator: ["--replay", "built-in"], accounts: ["a"]) { installation in
            for _ in 0..<5 { try installation.step() }
            #expect(try installation.ctl("sync").status == 0)
            let file = installation.folder.appendingPathComponent("followed").path
            let curl = try Programs.start(
                "/usr/bin/curl",
                ["-sN", "-o", file, "--unix-socket", installation.socket, "http://x/v1/changes?follow=true"])
            func lines() -> [Substring] {
                ((try? String(contentsOfFile: file, encoding: .utf8)) ?? "").split(separator: "\n")
            }
            func recorded() throws -> Int {
                (try installation.get("/v1/changes?limit=10000").json["changes"] as? [Any])?.count ?? 0
            }
            let before = try recorded()
            try installation.wait("what is there") { _ in lines().count == before }
            for _ in 0..<5 { try installation.step() }
            #expect(try installation.ctl("sync").status == 0)
            let after = try recorded()
            #expect(before > 0 && after > before)
            try installation.wait("what came") { _ in lines().count == after }
            #expect(lines().last?.hasPrefix(#"{"seq":\#(after),"#) == true)
            let some = try installation.get("/v1/changes?follow=true&limit=\(before)").body
            #expect(some.split(separator: "\n") == Array(lines().prefix(before)))
            let rest = try installation.get("/v1/changes?after=\(before)").json["changes"] as? [Any]
            #expect(rest?.count == after - before)
            let started = Date.now
            installation.daemon.terminate()
            installation.daemon.waitUntilExit()
            curl.waitUntilExit()
            #expect(installation.daemon.terminationStatus == 0 && Date.now.timeIntervalSince(started) < 30)
            #expect(curl.terminationStatus == 0, "the stream was cut")
        }
    }
}
