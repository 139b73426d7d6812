extension Schema {
    /// Version 3: until when the service asked to be left alone, which a restart or new settings do not shorten; NULL when
    /// it did not. Our own pause after a failure is another thing.
    static let retryAfter = "ALTER TABLE account ADD COLUMN retry_after INTEGER"
}
