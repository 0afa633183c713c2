"""How much a new gate lets through.

The chapter builds one SE-ResNet-18 and looks at the mean factor of each gate, on pieces of
photographs. Here it has other weights, other images, and more gates. The control is what two
dense layers without anything to learn from would give if their inputs were 0: exactly one half.
"""

import numpy as np
from experiment import Conclusion, Experiment


def measure(seed, depth=18, noise=False):
    """Return the least and the largest mean factor of all gates, and their product."""
    import keras

    from cnn_lessons.architectures import build, se_resnet
    from cnn_lessons.datasets import load_photos

    model = build(se_resnet(depth, 10, (64, 64, 3)), seed=1000 * seed)
    if noise:
        crops = np.random.default_rng(seed).normal(size=(12, 64, 64, 3))
    else:
        photos = load_photos("cat", "coffee", "astronaut", size=(256, 256)) / 128 - 1
        crops = photos[:, :192].reshape(3, 3, 64, 4, 64, 3).swapaxes(2, 3)
        crops = crops.reshape(-1, 64, 64, 3)
    gates = [layer.output for layer in model.layers if "_sigmoid" in layer.name]
    outputs = keras.Model(model.input, gates)(crops, training=True)
    means = [float(keras.ops.mean(factors)) for factors in outputs]
    return {
        "gates": len(means),
        "least mean factor": min(means),
        "largest mean factor": max(means),
        "product of the last eight": float(np.prod(means[-8:])),
    }


EXPERIMENTS = [
    Experiment(
        "How much does a new gate let through?",
        measure,
        {
            "as in the chapter": {},
            "noise for images": {"noise": True},
            "34 layers": {"depth": 34},
        },
        [
            Conclusion(
                "A new gate lets about half through, in every block.",
                lambda found: (
                    found["least mean factor"].min() > 0.3
                    and found["largest mean factor"].max() < 0.7
                ),
            ),
            Conclusion(
                "Eight of them, one behind the other, would leave less than a hundredth.",
                lambda found: (found["product of the last eight"] < 0.01).all(),
            ),
        ],
    )
]
