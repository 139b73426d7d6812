import Catalog
import ControlAPI

/// The languages of Azure itself.
extension Snippet {
    /// The body of the operation Add Pool, which `az batch pool create --json-file` takes, too.
    var rest: String {
        """
        {
          "id": "pool",
          "vmSize": "\(size)",
          "virtualMachineConfiguration": {
            "imageReference": {
        \(Self.json(members(), 6, Quoted.json))
            },
            "nodeAgentSKUId": \(Quoted.json(agent))
          },
          "targetDedicatedNodes": 1
        }

        """
    }

    var arm: String {
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
        \(Self.json(members(id: "id"), 14, Quoted.arm))
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

    private static func json(
        _ members: [(name: String, value: String)], _ indent: Int, _ quoted: (String) -> String
    ) -> String {
        lines(members, indent, separator: ",\n") { "\"\($0)\": \(quoted($1))" }
    }

    private static let managementVersion = "2024-07-01"

    var bicep: String {
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
        \(Self.lines(members(id: "id"), 10) { "\($0): \(Quoted.bicep($1))" })
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

    var az: String {
        get throws(ClientError) {
            try refuseForeignGallery(for: .az)
            return """
                az batch pool create --id pool --vm-size \(size) --target-dedicated-nodes 1 \\
                    --image \(Quoted.shell(reference.text)) \\
                    --node-agent-sku-id \(Quoted.shell(agent))

                """
        }
    }
}
