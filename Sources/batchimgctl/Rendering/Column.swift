/// One column of a list: its name in the views, its title in a table, and an item's value in it.
struct Column<Item> {
    let name: String
    let title: String
    let alignsRight: Bool
    /// What a state's colour is taken from.
    let isState: Bool
    let value: (Item) -> String?
    /// What a table shows instead.
    let shown: (Item) -> String?

    init(
        _ name: String, title: String? = nil, alignsRight: Bool = false, isState: Bool = false,
        shown: ((Item) -> String?)? = nil, _ value: @escaping (Item) -> String?
    ) {
        self.name = name
        self.title = title ?? name.replacing("_", with: " ").uppercased()
        self.alignsRight = alignsRight
        self.isState = isState
        self.value = value
        self.shown = shown ?? value
    }
}
