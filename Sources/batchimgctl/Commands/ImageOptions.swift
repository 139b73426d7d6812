import ArgumentParser
import Catalog
import ControlAPI

/// Which images, as several commands ask.
struct ImageOptions: ParsableArguments {
    @Option(help: "Only of this account; may be repeated.", completion: CachedValues.accounts)
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
        query.accounts = account
        query.publishers = publisher
        query.offers = offer
        query.skus = sku
        query.agents = agent
        query.osTypes = os
        query.verificationTypes = (verified ? ["verified"] : []) + (unverified ? ["unverified"] : [])
        query.capabilities =
            capability + (container ? ["DockerCompatible"] : []) + (rdma ? ["SupportsRDMAOnly"] : [])
            + (gen == 2 ? ["Generation2VMImage"] : [])
        query.window = within?.days ?? query.window
        query.asOf = asOf.flatMap { TimeText($0) }
        query.filter = filter.flatMap { try? FilterText($0) }
        return query
    }

    /// What the route's parameters cannot say: either of two drivers, or the absence of a capability.
    private func matches(_ image: ImageAnswer) -> Bool {
        let capabilities = image.capabilities ?? []
        let drivers = ["NvidiaTeslaDriverInstalled", "NvidiaGridDriverInstalled"]
        if gpu, !capabilities.contains(where: drivers.contains) { return false }
        return gen != 1 || !capabilities.contains("Generation2VMImage")
    }

    /// Asks, and prints what comes.
    func print(_ query: ImageQuery, _ global: GlobalOptions, hint: String) throws {
        let session = try Session(global)
        var json = try session.list("/v1/images", query.queryItems.filter { $0.name != "limit" }, what: "images")
        let selects = gpu || gen == 1
        if global.format == .json, !selects { return Output.result(json) }
        let text = try AnswerText(json, what: "images")
        var images = try session.decode(ImagesAnswer.self, from: json).images
        if selects {
            let pairs = zip(images, text.lines).filter { matches($0.0) }
            images = pairs.map(\.0)
            json = Array(#"{"images":["#.utf8) + pairs.map(\.1).joined(separator: [0x2C])
            json += Array(#"],"accounts":"#.utf8) + text.tail + Array("}\n".utf8)
        }
        let several = Set(images.map(\.account)).count > 1
        let chosen = try columns.chosen(from: Column<ImageAnswer>.all)
        try Listing(
            json: json, what: "images", items: images, columns: chosen ?? Column<ImageAnswer>.all,
            tableColumns: chosen ?? Column<ImageAnswer>.table(severalAccounts: several),
            hint: text.isWithoutAccounts ? nil : hint, isNarrowed: chosen != nil
        ).print(global)
    }
}
