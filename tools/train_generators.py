"""Train autoencoders, diffusion models and colorizers from five seeds, and write what they reach.

Run it with ``python tools/train_generators.py FOLDER``, in the project's .venv, with one thread:
the environment is that of ``make``. It takes some twenty minutes, and needs MNIST and CIFAR-10.
What it has made stands in ``cnn_lessons/tasks/``: ``autoencoders.csv``, ``generators.csv`` and
``colorizers.csv``. All are judged on the last images of the training set, which they have not
learned from; the test images are not looked at.
"""

import csv
import sys
from pathlib import Path

import numpy as np
from sklearn.decomposition import PCA

from cnn_lessons.architectures import build, lenet5
from cnn_lessons.datasets import fetch_cifar10, fetch_mnist
from cnn_lessons.operations import softmax
from cnn_lessons.practice import train
from cnn_lessons.tasks import (
    build_autoencoder,
    build_colorizer,
    choose_colours,
    chroma,
    colour_errors,
    fit_squares,
    nearest_colours,
    nearest_distances,
    rebalance,
    remove_noise,
    split_lightness,
    train_denoiser,
)

SEEDS = range(5)
HELD = 5000  # digits, and photographs of which the first 500 are judged
HEADS = {
    "autoencoders": ("seed", "images", "size", "epochs", "method", "training_error", "error"),
    "generators": (
        *("seed", "size", "epochs", "steps", "method"),
        *("sure", "most", "spread", "nearest", "least"),
    ),
    "colorizers": ("seed", "images", "epochs", "step", "method", "error", "chroma", "hue"),
}
# Numbers of a code, images and epochs; a thousand images for as many steps as all of them.
CODES = [(8, 55_000, 4), (32, 55_000, 4), (8, 1000, 215)]
GENERATORS = [(8, 4, 1500)]
WALKS = (1, 4, 50)
# Photographs, epochs, and width of the grid.
COLORIZERS = [(6000, 3, 20), (12_000, 3, 20)]
POWERS = (0.25, 0.5, 0.75)


def flat(images):
    """Return images as rows."""
    return images.reshape(len(images), -1)


def predict(model, inputs):
    """Return what a model says to inputs."""
    return model.predict(inputs, 500, verbose=0)


def fit_autoencoder(x, size, epochs, seed, units=(256, 128)):
    """Return an encoder and a decoder that have learned from x together."""
    import keras

    encoder, decoder = build_autoencoder(size, units=units, seed=seed)
    fit_squares(keras.Sequential([encoder, decoder]), x, x, epochs, 0.003, 256, progress=False)
    return encoder, decoder


def straight(size, seed):
    """Return an autoencoder without bends: two dense layers, and no sigmoid."""
    import keras

    keras.utils.set_random_seed(seed)
    dense, shape = keras.layers.Dense, (28, 28, 1)
    parts = [keras.layers.Flatten(), dense(size), dense(784), keras.layers.Reshape(shape)]
    return keras.Sequential([keras.Input(shape), *parts])


def autoencoders(x, held, seed):
    """Yield the lines of one seed: how well codes of several sizes keep digits."""
    for size, images, epochs in CODES:
        few, line = x[:images], (seed, images, size, epochs)
        pca = PCA(size, svd_solver="covariance_eigh").fit(flat(few))
        encoder, decoder = fit_autoencoder(few, size, epochs, seed)
        models = {
            "PCA": lambda a, pca=pca: pca.inverse_transform(pca.transform(flat(a))),
            "autoencoder": lambda a, e=encoder, d=decoder: flat(predict(d, predict(e, a))),
        }
        if (size, images, epochs) == CODES[0]:
            model = straight(size, seed)
            fit_squares(model, few, few, epochs, 0.003, 256, progress=False)
            models["straight"] = lambda a, model=model: flat(predict(model, a))
        for method, back in models.items():
            errors = [((back(a) - flat(a)) ** 2).mean() for a in (few[:HELD], held)]
            yield (*line, method, *(f"{error:.5f}" for error in errors))


def train_reader(x, y, seed):
    """Return the course's LeNet-5: a function from images to shares of the ten digits."""
    import keras

    lenet = build(lenet5(input_shape=(28, 28, 1), activation="relu"), seed)
    train(keras.Model(lenet.inputs, lenet.layers[-2].output), x, y, 2, 0.004, progress=False)
    return lambda images: predict(lenet, images)


def judge_digits(images, read, x):
    """Return what is measured of made digits, as it is written."""
    shares = read(images)
    sure = shares.max(axis=1) >= 0.9
    counts = np.bincount(shares.argmax(axis=1)[sure], minlength=10)
    near = nearest_distances(images[:500], x)
    most = counts.max() / max(counts.sum(), 1)
    values = sure.mean(), most, images.std(axis=0).mean(), near.mean(), near.min()
    return tuple(f"{value:.3f}" for value in values)


def generators(x, y, held, seed):
    """Yield the lines of one seed: what a reader and the nearest digit say of made digits."""
    read = train_reader(x, y, seed)
    for size, epochs, steps in GENERATORS:
        rng = np.random.default_rng(100 + seed)
        encoder, decoder = fit_autoencoder(x, size, epochs, seed)
        scale = PCA(whiten=True).fit(predict(encoder, x))

        def show(codes, scale=scale, decoder=decoder):
            return predict(decoder, scale.inverse_transform(codes))

        guess = train_denoiser(
            scale.transform(predict(encoder, x)), steps, seed=seed, progress=False
        )
        noise = rng.normal(size=(1000, size))
        made = {
            "real digits": held[:1000],
            "through the code": predict(decoder, predict(encoder, held[:1000])),
            "random pixels": rng.random((1000, 28, 28, 1)),
            "random codes": show(noise),
        }
        for count in WALKS:
            made["1 step" if count == 1 else f"{count} steps"] = show(
                remove_noise(guess, noise, count)
            )
        for method, images in made.items():
            yield (seed, size, epochs, steps, method, *judge_digits(images, read, x))


def same_hue(colours, truth):
    """Return the share of colourful pixels whose hue is within an eighth of a turn."""
    colourful = chroma(truth) > 20
    a, b = colours[colourful], truth[colourful]
    product = chroma(a) * chroma(b)
    return ((a * b).sum(axis=-1) > product * np.sqrt(0.5)).mean()


def colorizers(x, held, seed):
    """Yield the lines of one seed: how far guessed colours are, and how colourful."""
    lightness, truth = split_lightness(held[:500])
    for images, epochs, step in COLORIZERS:
        some = x[np.random.default_rng(seed).choice(len(x), images, replace=False)]
        found = guess_colours(*split_lightness(some), lightness, epochs, step, seed)
        for method, colours in {"truth": truth, "grey": 0 * truth, **found}.items():
            error = colour_errors(colours, lightness, held[:500]).mean()
            values = error, chroma(colours).mean(), same_hue(colours, truth)
            yield (seed, images, epochs, step, method, *(f"{value:.3f}" for value in values))


def guess_colours(grey, colours, lightness, epochs, step, seed):
    """Return the colours of several methods by name, for the images with that lightness."""
    import keras

    keras.utils.set_random_seed(seed)
    model = build_colorizer(2)
    fit_squares(model, grey, colours / 50, epochs, 0.003, 64, progress=False)
    squares = 50 * predict(model, lightness)
    palette = choose_colours(colours, step)
    classes = nearest_colours(colours, palette)
    keras.utils.set_random_seed(seed)
    model = build_colorizer(len(palette))
    train(model, grey, classes, epochs, 0.003, 64, progress=False)
    logits = predict(model, lightness).astype(float)
    shares = softmax(logits.reshape(-1, len(palette))).reshape(logits.shape)
    frequencies = np.bincount(classes.ravel(), minlength=len(palette)) / classes.size
    found = {"mean colour": 0 * squares + colours.mean(axis=(0, 1, 2)), "squares": squares}
    found |= {f"squares × {factor}": factor * squares for factor in (1.5, 2)}
    found |= {"most likely": palette[shares.argmax(axis=-1)], "mean of classes": shares @ palette}
    for power in POWERS:
        balanced = rebalance(shares, frequencies, power)
        found[f"balanced {power}"] = balanced @ palette
        found[f"most likely, balanced {power}"] = palette[balanced.argmax(axis=-1)]
    return found


def held_out(data):
    """Return images and labels to learn from, and images to judge by."""
    if "stand-in" in data.name:
        raise SystemExit(f"{data.name}: go online, or set KERAS_HOME and CNN_LESSONS_DATA.")
    return data.x_train[:-HELD], data.y_train[:-HELD], data.x_train[-HELD:]


def lines(name, seed):
    """Yield the lines of one log and one seed."""
    x, y, held = held_out(fetch_cifar10() if name == "colorizers" else fetch_mnist())
    if name == "generators":
        return generators(x, y, held, seed)
    return autoencoders(x, held, seed) if name == "autoencoders" else colorizers(x, held, seed)


if __name__ == "__main__":
    for name in sys.argv[2:] or HEADS:
        with (Path(sys.argv[1]) / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(HEADS[name])
            for seed in SEEDS:
                for line in lines(name, seed):
                    writer.writerow(line)
                    file.flush()
                    print(*line, flush=True)
