import ArgumentParser
import Catalog
import ControlAPI

/// Which images, as several commands ask.
struct ImageOptions: ParsableArguments {
    @Option(name: .account, help: "Only of this account; may be repeated.", completion: CachedValues.accounts)
    var account: [String] = []

    @Option(help: "Only of this publisher; may be repeated.", completion: CachedValues.publishers)
    var publisher: [String] = []

    @Option(help: "Only of this offer; may be repeated.", completion: CachedValues.offers)
    var offer: [String] = []

    @Option(help: "Only of this sku; may be repeated.", completion: CachedValues.skus)
    var sku: [String] = []

    @Option(help: "Only with this node agent SKU; may be repeated.", completion: CachedValues.agents)
    var agent: [String] = []

    @Option(help: "Only of this operating system: linux, windows.")
    var os: [String] = []

    @Flag(help: "Only verified images.")
    var verified = false

    @Flag(help: "Only unverified images.")
    var unverified = false

    @Option(help: "Only with this capability; may be repeated, and all must hold.")
    var capability: [String] = []

    @Flag(help: "Only with container support (DockerCompatible).")
    var container = false

    @Flag(help: "Only with NVIDIA drivers installed.")
    var gpu = false

    @Flag(help: "Only for RDMA (SupportsRDMAOnly).")
    var rdma = false

    @Option(help: "Only of this Hyper-V generation: 1, 2.")
    var gen: Int?

    @Option(help: ArgumentHelp("Days before an end of life that count as ending, such as 90d.", valueName: "D"))
    var within: DurationArgument?

    @Option(help: ArgumentHelp("Only what an OData filter matches.", valueName: "F"))
    var filter: String?

    @Flag(help: "Only images that a live pool of the account uses.")
    var used = false

    @Option(help: ArgumentHelp("As of a date, an RFC 3339 time, or 30d ago.", valueName: "T"))
    var asOf: String?

    @OptionGroup var columns: ColumnOptions

    func validate() throws {
        guard gen == nil || gen == 1 || gen == 2 else { throw ValidationError("cannot use --gen \(gen ?? 0): 1 or 2") }
        if let asOf, TimeText(asOf) == nil {
            throw ValidationError("cannot use the time '\(asOf)': expected \(TimeText.expected)")
        }
        do {
            _ = try filter.map { text throws(FilterError) in try FilterText(text) }
        } catch {
            throw ValidationError("\(error)")
        }
        _ = try columns.chosen(from: Column<ImageAnswer>.all)
    }

    var query: ImageQuery {
        var query = ImageQuery()
        (query.accounts, query.publishers, query.offers) = (account, publisher, offer)
        (query.skus, query.agents, query.osTypes) = (sku, agent, os)
        query.verificationTypes = (verified ? ["verified"] : []) + (unverified ? ["unverified"] : [])
        query.capabilities =
            capability + (container ? ["DockerCompatible"] : []) + (rdma ? ["SupportsRDMAOnly"] : [])
            + (gen == 2 ? ["Generation2VMImage"] : [])
        (query.window, query.onlyUsed) = (within?.days ?? query.window, used)
        query.asOf = asOf.flatMap { TimeText($0) }
        query.filter = conditions.flatMap { try? FilterText($0) }
        return query
    }

    /// The filter that was asked for, and what only a filter can say: either of two drivers, the lack of a capability.
    private var conditions: String? {
        func has(_ capability: String) -> String { "capabilities/any(c: c eq '\(capability)')" }
        let drivers = gpu ? "(\(has("NvidiaTeslaDriverInstalled")) or \(has("NvidiaGridDriverInstalled")))" : nil
        let firstGeneration = gen == 1 ? "not \(has("Generation2VMImage"))" : nil
        let parts = [
            filter.map { drivers == nil && firstGeneration == nil ? $0 : "(\($0))" }, drivers, firstGeneration,
        ]
        let conditions = parts.compactMap(\.self)
        return conditions.isEmpty ? nil : conditions.joined(separator: " and ")
    }

    /// Asks, and prints what comes.
    ///
    /// - Parameter hasBar: whether a terminal shows the time left as a bar.
    func print(_ query: ImageQuery, _ global: GlobalOptions, hint: String, hasBar: Bool = false) throws {
        let session = try Session(global)
        let answer = try session.list(ImageAnswer.self, query.queryItems)
        let isWithoutAccounts = try answer.freshness()?.isEmpty ?? false
        if answer.isEmpty, !isWithoutAccounts {
            for miss in try NearMisses.of(query, session) { Output.note(miss) }
        }
        if global.format == .json { return Output.json(answer.json) }
        if global.format == .ndjson, columns.columns == nil { return Output.json(try answer.lines()) }
        let images: [ImageAnswer] = try answer.elements()
        let several = Set(images.map(\.account)).count > 1
        let window = hasBar ? query.window : nil
        try Rows(
            columns: Column<ImageAnswer>.all, table: Column.table(severalAccounts: several, window: window),
            short: Column.shortTable(severalAccounts: several, window: window), hint: isWithoutAccounts ? nil : hint
        ).narrowed(to: columns).print(images, global)
    }
}
