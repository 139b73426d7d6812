import ControlAPI
import Glibc
import TestSupport
import Testing

struct ControlClientTests {
    private func get(_ answer: String) throws -> Result<ControlClient.Answer, ClientError> {
        try CannedServer.with(["GET /x": answer]) { server in
            Result { () throws(ClientError) in try ControlClient(path: server.path).ask("/x") }
        }
    }

    @Test func `reads a body of known length and the daemon's version`() throws {
        let answer = try get(CannedServer.answer(#"{"a":1}"#, version: "0.9.1")).get()
        #expect(answer.body == Array(#"{"a":1}"#.utf8) && answer.version == "0.9.1")
    }

    @Test func `reads a body of many buffers`() throws {
        let text = String(repeating: "0123456789", count: 50_000)
        #expect(try get(CannedServer.answer(text)).get().body == Array(text.utf8))
    }

    @Test func `reads a body in chunks`() throws {
        let long = String(repeating: "x", count: 70_000)
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked \r\n\r\n"
        let chunks = "3;name=value\r\nabc\r\n\(String(long.count, radix: 16))\r\n\(long)\r\n0\r\n\r\n"
        #expect(try get(head + chunks).get().body == Array("abc\(long)".utf8))
    }

    @Test(arguments: [
        ("", "ends too early"), ("SSH-2.0-x\r\n", "not HTTP"), ("HTTP/1.1 two\r\n\r\n", "not HTTP"),
        ("HTTP/1.1 200 OK\r\nno header\r\n\r\n", "header is broken"), ("HTTP/1.1 200 OK\r\n\r\nx", "no length"),
        ("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "no length"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 9999999999999\r\n\r\n", "no length"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", "ends too early"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "no size"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", "ends too early"),
        ("HTTP/1.1 200 OK\r\nX: \(String(repeating: "x", count: 300_000))\r\n\r\n", "too long"),
        ("HTTP/1.1 200 OK\r\n\(String(repeating: "X: y\r\n", count: 50_000))\r\n", "too long"),
    ])
    func `refuses what is no answer`(answer: String, said: String) throws {
        guard case .failure(let error) = try get(answer) else {
            Issue.record("accepted it")
            return
        }
        #expect(error.exitCode == 1 && error.description.contains(said), "\(error.description)")
    }

    @Test(arguments: [(400, 64), (403, 77), (404, 4), (500, 1), (503, 1)])
    func `gives an error answer its exit status`(status: Int, code: Int32) throws {
        let json = #"{"error":{"kind":"x","message":"cannot \"do\" it\\: \u00e9"}}"#
        guard case .failure(let error) = try get(CannedServer.answer(json, status: status)) else {
            Issue.record("accepted it")
            return
        }
        #expect(error == ClientError(exitCode: code, #"cannot "do" it\: é"#))
    }

    @Test func `hands over lines as they come, whole`() throws {
        let head = "HTTP/1.1 200 OK\r\nBatchimgd-Version: 0.2.0\r\nTransfer-Encoding: chunked\r\n\r\n"
        let chunks = "4\r\n{\"a\"\r\n8\r\n:1}\n{}\n{\r\n2\r\n}\n\r\n0\r\n\r\n"
        try CannedServer.with(["POST /x": head + chunks]) { server in
            var lines: [String] = []
            let version = try ControlClient(path: server.path).follow("/x", Array("{}".utf8)) { line in
                lines.append(String(decoding: line, as: UTF8.self))
            }
            #expect(lines == ["{\"a\":1}\n", "{}\n", "{}\n"] && version == "0.2.0")
            #expect(server.requests == ["POST /x HTTP/1.1 {}"])
        }
    }

    @Test func `refuses a last line that is cut short`() throws {
        try CannedServer.with(["POST /x": CannedServer.answer("{}\n{")]) { server in
            #expect(throws: ClientError.self) {
                _ = try ControlClient(path: server.path).follow("/x", []) { _ throws(ClientError) in }
            }
        }
    }

    /// A socket that is listened on, and nobody behind it who takes connections.
    private func unattended<Value>(_ body: (String) throws -> Value) throws -> Value {
        let folder = try TemporaryFolder()
        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: folder.path("s").utf8) }
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(bound == 0 && listen(descriptor, 0) == 0)
        return try body(folder.path("s"))
    }

    @Test func `waits no longer than it was told for a daemon that takes no connection, or is silent`() throws {
        try FaultTable.check(.local, "a daemon that hangs: CLI", holds: "exit 3 after its patience, says since when") {
            try unattended { path in
                let client = ControlClient(path: path, patience: 1)
                let silent = #expect(throws: ClientError.self) { _ = try client.ask("/v1/images") }
                #expect(
                    silent?.exitCode == 3 && silent?.description.contains("silent for 1 s") == true, "\(silent as Any)")
                // The one that waited is still in the backlog, which has room for one.
                let full = #expect(throws: ClientError.self) { _ = try client.ask("/v1/images") }
                #expect(full?.exitCode == 3, "\(full as Any)")
                #expect(full?.description.contains("it has taken no connection at \(path) for 1 s") == true)
            }
        }
    }

    @Test func `tells where no daemon is`() throws {
        let paths = ["/nonexistent/s.sock", "/\(String(repeating: "x", count: 200))", "/etc/hostname"]
        for (path, said) in zip(paths, ["systemctl start", "longer than 107 bytes", "/etc/hostname"]) {
            let error = #expect(throws: ClientError.self) { _ = try ControlClient(path: path).ask("/") }
            #expect(error?.exitCode == 3 && error?.description.contains(said) == true)
        }
    }
}
