package import Catalog

extension JSONObject {
    /// As an answer: one line of JSON.
    package var json: [UInt8] {
        var writer = JSONWriter()
        writer.lines(of: [self])
        return writer.bytes
    }

    /// Reads an answer.
    ///
    /// - Throws: `ClientError` when it is broken, or lacks what makes it usable.
    package init(answer json: [UInt8]) throws(ClientError) {
        do throws(JSONReader.Failure) {
            var reader = JSONReader(json)
            self = try reader.object()
            try reader.finish()
        } catch {
            throw ClientError.broken("it is no JSON, is cut short, or lacks what it has to have")
        }
    }
}
