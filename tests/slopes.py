"""Numerical judges of gradients: number by number, or one random direction at a time."""

import numpy as np
import pytest

STEP = 1e-5


def differences(function, array, step=1e-3):
    """Return the numerical gradient of `function`: central differences in float64."""
    gradient = np.zeros_like(array)
    for index in np.ndindex(array.shape):
        up, down = array.copy(), array.copy()
        up[index] += step
        down[index] -= step
        gradient[index] = (function(up) - function(down)) / (2 * step)
    return gradient


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
