package import Catalog

/// What changed, as a feed (RFC 4287): one entry for each day and account with changes, the newest first.
package struct FeedReport {
    private let entries: [FeedEntry]
    private let window: Int
    private let query: String
    private let began: UTCTime

    /// - Parameters:
    ///   - window: days before an end of life in which it counts as ending.
    ///   - query: what was asked for beside the path, percent-encoded; another question is another feed.
    ///   - began: when it was last updated, as long as it has no entries.
    package init(_ entries: [FeedEntry], window: Int, query: String, began: UTCTime) {
        self.entries = entries
        self.window = window
        self.query = query.isEmpty ? "" : "?\(query)"
        self.began = began
    }

    package var bytes: [UInt8] {
        let updated = entries.map(\.updated).max() ?? began
        let page = "report.html\(query)"
        let feed: Markup = """
            <?xml version="1.0" encoding="utf-8"?>
            <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
            <id>\(StableName.urn(of: ["feed", query]))</id>
            <title>Azure Batch images: what changed</title>
            <updated>\(updated.description)</updated>
            <link rel="self" type="application/atom+xml" href="changes.atom\(query)"/>
            <link rel="alternate" type="text/html" href="\(page)"/>
            <author><name>batchimgd</name></author>
            <generator version="\(Batchimgd.version)">batchimgd</generator>
            \(entries.map { $0.markup(window: window, page: page) })</feed>

            """
        return Array(feed.text.utf8)
    }
}
