image = models.ImageReference(publisher='Canonical', offer='UbuntuServer', sku='18.04-LTS', version='latest')
agent = 'batch.node.ubuntu 18.04'
