import ControlAPI
import Foundation
import Glibc
import TestSupport
import Testing

/// Commands that list rows: literal answers in, literal stdout out.
struct RowCommandTests {
    private static let agents =
        #"{"agents":[{"account":"a","nodeAgentSKUId":"batch.node.ubuntu 22.04","osType":"linux","images":12,"#
        + #""verifiedImages":9,"lastEndOfLife":"2027-04-01T00:00:00Z"},{"account":"a","nodeAgentSKUId":"#
        + #""batch.node.windows amd64","osType":"windows","images":3,"verifiedImages":3}],"accounts":"#
        + CannedAnswers.fresh + "}\n"
    private static let syncs =
        #"{"syncs":[{"id":9,"account":"a","started":"2026-11-01T00:00:00Z","finished":"2026-11-01T00:00:01Z","#
        + #""outcome":"failed","httpStatus":403,"pages":0,"bytes":99,"requestId":"r-1","errorCode":"No","#
        + #""errorMessage":"403 No: \"no\", said it"}],"accounts":"# + CannedAnswers.fresh + "}\n"

    private func run(_ arguments: [String], _ answers: [String: String]) throws -> Program {
        try CannedServer.with(answers.mapValues { CannedServer.answer($0) }) { try Program(arguments, socket: $0.path) }
    }

    @Test(arguments: [
        (
            ["agents"],
            """
            ACCOUNT  NODE AGENT                OS       IMAGES  VERIFIED  LAST END OF LIFE
            a        batch.node.ubuntu 22.04   linux        12         9  2027-04-01
            a        batch.node.windows amd64  windows       3         3  -

            """
        ),
        (["-ojson", "agents"], agents), (["agents", "-ojson"], agents),
        (
            ["agents", "-o", "csv", "--columns", "node_agent_sku_id,last_end_of_life"],
            "node_agent_sku_id,last_end_of_life\nbatch.node.ubuntu 22.04,2027-04-01T00:00:00Z\n"
                + "batch.node.windows amd64,\n"
        ),
        (
            ["agents", "-o", "ndjson", "--columns", "images"], "{\"images\":12}\n{\"images\":3}\n"
        ),
    ])
    func `lists node agents`(arguments: [String], expected: String) throws {
        let result = try run(arguments, ["GET /v1/agents?limit=10000": Self.agents])
        #expect(result.output == expected && result.status == 0, "\(result.output)\(result.errors)")
    }

    @Test func `lists syncs`() throws {
        let answers = ["GET /v1/syncs?account=a&limit=10000": Self.syncs]
        let table = try run(["syncs", "--account", "a"], answers)
        #expect(
            table.output == """
                ID  ACCOUNT  STARTED               OUTCOME  PAGES  IMAGES  BYTES  REQUEST ID  ERROR
                 9  a        2026-11-01T00:00:00Z  failed       0       -     99  r-1         403 No: "no", said it

                """, "\(table.output)")
        let csv = try run(["syncs", "--account", "a", "-o", "csv"], answers)
        #expect(
            csv.output == """
                id,account,started,finished,outcome,http_status,pages,images,bytes,request_id,error_code,error_message
                9,a,2026-11-01T00:00:00Z,2026-11-01T00:00:01Z,failed,403,0,,99,r-1,No,"403 No: ""no"", said it"

                """)
    }

    @Test func `puts all pages of accounts into one object, and takes columns by name`() throws {
        let first = #"{"accounts":[\#(CannedAnswers.account)],"next":"a"}"# + "\n"
        let second = #"{"accounts":[\#(CannedAnswers.account.replacing(#""name":"a""#, with: #""name":"b""#))]}"# + "\n"
        let answers = [
            "GET /v1/accounts?limit=10000": first, "GET /v1/accounts?limit=10000&after=a": second,
        ]
        let json = try run(["accounts", "-o", "json"], answers)
        #expect(json.output == String(first.dropLast(14)) + "," + second.dropFirst(13), "\(json.output)")
        let csv = try run(["accounts", "-o", "csv", "--columns", "state,name"], answers)
        #expect(csv.output == "state,name\nok,a\nok,b\n")
        let wrong = try run(["accounts", "--columns", "nmae"], answers)
        #expect(wrong.status == 64 && wrong.errors.contains("cannot use the column 'nmae': known are name, endpoint"))
    }

    @Test func `gives up on a daemon that is silent`() throws {
        let path = "/tmp/silent-\(UUID().uuidString.prefix(8)).sock"
        defer { unlink(path) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let listener = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        defer { close(listener) }
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        #expect(bound == 0 && listen(listener, 1) == 0)
        let error = #expect(throws: ClientError.self) { try ControlClient(path: path, patience: 1).ask("/v1/status") }
        #expect(error?.exitCode == 3 && error?.description.contains("has been silent for 1 s") == true)
    }
}
