/// The time that an image has left, as a bar: full at the window's beginning, empty at the end of life.
enum TimeBar {
    static func text(daysLeft: Int?, window: Int, cells: Int) -> String? {
        guard let daysLeft else { return nil }
        // Rounded up: what has time left has something to see.
        let filled = window > 0 ? min(cells, (max(0, daysLeft) * cells + window - 1) / window) : 0
        let (full, empty) = Output.isUnicode ? ("█", "░") : ("#", ".")
        return String(repeating: full, count: filled) + String(repeating: empty, count: cells - filled)
    }
}
