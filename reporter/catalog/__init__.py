"""What is known of the API: `load` reads media.yaml, `lookup` answers questions. Facts live in media.yaml alone."""
