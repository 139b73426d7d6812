package import Catalog

/// The parameters of `GET /v1/images/history` and `GET /v1/resolve`: one image by its name, in some accounts.
package struct NamedImageQuery: Hashable, Sendable {
    /// As it was asked for; whoever answers says what is wrong with it.
    package var text: String
    /// Empty: every configured account.
    package var accounts: [String] = []

    package init(_ text: String, accounts: [String]) {
        self.text = text
        self.accounts = accounts
    }

    package init(_ parameters: inout QueryParameters) throws(APIError) {
        text = try parameters.required("image", expected: ImageText.expected) { $0 }
        accounts = try parameters.all("account")
    }

    package var queryItems: [QueryItem] { QueryItem.all(["image": [text], "account": accounts]) }
}

/// An image as a person names it: `publisher:offer:sku[:version]`, whatever the case, or a gallery id.
package struct ImageText: Hashable, Sendable {
    package let text: String
    /// Folded; an absent version is empty, and so are the parts of a gallery id.
    package let name: ImageName

    package static let expected = "publisher:offer:sku, publisher:offer:sku:version, or a gallery id that begins with /"

    /// What is wrong with a text that is none.
    package static func refusal(of text: String) -> String {
        "cannot use '\(text.count > 80 ? text.prefix(77) + "..." : text)' as an image: write \(expected)"
    }

    package init?(_ text: String) {
        self.text = text
        let text = text.folded
        if text.hasPrefix("/") {
            name = ImageName(publisher: "", offer: "", sku: "", version: "", gallery: text)
            return
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard (3...4).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }), text.utf8.count <= 1000 else {
            return nil
        }
        name = ImageName(
            publisher: parts[0], offer: parts[1], sku: parts[2], version: parts.count == 4 ? parts[3] : "", gallery: "")
    }
}
