import azure.batch.models as batchmodels

new_pool = batchmodels.PoolAddParameter(
    id=pool_id,
    virtual_machine_configuration=batchmodels.VirtualMachineConfiguration(
        image_reference=batchmodels.ImageReference(
            publisher="microsoft-azure-batch",
            offer="ubuntu-server-container",
            sku="16-04-lts",
            version="latest"),
        node_agent_sku_id="batch.node.ubuntu 16.04"),
    vm_size=config._POOL_VM_SIZE,
    target_dedicated_nodes=10)
