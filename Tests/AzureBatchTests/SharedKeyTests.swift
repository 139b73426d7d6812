import AzureBatch
import Foundation
import Testing

struct SharedKeyTests {
    private struct Vector: Decodable {
        let name: String
        let account: String
        let key: String
        let method: String
        let url: String
        let signed_request_headers: [String: String]
        let string_to_sign: String
        let authorization: String
    }

    @Test func `signs the worked examples`() throws {
        let file = try #require(Bundle.module.url(forResource: "shared-key-vectors", withExtension: "json"))
        let vectors = try JSONDecoder().decode([Vector].self, from: try Data(contentsOf: file))
        #expect(vectors.count == 4)
        for vector in vectors {
            let key = try #require(SharedKey(account: vector.account, base64Key: vector.key))
            let target = "/" + vector.url.split(separator: "/", maxSplits: 2)[2]
            let headers = vector.signed_request_headers.map { ($0.key, $0.value) }
            #expect(
                SharedKey.stringToSign(method: vector.method, target: target, headers: headers, account: vector.account)
                    == vector.string_to_sign)
            let authorization = key.authorization(method: vector.method, target: target, headers: headers)
            #expect(authorization == vector.authorization)
            #expect(
                key.verifies(authorization: authorization, method: vector.method, target: target, headers: headers))
            #expect(
                !key.verifies(authorization: authorization, method: "POST", target: target, headers: headers))
        }
    }

    @Test func `shows neither a key nor a secret`() throws {
        let key = try #require(SharedKey(account: "a", base64Key: "c2VjcmV0"))
        var shown = ""
        dump(key, to: &shown)
        dump(Secret("c2VjcmV0"), to: &shown)
        #expect(!"\(key)\(shown)\(Secret("c2VjcmV0"))".contains("c2VjcmV0"))
    }
}
