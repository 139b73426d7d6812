import AzureBatch
import Testing

struct ListRequestTests {
    @Test(arguments: ["0", "-1", "1000001", "9223372036854775807", "x"])
    func `refuses a token that it never gave out`(offset: String) {
        let query = "api-version=2025-06-01&$skiptoken=WATV2:=/$%5E\(offset)%5E=="
        let fault = #expect(throws: ListRequest.Fault.self) { try ListRequest(query: query) }
        #expect(fault?.code == "InvalidQueryParameterValue" && fault?.parameter == "$skiptoken")
    }

    @Test(arguments: [
        ("maxresults=1001", "OutOfRangeQueryParameterValue", "maxresults", "MinimumAllowed=1 MaximumAllowed=1000"),
        ("maxresults=99999999999999999999", "OutOfRangeQueryParameterValue", "maxresults", "MaximumAllowed=1000"),
        ("timeout=0", "OutOfRangeQueryParameterValue", "timeout", "MinimumAllowed=1"),
        ("maxresults=+5", "InvalidQueryParameterValue", "maxresults", "from 1 to 1000"),
        ("maxresults=", "InvalidQueryParameterValue", "maxresults", "from 1 to 1000"),
        ("maxresults=1&maxresults=1", "InvalidQueryParameterValue", "maxresults", "only once"),
        ("timeout=1&timeOut=1", "InvalidQueryParameterValue", "timeout", "only once"),
        ("$filter=osType%20eq%20linux", "InvalidQueryParameterValue", "$filter", "At column 11, expected a text"),
        ("$filter=", "InvalidQueryParameterValue", "$filter", "At column 1"),
        ("$filter=%FF", "InvalidQueryParameterValue", "$filter", "UTF-8"),
        ("color=red", "UnsupportedQueryParameter", "color", ""),
    ])
    func `names a wrong parameter and its bound`(parameter: String, code: String, name: String, bound: String) {
        let query = "api-version=2025-06-01&\(parameter)"
        let fault = #expect(throws: ListRequest.Fault.self) { try ListRequest(query: query) }
        let values = (fault?.values ?? []).map { "\($0.key)=\($0.value)" }.joined(separator: " ")
        #expect(fault?.code == code && fault?.parameter == name)
        #expect(values.hasPrefix("QueryParameterName=\(name)") && (bound.isEmpty || values.contains(bound)))
    }

    @Test func `reads the token that it gave out`() throws {
        let query = "api-version=2025-06-01&$skiptoken=\(ListRequest.token(7))"
        #expect(try ListRequest(query: query).offset == 7)
        let walked = try ListRequest(query: "api-version=2025-06-01&$skiptoken=\(ListRequest.token(9, of: "0af3"))")
        #expect(walked.offset == 9 && walked.listing == "0af3")
    }
}
