locals {
  images = {
    alma = { publisher = "almalinux", offer = "almalinux", sku = "8-gen2", agent = "batch.node.el 8" }
  }
}
