import ControlAPI

/// An image of `GET /v1/images`.
struct ImageAnswer {
    struct Reference {
        var publisher: String?
        var offer: String?
        var sku: String?
        var version: String?
        var virtualMachineImageId: String?
        var sharedGalleryImageId: String?
        var communityGalleryImageId: String?
        var exactVersion: String?

        var galleryId: String? { virtualMachineImageId ?? sharedGalleryImageId ?? communityGalleryImageId }
    }

    var account = ""
    var nodeAgentSKUId = ""
    var imageReference = Reference()
    var osType = ""
    var verificationType = ""
    var capabilities: [String]?
    var batchSupportEndOfLife: String?
    var state = ""
    var daysLeft: Int?
    var firstSeen = ""
    var listedSince = ""
    var lastSeen = ""

    /// - Parameter json: a list of images.
    static func list(_ json: [UInt8]) throws(ClientError) -> [ImageAnswer] {
        var images: [ImageAnswer] = []
        do throws(JSONReader.Failure) {
            var reader = JSONReader(json)
            try reader.array { reader throws(JSONReader.Failure) in images.append(try ImageAnswer(&reader)) }
        } catch {
            throw ClientError(exitCode: 1, "cannot read the daemon's answer: an image in it is broken")
        }
        return images
    }

    private init(_ reader: inout JSONReader) throws(JSONReader.Failure) {
        try reader.object { key, reader throws(JSONReader.Failure) in
            switch key {
            case "account": account = try reader.string()
            case "nodeAgentSKUId": nodeAgentSKUId = try reader.string()
            case "imageReference": imageReference = try Reference(&reader)
            case "osType": osType = try reader.string()
            case "verificationType": verificationType = try reader.string()
            case "capabilities": capabilities = try reader.strings()
            case "batchSupportEndOfLife": batchSupportEndOfLife = try reader.string()
            case "state": state = try reader.string()
            case "daysLeft": daysLeft = try reader.integer()
            case "firstSeen": firstSeen = try reader.string()
            case "listedSince": listedSince = try reader.string()
            case "lastSeen": lastSeen = try reader.string()
            default: try reader.skip()
            }
        }
        // These are in every image, and never empty.
        guard !account.isEmpty, !nodeAgentSKUId.isEmpty, !state.isEmpty, !firstSeen.isEmpty else {
            throw JSONReader.Failure()
        }
    }
}

extension ImageAnswer.Reference {
    fileprivate init(_ reader: inout JSONReader) throws(JSONReader.Failure) {
        try reader.object { key, reader throws(JSONReader.Failure) in
            switch key {
            case "publisher": publisher = try reader.string()
            case "offer": offer = try reader.string()
            case "sku": sku = try reader.string()
            case "version": version = try reader.string()
            case "virtualMachineImageId": virtualMachineImageId = try reader.string()
            case "sharedGalleryImageId": sharedGalleryImageId = try reader.string()
            case "communityGalleryImageId": communityGalleryImageId = try reader.string()
            case "exactVersion": exactVersion = try reader.string()
            default: try reader.skip()
            }
        }
    }
}
