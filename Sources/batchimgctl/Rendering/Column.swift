/// One column of a list: its name in the views, its title in a table, and an item's value in it.
struct Column<Item> {
    enum Kind {
        case text
        /// Aligned to the right.
        case number
        /// What a state's colour is taken from.
        case state
        /// JSON text, shown as it is where JSON is printed.
        case json
    }

    let name: String
    let title: String
    let kind: Kind
    let value: (Item) -> String?
    /// What a table shows instead.
    let shown: (Item) -> String?

    init(
        _ name: String, title: String? = nil, kind: Kind = .text, shown: ((Item) -> String?)? = nil,
        _ value: @escaping (Item) -> String?
    ) {
        self.name = name
        self.title = title ?? name.replacing("_", with: " ").uppercased()
        self.kind = kind
        self.value = value
        self.shown = shown ?? value
    }
}
