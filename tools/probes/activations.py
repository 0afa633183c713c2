"""What a stack of linear layers learns, what twenty layers leave of a gradient, and what bends do.

The last experiment compares nets of one and of six hidden layers with about as many weights, with
and without bends, on few digits. The controls: nets without any bend, another learning rate (a
deep net might only want smaller steps), and other numbers of digits.
"""

import warnings

import numpy as np
from experiment import Conclusion, Experiment

from cnn_lessons import operations
from cnn_lessons.datasets import load_digits

BENDS = ("identity", "tanh", "relu")
NETS = {"1 layer": [66], "6 layers": [24] * 6}


def measure_linear(seed, widths=(42, 42), rate=0.01, part=1):
    """Return what a stack of linear layers reads, and how often its product disagrees."""
    (x, y), (x_test, y_test) = digits(seed)
    count = len(x) // part
    net = classifier(widths, "identity", rate, seed).fit(x[:count], y[:count])
    kernel, bias = np.eye(64), np.zeros(64)
    for weights, biases in zip(net.coefs_, net.intercepts_, strict=True):
        kernel, bias = kernel @ weights, bias @ weights + biases
    alike = (x_test @ kernel + bias).argmax(axis=1) == net.predict(x_test)
    return {"right": net.score(x_test, y_test), "product answers otherwise": (~alike).sum()}


def measure_gradients(seed, layers=20, width=100):
    """Return what is left of the gradient at the first layer, in powers of ten."""
    return {
        f"{name}, {title}": np.log10(gradient_left(name, deviation, seed, layers, width))
        for title, deviation in (("Glorot", width**-0.5), ("He", (2 / width) ** 0.5))
        for name in ("sigmoid", "tanh", "relu")
    }


def gradient_left(name, deviation, seed, layers, width):
    forward = getattr(operations, name)
    backward = getattr(operations, f"{name}_backward")
    rng = np.random.default_rng(seed)
    kernels = rng.normal(scale=deviation, size=(layers, width, width))
    values, sums, sizes = rng.normal(size=(64, width)), [], []
    for kernel in kernels:
        sums.append(values @ kernel)
        values = forward(sums[-1])
    gradient = rng.normal(size=values.shape)
    for kernel, inputs in zip(kernels[::-1], sums[::-1], strict=True):
        gradient = backward(gradient, inputs)
        sizes.append(np.sqrt((gradient**2).mean()))
        gradient = gradient @ kernel.T
    return sizes[-1] / sizes[0]


def measure_bends(seed, count=100, rate=0.01):
    """Return test accuracies, and the lowest accuracy on the digits that were learned."""
    train, test = digits(seed)
    found, by_heart = {}, []
    for depth, widths in NETS.items():
        for bend in BENDS:
            few = [part[:count] for part in train]
            net = classifier(widths, bend, rate, seed).fit(*few)
            found[f"{depth}, {bend}"] = net.score(*test)
            by_heart.append(net.score(*few))
    for bend in BENDS:
        more = [part[: 4 * count] for part in train]
        net = classifier(NETS["6 layers"], bend, rate, seed).fit(*more)
        found[f"{bend}, 4 × as many"] = net.score(*test)
    return {**found, "lowest, learned": min(by_heart)}


def classifier(widths, bend, rate, seed):
    from sklearn.neural_network import MLPClassifier

    warnings.simplefilter("ignore")  # of 1000 epochs that were not enough
    return MLPClassifier(
        widths, bend, alpha=0, learning_rate_init=rate, max_iter=1000, random_state=seed
    )


def digits(seed):
    """Return training and test digits as rows, in another order for each seed."""
    data = load_digits(seed=seed)
    return (data.x_train.reshape(-1, 64), data.y_train), (data.x_test.reshape(-1, 64), data.y_test)


def against_none(found):
    """Return how far each bend is from none, with six layers, in the mean."""
    return [(found[f"6 layers, {b}"] - found["6 layers, identity"]).mean() for b in BENDS[1:]]


EXPERIMENTS = [
    Experiment(
        "Can a stack of linear layers be trained?",
        measure_linear,
        {
            "as in the chapter": {},
            "six layers": {"widths": (42,) * 5},
            "a tenth of the learning rate": {"rate": 0.001},
            "a fourth of the digits": {"part": 4},
        },
        [
            Conclusion(
                "Linear layers read at least 9 of 10 digits.",
                lambda found: found["right"].min() > 0.9,
                ("as in the chapter", "six layers", "a tenth of the learning rate"),
            ),
            Conclusion(
                "One layer answers every test digit as the stack does.",
                lambda found: not found["product answers otherwise"].any(),
            ),
        ],
    ),
    Experiment(
        "What is left of a gradient after the layers?",
        measure_gradients,
        {
            "as in the chapter": {},
            "40 layers": {"layers": 40},
            "50 units": {"width": 50},
            "200 units": {"width": 200},
        },
        [
            Conclusion(
                "With Glorot's weights tanh keeps over 10 %.",
                lambda found: found["tanh, Glorot"].min() > -1,
                ("as in the chapter", "50 units", "200 units"),
            ),
            Conclusion(
                "With Glorot's weights ReLU keeps under 1 %.",
                lambda found: found["relu, Glorot"].max() < -2,
            ),
            Conclusion(
                "With He's weights ReLU keeps over 10 %.",
                lambda found: found["relu, He"].min() > -1,
            ),
            Conclusion(
                "Of sigmoid's, a millionth at most is left with either.",
                lambda found: max(found[f"sigmoid, {t}"].max() for t in ("Glorot", "He")) < -6,
            ),
        ],
    ),
    Experiment(
        "Are bends overfitting?",
        measure_bends,
        {
            "as in the chapter": {},
            "a third of the learning rate": {"rate": 0.003},
            "50 digits": {"count": 50},
            "200 digits": {"count": 200},
        },
        [
            Conclusion(
                "Every net knows its digits by heart.",
                lambda found: found["lowest, learned"].min() > 0.99,
                ("as in the chapter", "a third of the learning rate", "200 digits"),
            ),
            Conclusion(
                "With one layer, bends change less than 0.02 in the mean.",
                lambda found: np.ptp([found[f"1 layer, {b}"].mean() for b in BENDS]) < 0.02,
            ),
            Conclusion(
                "With six layers each net is worse by more than 0.02 in the mean, the linear one "
                "too.",
                lambda found: all(
                    (found[f"1 layer, {b}"] - found[f"6 layers, {b}"]).mean() > 0.02 for b in BENDS
                ),
            ),
            Conclusion(
                "With six layers ReLU is behind no bend at all, in the mean.",
                lambda found: against_none(found)[1] < -0.01,
            ),
            Conclusion(
                "But with some digits it is ahead: the ranges overlap.",
                lambda found: found["6 layers, relu"].max() > found["6 layers, identity"].min(),
            ),
            Conclusion(
                "Tanh is ahead of no bend by more than 0.01, in the mean.",
                lambda found: against_none(found)[0] > 0.01,
            ),
            Conclusion(
                "Four times as many digits give every deep net more than a bend gives or takes.",
                lambda found: (
                    min(
                        (found[f"{b}, 4 × as many"] - found[f"6 layers, {b}"]).mean() for b in BENDS
                    )
                    > np.abs(against_none(found)).max()
                ),
            ),
        ],
        seeds=range(10),
    ),
]
