import Foundation
import TestSupport
import Testing

/// Clients that send without end; the daemon is a process of its own, so that what it keeps can be told.
@Suite(.oneAtATime, .serialized)
struct FloodTests {
    /// Sends a request twice: prints how many answers the first connection brings until it is closed, whether 400 MiB
    /// behind the second are taken, and by how many bytes the daemon grows meanwhile.
    private static let client = """
        import re, socket, sys
        path, pid, request = sys.argv[1], sys.argv[2], sys.argv[3].encode()
        def connect():
            client = socket.socket(socket.AF_UNIX)
            client.settimeout(60)
            client.connect(path)
            client.sendall(request)
            return client
        def resident():
            return int(re.search(r'VmRSS:\\s+(\\d+) kB', open(f'/proc/{pid}/status').read())[1]) << 10
        answer = b''
        with connect() as client:
            while part := client.recv(65536): answer += part
        print(answer.count(b'HTTP/1.1 '))
        before = resident()
        with connect() as client:
            try:
                for _ in range(100): client.sendall(b'x' * (4 << 20))
                print(1)
            except ConnectionError:
                print(0)
        print(resident() - before)
        """

    @Test(arguments: ["GET /v1/health", "CONNECT x:80"])
    func `answers a client that wants another protocol, and closes`(line: String) throws {
        try FaultTable.check(
            .socket, "\(line.prefix { $0 != " " }) for another protocol",
            holds: "answered once and closed; what follows is not read"
        ) {
            try Installation.with(emulator: [], accounts: ["a"]) { installation in
                let upgrade = "\(line) HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
                let pid = "\(installation.daemon.processIdentifier)"
                let result = try Programs.run(
                    "/usr/bin/python3", ["-c", Self.client, installation.socket, pid, upgrade])
                let numbers = result.output.split(separator: "\n").compactMap { Int($0) }
                #expect(numbers.count == 3 && numbers.prefix(2) == [1, 0], "\(result)")
                #expect(numbers.last ?? .max < 50 << 20, "\(result)")
                #expect(try installation.get("/v1/health").status == 200)
            }
        }
    }
}
