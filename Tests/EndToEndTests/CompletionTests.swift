import Foundation
import TestSupport
import Testing

/// What a shell's completion asks for.
@Suite(.oneAtATime)
struct CompletionTests {
    @Test(arguments: ["bash", "zsh", "fish"])
    func `prints a script that the shell can read`(shell: String) throws {
        let script = try Programs.run("batchimgctl", ["completion", shell])
        #expect(script.status == 0 && script.output.contains("batchimgctl") && script.output.count > 1000)
        let folder = try TemporaryFolder()
        try script.output.write(toFile: folder.path("script"), atomically: true, encoding: .utf8)
        let read = try Programs.run("/usr/bin/\(shell)", ["-n", folder.path("script")])
        #expect(read.status == 0 && read.errors.isEmpty, "\(read)")
    }

    @Test func `completes from the record, and is silent without a daemon`() throws {
        try Installation.with(emulator: [], accounts: ["a-one", "b-two"]) { installation in
            let folder = try TemporaryFolder()
            let script = try Programs.run("batchimgctl", ["completion", "bash"]).output
            try script.write(toFile: folder.path("c.bash"), atomically: true, encoding: .utf8)
            func complete(_ words: String, socket: String) throws -> Programs.Result {
                let program = try Programs.path("batchimgctl").path
                let line = """
                    PATH="$(dirname "\(program)"):$PATH"; source "\(folder.path("c.bash"))"
                    COMP_WORDS=(\(words)); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMP_LINE="${COMP_WORDS[*]}"
                    COMP_POINT=${#COMP_LINE}; COMP_TYPE=9; COMP_KEY=9
                    f=$(complete -p batchimgctl | sed 's/.*-F \\([^ ]*\\).*/\\1/')
                    $f batchimgctl "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}" 2>/dev/null
                    printf '%s\\n' "${COMPREPLY[@]}"
                    """
                return try Programs.run("/bin/bash", ["-c", line], environment: ["BATCHIMGD_SOCKET": socket])
            }
            let accounts = try complete("batchimgctl list --account ''", socket: installation.socket)
            #expect(accounts.output.contains("a-one") && accounts.output.contains("b-two"), "\(accounts)")
            let publishers = try complete("batchimgctl list --publisher cano", socket: installation.socket)
            #expect(publishers.output.contains("canonical"), "\(publishers)")
            let agents = try complete("batchimgctl list --agent ''", socket: installation.socket)
            #expect(agents.output.contains("batch.node.windows amd64\n"), "\(agents)")
            let silent = try complete("batchimgctl list --account ''", socket: "/nonexistent/s")
            #expect(silent.errors.isEmpty && !silent.output.contains("a-one"))
        }
    }
}
