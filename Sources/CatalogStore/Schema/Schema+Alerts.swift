extension Schema {
    /// Version 4: what alerts know and have told, and what waits to be told.
    static let alerts = """
        -- An alert that is or was configured.
        CREATE TABLE alert (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            configured INTEGER NOT NULL,
            events TEXT NOT NULL,                         -- JSON array of kinds
            within TEXT NOT NULL,                         -- JSON array of days
            images TEXT NOT NULL,                         -- JSON array: the watch-list
            tells_end INTEGER NOT NULL                    -- whether it is told too that something holds no more
        );

        -- That an alert looks at an account.
        CREATE TABLE alert_account (
            alert INTEGER NOT NULL REFERENCES alert (id),
            account INTEGER NOT NULL REFERENCES account (id),
            waits INTEGER NOT NULL,                       -- 1: what holds already is yet to be told, as a summary
            since INTEGER NOT NULL,                       -- when it began to wait
            listed_after INTEGER NOT NULL,                -- the listing that it waits for is not older
            day INTEGER NOT NULL,                         -- the last day that was looked at, since 1970
            PRIMARY KEY (alert, account)
        ) WITHOUT ROWID;
        CREATE INDEX alert_account_by_account ON alert_account (account);

        -- What an alert was told, or is as good as told.
        CREATE TABLE alert_known (
            alert INTEGER NOT NULL REFERENCES alert (id),
            account INTEGER NOT NULL REFERENCES account (id),
            key BLOB NOT NULL,
            kind TEXT NOT NULL,
            image TEXT,
            node_agent_sku_id TEXT,
            day INTEGER NOT NULL,                         -- when it came to hold, since 1970
            lasting INTEGER NOT NULL,                     -- 1: it cannot end
            over INTEGER NOT NULL,                        -- 1: it holds no more
            PRIMARY KEY (alert, account, key)
        ) WITHOUT ROWID;
        CREATE INDEX alert_known_by_account ON alert_known (account, kind) WHERE NOT lasting AND NOT over;

        -- The outbox. No number is used twice: who follows asks for what comes after one.
        CREATE TABLE alert_event (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            alert INTEGER NOT NULL REFERENCES alert (id),
            at INTEGER NOT NULL,
            event TEXT NOT NULL,
            account TEXT,                                 -- its name then; NULL: several
            image TEXT,
            node_agent_sku_id TEXT,
            end_of_life INTEGER,
            days_left INTEGER,
            threshold INTEGER,
            old TEXT,
            new TEXT,
            pools TEXT NOT NULL,                          -- JSON array
            message TEXT NOT NULL,
            over INTEGER NOT NULL,                        -- 1: says that it holds no more
            state TEXT NOT NULL,                          -- waiting, told, given-up
            attempts INTEGER NOT NULL DEFAULT 0,
            tried_since INTEGER,                          -- since when the receiver fails while this waits
            last_attempt INTEGER,
            next_attempt INTEGER,
            last_error TEXT
        );
        CREATE INDEX alert_event_waiting ON alert_event (alert, seq) WHERE state = 'waiting';
        CREATE INDEX alert_event_by_state ON alert_event (alert, state);

        -- How often the outbox was written: a file that is older than what is remembered beside it was restored.
        CREATE TABLE alert_journal (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            count INTEGER NOT NULL
        );
        INSERT INTO alert_journal VALUES (1, 0);
        """
}
