import Catalog
import ControlAPI
import Foundation

/// The reader of the daemon's answers: whatever comes is read or refused, and what another reader takes for an image
/// too is read as that reader does.
enum FuzzedAnswer {
    static func check(_ bytes: UnsafeBufferPointer<UInt8>) -> CInt {
        let json = Array(bytes)
        _ = try? StatusAnswer(answer: json)
        _ = try? ResolveAnswer(answer: json)
        _ = try? SyncLine(answer: json)
        if let account = try? ChangeAnswer(answer: json) {
            guard let again = try? ChangeAnswer(answer: account.json) else {
                preconditionFailure("cannot be read again")
            }
            precondition(again.json == account.json, "another change than was written")
        }
        guard let answer = try? ListAnswer(json, list: ImageAnswer.list) else { return 0 }
        _ = try? answer.freshness()
        _ = try? answer.lines()
        let images: [ImageAnswer]? = try? answer.elements()
        guard let images, let object = try? JSONSerialization.jsonObject(with: Data(json)) as? [String: Any],
            let theirs = object[ImageAnswer.list] as? [Any]
        else { return 0 }
        precondition(images.count == theirs.count, "another number of images")
        return 0
    }
}
