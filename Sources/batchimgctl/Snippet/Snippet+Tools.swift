import Catalog
import ControlAPI

/// The languages of tools that make pools.
extension Snippet {
    var terraform: String {
        get throws(ClientError) {
            try refuseForeignGallery(for: .terraform)
            let members = members(id: "id")
            let width = members.map(\.name.count).max() ?? 0
            let reference = Self.lines(members, 4) { name, value in
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

    /// For the package azure-batch, 15 and later.
    var python: String {
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
            \(Self.lines(members(), 12) { "\(names[$0] ?? $0)=\(Quoted.json($1))," })
                    ),
                    node_agent_sku_id=\(Quoted.json(agent)),
                ),
                target_dedicated_nodes=1,
            )

            """
    }

    /// Its `sku` is the node agent.
    var nextflow: String {
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
}
