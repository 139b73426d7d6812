import Catalog
import Testing

struct ImageFilterTests {
    private let image = Image(
        reference: ImageReference(publisher: "Canonical", offer: "UbuntuServer", sku: "22_04-lts", version: nil),
        nodeAgentSKUId: "batch.node.ubuntu 22.04", osType: "linux", verificationType: "verified",
        capabilities: ["DockerCompatible", "It's"], endOfLife: EndOfLife("2027-04-01T00:00:00.0Z"))

    @Test(arguments: [
        ("osType eq 'linux'", true), ("osType ne 'LINUX'", false), ("'Linux' eq osType", true),
        ("osType eq 'windows' or verificationType eq 'verified'", true),
        ("osType eq 'windows' or osType eq 'linux' and verificationType eq 'unverified'", false),
        ("(osType eq 'linux' or osType eq 'windows') and verificationType eq 'unverified'", false),
        ("not (osType eq 'linux' and nodeAgentSKUId eq 'batch.node.ubuntu 22.04')", false),
        ("not not osType eq 'linux'", true), ("nodeAgentSKUId eq 'it''s'", false),
        ("imageReference/publisher eq 'canonical'", true),
        ("tolower(imageReference/sku) eq tolower('22_04-LTS')", true),
        ("imageReference/version eq null", true), ("imageReference/version ne null", false),
        ("imageReference/version eq 'latest'", false), ("imageReference/version ne 'latest'", true),
        ("imageReference/version gt ''", false), ("not (imageReference/version le '')", true),
        ("startswith(imageReference/version, '')", false), ("null eq null", true), ("null ne osType", true),
        ("startswith(imageReference/offer,'ubuntu')", true), ("contains(imageReference/offer, 'SERV')", true),
        ("endswith(imageReference/offer, 'server')", true), ("endswith(imageReference/offer, 'xubuntuserver')", false),
        ("contains('a canonical b', imageReference/publisher)", true), ("contains(osType, '')", true),
        ("imageReference/sku gt '20' and imageReference/sku lt '24'", true),
        ("batchSupportEndOfLife eq 2027-04-01T00:00:00Z", true), ("batchSupportEndOfLife lt 2027-04-01", false),
        ("batchSupportEndOfLife le 2027-04-01T02:00:00+02:00", true),
        ("batchSupportEndOfLife ge DateTime'2027-04-01T00:00:00'", true),
        ("datetime'2027-03-31T23:59:59Z' lt batchSupportEndOfLife", true), ("batchSupportEndOfLife ne null", true),
        ("capabilities/any(c: c eq 'dockercompatible')", true), ("capabilities/any(c:c eq 'Docker')", false),
        ("capabilities/any(x: startswith(x, 'docker') and x ne osType)", true),
        ("capabilities/any(it: it eq 'it''s')", true), ("not capabilities/any(c: c ne null)", false),
    ])
    func `holds or not`(text: String, holds: Bool) throws {
        #expect(try ImageFilter(parsing: text).matches(image) == holds)
    }

    @Test(arguments: [
        ("", 1, "'not' or '('"), ("osType", 7, "'eq', 'ne', 'gt', 'ge', 'lt', 'le'"),
        ("osType eq linux", 11, "a text in single quotes"), ("osType eq 'linux", 17, "a closing single quote"),
        ("osType eq 'a' nonsense", 15, "'and', 'or' or the end"), ("osType EQ 'a'", 8, "'eq'"),
        ("(osType eq 'a'", 15, "'and', 'or' or ')'"), ("ostype eq 'linux'", 1, "osType"),
        ("osType eq 5", 11, "a text"), ("osType eq 2027-01-01", 11, "a text"),
        ("batchSupportEndOfLife lt '2027-01-01'", 26, "a date-time such as"),
        ("batchSupportEndOfLife lt 2027-13-01", 26, "a date-time"), ("startswith(osType)", 18, "','"),
        ("startswith(osType, null)", 20, "a text"), ("startswith(batchSupportEndOfLife, 'a')", 12, "a text"),
        ("capabilities eq 'a'", 1, "capabilities/any(c: ...)"), ("capabilities/any(c eq 'a')", 20, "':'"),
        ("capabilities/any(c: d eq 'a')", 21, "c, nodeAgentSKUId"),
        ("capabilities/any(c: capabilities/any(d: d eq c))", 21, "c, nodeAgentSKUId"),
        ("capabilities/any(c: c eq 'a') and c eq 'b'", 35, "capabilities/any"),
        ("osType eq 'a\u{0}'", 13, "no control character"), ("osType eq 'a' & osType eq 'b'", 15, "'and', 'or'"),
        ("é eq 'a'", 1, "nodeAgentSKUId"), ("osType eq 'é' x", 15, "the end"),
        (String(repeating: "(", count: 40), 33, "at most 32"),
        (String(repeating: "not ", count: 40), 129, "at most 32"),
        ("osType eq '" + String(repeating: "é", count: 2050), 2054, "at most 4096 bytes"),
    ])
    func `names the column of a mistake and what was expected there`(text: String, column: Int, expected: String) {
        let error = #expect(throws: FilterError.self) { try ImageFilter(parsing: text) }
        #expect(error?.column == column && error?.expected.contains(expected) == true, "\(String(describing: error))")
    }

    @Test func `reads the longest and the deepest that it may`() throws {
        let long = Array(repeating: "null eq null", count: 256).joined(separator: " or ")
        #expect(long.utf8.count <= ImageFilter.maximumBytes)
        #expect(try ImageFilter(parsing: long).matches(image))
        let deep = String(repeating: "(", count: 31) + "osType eq 'linux'" + String(repeating: ")", count: 31)
        #expect(try ImageFilter(parsing: deep).matches(image))
    }
}
