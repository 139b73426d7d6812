import Catalog
import CatalogStore
import HTTPTypes
import NIOConcurrencyHelpers
import NIOCore
import TestSupport
import Testing

@testable import SyncDaemon

/// Answers are shared within a second, and never beyond what was recorded.
struct AnswerCacheTests {
    @Test func `works an answer out anew in the next second, after a write, and for another target`() async throws {
        let folder = try TemporaryFolder()
        let store = try Store(path: folder.path("images.db"))
        let second = NIOLockedValueBox(100)
        let cache = AnswerCache(store: store) { UTCTime(seconds: second.withLockedValue(\.self)) }
        let worked = NIOLockedValueBox(0)
        func ask(_ target: String) async throws -> String {
            try await cache.ask(target) {
                worked.withLockedValue {
                    $0 += 1
                    return String($0)
                }
            }
        }
        #expect(try await ask("/a") == "1")
        #expect(try await ask("/a") == "1")
        #expect(try await ask("/b") == "2")
        try await store.configure([], now: UTCTime(seconds: 1))
        #expect(try await ask("/a") == "3")
        #expect(try await ask("/b") == "4")
        second.withLockedValue { $0 += 1 }
        #expect(try await ask("/a") == "5")
        second.withLockedValue { $0 -= 1 }
        #expect(try await ask("/a") == "6", "a clock that is set back brings no old answer back")
        try store.close()
    }

    @Test func `keeps nothing too large, and no answer during which something was written`() async throws {
        let folder = try TemporaryFolder()
        let store = try Store(path: folder.path("images.db"))
        let cache = AnswerCache(store: store) { UTCTime(seconds: 100) }
        let large = String(repeating: "x", count: TaggedAnswer.maximumKept + 1)
        #expect(try await cache.ask("/a") { large } == large)
        #expect(try await cache.ask("/a") { "2" } == "2")
        try await store.configure([], now: UTCTime(seconds: 1))
        let early = try await cache.ask("/a") {
            try await store.configure([], now: UTCTime(seconds: 1))
            return "3"
        }
        #expect(early == "3")
        #expect(try await cache.ask("/a") { "4" } == "4")
        #expect(try await cache.ask("/a") { "5" } == "4")
        for target in 0..<1000 { _ = try await cache.ask("/\(target)") { "1" } }
        #expect(try await cache.ask("/999") { "2" } == "2", "the number of answers is bounded")
        try store.close()
    }

    @Test func `has answers at hand for reading, and none for a stream`() async throws {
        let folder = try TemporaryFolder()
        let store = try Store(path: folder.path("images.db"))
        let cache = AnswerCache(store: store) { UTCTime(seconds: 100) }
        #expect(cache.atHand(for: .get("/a")) == nil)
        let answer = try await cache.answer(to: .get("/a")) { TaggedAnswer(Array("1".utf8)) }
        #expect(cache.atHand(for: .get("/a"))?.body == answer.body)
        #expect(cache.atHand(for: .get("/a", [.accept: "application/x-ndjson"])) == nil)
        var post = HTTPRequest.get("/a")
        post.method = .post
        #expect(cache.atHand(for: post) == nil)
        let tag = try #require(answer.head.headerFields[.eTag])
        let known = try #require(cache.atHand(for: .get("/a", [.ifNoneMatch: tag])))
        #expect(known.head.status == .notModified && known.body.readableBytes == 0)
        try store.close()
    }
}

extension HTTPRequest {
    fileprivate static func get(_ target: String, _ fields: HTTPFields = [:]) -> HTTPRequest {
        HTTPRequest(method: .get, scheme: nil, authority: nil, path: target, headerFields: fields)
    }
}

extension AnswerCache {
    fileprivate func ask(_ target: String, _ workOut: () async throws -> String) async throws -> String {
        String(buffer: try await answer(to: .get(target)) { TaggedAnswer(Array(try await workOut().utf8)) }.body)
    }
}
