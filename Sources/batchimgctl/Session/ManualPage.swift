import Glibc

/// The manual page batchimgctl(1).
enum ManualPage {
    /// Has man(1) show a command in it, in place of this process.
    ///
    /// Returns where that cannot be: there is no terminal, no man, or no page.
    static func show(_ command: String) {
        guard Output.isTerminal,
            let found = try? Subprocess.run("/usr/bin/env", ["man", "-w", "1", "batchimgctl"]), found.status == 0
        else { return }
        // less, which man starts, goes to the heading.
        let own = getenv("LESS").map { String(cString: $0) + " " } ?? ""
        setenv("LESS", #"\#(own)+/^ {3}\#(command)\b"#, 1)
        signal(SIGPIPE, SIG_DFL)
        Subprocess.become("man", ["1", "batchimgctl"])
        signal(SIGPIPE, SIG_IGN)
    }
}
