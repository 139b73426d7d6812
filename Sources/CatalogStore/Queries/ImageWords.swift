import GRDB

/// What one transaction has read of images: accounts share most of them, so that each is read once.
final class ImageWords {
    private var known: [Int64: KnownImage.Words] = [:]

    /// - Parameter id: the row of an image.
    func of(_ id: Int64, _ db: Database) throws -> KnownImage.Words {
        if let words = known[id] { return words }
        let statement = try db.cachedStatement(sql: "SELECT \(KnownImage.Words.columns) FROM image WHERE id = ?")
        guard let row = try Row.fetchOne(statement, arguments: [id]) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "an image of a listing is missing")
        }
        let words = KnownImage.Words(row)
        known[id] = words
        return words
    }
}
