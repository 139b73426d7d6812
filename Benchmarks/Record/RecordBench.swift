import Catalog
import CatalogStore
import Foundation

/// Builds the record of ten years through the store's own call, on a simulated clock: `record-bench FILE ACCOUNTS
/// LOG-DAYS`. Thirty catalogs of ninety images are shared by the accounts, and each day one of them changes in one
/// image; each account is refreshed when its catalog changed, and four times a day in the last LOG-DAYS days. Its twenty
/// pools move to other images once a year, and an alert looks at them in the last month.
@main
struct RecordBench {
    private static let days = 3650
    private static let catalogs = 30
    private static let images = 90
    private static let refreshesADay = 4
    private static let pools = 20

    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, let accounts = Int(arguments[2]), let logDays = Int(arguments[3]) else {
            FileHandle.standardError.write(Data("usage: record-bench FILE ACCOUNTS LOG-DAYS\n".utf8))
            exit(64)
        }
        let store = try Store(path: arguments[1])
        let names = (0..<accounts).map { "account-\($0)" }
        let end = UTCTime.now.wholeSeconds
        let begin = end.advanced(by: .zero - .days(days))
        try await store.configure(
            names.map { ConfiguredAccount(name: $0, endpoint: "https://\($0)", filter: nil, staleAfter: .days(1)) },
            now: begin)
        var contents = (0..<catalogs).map { catalog in (0..<images).map { Image(catalog: catalog, number: $0) } }
        for day in 0...days {
            let midnight = begin.advanced(by: .days(day))
            let changed = day % catalogs
            if day > 0 { contents[changed].change(on: day) }
            if day == days - 30 { try await addAlert(to: store, at: midnight) }
            let isLogged = day > days - logDays
            for (index, name) in names.enumerated() where isLogged || day == 0 || index % catalogs == changed {
                for refresh in 0..<(isLogged ? refreshesADay : 1) {
                    let time = midnight.advanced(by: .hours(24 / refreshesADay * refresh)).advanced(
                        by: .zero - .hours(20))
                    try await record(contents[index % catalogs], of: name, at: time, in: store)
                }
            }
            for (index, name) in names.enumerated() where day % 365 == index % 365 {
                let time = midnight.advanced(by: .hours(1))
                try await store.record(pools(in: contents[index % catalogs], year: day / 365), of: attempt(name, time))
            }
        }
        try store.close()
    }

    private static func record(_ images: [Image], of account: String, at time: UTCTime, in store: Store) async throws {
        let page = ListingPage(url: "https://\(account)", validators: Validators(), images: images, nextLink: nil)
        _ = try await store.record(
            Listing(pages: [page], isNotModified: false),
            of: attempt(account, time), nextAttempt: time.advanced(by: .hours(6)), keepingSyncs: .days(90))
    }

    private static func attempt(_ account: String, _ time: UTCTime) -> SyncAttempt {
        SyncAttempt(
            account: account, scope: AccountScope(endpoint: "https://\(account)", filter: nil), started: time,
            finished: time, httpStatus: 200, pages: 1, bytes: 30_000, requestID: "7d5e2a7e-4d0f-4b6e-9a43-0f3c5a0f6c11")
    }

    private static func pools(in images: [Image], year: Int) -> [Pool] {
        (0..<pools).map { number in
            let image = images[(number * 4 + year) % images.count]
            return Pool(
                id: "pool-\(number)", state: "active", allocationState: "steady", vmSize: "standard_d2s_v3",
                dedicatedNodes: number, use: ImageUse(.image(image.reference), agent: .named(image.nodeAgentSKUId)))
        }
    }

    private static func addAlert(to store: Store, at time: UTCTime) async throws {
        let rule = AlertRule(kinds: Set(AlertKind.allCases), thresholds: [90, 30, 7], watch: WatchList(["used"]))
        try await store.configure(
            alerts: [ConfiguredAlert(name: "team", rule: rule, accounts: nil, tellsEnd: true)], now: time)
    }
}

extension Image {
    fileprivate init(catalog: Int, number: Int, endOfLife: String? = nil, isVerified: Bool = true) {
        // Catalogs share most of their images, as regions do.
        let sku = number < 80 ? "sku-\(number)" : "sku-\(number)-\(catalog)"
        self.init(
            reference: ImageReference(
                publisher: "publisher-\(number % 12)", offer: "offer-\(number % 30)", sku: sku, version: "latest"),
            nodeAgentSKUId: "batch.node.ubuntu 2\(number % 5).04", osType: "linux",
            verificationType: isVerified ? "verified" : "unverified",
            capabilities: number % 3 == 0 ? ["DockerCompatible", "NvidiaTeslaDriverInstalled"] : nil,
            endOfLife: endOfLife.flatMap { EndOfLife($0) })
    }
}

extension [Image] {
    /// One image is listed otherwise: a date set or moved, a mark gained or lost, a new name in place of an old one.
    fileprivate mutating func change(on day: Int) {
        let (place, kind) = (day / 30 % count, day / 30 % 10)
        let old = self[place]
        let date = "\(2018 + day / 365)-\(day % 12 < 9 ? "0" : "")\(day % 12 + 1)-15T00:00:00Z"
        self[place] = Image(
            reference: kind == 9
                ? ImageReference(
                    publisher: old.reference.publisher, offer: old.reference.offer, sku: "sku-\(place)-day-\(day)",
                    version: "latest") : old.reference,
            nodeAgentSKUId: old.nodeAgentSKUId, osType: old.osType,
            verificationType: kind < 7
                ? old.verificationType : old.verificationType == "verified" ? "unverified" : "verified",
            capabilities: old.capabilities, endOfLife: kind < 7 ? EndOfLife(date) : old.endOfLife)
    }
}
