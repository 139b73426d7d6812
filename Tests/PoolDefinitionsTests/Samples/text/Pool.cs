ImageReference imageReference = new ImageReference(
    publisher: "MicrosoftWindowsServer",
    offer: "WindowsServer",
    sku: "2016-datacenter-smalldisk",
    version: "latest");
VirtualMachineConfiguration vm = new VirtualMachineConfiguration(imageReference, "batch.node.windows amd64");
