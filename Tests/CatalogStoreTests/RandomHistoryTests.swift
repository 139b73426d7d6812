import Catalog
import Foundation
import GRDB
import TestSupport
import Testing

@testable import CatalogStore

/// Random histories against an independent model: listings that come and go, failures, restarts, crashes, clocks that
/// are set, by years too, filters and endpoints that change, also while a sync is under way.
struct RandomHistoryTests {
    @Test func `tells the truth whatever happened`() async throws {
        let environment = ProcessInfo.processInfo.environment
        let count = environment["BATCHIMGD_HISTORIES"].flatMap { Int($0) } ?? 200
        let seed = SeededGenerator.seed
        let started = ContinuousClock.now
        var tally = HistoryRun.Tally()
        // Histories share a file, as accounts do; not too many, since a crash copies it.
        for first in stride(from: 0, to: count, by: Self.perFile) {
            try await TemporaryStore.with { temporary in
                var run = HistoryRun(temporary)
                for index in first..<min(count, first + Self.perFile) {
                    try await run.play(seed: seed + UInt64(index))
                }
                tally.add(run.tally)
                try run.temporary.store.close()
            }
        }
        print("random histories: \(count) from seed \(seed) in \(ContinuousClock.now - started): \(tally)")
        #expect(tally.superseded > 0 && tally.jumps > 0 && tally.unread > 0)
        #expect(tally.facts > count * 20 && tally.crashes > 0 && tally.restarts > 0 && tally.held > 0)
    }

    private static let perFile = 25
}

/// Plays histories on one file, each with an account of its own.
struct HistoryRun {
    struct Tally: CustomStringConvertible {
        var steps = 0, facts = 0, crashes = 0, lost = 0, restarts = 0, held = 0, failures = 0, superseded = 0,
            jumps = 0, unread = 0

        mutating func add(_ other: Tally) {
            steps += other.steps
            unread += other.unread
            facts += other.facts
            crashes += other.crashes
            lost += other.lost
            restarts += other.restarts
            held += other.held
            failures += other.failures
            superseded += other.superseded
            jumps += other.jumps
        }

        var description: String {
            "\(steps) steps, \(facts) facts, \(held) held back, \(failures) failed, \(superseded) superseded, \(jumps) jumps of the clock, \(restarts) restarts, "
                + "\(unread) pages not read, \(crashes) crashes of which \(lost) before the end of their sync"
        }
    }

    private(set) var temporary: TemporaryStore
    private(set) var tally = Tally()
    private var scopes: [String: AccountScope] = [:]

    init(_ temporary: TemporaryStore) {
        self.temporary = temporary
    }

    mutating func play(seed: UInt64) async throws {
        var random = RandomHistory(seed: seed)
        let account = "h\(seed)"
        var model = RecordModel()
        var listing = random.listing()
        var moments: [Int] = []
        var now = 1_500_000_000
        try await configure(account, AccountScope(endpoint: "https://\(account)", filter: nil))
        for _ in 0..<Int.random(in: 6..<16, using: &random) {
            // The clock is set back now and then.
            let real = now + (random.isLikely(5) ? -500 : Int.random(in: 0..<3000, using: &random))
            // Now and then it is years off: for this sync alone, or for good. Not in every history.
            let isOff = seed % 2 == 0 && random.isLikely(10)
            let years = Int.random(in: 1...9, using: &random) * (random.isLikely(50) ? 1 : -1) * 31_556_952
            tally.jumps += isOff ? 1 : 0
            let clock = isOff ? real + years : real
            now = isOff && random.isLikely(30) ? clock : real
            moments.append(clock)
            tally.steps += 1
            if random.isLikely(8) { try await ask(account, &random, &model) }
            if random.isLikely(7) {
                try await fail(account, at: clock)
                model.fail(at: clock)
                continue
            }
            if random.isLikely(7) { try restart() }
            if !random.isLikely(25) { listing = random.successor(of: listing) }
            let validator = random.isLikely(70) ? nil : "\"\(Int.random(in: 0..<2, using: &random))\""
            let images = listing
            let asked = try #require(scopes[account])
            // In pages, of which those that are as they were are not read; or as one that always is.
            let pages =
                random.isLikely(40)
                ? [
                    ListingPage(
                        url: "https://x/\(account)", validators: Validators(etag: validator), images: images,
                        nextLink: nil)
                ]
                : try await temporary.pages(
                    of: account, sending: images, validators: Validators(etag: validator))
            tally.unread += pages.count { $0.images == nil }
            if random.isLikely(8) {
                // A reload while this is under way: the account leaves and comes back, or is asked for something else.
                try await ask(account, &random, &model)
            }
            let isSuperseded = scopes[account] != asked
            let isStored = try await syncOrCrash(&random, account) { temporary -> Bool? in
                do throws {
                    return try await temporary.record(pages, at: clock, of: account, scope: asked).outcome == .suspect
                } catch is SupersededSync {
                    return nil
                } catch is MissingPage {
                    // The settings were others for a while: as little is known of its pages as of one never asked for.
                    return nil
                }
            }
            tally.superseded += isSuperseded ? 1 : 0
            guard let isHeld = isStored else { continue }
            try #require(!isSuperseded, "seed \(seed): filed under another scope")
            let isTaken = model.take(images, at: clock, validator: validator, scope: asked.text)
            try #require(isHeld == !isTaken, "seed \(seed): held back")
            tally.held += isHeld ? 1 : 0
        }
        let recorded = RecordedFacts(temporary: temporary, account: account)
        tally.facts += try recorded.check(model, "seed \(seed)")
        for _ in 0..<3 {
            let time = (moments.randomElement(using: &random) ?? 0) + Int.random(in: -1...1500, using: &random)
            let other = moments.randomElement(using: &random) ?? 0
            tally.facts += try await recorded.check(model, at: time, "seed \(seed) at \(time)")
            tally.facts += try await recorded.check(model, from: other, to: time, "seed \(seed) \(other) to \(time)")
        }
    }

    /// A reload: another filter, another endpoint, or the same again; the account may be away for a moment.
    private mutating func ask(
        _ account: String, _ random: inout RandomHistory, _ model: inout RecordModel
    ) async throws {
        let before = try #require(scopes[account])
        let scope = AccountScope(
            endpoint: "https://\(account)" + (random.isLikely(70) ? "" : ".other"),
            filter: random.isLikely(50) ? "x" : nil)
        if random.isLikely(20) {
            scopes[account] = nil
            try await configure()
        }
        try await configure(account, scope)
        model.ask(scope.text, insteadOf: before.text)
    }

    private mutating func configure(_ account: String, _ scope: AccountScope) async throws {
        scopes[account] = scope
        try await configure()
    }

    private func configure() async throws {
        try await temporary.store.configure(
            scopes.map {
                ConfiguredAccount(name: $0, endpoint: $1.endpoint, filter: $1.filter, staleAfter: .hours(24))
            }, now: UTCTime(seconds: 0))
    }

    private mutating func fail(_ account: String, at seconds: Int) async throws {
        tally.failures += 1
        let time = UTCTime(seconds: seconds)
        try await temporary.store.recordFailure(
            of: SyncAttempt(
                account: account, scope: try #require(scopes[account]), started: time, finished: time, httpStatus: 500,
                pages: 1, bytes: 0, requestID: nil),
            code: "E", message: "m", nextAttempt: time, keepingSyncs: .days(90))
    }

    private mutating func restart() throws {
        tally.restarts += 1
        try temporary.store.close()
        temporary = TemporaryStore(store: try Store(path: temporary.path), path: temporary.path)
    }

    /// Syncs; now and then the machine stops in the middle, and what goes on is the file and the log as they were.
    ///
    /// - Returns: what the sync said; `nil` when it was lost.
    private mutating func syncOrCrash(
        _ random: inout RandomHistory, _ account: String, _ sync: (TemporaryStore) async throws -> Bool?
    ) async throws -> Bool? {
        guard random.isLikely(10) else { return try await sync(temporary) }
        tally.crashes += 1
        let crash = Crash(of: temporary.path, at: Int.random(in: 0..<60, using: &random))
        try await temporary.store.pool.writeWithoutTransaction { db in
            db.trace(options: [.statement, .profile]) { crash.see($0) }
        }
        let isHeld = try await sync(temporary)
        try await temporary.store.pool.writeWithoutTransaction { $0.trace(options: []) }
        guard let (path, isCommitted) = try crash.outcome() else { return isHeld }
        try temporary.store.close()
        temporary = TemporaryStore(store: try Store(path: path), path: path)
        tally.lost += isCommitted ? 0 : 1
        return isCommitted ? isHeld : nil
    }
}

extension AccountScope {
    fileprivate var text: String { "\(endpoint)|\(filter ?? "")" }
}

/// Copies a file and its log as they are at the boundary of a statement.
final class Crash: @unchecked Sendable {
    // Used by the writer's queue alone, then read once nothing is written any more.
    private let path: String
    private let copy: String
    private var left: Int
    private var isCommitted = false
    private var copied: Bool?
    private var failure: (any Error)?

    init(of path: String, at statement: Int) {
        self.path = path
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        copy = folder.appendingPathComponent("\(UUID().uuidString).db").path
        left = statement
    }

    func see(_ event: Database.TraceEvent) {
        if case .profile(let statement, _) = event, statement.sql.hasPrefix("COMMIT") { isCommitted = true }
        left -= 1
        guard left == 0 else { return }
        copied = isCommitted
        do {
            for suffix in ["", "-wal"] {
                try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
            }
        } catch {
            failure = error
        }
    }

    /// - Returns: the copy and whether the sync was in it; `nil` when the sync had fewer statements.
    func outcome() throws -> (path: String, isCommitted: Bool)? {
        if let failure { throw failure }
        return copied.map { (copy, $0) }
    }
}
