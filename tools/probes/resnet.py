"""Whether deep plain networks fail or are late, and whether their gradients vanish.

The chapter trains networks of 20 and 32 layers on the training digits, with and without shortcuts,
and looks at their errors on these same digits. A failure would stay however long one waits. The
control is the network of 32 layers with shortcuts: it has the same convolutions.

Then it looks at the gradients of an untrained ResNet-34. Here these are looked at in other draws of
the weights, in fewer layers, and with noise for an image.
"""

import numpy as np
from experiment import Conclusion, Experiment

MOST_EPOCHS, RIGHT = 40, 0.9
WIDE = ("as in the chapter", "half the learning rate")
CROPS = 8


def measure_training(seed, rate=0.2, filters=(8, 16, 32)):
    """Train three networks until they err less than once in 10, and return how long that took."""
    import keras

    from cnn_lessons.architectures import build, resnet_cifar
    from cnn_lessons.datasets import load_digits
    from cnn_lessons.learning import he_normal

    data, found = load_digits(seed=seed), {}
    for name, depth, shortcuts in (
        ("32 plain", 32, False),
        ("20 plain", 20, False),
        ("32 with shortcuts", 32, True),
    ):
        keras.utils.set_random_seed(seed)
        model = build(resnet_cifar(depth, 10, (8, 8, 1), filters=filters, shortcuts=shortcuts))
        rng = np.random.default_rng(seed)
        model.set_weights(
            [he_normal(w.shape, rng) if w.ndim > 1 else w for w in model.get_weights()]
        )
        model.compile(
            keras.optimizers.SGD(rate), "sparse_categorical_crossentropy", metrics=["accuracy"]
        )

        def stop(epoch, logs, model=model):
            model.stop_training = epoch >= 2 and logs["accuracy"] > RIGHT

        fit = model.fit(
            data.x_train,
            data.y_train,
            64,
            MOST_EPOCHS,
            verbose=0,
            callbacks=[keras.callbacks.LambdaCallback(on_epoch_end=stop)],
        )
        accuracy = np.array(fit.history["accuracy"])
        found[f"{name}: errors after 3 epochs, %"] = 100 * (1 - accuracy[2])
        reached = accuracy > RIGHT
        found[f"{name}: epochs to 10 %"] = (
            int(np.argmax(reached)) + 1 if reached.any() else MOST_EPOCHS + 1
        )
    return found


def measure_gradients(seed, depth=34, noise=False):
    """Return how large the gradients are in the first and in the last convolution."""
    import keras
    import tensorflow as tf

    from cnn_lessons.architectures import build, resnet
    from cnn_lessons.datasets import load_photos

    rng = np.random.default_rng(seed)
    if noise:
        crops = rng.normal(size=(CROPS, 64, 64, 3))
    else:
        photos = load_photos("cat", "coffee", "astronaut", size=(256, 256)) / 128 - 1
        places = rng.integers(0, 192, (CROPS, 2))
        crops = np.stack([photos[i % 3, r : r + 64, c : c + 64] for i, (r, c) in enumerate(places)])
    labels, found, first = rng.integers(0, 10, CROPS), {}, {}
    for batch_norm in (True, False):
        for shortcuts in (False, True):
            network = resnet(depth, 10, (64, 64, 3), shortcuts=shortcuts, batch_norm=batch_norm)
            model = build(network, seed=1000 * seed)
            kernels = [
                layer.kernel
                for layer in model.layers
                if isinstance(layer, keras.layers.Conv2D) and "_0_" not in layer.name
            ]
            with tf.GradientTape() as tape:
                shares = model(crops, training=True)
                loss = tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(labels, shares))
            ends = tape.gradient(loss, [kernels[0], kernels[-1]])
            sizes = [float(np.sqrt(np.mean(g.numpy() ** 2))) for g in ends]
            kind = "shortcuts" if shortcuts else "plain"
            name = f"{kind}, {'batch norm' if batch_norm else 'none'}"
            found[f"{name}: first / last"] = sizes[0] / sizes[1]
            first[name] = sizes[0]
    found["first layers, batch norm: plain / shortcuts"] = (
        first["plain, batch norm"] / first["shortcuts, batch norm"]
    )
    return found


def ratio(found, name):
    return found[f"{name}: first / last"]


EXPERIMENTS = [
    Experiment(
        "Do 32 plain layers fail on the digits they train on, or are they late?",
        measure_training,
        {
            "as in the chapter": {},
            "half the learning rate": {"rate": 0.1},
            "half as many filters": {"filters": (4, 8, 16)},
        },
        [
            Conclusion(
                "After three epochs 12 more plain layers have doubled the errors.",
                lambda found: (
                    found["32 plain: errors after 3 epochs, %"]
                    > 2 * found["20 plain: errors after 3 epochs, %"]
                ).all(),
                WIDE,
            ),
            Conclusion(
                "After three epochs 12 more plain layers make more errors.",
                lambda found: (
                    found["32 plain: errors after 3 epochs, %"]
                    > found["20 plain: errors after 3 epochs, %"]
                ).all(),
            ),
            Conclusion(
                "With shortcuts 32 layers then make fewer errors than 20 plain ones.",
                lambda found: (
                    found["32 with shortcuts: errors after 3 epochs, %"]
                    < found["20 plain: errors after 3 epochs, %"]
                ).all(),
            ),
            Conclusion(
                "The 32 plain layers are late: they come below 10 % within twenty epochs.",
                lambda found: (found["32 plain: epochs to 10 %"] <= 20).all(),
                WIDE,
            ),
            Conclusion(
                "They come below 10 % at some time.",
                lambda found: (found["32 plain: epochs to 10 %"] <= MOST_EPOCHS).all(),
            ),
            Conclusion(
                "They take at least twice as many epochs as 20 plain layers.",
                lambda found: (
                    found["32 plain: epochs to 10 %"] >= 2 * found["20 plain: epochs to 10 %"]
                ).all(),
            ),
        ],
        seeds=tuple(range(5, 10)),
    ),
    Experiment(
        "Do the gradients of an untrained network vanish towards the image?",
        measure_gradients,
        {
            "as in the chapter": {},
            "18 layers": {"depth": 18},
            "noise for images": {"noise": True},
        },
        [
            Conclusion(
                "They vanish in none of the four networks.",
                lambda found: (
                    min(
                        ratio(found, f"{kind}, {norm}").min()
                        for kind in ("plain", "shortcuts")
                        for norm in ("batch norm", "none")
                    )
                    > 0.3
                ),
            ),
            Conclusion(
                "With batch normalization the plain network's grow a hundredfold.",
                lambda found: (ratio(found, "plain, batch norm") > 100).all(),
                ("as in the chapter", "noise for images"),
            ),
            Conclusion(
                "They grow at least thirtyfold.",
                lambda found: (ratio(found, "plain, batch norm") > 30).all(),
            ),
            Conclusion(
                "With shortcuts they grow less than a third as much.",
                lambda found: (
                    ratio(found, "shortcuts, batch norm") < ratio(found, "plain, batch norm") / 3
                ).all(),
                ("as in the chapter", "noise for images"),
            ),
            Conclusion(
                "The plain network has the larger gradients in its first layer.",
                lambda found: (found["first layers, batch norm: plain / shortcuts"] > 1).all(),
            ),
        ],
    ),
]
