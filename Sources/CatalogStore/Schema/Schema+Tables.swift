extension Schema {
    /// The tables of version 1. They are private: the views are what others read.
    ///
    /// Times are whole seconds since 1970 in UTC.
    static let tables = """
        -- An account that is or was configured.
        CREATE TABLE account (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            scope INTEGER NOT NULL REFERENCES scope (id),
            configured INTEGER NOT NULL,
            first_configured INTEGER NOT NULL,
            stale_after INTEGER,                          -- seconds; NULL: never stale (disabled)
            baseline INTEGER REFERENCES listing (id),     -- the first listing ever
            latest INTEGER REFERENCES listing (id),
            last_changed INTEGER,
            last_success INTEGER,
            last_attempt INTEGER,
            next_attempt INTEGER,
            consecutive_failures INTEGER NOT NULL DEFAULT 0,
            last_error TEXT
        );

        -- What an account is asked for: two listings of different scopes cannot be compared.
        CREATE TABLE scope (
            id INTEGER PRIMARY KEY,
            endpoint TEXT NOT NULL,
            filter TEXT NOT NULL,                         -- '' when there is none
            UNIQUE (endpoint, filter)
        );

        -- What makes an image the same image: its name, in lower case, under its node agent.
        CREATE TABLE identity (
            id INTEGER PRIMARY KEY,
            publisher TEXT NOT NULL,
            offer TEXT NOT NULL,
            sku TEXT NOT NULL,
            version TEXT NOT NULL,
            gallery TEXT NOT NULL,
            node_agent_sku_id TEXT NOT NULL,
            UNIQUE (publisher, offer, sku, version, gallery, node_agent_sku_id)
        );

        -- An image as the service once worded it; never updated.
        CREATE TABLE image (
            id INTEGER PRIMARY KEY,
            wording BLOB NOT NULL UNIQUE,                 -- digest of every string as it came
            digest BLOB NOT NULL,                         -- of what it says: several wordings may share one
            identity INTEGER NOT NULL REFERENCES identity (id),
            publisher TEXT,
            offer TEXT,
            sku TEXT,
            version TEXT,
            virtual_machine_image_id TEXT,
            shared_gallery_image_id TEXT,
            community_gallery_image_id TEXT,
            exact_version TEXT,
            node_agent_sku_id TEXT NOT NULL,
            os_type TEXT NOT NULL,
            verification_type TEXT NOT NULL,
            capabilities TEXT,                            -- JSON array, sorted
            listed_capabilities TEXT,                     -- JSON array as it came
            end_of_life INTEGER,
            listed_end_of_life TEXT                       -- as it came
        );

        CREATE INDEX image_by_digest ON image (digest);
        CREATE INDEX image_by_identity ON image (identity);

        -- The complete set of images that a listing carried; never updated, shared by all who list the same.
        CREATE TABLE catalog (
            id INTEGER PRIMARY KEY,
            digest BLOB NOT NULL UNIQUE,
            images INTEGER NOT NULL
        );
        CREATE TABLE member (
            catalog INTEGER NOT NULL REFERENCES catalog (id),
            position INTEGER NOT NULL,
            image INTEGER NOT NULL REFERENCES image (id),
            PRIMARY KEY (catalog, position)
        ) WITHOUT ROWID;
        CREATE INDEX member_by_image ON member (image, catalog);

        -- That an account served a catalog from one moment to another: run-length history.
        CREATE TABLE listing (
            id INTEGER PRIMARY KEY,
            account INTEGER NOT NULL REFERENCES account (id),
            scope INTEGER NOT NULL REFERENCES scope (id),
            catalog INTEGER NOT NULL REFERENCES catalog (id),
            etag TEXT,
            last_modified TEXT,
            first_seen INTEGER NOT NULL,
            last_seen INTEGER NOT NULL
        );
        CREATE INDEX listing_by_account ON listing (account, first_seen);

        -- A complete listing that was held back, waiting to be repeated or accepted.
        CREATE TABLE held (
            account INTEGER PRIMARY KEY REFERENCES account (id),
            digest BLOB NOT NULL,
            images INTEGER NOT NULL,
            since INTEGER NOT NULL
        );

        -- The pages of an account's last complete listing that came with validators.
        CREATE TABLE page (
            account INTEGER NOT NULL REFERENCES account (id),
            url TEXT NOT NULL,
            etag TEXT,
            last_modified TEXT,
            next_link TEXT,
            content INTEGER NOT NULL REFERENCES page_content (id),
            PRIMARY KEY (account, url)
        ) WITHOUT ROWID;
        CREATE INDEX page_by_content ON page (content);
        CREATE TABLE page_content (
            id INTEGER PRIMARY KEY,
            digest BLOB NOT NULL UNIQUE,                  -- of the text below
            images TEXT NOT NULL                          -- JSON array of image ids, in order
        );

        -- One difference between two successive catalogs of an account; append-only.
        CREATE TABLE change (
            seq INTEGER PRIMARY KEY,
            account INTEGER NOT NULL REFERENCES account (id),
            at INTEGER NOT NULL,
            kind TEXT NOT NULL,
            identity INTEGER NOT NULL REFERENCES identity (id),
            image INTEGER NOT NULL REFERENCES image (id),
            old TEXT,
            new TEXT,
            by_scope INTEGER NOT NULL,                    -- 1: brought by another scope, no change of the service's
            first_seen INTEGER NOT NULL,                  -- of the image, as of this change
            listed_since INTEGER NOT NULL,                -- likewise
            last_seen INTEGER NOT NULL                    -- when the state before was last seen
        );
        CREATE INDEX change_by_identity ON change (account, identity, seq);
        CREATE INDEX change_by_time ON change (at);

        -- One attempt to refresh one account.
        CREATE TABLE sync (
            id INTEGER PRIMARY KEY,
            account INTEGER NOT NULL REFERENCES account (id),
            started INTEGER NOT NULL,
            finished INTEGER NOT NULL,
            outcome TEXT NOT NULL,
            http_status INTEGER,
            pages INTEGER NOT NULL,
            images INTEGER,
            bytes INTEGER NOT NULL,
            request_id TEXT,
            error_code TEXT,
            error_message TEXT
        );
        CREATE INDEX sync_by_account ON sync (account, started);
        """
}
