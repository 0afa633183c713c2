"""Whether what *A first CNN* says of its one training holds for others.

Each seed is a random split of the digits and a random start. All networks are trained alike, by
plain gradient descent. The controls: the same network with its filters left as they were drawn,
without its ReLUs, and without any bend; a dense network of as many parameters; one dense layer.
"""

import keras
import numpy as np
from experiment import Conclusion, Experiment
from keras import layers

from cnn_lessons.datasets import load_digits

RATE = 0.3


def measure(seed, epochs=20, share=1, by_writers=False):
    data = load_digits(seed=seed, by_writers=by_writers)
    used = np.random.default_rng(seed).permutation(len(data.y_train))
    used = used[: round(share * len(used))]
    x, y = data.x_train[used], data.y_train[used]
    found = {}
    for name, make in NETWORKS.items():
        keras.utils.set_random_seed(seed)
        network = keras.Sequential([keras.Input((8, 8, 1)), *make()])
        for layer in network.layers[:-1]:
            layer.trainable = name != "untrained filters"
        compiled = keras.optimizers.SGD(RATE), "sparse_categorical_crossentropy"
        # Many steps in one call: the same steps, in less time.
        network.compile(*compiled, metrics=["accuracy"], jit_compile=False, steps_per_execution=40)
        if name == "CNN":
            loss, found["before"] = network.evaluate(data.x_test, data.y_test, verbose=0)
            found["loss before"] = loss
        network.fit(x, y, batch_size=32, epochs=epochs, verbose=0)
        found[name] = network.evaluate(data.x_test, data.y_test, verbose=0)[1]
        if name == "CNN":
            found["seen"] = network.evaluate(x, y, verbose=0)[1]
    return found


def cnn(activation="relu", pooling=layers.MaxPooling2D):
    return [
        layers.Conv2D(8, 3, padding="same", activation=activation),
        pooling(2),
        layers.Conv2D(16, 3, padding="same", activation=activation),
        pooling(2),
        layers.Flatten(),
        layers.Dense(10, activation="softmax"),
    ]


def dense(*units):
    hidden = [layers.Dense(number, activation="relu") for number in units]
    return [layers.Flatten(), *hidden, layers.Dense(10, activation="softmax")]


NETWORKS = {
    "CNN": cnn,
    "untrained filters": cnn,
    "no ReLU": lambda: cnn(None),
    "no bend": lambda: cnn(None, layers.AveragePooling2D),
    "dense": lambda: dense(25),
    "one layer": dense,
}


def behind(found, name):
    return found["CNN"] - found[name]


EXPERIMENTS = [
    Experiment(
        "What does a first CNN learn, and which of its parts has earned that?",
        measure,
        {
            "as in the chapter": {},
            "twice the epochs": {"epochs": 40},
            "half of the digits": {"share": 0.5},
            "other writers": {"by_writers": True},
        },
        [
            Conclusion(
                "Before training at most a quarter is right, and the loss is that of a guess.",
                lambda found: (
                    found["before"].max() < 0.25
                    and abs(found["loss before"] - np.log(10)).max() < 0.2
                ),
            ),
            Conclusion(
                "After it more than 92 of 100 test digits are right.",
                lambda found: found["CNN"].min() > 0.92,
                ("as in the chapter", "twice the epochs", "half of the digits"),
            ),
            Conclusion(
                "With untrained filters at least 10 of 100 more are wrong.",
                lambda found: behind(found, "untrained filters").min() > 0.1,
            ),
            Conclusion(
                "Dense and one layer are within 5 of 100.",
                lambda found: (
                    abs(behind(found, "dense")).max() < 0.05
                    and abs(behind(found, "one layer")).max() < 0.05
                ),
                ("as in the chapter", "twice the epochs", "half of the digits"),
            ),
            Conclusion(
                "In the mean the CNN is one or two points ahead of dense.",
                lambda found: 0.005 < behind(found, "dense").mean() < 0.025,
            ),
            Conclusion(
                "Yet the worst CNN is behind the best dense network.",
                lambda found: found["CNN"].min() < found["dense"].max(),
            ),
            Conclusion(
                "Without its ReLUs the CNN is within 2 points.",
                lambda found: abs(behind(found, "no ReLU")).max() < 0.02,
            ),
            Conclusion(
                "Without any bend it is behind one layer in the mean.",
                lambda found: (found["one layer"] - found["no bend"]).mean() > 0,
            ),
        ],
    )
]
