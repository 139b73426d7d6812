import GRDB

extension Store {
    /// Opens files for queries alone, as one record: every account of each, as its file knows it. A name that several
    /// files have gets the file's label and a colon before it, which no name in the settings has.
    ///
    /// - Parameter files: with labels that differ.
    /// - Throws: `StoreError` that names the file which is not ours, newer than we know, or cannot be read.
    package init(readingOnly files: [(label: String, path: String)]) throws(StoreError) {
        var stores: [Store] = []
        for file in files { stores.append(try Store(readingOnly: file.path)) }
        path = files.map(\.path).joined(separator: ", ")
        guard stores.count > 1 else {
            pool = stores[0].pool
            return
        }
        let shared = try Self.naming(path, StoreError.unreadable) { try Self.sharedNames(of: stores) }
        let record = try Self.naming(path, StoreError.unreadable) { try CombinedRecord() }
        for (number, store) in stores.enumerated() {
            try Self.naming(store.path, StoreError.unreadable) {
                try record.add(store.pool, number: number + 1, label: files[number].label, before: shared)
                try store.close()
            }
        }
        pool = try Self.naming(path, StoreError.unreadable) { try record.finished() }
    }

    private static func sharedNames(of stores: [Store]) throws -> Set<String> {
        var (known, shared): (Set<String>, Set<String>) = ([], [])
        for store in stores {
            let names = try store.pool.read { try String.fetchSet($0, sql: "SELECT name FROM account") }
            shared.formUnion(known.intersection(names))
            known.formUnion(names)
        }
        return shared
    }
}
