import Catalog
import GRDB

extension DatabaseFunction {
    /// `folded(TEXT)`: without its case, as `FoldedText` does it; SQLite's own `lower` knows ASCII only. For our queries
    /// alone: the views must do without it, since others read them.
    static let folded = DatabaseFunction("folded", argumentCount: 1, pure: true) { values in
        String.fromDatabaseValue(values[0])?.folded
    }
}
