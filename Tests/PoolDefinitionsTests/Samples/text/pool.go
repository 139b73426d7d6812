pool := armbatch.Pool{
	Properties: &armbatch.PoolProperties{
		DeploymentConfiguration: &armbatch.DeploymentConfiguration{
			VirtualMachineConfiguration: &armbatch.VirtualMachineConfiguration{
				ImageReference: &armbatch.ImageReference{
					Publisher: to.Ptr("openlogic"),
					Offer:     to.Ptr("centos-hpc"),
					SKU:       to.Ptr("8_1-gen2"),
				},
				NodeAgentSKUID: to.Ptr("batch.node.centos 8"),
			},
		},
	},
}
