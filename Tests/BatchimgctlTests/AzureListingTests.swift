import TestSupport
import Testing

/// `list -o az`, against what az 2.91 printed for the same answer of the service.
struct AzureListingTests {
    private static let accounts = [
        "GET /v1/accounts?account=a&limit=10000": #"{"accounts":[\#(CannedAnswers.account)]}"# + "\n"
    ]
    private static let operation = "GET /accounts/a/supportedimages?api-version=2025-06-01"

    private func run(_ arguments: [String], _ answers: [String: String]) throws -> Program {
        let answers = answers.merging(Self.accounts) { first, _ in first }.mapValues { CannedServer.answer($0) }
        return try CannedServer.with(answers) { try Program(arguments + ["-o", "az"], socket: $0.path) }
    }

    @Test func `prints what az prints, over all pages`() throws {
        let first = #"""
            {"odata.metadata":"x","value":[{"nodeAgentSKUId":"batch.node.ubuntu 22.04","imageReference":{\#
            "virtualMachineImageId":"/subscriptions/x/galleries/g/images/i"},"osType":"linux",\#
            "verificationType":"maybe","capabilities":["Zeta","Alpha","Né\"\u0001😀"],\#
            "batchSupportEndOfLife":"2025-01-01T00:00:00.0Z"}],\#
            "odata.nextLink":"http://batchimgd/accounts/a/supportedimages?$skiptoken=1&api-version=2025-06-01"}
            """#
        let second = #"""
            {"value":[{"nodeAgentSKUId":"n","imageReference":{"publisher":"P","offer":"O","sku":"S",\#
            "version":"latest","exactVersion":"1.2.3","sharedGalleryImageId":"/s"},"osType":"plan9",\#
            "verificationType":"verified","capabilities":[],"batchSupportEndOfLife":"2025-01-01T01:02:03.1234567+02:00"}]}
            """#
        let next = "GET /accounts/a/supportedimages?$skiptoken=1&api-version=2025-06-01"
        let result = try run(["list", "--account", "a"], [Self.operation: first, next: second])
        #expect(result.status == 0 && result.errors.isEmpty, "\(result)")
        #expect(
            result.output == #"""
                [
                  {
                    "batchSupportEndOfLife": "2025-01-01T00:00:00.0Z",
                    "capabilities": [
                      "Zeta",
                      "Alpha",
                      "Né\"\u0001😀"
                    ],
                    "imageReference": {
                      "virtualMachineImageId": "/subscriptions/x/galleries/g/images/i"
                    },
                    "nodeAgentSkuId": "batch.node.ubuntu 22.04",
                    "osType": "linux",
                    "verificationType": "maybe"
                  },
                  {
                    "batchSupportEndOfLife": "2025-01-01T01:02:03.1234567+02:00",
                    "capabilities": [],
                    "imageReference": {
                      "exactVersion": "1.2.3",
                      "offer": "O",
                      "publisher": "P",
                      "sharedGalleryImageId": "/s",
                      "sku": "S",
                      "version": "latest"
                    },
                    "nodeAgentSkuId": "n",
                    "osType": "plan9",
                    "verificationType": "verified"
                  }
                ]

                """#)
    }

    @Test func `prints an empty list, and hands a filter over`() throws {
        let filtered = "\(Self.operation)&%24filter=osType%20eq%20%27linux%27"
        let result = try run(
            ["list", "--account", "a", "--filter", "osType eq 'linux'"], [filtered: #"{"value":[]}"#])
        #expect(result.status == 0 && result.output == "[]\n", "\(result)")
    }

    @Test(arguments: [
        ["list"], ["list", "--account", "a", "--account", "b"], ["list", "--account", "a", "--gpu"],
        ["list", "--account", "a", "--columns", "sku"], ["list", "--account", "a", "--as-of", "2026-01-01"],
        ["accounts"], ["list", "--account", "a", "--all"],
    ])
    func `refuses what az could not have been asked`(arguments: [String]) throws {
        let result = try run(arguments, ["GET /v1/accounts?limit=10000": #"{"accounts":[\#(CannedAnswers.account)]}"#])
        #expect(result.status == 64 && result.output.isEmpty && result.errors.contains("az"), "\(result)")
    }

    @Test func `says that there is no listing yet`() throws {
        let never = CannedAnswers.account.replacing(#""lastSuccess":"2026-11-23T00:00:00Z","#, with: "")
        let result = try run(
            ["list", "--account", "a"], ["GET /v1/accounts?account=a&limit=10000": #"{"accounts":[\#(never)]}"# + "\n"])
        #expect(result.status == 1 && result.errors.contains("no complete listing yet; run: batchimgctl sync a"))
    }
}
