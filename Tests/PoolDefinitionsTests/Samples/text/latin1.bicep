// Für die Nacht
var image = { publisher: 'oracle', offer: 'oracle-linux', sku: '7.6' }
