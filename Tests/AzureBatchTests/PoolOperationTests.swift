import AzureBatch
import Catalog
import Foundation
import RecordedListings
import Testing

@testable import BatchEmulator

/// List Pools as the emulator answers it.
struct PoolOperationTests {
    private static let path = "/accounts/demo/pools"
    private static let version = "api-version=2025-06-01"
    private static let given = """
        [{"id":"a","state":"active","startTask":{"commandLine":"x"},"resizeTimeout":"PT1.50M","taskSlotsPerNode": 1.0},
         {"id":"b","state":"deleting"}, {"id":"c","vmSize":"s"}]
        """

    @Test func `gives every property as it was given, or those that are selected`() async throws {
        try await PoolBench.with(pools: Self.given) { bench in
            let whole = try await bench.get("\(Self.path)?\(Self.version)")
            #expect(whole.ids == ["a", "b", "c"])
            #expect(
                whole.text.contains(
                    #""startTask":{"commandLine":"x"},"resizeTimeout":"PT1.50M","taskSlotsPerNode":1.0}"#))
            for select in ["state,vmSize", "state%2CvmSize", "vmSize,%20state", "vmSize,state,nothing"] {
                let some = try await bench.get("\(Self.path)?$select=\(select)&\(Self.version)")
                #expect(some.status == 200)
                #expect(some.entries.map(\.keys).map(Array.init) == [["state"], ["state"], ["vmSize"]], "\(select)")
            }
        }
    }

    @Test func `filters by state, and pages with links that repeat what was asked for`() async throws {
        try await PoolBench.with(pageSize: 2, pools: Self.given) { bench in
            for (filter, ids) in [("eq%20'active'", ["a"]), ("eq 'deleting'", ["b"]), ("ne%20'active'", ["b", "c"])] {
                let target = "\(Self.path)?\(Self.version)&$filter=state%20\(filter.replacing(" ", with: "%20"))"
                #expect(try await bench.get(target).ids == ids)
            }
            let first = try await bench.get(
                "\(Self.path)?\(Self.version)&$select=id&maxresults=1&timeout=9&$filter=state%20ne%20'x'")
            let link = try #require(first.object["odata.nextLink"] as? String)
            #expect(link.hasPrefix("\(bench.url)/accounts/demo/pools?$skiptoken="))
            for part in [
                "&$select=id", "&maxresults=1", "&timeout=9", "&api-version=", "&$filter=state%20ne%20%27x%27",
            ] {
                #expect(link.contains(part), "\(link)")
            }
            let second = try await bench.get(link)
            #expect(first.ids == ["a"] && second.ids == ["b"] && second.entries.first?.count == 1)
            // No more a page than the emulator was told.
            #expect(try await bench.get("\(Self.path)?\(Self.version)").ids == ["a", "b"])
        }
    }

    @Test(arguments: [
        ("$filter=vmSize%20eq%20'x'", "InvalidQueryParameterValue"),
        ("$filter=state%20eq%20active", "InvalidQueryParameterValue"), ("$filter=", "InvalidQueryParameterValue"),
        ("$select=", "InvalidQueryParameterValue"), ("$select=id,,state", "InvalidQueryParameterValue"),
        ("$select=virtualMachineConfiguration/imageReference", "InvalidQueryParameterValue"),
        ("$expand=tasks", "InvalidQueryParameterValue"), ("maxresults=0", "OutOfRangeQueryParameterValue"),
        ("maxresults=1001", "OutOfRangeQueryParameterValue"), ("top=3", "UnsupportedQueryParameter"),
    ])
    func `answers mistakes as the service does`(parameter: String, code: String) async throws {
        try await PoolBench.with { bench in
            let answer = try await bench.get("\(Self.path)?\(Self.version)&\(parameter)")
            #expect(answer.status == 400 && answer.object["code"] as? String == code, "\(answer.text)")
            let images = try await bench.get("/accounts/demo/supportedimages?\(Self.version)&$select=id")
            #expect(images.object["code"] as? String == "UnsupportedQueryParameter")
        }
    }

    @Test func `verifies who asks by path and query`() async throws {
        try await PoolBench.with { bench in
            let target = "\(Self.path)?\(Self.version)&$select=id"
            let own = try await bench.get(target)
            #expect(own.status == 200)
            #expect(try await bench.get("/pools?\(Self.version)").status == 200)
            for other in [
                "\(Self.path)?\(Self.version)&$select=id,state", "/accounts/demo/supportedimages?\(Self.version)",
            ] {
                #expect(try await bench.get(target, signedFor: other).status == 403)
            }
            #expect(try await bench.send("GET", target).status == 401)
        }
    }

    @Test func `takes tokens for pools, too`() async throws {
        try await SignInBench.with { bench in
            let known = try await bench.client(bench.clientSecret()).pools().result.get()
            #expect(known.count == 12)
            let stranger = bench.with(environment: [:])
            let other = try await stranger.client(stranger.clientSecret("wrong")).pools().result
            #expect(throws: UpstreamError.self) { try other.get() }
        }
    }

    @Test func `has entity tags without quotes, and honours them`() async throws {
        try await PoolBench.with { bench in
            let target = "\(Self.path)?\(Self.version)"
            let first = try await bench.get(target)
            let tag = try #require(first.etag)
            #expect(tag.wholeMatch(of: /0x8D[0-9A-F]+/) != nil)
            #expect(first.entries.allSatisfy { ($0["eTag"] as? String)?.wholeMatch(of: /0x8D[0-9A-F]+/) != nil })
            #expect(try await bench.get(target, [("If-None-Match", tag)]).status == 304)
            await bench.emulator.setPools([], of: "demo")
            #expect(try await bench.get(target, [("If-None-Match", tag)]).status == 200)
        }
    }

    @Test func `a fault meets the operation that it is meant for, images when it says none`() async throws {
        try await PoolBench.with { bench in
            let control = "/_emulator/accounts/demo/faults"
            func put(_ faults: String) async throws -> PoolBench.Answer {
                try await bench.send("PUT", control, body: faults)
            }
            let images = "/accounts/demo/supportedimages?\(Self.version)"
            let pools = "\(Self.path)?\(Self.version)"
            #expect(
                try await put(
                    #"[{"status":500},{"operation":"pools","status":403},{"operation":"supportedimages","status":404}]"#
                ).status == 204)
            var statuses: [Int] = []
            for target in [pools, pools, images, images, images] { statuses.append(try await bench.get(target).status) }
            #expect(statuses == [403, 200, 500, 404, 200])
            let wrong = try await put(#"[{"operation":"jobs"}]"#)
            #expect(wrong.status == 400 && wrong.text.contains("known are supportedimages, pools"))
            #expect(try await put(#"[{"operation":7}]"#).status == 400)
        }
    }

    @Test func `takes pools over its controls, and tells who asked for what`() async throws {
        try await PoolBench.with { bench in
            let control = "/_emulator/accounts/demo/pools"
            #expect(try await bench.send("PUT", control, body: Self.given).status == 204)
            #expect(try await bench.get("\(Self.path)?\(Self.version)").ids == ["a", "b", "c"])
            for wrong in ["", "{}", "[1]", "[{]", #"[{"id":"a"}"#, #"[{"id":"a"}]x"#] {
                #expect(try await bench.send("PUT", control, body: wrong).status == 400, "\(wrong)")
            }
            #expect(try await bench.send("PUT", "/_emulator/accounts/none/pools", body: "[]").status == 404)
            _ = try await bench.get("/accounts/demo/supportedimages?\(Self.version)")
            for (query, count) in [("", 2), ("?operation=pools", 1), ("?operation=supportedimages", 1)] {
                let log = try await bench.send("GET", "/_emulator/accounts/demo/requests\(query)").text
                #expect(log.matches(of: /"target"/).count == count, "\(query)")
            }
            #expect(try await bench.send("GET", "/_emulator/accounts/demo/requests?operation=x").status == 400)
        }
    }

    @Test func `accounts begin with pools at risk in every way`() async throws {
        let days = try RecordedDay.builtIn()
        let last = try #require(days.last)
        let offer = ImageOffer(
            listed: last.images,
            past: days.flatMap { day in day.images.map { ImageOffer.Past($0.identity, until: day.date) } })
        try await PoolBench.with { bench in
            let pools = try await bench.pools()
            let verdicts = pools.map { pool in
                Judgement(pool.use, facts: offer.facts(of: pool.use), on: last.date, window: 180).verdict
            }
            #expect(
                zip(pools, verdicts).map { "\($0.id) \($1.rawValue)" } == [
                    "render-farm ending", "genomics gone", "nightly-etl no-containers", "hpc ok",
                    "legacy-reports ended", "seismic ending", "risk-calc wrong-agent", "golden-image ending",
                    "payroll retired", "alma-trial unverified", "arm-trial never-listed", "build ok",
                ])
            #expect(Set(verdicts) == Set(Verdict.allCases).subtracting([.unknown]))
            #expect(pools.allSatisfy { $0.created.map { $0 < last.date } == true })
            let text = try await bench.get("\(Self.path)?\(Self.version)").text
            #expect(text.matches(of: /"creationTime":"[-0-9T:]{19}\.[0-9]{7}Z"/).count == pools.count)
        }
    }

    @Test func `several accounts have pools of their own`() throws {
        let demo = DemoPools(try RecordedDay.builtIn())
        func ids(_ number: Int, of accounts: Int) -> [String] {
            demo.deal(to: number, of: accounts).map { pool in
                var writer = JSONWriter()
                pool.write(["id"], to: &writer)
                return String(decoding: writer.bytes, as: UTF8.self)
            }
        }
        let all = ids(0, of: 1)
        #expect(all.count == 12 && Set(all).count == 12)
        #expect((0..<3).flatMap { ids($0, of: 3) } == all)
        #expect(ids(0, of: 1000).count == 4 && ids(3, of: 1000) == ids(0, of: 1000))
    }
}
