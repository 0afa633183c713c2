"""Loss scaling and large batches, with other weights and other digits.

That the factor 1 lies inside the window is asked of the gradient, and of a training in float16
whose loss is not scaled. For large batches, the controls are the large rate with the small batch,
and as many steps as one device takes. Times are claims on the machine, and the equalities of two
devices hold for every draw.
"""

import numpy as np
from experiment import Conclusion, Experiment

CHAPTER = "as in the chapter"
FIVE, TWENTY, WIDE = CHAPTER, "20 epochs", "128 hidden units"


def measure_window(seed, epochs, examples, weight):
    """Compare gradients after a training, and trainings without a scale."""
    import keras

    from cnn_lessons.datasets import load_digits
    from cnn_lessons.practice import digits_model, loss_gradient

    data, scores = load_digits(seed=seed), {}

    def loss(labels, logits):
        logits = keras.ops.cast(logits, "float32")
        found = keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)
        return weight * found

    for kind in ("mixed_float16", "float32"):
        keras.utils.set_random_seed(seed)
        network = digits_model(kind, seed=seed)
        network.compile(keras.optimizers.Adam(0.003), loss, metrics=["accuracy"])
        network.fit(data.x_train, data.y_train, 64, epochs=epochs, verbose=0)
        scores[f"{kind}, test"] = network.evaluate(data.x_test, data.y_test, verbose=0)[1]
    batch = data.x_train[:examples], data.y_train[:examples]
    right = loss_gradient(network, *batch)
    for kind, powers in (("float16", (-24, 0, 8, 24)), ("bfloat16", (-24, 24))):
        half = digits_model(f"mixed_{kind}", seed=seed)
        half.set_weights(network.get_weights())
        for power in powers:
            found = loss_gradient(half, *batch, 2.0**power)
            error = np.linalg.norm(found - right) / np.linalg.norm(right)
            scores[f"{kind}, 2^{power}"] = error if np.isfinite(found).all() else np.inf
    return scores


def measure_batches(seed, epochs, units):
    """Train with batches of several sizes and rates."""
    from cnn_lessons.datasets import load_digits
    from cnn_lessons.learning import SGD, Activation, Dense, Flatten, Sequential

    digits = load_digits(seed=seed)

    def accuracy(batch_size, rate, times=1):
        layers = [Flatten(), Dense(units, "he_normal"), Activation("relu"), Dense(10)]
        model = Sequential(layers, (8, 8, 1), seed)
        fit = (epochs * times, batch_size, SGD(rate))
        try:
            model.fit(digits.x_train, digits.y_train, *fit, progress=False)
        except ValueError:  # diverged
            return 0.1
        return model.evaluate(digits.x_test, digits.y_test)[1]

    return {
        "1 device, rate 0.1": accuracy(16, 0.1),
        "8, rate 0.1": accuracy(128, 0.1),
        "8, rate 0.1, as many steps": accuracy(128, 0.1, times=8),
        "8, rate 0.8": accuracy(128, 0.8),
        "32, rate 3.2": accuracy(512, 3.2),
        "32, rate 0.8": accuracy(512, 0.8),
        "1 device, rate 3.2": accuracy(16, 3.2),
    }


EXPERIMENTS = [
    Experiment(
        "Where is the window of float16?",
        measure_window,
        {
            CHAPTER: {"epochs": 5, "examples": 256, "weight": 1.0},
            "10 epochs": {"epochs": 10, "examples": 256, "weight": 1.0},
            "batches of 64": {"epochs": 5, "examples": 64, "weight": 1.0},
            "loss weighted with 2^-16": {"epochs": 5, "examples": 256, "weight": 2.0**-16},
        },
        [
            Conclusion(
                "At 2^-24 the gradient is lost, at 2^24 something is infinite.",
                lambda found: (
                    found["float16, 2^-24"].min() > 0.9 and np.isinf(found["float16, 2^24"]).all()
                ),
            ),
            Conclusion(
                "At 2^8 it is right to 10 %, and with the factor 1 as well.",
                lambda found: max(found["float16, 2^8"].max(), found["float16, 2^0"].max()) < 0.1,
            ),
            Conclusion(
                "bfloat16: no scale is too small or too large.",
                lambda found: (
                    max(found["bfloat16, 2^-24"].max(), found["bfloat16, 2^24"].max()) < 0.2
                ),
            ),
            Conclusion(
                "With the factor 1 it learns as well, within 3 points, on the average.",
                lambda found: (
                    found["mixed_float16, test"].mean() > found["float32, test"].mean() - 0.03
                ),
                (CHAPTER, "10 epochs", "batches of 64"),
            ),
            Conclusion(
                "With a small weight on the loss it does not.",
                lambda found: (
                    found["mixed_float16, test"].mean() < found["float32, test"].mean() - 0.1
                ),
                ("loss weighted with 2^-16",),
            ),
        ],
    ),
    Experiment(
        "What do a larger batch and a larger rate do?",
        measure_batches,
        {
            CHAPTER: {"epochs": 5, "units": 32},
            TWENTY: {"epochs": 20, "units": 32},
            WIDE: {"epochs": 5, "units": 128},
        },
        [
            Conclusion(
                "After five epochs, eight times the batch with the same rate has learned less, "
                "by 5 points on the average.",
                lambda found: (
                    found["8, rate 0.1"].mean() < found["1 device, rate 0.1"].mean() - 0.05
                ),
                (CHAPTER, WIDE),
            ),
            Conclusion(
                "It is the number of steps: with as many, it is level within 3 points.",
                lambda found: (
                    found["8, rate 0.1, as many steps"].mean()
                    > found["1 device, rate 0.1"].mean() - 0.03
                ),
            ),
            Conclusion(
                "With 20 epochs it is 3 to 5 points behind.",
                lambda found: (
                    0.025 < found["1 device, rate 0.1"].mean() - found["8, rate 0.1"].mean() < 0.055
                ),
                (TWENTY,),
            ),
            Conclusion(
                "Eight times the rate gives a third of the loss back, on the average.",
                lambda found: (
                    3 * found["8, rate 0.8"].mean()
                    > 2 * found["8, rate 0.1"].mean() + found["1 device, rate 0.1"].mean()
                ),
            ),
            Conclusion(
                "But not all of it.",
                lambda found: (
                    found["8, rate 0.8"].mean() < found["1 device, rate 0.1"].mean() - 0.02
                ),
                (CHAPTER,),
            ),
            Conclusion(
                "Thirty-two times the rate learns next to nothing.",
                lambda found: found["32, rate 3.2"].mean() < 0.5,
            ),
            Conclusion(
                "It is the rate: a single device learns as little with it.",
                lambda found: found["1 device, rate 3.2"].mean() < 0.5,
            ),
        ],
    ),
]
