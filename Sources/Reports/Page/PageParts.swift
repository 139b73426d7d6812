import Catalog

/// What sections have in common.
enum PageParts {
    /// A section with its heading.
    static func section(_ id: String, _ title: String, _ body: Markup) -> Markup {
        """
        <section id="\(id)" aria-labelledby="\(id)-title">
        <h2 id="\(id)-title">\(title)</h2>
        \(body)
        </section>
        """
    }

    static func paragraph(_ text: String) -> Markup { "<p>\(text)</p>" }

    /// - Parameters:
    ///   - columns: names and classes of the columns.
    ///   - body: one or more `tbody`.
    static func table(
        _ name: String, caption: Markup, columns: [(name: String, tone: String)], body: Markup
    ) -> Markup {
        let heads = columns.map { column -> Markup in "<th scope=\"col\" class=\"\(column.tone)\">\(column.name)</th>" }
        return """
            <table class="\(name)">
            <caption>\(caption)</caption>
            <thead><tr>\(heads)</tr></thead>
            \(body)
            </table>
            """
    }

    /// Rows of a table under a heading of their own.
    static func group(_ title: Markup, _ images: [ReportImage], columns: Int, _ row: (ReportImage) -> Markup) -> Markup
    {
        """
        <tbody>
        <tr class="group"><th colspan="\(columns)" scope="rowgroup">\(title) <span class="dim">\(
            Words.count(images.count, "image"))</span></th></tr>
        \(images.map(row))</tbody>

        """
    }

    /// What was left out of a list, and where it can be seen.
    static func omission(_ count: Int, _ noun: String, command: String) -> Markup {
        count <= 0
            ? "" : "<p class=\"more\">\(Words.count(count, "more \(noun)")) not shown here: <code>\(command)</code></p>"
    }

    /// An image's name; what tells it from others stands out.
    static func name(_ reference: ImageReference) -> Markup {
        guard reference.galleryId == nil else { return "<bdi class=\"name\">\(reference.text)</bdi>" }
        let version = reference.version ?? ImageName.defaultVersion
        let suffix = version.folded == ImageName.defaultVersion ? "" : ":\(version)"
        return """
            <bdi class="name"><span class="dim">\(reference.publisher ?? ""):</span><wbr>\(reference.offer ?? ""):<wbr>\(
                reference.sku ?? "")\(suffix)</bdi>
            """
    }

    /// The same of a name as it is shown; `latest` goes without saying.
    static func name(_ text: String) -> Markup {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4 else { return "<bdi class=\"name\">\(text)</bdi>" }
        return name(ImageReference(publisher: parts[0], offer: parts[1], sku: parts[2], version: parts[3]))
    }

    /// A node agent SKU, without what all of them begin with.
    static func agent(_ text: String) -> Markup {
        let prefix = "batch.node."
        return "<bdi class=\"agent\">\(text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text)</bdi>"
    }

    static func date(_ time: UTCTime?) -> Markup {
        guard let time else { return "<span class=\"dim\">no date</span>" }
        return "<time datetime=\"\(time.dateText)\">\(time.dateText)</time>"
    }

    /// A word that stands out by its mark and its letters, not by its colour alone.
    static func badge(_ text: String, _ tone: Tone) -> Markup {
        "<span class=\"badge \(tone.rawValue)\"><span class=\"mark\" aria-hidden=\"true\">\(tone.mark)</span>\(text)</span>"
    }

    enum Tone: String {
        case bad, warn, good, calm

        var mark: String {
            switch self {
            case .bad: "✕"
            case .warn: "▲"
            case .good: "✓"
            case .calm: "•"
            }
        }
    }
}

extension LifecycleState {
    var tone: PageParts.Tone {
        switch self {
        case .supported: .good
        case .undated, .gone: .calm
        case .ending: .warn
        case .grace, .ended: .bad
        }
    }
}
