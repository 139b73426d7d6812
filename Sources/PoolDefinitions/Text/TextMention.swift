import Catalog

/// A node agent that a text names.
struct AgentMention {
    let name: String
    let line: Int
}

/// An image that a text names.
struct ImageMention {
    let reference: ImageReference
    /// Where it begins.
    let line: Int
    /// The lines on which its parts stand.
    let lines: ClosedRange<Int>
}
