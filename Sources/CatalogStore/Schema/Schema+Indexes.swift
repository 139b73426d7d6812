extension Schema {
    /// Version 4: what is gone is found, and live pools are counted, without a look at everything there ever was.
    static let indexes = """
        CREATE INDEX change_of_removal ON change (account, identity) WHERE kind = 'removed';
        CREATE INDEX pool_in_use ON pool (account) WHERE use IS NOT NULL;
        """
}
