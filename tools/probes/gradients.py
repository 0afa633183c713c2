"""How small a nudge should be, what a kink looks like in a check, and what ties do.

The draws are the images' order, the weights and the gradients that come back. The control for the
kink is the same network with biases that are not 0; for the ties, a network that has learned.
"""

import numpy as np
from experiment import Conclusion, Experiment

from cnn_lessons.datasets import load_digits
from cnn_lessons.learning import (
    Activation,
    Adam,
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
from cnn_lessons.operations import (
    conv2d,
    conv2d_backward,
    max_pool2d,
    max_pool2d_backward,
    relu,
    relu_backward,
)

STEPS = 10.0 ** np.arange(0, -13, -1)


def nudges(seed, shape=(2, 7, 6, 3), scale=0.25):
    """Return the error of a numerical gradient for several steps."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=shape)
    kernel = scale * rng.normal(size=(3, 2, shape[-1], 4))
    places = rng.normal(size=conv2d(x, kernel).shape)
    slope = 1 - np.tanh(conv2d(x, kernel)) ** 2
    _, right, _ = conv2d_backward(places * slope, x, kernel)
    found = {}
    for dtype in ("float64", "float32"):

        def bent(kernel, dtype=dtype):
            maps = np.tanh(conv2d(x.astype(dtype), kernel.astype(dtype)))
            return (maps * places.astype(dtype)).sum()

        errors = [relative_error(right, numerical_gradient(bent, kernel, step)) for step in STEPS]
        found[f"{dtype}, best step"] = STEPS[np.argmin(errors)]
        found[f"{dtype}, least error"] = min(errors)
        found[f"{dtype}, error at 1e-5"] = errors[5]
        found[f"{dtype}, error at 1e-12"] = errors[12]
    return found


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


def ties(seed, filters=4, epochs=0):
    """Return how many windows are tied, with what, and what it matters who wins."""
    data = load_digits(seed=seed)
    network = small_network(seed, filters)
    if epochs:
        images = data.x_train.astype(float)
        network.fit(images, data.y_train, epochs, optimizer=Adam(0.005), progress=False)
    x = data.x_train[:1000].astype(float)
    kernel, bias = network.layers[0].parameters.values()
    sums = conv2d(x, kernel, bias)
    maps = relu(sums)
    largest = max_pool2d(maps)
    windows = maps.reshape(1000, 3, 2, 3, 2, filters)
    tied = (windows == largest[:, :, None, :, None]).sum(axis=(2, 4)) > 1
    # Turned by half a turn, the last of a window is the first.
    d_pooled = np.random.default_rng(seed).normal(size=largest.shape)
    turned = max_pool2d_backward(d_pooled[:, ::-1, ::-1], maps[:, ::-1, ::-1])
    gradients = [
        conv2d_backward(relu_backward(d_maps, sums), x, kernel)[1]
        for d_maps in (max_pool2d_backward(d_pooled, maps), turned[:, ::-1, ::-1])
    ]
    return {
        "tied": tied.mean(),
        "of these zeros only": (largest[tied] == 0).mean(),
        "kernel gradient, last for first, off by": relative_error(*gradients),
    }


EXPERIMENTS = [
    Experiment(
        "How small should the nudge be?",
        nudges,
        {
            "as in the chapter": {},
            "a larger image": {"shape": (2, 17, 13, 3)},
            "weights twice as large": {"scale": 0.5},
        },
        [
            Conclusion(
                "In float64 the best step lies between 1e-6 and 1e-4.",
                lambda found: (
                    found["float64, best step"].min() > 0.9e-6
                    and found["float64, best step"].max() < 1.1e-4
                ),
            ),
            Conclusion(
                "1e-12 is a thousand times worse than 1e-5.",
                lambda found: (
                    found["float64, error at 1e-12"] > 1000 * found["float64, error at 1e-5"]
                ).all(),
            ),
            Conclusion(
                "float32 never gets below a millionth.",
                lambda found: found["float32, least error"].min() > 1e-6,
            ),
        ],
    ),
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
    Experiment(
        "What do tied windows hold?",
        ties,
        {
            "as in the chapter": {},
            "8 filters": {"filters": 8},
            "after 8 epochs": {"epochs": 8},
        },
        [
            Conclusion(
                "One window in a hundred or more is tied.",
                lambda found: found["tied"].min() > 0.01,
            ),
            Conclusion(
                "Nearly all of these hold zeros only.",
                lambda found: found["of these zeros only"].min() > 0.98,
                ("as in the chapter", "8 filters"),
            ),
            Conclusion(
                "The kernel's gradient is the same, whoever wins.",
                lambda found: found["kernel gradient, last for first, off by"].max() < 1e-9,
            ),
        ],
    ),
]
