@description('The image of the nodes')
param imageReference object = {
  publisher: 'microsoft-azure-batch'
  offer: 'ubuntu-server-container'
  sku: '20-04-lts'
  version: 'latest'
}
param nodeAgentSkuId string = 'batch.node.ubuntu 20.04'
