import Foundation
import TestSupport

/// A real shell on a terminal of its own, whose keys are pressed one line after the other.
struct PressedKeys {
    enum Shell: String, CaseIterable, Sendable {
        case bash, zsh, fish

        /// How it begins interactively, without anything of the person who runs the tests.
        var arguments: [String] {
            switch self {
            case .bash: ["--norc", "--noprofile", "-i"]
            case .zsh: ["-f", "-i"]
            case .fish: ["--no-config", "-i"]
            }
        }

        /// Loads the completion, and makes `words` print its arguments as it got them.
        func setup(_ script: String) -> String {
            switch self {
            case .bash:
                "bind 'set bell-style none'; bind 'set page-completions off'; PS1=; source \(script); "
                    + "words() { printf '[%s]' \"$@\"; echo 'E'ND; }"
            case .zsh:
                "bindkey -e; PS1=; fpath=($PWD $fpath); autoload -U compinit; compinit -D -u; "
                    + "words() { printf '[%s]' \"$@\"; echo 'E'ND; }"
            case .fish:
                "source \(script); function words; printf '[%s]' $argv; echo 'E'ND; end"
            }
        }

        /// What the script is called.
        var file: String { self == .zsh ? "_batchimgctl" : "completion" }
    }

    /// Everything that the terminal was sent.
    let screen: String
    /// What `words` printed for each line.
    let words: [String]

    /// - Parameter lines: each is typed, with its TABs, and run as the arguments of `words`.
    init(_ shell: Shell, _ lines: [String], in folder: TemporaryFolder, socket: String) throws {
        let program = try Program.path
        let script = folder.path(shell.file)
        try Program(["completion", shell.rawValue], socket: socket).output
            .write(toFile: script, atomically: true, encoding: .utf8)
        let arguments =
            ["/usr/bin/\(shell.rawValue)"] + shell.arguments + ["--", folder.url.path, shell.setup(script)] + lines
        let result = try Program(
            "/usr/bin/python3", ["-c", Self.pressing] + arguments,
            environment: [
                "BATCHIMGD_SOCKET": socket, "PATH": "\(program.replacing("/batchimgctl", with: "")):/usr/bin:/bin",
                "LC_ALL": "C.UTF-8", "HOME": folder.url.path, "XDG_DATA_HOME": folder.url.path,
            ])
        guard result.status == 0 else {
            throw NSError(domain: "\(shell.rawValue): \(result.errors)\n\(result.output)", code: 1)
        }
        screen = result.output
        words = screen.matches(of: /(?m)(\[[^\r\n]*\])END/).map { String($0.1) }
    }

    /// Types a line when the one before it was answered: a shell that is not ready may drop what it is sent.
    private static let pressing = #"""
        import fcntl, os, pty, select, struct, sys, termios
        mark = sys.argv.index("--")
        folder, lines = sys.argv[mark + 1], sys.argv[mark + 2:]
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(folder)
            os.execv(sys.argv[1], sys.argv[1:mark])
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 160, 0, 0))
        screen = b""
        def wait(text, start):
            global screen
            while text not in screen[start:]:
                if not select.select([terminal], [], [], 60)[0]:
                    sys.exit(f"waited in vain for {text!r} in {screen!r}")
                screen += os.read(terminal, 65536)
        os.write(terminal, lines[0].encode() + b"\r")
        for line in ["ready"] + lines[1:]:
            start = len(screen)
            os.write(terminal, line.encode() + b"\x01words \r" if line != "ready" else b"words ready\r")
            wait(b"]END", start)
        os.write(terminal, b"exit\r")
        while True:
            try:
                chunk = os.read(terminal, 65536)
            except OSError:
                break
            if not chunk:
                break
            screen += chunk
        os.waitpid(pid, 0)
        sys.stdout.buffer.write(screen)
        """#
}
