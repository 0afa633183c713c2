"""How far trainings part that begin as one: by another place of ε, and by the eighth digit.

PyTorch is not needed. Its Adam with the same ε is Keras's with ε · √(1 − β₂ᵗ) in step t, so Keras
is trained once more with that. Other initial weights and other batches; smaller images, and half
of the learning rate. Which order the numbers have behind a flatten hangs on no draw.
"""

import numpy as np
from experiment import Conclusion, Experiment

EPSILON = 1e-7
CHAPTER, SMALL, SLOW = "as in the chapter", "32 × 32 pixels", "half the rate"


def measure(seed, side, rate):
    import keras
    import tensorflow as tf

    from cnn_lessons.architectures import build, vgg
    from cnn_lessons.datasets import load_digits

    few = {"classes": 10, "filters": (8, 16, 24, 32, 32), "units": 64}
    whole = build(vgg(11, input_shape=(side, side, 1), **few), seed=seed + 100)
    model = keras.Model(whole.input, whole.get_layer("fc8").output)
    start = [np.asarray(weights) for weights in model.get_weights()]
    data, rng = load_digits(), np.random.default_rng(seed)
    images = data.x_train.repeat(side // 8, 1).repeat(side // 8, 2)
    order = rng.permutation(len(images))
    batches = order[: len(order) // 32 * 32].reshape(-1, 32)
    optimizer, epsilon = keras.optimizers.Adam(rate), tf.Variable(EPSILON)
    optimizer.epsilon = epsilon
    optimizer.build(model.trainable_variables)
    loss_of = keras.losses.SparseCategoricalCrossentropy(from_logits=True)

    @tf.function
    def step(batch, labels):
        with tf.GradientTape() as tape:
            loss = loss_of(labels, model(batch, training=False))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply(gradients, model.trainable_variables)
        return loss

    def losses(weights, epsilon_of=lambda number: EPSILON):
        model.set_weights(weights)
        for variable in optimizer.variables:
            variable.assign(keras.ops.zeros_like(variable))
        optimizer.learning_rate = rate
        found = []
        for number, chosen in enumerate(batches, start=1):
            epsilon.assign(epsilon_of(number))
            found.append(float(step(images[chosen], data.y_train[chosen])))
        return np.array(found)

    once = losses(start)
    other = abs(once - losses(start, lambda t: EPSILON * (1 - 0.999**t) ** 0.5))
    nudged = [np.where(rng.random(w.shape) < 0.5, np.nextafter(w, np.float32(9)), w) for w in start]
    drift = abs(once - losses(nudged))
    return {
        "last loss": once[-9:].mean(),
        "other ε, first five": other[:5].max(),
        "other ε, last nine": other[-9:].max(),
        "eighth digit, first five": drift[:5].max(),
        "eighth digit, last nine": drift[-9:].max(),
    }


EXPERIMENTS = [
    Experiment(
        "How far do equal trainings part?",
        measure,
        {
            CHAPTER: {"side": 64, "rate": 1 / 1024},
            SMALL: {"side": 32, "rate": 1 / 1024},
            SLOW: {"side": 64, "rate": 1 / 2048},
        },
        [
            Conclusion(
                "With another place of ε they part within five steps, by 1e-4 and more.",
                lambda found: found["other ε, first five"].min() > 1e-4,
                (CHAPTER, SMALL),
            ),
            Conclusion(
                "With the eighth digit moved they agree ten times better in the first five steps.",
                lambda found: (
                    10 * found["eighth digit, first five"] < found["other ε, first five"]
                ).all(),
            ),
            Conclusion(
                "And yet in the end these are a hundred times 1e-7 apart, and more.",
                lambda found: found["eighth digit, last nine"].min() > 1e-5,
                (CHAPTER, SLOW),
            ),
        ],
    )
]
