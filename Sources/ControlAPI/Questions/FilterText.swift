package import Catalog

/// An OData filter as a person writes it, and what it means.
package struct FilterText: Hashable, Sendable {
    package let text: String
    package let filter: ImageFilter

    package init(_ text: String) throws(FilterError) {
        self.text = text
        filter = try ImageFilter(parsing: text)
    }
}
