extension Schema {
    /// Version 2: a change of the node agent names the identity that it left behind, so that the end of every state is
    /// one look-up.
    static let formerIdentities = """
        CREATE INDEX IF NOT EXISTS member_by_image ON member (image, catalog);
        CREATE INDEX IF NOT EXISTS image_by_identity ON image (identity);
        CREATE INDEX listing_by_catalog ON listing (catalog, account, first_seen);

        -- The identity left behind by a change of the node agent; else NULL.
        ALTER TABLE change ADD COLUMN former INTEGER REFERENCES identity (id);
        UPDATE change SET former = (
            SELECT former.id
            FROM identity AS own
            JOIN identity AS former USING (publisher, offer, sku, version, gallery)
            WHERE own.id = change.identity AND former.node_agent_sku_id = change.old)
        WHERE kind = 'node-agent';
        CREATE INDEX change_by_former ON change (account, former, seq) WHERE former IS NOT NULL;
        """
}
