/// The release that these programs belong to.
package enum Batchimgd {
    package static let version = "0.1.0"
}
