import ControlAPI
import Foundation
import Hummingbird
import NIOCore

extension SyncRequest {
    /// Reads the body of a request strictly; no body asks for everything.
    ///
    /// - Parameter keys: those that the route takes.
    init(body request: Request, keys: [String] = ["accounts", "accept"]) async throws {
        let body = try await request.body.collect(upTo: HeldRequest.longest)
        guard body.readableBytes > 0 else {
            self.init()
            return
        }
        let expected =
            keys.contains("accept")
            ? #"expected {"accounts":["NAME",...],"accept":false}, both optional"#
            : #"expected {"accounts":["NAME",...]}, or nothing"#
        do {
            let data = Data(body.readableBytesView)
            let object = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
            let wrong = object.filter { !keys.contains($0.key) || $0.value is NSNull }.keys.min()
            if let wrong {
                throw APIError(.badRequest, "cannot use '\(wrong.prefix(80))' in the request's body: \(expected)")
            }
            self = try JSONDecoder().decode(SyncRequest.self, from: data)
        } catch let error as APIError {
            throw error
        } catch {
            throw APIError(.badRequest, "cannot read the request's body: \(expected)")
        }
    }
}
