import Catalog
import ControlAPI
import Testing

struct QueryTests {
    private func parse(_ query: String) -> Result<ImageQuery, APIError> {
        Result { () throws(APIError) in
            var parameters = try QueryParameters(query: query)
            let images = try ImageQuery(&parameters)
            try parameters.finish()
            return images
        }
    }

    @Test func `reads what it writes`() throws {
        var query = ImageQuery()
        query.accounts = ["a", "b"]
        query.agents = ["batch.node.ubuntu 22.04"]
        query.capabilities = ["X&Y=%"]
        query.states = [.gone, .ending]
        query.substring = "é+"
        query.window = 30
        query.order = .endOfLife
        query.filter = try FilterText("osType eq 'linux' and imageReference/version eq 'latest'")
        query.limit = 7
        query.after = "x_-"
        let target = QueryItem.target("/v1/images", query.queryItems)
        #expect(try parse(String(target.dropFirst("/v1/images?".count))).get() == query)
    }

    @Test(arguments: [
        ("color=red", "'color'"), ("limit=0", "1 to 10000"), ("limit=x", "1 to 10000"),
        ("limit=1&limit=2", "at most once"),
        ("account=", "empty"), ("q=%FF", "UTF-8"), ("q=%1", "percent-encoded"), ("state=old", "supported"),
        ("within=soon", "duration"), ("order=size", "end-of-life"),
        ("filter=osType%20eq%20linux", "'filter': at column 11, expected a text in single quotes"),
    ])
    func `refuses what is wrong and says what was expected`(query: String, said: String) {
        guard case .failure(let error) = parse(query) else {
            Issue.record("accepted \(query)")
            return
        }
        #expect(error.kind == .badRequest && error.message.contains(said), "\(error.message)")
    }
}
