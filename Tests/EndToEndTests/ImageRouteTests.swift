import Foundation
import TestSupport
import Testing

/// Questions about single images and moments, on the socket.
@Suite(.oneAtATime)
struct ImageRouteTests {
    @Test func `answers filters, moments, histories, names and differences`() throws {
        try Installation.with(emulator: [], accounts: ["a", "b"]) { installation in
            func images(_ query: String) throws -> [[String: Any]] {
                try #require(try installation.get("/v1/images?\(query)").json["images"] as? [[String: Any]])
            }
            let all = try images("account=a")
            let filter = "filter=osType%20eq%20'windows'%20and%20imageReference/publisher%20ne%20'batch'&account=a"
            let windows = all.filter { $0["osType"] as? String == "windows" }
            #expect(try !windows.isEmpty && images(filter).count <= windows.count && !images(filter).isEmpty)
            let wrong = try installation.get("/v1/images?filter=osType%20is%20'x'")
            #expect(wrong.status == 400 && wrong.body.contains("at column 8"), "\(wrong.body)")

            let past = try installation.get("/v1/images?as_of=2020-01-01")
            #expect((past.json["images"] as? [Any])?.isEmpty == true)
            let accounts = try #require(past.json["accounts"] as? [[String: Any]])
            #expect(accounts.count == 2 && accounts.allSatisfy { $0["asOf"] == nil && $0["stale"] as? Bool == false })
            #expect(try images("as_of=2100-01-01&account=a").count == all.count)
            #expect(try images("as_of=2100-01-01&account=a").allSatisfy { $0["state"] as? String != "supported" })

            let reference = try #require(all[0]["imageReference"] as? [String: Any])
            let name = ["publisher", "offer", "sku"].map { "\(reference[$0] ?? "")" }.joined(separator: ":")
            let resolved = try installation.get("/v1/resolve?image=\(name.uppercased())")
            let agents = try #require(resolved.json["agents"] as? [[String: Any]])
            #expect(agents[0]["nodeAgentSKUId"] as? String == all[0]["nodeAgentSKUId"] as? String)
            #expect(agents[0]["accounts"] as? [String] == ["a", "b"])
            #expect(resolved.json["image"] as? String == "\(name):\(reference["version"] ?? "")")
            let history = try installation.get("/v1/images/history?image=\(name)&account=b").json
            let entry = try #require((history["images"] as? [[String: Any]])?.first)
            #expect(entry["account"] as? String == "b" && (entry["runs"] as? [Any])?.count == 1)

            for (image, message) in [
                ("cannonical:x:y", "cannot find the publisher 'cannonical': nearest: canonical"),
                ("\(reference["publisher"] ?? ""):nonsense:y", "cannot find the offer 'nonsense': nearest: "),
            ] {
                let miss = try installation.get("/v1/resolve?image=\(image)")
                #expect(miss.status == 404 && miss.body.contains(message), "\(miss.body)")
            }
            #expect(try installation.get("/v1/resolve").status == 400)
            let half = try installation.get(
                "/v1/resolve?image=\(reference["publisher"] ?? ""):\(reference["offer"] ?? "")")
            #expect(half.status == 400 && half.body.contains("near: \(name)"), "\(half.body)")
            #expect(try installation.get("/v1/images/history?image=x:y").status == 400)
            let exact = try installation.get("/v1/resolve?image=\(name):1.2.3")
            #expect(exact.status == 200 && exact.body == resolved.body, "\(exact.body)")
            let lived = try installation.get("/v1/images/history?image=\(name):1.2.3&account=b")
            #expect(lived.status == 200 && (lived.json["images"] as? [Any])?.count == 1, "\(lived.body)")
            #expect(try installation.get("/v1/images/history?image=x:y:z").status == 404)

            let same = try installation.get("/v1/diff?from=a&to=b")
            #expect(same.status == 200 && (same.json["changes"] as? [Any])?.isEmpty == true, "\(same.body)")
            #expect(try installation.get("/v1/diff?from=a@2020-01-01&to=a").status == 404)
            #expect(try installation.get("/v1/diff?from=nobody&to=a").status == 404)
            #expect(try installation.get("/v1/diff?from=a@soon&to=a").status == 400)
            #expect(try installation.get("/v1/diff?from=a").status == 400)
        }
    }

    @Test func `says why an account has nothing to resolve in`() throws {
        try Installation.with(emulator: ["--replay", "built-in"], accounts: ["a", "b"]) { url in
            try Installation.fault(url, "b", #"[{"status":403,"code":"AccountIsDisabled","times":99}]"#)
        } _: { installation in
            let image = "canonical:ubuntuserver:18.04-LTS"
            let none = try installation.ctl("resolve", image, "--account", "b")
            #expect(
                none.status == 4
                    && none.errors.contains("no images are listed; 'b' has nothing yet: 403 AccountIsDisabled"))
            #expect(try installation.ctl("resolve", image).status == 0)
            let other = try installation.ctl("resolve", "canonical:ubuntuserve:18.04-LTS")
            #expect(other.errors.contains("nearest: ubuntuserver; 'b' has nothing yet: 403 "))
        }
    }
}
