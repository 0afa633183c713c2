"""What the command ``cifar10`` does: train epoch after epoch, save, and go on where it was."""

import os
import sys
import time
import warnings
import zlib
from dataclasses import dataclass, replace
from pathlib import Path

from cnn_lessons.datasets import fetch_cifar10
from cnn_lessons.practice.cifar10.checkpoint import (
    COLUMNS,
    CheckpointError,
    data_key,
    load_checkpoint,
    save_checkpoint,
)
from cnn_lessons.practice.cifar10.devices import (
    find_strategy,
    has_gpu,
    require_agreement,
    worker_number,
)
from cnn_lessons.practice.cifar10.recipe import Recipe
from cnn_lessons.practice.cifar10.training import Training, make_model

NETWORK = "network.keras"


class CannotTrainError(Exception):
    """What was asked for cannot be done; the text says why and what to do."""


def cifar10(options):
    """Train as the options say, or go on with a training, and report.

    Parameters
    ----------
    options : argparse.Namespace
        With `folder` and the fields of `Recipe`; ``images=None`` means all of them, and
        ``precision=None`` float16 where there is a GPU.

    Raises
    ------
    CannotTrainError
        If it cannot be done.
    """
    try:
        strategy = find_strategy()  # before TensorFlow computes anything
        folder = _folder(options.folder)
        data = _data(options.images)
        Run(folder, _recipe(options, len(data.y_train)), data, strategy).finish()
    except ValueError as error:  # CheckpointError is one
        raise CannotTrainError(error) from None


@dataclass
class Run:
    """One training in one folder, on this machine or on its part of a cluster.

    Parameters
    ----------
    folder : Path
        Where the checkpoint, the log and the network are.
    recipe : Recipe
    data : Dataset
        The images of the recipe, all of its training images in ``x_train``.
    strategy : tf.distribute.Strategy
    """

    folder: Path
    recipe: Recipe
    data: object
    strategy: object

    def __post_init__(self):
        self.worker, self.workers = worker_number(self.strategy)
        self.say(self.description())
        learned = self.recipe.training_images
        self.held_out = self.data.x_train[learned:], self.data.y_train[learned:]
        self.jit = has_gpu() and self.strategy.num_replicas_in_sync == 1
        self.training = Training(
            self.recipe,
            self.data.x_train[:learned],
            self.data.y_train[:learned],
            self.strategy,
            jit=self.jit,
        )
        self.key = data_key(self.data)
        self.progress = load_checkpoint(self.folder, self.training, self.key)

    def say(self, text):
        """Print, on the first worker only."""
        if self.worker == 0:
            print(text, flush=True)

    def description(self):
        """Return what is trained on what, in a few lines."""
        recipe, devices = self.recipe, self.strategy.num_replicas_in_sync
        where = "GPU" if has_gpu() else "processor, no GPU: float32, and no XLA"
        share = f", {recipe.batch // devices} images of a step on each" if devices > 1 else ""
        return (
            f"WRN-{recipe.depth}-{recipe.width} on {self.data.name}: {recipe.training_images} "
            f"images to learn from, {recipe.validation_images} for validation, "
            f"{len(self.data.y_test)} for the test.\n"
            f"{recipe.epochs} epochs of {recipe.steps_per_epoch} steps with {recipe.batch} images, "
            f"learning rate up to {recipe.rate:g}, {recipe.precision}.\n"
            f"{devices} {'device' if devices == 1 else 'devices'} ({where}){share}."
        )

    def finish(self):
        """Train the epochs that are left, measure once on the test images, and say so."""
        done = self.progress.epochs
        fingerprint = zlib.crc32(repr((self.recipe, self.key)).encode()) >> 1
        require_agreement(
            self.strategy,
            [done, fingerprint],
            "each has to be started with the same options and images, and FOLDER has to be one "
            "folder that all of them see, as a network drive.",
        )
        if done:
            self.say(f"Going on after epoch {done}, from {self.folder}.")
        for epoch in range(done, self.recipe.epochs):
            self._epoch(epoch)
        if self.progress.test is None and self.worker == 0:
            self._test()
        if self.worker == 0:
            self._report()

    def _epoch(self, epoch):
        start = time.perf_counter()
        loss, accuracy = self.training.run_epoch(epoch)
        if self.worker:  # the first one measures and saves for all
            return
        row = (loss, accuracy, *self.training.evaluate(*self.held_out))
        for name, value in zip(COLUMNS, row, strict=True):
            self.progress.history[name].append(value)
        save_checkpoint(self.folder, self.training, self.key, self.progress)
        self.say(
            f"epoch {epoch + 1:3}: loss {row[0]:.3f}, accuracy {row[1]:.3f}; validation: "
            f"loss {row[2]:.3f}, accuracy {row[3]:.3f} ({time.perf_counter() - start:.0f} s)"
        )

    def _test(self):
        self.progress.test = list(self.training.evaluate(self.data.x_test, self.data.y_test))
        _save_network(self.folder / NETWORK, self.training, self.recipe)
        save_checkpoint(self.folder, self.training, self.key, self.progress)

    def _report(self):
        count, accuracy = len(self.data.y_test), self.progress.test[1]
        bar = 2 * (accuracy * (1 - accuracy) / count) ** 0.5
        print(
            f"{100 * accuracy:.1f} ± {100 * bar:.1f} % of {count} test images of {self.data.name}, "
            f"measured once, after the last epoch.\n"
            f"In {self.folder}: {NETWORK}, log.csv, checkpoint.npz."
        )


def _recipe(options, images):
    precision = options.precision or ("float16" if has_gpu() else "float32")
    return Recipe(
        depth=options.depth,
        width=options.width,
        epochs=options.epochs,
        batch=options.batch,
        rate=options.rate,
        images=images,
        seed=options.seed,
        precision=precision,
    )


def _folder(folder):
    if folder.exists() and not folder.is_dir():
        raise CheckpointError(f"{folder} is a file. Name a folder, which may be a new one.")
    folder.mkdir(parents=True, exist_ok=True)
    if not os.access(folder, os.W_OK):
        raise CheckpointError(f"nothing can be written into {folder.resolve()}. Name another one.")
    return folder


def _data(images):
    """Return the first images of CIFAR-10, by default all, and the same part of its test images."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        data = fetch_cifar10()
    for warning in caught:
        print(f"WARNING: {warning.message}", file=sys.stderr, flush=True)
    there = len(data.y_train)
    if images is not None and images > there and not caught:
        raise ValueError(f"--images {images}, but {data.name} has {there} to learn from.")
    images = min(images or there, there)
    tested = max(1, len(data.y_test) * images // there)
    return replace(
        data,
        x_train=data.x_train[:images],
        y_train=data.y_train[:images],
        x_test=data.x_test[:tested],
        y_test=data.y_test[:tested],
    )


def _save_network(path, training, recipe):
    """Write the trained network in float32, for ``keras.models.load_model``."""
    model = make_model(recipe, *training.colours())
    model.set_weights(training.model.get_weights())
    new = path.with_name(f".new-{path.name}")
    model.save(new)
    new.replace(path)
