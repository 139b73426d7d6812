import AzureBatch
import Catalog
import Foundation
import Testing

/// How long a token is good for, in whichever words its answer says so.
struct TokenLifeTests {
    private static let now = UTCTime(seconds: 1_700_000_000)

    private func token(_ members: String) throws(UpstreamError) -> AccessToken {
        let body = "{\"access_token\":\"Te11tale\",\"not_before\":\"\"\(members)}"
        return try TokenAnswer.token(
            HTTPAnswer(status: 200, headers: [], body: Array(body.utf8)), issued: Self.now, now: Self.now, secrets: []
        ) { _ in nil }
    }

    @Test(arguments: [
        (#","expires_in":3600"#, 3600), (#","expires_in":"3600""#, 3600), (#","expires_in":3599.9"#, 3599),
        (#","expires_in":" 3599.9 ""#, 3599), (#","expires_in":3.6e3"#, 3600), (#","expires_on":1700003600"#, 3600),
        (#","expires_on":"1700003600""#, 3600), (#","expires_on":"1700003600.25""#, 3600),
        (#","expires_in":"","expires_on":"1700003600""#, 3600), (#","expires_in":null,"expires_on":1700003600"#, 3600),
        // No clock can spoil the first; one an hour ahead would the second.
        (#","expires_in":"3600","expires_on":"1699990000""#, 3600), (#","expires_in":"3600","expires_on":"x""#, 3600),
        // No longer than any token is good for.
        (#","expires_in":1e300"#, 2_592_000), (#","expires_on":"1700003600000""#, 2_592_000),
        (#","expires_in":99999999999999999999999"#, 2_592_000),
    ])
    func `is said as a number or its text, by length or end`(members: String, seconds: Int) throws {
        #expect(try token(members).life == .seconds(seconds))
    }

    @Test(arguments: [
        ("", "no expiry"), (#","expires_in":"""#, "no expiry"), (#","expires_in":" ","expires_on":null"#, "no expiry"),
        (#","expires_in":0"#, "already expired"), (#","expires_in":"0.9""#, "already expired"),
        (#","expires_in":-3600"#, "already expired"), (#","expires_in":"-1""#, "already expired"),
        (#","expires_on":1600000000"#, "already expired"), (#","expires_on":"-1e5""#, "no number"),
        (#","expires_in":"soon""#, "no number"), (#","expires_in":"0x10""#, "no number"),
        (#","expires_in":"nan""#, "no number"), (#","expires_in":"inf""#, "no number"),
        (#","expires_in":true"#, "no number"), (#","expires_in":[3600]"#, "no number"),
        (#","expires_in":{}"#, "no number"), (#","expires_on":"09/14/2017 00:00:00 PM +00:00""#, "no number"),
    ])
    func `is an error when nobody can tell it`(members: String, reason: String) throws {
        let error = #expect(throws: UpstreamError.self) { try token(members) }
        #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
        #expect(error?.remedy?.isEmpty == false && error?.description.contains("Te11tale") == false)
    }
}
