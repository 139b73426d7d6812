extension Emulator {
    /// Serves on a loopback port for as long as a body runs.
    ///
    /// - Parameter body: told where.
    package nonisolated func serving(_ body: (_ url: String) async throws -> Void) async throws {
        let (ports, found) = AsyncStream.makeStream(of: Int.self)
        let server = EmulatorServer(self) { found.yield($0) }
        try await withThrowingTaskGroup { group in
            group.addTask {
                defer { found.finish() }
                try await server.run()
            }
            defer { group.cancelAll() }
            // Without a port the server has failed.
            for await port in ports { return try await body("\(configuration.scheme)://127.0.0.1:\(port)") }
            try await group.waitForAll()
        }
    }
}
