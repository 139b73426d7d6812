import Foundation

/// The validators that a client sends with a read.
package enum EntityTag {
    /// Whether a list of entity tags, as in If-None-Match, has this one; weak ones count (RFC 9110, section 13.1.2).
    package static func isListed(_ tag: String, in list: String) -> Bool {
        list == tag
            || list.split(separator: ",").contains {
                ["*", tag, "W/\(tag)"].contains($0.trimmingCharacters(in: .whitespaces))
            }
    }
}
