"""Boxes, as in `cnn_lessons.tasks`, without its checks."""

import numpy as np


def pairwise_iou(boxes, others):
    """Return how well each box agrees with each other one."""
    a, b = np.array(boxes, float).reshape(-1, 1, 4), np.array(others, float).reshape(1, -1, 4)
    ends = np.minimum(a[..., 2:], b[..., 2:])
    sides = np.maximum(ends - np.maximum(a[..., :2], b[..., :2]), 0)
    shared = sides[..., 0] * sides[..., 1]
    areas = [(c[..., 2] - c[..., 0]) * (c[..., 3] - c[..., 1]) for c in (a, b)]
    return shared / (areas[0] + areas[1] - shared)
