import Catalog
import PoolDefinitions

/// The readers of definitions: whatever a file holds, it is read, or refused with a place in it.
enum FuzzedDefinition {
    private static let vocabulary = Vocabulary(
        names: [("canonical", "ubuntuserver", "18.04-lts"), ("debian", "debian-10", "10"), ("a", "a", "a")].map {
            ImageName(publisher: $0.0, offer: $0.1, sku: $0.2, version: "latest", gallery: "")
        }, agents: ["batch.node.ubuntu 18.04", "batch.node.debian 10"])

    static func check(_ bytes: UnsafeBufferPointer<UInt8>) -> CInt {
        let file = Array(bytes)
        let lines = file.count { $0 == 0x0A } + 1
        check(TextScan.uses(in: file, vocabulary), lines)
        _ = try? SupportedImages.read(file)
        let values = (try? JSONDocument.read(file)) ?? []
        do throws(JSONDocument.Failure) {
            if case .uses(let uses) = try DefinitionFile.read(file, DefinitionFile.Context(parameters: values)) {
                // A file in UTF-16 has its lines elsewhere.
                if file.first ?? 0 < 0xFE { check(uses, lines) }
            }
        } catch {
            precondition(error.column > 0 && error.line > 0, "a place that is not there")
            precondition(!error.message.isEmpty, "refused without saying why")
        }
        return 0
    }

    private static func check(_ uses: [DefinitionUse], _ lines: Int) {
        for use in uses { precondition((1...lines).contains(use.line), "a line that is not there: \(use)") }
    }
}
