import Catalog

/// Text that is safe to show, and how many cells of the terminal it takes.
struct TableCell {
    let text: String
    let width: Int

    init(_ text: String) {
        self.text = TextSafety.plain(text)
        width = TextSafety.width(self.text)
    }

    /// - Parameter keepsEnd: whether what is left out is in the middle.
    func shortened(to width: Int, keepsEnd: Bool) -> TableCell {
        guard self.width > width else { return self }
        let room = max(0, width - 1)
        let tail = keepsEnd ? Self.part(of: text.reversed(), room / 2) : []
        let head = Self.part(of: text, room - tail.reduce(0) { $0 + TextSafety.width(String($1)) })
        return TableCell(String(head) + (Output.isUnicode ? "…" : "~") + String(tail.reversed()))
    }

    /// As many letters from the beginning as there is room for.
    private static func part(of text: some Sequence<Character>, _ room: Int) -> [Character] {
        var room = room
        return text.prefix { letter in
            room -= TextSafety.width(String(letter))
            return room >= 0
        }
    }
}
