import ControlAPI
import Glibc

/// Another program, run to its end.
enum Subprocess {
    /// Has a program take this process's place; returns, with `errno`, where that cannot be.
    ///
    /// - Parameter program: looked for on the `PATH` when it has no slash.
    static func become(_ program: String, _ arguments: [String]) {
        let words = ([program] + arguments).map { strdup($0) }
        execvp(program, words + [nil])
        let code = errno
        for word in words { free(word) }
        errno = code
    }

    /// - Parameter input: what it reads; `nil`: what this process does.
    /// - Returns: its exit status, and what it wrote.
    static func run(
        _ program: String, _ arguments: [String], input: [UInt8]? = nil
    ) throws(ClientError) -> (status: Int32, output: [UInt8], errors: [UInt8]) {
        var output: [CInt] = [0, 0]
        var errors: [CInt] = [0, 0]
        var inputs: [CInt] = [-1, -1]
        guard pipe(&output) == 0, pipe(&errors) == 0, input == nil || pipe(&inputs) == 0 else {
            throw failure(program, errno)
        }
        // The reading ends are this process's alone: the program notices that way when this process ends before it.
        for end in output + errors + inputs where end >= 0 { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, output[1], 1)
        posix_spawn_file_actions_adddup2(&actions, errors[1], 2)
        if input != nil { posix_spawn_file_actions_adddup2(&actions, inputs[0], 0) }
        // This process ignores SIGPIPE; the other one is to end by it.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
        var pid = pid_t()
        let words = ([program] + arguments).map { strdup($0) }
        defer { for word in words { free(word) } }
        let code = posix_spawn(&pid, program, &actions, &attributes, words + [nil], environ)
        close(output[1])
        close(errors[1])
        if input != nil { close(inputs[0]) }
        defer {
            close(output[0])
            close(errors[0])
        }
        guard code == 0 else {
            if input != nil { close(inputs[1]) }
            throw failure(program, code)
        }
        let texts = Self.texts(of: [output[0], errors[0]], writing: input ?? [], to: inputs[1])
        var status: CInt = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return (status & 0x7F == 0 ? (status >> 8) & 0xFF : 128, texts[0], texts[1])
    }

    /// What comes from each until all have ended, whichever has something first, while the input is written: a full
    /// pipe stops who writes to it.
    private static func texts(of descriptors: [CInt], writing input: [UInt8], to sink: CInt) -> [[UInt8]] {
        var texts = descriptors.map { _ in [UInt8]() }
        var waiting = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        waiting.append(pollfd(fd: sink, events: Int16(POLLOUT), revents: 0))
        var rest = input[...]
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while waiting.contains(where: { $0.fd >= 0 }) {
            if poll(&waiting, nfds_t(waiting.count), -1) < 0 {
                guard errno == EINTR else { break }
                continue
            }
            for index in descriptors.indices where waiting[index].revents != 0 {
                let count = read(waiting[index].fd, &chunk, chunk.count)
                if count < 0, errno == EINTR { continue }
                // A negative descriptor is passed over.
                if count > 0 { texts[index] += chunk[..<count] } else { waiting[index].fd = -1 }
            }
            guard waiting[descriptors.count].fd >= 0, waiting[descriptors.count].revents != 0 else { continue }
            // As much as there is room for when there is any (pipe(7), PIPE_BUF).
            let part = rest.prefix(4096)
            let count = part.withUnsafeBytes { write(sink, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            rest = count > 0 ? rest.dropFirst(count) : []
            guard rest.isEmpty else { continue }
            close(sink)
            waiting[descriptors.count].fd = -1
        }
        if waiting[descriptors.count].fd >= 0 { close(sink) }
        return texts
    }

    private static func failure(_ program: String, _ code: CInt) -> ClientError {
        ClientError(exitCode: 1, "cannot run \(program): \(String(cString: strerror(code)))")
    }
}
