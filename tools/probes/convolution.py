"""Whether gradient descent finds a kernel from an image and the kernel's map of it.

The neighbours: another photograph, a kernel of random numbers, and the edge kernel with half a
turn. The control is an image on which there is little to see: stripes that are alike from top to
bottom cannot tell which of the rows a weight is in.
"""

import numpy as np
from experiment import Conclusion, Experiment

from cnn_lessons.datasets import load_photos
from cnn_lessons.operations import conv2d, conv2d_backward

EDGES = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1.0]])


def measure(seed, image="flower", kernel="edges"):
    """Return how far the furthest weight is from the kernel's, and the error of the map."""
    rng = np.random.default_rng(seed)
    wanted = {"edges": EDGES, "turned": EDGES[::-1, ::-1], "random": rng.normal(size=(3, 3))}
    wanted = wanted[kernel].reshape(3, 3, 1, 1)
    if image == "stripes":
        inputs = np.tile(rng.normal(size=(1, 1, 120, 1)), (1, 70, 1, 1))
    else:
        photo = load_photos(image, size=(240, 360)) / 255
        inputs = (photo @ np.array([[0.299], [0.587], [0.114]]))[:, 85:155, 120:240]
    inputs = (inputs - inputs.mean()) / inputs.std()
    target = conv2d(inputs, wanted)
    learned = rng.normal(size=(3, 3, 1, 1))
    for _ in range(400):
        error = conv2d(inputs, learned) - target
        _, slope, _ = conv2d_backward(error / error.size, inputs, learned)
        learned -= 0.15 * slope
    error = conv2d(inputs, learned) - target
    return {
        "furthest weight": abs(learned - wanted).max(),
        "error of the map": error.std() / target.std(),
    }


EXPERIMENTS = [
    Experiment(
        "Is the kernel found from examples alone?",
        measure,
        {
            "as in the chapter": {},
            "another photograph": {"image": "cat"},
            "the kernel turned": {"kernel": "turned"},
            "a random kernel": {"kernel": "random"},
            "stripes": {"image": "stripes"},
        },
        [
            Conclusion(
                "Every weight is within 0.05 of the kernel's.",
                lambda found: found["furthest weight"].max() < 0.05,
                ("as in the chapter", "the kernel turned"),
            ),
            Conclusion(
                "Every weight is within 0.1 of the kernel's.",
                lambda found: found["furthest weight"].max() < 0.1,
                ("as in the chapter", "the kernel turned", "a random kernel"),
            ),
            Conclusion(
                "The map is right within about a tenth, and some weight is more than 0.1 off.",
                lambda found: (
                    found["error of the map"].max() < 0.12 and found["furthest weight"].min() > 0.1
                ),
                ("another photograph", "stripes"),
            ),
        ],
    ),
]
