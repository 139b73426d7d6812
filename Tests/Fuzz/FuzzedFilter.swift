import Catalog

/// The filter reader: takes the text and can be evaluated, or names a place in it.
enum FuzzedFilter {
    private static let images = [
        Image(
            reference: ImageReference(publisher: "canonical", offer: "it's", sku: "22_04-lts", version: "latest"),
            nodeAgentSKUId: "batch.node.ubuntu 22.04", osType: "linux", verificationType: "verified",
            capabilities: ["DockerCompatible", "NvidiaTeslaDriverInstalled"],
            endOfLife: EndOfLife("2027-04-01T00:00:00Z")),
        Image(
            reference: ImageReference(communityGalleryImageId: "/communityGalleries/É"), nodeAgentSKUId: "", osType: "",
            verificationType: ""),
    ]

    static func check(_ bytes: UnsafeBufferPointer<UInt8>) -> CInt {
        let text = String(decoding: bytes, as: UTF8.self)
        do {
            let filter = try ImageFilter(parsing: text)
            let matches = images.map(filter.matches)
            let inverse = try? ImageFilter(parsing: "not (\(text))")
            precondition(inverse.map { images.map($0.matches) } ?? matches.map { !$0 } == matches.map { !$0 })
        } catch {
            precondition((1...text.unicodeScalars.count + 1).contains(error.column), "a column that is not there")
            precondition(!error.expected.isEmpty, "refused without saying what was expected")
        }
        return 0
    }
}
