extension Schema {
    /// Version 4: what is gone is found without a look at every change there ever was.
    static let removals = "CREATE INDEX change_of_removal ON change (account, identity) WHERE kind = 'removed'"
}
