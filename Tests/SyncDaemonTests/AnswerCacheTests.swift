import Catalog
import CatalogStore
import NIOConcurrencyHelpers
import TestSupport
import Testing

@testable import SyncDaemon

/// Answers are shared within a second, and never beyond what was recorded.
struct AnswerCacheTests {
    @Test func `works an answer out anew in the next second, after a write, and for another question`() async throws {
        let folder = try TemporaryFolder()
        let store = try Store(path: folder.path("images.db"))
        let second = NIOLockedValueBox(100)
        let cache = AnswerCache<Int>(store: store, now: { UTCTime(seconds: second.withLockedValue(\.self)) }) { $0 > 0 }
        let worked = NIOLockedValueBox(0)
        func ask(_ question: String) async throws -> Int {
            try await cache.answer(to: question) {
                worked.withLockedValue {
                    $0 += 1
                    return $0
                }
            }
        }
        #expect(try await ask("a") == 1)
        #expect(try await ask("a") == 1)
        #expect(try await ask("b") == 2)
        try await store.configure([], now: UTCTime(seconds: 1))
        #expect(try await ask("a") == 3)
        #expect(try await ask("b") == 4)
        second.withLockedValue { $0 += 1 }
        #expect(try await ask("a") == 5)
        second.withLockedValue { $0 -= 1 }
        #expect(try await ask("a") == 6, "a clock that is set back brings no old answer back")
        try store.close()
    }

    @Test func `keeps neither what it is told not to, nor an answer during which something was written`() async throws {
        let folder = try TemporaryFolder()
        let store = try Store(path: folder.path("images.db"))
        let cache = AnswerCache<Int>(store: store, now: { UTCTime(seconds: 100) }) { $0 > 0 }
        #expect(try await cache.answer(to: "a") { -1 } == -1)
        #expect(try await cache.answer(to: "a") { -2 } == -2)
        let early = try await cache.answer(to: "a") {
            try await store.configure([], now: UTCTime(seconds: 1))
            return 3
        }
        #expect(early == 3)
        #expect(try await cache.answer(to: "a") { 4 } == 4)
        #expect(try await cache.answer(to: "a") { 5 } == 4)
        for question in 0..<1000 { _ = try await cache.answer(to: "\(question)") { 1 } }
        #expect(try await cache.answer(to: "999") { 2 } == 2, "the number of answers is bounded")
        try store.close()
    }
}
