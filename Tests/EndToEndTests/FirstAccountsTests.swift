import Foundation
import TestSupport
import Testing

/// `init --from-az`: from an Azure CLI to accounts that are refreshed, and what it says where that goes wrong.
@Suite(.oneAtATime, .serialized)
struct FirstAccountsTests {
    private static let list = """
        [{"name":"one","location":"westeurope","resourceGroup":"rg","accountEndpoint":"one.invalid"},
         {"name":"two","location":"westeurope","resourceGroup":"rg","accountEndpoint":"two.invalid"}]
        """

    /// A stand-in for `az`, and where it writes what it was asked.
    private struct Stand {
        let folder: TemporaryFolder
        var path: String { folder.url.path }

        /// - Parameter script: what it does; nil: there is none.
        init(_ script: String?) throws {
            folder = try TemporaryFolder()
            if let script {
                let az = folder.url.appendingPathComponent("az")
                let text = "#!/bin/sh\necho \"$@\" >>'\(folder.url.path)/asked'\n\(script)\n"
                try text.write(to: az, atomically: true, encoding: .utf8)
                try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: az.path)
            }
        }

        func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Programs.Result {
            let own = [
                "PATH": "\(path):/usr/bin:/bin", "BATCHIMGD_CONFIG": "\(path)/etc/batchimgd.toml",
                "BATCHIMGD_SOCKET": "/nonexistent/s.sock",
            ]
            return try Programs.run(
                "batchimgctl", ["init"] + arguments, environment: own.merging(environment) { _, new in new })
        }

        func text(_ name: String) throws -> String {
            try String(contentsOf: folder.url.appendingPathComponent(name), encoding: .utf8)
        }
    }

    @Test func `writes, tries and says how to start a daemon that does not run`() throws {
        let stand = try Stand("cat <<'TXT'\n\(Self.list)\nTXT")
        let done = try stand.run("--from-az")
        #expect(done.status == 5, "\(done)")
        #expect(done.output.hasPrefix("added to \(stand.path)/etc/batchimgd.toml: one, two\n"))
        // A daemon of one's own signs in as oneself: no key is asked for.
        let asked = try stand.text("asked")
        #expect(asked.hasPrefix("batch account list -o json\n") && !asked.contains("keys"), "\(asked)")
        let written = try stand.text("etc/batchimgd.toml")
        #expect(written.ranges(of: "method = \"azure-cli\"").count == 2 && !written.contains("key"))
        #expect(done.output.contains("one: ") && done.output.contains("cannot pass: "), "\(done.output)")
        #expect(
            done.errors.hasSuffix(
                "batchimgctl: the daemon does not run; start it: batchimgd run --config \(stand.path)/etc/batchimgd.toml\n"
            ), "\(done.errors)")
        let again = try stand.run("--from-az")
        #expect(again.errors.contains("has the endpoint of one, two already"))
        #expect(try stand.text("etc/batchimgd.toml") == written)
    }

    /// A daemon with an account `a`, whose key is a credential that it alone has.
    private static func withDaemon(
        _ body: (Installation, _ initialize: (Stand, [String: String]) throws -> Programs.Result) throws -> Void
    ) throws {
        let (runtime, credentials) = (try TemporaryFolder(), try TemporaryFolder())
        let own = ["RUNTIME_DIRECTORY": runtime.url.path]
        try Installation.with(
            emulator: ["--replay", "built-in"], accounts: ["a"],
            environment: own.merging(["CREDENTIALS_DIRECTORY": credentials.url.path]) { $1 }
        ) { installation in
            _ = try credentials.secret("the-key", try #require(installation.keys["a"]))
            try installation.edit {
                $0.replacing("{ file = \"\(installation.folder.path)/a.key\" }", with: "{ credential = \"the-key\" }")
            }
            try body(installation) { stand, environment in
                let daemon = [
                    "BATCHIMGD_CONFIG": installation.configuration, "BATCHIMGD_SOCKET": installation.socket,
                ]
                return try stand.run(
                    "--from-az", environment: daemon.merging(own) { $1 }.merging(environment) { $1 })
            }
        }
    }

    @Test func `has a daemon that runs reload, and try the accounts with what it alone has`() throws {
        try Self.withDaemon { installation, initialize in
            let stand = try Stand("cat <<'TXT'\n\(Self.list)\nTXT")
            let done = try initialize(stand, [:])
            #expect(done.status == 5, "\(done)")
            let lines = done.output.split(separator: "\n").map(String.init)
            #expect(lines.contains("the daemon has reloaded; see: batchimgctl status"), "\(done)")
            #expect(lines.contains("ok       a sign-in: the account key can be read"), "\(done)")
            #expect(lines.contains { $0.hasPrefix("ok       a operation: ") }, "\(done)")
            #expect(lines.contains { $0.hasPrefix("finding  one endpoint: ") }, "\(done)")
            let known = try installation.ctl("accounts", "-o", "csv", "--no-header", "--columns", "name").output
            #expect(known == "a\none\ntwo\n")
        }
    }

    @Test func `says so when the daemon takes no configuration, or another one`() throws {
        try Self.withDaemon { installation, initialize in
            let stand = try Stand("cat <<'TXT'\n\(Self.list)\nTXT")
            let other = ["BATCHIMGD_CONFIG": stand.folder.path("etc/batchimgd.toml")]
            let missed = try initialize(stand, other)
            #expect(missed.status == 1 && missed.output.contains("the daemon has reloaded"), "\(missed)")
            #expect(missed.errors.contains("cannot find 'one' in the daemon that runs: it reads another"), "\(missed)")
            try installation.edit { $0 + "nonsense = 1\n" }
            let refused = try initialize(stand, other)
            #expect(refused.status == 1 && !refused.output.contains("has reloaded"), "\(refused)")
            #expect(refused.errors.contains("cannot reload the daemon: "), "\(refused)")
        }
    }

    @Test(
        arguments: [
            (nil, 1, "cannot ask az: it is not on the PATH; install the Azure CLI, or list the accounts where it is"),
            (
                "echo \"ERROR: Please run 'az login' to setup account.\" >&2; exit 1", 1,
                "az is not logged in; run, as the same user: az login"
            ),
            (
                "echo 'ERROR: AADSTS700082: The refresh token has expired' >&2; exit 1", 1,
                "az is not logged in; run, as the same user: az login"
            ),
            (
                "echo 'ERROR: (AuthorizationFailed) The client does not have authorization' >&2; exit 1", 77,
                "cannot list the accounts: whoever is logged in to az lacks the permission Microsoft.Batch/batchAccounts/read"
            ),
            ("echo '[]'", 1, "an empty list: choose the subscription with az account set"),
            (
                "echo 'WARNING: old' >&2; echo 'ERROR: no network' >&2; exit 3", 1,
                "az ended with 3: ERROR: no network; try: az batch"
            ),
            ("echo nonsense", 1, "it is not what az batch account list -o json prints"),
        ] as [(String?, Int32, String)])
    func `says what is missing, and changes nothing`(script: String?, status: Int32, said: String) throws {
        let stand = try Stand(script)
        // Only its own folder: the machine may have an az.
        let failed = try stand.run(
            "--from-az", environment: ["PATH": stand.path + (script == nil ? "" : ":/usr/bin:/bin")])
        #expect(failed.status == status && failed.output.isEmpty, "\(failed)")
        #expect(failed.errors.hasPrefix("batchimgctl: cannot ") && failed.errors.contains(said), "\(failed.errors)")
        #expect(!FileManager.default.fileExists(atPath: "\(stand.path)/etc"))
    }

    @Test(arguments: [[], ["--from-az", "--from", "-"]])
    func `asks where the accounts come from, once`(arguments: [String]) throws {
        let wrong = try Programs.run("batchimgctl", ["init"] + arguments)
        #expect(wrong.status == 64 && wrong.errors.contains("write --from FILE, or --from-az"))
    }

    /// The service's configuration, as root in a mount namespace: keys come from az, for the daemon alone.
    @Test(.enabled(if: geteuid() == 0)) func `puts the keys where the service reads them`() throws {
        let stand = try Stand(
            """
            case "$*" in
            "batch account list"*) cat <<'TXT'
            \(Self.list)
            TXT
            ;;
            *" -n one "*) echo c2VjcmV0 ;;
            *) echo 'ERROR: (AuthorizationFailed) no' >&2; exit 1 ;;
            esac
            """)
        let program = try Programs.path("batchimgctl").path
        let script = """
            mkdir -p '\(stand.path)/etc' && mkdir -p /etc/batchimgd && mount --bind '\(stand.path)/etc' /etc/batchimgd &&
            '\(program)' init --from-az
            """
        let hadFolder = FileManager.default.fileExists(atPath: "/etc/batchimgd")
        defer { if !hadFolder { rmdir("/etc/batchimgd") } }
        let done = try Programs.run(
            "/usr/bin/unshare", ["--mount", "/bin/sh", "-c", script],
            environment: [
                "PATH": "\(stand.path):/usr/bin:/bin:/usr/sbin:/sbin", "BATCHIMGD_SOCKET": "/nonexistent/s.sock",
            ])
        #expect(done.status == 5, "\(done)")
        #expect(try stand.text("etc/one.key") == "c2VjcmV0")
        let mode = try FileManager.default.attributesOfItem(atPath: "\(stand.path)/etc/one.key")[.posixPermissions]
        #expect(mode as? Int == 0o600)
        #expect(!FileManager.default.fileExists(atPath: "\(stand.path)/etc/two.key"))
        #expect(done.errors.contains("the key of 'one' is in /etc/batchimgd/one.key\n"))
        #expect(
            done.errors.contains(
                "cannot read the key of 'two': whoever is logged in to az lacks the permission "
                    + "Microsoft.Batch/batchAccounts/listkeys/action"), "\(done.errors)")
        #expect(!(done.output + done.errors).contains("c2VjcmV0"))
        #expect(done.errors.hasSuffix("start it: systemctl start batchimgd\n"))
    }
}
