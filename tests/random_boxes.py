"""Boxes at random places of an image, wide ones and tall ones."""

import numpy as np


def random_boxes(rng, count, size=(17, 29), whole=True):
    """Return boxes (count, 4), ``"xyxy"``, within an image of `size` (H, W)."""
    height, width = size
    draw = rng.integers if whole else rng.uniform
    left, top = draw(0, width - 1, count), draw(0, height - 1, count)
    right, bottom = left + draw(1, width, count), top + draw(1, height, count)
    return np.stack([left, top, np.minimum(right, width), np.minimum(bottom, height)], axis=1)
