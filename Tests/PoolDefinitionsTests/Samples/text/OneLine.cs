var image = new BatchImageReference { Publisher = "credativ", Offer = "Debian", Sku = "9", Version = "latest" };
