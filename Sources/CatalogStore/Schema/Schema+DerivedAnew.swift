import Catalog
import Foundation
import GRDB

extension Schema {
    /// Version 3: names are folded by Unicode's rules, dates count in whole seconds, and an empty string in a reference
    /// is an absent one. What was derived from an image's words by the former rules is derived anew, so that the first
    /// sync after the upgrade finds what it left.
    static func deriveAnew(_ db: Database) throws {
        try db.execute(sql: "ALTER TABLE identity ADD COLUMN agent_key TEXT NOT NULL DEFAULT ''")  // folded
        for row in try Row.fetchAll(db, sql: "SELECT id, node_agent_sku_id FROM identity") {
            try db.cachedStatement(sql: "UPDATE identity SET agent_key = ? WHERE id = ?")
                .execute(arguments: [(row[1] as String).folded, row[0] as Int64])
        }
        let references = [
            "publisher", "offer", "sku", "version", "virtual_machine_image_id", "shared_gallery_image_id",
            "community_gallery_image_id", "exact_version",
        ]
        for column in references {
            try db.execute(sql: "UPDATE image SET \(column) = NULL WHERE \(column) = ''")
        }
        let images = try deriveImagesAnew(db)
        try renameCatalogs(of: images, db)
        try db.execute(
            sql: """
                UPDATE change SET identity = image.identity FROM image
                WHERE image.id = change.image AND image.identity <> change.identity;
                UPDATE change SET former = (
                    SELECT former.id
                    FROM identity AS own
                    JOIN identity AS former USING (publisher, offer, sku, version, gallery)
                    WHERE own.id = change.identity AND former.node_agent_sku_id = change.old)
                WHERE kind = 'node-agent';
                DELETE FROM identity WHERE id NOT IN (SELECT identity FROM image);
                -- From a date to itself: no change of the service's. Its number stays taken.
                UPDATE change SET by_scope = 1 WHERE kind = 'end-of-life' AND old IS new;
                """)
        // Removed and added at once under two spellings that are one name by now: it stayed.
        try db.execute(
            sql: """
                CREATE TEMP TABLE stay AS
                SELECT went.seq AS went, came.seq AS came, came.image, MIN(went.first_seen, came.first_seen) AS first_seen,
                    went.listed_since
                FROM change AS went
                JOIN change AS came USING (account, identity, at)
                WHERE went.kind = 'removed' AND came.kind IN ('added', 'returned')
                    AND went.image IN (SELECT value FROM json_each(?));
                UPDATE change SET kind = 'returned', by_scope = 1, image = stay.image, first_seen = stay.first_seen,
                    listed_since = stay.listed_since
                FROM stay WHERE change.seq IN (stay.went, stay.came);
                DROP TABLE stay;
                """, arguments: ["[\(images.map(String.init).joined(separator: ","))]"])
    }

    /// - Returns: the images that are another, or say something else, by the new rules.
    private static func deriveImagesAnew(_ db: Database) throws -> [Int64] {
        let rows = CatalogRows(db: db)
        var changed: [Int64] = []
        for row in try Row.fetchAll(
            db, sql: "SELECT \(CatalogRows.imageColumns), id, identity, digest FROM image ORDER BY id")
        {
            let image = try CatalogRows.image(row)
            let (id, identity, digest) = (row[13] as Int64, try rows.store(image.identity), Data(image.digest.bytes))
            guard identity != row[14] as Int64 || digest != row[15] as Data else { continue }
            changed.append(id)
            try db.cachedStatement(sql: "UPDATE image SET identity = ?, digest = ?, end_of_life = ? WHERE id = ?")
                .execute(arguments: [identity, digest, image.endOfLife?.time, id])
        }
        return changed
    }

    /// Names the catalogs that carry such images anew; those that say the same by now become one, the first.
    private static func renameCatalogs(of images: [Int64], _ db: Database) throws {
        let rows = CatalogRows(db: db)
        let catalogs = try Int64.fetchAll(
            db, sql: "SELECT DISTINCT catalog FROM member WHERE image IN (SELECT value FROM json_each(?)) ORDER BY 1",
            arguments: ["[\(images.map(String.init).joined(separator: ","))]"])
        for catalog in catalogs {
            let digest = ImageCatalog(try rows.images(of: catalog)).digest
            let twin = try rows.id(of: digest) ?? catalog
            let (kept, dropped) = (min(catalog, twin), max(catalog, twin))
            if kept != dropped {
                try db.execute(
                    sql: """
                        UPDATE listing SET catalog = :kept WHERE catalog = :dropped;
                        DELETE FROM member WHERE catalog = :dropped;
                        DELETE FROM catalog WHERE id = :dropped;
                        """, arguments: ["kept": kept, "dropped": dropped])
            }
            try db.execute(
                sql: "UPDATE catalog SET digest = ? WHERE id = ?", arguments: [Data(digest.bytes), kept])
        }
    }
}
