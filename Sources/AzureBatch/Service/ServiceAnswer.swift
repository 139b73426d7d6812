package import Catalog

/// An answer of the service side: what the emulator sends.
package struct ServiceAnswer: Sendable {
    package var status: Int
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]

    package init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        (self.status, self.headers, self.body) = (status, headers, body)
    }

    static let contentType = "application/json;odata=minimalmetadata"

    /// An error as the service words it: `BatchError` at the root.
    ///
    /// - Parameter values: details, such as the name of a wrong parameter.
    package static func error(
        _ status: Int, _ code: String, _ message: String, values: [(key: String, value: String)] = [],
        requestID: String, now: UTCTime
    ) -> ServiceAnswer {
        var writer = JSONWriter()
        writer.object {
            $0.member("odata.metadata", "https://batch.azure.com/$metadata#errors/@Element")
            $0.member("code", code)
            $0.key("message")
            $0.object {
                $0.member("lang", "en-US")
                $0.member("value", "\(message)\nRequestId:\(requestID)\nTime:\(now.exactText)")
            }
            if !values.isEmpty {
                $0.key("values")
                $0.array {
                    for (key, value) in values {
                        $0.object {
                            $0.member("key", key)
                            $0.member("value", value)
                        }
                    }
                }
            }
        }
        return ServiceAnswer(status: status, headers: [("Content-Type", contentType)], body: writer.bytes)
    }
}
