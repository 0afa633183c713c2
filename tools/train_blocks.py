"""Train seven blocks and a control at equal work, and one network by two recipes.

Run it with ``python tools/train_blocks.py FILE``, in the project's .venv, with one thread: the
environment is that of ``make``. It needs CIFAR-10. Each training that ends appends its line to
FILE, and one that stands there is not repeated: stop the script when you like. The learning rate of
each block and recipe is chosen of four on validation images with another seed than those that are
compared; the test images are looked at afterwards. What it has made stands in
``cnn_lessons/architectures/blocks.csv``; the command, the time and the machine in blocks.json.
"""

import argparse
import csv
import sys
import time
from dataclasses import asdict, dataclass, replace
from functools import cache, partial
from itertools import product
from pathlib import Path

import keras
import numpy as np

from cnn_lessons.architectures import build
from cnn_lessons.architectures.blocks import BLOCKS, CONTROLS, block_network, equal_width
from cnn_lessons.datasets import fetch_cifar10
from cnn_lessons.learning import compose, random_crop, random_flip

BATCH = 64
MOMENTUM = 0.9  # of batch normalization's averages: with 0.99 a few hundred steps leave them behind
FRAME = 4  # pixels around the image, from which 32 x 32 are cut
CHOICE_SEED, CHOICE_EPOCHS = 100, 3
POOL, TRAINED, VALIDATED, TESTED = 15_000, 3840, 2000, 4000  # images; trained on: of the pool
MOVED = compose(partial(random_crop, height=32, width=32), random_flip)


@dataclass(frozen=True)
class Job:
    """One training; `experiment` is "choice" where it serves to choose a rate."""

    experiment: str
    block: str
    depth: int
    recipe: str
    epochs: int
    rate: float
    seed: int


MEASURED = ("seconds", "train", "validation", "test")
COLUMNS = (*Job.__annotations__, *MEASURED)


@dataclass(frozen=True)
class Recipe:
    """How a network is trained, but for the number of epochs and the highest rate."""

    optimizer: object  # a class of Keras, with its arguments
    schedule: object  # share of the steps done -> share of the highest rate
    rates: tuple  # to choose from
    smoothing: float = 0.0
    mix: bool = False  # mixup and CutMix


def one_cycle(done):
    """Return a rate that rises for a quarter of the steps and falls to 0, in straight lines."""
    return float(np.interp(done, [0, 0.25, 1], [0, 1, 0]))


def stairs(done):
    """Return a rate divided by ten after a half and three quarters of the steps."""
    return 1.0 if done <= 0.5 else 0.1 if done <= 0.75 else 0.01


def warm_cosine(done):
    """Return a rate that rises for a tenth of the steps, and falls along half a cosine."""
    return done / 0.1 if done < 0.1 else 0.5 + 0.5 * float(np.cos(np.pi * (done - 0.1) / 0.9))


SGD = partial(keras.optimizers.SGD, momentum=0.9)
ADAMW = partial(keras.optimizers.AdamW, weight_decay=0.05)
# Decoupled decay: with momentum 0.9, an L2 penalty of a tenth of it.
NESTEROV = partial(SGD, nesterov=True, weight_decay=5e-3)
RECIPES = {  # of their rates, none that was chosen is the lowest or the highest: a test says so
    "course": Recipe(NESTEROV, one_cycle, (0.03, 0.1, 0.3, 1.0)),
    "2015": Recipe(partial(SGD, weight_decay=1e-3), stairs, (0.01, 0.03, 0.1, 0.3)),
    "today": Recipe(ADAMW, warm_cosine, (0.001, 0.003, 0.01, 0.03), smoothing=0.1, mix=True),
}
EXPERIMENTS = {  # blocks, depth, recipes, epochs, seeds
    "blocks": ((*BLOCKS, *CONTROLS), 1, ("course",), 6, 5),
    "longer": (tuple(BLOCKS), 1, ("course",), 12, 3),
    "deeper": (("plain", "residual"), 3, ("course",), 6, 5),
    "recipes": (("residual", "plain"), 1, ("2015", "today"), 6, 3),
    "longer recipes": (("residual", "plain"), 1, ("2015", "today"), 18, 3),
    "second rate": (tuple(BLOCKS), 1, ("course",), 6, 5),
    "control second rate": (tuple(CONTROLS), 1, ("course",), 6, 4),
}


def jobs_of(name, only=()):
    """Return the trainings of an experiment, but for their rates; of some blocks only, or of all.

    What is compared stands together: all blocks and recipes with one seed, then with the next.
    """
    blocks, depth, recipes, epochs, seeds = EXPERIMENTS[name]
    blocks = [block for block in blocks if block in (only or blocks)]
    return [
        Job(name, block, depth, recipe, epochs, 0.0, seed)
        for seed, recipe, block in product(range(seeds), recipes, blocks)
    ]


def trials(job):
    """Return the trainings of which the job takes its rate: one for each that may be."""
    first = replace(job, experiment="choice", epochs=CHOICE_EPOCHS, seed=CHOICE_SEED)
    return [replace(first, rate=rate) for rate in RECIPES[job.recipe].rates]


class Log:
    """The lines of the file, and the best rate by them."""

    def __init__(self, path):
        self.path, self.lines = path, {}
        if not path.exists():
            path.write_text(",".join(COLUMNS) + "\n", encoding="utf-8")
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                self._keep(list(row.values()))

    def _keep(self, cells):
        self.lines[tuple(cells[: -len(MEASURED)])] = cells

    def __contains__(self, job):
        return _cells(job) in self.lines

    def add(self, job, measured):
        """Append a line."""
        cells = [*_cells(job), *measured]
        with self.path.open("a", encoding="utf-8") as file:
            file.write(",".join(cells) + "\n")
        self._keep(cells)
        print(*cells, flush=True)

    def chosen(self, job):
        """Return the job with the rate that was best on the validation images, or second best."""
        column = COLUMNS.index("validation")
        tried = sorted(trials(job), key=lambda each: -float(self.lines[_cells(each)][column]))
        return replace(job, rate=tried["second rate" in job.experiment].rate)


def _cells(job):
    return tuple(map(str, asdict(job).values()))


def split(seed):
    """Return training, validation and test images with labels; only the first hang on `seed`."""
    cifar = _cifar10()
    chosen = np.random.default_rng(seed).permutation(POOL)[:TRAINED]
    training = tuple(part[chosen] for part in cifar["pool"])
    return training, cifar["held out"], cifar["test"]


@cache
def _cifar10():
    data = fetch_cifar10()
    if "stand-in" in data.name:
        raise SystemExit("CIFAR-10 is not here: go online, or set CNN_LESSONS_DATA.")
    x, y, end = data.x_train, data.y_train, POOL + VALIDATED
    parts = {"pool": (x[:POOL], y[:POOL]), "held out": (x[POOL:end], y[POOL:end])}
    parts["test"] = data.x_test[:TESTED], data.y_test[:TESTED]
    return {name: tuple(each.copy() for each in part) for name, part in parts.items()}


def mixed(images, targets, rng):
    """Return a batch mixed with itself in another order: mixup or CutMix, by chance."""
    order = rng.permutation(len(images))
    if rng.random() < 0.5:
        share = rng.beta(0.2, 0.2)
        images = share * images + (1 - share) * images[order]
    else:
        images, share = _cut_and_pasted(images, images[order], rng)
    return images.astype(np.float32), share * targets + (1 - share) * targets[order]


def _cut_and_pasted(images, others, rng):
    """Return images with a rectangle of the others, and the share that is their own."""
    H, W = images.shape[1:3]
    side = np.sqrt(1 - rng.uniform())
    row, column = rng.integers(H), rng.integers(W)
    rows = slice(max(0, int(row - side * H / 2)), min(H, int(row + side * H / 2)))
    columns = slice(max(0, int(column - side * W / 2)), min(W, int(column + side * W / 2)))
    pasted = images.copy()
    pasted[:, rows, columns] = others[:, rows, columns]
    area = (rows.stop - rows.start) * (columns.stop - columns.start)
    return pasted, 1 - area / (H * W)


def fit(model, images, labels, job):
    """Train in the way of the job's recipe, and return the least seconds of an epoch."""
    recipe, rng = RECIPES[job.recipe], np.random.default_rng([job.seed, 1])
    frame = ((0, 0), (FRAME, FRAME), (FRAME, FRAME), (0, 0))
    framed, targets = np.pad(images, frame, mode="reflect"), np.eye(10, dtype=np.float32)[labels]
    steps, seconds = len(labels) // BATCH, []
    for epoch in range(job.epochs):
        order, begin = rng.permutation(len(labels)), time.process_time()
        for step in range(steps):
            chosen = order[step * BATCH : (step + 1) * BATCH]
            batch = MOVED(framed[chosen], rng), targets[chosen]
            if recipe.mix:
                batch = mixed(*batch, rng)
            done = (epoch * steps + step + 1) / (job.epochs * steps)
            model.optimizer.learning_rate = job.rate * recipe.schedule(done)
            model.train_on_batch(*batch)
        seconds.append(time.process_time() - begin)
    return min(seconds)


MODELS = {}


def fresh_model(job):
    """Return a model with the first weights of the job's seed; it is compiled once."""
    width = equal_width(job.block, depth=job.depth)
    network = block_network(job.block, width, job.depth)
    key = job.block, job.depth, job.recipe
    start = build(network, job.seed)
    for layer in start.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.momentum = MOMENTUM
    if key not in MODELS:
        recipe = RECIPES[job.recipe]
        loss = keras.losses.CategoricalCrossentropy(True, label_smoothing=recipe.smoothing)
        start.compile(recipe.optimizer(job.rate), loss, metrics=["accuracy"])
        start.optimizer.build(start.trainable_variables)
        MODELS[key] = start
        return start
    model = MODELS[key]
    model.set_weights(start.get_weights())
    for variable in model.optimizer.variables:
        variable.assign(keras.ops.zeros_like(variable))
    return model


def run(job):
    """Return what one training came to: on validation images for a choice, else on test images."""
    training, held_out, test = split(job.seed)
    model = fresh_model(job)
    seconds = fit(model, *training, job)
    seen = f"{accuracy(model, *training):.4f}"
    is_choice = job.experiment == "choice"
    found = f"{accuracy(model, *(held_out if is_choice else test)):.4f}"
    return f"{seconds:.2f}", seen, *((found, "") if is_choice else ("", found))


def accuracy(model, images, labels):
    """Return the share of images whose label has the highest score."""
    scores = np.concatenate(
        [model.predict_on_batch(images[i : i + 500]) for i in range(0, len(images), 500)]
    )
    return (scores.argmax(-1) == labels).mean()


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path, help="the log; what stands in it is not repeated")
    parser.add_argument("names", nargs="*", help="of experiments; by default all")
    parser.add_argument("--blocks", nargs="*", default=(), help="only these")
    options = parser.parse_args(arguments)
    log = Log(options.file)
    for name in options.names or EXPERIMENTS:
        for job in jobs_of(name, options.blocks):
            for each in trials(job):
                if each not in log:
                    log.add(each, run(each))
            chosen = log.chosen(job)
            if chosen not in log:
                log.add(chosen, run(chosen))
    return 0


if __name__ == "__main__":
    sys.exit(main())
