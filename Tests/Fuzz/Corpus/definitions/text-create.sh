#!/bin/sh
az batch pool create --id mypool --vm-size Standard_A1_v2 --target-dedicated-nodes 2 \
  --image canonical:0001-com-ubuntu-server-focal:20_04-lts:latest \
  --node-agent-sku-id "batch.node.ubuntu 20.04"
