import Catalog
import ControlAPI

/// An image with its node agent, as a definition of a pool in some language. Names, size and number of nodes stand for the
/// reader's own.
struct Snippet {
    let reference: ImageReference
    let agent: String

    init(_ reference: ImageReference, agent: String) {
        self.reference = reference
        self.agent = agent
    }

    /// The reference to an image of a gallery, whose kind its id tells.
    static func galleryReference(_ id: String) -> ImageReference {
        let folded = id.folded
        if folded.hasPrefix("/communitygalleries/") { return ImageReference(communityGalleryImageId: id) }
        if folded.hasPrefix("/sharedgalleries/") { return ImageReference(sharedGalleryImageId: id) }
        return ImageReference(virtualMachineImageId: id)
    }

    /// - Throws: `ClientError` where the language has no word for such an image.
    func text(for form: SnippetForm) throws(ClientError) -> String {
        switch form {
        case .rest: return rest
        case .arm: return arm
        case .bicep: return bicep
        case .terraform: return try terraform
        case .az: return try az
        case .python: return python
        case .nextflow: return try nextflow
        }
    }

    /// A size that has both generations of Hyper-V, and is offered nearly everywhere.
    private var size: String { agent.folded.contains("arm64") ? "standard_d2ps_v5" : "standard_d2s_v3" }

    /// The members of the reference that are there.
    ///
    /// - Parameter id: what the language calls the id of an image in a gallery of one's own.
    private func members(id: String = "virtualMachineImageId") -> [(name: String, value: String)] {
        let members = [
            ("publisher", reference.publisher), ("offer", reference.offer), ("sku", reference.sku),
            ("version", reference.galleryId == nil ? reference.version ?? ImageName.defaultVersion : nil),
            (id, reference.virtualMachineImageId), ("sharedGalleryImageId", reference.sharedGalleryImageId),
            ("communityGalleryImageId", reference.communityGalleryImageId),
        ]
        return members.compactMap { name, value in value.map { (name, $0) } }
    }

    /// - Parameter line: one member.
    private static func lines(
        _ members: [(name: String, value: String)], _ indent: Int, separator: String, _ line: (String, String) -> String
    ) -> String {
        members.map { String(repeating: " ", count: indent) + line($0.name, $0.value) }
            .joined(separator: "\(separator)\n")
    }

    private func json(_ members: [(name: String, value: String)], _ indent: Int, _ quoted: (String) -> String) -> String
    {
        Self.lines(members, indent, separator: ",") { "\"\($0)\": \(quoted($1))" }
    }

    /// The body of the operation Add Pool, which `az batch pool create --json-file` takes, too.
    private var rest: String {
        """
        {
          "id": "pool",
          "vmSize": "\(size)",
          "virtualMachineConfiguration": {
            "imageReference": {
        \(json(members(), 6, Quoted.json))
            },
            "nodeAgentSKUId": \(Quoted.json(agent))
          },
          "targetDedicatedNodes": 1
        }

        """
    }

    private var arm: String {
        """
        {
          "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
          "contentVersion": "1.0.0.0",
          "resources": [
            {
              "type": "Microsoft.Batch/batchAccounts/pools",
              "apiVersion": "\(Self.managementVersion)",
              "name": "batchaccount/pool",
              "properties": {
                "vmSize": "\(size)",
                "deploymentConfiguration": {
                  "virtualMachineConfiguration": {
                    "imageReference": {
        \(json(members(id: "id"), 14, Quoted.arm))
                    },
                    "nodeAgentSkuId": \(Quoted.arm(agent))
                  }
                },
                "scaleSettings": {
                  "fixedScale": {
                    "targetDedicatedNodes": 1
                  }
                }
              }
            }
          ]
        }

        """
    }

    private static let managementVersion = "2024-07-01"

    private var bicep: String {
        """
        resource account 'Microsoft.Batch/batchAccounts@\(Self.managementVersion)' existing = {
          name: 'batchaccount'
        }

        resource pool 'Microsoft.Batch/batchAccounts/pools@\(Self.managementVersion)' = {
          parent: account
          name: 'pool'
          properties: {
            vmSize: '\(size)'
            deploymentConfiguration: {
              virtualMachineConfiguration: {
                imageReference: {
        \(Self.lines(members(id: "id"), 10, separator: "") { "\($0): \(Quoted.bicep($1))" })
                }
                nodeAgentSkuId: \(Quoted.bicep(agent))
              }
            }
            scaleSettings: {
              fixedScale: {
                targetDedicatedNodes: 1
              }
            }
          }
        }

        """
    }

    private var terraform: String {
        get throws(ClientError) {
            try refuseForeignGallery(for: .terraform)
            let members = members(id: "id")
            let width = members.map(\.name.count).max() ?? 0
            let reference = Self.lines(members, 4, separator: "") { name, value in
                "\(name)\(String(repeating: " ", count: width - name.count)) = \(Quoted.terraform(value))"
            }
            return """
                resource "azurerm_batch_pool" "pool" {
                  name                = "pool"
                  resource_group_name = "resourcegroup"
                  account_name        = "batchaccount"
                  vm_size             = "\(size)"
                  node_agent_sku_id   = \(Quoted.terraform(agent))

                  storage_image_reference {
                \(reference)
                  }

                  fixed_scale {
                    target_dedicated_nodes = 1
                  }
                }

                """
        }
    }

    private var az: String {
        get throws(ClientError) {
            try refuseForeignGallery(for: .az)
            return """
                az batch pool create --id pool --vm-size \(size) --target-dedicated-nodes 1 \\
                    --image \(Quoted.shell(reference.text)) \\
                    --node-agent-sku-id \(Quoted.shell(agent))

                """
        }
    }

    /// For the package azure-batch, 15 and later.
    private var python: String {
        let names = [
            "virtualMachineImageId": "virtual_machine_image_id", "sharedGalleryImageId": "shared_gallery_image_id",
            "communityGalleryImageId": "community_gallery_image_id",
        ]
        return """
            from azure.batch import models

            pool = models.BatchPoolCreateOptions(
                id="pool",
                vm_size="\(size)",
                virtual_machine_configuration=models.VirtualMachineConfiguration(
                    image_reference=models.BatchVmImageReference(
            \(Self.lines(members(), 12, separator: "") { "\(names[$0] ?? $0)=\(Quoted.python($1))," })
                    ),
                    node_agent_sku_id=\(Quoted.python(agent)),
                ),
                target_dedicated_nodes=1,
            )

            """
    }

    /// Its `sku` is the node agent.
    private var nextflow: String {
        get throws(ClientError) {
            guard let publisher = reference.publisher, let offer = reference.offer else {
                throw Self.refusal(.nextflow, "it takes images of the Marketplace alone")
            }
            guard !agent.folded.hasPrefix("batch.node.windows") else {
                throw Self.refusal(.nextflow, "it runs on Linux alone")
            }
            return """
                azure {
                    batch {
                        pools {
                            pool {
                                // \(TextSafety.plain(reference.text))
                                publisher = \(Quoted.groovy(publisher))
                                offer = \(Quoted.groovy(offer))
                                sku = \(Quoted.groovy(agent))  // the node agent
                                vmType = '\(size)'
                                vmCount = 1
                            }
                        }
                    }
                }

                """
        }
    }

    private func refuseForeignGallery(for form: SnippetForm) throws(ClientError) {
        guard reference.sharedGalleryImageId == nil, reference.communityGalleryImageId == nil else {
            throw Self.refusal(form, "it has no word for an image of a shared or community gallery")
        }
    }

    private static func refusal(_ form: SnippetForm, _ reason: String) -> ClientError {
        ClientError(exitCode: 1, "cannot write this image for \(form.rawValue): \(reason); --for rest can")
    }
}
