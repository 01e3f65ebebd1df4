"""What is known of the API: `load()` gives the catalog, `lookup` answers questions about it. Facts live in media.yaml."""
