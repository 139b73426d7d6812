import Catalog
import ControlAPI
import Hummingbird
import NIOCore

/// The answer to `POST /v1/doctor`, written as the accounts are examined: one object with all checks, or for clients
/// that take lines, one check a line.
enum DoctorAnswer {
    static func response(
        _ doctor: Doctor, _ accounts: [AccountSettings], asLines: Bool
    ) -> Response {
        let type = asLines ? RecordStreams.contentType : "application/json"
        return Response(
            status: .ok, headers: [.contentType: type],
            body: ResponseBody { writer in
                var separator = ""
                if !asLines { try await writer.write(ByteBuffer(string: #"{"checks":["#)) }
                try await doctor.examine(accounts) { findings in
                    var bytes = ByteBuffer()
                    for finding in findings {
                        var json = JSONWriter()
                        json.object(CheckAnswer(finding))
                        bytes.writeString(separator)
                        bytes.writeBytes(json.bytes)
                        if asLines { bytes.writeString("\n") } else { separator = "," }
                    }
                    if bytes.readableBytes > 0 { try await writer.write(bytes) }
                }
                if !asLines { try await writer.write(ByteBuffer(string: "]}\n")) }
                try await writer.finish(nil)
            })
    }
}
