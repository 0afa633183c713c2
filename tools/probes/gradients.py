"""How small a nudge should be.

The draws are the inputs, the weights and the factors of the outputs.
"""

import numpy as np
from experiment import Conclusion, Experiment

from cnn_lessons.learning import numerical_gradient, relative_error

STEPS = 10.0 ** np.arange(0, -13, -1)


def nudges(seed, sizes=(5, 7, 3), scale=0.5):
    """Return the error of a numerical gradient for several nudges."""
    rng = np.random.default_rng(seed)
    examples, inputs, units = sizes
    x = rng.normal(size=(examples, inputs))
    kernel = rng.normal(0, scale, size=(inputs, units))
    factors = rng.normal(size=(examples, units))
    right = x.T @ (factors * (1 - np.tanh(x @ kernel) ** 2))
    found = {}
    for dtype in ("float64", "float32"):

        def curved(kernel, dtype=dtype):
            outputs = np.tanh(x.astype(dtype) @ kernel.astype(dtype))
            return (outputs * factors.astype(dtype)).sum()

        errors = [relative_error(right, numerical_gradient(curved, kernel, s)) for s in STEPS]
        found[f"{dtype}, best step"] = STEPS[np.argmin(errors)]
        found[f"{dtype}, least error"] = min(errors)
        found[f"{dtype}, error at 1e-5"] = errors[5]
        found[f"{dtype}, error at 1e-12"] = errors[12]
    return found


EXPERIMENTS = [
    Experiment(
        "How small should the nudge be?",
        nudges,
        {
            "as in the chapter": {},
            "a larger layer": {"sizes": (5, 70, 30)},
            "weights twice as large": {"scale": 1.0},
        },
        [
            Conclusion(
                "In float64 the best nudge lies between 1e-6 and 1e-4.",
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
]
