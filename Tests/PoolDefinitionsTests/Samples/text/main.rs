let image = ImageReference { publisher: Some("microsoftcblmariner".into()), offer: Some("cbl-mariner".into()), sku: Some("cbl-mariner-2".into()) };
let agent = "batch.node.mariner 2.0";
