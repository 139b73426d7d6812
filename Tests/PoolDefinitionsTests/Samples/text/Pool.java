BatchVmImageReference image = new BatchVmImageReference()
    .setPublisher("debian")
    .setOffer("debian-10")
    .setSku("10");
configuration = new VirtualMachineConfiguration(image, "batch.node.debian 10");
