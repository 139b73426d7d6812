import Foundation
import TestSupport
import Testing

/// Of a pool only what is shown of it is kept: a secret in any other field is found nowhere.
@Suite(.oneAtATime)
struct PoolSecrecyTests {
    private static let mark = "n0b0dys-bus1ness"

    /// A pool with a secret in every field that is not ours; those that `$select` leaves out, and those that come with
    /// what it asks for.
    private static func pool(_ number: Int) -> String {
        func secret(_ field: String) -> String { "\"\(mark)-\(field)-\(number)\"" }
        return """
            {"id":"pool-\(number)","displayName":\(secret("display")),"state":"active","vmSize":"standard_d2s_v3",
            "autoScaleFormula":\(secret("formula")),"applicationLicenses":[\(secret("license"))],
            "startTask":{"commandLine":\(secret("command")),"environmentSettings":[{"name":"K","value":\(secret("environment"))}],
            "resourceFiles":[{"httpUrl":\(secret("url"))}],"containerSettings":{"registry":{"password":\(secret("task"))}}},
            "metadata":[{"name":"owner","value":\(secret("metadata"))}],"userAccounts":[{"name":"u","password":\(secret("user"))}],
            "certificateReferences":[{"thumbprint":\(secret("thumbprint"))}],
            "mountConfiguration":[{"azureFileShareConfiguration":{"accountKey":\(secret("mount"))}}],
            "networkConfiguration":{"subnetId":\(secret("subnet"))},"identity":{"userAssignedIdentities":[\(secret("identity"))]},
            "virtualMachineConfiguration":{"imageReference":{"publisher":"canonical","offer":"ubuntuserver","sku":"18.04-lts",
            "version":"latest","more":\(secret("reference"))},"nodeAgentSKUId":"batch.node.ubuntu 18.04",
            "licenseType":\(secret("licenseType")),"dataDisks":[{"lun":0,"caching":\(secret("disk"))}],
            "containerConfiguration":{"type":"dockerCompatible","containerImageNames":[\(secret("image"))],
            "containerRegistries":[{"registryServer":\(secret("server")),"username":\(secret("name")),
            "password":\(secret("password"))}]},
            "extensions":[{"name":\(secret("extension")),"settings":{"a":\(secret("settings"))},
            "protectedSettings":{"b":\(secret("protected"))}}]}}
            """
    }

    @Test func `a secret in any other field is in no file, log, answer or memory`() throws {
        let folder = try TemporaryFolder()
        let settings = "log_level = \"trace\"\nmetrics_file = \"\(folder.path("metrics"))\""
        try Installation.with(emulator: [], accounts: ["a"], daemon: settings) { installation in
            let pools = folder.path("pools.json")
            try "[\((0..<60).map(Self.pool).joined(separator: ","))]".write(
                toFile: pools, atomically: true, encoding: .utf8)
            let put = try Programs.run(
                "/usr/bin/curl",
                ["-sf", "-X", "PUT", "-d", "@\(pools)", "\(installation.url)/_emulator/accounts/a/pools"])
            #expect(put.status == 0)
            for _ in 0..<3 { #expect(try installation.ctl("sync").status == 0) }
            #expect(try installation.sqlite("SELECT COUNT(*), MIN(containers) FROM pools") == "60|1\n")
            var places = ["log": Data(installation.log.utf8)]
            for name in try FileManager.default.contentsOfDirectory(atPath: installation.state.path) {
                places[name] = try Data(contentsOf: installation.state.appendingPathComponent(name))
            }
            places["metrics"] = FileManager.default.contents(atPath: folder.path("metrics"))
            for target in ["/v1/pools", "/v1/accounts", "/v1/status", "/v1/syncs", "/metrics"] {
                places[target] = Data(try installation.get(target).body.utf8)
            }
            places["the export"] = try Self.export(installation, folder)
            #expect(places.count > 10)
            for (name, place) in places { #expect(place.range(of: Data(Self.mark.utf8)) == nil, "\(name)") }
            // A sanitizer's allocator overwrites nothing of what is freed.
            guard ProcessInfo.processInfo.environment["BATCHIMGD_SANITIZED"] == nil else { return }
            // What a core would hold: every connection that brought pools has ended.
            try installation.wait("the end of what a core would show") {
                try Self.occurrences(in: $0.daemon.processIdentifier) == 0
            }
        }
    }

    private static func export(_ installation: Installation, _ folder: TemporaryFolder) throws -> Data? {
        let path = folder.path("export.db")
        #expect(try installation.ctl("export", path).status == 0)
        return FileManager.default.contents(atPath: path)
    }

    /// How often the mark stands in a process's memory.
    private static func occurrences(in process: Int32) throws -> Int {
        // Not the mark itself, which would be found in whoever looks for it.
        let script = """
            import re
            mark, found = b"n0b0dys-" + b"bus1ness", 0
            memory = open("/proc/\(process)/mem", "rb", 0)
            for line in open("/proc/\(process)/maps"):
                start, end, access = re.match(r"([0-9a-f]+)-([0-9a-f]+) (\\S+)", line).groups()
                if not access.startswith("rw"):
                    continue
                try:
                    memory.seek(int(start, 16))
                    found += memory.read(int(end, 16) - int(start, 16)).count(mark)
                except (OSError, OverflowError, ValueError, MemoryError):
                    pass  # not the program's: what the kernel lends it, the terabytes of a sanitizer
            print(found)
            """
        let result = try Programs.run("/usr/bin/python3", ["-c", script])
        return try #require(Int(result.output.trimmingCharacters(in: .whitespacesAndNewlines)), "\(result)")
    }
}
