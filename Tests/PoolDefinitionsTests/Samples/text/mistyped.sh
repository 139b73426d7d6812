az batch pool create --image canonical:ubuntuserver:18.4-lts --node-agent-sku-id "batch.node.ubuntu 18.04"
