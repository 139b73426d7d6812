/// The release that these programs belong to.
package enum Batchimgd {
    package static let version = "0.1.0"

    /// What `--version` prints: the version alone on the first line, for programs; then whose it is.
    package static let versionText = """
        \(version)
        Copyright 2026 the batchimgd authors
        License Apache-2.0: https://www.apache.org/licenses/LICENSE-2.0
        """
}
