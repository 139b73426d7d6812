extension Schema {
    /// Version 4: every page of the last complete listing is kept, with the digest of the bytes that it came in; NULL when
    /// that was not noted. A page that comes in the same bytes is not read again.
    ///
    /// The digest of a page's content is from here on that of its images' digests: it is found without looking up images.
    static let pageBytes = "ALTER TABLE page ADD COLUMN bytes BLOB"
}
