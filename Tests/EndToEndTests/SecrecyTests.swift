import Foundation
import TestSupport
import Testing

/// The built programs with accounts that sign in in every way there is: they are refreshed, and what proves them is
/// found nowhere.
@Suite(.oneAtATime, .serialized)
struct SecrecyTests {
    private static let methods = Installation.SignIn.methods

    /// Everything that a request proved itself by: secrets, assertions, tokens, keys and signatures.
    private func secrets(_ installation: Installation, _ signIn: Installation.SignIn) throws -> [String: String] {
        var secrets = ["client secret": signIn.secret, "workload token": signIn.workloadToken]
        for (name, key) in installation.keys { secrets["account key of \(name)"] = key }
        let lines = signIn.certificate.keyPEM.split(separator: "\n").filter { !$0.hasPrefix("-") }
        for (number, line) in lines.enumerated() { secrets["private key, line \(number)"] = String(line) }
        func requests(_ target: String) throws -> [[String: Any]] {
            let text = try Programs.run("/usr/bin/curl", ["-sf", installation.url + target]).output
            return try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]] ?? []
        }
        func proof(_ authorization: String) -> String? {
            authorization.split { $0 == ":" || $0 == " " }.last.map(String.init)
        }
        for (number, request) in try requests("/_emulator/sign-in/requests").enumerated() {
            let headers = request["headers"] as? [String: String] ?? [:]
            secrets["key of Arc \(number)"] = headers["authorization"].flatMap(proof)
            for field in (request["body"] as? String ?? "").split(separator: "&") {
                let sides = field.split(separator: "=", maxSplits: 1).map(String.init)
                guard ["client_assertion", "client_secret"].contains(sides[0]), sides.count == 2 else { continue }
                secrets["\(sides[0]) \(number)"] = sides[1].removingPercentEncoding
                // Its last part is the signature.
                secrets["signature \(number)"] = sides[1].split(separator: ".").last.map(String.init)
            }
            let answer = Data((request["answer"] as? String ?? "").utf8)
            let token = (try? JSONSerialization.jsonObject(with: answer) as? [String: Any])?["access_token"] as? String
            secrets["token \(number)"] = token
        }
        for account in Self.methods {
            for (number, request) in try requests("/_emulator/accounts/\(account)/requests").enumerated() {
                let headers = request["headers"] as? [String: String] ?? [:]
                secrets["authorization \(number) of \(account)"] = headers["authorization"].flatMap(proof)
            }
        }
        return secrets
    }

    /// Every place that could hold one, by name.
    private func places(_ installation: Installation, _ more: [String: String]) throws -> [String: Data] {
        var places = more.mapValues { Data($0.utf8) }
        places["log"] = Data(installation.log.utf8)
        for name in try FileManager.default.contentsOfDirectory(atPath: installation.state.path) {
            places["database \(name)"] = try Data(contentsOf: installation.state.appendingPathComponent(name))
        }
        let paths = try #require(try installation.get("/v1/openapi.json").json["paths"] as? [String: [String: Any]])
        for (path, methods) in paths where methods["get"] != nil {
            let target = path.replacing("{name}", with: "arc")
            for query in ["", "?api-version=2025-06-01", "?image=a:b:c", "?from=arc&to=shared-key", "?limit=1000"] {
                places["\(target)\(query)"] = Data(try installation.get(target + query).body.utf8)
            }
        }
        let process = "/proc/\(installation.daemon.processIdentifier)"
        places["command line"] = FileManager.default.contents(atPath: "\(process)/cmdline")
        places["metrics file"] = FileManager.default.contents(
            atPath: installation.folder.appendingPathComponent("metrics").path)
        return places
    }

    @Test func `every method is refreshed; no secret, token, assertion or signature is shown`() throws {
        let signIn = try Installation.SignIn()
        let folder = try TemporaryFolder()
        let settings = "log_level = \"trace\"\nmetrics_file = \"\(folder.path("metrics"))\""
        try Installation.with(
            emulator: ["--replay", "built-in"], accounts: Self.methods, daemon: settings, signIn: signIn
        ) { installation in
            var said: [String: String] = [:]
            func sync(_ name: String, status: Int32) throws {
                let result = try installation.ctl("sync", "--accept")
                #expect(result.status == status, "\(name): \(result)")
                said["sync, \(name)"] = result.output + result.errors
                said["progress, \(name)"] = try installation.get("/v1/sync", "-X", "POST").body
                said["doctor, \(name)"] = try installation.get("/v1/doctor", "-X", "POST").body
            }
            try sync("well", status: 0)
            #expect(said["doctor, well"]?.contains("\"ok\":false") == false, "\(said["doctor, well"] ?? "")")
            // A service that echoes what it refuses.
            for account in Self.methods {
                try installation.fault(
                    account, #"[{"status":403,"code":"Refused","message":"No {authorization}.","times":4}]"#)
            }
            try sync("refused", status: 1)
            #expect(said["sync, refused"]?.contains("<redacted>") == true)
            for account in Self.methods { try installation.fault(account, "[]") }
            // Rotated, and every old token worthless.
            let second = try TestCertificate("batchimgd")
            try signIn.register(installation.url, secret: signIn.secret, certificate: second)
            try second.pem.write(
                toFile: installation.folder.appendingPathComponent("proof.pem").path, atomically: true, encoding: .utf8)
            _ = try Programs.run(
                "/usr/bin/curl", ["-sf", "-X", "DELETE", "\(installation.url)/_emulator/sign-in/tokens"])
            try sync("rotated", status: 0)
            // Who gives tokens fails.
            _ = try Programs.run(
                "/usr/bin/curl", ["-sf", "-X", "DELETE", "\(installation.url)/_emulator/sign-in/tokens"])
            try signIn.register(installation.url, secret: "another", certificate: signIn.certificate)
            try sync("unknown", status: 1)
            #expect(said["sync, unknown"]?.contains("AADSTS7000215") == true, "\(said["sync, unknown"] ?? "")")
            #expect(said["sync, unknown"]?.contains("AADSTS700027") == true)
            #expect(said["sync, unknown"]?.contains("5 succeeded, 2 failed") == true)

            let places = try places(installation, said)
            let secrets = try secrets(installation, signIn)
            #expect(places.count > 80 && secrets.count > 200, "\(places.count) places, \(secrets.count) secrets")
            // The search finds what is there.
            let log = try Programs.run("/usr/bin/curl", ["-sf", "\(installation.url)/_emulator/sign-in/requests"])
                .output
            #expect(secrets.filter { $0.key.hasPrefix("token ") }.allSatisfy { log.contains($0.value) })
            for (place, content) in places {
                for (name, secret) in secrets where content.range(of: Data(secret.utf8)) != nil {
                    Issue.record("\(name) is in \(place)")
                }
            }
        }
    }

    @Test func `100 syncs with tokens that live 10 s, while secret and certificate are rotated`() throws {
        let signIn = try Installation.SignIn()
        let accounts = ["client-certificate", "managed-identity", "workload-identity"]
        try Installation.with(emulator: [], accounts: accounts, signIn: signIn) { installation in
            var certificate = signIn.certificate
            for number in 0..<100 {
                if number % 20 == 0 {
                    certificate = try TestCertificate("batchimgd")
                    try certificate.pem.write(
                        toFile: installation.folder.appendingPathComponent("proof.pem").path, atomically: true,
                        encoding: .utf8)
                    try signIn.register(installation.url, secret: "", certificate: certificate, life: 10)
                }
                if number % 25 == 0 {
                    _ = try Programs.run(
                        "/usr/bin/curl", ["-sf", "-X", "DELETE", "\(installation.url)/_emulator/sign-in/tokens"])
                }
                let result = try installation.ctl("sync")
                #expect(result.status == 0, "sync \(number): \(result)")
            }
            let failed = try installation.sqlite("SELECT COUNT(*) FROM syncs WHERE outcome = 'failed'")
            #expect(failed == "0\n")
            #expect(try installation.sqlite("SELECT COUNT(*) >= 300 FROM syncs") == "1\n")
        }
    }
}
