import Catalog
import CatalogStore
import Foundation
import GRDB

/// A real database in a folder of its own, with one account and a clock that is set by hand.
struct TemporaryStore {
    let store: Store
    let path: String
    static let account = "a"

    static func with(_ body: (TemporaryStore) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("store-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("images.db").path
        let temporary = TemporaryStore(store: try Store(path: path), path: path)
        try await temporary.configure()
        try await body(temporary)
        try temporary.store.close()
    }

    func configure(_ names: [String] = [account], filter: String? = nil) async throws {
        let accounts = names.map {
            ConfiguredAccount(
                name: $0, endpoint: "https://\($0).example.batch.azure.com", filter: filter, staleAfter: .hours(24))
        }
        try await store.configure(accounts, now: UTCTime(seconds: 0))
    }

    /// - Parameters:
    ///   - scope: what the account was asked for; `nil` for what it is asked for now.
    ///   - accepting: whether a listing that is held back is repeated, which applies it.
    @discardableResult
    func sync(
        _ images: [Image], at seconds: Int, of account: String = account, scope: AccountScope? = nil,
        validators: Validators = Validators(), isNotModified: Bool = false, accepting: Bool = false
    ) async throws -> RecordedSync {
        let result = try await syncOnce(
            images, at: seconds, of: account, scope: scope, validators: validators, isNotModified: isNotModified)
        guard accepting, result.outcome == .suspect else { return result }
        return try await syncOnce(
            images, at: seconds, of: account, scope: scope, validators: validators, isNotModified: isNotModified)
    }

    /// What the record says that the account is asked for.
    func scope(of account: String = account) throws -> AccountScope {
        let row = try rows(
            "SELECT endpoint, NULLIF(filter, '') FROM account JOIN scope ON scope.id = account.scope "
                + "WHERE account.name = '\(account)'")[0]
        return AccountScope(endpoint: row[0] ?? "", filter: row[1])
    }

    private func syncOnce(
        _ images: [Image], at seconds: Int, of account: String, scope: AccountScope?, validators: Validators,
        isNotModified: Bool
    ) async throws -> RecordedSync {
        let page = ListingPage(url: "https://x/\(account)", validators: validators, images: images, nextLink: nil)
        return try await record([page], at: seconds, of: account, scope: scope, isNotModified: isNotModified)
    }

    /// Records a listing of these pages.
    func record(
        _ pages: [ListingPage], at seconds: Int, of account: String = account, scope: AccountScope? = nil,
        isNotModified: Bool = false
    ) async throws -> RecordedSync {
        let time = UTCTime(seconds: seconds)
        return try await store.record(
            Listing(pages: pages, isNotModified: isNotModified),
            of: SyncAttempt(
                account: account, scope: try scope ?? self.scope(of: account), started: time, finished: time,
                httpStatus: 200, pages: 1, bytes: 1, requestID: nil),
            nextAttempt: time.advanced(by: .hours(6)), keepingSyncs: .days(90))
    }

    /// What a service that sends so many images a page comes to: pages that came in the bytes that are stored are not read.
    func pages(
        of account: String = account, sending images: [Image], pageSize: Int = 5, validators: Validators = Validators()
    ) async throws -> [ListingPage] {
        let stored = try await store.pages(of: account)
        let scope = try self.scope(of: account)
        let starts = images.isEmpty ? [0] : Array(stride(from: 0, to: images.count, by: pageSize))
        func url(_ start: Int) -> String { "\(scope.endpoint)?\(scope.filter ?? "")&\(start)" }
        return starts.map { start in
            let part = images[start..<min(images.count, start + pageSize)]
            let next = start == starts.last ? nil : url(start + pageSize)
            let bytes = Digest(of: [next] + part.map(\.wordingDigest.hex))
            if let page = stored[url(start)], page.bytes == bytes { return page.again(with: validators) }
            return ListingPage(
                url: url(start), validators: validators, bytes: bytes, images: Array(part), nextLink: next)
        }
    }

    /// The pages from the first to the last.
    func chain(of account: String = account, _ pages: [String: ListingPage]) throws -> [ListingPage] {
        let linked = Set(pages.values.compactMap(\.nextLink))
        var chain = pages.values.filter { !linked.contains($0.url) }
        while let next = chain.last?.nextLink.flatMap({ pages[$0] }) { chain.append(next) }
        return chain
    }

    /// Rows as another reader of the file sees them.
    func rows(_ sql: String) throws -> [[String?]] {
        var configuration = Configuration()
        configuration.readonly = true
        return try DatabaseQueue(path: path, configuration: configuration).read { db in
            try Row.fetchAll(db, sql: sql).map { row in
                row.databaseValues.map { $0.isNull ? nil : String.fromDatabaseValue($0) ?? "\($0)" }
            }
        }
    }

    func count(_ table: String) throws -> String {
        try rows("SELECT CAST(COUNT(*) AS TEXT) FROM \(table)")[0][0] ?? ""
    }
}
