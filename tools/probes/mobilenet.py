"""How much a ReLU loses of what comes in, if the way back is linear.

The chapter sends a spiral through random matrices and a ReLU, and back by the best linear map. Here
the matrices have other weights, the spiral becomes a cloud, and the points get more numbers than
two. The control is the same way without the ReLU.
"""

import numpy as np
from experiment import Conclusion, Experiment

MAPS = (2, 3, 15, 30)
TIMES = (1, 6, 15)  # so many maps for each number that comes in


def measure(seed, dimensions=2, spiral=True, uniform=False):
    """Return the shares that are lost with some numbers of maps."""
    rng = np.random.default_rng(seed)
    if spiral:
        angle = np.linspace(0, 4 * np.pi, 200)
        points = angle * np.array([np.cos(angle), np.sin(angle)]) / angle[-1]
    else:
        points = rng.normal(size=(dimensions, 100 * dimensions + 400))

    def lost(maps, relu=True):
        shape = maps, len(points)
        matrix = rng.uniform(-1, 1, shape) if uniform else rng.normal(size=shape)
        widened = matrix @ points
        if relu:
            widened = np.maximum(widened, 0)
        back = points @ np.linalg.pinv(widened) @ widened
        return np.linalg.norm(back - points) / np.linalg.norm(points)

    return {
        "as many maps, no ReLU": lost(len(points), relu=False),
        **{f"{maps} maps": lost(maps) for maps in MAPS},
        **{f"{times} × as many maps": lost(times * len(points)) for times in TIMES},
    }


PLANE = ("as in the chapter", "a cloud in the plane", "uniform weights")
EXPERIMENTS = [
    Experiment(
        "How much is lost behind a ReLU?",
        measure,
        {
            "as in the chapter": {},
            "a cloud in the plane": {"spiral": False},
            "uniform weights": {"uniform": True},
            "8 numbers": {"spiral": False, "dimensions": 8},
            "24 numbers": {"spiral": False, "dimensions": 24},
        },
        [
            Conclusion(
                "Without ReLU nothing is lost.",
                lambda found: found["as many maps, no ReLU"].max() < 1e-9,
            ),
            Conclusion(
                "2 or 3 maps lose a quarter or more.",
                lambda found: min(found["2 maps"].min(), found["3 maps"].min()) > 0.25,
            ),
            Conclusion(
                "15 or 30 maps lose less than a tenth.",
                lambda found: max(found["15 maps"].max(), found["30 maps"].max()) < 0.1,
                PLANE,
            ),
            Conclusion(
                "As many maps as come in lose more than half.",
                lambda found: found["1 × as many maps"].min() > 0.5,
            ),
            Conclusion(
                "Six times as many lose less than a third.",
                lambda found: found["6 × as many maps"].max() < 1 / 3,
            ),
            Conclusion(
                "Of 24 numbers 30 maps lose more than half, and six times as many more than a "
                "tenth.",
                lambda found: (
                    found["30 maps"].min() > 0.5 and found["6 × as many maps"].min() > 0.1
                ),
                ("24 numbers",),
            ),
        ],
        seeds=tuple(range(20)),
    )
]
