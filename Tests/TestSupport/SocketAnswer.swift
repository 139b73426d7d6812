import Foundation

/// An answer of the daemon's socket, as curl received it.
package struct SocketAnswer {
    package let status: Int
    package let body: String

    /// The body as a JSON object; empty when it is none.
    package var json: [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(body.utf8))) as? [String: Any] ?? [:]
    }
}

extension Installation {
    /// `GET` on the daemon's socket by an independent client.
    package func get(_ target: String, _ options: String...) throws -> SocketAnswer { try answer(target, options) }

    /// What the daemon's socket answers an independent client.
    package func answer(_ target: String, _ options: [String]) throws -> SocketAnswer {
        let result = try Programs.run(
            "/usr/bin/curl",
            ["-s", "--unix-socket", socket, "-w", "\n%{http_code}", "http://localhost\(target)"] + options)
        let end = result.output.lastIndex(of: "\n") ?? result.output.startIndex
        return SocketAnswer(
            status: Int(result.output[end...].dropFirst()) ?? 0, body: String(result.output[..<end]))
    }
}
