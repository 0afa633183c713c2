"""What a kink looks like in a gradient check.

The draws are the images' order and the weights. The control is the same network with biases that
are not 0.
"""

import numpy as np
from experiment import Conclusion, Experiment

from cnn_lessons.datasets import load_digits
from cnn_lessons.learning import (
    cross_entropy,
    cross_entropy_backward,
    numerical_gradient,
    relative_error,
)
from cnn_lessons.operations import (
    conv2d,
    conv2d_backward,
    dense,
    dense_backward,
    flatten,
    max_pool2d,
    max_pool2d_backward,
    relu,
    relu_backward,
)


def kink(seed, filters=4, images=8):
    """Return the error of the convolution's bias: on the kink, and away from it."""
    data = load_digits(seed=seed)
    x, labels = data.x_train[:images].astype(float), data.y_train[:images]
    rng = np.random.default_rng(seed)
    kernel = rng.normal(0, 0.3, size=(3, 3, 1, filters))
    last = rng.normal(0, 0.3, size=(9 * filters, 10))

    def loss(bias):
        logits = dense(flatten(max_pool2d(relu(conv2d(x, kernel, bias)))), last)
        return cross_entropy(logits, labels)

    def error(bias, step):
        sums = conv2d(x, kernel, bias)
        maps = relu(sums)
        pooled = max_pool2d(maps)
        d_logits = cross_entropy_backward(dense(flatten(pooled), last), labels)
        d_flat, _, _ = dense_backward(d_logits, flatten(pooled), last)
        d_maps = max_pool2d_backward(d_flat.reshape(pooled.shape), maps)
        _, _, d_bias = conv2d_backward(relu_backward(d_maps, sums), x, kernel)
        return relative_error(d_bias, numerical_gradient(loss, bias, step))

    zeros = np.zeros(filters)
    away = 0.1 * np.array([1, -2, 3, -1] * (filters // 4), dtype=float)
    found = {f"biases 0, step {step:g}": error(zeros, step) for step in (1e-5, 1e-7)}
    return found | {f"biases not 0, step {step:g}": error(away, step) for step in (1e-5, 1e-7)}


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
                "It is off by more than one in two hundred.",
                lambda found: found["biases 0, step 1e-05"].min() > 0.005,
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
