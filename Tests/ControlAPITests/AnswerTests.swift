import Catalog
import Foundation
import TestSupport
import Testing

@testable import ControlAPI

/// The contract's answers, read from whatever a daemon of another release may write.
struct AnswerTests {
    private static let freshness = #"[{"name":"a","asOf":"2999-01-01T00:00:00Z","stale":false}]"#

    private static func list(_ text: String) throws -> ListAnswer {
        try ListAnswer(Array(text.utf8), list: "images")
    }

    @Test func `finds list, accounts and cursor in any order, among members that it does not know`() throws {
        let image = CannedAnswers.jammy
        let text = """
             { "warnings" : [ {"accounts":[1],"text":"\\"images\\":[]"}, [[]], null, true, -1.5e3 ] ,
              "next" : "b:\\u0041",\t"accounts" : \(Self.freshness) , "images" : [ \(image) ,\r\n \(image) ] , "later":{} }\r\n
            """
        let answer = try Self.list(text)
        let images: [ImageAnswer] = try answer.elements()
        #expect(images.count == 2 && images[0].imageReference.offer == "jammy" && answer.next == "b:A")
        #expect(try answer.freshness()?.map(\.name) == ["a"])
        #expect(try answer.lines() == Array("\(image)\n\(image)\n".utf8))
    }

    @Test func `reads an element in another order, with blanks and unknown members, and without those that are later`()
        throws
    {
        let text = """
            {"images":[{"future":{"a":[{"b":"]}"}]}, "state" : "paused","imageReference":{"sku":"s", "plan":[1],
             "offer":"o","publisher":"p"},"nodeAgentSKUId":"x","account":"a","capabilities":["A", "B"],"daysLeft":null}]}
            """
        let images: [ImageAnswer] = try Self.list(text).elements()
        let image = try #require(images.first)
        #expect(image.imageReference.text == "p:o:s:latest" && image.capabilities?.strings == ["A", "B"])
        #expect(image.state.text == "paused" && image.state.known == nil && image.daysLeft == nil)
        #expect(image.firstSeen.isEmpty)
        #expect(try Self.list(text).freshness() == nil)
    }

    @Test func `writes what it reads`() throws {
        let images: [ImageAnswer] = try Self.list(CannedAnswers.images([CannedAnswers.jammy, CannedAnswers.gpu]))
            .elements()
        var writer = JSONWriter()
        writer.lines(of: images)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "\(CannedAnswers.jammy)\n\(CannedAnswers.gpu)\n")
        #expect(
            String(decoding: try StatusAnswer(answer: Array(CannedAnswers.status.utf8)).json, as: UTF8.self)
                == CannedAnswers.status)
        let change = try ChangeAnswer(answer: Array(CannedAnswers.change.utf8)).json
        #expect(String(decoding: change, as: UTF8.self) == CannedAnswers.change + "\n")
    }

    @Test(arguments: [
        "", "{", "[]", "null", "{}", #"{"images":{}}"#, #"{"images":[}"#, #"{"images":[1]"#, #"{"images":[]}}"#,
        #"{"images":["a\"#, #"{"images":[],"next":5}"#, #"{"images":[],"x":[{]}}"#, #"{"images" []}"#,
        "{\"images\":" + String(repeating: "[", count: 100_000),
    ])
    func `refuses a list that is broken`(text: String) {
        #expect(throws: ClientError.self) { try Self.list(text) }
    }

    @Test(arguments: [
        "[1]", #"[{"account":"a"}]"#, #"[{"account":5}]"#, "[{]", #"[{"account":"a",}]"#, #"[{"account" "a"}]"#,
        #"["a"#, #"[{"account":"\u00"}]"#, #"[{"account":"\x"}]"#, "[,]", "[{}]",
    ])
    func `refuses elements that are broken`(text: String) {
        #expect(throws: ClientError.self) {
            let _: [ImageAnswer] = try Self.list(#"{"images":\#(text)}"#).elements()
        }
    }

    @Test func `reads 50 MB`() throws {
        let count = 50_000_000 / (CannedAnswers.jammy.utf8.count + 1) + 1
        let text = CannedAnswers.images(Array(repeating: CannedAnswers.jammy, count: count))
        let answer = try Self.list(text)
        let images: [ImageAnswer] = try answer.elements()
        #expect(text.utf8.count >= 50_000_000 && images.count == count && images.last?.daysLeft == 494)
        #expect(try answer.lines().count == count * (CannedAnswers.jammy.utf8.count + 1))
    }

    @Test func `joins pages, and keeps what it does not know`() throws {
        let pages = try [
            #"{"images":[1, 2],"accounts":[],"next":"x"}"#, #"{"images":[],"next":"y","accounts":[]}"#,
            #"{"later":[{"a":1}],"images":[ 3 ],"accounts":[{"name":"b"}]}"#,
        ].map(Self.list)
        let joined = try ListAnswer.joined(pages, list: "images")
        #expect(
            String(decoding: joined.json, as: UTF8.self)
                == #"{"images":[1, 2,3],"later":[{"a":1}],"accounts":[{"name":"b"}]}"# + "\n")
        #expect(joined.next == nil)
    }
}
