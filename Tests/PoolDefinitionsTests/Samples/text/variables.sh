PUBLISHER=microsoft-dsvm
OFFER=ubuntu-hpc
SKU=2004
AGENT="batch.node.ubuntu 20.04"
