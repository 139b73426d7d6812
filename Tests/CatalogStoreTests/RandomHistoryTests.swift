import Catalog
import Foundation
import GRDB
import Testing

@testable import CatalogStore

/// Random histories against an independent model: listings that come and go, failures, restarts, crashes, clocks that
/// are set, filters that change.
struct RandomHistoryTests {
    @Test func `tells the truth whatever happened`() async throws {
        let environment = ProcessInfo.processInfo.environment
        let count = environment["BATCHIMGD_HISTORIES"].flatMap { Int($0) } ?? 200
        let seed = environment["BATCHIMGD_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0..<1_000_000)
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
        #expect(tally.facts > count * 20 && tally.crashes > 0 && tally.restarts > 0 && tally.held > 0)
        #expect(tally.jumps > 0)
    }

    private static let perFile = 25
}

/// Plays histories on one file, each with an account of its own.
struct HistoryRun {
    struct Tally: CustomStringConvertible {
        var steps = 0, jumps = 0, facts = 0, crashes = 0, lost = 0, restarts = 0, held = 0, failures = 0

        mutating func add(_ other: Tally) {
            steps += other.steps
            jumps += other.jumps
            facts += other.facts
            crashes += other.crashes
            lost += other.lost
            restarts += other.restarts
            held += other.held
            failures += other.failures
        }

        var description: String {
            "\(steps) steps, \(jumps) jumps of the clock, \(facts) facts, \(held) held back, \(failures) failed, \(restarts) restarts, "
                + "\(crashes) crashes of which \(lost) before the end of their sync"
        }
    }

    private(set) var temporary: TemporaryStore
    private(set) var tally = Tally()
    private var accounts: [String: String?] = [TemporaryStore.account: nil]

    init(_ temporary: TemporaryStore) {
        self.temporary = temporary
    }

    mutating func play(seed: UInt64) async throws {
        var random = RandomHistory(seed: seed)
        let account = "h\(seed)"
        var model = RecordModel()
        var listing = random.listing()
        var moments: [Int] = []
        var real = 1_000_000_000
        var jump = 0
        var hasJumped = false
        try await configure(account, filter: nil)
        for _ in 0..<Int.random(in: 6..<16, using: &random) {
            // The clock is set back a little now and then; or it jumps, by hours or years, and is set right later.
            real += random.isLikely(5) ? -500 : Int.random(in: 0..<3000, using: &random)
            if jump != 0, random.isLikely(40) {
                jump = 0
            } else if jump == 0, random.isLikely(3) {
                jump = Int.random(in: 1...20, using: &random) * (random.isLikely(50) ? 31_556_952 : 5000)
                if random.isLikely(50) { jump = -jump }
                tally.jumps += 1
            }
            let now = real + jump
            // Small steps back add up.
            hasJumped = hasJumped || jump != 0 || now + 600 < moments.max() ?? now
            moments.append(now)
            tally.steps += 1
            if random.isLikely(8) { try await configure(account, filter: random.isLikely(50) ? "x" : nil) }
            if random.isLikely(7) {
                try await fail(account, at: now)
                model.fail(at: now)
                continue
            }
            if random.isLikely(7) { try restart() }
            if !random.isLikely(25) { listing = random.successor(of: listing) }
            let validator = random.isLikely(70) ? nil : "\"\(Int.random(in: 0..<2, using: &random))\""
            let accepting = random.isLikely(5)
            let images = listing
            let isStored = try await syncOrCrash(&random, account) { temporary in
                try await temporary.sync(
                    images, at: now, of: account, validators: Validators(etag: validator), accepting: accepting
                ).outcome == .suspect
            }
            guard let isHeld = isStored else { continue }
            let isTaken = model.take(
                images, at: now, validator: validator, scope: (accounts[account] ?? nil) ?? "", accepting: accepting)
            try #require(isHeld == !isTaken, "seed \(seed): held back")
            tally.held += isHeld ? 1 : 0
        }
        let recorded = RecordedFacts(temporary: temporary, account: account)
        tally.facts += try recorded.check(model, "seed \(seed)")
        // While the clock was wrong, no question about a moment has one right answer.
        for _ in 0..<3 where !hasJumped {
            let time = (moments.randomElement(using: &random) ?? 0) + Int.random(in: -1...1500, using: &random)
            let other = moments.randomElement(using: &random) ?? 0
            tally.facts += try await recorded.check(model, at: time, "seed \(seed) at \(time)")
            tally.facts += try await recorded.check(model, from: other, to: time, "seed \(seed) \(other) to \(time)")
        }
    }

    private mutating func configure(_ account: String, filter: String?) async throws {
        accounts[account] = .some(filter)
        try await temporary.store.configure(
            accounts.map {
                ConfiguredAccount(name: $0, endpoint: "https://\($0)", filter: $1, staleAfter: .hours(24))
            }, now: UTCTime(seconds: 0))
    }

    private mutating func fail(_ account: String, at seconds: Int) async throws {
        tally.failures += 1
        let time = UTCTime(seconds: seconds)
        try await temporary.store.recordFailure(
            of: SyncAttempt(
                account: account, started: time, finished: time, httpStatus: 500, pages: 1, bytes: 0, requestID: nil),
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
        _ random: inout RandomHistory, _ account: String, _ sync: (TemporaryStore) async throws -> Bool
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
