"""Which optimizer is best, and how far from the bottom mini-batches keep a walk.

Each optimizer has the learning rate that validation digits choose for it. Are they alike at these
rates, or only at one number of epochs and one number of digits? Do the peaks lie at the same rates
elsewhere? The grid reaches beyond every peak, and the test digits are read once, at the rate that
was chosen without them.
"""

import numpy as np
from experiment import Conclusion, Experiment

from cnn_lessons.datasets import load_digits
from cnn_lessons.learning import SGD, Activation, AdaGrad, Adam, Dense, Flatten, RMSprop, Sequential

RATES = (0.001, 0.01, 0.1, 1.0, 10.0)
MAKERS = {
    "SGD": SGD,
    "momentum": lambda rate: SGD(rate, 0.9),
    "Nesterov": lambda rate: SGD(rate, 0.9, nesterov=True),
    "AdaGrad": AdaGrad,
    "RMSprop": RMSprop,
    "Adam": Adam,
}


def train(data, optimizer, seed, count, epochs):
    """Return the accuracy on validation and on test digits."""
    layers = [Flatten(), Dense(32, "he_normal"), Activation("relu"), Dense(10)]
    network = Sequential(layers, (8, 8, 1), seed)
    x, y, half = data.x_train, data.y_train, len(data.x_train) // 2
    try:
        network.fit(x[:count], y[:count], epochs, optimizer=optimizer, progress=False)
    except ValueError:  # diverged
        return 0.1, 0.1
    return (
        network.evaluate(x[half:], y[half:])[1],
        network.evaluate(data.x_test, data.y_test)[1],
    )


def measure(seed, count=718, epochs=6):
    data, results, table = load_digits(seed=seed), {}, {}
    for name, make in MAKERS.items():
        runs = np.array([train(data, make(rate), seed, count, epochs) for rate in RATES])
        best = runs[:, 0].argmax()
        table[name] = runs[:, 0]
        results |= {f"{name}: rate": RATES[best], f"{name}: test": runs[best, 1]}
    shift = np.abs(table["momentum"][:2] - table["SGD"][1:3]).max()
    return results | {
        "momentum and SGD at ten times its rate, apart": shift,
        "momentum and SGD at one rate, apart": np.abs(table["momentum"] - table["SGD"])[:2].min(),
        "SGD at 0.001": table["SGD"][0],
        "Adam at 0.001": table["Adam"][0],
        "SGD at 1": table["SGD"][3],
        "Adam at 1": table["Adam"][3],
        "Adam, 0.001 to 0.1, least": table["Adam"][:3].min(),
        "SGD, 0.01 to 1, least": table["SGD"][1:4].min(),
    }


def walk(x, y, best, size, rates, rng, last=3):
    """Return how far from the best line SGD is, in the mean of squares, in its last third."""
    point, apart = np.array([-1.0, 1.5]), []
    for rate in rates:
        drawn = rng.choice(len(x), size, replace=False)
        error = point[0] * x[drawn] + point[1] - y[drawn]
        point = point - rate * np.array([(error * x[drawn]).mean(), error.mean()])
        apart.append(((point - best) ** 2).sum())
    return np.mean(apart[-len(rates) // last :])


def measure_walks(seed, rate=0.2, steps=60, noise=1.0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=1024)
    y = 2 * x - 1 + noise * rng.normal(size=1024)
    best = np.polyfit(x, y, 1)
    constant = np.full(steps, rate)
    results = {f"batches of {n}": walk(x, y, best, n, constant, rng) for n in (1, 4, 16, 1024)}
    slow = walk(x, y, best, 1, np.full(4 * steps, rate / 4), rng)
    falling = np.linspace(rate, 0, steps)
    ends = {"constant": constant, "a quarter": constant / 4, "falling": falling}
    return (
        results
        | {"batches of 1, a quarter of the rate": slow}
        | {
            f"batches of 4, {name}, at the end": walk(x, y, best, 4, rates, rng, last=10)
            for name, rates in ends.items()
        }
    )


EXPERIMENTS = [
    Experiment(
        "How far from the bottom do mini-batches keep a walk?",
        measure_walks,
        {
            "as in the chapter": {},
            "half the rate, twice the steps": {"rate": 0.1, "steps": 120},
            "240 steps": {"steps": 240},
            "noise of half the size": {"noise": 0.5},
        },
        [
            Conclusion(
                "The larger the batch, the nearer: in every run.",
                lambda found: all(
                    (found[f"batches of {small}"] > found[f"batches of {large}"]).all()
                    for small, large in ((1, 4), (4, 16), (16, 1024))
                ),
            ),
            Conclusion(
                "All together come to rest: a hundred times nearer than batches of 16.",
                lambda found: found["batches of 1024"].max() < found["batches of 16"].mean() / 100,
            ),
            Conclusion(
                "At a quarter of the rate, for four times the steps, batches of 1 are nearer.",
                lambda found: (
                    found["batches of 1, a quarter of the rate"].mean()
                    < found["batches of 1"].mean() / 2
                ),
            ),
            Conclusion(
                "Batches of 4 end nearer at a rate that falls to 0 than at the constant rate or at "
                "a quarter of it.",
                lambda found: (
                    found["batches of 4, falling, at the end"].mean()
                    < min(
                        found["batches of 4, constant, at the end"].mean(),
                        found["batches of 4, a quarter, at the end"].mean(),
                    )
                ),
            ),
        ],
    ),
    Experiment(
        "Which optimizer is best?",
        measure,
        {
            "as in the chapter": {},
            "18 epochs": {"epochs": 18},
            "200 digits, 18 epochs": {"count": 200, "epochs": 18},
        },
        [
            Conclusion(
                "SGD with momentum and Adam are within a point of each other, in the mean.",
                lambda found: abs((found["momentum: test"] - found["Adam: test"]).mean()) < 0.01,
            ),
            Conclusion(
                "SGD without momentum is behind both by more than a point.",
                lambda found: (
                    found["SGD: test"].mean()
                    < min(found["momentum: test"].mean(), found["Adam: test"].mean()) - 0.01
                ),
                ("as in the chapter", "200 digits, 18 epochs"),
            ),
            Conclusion(
                "All six are within two points of each other.",
                lambda found: np.ptp([found[f"{name}: test"].mean() for name in MAKERS]) < 0.02,
                ("18 epochs",),
            ),
            Conclusion(
                "No rate at the edge of the grid is chosen, and RMSprop's is ten times smaller "
                "than momentum's.",
                lambda found: (
                    all(
                        RATES[0] < found[f"{name}: rate"].min()
                        and found[f"{name}: rate"].max() < RATES[-1]
                        for name in MAKERS
                    )
                    and (found["RMSprop: rate"] < found["momentum: rate"]).all()
                ),
            ),
            Conclusion(
                "At 0.001 SGD has learned almost nothing, and Adam most of it; at 1 it is the "
                "other way round.",
                lambda found: (
                    max(found["SGD at 0.001"].max(), found["Adam at 1"].max()) < 0.3
                    and min(found["Adam at 0.001"].min(), found["SGD at 1"].min()) > 0.6
                ),
            ),
            Conclusion(
                "Momentum of 0.9 does what SGD does at ten times the rate.",
                lambda found: (
                    found["momentum and SGD at ten times its rate, apart"].max() < 0.04
                    and found["momentum and SGD at one rate, apart"].min() > 0.1
                ),
            ),
        ],
    ),
]
