import AzureBatch
import Testing

struct ListRequestTests {
    @Test(arguments: ["0", "-1", "1000001", "9223372036854775807", "x"])
    func `refuses a token that it never gave out`(offset: String) {
        let query = "api-version=2025-06-01&$skiptoken=WATV2:=/$%5E\(offset)%5E=="
        let fault = #expect(throws: ListRequest.Fault.self) { try ListRequest(query: query) }
        #expect(fault?.code == "InvalidQueryParameterValue" && fault?.parameter == "$skiptoken")
    }

    @Test func `reads the token that it gave out`() throws {
        let query = "api-version=2025-06-01&$skiptoken=\(ListRequest.token(7))"
        #expect(try ListRequest(query: query).offset == 7)
    }
}
