extension Schema {
    /// Version 4: the live pools of accounts, and what each used from one moment to another.
    static let pools = """
        -- An image under a node agent as pools use it, as it was once worded; never updated.
        CREATE TABLE used_image (
            id INTEGER PRIMARY KEY,
            wording BLOB NOT NULL UNIQUE,                 -- digest of every string as it came
            kind TEXT NOT NULL,                           -- image, gallery, cloud-services, untold
            image TEXT,                                   -- as it is shown
            publisher TEXT,
            offer TEXT,
            sku TEXT,
            version TEXT,
            virtual_machine_image_id TEXT,
            shared_gallery_image_id TEXT,
            community_gallery_image_id TEXT,
            node_agent_sku_id TEXT,
            -- Folded; '' when absent.
            publisher_key TEXT NOT NULL,
            offer_key TEXT NOT NULL,
            sku_key TEXT NOT NULL,
            version_key TEXT NOT NULL,
            gallery_key TEXT NOT NULL,
            agent_key TEXT NOT NULL
        );

        -- A pool that an account has or had, as it was last listed.
        CREATE TABLE pool (
            id INTEGER PRIMARY KEY,
            account INTEGER NOT NULL REFERENCES account (id),
            key TEXT NOT NULL,                            -- the name, folded
            name TEXT NOT NULL,
            state TEXT,
            allocation_state TEXT,
            vm_size TEXT,
            dedicated_nodes INTEGER,
            low_priority_nodes INTEGER,
            auto_scale INTEGER,
            created INTEGER,
            containers INTEGER NOT NULL,
            first_seen INTEGER NOT NULL,
            use INTEGER REFERENCES pool_use (id),         -- the present one; NULL when the pool is gone
            UNIQUE (account, key)
        );

        -- That a pool used an image from one moment to another.
        CREATE TABLE pool_use (
            id INTEGER PRIMARY KEY,
            pool INTEGER NOT NULL REFERENCES pool (id),
            used_image INTEGER NOT NULL REFERENCES used_image (id),
            first_seen INTEGER NOT NULL,
            last_seen INTEGER                             -- NULL: as long as the account's pools were seen
        );
        CREATE INDEX pool_use_by_pool ON pool_use (pool);
        CREATE INDEX identity_by_agent ON identity (agent_key);

        ALTER TABLE account ADD COLUMN lists_pools INTEGER NOT NULL DEFAULT 1;  -- 0: switched off
        ALTER TABLE account ADD COLUMN pools_seen INTEGER;        -- the last complete listing of its pools
        ALTER TABLE account ADD COLUMN pools_digest BLOB;         -- of what that said
        ALTER TABLE account ADD COLUMN pools_error TEXT;          -- why the last attempt brought none; NULL when it did
        """
}
