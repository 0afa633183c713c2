"""What a kink looks like in a gradient check.

The draws are the images' order and the weights. The control is the same network with biases that
are not 0.
"""

import numpy as np
from experiment import Conclusion, Experiment

from cnn_lessons.datasets import load_digits
from cnn_lessons.learning import (
    Activation,
    Conv2D,
    Dense,
    Flatten,
    MaxPool2D,
    Sequential,
    cross_entropy,
    cross_entropy_backward,
    numerical_gradient,
    relative_error,
)


def small_network(seed, filters=4):
    layers = [Conv2D(filters, 3), Activation("relu"), MaxPool2D(), Flatten(), Dense(10)]
    network = Sequential(layers, (8, 8, 1), seed)
    for layer in network.layers:
        for name in layer.parameters:
            layer.parameters[name] = layer.parameters[name].astype(float)
    return network


def kink(seed, filters=4, images=8):
    """Return the error of the convolution's bias: on the kink, and away from it."""
    data = load_digits(seed=seed)
    x, y = data.x_train[:images].astype(float), data.y_train[:images]
    network = small_network(seed, filters)
    conv = network.layers[0]

    def error(step):
        def moved(values):
            conv.parameters["bias"] = values
            return cross_entropy(network.forward(x), y)

        bias = conv.parameters["bias"]
        network.backward(cross_entropy_backward(network.forward(x), y))
        slopes = numerical_gradient(moved, bias, step)
        conv.parameters["bias"] = bias
        return relative_error(conv.gradients["bias"], slopes)

    found = {f"biases 0, step {step:g}": error(step) for step in (1e-5, 1e-7)}
    conv.parameters["bias"] = 0.1 * np.array([1, -2, 3, -1] * (filters // 4), dtype=float)
    return found | {f"biases not 0, step {step:g}": error(step) for step in (1e-5, 1e-7)}


EXPERIMENTS = [
    Experiment(
        "Does the check of the convolution's bias fail with all biases at 0?",
        kink,
        {
            "as in the chapter": {},
            "8 filters": {"filters": 8},
            "32 digits": {"images": 32},
        },
        [
            Conclusion(
                "It is off by more than one in a hundred.",
                lambda found: found["biases 0, step 1e-05"].min() > 0.01,
            ),
            Conclusion(
                "By the same at both steps, to a tenth of it.",
                lambda found: np.allclose(
                    found["biases 0, step 1e-05"], found["biases 0, step 1e-07"], rtol=0.1
                ),
            ),
            Conclusion(
                "Away from 0 it is right, or a smaller step makes it so.",
                lambda found: found["biases not 0, step 1e-07"].max() < 1e-6,
            ),
        ],
    ),
]
