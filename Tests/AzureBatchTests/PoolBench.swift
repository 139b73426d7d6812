import AsyncHTTPClient
import BatchEmulator
import Catalog
import Foundation
import RecordedListings
import TestSupport
import Testing

@testable import AzureBatch

/// The emulator with account `demo`, its client, and a client that sends what it is told, over real sockets.
struct PoolBench: Sendable {
    let emulator: Emulator
    let url: String
    let key: String
    let batch: BatchClient
    private let client: HTTPClient

    /// - Parameters:
    ///   - pools: in place of those that the account begins with, as JSON.
    ///   - factor: how much faster time limits and pauses pass.
    static func with(
        pageSize: Int = 1000, pools: String? = nil, timeout: Int = 30, factor: Int = 1,
        _ body: @escaping @Sendable (PoolBench) async throws -> Void
    ) async throws {
        var configuration = Emulator.Configuration(days: try RecordedDay.builtIn())
        configuration.pageSize = pageSize
        configuration.pools = try pools.map { try EmulatedPool.list(Array($0.utf8)) }
        let emulator = Emulator(configuration)
        let folder = try TemporaryFolder()
        let key = try #require(await emulator.key(of: "demo"))
        try folder.secret("key", key)
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: HTTPTransport.configuration)
        let outcome = await Result {
            try await emulator.serving { url in
                let batch = BatchClient(
                    account: BatchAccount(
                        name: "demo", endpoint: "\(url)/accounts/demo", apiVersion: "2025-06-01",
                        filter: "osType ne 'x'",
                        maxResults: 1000, timeout: timeout),
                    credential: SharedKeyCredential(account: "demo", key: .file(folder.path("key"))),
                    transport: HTTPTransport(client), slot: RequestSlots(count: 1, clock: FrugalClock()).slot(),
                    clock: FastClock(factor: factor),
                    now: { UTCTime.now.wholeSeconds })
                try await body(PoolBench(emulator: emulator, url: url, key: key, batch: batch, client: client))
            }
        }
        try await client.shutdown()
        try outcome.get()
    }

    /// Has the next requests for pools meet this.
    func fault(_ json: String, times: Int = 1) async throws {
        var fault = try #require(try Fault.list(Data("[\(json)]".utf8)).first)
        (fault.operation, fault.times) = (.pools, times)
        await emulator.setFaults([fault], of: "demo")
    }

    /// The account's pools, read.
    func pools() async throws -> [Pool] { try #require(try await batch.pools().result.get().pools) }

    /// Why the pools cannot be listed.
    func error() async -> UpstreamError? {
        let result = await batch.pools().result
        return #expect(throws: UpstreamError.self) { try result.get() }
    }

    struct Answer {
        let status: Int
        let etag: String?
        let text: String

        /// Of an answer that lists something.
        var entries: [[String: Any]] { object["value"] as? [[String: Any]] ?? [] }
        var ids: [String] { entries.compactMap { $0["id"] as? String } }
        var object: [String: Any] {
            (try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]) ?? [:]
        }
    }

    /// Asks for a target as it is, signed.
    func get(_ target: String, _ headers: [(String, String)] = [], signedFor other: String? = nil) async throws
        -> Answer
    {
        let path = target.hasPrefix("http") ? String(target.dropFirst(url.count)) : target
        let headers = headers + [("ocp-date", UTCTime.now.httpDate)]
        let key = try #require(SharedKey(account: "demo", base64Key: key))
        let proof = key.authorization(method: "GET", target: other ?? path, headers: headers.map { ($0.0, $0.1) })
        return try await send("GET", path, headers + [("Authorization", proof)])
    }

    /// Sends a request as it is.
    func send(_ method: String, _ path: String, _ headers: [(String, String)] = [], body: String? = nil) async throws
        -> Answer
    {
        let answer = try await HTTPTransport(client).send(
            url + path, method: method, headers: headers.map { ($0.0, $0.1) }, body: body.map { Array($0.utf8) },
            maximumBytes: 64 << 20, within: .seconds(60), clock: ContinuousClock())
        return Answer(
            status: answer.status, etag: answer.header("etag"), text: String(decoding: answer.body, as: UTF8.self))
    }
}
