"""The numerical judge of gradients with many numbers: one random direction at a time."""

import numpy as np
import pytest

STEP = 1e-5


def assert_gradients_are_slopes(function, arguments, gradients, d_outputs):
    """Step along a random direction of each argument, and compare what the loss does.

    The loss is the sum of the outputs times `d_outputs`; its central difference along a
    direction is the gradient times the direction.
    """
    rng = np.random.default_rng(0)
    for number, gradient in enumerate(gradients):
        assert gradient.shape == arguments[number].shape
        direction = rng.normal(size=gradient.shape)
        losses = []
        for step in (STEP, -STEP):
            moved = list(arguments)
            moved[number] = moved[number] + step * direction
            losses.append((function(*moved) * d_outputs).sum())
        slope = (losses[0] - losses[1]) / (2 * STEP)
        assert (gradient * direction).sum() == pytest.approx(slope, rel=1e-6)
