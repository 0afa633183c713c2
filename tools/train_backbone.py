"""Train the backbone that the course ships, on CIFAR-10, and write its weights and its log.

Run it with ``python tools/train_backbone.py FOLDER``, in the project's .venv. Stop it when you
like: started again with the same folder, it goes on after the last whole epoch. Nothing is
chosen by the test images. What it has made stands in ``cnn_lessons/practice``: backbone.npz,
backbone.csv, and the command, the time and the machine in backbone.json.
"""

import argparse
import sys
from functools import partial
from pathlib import Path

import keras
import numpy as np

from cnn_lessons.architectures import build
from cnn_lessons.datasets import fetch_cifar10
from cnn_lessons.learning import compose, random_crop, random_flip
from cnn_lessons.practice.backbone import backbone, save_backbone

BATCH = 256
PEAK = 0.2  # learning rate
WARM_UP = 0.25  # share of the steps on which it rises
DECAY = 5e-3  # of all weights, decoupled: with momentum 0.9 an L2 penalty of 5e-4
FRAME = 4  # pixels around the image, from which 32 x 32 are cut


class Augmented(keras.utils.PyDataset):
    """Batches in a new order in each epoch, every image mirrored and shifted by chance."""

    def __init__(self, images, labels, seed):
        super().__init__()
        frame = ((0, 0), (FRAME, FRAME), (FRAME, FRAME), (0, 0))
        self.images, self.labels = np.pad(images, frame, mode="reflect"), labels
        self.rng = np.random.default_rng(seed)
        self.augment = compose(partial(random_crop, height=32, width=32), random_flip)
        self.on_epoch_end()

    def __len__(self):
        return len(self.labels) // BATCH

    def __getitem__(self, number):
        batch = self.order[number * BATCH : (number + 1) * BATCH]
        return self.augment(self.images[batch], self.rng), self.labels[batch]

    def on_epoch_end(self):
        """Draw a new order."""
        self.order = self.rng.permutation(len(self.labels))


class OneCycle(keras.callbacks.Callback):
    """The learning rate rises to its peak and falls to 0, in straight lines."""

    def __init__(self, epochs, steps):
        super().__init__()
        self.steps, self.epoch = steps, 0
        self.bends = [0, WARM_UP * epochs * steps, epochs * steps], [0, PEAK, 0]

    def on_epoch_begin(self, epoch, logs=None):
        """Remember which epoch it is."""
        self.epoch = epoch

    def on_train_batch_begin(self, batch, logs=None):
        """Set the rate for this step."""
        step = self.epoch * self.steps + batch + 1
        self.model.optimizer.learning_rate = np.interp(step, *self.bends)


def train(folder, epochs, seed):
    """Return the trained model, after `epochs` through the training images."""
    data = fetch_cifar10()
    print(data)
    keras.utils.set_random_seed(seed)
    model = build(backbone(), seed)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    optimizer = keras.optimizers.SGD(PEAK, momentum=0.9, nesterov=True, weight_decay=DECAY)
    model.compile(optimizer, loss, metrics=["accuracy"])
    batches = Augmented(data.x_train, data.y_train, seed)
    model.fit(
        batches,
        epochs=epochs,
        validation_data=(data.x_test, data.y_test),
        callbacks=[
            OneCycle(epochs, len(batches)),
            keras.callbacks.BackupAndRestore(folder / "backup"),
            keras.callbacks.CSVLogger(folder / "backbone.csv", append=True),
        ],
        verbose=2,
    )
    return model


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where weights, log and backup are written")
    parser.add_argument("--epochs", type=int, default=18)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    model = train(options.folder, options.epochs, options.seed)
    save_backbone(model, options.folder / "backbone.npz")
    return 0


if __name__ == "__main__":
    sys.exit(main())
