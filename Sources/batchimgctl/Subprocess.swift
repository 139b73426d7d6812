import ControlAPI
import Glibc

/// Another program, run to its end.
enum Subprocess {
    /// - Returns: its exit status, and what it wrote.
    static func run(
        _ program: String, _ arguments: [String]
    ) throws(ClientError) -> (status: Int32, output: [UInt8], errors: [UInt8]) {
        var output: [CInt] = [0, 0]
        var errors: [CInt] = [0, 0]
        guard pipe(&output) == 0, pipe(&errors) == 0 else { throw failure(program, errno) }
        // The reading ends are this process's alone: the program notices that way when this process ends before it.
        for end in output + errors { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, output[1], 1)
        posix_spawn_file_actions_adddup2(&actions, errors[1], 2)
        var pid = pid_t()
        let texts = ([program] + arguments).map { strdup($0) }
        defer { for text in texts { free(text) } }
        let code = posix_spawn(&pid, program, &actions, nil, texts + [nil], environ)
        close(output[1])
        close(errors[1])
        defer {
            close(output[0])
            close(errors[0])
        }
        guard code == 0 else { throw failure(program, code) }
        // Errors are a line or two: they fit into the pipe while the output is read.
        let text = read(output[0])
        let complaint = read(errors[0])
        var status: CInt = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return (status & 0x7F == 0 ? (status >> 8) & 0xFF : 128, text, complaint)
    }

    private static func read(_ descriptor: CInt) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return bytes }
            bytes += chunk[..<count]
        }
    }

    private static func failure(_ program: String, _ code: CInt) -> ClientError {
        ClientError(exitCode: 1, "cannot run \(program): \(String(cString: strerror(code)))")
    }
}
