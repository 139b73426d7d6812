import Foundation
import TestSupport
import Testing

/// Clients that would keep the socket from others, or confuse it.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct HostileClientTests {
    private static let status = "GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n"
    private static let well = "\"status\":\"ok\""

    /// Whether a well-behaved client is answered. One that a busy machine kept from asking in time comes again.
    private func isServing(_ socket: ServedSocket) async throws -> Bool {
        for _ in 0..<20 {
            let client = try RawConnection(socket.path)
            await client.send(Self.status)
            guard let text = await client.read(until: Self.well) else { return false }
            if !text.isEmpty { return text.hasPrefix("HTTP/1.1 200 OK\r\n") }
        }
        return false
    }

    /// Opens connections that stand idle, and prints what another client is answered, whether the one that was idle
    /// longest has gone, and what the latest is answered.
    ///
    /// It is a process of its own: Foundation's `Process`, which others use meanwhile, reads beyond a buffer in one
    /// that has more than 1,350 descriptors.
    private static let idlers = """
        import socket, sys
        def connect():
            client = socket.socket(socket.AF_UNIX)
            client.connect(sys.argv[1])
            client.settimeout(60)
            return client
        def answer(client):
            client.sendall(b'GET /v1/health HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n')
            return client.recv(65536).split(b'\\r\\n')[0].decode()
        idle = [connect() for _ in range(int(sys.argv[2]))]
        print(answer(connect()))
        print('gone' if len(idle) > 512 and idle[0].recv(1) == b'' else 'there')
        print(answer(idle[-1]))
        """

    @Test(arguments: [300, 1100])
    func `serves others while connections stand idle`(count: Int) async throws {
        try await FaultTable.check(
            .socket, "\(count) idle connections", holds: "another client is answered meanwhile"
        ) {
            try await ServedSocket.with(accounts: 0, patience: .seconds(60)) { socket in
                let result = try await Programs.runAside(
                    "/usr/bin/python3", ["-c", Self.idlers, socket.path, "\(count)"])
                // Of more than 512, the one that was idle longest has gone, the latest has not.
                let first = count > 512 ? "gone" : "there"
                #expect(result.output == "HTTP/1.1 200 OK\n\(first)\nHTTP/1.1 200 OK\n", "\(result)")
            }
        }
    }

    @Test(arguments: [
        ("silent connection", "", ""), ("header sent byte by byte", "GET /v1/health HTTP/1.1\r\nHost: ", "x"),
        ("body sent byte by byte", "POST /v1/sync HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n", " "),
    ])
    func `cuts a slow sender`(fault: String, start: String, drip: String) async throws {
        try await FaultTable.check(.socket, fault, holds: "cut when its time is up; others are answered") {
            let patience = Duration.milliseconds(300)
            try await ServedSocket.with(accounts: 0, patience: patience) { socket in
                // The server's time begins after this.
                let begun = ContinuousClock.now
                let client = try RawConnection(socket.path)
                await client.send(start)
                if drip.isEmpty { #expect(await client.read() == "") }
                while !drip.isEmpty, await client.send(drip) { try await Task.sleep(for: .milliseconds(10)) }
                #expect(ContinuousClock.now - begun >= patience)
                #expect(try await isServing(socket))
            }
        }
    }

    @Test func `cuts a client that does not take its answer`() async throws {
        try await FaultTable.check(
            .socket, "answer that is never read", holds: "cut when its time is up; others are answered"
        ) {
            try await ServedSocket.with(accounts: 60, patience: .seconds(3)) { socket in
                let client = try RawConnection(socket.path)
                await client.send("GET /v1/images?limit=10000 HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(await client.isHungUp())
                let text = try #require(await client.read())
                #expect(text.hasPrefix("HTTP/1.1 200 OK") && !text.hasSuffix("}\n"))
                #expect(try await isServing(socket))
            }
        }
    }

    @Test func `outlives clients that leave in the middle of an answer`() async throws {
        try await FaultTable.check(
            .socket, "100 clients that leave in the middle", holds: "others are answered"
        ) {
            try await ServedSocket.with(accounts: 20, patience: .seconds(60)) { socket in
                for _ in 0..<100 {
                    let client = try RawConnection(socket.path)
                    await client.send("GET /v1/images HTTP/1.1\r\nHost: x\r\n\r\n")
                    #expect(await client.read(until: "HTTP/1.1 200")?.isEmpty == false)
                }
                #expect(try await isServing(socket))
            }
        }
    }

    @Test func `answers pipelined requests in order`() async throws {
        try await FaultTable.check(.socket, "pipelined requests", holds: "each answered, in order") {
            try await ServedSocket.with(accounts: 0, patience: .seconds(60)) { socket in
                let client = try RawConnection(socket.path)
                await client.send(
                    Self.status + "GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n"
                        + Self.status.replacing("Host: x", with: "Host: x\r\nConnection: close"))
                let text = await client.read() ?? ""
                #expect(text.matches(of: /HTTP\/1\.1 (\d+)/).map { $0.1 } == ["200", "404", "200"])
            }
        }
    }

    @Test func `answers a client that has finished sending`() async throws {
        try await FaultTable.check(.socket, "half-closed connection", holds: "answered whole") {
            try await ServedSocket.with(accounts: 1, patience: .seconds(60)) { socket in
                let client = try RawConnection(socket.path)
                await client.send("GET /v1/images HTTP/1.1\r\nHost: x\r\n\r\n")
                client.finish()
                let text = await client.read() ?? ""
                #expect(text.hasPrefix("HTTP/1.1 200 OK") && text.hasSuffix("}\n"))
            }
        }
    }

    @Test(arguments: [("/v1/images?limit=10000", 1), ("/v1/images?account=a1", 60)])
    func `waits for a client that has finished sending`(target: String, count: Int) async throws {
        try await FaultTable.check(
            .socket, "half-closed connection that takes \(count == 1 ? "its answer" : "\(count) answers") late",
            holds: "each whole"
        ) {
            try await ServedSocket.with(accounts: 20, patience: .seconds(60)) { socket in
                let whole = try RawConnection(socket.path)
                await whole.send("GET \(target) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                let answer = try #require(await whole.read())
                let client = try RawConnection(socket.path)
                await client.send(String(repeating: "GET \(target) HTTP/1.1\r\nHost: x\r\n\r\n", count: count))
                client.finish()
                try await Task.sleep(for: .milliseconds(500))
                let text = try #require(await client.read())
                #expect(text == String(repeating: answer, count: count), "\(text.utf8.count) bytes")
                // More than a socket holds.
                #expect(text.utf8.count > 500_000)
            }
        }
    }

    @Test func `cuts a client that takes none of the answers at hand`() async throws {
        try await FaultTable.check(
            .socket, "10,000 pipelined requests whose answers are never read",
            holds: "not read any more, and cut when its time is up; others are answered"
        ) {
            try await ServedSocket.with(accounts: 1, patience: .seconds(3)) { socket in
                let client = try RawConnection(socket.path)
                await client.send("GET /v1/images HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(await client.read(until: "\"asOf\"")?.contains("\"asOf\"") == true)
                let request = "GET /v1/images HTTP/1.1\r\nHost: x\r\nX: \(String(repeating: "x", count: 1000))\r\n\r\n"
                #expect(await client.send(String(repeating: request, count: 10_000)) == false)
                let text = try #require(await client.read())
                #expect(text.utf8.count < 4 << 20)
                #expect(try await isServing(socket))
            }
        }
    }

    @Test func `cuts a client that leaves a little of its answers`() async throws {
        try await FaultTable.check(
            .socket, "answers that are taken but for the last", holds: "cut when the time of the last is up, not later"
        ) {
            try await ServedSocket.with(accounts: 1, patience: .seconds(3)) { socket in
                let client = try RawConnection(socket.path)
                let request = "GET /v1/images HTTP/1.1\r\nHost: x\r\n\r\n"
                await client.send(request)
                let size = try #require(await client.read(until: "\"asOf\"")?.utf8.count)
                // More than the socket holds by less than what makes the answers wait for each other.
                let count = (240 << 10) / size
                await client.send(String(repeating: request, count: count))
                #expect(await client.isHungUp())
                let text = try #require(await client.read())
                #expect(
                    text.utf8.count > size && text.utf8.count < count * size, "\(text.utf8.count) of \(count * size)")
            }
        }
    }

    @Test func `closes after the last request, however it is spelt`() async throws {
        try await FaultTable.check(.socket, "Connection: Keep-Alive, Close", holds: "answered once, then closed") {
            try await ServedSocket.with(accounts: 0, patience: .seconds(60)) { socket in
                let client = try RawConnection(socket.path)
                await client.send(Self.status.replacing("Host: x", with: "Host: x\r\nConnection: Keep-Alive, Close"))
                #expect(await client.read()?.hasPrefix("HTTP/1.1 200 OK") == true)
            }
        }
    }

    /// What is sent, and the statuses that may come back before the connection is closed.
    private static let malformed: [(fault: String, request: String, statuses: [Int])] = [
        ("not HTTP", "\u{16}\u{03}\u{01}hello\r\n\r\n", [400]),
        ("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [400]),
        ("header field of 40 KiB", head("X: " + String(repeating: "x", count: 40 << 10)), [400]),
        ("headers of 60 KiB", head((0..<60).map { "X\($0): " + String(repeating: "x", count: 1000) }), [400]),
        ("1,000 header fields", head((0..<1000).map { "X\($0): x" }), [400]),
        (
            "query of 1 MB", "GET /v1/images?q=\(String(repeating: "x", count: 1 << 20)) HTTP/1.1\r\nHost: x\r\n\r\n",
            [400]
        ),
        (
            "body of 65 KiB",
            "POST /v1/sync HTTP/1.1\r\nHost: x\r\nContent-Length: 66560\r\nConnection: close\r\n\r\n"
                + String(repeating: " ", count: 66560), [413]
        ),
        (
            "Content-Length and Transfer-Encoding",
            head(["Content-Length: 4", "Transfer-Encoding: chunked"]) + "0\r\n\r\n", [400]
        ),
        ("two lengths", head(["Content-Length: 0", "Content-Length: 4"]), [400]),
        ("length that is no number", head("Content-Length: 4x"), [400]),
        ("length beyond all numbers", head("Content-Length: 99999999999999999999"), [400]),
        ("transfer encoding xchunked", head("Transfer-Encoding: xchunked") + "0\r\n\r\n", [400]),
        ("length of 200 MiB", head("Content-Length: 209715200"), [413]),
        ("negative length", head("Content-Length: -1"), [400]),
        ("chunked last but one", head("Transfer-Encoding: chunked, identity"), [400]),
        ("space before the colon", head("Content-Length : 0"), [400]),
        ("folded header", head("X: a\r\n b"), [200, 400]),
        ("line feed inside a value", head("X: a\nGET /v1/status HTTP/1.1"), [200, 400]),
        ("null byte in a header", head("X: a\u{0}b"), [400]),
        (
            "method of another protocol", "FETCH /v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            [400, 405]
        ),
        (
            "target of another origin",
            "GET http://elsewhere/v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", [200, 400, 404]
        ),
        ("target with dots", "GET /v1/../v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", [404]),
        ("empty target", "GET  HTTP/1.1\r\nHost: x\r\n\r\n", [400]),
        ("broken escape", "GET /v1/images?q=%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", [400]),
        ("not UTF-8", "GET /v1/images?q=%ff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", [400]),
    ]

    private static func head(_ fields: [String]) -> String { head(fields.joined(separator: "\r\n")) }

    private static func head(_ fields: String) -> String {
        "GET /v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\(fields)\r\n\r\n"
    }

    /// What follows a head that announces chunks.
    private static let chunks: [(fault: String, body: String)] = [
        ("chunk without a size", "xchunked\r\n"), ("chunk of a negative size", "-1\r\n"),
        ("chunk of an overflowing size", "ffffffffffffffffff\r\n"),
        ("chunk that is longer than it says", "1\r\nabc\r\n"),
        ("trailer without a colon", "0\r\nno trailer\r\n\r\n"), ("chunk that ends too early", "5\r\nab"),
    ]

    @Test(arguments: chunks.indices, ["GET /v1/health", "POST /v1/sync"])
    func `refuses malformed chunks, and closes at once`(index: Int, line: String) async throws {
        let (fault, body) = Self.chunks[index]
        try await FaultTable.check(.socket, "\(line): \(fault)", holds: "400, once, and closed at once") {
            try await ServedSocket.with(accounts: 0, patience: .seconds(60)) { socket in
                let client = try RawConnection(socket.path)
                await client.send("\(line) HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n\(body)")
                if fault.hasSuffix("too early") { client.finish() }
                let text = try #require(await client.read())
                #expect(text.matches(of: /HTTP\/1\.1 (\d+)/).map { $0.1 } == ["400"], "\(text)")
                #expect(text.contains(#"{"error":{"kind":"bad-request","message":"cannot read the request's body"#))
                #expect(try await isServing(socket))
            }
        }
    }

    @Test(arguments: ["GET /v1/health", "POST /v1/sync"], ["chunks", "a chunk's extension"])
    func `takes no body without end`(line: String, what: String) async throws {
        try await FaultTable.check(
            .socket, "\(line) with \(what) without end", holds: "closed at the bound, answered once"
        ) {
            try await ServedSocket.with(accounts: 0, patience: .seconds(60)) { socket in
                let client = try RawConnection(socket.path)
                await client.send("\(line) HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
                let part = String(repeating: "x", count: 16 << 10)
                if what != "chunks" { await client.send("4000;") }
                var count = 0
                while count < 1000, await client.send(what == "chunks" ? "4000\r\n\(part)\r\n" : part) { count += 1 }
                // With what lies in the socket itself.
                #expect(count < 100)
                let text = try #require(await client.read())
                #expect(
                    text.matches(of: /HTTP\/1\.1 (\d+)/).map { $0.1 } == [what == "chunks" ? "413" : "400"], "\(text)")
                #expect(try await isServing(socket))
            }
        }
    }

    @Test func `takes a body in pieces`() async throws {
        try await ServedSocket.with(accounts: 0, patience: .seconds(60)) { socket in
            let client = try RawConnection(socket.path)
            await client.send("POST /v1/sync HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
            for piece in ["{\"acc", "ounts\":", "[]}"] {
                await client.send("\(String(piece.utf8.count, radix: 16));ext=1\r\n\(piece)\r\n")
            }
            await client.send("0\r\nTrailer: x\r\n\r\n\(Self.status)")
            let text = await client.read(until: Self.well) ?? ""
            #expect(text.matches(of: /HTTP\/1\.1 (\d+)/).map { $0.1 } == ["200", "200"], "\(text)")
            #expect(text.contains(#""event":"done""#))
        }
    }

    @Test(arguments: malformed.indices)
    func `answers what is malformed, or closes`(index: Int) async throws {
        let (fault, request, statuses) = Self.malformed[index]
        try await FaultTable.check(
            .socket, fault,
            holds: "\(statuses.map(String.init).joined(separator: " or ")), once; others are answered"
        ) {
            try await ServedSocket.with(accounts: 0, patience: .seconds(60)) { socket in
                let client = try RawConnection(socket.path)
                await client.send(request)
                let text = try #require(await client.read())
                let answers = text.matches(of: /HTTP\/1\.1 (\d+)/).compactMap { Int($0.1) }
                #expect(answers.count == 1 && statuses.contains(answers[0]), "\(text.prefix(300))")
                #expect(text.lowercased().contains("batchimgd-version: "))
                #expect(answers.first == 200 || text.contains(#"{"error":{"kind":""#), "\(text.prefix(600))")
                #expect(try await isServing(socket))
            }
        }
    }
}
