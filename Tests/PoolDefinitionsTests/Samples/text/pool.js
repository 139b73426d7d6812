const imgRef = {
    publisher: "Canonical",
    offer: "0001-com-ubuntu-server-focal",
    sku: "20_04-lts",
    version: "latest"
};
const vmConfig = { imageReference: imgRef, nodeAgentSKUId: "batch.node.ubuntu 20.04" };
