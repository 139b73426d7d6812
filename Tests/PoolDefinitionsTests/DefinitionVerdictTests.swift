import Catalog
import PoolDefinitions
import Testing

/// Every form crossed with every verdict.
struct DefinitionVerdictTests {
    private static let today = UTCTime(day: 20_605)  // 2026-06-01

    /// What a definition says.
    private struct Told {
        var publisher = "canonical"
        var offer = "offer-a"
        var sku = "22_04-lts"
        var agent = "batch.node.ubuntu 22.04"
        var containers = false
        var cloud = false
    }

    private static func image(
        _ sku: String, verification: String = "verified", containers: Bool = true, end: String? = nil
    )
        -> Image
    {
        Image(
            reference: ImageReference(publisher: "canonical", offer: "offer-a", sku: sku, version: "latest"),
            nodeAgentSKUId: "batch.node.ubuntu 22.04", osType: "linux", verificationType: verification,
            capabilities: containers ? ["DockerCompatible"] : nil,
            endOfLife: end.flatMap { EndOfLife("\($0)T00:00:00Z") })
    }

    private static let listed = [
        image("22_04-lts"), image("22_04-ended", end: "2026-05-01"), image("22_04-ending", end: "2026-07-01"),
        image("22_04-bare", containers: false), image("22_04-unverified", verification: "unverified"),
    ]
    private static let past = [image("20_04-gone")]

    /// Definitions by the verdict that they are to get.
    private static let told: [(Verdict, Told)] = [
        (.unknown, Told(sku: "${sku}")), (.retired, Told(cloud: true)),
        (.neverListed, Told(sku: "22_04-never")), (.gone, Told(sku: "20_04-gone")),
        (.wrongAgent, Told(agent: "batch.node.ubuntu 20.04")), (.ended, Told(sku: "22_04-ended")),
        (.ending, Told(sku: "22_04-ending")), (.noContainers, Told(sku: "22_04-bare", containers: true)),
        (.unverified, Told(sku: "22_04-unverified")), (.ok, Told(containers: true)),
    ]

    private static func machine(_ told: Told, agent key: String = "nodeAgentSKUId") -> String {
        if told.cloud { return #""cloudServiceConfiguration": {"osFamily": "5"}"# }
        let containers = told.containers ? #", "containerConfiguration": {"type": "dockerCompatible"}"# : ""
        return """
            "virtualMachineConfiguration": {"imageReference": {"publisher": "\(told.publisher)", "offer": "\(told.offer)",
            "sku": "\(told.sku)", "version": "latest"}, "\(key)": "\(told.agent)"\(containers)}
            """
    }

    private static func text(_ told: Told, in form: DefinitionForm) -> String {
        switch form {
        case .rest: return "{\"id\": \"p\", \(machine(told))}"
        case .arm:
            var told = told
            if told.sku == "${sku}" { told.sku = "[parameters('sku')]" }
            return """
                {"$schema": "https://x/deploymentTemplate.json#", "contentVersion": "1.0.0.0", "resources": [
                {"type": "Microsoft.Batch/batchAccounts/pools", "name": "a/p", "properties": {"deploymentConfiguration":
                {\(machine(told, agent: "nodeAgentSkuId"))}}}]}
                """
        case .terraform:
            if told.cloud {
                return """
                    {"format_version": "1.0", "values": {"root_module": {"resources": [{"address": "azapi_resource.p",
                    "type": "azapi_resource", "values": {"type": "Microsoft.Batch/batchAccounts/pools@2024-07-01", "name": "p",
                    "body": {"properties": {"deploymentConfiguration": {\(machine(told))}}}}}]}}}
                    """
            }
            let containers = told.containers ? #"[{"type": "DockerCompatible"}]"# : "[]"
            let sku = told.sku == "${sku}" ? "" : "\"sku\": \"\(told.sku)\", "
            return """
                {"format_version": "1.0", "planned_values": {"root_module": {"resources": [{"address": "azurerm_batch_pool.p",
                "type": "azurerm_batch_pool", "values": {"name": "p", "node_agent_sku_id": "\(told.agent)",
                "container_configuration": \(containers), "storage_image_reference": [{\(sku)"publisher":
                "\(told.publisher)", "offer": "\(told.offer)"}]}}]}}, "resource_changes": [{"address": "azurerm_batch_pool.p",
                "change": {"after_unknown": {"storage_image_reference": [{"sku": \(told.sku == "${sku}")}]}}}]}
                """
        case .text:
            if told.sku == "22_04-never" {
                return
                    "az batch pool create --image \(told.publisher):\(told.offer):\(told.sku) --agent '\(told.agent)'"
            }
            return
                "image:\n  publisher: \(told.publisher)\n  offer: \(told.offer)\n  sku: \(told.sku)\nagent: \(told.agent)\n"
        }
    }

    /// What a text cannot say: nothing is found where no name stands, and containers are not looked for.
    private static let unsaidByText: [Verdict: Verdict] = [.unknown: .ok, .retired: .ok, .noContainers: .ok]

    @Test(arguments: DefinitionForm.allCases)
    func `gets each verdict from each form`(form: DefinitionForm) throws {
        let offer = ImageOffer(listed: Self.listed, past: Self.past.map { .init($0.identity, until: Self.today) })
        let known = Self.listed + Self.past
        let vocabulary = Vocabulary(
            names: known.map(\.name), agents: known.map(\.nodeAgentSKUId) + ["batch.node.ubuntu 20.04"])
        #expect(Set(Self.told.map(\.0)) == Set(Verdict.allCases))
        for (verdict, told) in Self.told {
            let text = Self.text(told, in: form)
            let uses = try DefinitionFile.read(Array(text.utf8), DefinitionFile.Context()).uses(vocabulary)
            #expect(uses.allSatisfy { $0.form == form })
            let found = uses.map { use in
                Judgement(use.use, facts: offer.facts(of: use.use), on: Self.today, window: 180).verdict
            }
            let expected = form == .text ? Self.unsaidByText[verdict] ?? verdict : verdict
            #expect(
                found == [expected] || (form == .text && told.cloud && found == [.ok]), "\(form) \(verdict): \(text)")
        }
    }
}
