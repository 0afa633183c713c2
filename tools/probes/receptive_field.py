"""How much of its receptive field an output uses, before training.

Random layers of 3 × 3 with ReLU. The neighbours: more channels, no ReLU, and another measure of
what is used, squared gradients in place of absolute ones.
"""

from itertools import pairwise

import numpy as np
from experiment import Conclusion, Experiment

from cnn_lessons.operations import conv2d, conv2d_backward

DEPTHS = (5, 10, 20, 40, 80)


def measure(seed, channels=8, relu=True, power=1, depths=DEPTHS):
    """Return the share of the field that holds 95 % of the gradient, for each depth."""
    shares = {}
    for depth in depths:
        spot = gradient_of_output(depth, seed, channels, relu) ** power
        summed = np.sort(spot.sum(axis=-1), axis=None)[::-1].cumsum()
        shares[depth] = np.mean(summed < 0.95 * summed[-1])
    sides = {depth: (2 * depth + 1) * share**0.5 for depth, share in shares.items()}
    return {
        **{f"{depth} layers": share for depth, share in shares.items()},
        **{f"width, {a} → {b}": sides[b] / sides[a] for a, b in pairwise(depths)},
    }


def gradient_of_output(depth, seed, channels, relu):
    rng = np.random.default_rng(seed)
    side = 2 * depth + 1  # the receptive field: one output is left
    gain = 2 if relu else 1
    maps, kernels = [rng.normal(size=(1, side, side, channels))], []
    for _ in range(depth):
        kernel = rng.normal(size=(3, 3, channels, channels))
        kernels.append(kernel * np.sqrt(gain / (9 * channels)))
        answers = conv2d(maps[-1], kernels[-1])
        maps.append(answers.clip(0) if relu else answers)
    slope = rng.normal(size=maps[-1].shape)
    for i in range(depth - 1, -1, -1):
        slope = slope * (maps[i + 1] > 0) if relu else slope
        slope, _, _ = conv2d_backward(slope, maps[i], kernels[i])
    return abs(slope[0])


def steps(found):
    return np.array([values for name, values in found.items() if name.startswith("width")])


EXPERIMENTS = [
    Experiment(
        "On which share of the receptive field do 95 % of the gradient lie?",
        measure,
        {
            "as in the chapter": {},
            "16 channels": {"channels": 16},
            "no ReLU": {"relu": False},
            "squared gradients": {"power": 2},
        },
        [
            Conclusion(
                "5 layers use more than half of their field.",
                lambda found: found["5 layers"].min() > 0.5,
                ("as in the chapter", "16 channels", "no ReLU"),
            ),
            Conclusion(
                "40 layers use less than a fifth of theirs.",
                lambda found: found["40 layers"].max() < 0.2,
            ),
            Conclusion(
                "Twice the depth uses a spot 1.3 to 1.7 times as wide, in the mean.",
                lambda found: (
                    steps(found).mean(axis=1).min() > 1.3 and steps(found).mean(axis=1).max() < 1.7
                ),
                ("as in the chapter", "16 channels", "no ReLU"),
            ),
            Conclusion(
                "The share shrinks with every doubling.",
                lambda found: steps(found).max() < 2,
            ),
        ],
    ),
]
