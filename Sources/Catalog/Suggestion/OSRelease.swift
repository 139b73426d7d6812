/// A release of an operating system, as far as names tell it.
package struct OSRelease: Hashable, Sendable {
    /// Of Windows, and of Ubuntu, the year of this century in which it came.
    let major: Int
    /// `newest` for a name that stands for whatever is newest of its major release; `nil` when nothing tells it.
    let minor: Int?
    /// As people write it: `20.04`, `8.5`, `2012-r2`.
    package let text: String

    static let newest = Int.max

    /// Whether it certainly came before another release of its family.
    func isOlder(than other: OSRelease) -> Bool {
        guard major == other.major else { return major < other.major }
        guard let minor, let otherMinor = other.minor else { return false }
        return minor < otherMinor
    }
}

// MARK: - Reading

extension OSRelease {
    /// Of Ubuntu: `16.04-lts`, `20_04-lts-gen2`, `1804`, `ubuntu2004`.
    static func ubuntu(in words: [Substring]) -> OSRelease? {
        for (index, word) in words.enumerated() {
            let next = index + 1 < words.count ? words[index + 1] : ""
            let digits = word.hasPrefix("ubuntu") ? word.dropFirst("ubuntu".count) : word
            let (year, month) = digits.utf8.count == 4 ? (digits.prefix(2), digits.suffix(2)) : (word, next)
            guard year.utf8.count == 2, let major = number(year), major >= 10, let minor = number(month),
                ["04", "10"].contains(month)
            else { continue }
            return OSRelease(major: major, minor: minor, text: "\(year).\(month)")
        }
        return nil
    }

    /// Of enterprise Linux, whose major release the node agent tells: `7.3`, `7_9-gen2`, `8-2`, `77`, `centos78`; `8-gen1`
    /// stands for the newest of 8.
    static func enterpriseLinux(_ major: Int, in words: [Substring]) -> OSRelease? {
        for (index, word) in words.enumerated() {
            let name = word.prefix { !$0.isNumber }
            guard ["", "centos", "rhel", "ol", "el", "alma", "almalinux", "rocky"].contains(name) else { continue }
            let digits = word.dropFirst(name.count)
            guard digits.hasPrefix("\(major)"), digits.utf8.count <= 3 else { continue }
            let rest = digits.dropFirst("\(major)".count)
            if let minor = number(rest) { return OSRelease(major: major, minor: minor, text: "\(major).\(minor)") }
            guard rest.isEmpty else { continue }
            let next = index + 1 < words.count ? words[index + 1] : ""
            guard next.utf8.count <= 2, let minor = number(next) else {
                return OSRelease(major: major, minor: newest, text: "\(major)")
            }
            return OSRelease(major: major, minor: minor, text: "\(major).\(minor)")
        }
        return nil
    }

    /// Of Windows Server, by its name or its semi-annual version: `2012-r2-datacenter`, `windows2016`,
    /// `datacenter-core-1903-with-containers-smalldisk`, `20h2`.
    static func windows(in words: [Substring]) -> OSRelease? {
        for (index, word) in words.enumerated() {
            let isR2 = index + 1 < words.count && words[index + 1] == "r2"
            let name = word.suffix(4)
            guard word.prefix(word.count - name.count).allSatisfy(\.isLetter) else { continue }
            let text = "\(name)\(isR2 ? "-r2" : "")"
            if let (year, month) = released[text] { return OSRelease(major: year, minor: month, text: text) }
            // Names to come: of a year, or 23h2.
            if let year = number(name), (2026...2099).contains(year) {
                return OSRelease(major: year - 2000, minor: 0, text: text)
            }
            if name.utf8.count == 4, name.hasSuffix("h1") || name.hasSuffix("h2"), let year = number(name.prefix(2)) {
                return OSRelease(major: year, minor: name.hasSuffix("h1") ? 4 : 10, text: text)
            }
        }
        return nil
    }

    /// Year and month of what is named otherwise; 2019 is 1809 with longer support.
    private static let released: [String: (year: Int, month: Int)] = [
        "2008": (8, 2), "2008-r2": (9, 10), "2012": (12, 9), "2012-r2": (13, 10), "2016": (16, 10), "1709": (17, 9),
        "1803": (18, 3), "1809": (18, 9), "2019": (18, 9), "1903": (19, 3), "1909": (19, 9), "2004": (20, 4),
        "2022": (21, 8), "2025": (24, 11),
    ]

    /// From a node agent: `22.04`, `8`, `2.0`.
    init?(agentVersion text: Substring) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard let major = Self.number(parts[0]), parts.count <= 2 else { return nil }
        self.init(
            major: major, minor: parts.count == 2 && parts[1] != "0" ? Self.number(parts[1]) : nil, text: String(text))
    }

    private static func number(_ text: Substring) -> Int? {
        guard (1...4).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(text)
    }
}
