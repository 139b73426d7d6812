const pool = new azure_native.batch.Pool("pool", {
    deploymentConfiguration: { virtualMachineConfiguration: {
        imageReference: { offer: "WindowsServer", publisher: "MicrosoftWindowsServer", sku: "2016-Datacenter-SmallDisk", version: "latest" },
        nodeAgentSkuId: "batch.node.windows amd64",
    }},
});
