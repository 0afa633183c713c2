"""How many of MobileNet's answers a wrong preparation changes, and how many a mirror.

Other squares of the ten photographs, fewer and larger ones. The control is the right preparation
of the mirrored squares. Measured times are claims on the machine that made the page, and no draw.
"""

import numpy as np
from experiment import Conclusion, Experiment


def measure(seed, count, smallest):
    """Ask about `count` squares, prepared in five ways, and mirrored."""
    import keras
    from skimage.transform import resize

    from cnn_lessons.datasets.photos import PHOTOS, read_photo
    from cnn_lessons.practice import load_mobilenet

    rng, squares = np.random.default_rng(seed), []
    photos = [read_photo(name) for name in PHOTOS]
    for number in range(count):
        whole = photos[number % len(photos)]
        side = rng.integers(smallest, min(whole.shape[:2]) + 1)
        top, left = (rng.integers(n - side + 1) for n in whole.shape[:2])
        square = whole[top : top + side, left : left + side].astype("float32")
        squares.append(resize(square, (224, 224), anti_aliasing=True))
    squares, model = np.array(squares), load_mobilenet().model

    def answers(prepared):  # the network's first layer takes 0 to 1 to −1 to 1
        return np.asarray(model((prepared + 1) / 2, training=False)).argmax(axis=1)

    prepare = keras.applications.mobilenet.preprocess_input
    right = answers(prepare(squares.copy()))
    twice = answers(prepare(prepare(squares.copy())))
    return {
        "0 to 1 keeps": np.mean(answers(squares / 255) == right),
        "blue first keeps": np.mean(answers(prepare(squares.copy())[..., ::-1]) == right),
        "0 to 255 keeps": np.mean(answers(squares) == right),
        "twice keeps": np.mean(twice == right),
        "different answers, twice": len(np.unique(twice)),
        "mirrored keeps": np.mean(answers(prepare(squares[:, :, ::-1].copy())) == right),
    }


EXPERIMENTS = [
    Experiment(
        "How many answers does a wrong preparation change?",
        measure,
        {
            "as in the chapter": {"count": 60, "smallest": 150},
            "half as many squares": {"count": 30, "smallest": 150},
            "larger squares": {"count": 60, "smallest": 250},
        },
        [
            Conclusion(
                "From 0 to 1, a quarter of the answers change, or more.",
                lambda found: found["0 to 1 keeps"].max() < 0.75,
            ),
            Conclusion(
                "A mirror changes as many, within 10 points on the average.",
                lambda found: (
                    abs(found["mirrored keeps"].mean() - found["0 to 1 keeps"].mean()) < 0.1
                ),
            ),
            Conclusion(
                "Blue first changes more than a mirror, by 10 points on the average.",
                lambda found: (
                    found["blue first keeps"].mean() < found["mirrored keeps"].mean() - 0.1
                ),
            ),
            Conclusion(
                "From 0 to 255, or twice, nine of ten change.",
                lambda found: max(found["0 to 255 keeps"].max(), found["twice keeps"].max()) < 0.1,
            ),
            Conclusion(
                "Twice prepared, it says the same of nearly everything.",
                lambda found: found["different answers, twice"].max() <= 3,
            ),
        ],
    )
]
