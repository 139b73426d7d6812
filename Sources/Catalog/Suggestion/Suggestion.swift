/// A listed image to move to from another, and what that does.
package struct Suggestion: Hashable, Sendable {
    package let image: Image
    /// Those that list it so.
    package let accounts: [String]
    /// Capabilities of the present image that it has, too, and what its name tells alike; sorted, as the others.
    package let keeps: [String]
    /// What the present image has and it has not: nothing is lost silently.
    package let loses: [String]
    package let gains: [String]
    /// In a line, for people.
    package let why: String
}

/// An image that accounts list now.
package struct ListedImage: Hashable, Sendable {
    package let image: Image
    package let accounts: [String]

    package init(_ image: Image, accounts: [String]) { (self.image, self.accounts) = (image, accounts) }
}
