import AzureBatch
import BatchEmulator
import Catalog
import Foundation
import TestSupport
import Testing

/// The client of List Pools against the emulator.
struct PoolClientTests {
    private static let jammy =
        #""imageReference":{"publisher":"canonical","offer":"jammy","sku":"22_04-lts","version":"latest"},"#
        + #""nodeAgentSKUId":"batch.node.ubuntu 22.04""#

    private static func listing(_ count: Int) -> String {
        let pools = (0..<count).map {
            #"{"id":"pool-\#($0)","state":"active","virtualMachineConfiguration":{\#(jammy)}}"#
        }
        return "[\(pools.joined(separator: ","))]"
    }

    @Test func `asks for what is shown of a pool, and for nothing else`() async throws {
        try await PoolBench.with { bench in
            _ = try await bench.pools()
            let request = try #require(await bench.emulator.requests(of: "demo", for: .pools)?.first)
            #expect(
                request.target == "/accounts/demo/pools?$select=id,state,allocationState,vmSize,currentDedicatedNodes,"
                    + "currentLowPriorityNodes,enableAutoScale,creationTime,virtualMachineConfiguration,"
                    + "cloudServiceConfiguration&api-version=2025-06-01&maxresults=1000&timeout=30")
            #expect(request.headers["return-client-request-id"] == "true" && request.headers["if-none-match"] == nil)
        }
    }

    @Test func `reads all that is shown of a pool`() async throws {
        let full = """
            [{"id":"Full-1","state":"active","allocationState":"resizing","vmSize":"STANDARD_D2S_V3",
              "currentDedicatedNodes":3,"currentLowPriorityNodes":5,"enableAutoScale":true,
              "creationTime":"2023-11-30T23:59:59.1234567Z",
              "virtualMachineConfiguration":{\(Self.jammy),"containerConfiguration":{}}},
             {"id":"old","state":"deleting","cloudServiceConfiguration":{"osFamily":"5"}},
             {"id":"gallery","virtualMachineConfiguration":{"imageReference":{"virtualMachineImageId":"/a/b"},
              "nodeAgentSKUId":"batch.node.el 9","containerConfiguration":null}},
             {"id":"lacks a sku","virtualMachineConfiguration":{"imageReference":{"publisher":"p","offer":"o"},
              "nodeAgentSKUId":""}},
             {"id":"bare","virtualMachineConfiguration":{}}, {"id":"nothing"}]
            """
        try await PoolBench.with(pools: full) { bench in
            let pools = try await bench.pools()
            let reference = ImageReference(publisher: "canonical", offer: "jammy", sku: "22_04-lts", version: "latest")
            #expect(
                pools.first
                    == Pool(
                        id: "Full-1", state: "active", allocationState: "resizing", vmSize: "STANDARD_D2S_V3",
                        dedicatedNodes: 3, lowPriorityNodes: 5, autoScale: true,
                        created: UTCTime(seconds: 1_701_388_799, nanoseconds: 123_456_700),
                        use: ImageUse(.image(reference), agent: .named("batch.node.ubuntu 22.04"), hasContainers: true))
            )
            #expect(
                pools.dropFirst().map(\.use) == [
                    ImageUse(.cloudServices, agent: .unsaid),
                    ImageUse(
                        .image(ImageReference(virtualMachineImageId: "/a/b")), agent: .named("batch.node.el 9")),
                    ImageUse(.untold("p:o::latest"), agent: .unsaid),
                    ImageUse(.untold(""), agent: .unsaid), ImageUse(.untold(""), agent: .unsaid),
                ])
            #expect(pools[4].use.image == nil && pools[4].use.nodeAgentSKUId == nil)
        }
    }

    @Test func `follows every page and signs each link as it came`() async throws {
        try await PoolBench.with(pageSize: 7, pools: Self.listing(20)) { bench in
            let report = await bench.batch.pools()
            let pools = try #require(try report.result.get().pools)
            #expect(pools.map(\.id) == (0..<20).map { "pool-\($0)" })
            #expect(report.pages == 3 && report.httpStatus == 200 && report.bytes > 1000 && report.requestID != nil)
            #expect(await bench.emulator.requests(of: "demo", for: .pools)?.count == 3)
            #expect(await bench.emulator.requests(of: "demo")?.isEmpty == true)
        }
    }

    @Test func `lists ten thousand pools, and believes in none`() async throws {
        try await PoolBench.with(pools: Self.listing(10_000)) { bench in
            let report = await bench.batch.pools()
            #expect(try report.result.get().pools?.last?.id == "pool-9999")
            #expect(report.pages == 10)
            await bench.emulator.setPools([], of: "demo")
            let none = try await bench.pools()
            #expect(none.isEmpty)
        }
    }

    @Test func `pages that come in the bytes of the listing before are not read again`() async throws {
        try await PoolBench.with(pageSize: 2, pools: Self.listing(5)) { bench in
            let first = try await bench.batch.pools().result.get()
            #expect(first.pools?.count == 5 && first.count == 5)
            let second = try await bench.batch.pools(known: first.pages).result.get()
            #expect(second.pools == nil && second.count == 5)

            // One that differs brings all back, with those that do not.
            let changed = Self.listing(5).replacing("\"pool-3\"", with: "\"other\"")
            await bench.emulator.setPools(try EmulatedPool.list(Array(changed.utf8)), of: "demo")
            let third = try await bench.batch.pools(known: second.pages).result.get()
            #expect(third.pools?.map(\.id).sorted() == ["other", "pool-0", "pool-1", "pool-2", "pool-4"])

            await bench.emulator.setPools([], of: "demo")
            let none = try await bench.batch.pools(known: third.pages).result.get()
            #expect(none.pools == [])
            #expect(try await bench.batch.pools(known: none.pages).result.get().pools == nil)
        }
    }

    @Test func `an id of a page that was not read again counts like any other`() async throws {
        try await PoolBench.with(pageSize: 2, pools: Self.listing(3)) { bench in
            let first = try await bench.batch.pools().result.get()
            let doubled = Self.listing(3).replacing("pool-2", with: "POOL-0")
            await bench.emulator.setPools(try EmulatedPool.list(Array(doubled.utf8)), of: "demo")
            let result = await bench.batch.pools(known: first.pages).result
            let error = #expect(throws: UpstreamError.self) { try result.get() }
            #expect(error?.message.contains("value[0].id of page 2 is that of an earlier pool") == true)
        }
    }

    @Test func `keeps long names and control characters as they came`() async throws {
        let id = String(repeating: "x", count: 65_536) + "\u{1B}[2J\u{202E}\u{0}"
        var writer = JSONWriter()
        writer.array {
            $0.object {
                $0.member("id", id)
                $0.member("state", id)
            }
        }
        try await PoolBench.with(pools: String(decoding: writer.bytes, as: UTF8.self)) { bench in
            let pool = try #require(try await bench.pools().first)
            #expect(pool.id == id && pool.state == id)
        }
    }

    @Test(arguments: [
        (#"{"status":403,"code":"AuthorizationFailed"}"#, "AuthorizationFailed"),
        (#"{"status":403,"code":"AuthorizationPermissionMismatch"}"#, "AuthorizationPermissionMismatch"),
        (#"{"status":404,"code":"AccountNotFound"}"#, "AccountNotFound"),
        (#"{"status":429,"code":"TooManyRequests"}"#, "TooManyRequests"),
        (#"{"status":503,"code":"ServerBusy","headers":{"Retry-After":"3600"}}"#, "ServerBusy"),
        (#"{"hang":true}"#, "TimedOut"), (#"{"drop":true}"#, "ConnectionFailed"),
        (#"{"html":true}"#, "MalformedPage"), (#"{"garbage":true}"#, "MalformedPage"),
        (#"{"wrongTypes":true}"#, "MalformedPage"), (#"{"missingField":true}"#, "MalformedPage"),
        (#"{"deepNesting":true}"#, "MalformedPage"), (#"{"notModified":true}"#, "MalformedPage"),
        (#"{"body":"{\"value\":{}}"}"#, "MalformedPage"), (#"{"body":"{}"}"#, "MalformedPage"),
        (#"{"huge":true}"#, "ListingTooLarge"), (#"{"gzipBomb":true}"#, "ListingTooLarge"),
        (#"{"cycle":true}"#, "PageCycle"), (#"{"endlessChain":true,"body":"{\"value\":[]}"}"#, "TooManyPages"),
        (#"{"foreignNextLink":"http://127.0.0.1:1/x"}"#, "ForeignNextLink"),
        (#"{"redirect":"http://127.0.0.1:1/"}"#, "Redirected"),
        (#"{"clockOff":1000}"#, "AuthenticationFailed"),
    ])
    func `fails with a clear error, and the images do not`(fault: String, code: String) async throws {
        // What ends by itself has all the time that it needs.
        let waits = ["TimedOut", "ConnectionFailed", "TooManyRequests"].contains(code)
        try await PoolBench.with(timeout: waits ? 1 : 30, factor: waits ? FastClock.usualFactor : 1) { bench in
            try await bench.fault(fault, times: 1000)
            let error = await bench.error()
            #expect(error?.code == code, "\(String(describing: error))")
            #expect(error?.message.isEmpty == false)
            _ = try await bench.batch.fetch(stored: [:]) { _, _ in }.result.get()
            await bench.emulator.setFaults([], of: "demo")
            #expect(try await bench.pools().count == 12)
        }
    }

    @Test(arguments: [
        #"{"status":429,"headers":{"Retry-After":"1"}}"#, #"{"truncated":true}"#, #"{"drop":true}"#, #"{"status":500}"#,
    ])
    func `tries again what may well succeed`(fault: String) async throws {
        try await PoolBench.with { bench in
            try await bench.fault(fault)
            #expect(try await bench.pools().count == 12)
            #expect(await bench.emulator.requests(of: "demo", for: .pools)?.count == 2)
        }
    }

    @Test(arguments: [
        (#"[{"id":"a"},{"state":"active"}]"#, "value[1].id is missing"), (#"[{"id":null}]"#, "value[0].id is null"),
        (#"[{"id":""}]"#, "value[0].id is empty"), (#"[{"id":7}]"#, "value[0].id is of the wrong type"),
        (#"[{"id":"a"},{"id":"b"},{"id":"B"}]"#, "value[0].id of page 2 is that of an earlier pool"),
        (#"[{"id":"Straße"},{"id":"STRASSE"}]"#, "value[1].id of page 1 is that of an earlier pool"),
        (#"[{"id":"a","creationTime":"yesterday"}]"#, "value[0].creationTime is no date"),
        (#"[{"id":"a","currentDedicatedNodes":"3"}]"#, "value[0].currentDedicatedNodes is of the wrong type"),
        (
            #"[{"id":"a","virtualMachineConfiguration":[]}]"#,
            "value[0].virtualMachineConfiguration is of the wrong type"
        ),
        (
            #"[{"id":"a","virtualMachineConfiguration":{"imageReference":{"sku":{}}}}]"#,
            "value[0].virtualMachineConfiguration.imageReference.sku is of the wrong type"
        ),
    ])
    func `names the place of what is malformed`(pools: String, problem: String) async throws {
        try await PoolBench.with(pageSize: 2, pools: pools) { bench in
            let error = await bench.error()
            #expect(error?.message == "cannot use the answer: \(problem)")
            #expect(error?.status == 200 && error?.requestID != nil)
        }
    }

    /// Everything that a pool can carry, each text of it a secret; then the same with something of ours that is wrong.
    @Test(arguments: [
        "", #""currentDedicatedNodes":"3","#, #""creationTime":"s3cret-date","#, #""enableAutoScale":"s3cret","#,
        #""vmSize":{"s3cret":"s3cret"},"#, #""cloudServiceConfiguration":{"osFamily":"s3cret"},"#,
    ])
    func `keeps and quotes nothing that is not its own`(wrong: String) async throws {
        let secrets = """
            {\(wrong)"displayName":"s3cret","startTask":{"commandLine":"s3cret","environmentSettings":[{"name":"s3cret",
            "value":"s3cret"}],"resourceFiles":[{"httpUrl":"https://s3cret?sig=s3cret"}]},"metadata":[{"name":"s3cret",
            "value":"s3cret"}],"userAccounts":[{"name":"s3cret","password":"s3cret"}],"certificateReferences":[{
            "thumbprint":"s3cret"}],"mountConfiguration":[{"azureBlobFileSystemConfiguration":{"accountKey":"s3cret"}}],
            "autoScaleFormula":"s3cret","resizeErrors":[{"message":"s3cret"}],"identity":{"s3cret":"s3cret"},
            "s3cret":["s3cret"],"virtualMachineConfiguration":{\(Self.jammy),"licenseType":"s3cret","extensions":[{
            "protectedSettings":{"s3cret":"s3cret"}}],"containerConfiguration":{"containerRegistries":[{
            "username":"s3cret","password":"s3cret"}],"containerImageNames":["s3cret"]}},"id":"a"}
            """
        try await PoolBench.with { bench in
            var fault = Fault()
            // As it is: nothing narrows it.
            fault.body = #"{"odata.metadata":"s3cret","value":[\#(secrets)]}"#
            fault.operation = .pools
            await bench.emulator.setFaults([fault], of: "demo")
            let report = await bench.batch.pools()
            var shown = "\(report)"
            dump(report, to: &shown)
            #expect(!shown.contains("s3cret"), "\(shown)")
            // The name of a system is read, and nothing is made of it.
            #expect(((try? report.result.get()) != nil) == (wrong.isEmpty || wrong.contains("osFamily")))
        }
    }

    @Test func `redacts an echoed signature`() async throws {
        try await PoolBench.with { bench in
            try await bench.fault(#"{"status":403,"code":"AuthenticationFailed","message":"Got {authorization}."}"#)
            #expect(await bench.error()?.message == "Got SharedKey demo:<redacted>.")
        }
    }
}
