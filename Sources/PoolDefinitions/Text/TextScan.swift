import Catalog

/// Finds the images and node agents that a text of whatever language names.
package struct TextScan {
    /// Lines that what belongs together stands within.
    static let span = 12

    private let vocabulary: Vocabulary
    private let bytes: [UInt8]

    /// - Returns: what the text uses, in the order of its lines.
    package static func uses(in bytes: [UInt8], _ vocabulary: Vocabulary) -> [DefinitionUse] {
        TextScan(vocabulary: vocabulary, bytes: bytes).uses()
    }

    private func uses() -> [DefinitionUse] {
        var words: [KnownWord] = []
        var images: [ImageMention] = []
        var agents: [AgentMention] = []
        var verifications: [Int] = []
        var end = 0
        var isOfVerification = false
        // What is a node agent's is no sku.
        for word in TextWords(bytes) where word.range.lowerBound >= end {
            let text = bytes[word.range]
            // Nextflow: verification = 'any'.
            if isOfVerification, word.isQuoted, Self.isAny(text) { verifications.append(word.line) }
            isOfVerification = text.suffix(Self.verification.count).elementsEqual(Self.verification)
            if Self.isAgent(text) {
                guard let agent = agent(at: word) else { continue }
                agents.append(agent)
                end = word.range.lowerBound + agent.name.utf8.count
            } else if text.contains(0x3A) {
                images += image(named: word).map { [$0] } ?? []
            } else if let known = vocabulary.word(text) {
                words.append(
                    KnownWord(text: known, word: word, counts: !Self.isWeak(text) || isValue(word, isNumber(text))))
            }
        }
        images += NameSearch(words, vocabulary).mentions { String(decoding: bytes[$0], as: UTF8.self) }
        return AgentChoice(images: images, agents: agents, verifications: verifications).uses
    }

    private static let verification = Array("verification".utf8)

    private static func isAny(_ text: ArraySlice<UInt8>) -> Bool {
        ["any", "unverified"].contains(String(decoding: text, as: UTF8.self).lowercased())
    }

    // MARK: - Node agents

    private static let agentHead = Array("batch.node.".utf8)

    private static func isAgent(_ text: ArraySlice<UInt8>) -> Bool {
        text.count > agentHead.count && text.first.map { $0 | 0x20 } == agentHead[0]
            && zip(text, agentHead).allSatisfy { ((0x41...0x5A).contains($0) ? $0 | 0x20 : $0) == $1 }
    }

    /// The agent that begins with a word: `batch.node.ubuntu 22.04`. One that the record does not know needs a release
    /// behind its name.
    private func agent(at word: TextWord) -> AgentMention? {
        guard word.range.upperBound < bytes.count, bytes[word.range.upperBound] == 0x20 else { return nil }
        var rest = TextWords(Array(bytes[(word.range.upperBound + 1)...].prefix(64)))
        guard let next = rest.next(), next.range.lowerBound == 0 else { return nil }
        let end = word.range.upperBound + 1 + next.range.upperBound
        let name = String(decoding: bytes[word.range.lowerBound..<end], as: UTF8.self)
        let release = bytes[(word.range.upperBound + 1)..<end].split(separator: 0x2D, maxSplits: 1)
        let isRelease =
            release[0].allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E }
            && release.dropFirst().allSatisfy { $0.elementsEqual("arm64".utf8) || $0.elementsEqual("amd64".utf8) }
        guard vocabulary.knows(agent: name.folded) || isRelease else { return nil }
        return AgentMention(name: name, line: word.line)
    }

    // MARK: - Names

    /// `publisher:offer:sku[:version]`, of an offer that the record knows.
    private func image(named word: TextWord) -> ImageMention? {
        let parts = String(decoding: bytes[word.range], as: UTF8.self)
            .split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard (3...4).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(Self.isOfName) }),
            vocabulary.knows(publisher: parts[0].folded, offer: parts[1].folded)
        else { return nil }
        return ImageMention(
            reference: ImageReference(
                publisher: parts[0], offer: parts[1], sku: parts[2], version: parts.count == 4 ? parts[3] : nil),
            line: word.line, lines: word.line...word.line)
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
        default: false
        }
    }

    /// Whether a word may as well mean something else: `10`, `server`.
    private static func isWeak(_ text: ArraySlice<UInt8>) -> Bool {
        text.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E || $0 == 0x5F }
            || text.allSatisfy { (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) }
    }

    private func isNumber(_ text: ArraySlice<UInt8>) -> Bool { text.first.map { $0 < 0x3A } ?? false }

    /// Whether a bare word is said of something: quoted, behind `:` or `=`, or on a line that speaks of a sku. A number
    /// is on such lines in many ways.
    private func isValue(_ word: TextWord, _ isNumber: Bool) -> Bool {
        if word.isQuoted { return true }
        var before = bytes[max(0, word.range.lowerBound - 200)..<word.range.lowerBound]
        if let start = before.lastIndex(of: 0x0A) { before = before[(start + 1)...] }
        if String(decoding: before, as: UTF8.self).lowercased().contains("sku") { return true }
        guard !isNumber, let last = before.last(where: { $0 != 0x20 && $0 != 0x09 }) else { return false }
        return last == 0x3A || last == 0x3D
    }
}

/// A word that is part of a name, without case.
struct KnownWord {
    let text: String
    let word: TextWord
    /// Whether it may be a sku here.
    let counts: Bool
}
