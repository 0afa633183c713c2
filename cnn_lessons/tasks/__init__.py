"""Tasks beyond one label for an image: boxes, masks, and images that are made."""
