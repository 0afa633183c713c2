"""Train the same folder in plain Keras and in plain PyTorch, and write what came out.

Run it with ``python tools/measure_photo_frameworks.py FILE``, in the project's .venv with torch
and torchvision beside it, and the real weights of MobileNetV2 at hand. The functions are those of
the chapter *Your photos*, read from its text. Each training adds a line to the file; those that are
there are not repeated. What it has made stands in ``cnn_lessons/practice/photos/frameworks.csv``.

torchvision has no weights for MobileNetV2 0.35. So Keras's are carried into torchvision's network,
with two changes that Keras's need: batch normalization's epsilon is 0.001, and where a window moves
by two pixels, a row and a column of zeros stand below and on the right only. What is left are the
two libraries' ways to resize, to begin a head, and to draw the batches.

The folders are the chapter's, split anew by each seed; the same for twice as many epochs; and ants
and bees, of which 30 of each class are drawn to learn from, and 30 to test on. Images have 112 × 112
pixels, as in the chapter. *Apart* is the largest difference of the features of the same images.
"""

import argparse
import ast
import csv
import os
import re
import shutil
import tempfile
from functools import partial
from pathlib import Path

import numpy as np

CHAPTER = Path(__file__).parents[1] / "book" / "practice" / "your_photos.md"
FUNCTIONS = ("read_in_keras", "train_in_keras", "read_in_torch", "train_in_torch")
STEPS = {"cat": 1, "china": 1, "coffee": 1, "flower": 1, "rocket": 3}
SEEDS = range(6)
SETTINGS = {  # epochs, pixels
    "places": (10, 112),
    "places, longer": (20, 112),
    "ants and bees": (10, 112),
}
COLUMNS = ("setting", "epochs", "side", "seed", "framework", "test", "right", "apart")


def chapter_functions():
    """Return the functions of the chapter by name, as a reader would have them."""
    import keras

    namespace = {"keras": keras}
    cells = re.findall(r"```{code-cell} ipython3\n(.*?)```", CHAPTER.read_text("utf-8"), re.S)
    for cell in cells:
        if any(f"def {name}(" in cell for name in FUNCTIONS):
            exec(compile(ast.parse(cell), str(CHAPTER), "exec"), namespace)
    return {name: namespace[name] for name in FUNCTIONS}


def pieces():
    """Return the chapter's photographs, cut into pieces, and their classes; one is misplaced."""
    from PIL import Image

    from cnn_lessons.datasets.photos import read_photo

    images, labels = [], []
    for name, step in STEPS.items():
        photo = read_photo(name)
        height, width = photo.shape[0] // 4, photo.shape[1] // 6
        for number in range(0, 24, step):
            top, left = number // 6 * height, number % 6 * width
            images.append(Image.fromarray(photo[top : top + height, left : left + width]))
            labels.append("china" if (name, number) == ("flower", 14) else name)
    return images, labels


def write_places(folder, seed):
    """Write the pieces into folders ``train`` and ``test``."""
    from cnn_lessons.practice.photos import split_photos

    images, labels = pieces()
    is_test = split_photos(np.array(labels), np.arange(len(labels)), seed=seed)
    for number, (image, label, tested) in enumerate(zip(images, labels, is_test, strict=True)):
        place = folder / ("test" if tested else "train") / label
        place.mkdir(parents=True, exist_ok=True)
        image.save(place / f"{number:03}.png")


def write_insects(folder, seed, each=30):
    """Copy some of the ants and bees into folders ``train`` and ``test``."""
    from cnn_lessons.datasets.sources import classroom_copy

    source = classroom_copy("ants_and_bees")
    if source is None:
        raise SystemExit("Let CNN_LESSONS_DATA name the folder that has ants_and_bees.")
    rng = np.random.default_rng(seed)
    for part, new in (("train", "train"), ("val", "test")):
        for label in ("ants", "bees"):
            (folder / new / label).mkdir(parents=True)
            files = sorted((source / part / label).glob("*.jpg"))
            for index in rng.permutation(len(files))[:each]:
                shutil.copy(files[index], folder / new / label)


def carried_base(side):
    """Return Keras's MobileNetV2 0.35 without its head, and the same in torchvision."""
    import keras
    import torch
    from torchvision.models import mobilenet_v2

    from cnn_lessons.practice.pretrained import MOBILENET_V2, local_path

    ours = keras.applications.MobileNetV2(
        (side, side, 3),
        alpha=0.35,
        include_top=False,
        weights=str(local_path(MOBILENET_V2)),
        pooling="avg",
    )
    norm = partial(torch.nn.BatchNorm2d, eps=1e-3)
    theirs = mobilenet_v2(width_mult=0.35, norm_layer=norm)
    kinds = (keras.layers.Conv2D, keras.layers.DepthwiseConv2D, keras.layers.BatchNormalization)
    layers = [layer for layer in ours.layers if isinstance(layer, kinds)]
    modules = [
        m for m in theirs.modules() if isinstance(m, (torch.nn.Conv2d, torch.nn.BatchNorm2d))
    ]
    for layer, module in zip(layers, modules, strict=True):
        _carry(layer, module)
    theirs.classifier = torch.nn.Identity()
    return ours, theirs


def _carry(layer, module):
    import torch

    arrays = [torch.tensor(array) for array in layer.get_weights()]
    with torch.no_grad():
        if isinstance(module, torch.nn.BatchNorm2d):
            targets = module.weight, module.bias, module.running_mean, module.running_var
            for target, array in zip(targets, arrays, strict=True):
                target.copy_(array)
            return
        (kernel,) = arrays
        depthwise = module.groups > 1
        module.weight.copy_(kernel.permute(2, 3, 0, 1) if depthwise else kernel.permute(3, 2, 0, 1))
    if module.stride == (2, 2):
        module.padding = (0, 0)
        module.register_forward_pre_hook(_pad_below_and_right)


def _pad_below_and_right(module, inputs):
    import torch

    return torch.nn.functional.pad(inputs[0], (0, 1, 0, 1))


def measure(setting, seed, functions):
    """Yield a row for each framework."""
    import keras
    import torch

    epochs, side = SETTINGS[setting]
    ours, theirs = carried_base(side)
    write = write_insects if setting.startswith("ants") else write_places
    with tempfile.TemporaryDirectory() as place:
        write(Path(place), seed)
        keras.utils.set_random_seed(seed)
        train, test = functions["read_in_keras"](Path(place), side)
        by_keras = functions["train_in_keras"](ours, train, test, epochs)
        torch.manual_seed(seed)
        mean = std = (0.5, 0.5, 0.5)
        train, test = functions["read_in_torch"](Path(place), side, mean, std)
        by_torch = functions["train_in_torch"](theirs, 1280, train, test, epochs)
        count = len(test.dataset)
        apart = features_apart(ours, theirs, test)
    for framework, accuracy in (("Keras", by_keras), ("PyTorch", by_torch)):
        row = (setting, epochs, side, seed, framework, count, round(accuracy * count), f"{apart:.1e}")
        yield dict(zip(COLUMNS, row, strict=True))


def features_apart(ours, theirs, loader):
    """Return the largest difference of the features of the same images."""
    import torch

    images, _ = next(iter(loader))
    with torch.no_grad():
        features = theirs.eval()(images).numpy()
    judge = ours.predict(images.permute(0, 2, 3, 1).numpy(), verbose=0)
    return float(np.abs(features - judge).max())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    file = parser.parse_args().file
    done = set()
    if file.exists():
        rows = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
        done = {(row["setting"], int(row["seed"])) for row in rows}
    else:
        file.write_text(",".join(COLUMNS) + "\n", encoding="utf-8")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    functions = chapter_functions()
    for seed in SEEDS:
        for setting in SETTINGS:
            if (setting, seed) in done:
                continue
            with file.open("a", encoding="utf-8", newline="") as log:
                table = csv.DictWriter(log, COLUMNS, lineterminator="\n")
                for row in measure(setting, seed, functions):
                    table.writerow(row)
                    print(*row.values(), flush=True)


if __name__ == "__main__":
    main()
