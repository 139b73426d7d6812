import Catalog
import ControlAPI

extension Column<SuggestAnswer.Suggestion> {
    static var all: [Column<SuggestAnswer.Suggestion>] {
        func list(_ name: String, _ value: @escaping (SuggestAnswer.Suggestion) -> [String]) -> Self {
            Column(name, kind: .json, shown: { value($0).isEmpty ? nil : value($0).joined(separator: ",") }) {
                JSONWriter.text(of: value($0))
            }
        }
        return [
            Column("image") { $0.image }, Column("node_agent_sku_id", title: "NODE AGENT") { $0.nodeAgentSKUId },
            Column(
                "verification_type", title: "VERIFIED", kind: .word,
                shown: { $0.verificationType == "verified" ? "yes" : $0.verificationType }
            ) { $0.verificationType },
            Column("end_of_life", kind: .date) { $0.endOfLife },
            list("keeps") { $0.keeps }, list("loses") { $0.loses }, list("gains") { $0.gains },
            Column("why") { $0.why },
            Column("accounts", kind: .json, shown: { Self.few($0.accounts) }) { JSONWriter.text(of: $0.accounts) },
        ]
    }

    /// Names as far as a line has room for them.
    private static func few(_ names: [String]) -> String {
        names.count > 3
            ? "\(names.prefix(2).joined(separator: ",")) and \(names.count - 2) more" : names.joined(separator: ",")
    }

    /// The columns of a table of these; what is lost is always among them.
    static func table(severalAccounts: Bool) -> [Column] {
        all.named(["image", "node_agent_sku_id", "verification_type", "end_of_life", "loses"])
            + all.table(severalAccounts ? ["gains": 1, "why": 0, "accounts": 2] : ["gains": 1, "why": 0])
    }

    /// The same in fewer words; that nothing is lost anywhere needs no column.
    static func shortTable(_ suggestions: [SuggestAnswer.Suggestion]) -> [Column] {
        let areVerified = suggestions.allSatisfy { $0.verificationType == "verified" }
        return [
            Column("image") { $0.shortImage }, Column("agent") { NodeAgentName.short($0.nodeAgentSKUId) },
        ] + all.named(areVerified ? [] : ["verification_type"]) + [
            Column("loses") { short($0.loses) }.leaving(suggestions.allSatisfy(\.loses.isEmpty) ? -1 : 0),
            Column("gains") { short($0.gains) }.leaving(1),
        ]
    }

    /// What is lost or gained, where room is short.
    private static func short(_ features: [String]) -> String? {
        features.isEmpty ? nil : features.map { shortNames[$0] ?? $0 }.joined(separator: ",")
    }

    private static var shortNames: [String: String] {
        [
            "DockerCompatible": "Docker", "SupportsRDMAOnly": "RDMA", "IntelMPIRuntimeInstalled": "MPI",
            "NvidiaTeslaDriverInstalled": "Tesla", "NvidiaGridDriverInstalled": "GRID", "Generation2VMImage": "gen2",
            "generation 1": "gen1",
        ]
    }
}

extension SuggestAnswer.Suggestion {
    /// What to write for it, without the version that is meant anyway.
    var shortImage: String {
        let latest = ":\(ImageName.defaultVersion)"
        return image.hasSuffix(latest) ? String(image.dropLast(latest.count)) : image
    }
}
