import Catalog

/// One column of a list: its name in the views, its title in a table, and an item's value in it.
struct Column<Item> {
    enum Kind {
        case text
        /// Aligned to the right.
        case number
        /// A short word, never shortened.
        case word
        /// Such a word that has a colour.
        case state
        /// A moment that is a day, which a table shows as its date.
        case date
        /// A moment, which a terminal shows as how long ago it was.
        case time
        /// JSON text, shown as it is where JSON is printed.
        case json
    }

    let name: String
    let title: String
    let kind: Kind
    /// Whether a table may shorten it.
    var yields: Bool { kind == .text || kind == .json }
    /// Whether it says which account, image, pool or agent a row is about.
    var namesRow: Bool { Self.naming.contains(name) }
    /// Whether what tells its cells apart may stand at their ends: names, and what a change led to.
    var differsAtEnd: Bool { namesRow || ["move_to", "old", "new", "what"].contains(name) }

    private static var naming: Set<String> {
        ["account", "name", "pool", "image", "publisher", "offer", "sku", "node_agent_sku_id", "agent"]
    }

    /// When a table leaves it out for lack of room: those with the greatest number go first, those with 0 stay,
    /// one with -1 goes only where it says the same in every row.
    private(set) var departure = 0
    let value: (Item) -> String?
    /// What a table shows instead.
    let shown: (Item) -> String?
    /// The word whose colour the cell has.
    let tone: (Item) -> String?

    init(
        _ name: String, title: String? = nil, kind: Kind = .text, shown: ((Item) -> String?)? = nil,
        tone: ((Item) -> String?)? = nil, _ value: @escaping (Item) -> String?
    ) {
        self.name = name
        self.title = title ?? name.replacing("_", with: " ").uppercased()
        self.kind = kind
        self.value = value
        self.shown = shown ?? (kind == .date ? { value($0).map { String($0.prefix(10)) } } : value)
        self.tone = tone ?? { kind == .state ? value($0) : nil }
    }

    /// The same, left out of a table where room is short.
    func leaving(_ departure: Int) -> Column {
        var column = self
        column.departure = departure
        return column
    }

    /// What a table shows of an item.
    ///
    /// - Parameter now: what times are shown relative to; `nil` shows them as they are.
    func cell(_ item: Item, now: UTCTime?) -> String {
        guard kind == .time, let now, let time = value(item).flatMap({ UTCTime(rfc3339: $0) }) else {
            return shown(item) ?? "-"
        }
        return time.relativeText(now: now)
    }
}

extension Array {
    /// The columns of these names, in their order.
    func named<Item>(_ names: [String]) -> [Column<Item>] where Element == Column<Item> {
        names.compactMap { name in first { $0.name == name } }
    }

    /// The columns of a table, each with when it leaves it.
    func table<Item>(_ departures: KeyValuePairs<String, Int>) -> [Column<Item>] where Element == Column<Item> {
        departures.compactMap { name, departure in first { $0.name == name }?.leaving(departure) }
    }
}

extension UTCTime {
    /// How far away a moment is, for people: `3 h ago`, `in 12 min`.
    func relativeText(now: UTCTime) -> String {
        self > now ? "in \(duration(since: now).roughText)" : "\(now.duration(since: self).roughText) ago"
    }
}
