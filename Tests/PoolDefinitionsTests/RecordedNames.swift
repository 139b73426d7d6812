import Catalog
import PoolDefinitions
import RecordedListings

/// The names that the service listed on the recorded days.
enum RecordedNames {
    static func images() throws -> [Image] {
        var seen: Set<ImageIdentity> = []
        return try RecordedDay.builtIn().flatMap(\.images).filter { seen.insert($0.identity).inserted }
    }

    static func vocabulary() throws -> Vocabulary {
        let images = try images()
        return Vocabulary(names: images.map(\.name), agents: images.map(\.nodeAgentSKUId))
    }
}

extension DefinitionUse {
    /// Line, form, pool, image, node agent, containers.
    var row: String {
        let agent =
            switch use.agent {
            case .named(let agent): agent
            case .untold(let text): "?\(text)"
            case .unsaid: "-"
            }
        let image =
            switch use.subject {
            case .image(let reference): reference.text
            case .untold(let text): "?\(text)"
            case .agentAlone: "-"
            case .cloudServices: "cloud services"
            }
        return [String(line), form.rawValue, pool ?? "-", image, agent, use.hasContainers ? "containers" : "-"]
            .joined(separator: "\t")
    }
}

extension DefinitionFile.Content {
    /// What is used, also of a text.
    func uses(_ vocabulary: Vocabulary) -> [DefinitionUse] {
        switch self {
        case .uses(let uses): uses
        case .text(let bytes): TextScan.uses(in: bytes, vocabulary)
        case .binary: []
        }
    }
}
