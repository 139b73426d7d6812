import HTTPTypes
import TestSupport
import Testing

@testable import SyncDaemon

/// Answers that are given before a route is asked; here to a target that no route has.
struct AnswersAtHandTests {
    private static let target = "/at-hand"

    private static func get(_ target: String, _ more: String = "\r\n") -> String {
        "GET \(target) HTTP/1.1\r\nHost: x\r\n\(more)"
    }

    private func with(
        patience: Duration = .seconds(60), _ body: @Sendable (ServedSocket, RawConnection) async throws -> Void
    ) async throws {
        try await ServedSocket.with(accounts: 0, patience: patience) { socket in
            let request = HTTPRequest(method: .get, scheme: nil, authority: nil, path: Self.target)
            _ = try await socket.cache.answer(to: request) { TaggedAnswer(Array("{}".utf8)) }
            try await body(socket, RawConnection(socket.path))
        }
    }

    @Test func `are given in their turn, whatever stands between them`() async throws {
        try await with { _, client in
            let requests = [
                Self.get(Self.target), Self.get("/v1/health"), Self.get(Self.target), Self.get("/nothing"),
                Self.get(Self.target, "Content-Length: 5\r\n\r\nhello"),
                Self.get(Self.target, "If-None-Match: *\r\n\r\n"),
                Self.get("/v1/images"), Self.get(Self.target, "Connection: close\r\n\r\n"),
            ]
            await client.send(requests.joined())
            let text = try #require(await client.read())
            let statuses = text.matches(of: /HTTP\/1\.1 (\d+)/).map { $0.1 }
            // What stands behind a request that has to be worked out goes the same way, where no route has the target.
            #expect(statuses.first == "200" && statuses.last == "404" && statuses.count == requests.count)
            #expect(statuses[1] == "200" && statuses[3] == "404")
            #expect(text.matches(of: /Batchimgd-Version/).count == requests.count)
        }
    }

    @Test func `are given one after the other on a connection`() async throws {
        try await with { _, client in
            for _ in 0..<3 {
                await client.send(Self.get(Self.target))
                #expect(await client.read(until: "{}")?.hasPrefix("HTTP/1.1 200 OK\r\n") == true)
            }
            await client.send(Self.get(Self.target, "If-None-Match: *\r\n\r\n"))
            let known = try #require(await client.read(until: "\r\n\r\n"))
            #expect(known.hasPrefix("HTTP/1.1 304 ") && known.hasSuffix("\r\n\r\n") && !known.contains("Content-"))
            await client.send(Self.get("/v1/health"))
            #expect(await client.read(until: "}")?.contains(" 200 OK") == true)
            await client.send(Self.get(Self.target) + Self.get(Self.target))
            #expect(await client.read(until: "{}")?.contains(" 200 OK") == true)
        }
    }

    @Test(arguments: [
        ("Content-Length: 5", "hello"), ("Transfer-Encoding: chunked", "5\r\nhello\r\n0\r\n\r\n"),
        ("Content-Length: 5\r\nExpect: 100-continue", "hello"),
    ])
    func `are not for a request whose body is still to come`(field: String, body: String) async throws {
        try await with { _, client in
            await client.send(Self.get(Self.target, "\(field)\r\n\r\n"))
            await client.send(body)
            #expect(await client.read(until: "\r\n\r\n")?.contains(" 404 ") == true)
        }
    }

    @Test func `keep a connection alive, and leave a silent one to be closed`() async throws {
        let patience = Duration.seconds(1)
        try await with(patience: patience) { socket, _ in
            // The server counts from a moment after this.
            var start = ContinuousClock.now
            var last = start
            var client = try RawConnection(socket.path)
            // Alive only by its answers.
            while last - start < patience * 2 {
                let sent = ContinuousClock.now
                await client.send(Self.get(Self.target))
                let answer = await client.read(until: "{}")
                if ContinuousClock.now - last < patience {
                    #expect(answer?.isEmpty == false)
                    last = sent
                } else {
                    // The machine was too busy to keep the connection from falling silent: from the start.
                    start = .now
                    last = start
                    client = try RawConnection(socket.path)
                }
            }
            #expect(await client.read() == "")
        }
    }
}
