"""The plain functions of the chapter, in both libraries: they read, train, and agree."""

import importlib.util
import re

import numpy as np
import pytest
from photo_files import crops
from project import ROOT

NAMES = ("read_in_keras", "train_in_keras", "read_in_torch", "train_in_torch")
CLASSES = {"cat": 20, "coffee": 16, "flower": 20}
SEEDS = range(5)

needs_torch = pytest.mark.skipif(
    not importlib.util.find_spec("torchvision"), reason="torch and torchvision are not installed"
)
# A build for graphics cards says so where there is none.
pytestmark = pytest.mark.filterwarnings("ignore:CUDA initialization:UserWarning")


@pytest.fixture(scope="module")
def functions():
    """The functions as a reader has them: read from the chapter's text."""
    keras = pytest.importorskip("keras")
    namespace = {"keras": keras}
    text = (ROOT / "book/practice/your_photos.md").read_text(encoding="utf-8")
    for cell in re.findall(r"```{code-cell} ipython3\n(.*?)```", text, re.DOTALL):
        if any(f"def {name}(" in cell for name in NAMES):
            exec(cell, namespace)
    return {name: namespace[name] for name in NAMES}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Pieces of three photographs in folders train and test."""
    folder = tmp_path_factory.mktemp("tidy")
    for label, count in CLASSES.items():
        for index, piece in enumerate(crops(label, count)):
            place = folder / ("test" if index % 2 else "train") / label
            place.mkdir(parents=True, exist_ok=True)
            piece.save(place / f"{index:02}.png")
    return folder


def keras_base():
    """A base without weights: ten times the mean colours in 4 × 4 places, from −10 to 10."""
    import keras

    image = keras.Input((36, 36, 3))
    means = keras.layers.AveragePooling2D(9)(image)
    return keras.Model(image, keras.layers.Flatten()(keras.layers.Rescaling(81 / 8)(means)))


def by_keras(functions, folder, seed, epochs):
    import keras

    keras.utils.set_random_seed(seed)
    return functions["train_in_keras"](
        keras_base(), *functions["read_in_keras"](folder, side=36), epochs
    )


def test_keras_reads_square_images_and_their_labels_and_shuffles_the_training(functions, folder):
    train, test = functions["read_in_keras"](folder, side=36)
    assert train.class_names == sorted(CLASSES)
    batches = [(images.numpy(), labels.numpy()) for images, labels in test]
    assert batches[0][0].shape == (16, 36, 36, 3)
    labels = np.concatenate([labels for _, labels in batches])
    np.testing.assert_array_equal(labels, np.repeat([0, 1, 2], [10, 8, 10]))
    first, again = (np.concatenate([y.numpy() for _, y in train]) for _ in range(2))
    assert sorted(first) == sorted(again)
    assert not np.array_equal(first, again)


def test_keras_trains_the_head_only_and_beats_always_the_largest_class(functions, folder):
    assert by_keras(functions, folder, seed=0, epochs=25) > 0.4


@needs_torch
def test_torch_reads_the_same_folders(functions, folder):
    train, test = functions["read_in_torch"](folder, side=36)
    assert train.dataset.classes == sorted(CLASSES)
    images, labels = next(iter(test))
    assert tuple(images.shape) == (16, 3, 36, 36)
    assert labels.tolist() == [0] * 10 + [1] * 6
    assert len(test.dataset) == 28


@needs_torch
def test_both_libraries_come_to_the_same_within_their_spread(functions, folder):
    import torch

    scores = {"Keras": [], "PyTorch": []}
    for seed in SEEDS:
        scores["Keras"].append(by_keras(functions, folder, seed, epochs=12))
        torch.manual_seed(seed)
        base = torch.nn.Sequential(torch.nn.AvgPool2d(9, divisor_override=8), torch.nn.Flatten())
        half = (0.5, 0.5, 0.5)
        loaders = functions["read_in_torch"](folder, 36, half, half)
        scores["PyTorch"].append(functions["train_in_torch"](base, 48, *loaders, epochs=12))
    print({name: np.round(each, 3).tolist() for name, each in scores.items()})
    apart = abs(np.mean(scores["Keras"]) - np.mean(scores["PyTorch"]))
    spread = max(np.ptp(each) for each in scores.values())
    assert apart <= max(spread, 1 / 28)


@needs_torch
def test_torch_leaves_the_base_as_it_is(functions, folder):
    import torch

    base = torch.nn.Sequential(
        torch.nn.Conv2d(3, 5, 7),
        torch.nn.BatchNorm2d(5),
        torch.nn.AvgPool2d(30),
        torch.nn.Flatten(),
    )
    before = [value.clone() for value in base.state_dict().values()]
    functions["train_in_torch"](base, 5, *functions["read_in_torch"](folder, 36), epochs=1)
    after = base.state_dict().values()
    assert all(torch.equal(one, two) for one, two in zip(before, after, strict=True))
