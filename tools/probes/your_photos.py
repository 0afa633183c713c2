"""What splits and strangers do to a head on MobileNetV2's features, and whether programs agree.

Other splits and other random labels; half of the photographs for testing instead of a quarter;
pieces of other photographs in place of the astronaut's; and another folder, the photographs of
ants and bees, divided anew. In the first experiment one flower lies in the folder of the pagoda,
and each photograph has a copy of half the size where the labels are random. In the others the
folder is made by the chapter's own cells, with all its faults.

The plain functions are the chapter's, too. PyTorch gets the weights of Keras's MobileNetV2, in
torchvision's network of the same width, with Keras's padding: the published ones of torchvision
are not compared. "Again" is the same split with other initial weights and another order: what
one program differs from itself. Needed are torch and torchvision (2.14.1 and 0.29.1 for the
record; a build for CUDA without triton, which ends a process that has loaded TensorFlow),
`KERAS_HOME` and `CNN_LESSONS_DATA`.
"""

import os
import re
import tempfile
import warnings
from functools import cache
from pathlib import Path

import numpy as np
from experiment import Conclusion, Experiment

CHAPTER, HALF, INSECTS = "as in the chapter", "half for testing", "ants and bees"
TEXT = Path(__file__).parents[2] / "book/practice/your_photos.md"
CELLS = re.compile(
    r"```\{code-cell\} ipython3\n(?:---\n.*?\n---\n|(?::[^\n]*\n)*)(.*?)```", re.DOTALL
)
PLAIN = ("Keras", "PyTorch")
OTHERS = ("astronaut", "motorcycle", "hubble", "retina", "tissue")
STEPS = {"cat": 1, "china": 1, "coffee": 1, "flower": 1, "rocket": 3}


def squares(photo, numbers, side):
    """Return the middle squares of some of a photograph's 24 pieces."""
    from PIL import Image

    height, width = photo.shape[0] // 4, photo.shape[1] // 6
    edge, images = min(height, width), []
    for number in numbers:
        top = number // 6 * height + (height - edge) // 2
        left = number % 6 * width + (width - edge) // 2
        piece = Image.fromarray(photo[top : top + edge, left : left + edge])
        images.append(piece.resize((side, side)))
    return images


def measure(seed, test_share, stranger):
    from cnn_lessons.datasets.photos import read_photo
    from cnn_lessons.operations import softmax
    from cnn_lessons.practice.photos import fit_photo_head, load_feature_network, split_photos

    network, images, labels = load_feature_network(), [], []
    side = network.side
    for label, (name, step) in enumerate(STEPS.items()):
        numbers = range(0, 24, step)
        images += squares(read_photo(name), numbers, side)
        labels += [label] * len(numbers)
    labels = np.array(labels)
    wrong = np.flatnonzero(labels == 3)[14]
    labels[wrong] = 1
    halves = [image.resize((side // 2, side // 2)).resize((side, side)) for image in images]
    features = np.concatenate([network.features(images), network.features(halves)])
    own = np.arange(len(images))
    found, rng = {}, np.random.default_rng(seed)
    drawn = np.tile(rng.integers(5, size=len(images)), 2)
    for name, groups in {"alone": np.arange(2 * len(images)), "together": np.tile(own, 2)}.items():
        test = split_photos(drawn, groups, test_share, seed)
        head = fit_photo_head(features[~test], drawn[~test], groups[~test], strength=1.0)
        found[f"random labels, copies {name}"] = np.mean(
            (features[test] @ head[0] + head[1]).argmax(axis=1) == drawn[test]
        )
    test, features = split_photos(labels, own, test_share, seed), features[: len(images)]
    kernel, bias = fit_photo_head(features[~test], labels[~test], own[~test], seed=seed)
    shares = softmax(features[test] @ kernel + bias)
    true = shares[np.arange(test.sum()), labels[test]]
    found["true labels"] = np.mean(shares.argmax(axis=1) == labels[test])
    worse = true < true[own[test] == wrong] if test[wrong] else np.array([np.nan])
    found["mistakes worse than the wrong label"] = worse.sum()
    pieces = network.features(squares(read_photo(stranger), range(24), side))
    largest = softmax(pieces @ kernel + bias).max(axis=1)
    return {**found, "strangers, median": np.median(largest), "strangers, highest": largest.max()}


@cache
def chapter_names():
    """Return what the chapter's cells define until the folder is looked through.

    And the plain functions of both libraries, which come later.
    """
    names, looked = {}, False
    for cell in CELLS.findall(TEXT.read_text(encoding="utf-8")):
        plain = re.match(r"\s*def (read|train)_in_", cell)
        if (plain or not looked) and "exercises." not in cell:
            exec(re.sub(r"(?m)^( *)%.*$", r"\1pass", cell), names)
        looked = looked or "check_folder(folder)" in cell
    return names


@cache
def folder_named(name):
    """Return the folder of photographs, as looked through, and its features."""
    from cnn_lessons.practice.photos import check_folder, load_feature_network, read_features

    network = load_feature_network("MobileNetV2")
    if name == INSECTS:
        report = check_folder(Path(os.environ["CNN_LESSONS_DATA"], "ants_and_bees"))
    else:
        report = chapter_names()["report"]
    return report, network, read_features(network, [photo.path for photo in report.photos])


def keras_base(side):
    """Return the chapter's MobileNetV2 for images from -1 to 1."""
    import keras

    with warnings.catch_warnings(action="ignore"):
        return keras.applications.MobileNetV2(
            (side, side, 3), alpha=0.35, include_top=False, pooling="avg", weights="imagenet"
        )


def torch_base(base):
    """Return torchvision's network of the same width with the weights of Keras's."""
    import keras
    import torch
    from torchvision.models import mobilenet_v2

    def pad(_, inputs):  # Keras: an even size gets its zeros at the end only
        before = inputs[0].shape[-1] % 2
        return torch.nn.functional.pad(inputs[0], (before, 1, before, 1))

    module = mobilenet_v2(width_mult=0.35)
    module.classifier = torch.nn.Identity()
    kinds = torch.nn.Conv2d, torch.nn.BatchNorm2d
    parts = [part for part in module.modules() if isinstance(part, kinds)]
    layers = [layer for layer in base.layers if layer.weights]
    for layer, part in zip(layers, parts, strict=True):
        arrays = [torch.from_numpy(np.array(each)) for each in layer.get_weights()]
        targets = [part.weight]
        if isinstance(layer, keras.layers.BatchNormalization):
            part.eps = layer.epsilon
            targets = part.weight, part.bias, part.running_mean, part.running_var
        else:
            arrays = [arrays[0].permute((2, 3, 0, 1) if part.groups > 1 else (3, 2, 0, 1))]
            if part.stride == (2, 2):
                part.padding = (0, 0)
                part.register_forward_pre_hook(pad)
        for target, array in zip(targets, arrays, strict=True):
            assert target.shape == array.shape, layer.name
            target.data.copy_(array)
    return module.eval()


def half_size(base):
    """Return the feature network with this base."""
    import keras

    from cnn_lessons.practice.photos import FeatureNetwork

    image = keras.Input(base.input_shape[1:])
    features = base(keras.layers.Rescaling(2, offset=-1)(image))
    return FeatureNetwork("MobileNetV2", keras.Model(image, features))


def head_score(features, report, test, seed):
    """Return the accuracy of the course's head."""
    from cnn_lessons.practice.photos import fit_photo_head

    labels = report.labels
    kernel, bias = fit_photo_head(features[~test], labels[~test], report.groups[~test], seed=seed)
    return np.mean((features[test] @ kernel + bias).argmax(axis=1) == labels[test])


def measure_programs(seed, name, epochs):
    import keras
    import torch

    from cnn_lessons.practice.photos import open_photo, read_features, split_photos

    report, _, features = folder_named(name)
    plain, paths = chapter_names(), [photo.path for photo in report.photos]
    test = split_photos(report.labels, report.groups, seed=seed)
    base = keras_base(112)
    small = read_features(half_size(base), paths)
    found = {
        "ours, 224 pixels": head_score(features, report, test, seed),
        "ours, 112 pixels": head_score(small, report, test, seed),
    }
    with tempfile.TemporaryDirectory() as place:
        tidy = Path(place)
        for number, (photo, tested) in enumerate(zip(report.photos, test, strict=True)):
            part = tidy / ("test" if tested else "train") / photo.label
            part.mkdir(parents=True, exist_ok=True)
            open_photo(photo.path).image.save(part / f"{number:03}.png")
        for again, number in (("", seed), (" again", seed + 100)):
            keras.utils.set_random_seed(number)
            data = plain["read_in_keras"](tidy, side=112)
            found[f"Keras{again}"] = plain["train_in_keras"](base, *data, epochs)
            torch.manual_seed(number)
            data = plain["read_in_torch"](tidy, 112, (0.5,) * 3, (0.5,) * 3)
            score = plain["train_in_torch"](torch_base(base), 1280, *data, epochs)
            found[f"PyTorch{again}"] = score
    return found


@cache
def stranger_features(name):
    """Return the features of the 24 pieces of a photograph of which no class is made."""
    from cnn_lessons.datasets.photos import read_photo

    _, network, _ = folder_named("places")
    return network.features(squares(read_photo(name), range(24), network.side))


def measure_none_of_these(seed, share, without):
    from cnn_lessons.operations import softmax
    from cnn_lessons.practice.photos import choose_strength, fit_photo_head, split_photos
    from cnn_lessons.practice.photos.thresholds import choose_threshold

    report, _, features = folder_named("places")
    chosen = np.array([photo.label not in without for photo in report.photos])
    labels = np.unique(report.labels[chosen], return_inverse=True)[1]
    groups, features = report.groups[chosen], features[chosen]
    names = [name for name in report.class_names if name not in without]
    test = split_photos(labels, groups, share, seed)
    learned = features[~test], labels[~test], groups[~test]
    strength = choose_strength(*learned, seed)
    threshold = choose_threshold(features, labels, groups, test, strength, names, seed)
    kernel, bias = fit_photo_head(*learned, strength)

    def refused(some):
        return np.mean(softmax(some @ kernel + bias).max(axis=1) < threshold.value)

    few, count = threshold.all_refused
    found = {
        "threshold": threshold.value,
        "known that keep a class": 1 - refused(features[test]),
        "held-out classes refused": few / count,
    }
    return found | {f"{name} refused": refused(stranger_features(name)) for name in OTHERS}


def measure_calibration(seed, name, some, strength):
    from cnn_lessons.practice.photos import (
        calibration_error,
        choose_strength,
        held_out_shares,
        reliability,
        split_photos,
    )

    report, _, features = folder_named(name)
    labels, groups = report.labels, report.groups
    if some < 1:
        chosen = split_photos(labels, groups, some, seed)
        labels, groups, features = labels[chosen], groups[chosen], features[chosen]
    strength = strength or choose_strength(features, labels, groups, seed)
    shares = held_out_shares(features, labels, groups, strength, seed)
    answers, largest = shares.argmax(axis=1), shares.max(axis=1)
    bins = reliability(shares, labels)
    rng = np.random.default_rng(seed)
    lucky = [
        calibration_error(
            reliability(shares, np.where(rng.random(len(labels)) < largest, answers, -1))
        )
        for _ in range(200)
    ]
    return {
        "calibration error": calibration_error(bins),
        "by luck alone, mean": np.mean(lucky),
        "by luck alone, 19 of 20 below": np.quantile(lucky, 0.95),
        "right": np.mean(answers == labels),
        "kept minus promised": np.mean(answers == labels) - largest.mean(),
        "dots off the line": sum(not each.low <= each.share <= each.high for each in bins),
    }


def measure_tuning(seed, name, share):
    from sklearn.metrics import log_loss

    from cnn_lessons.operations import softmax
    from cnn_lessons.practice.photos import (
        choose_strength,
        fit_photo_head,
        open_photo,
        read_features,
        split_photos,
    )
    from cnn_lessons.practice.photos.fine_tuning import fine_tune

    report, network, features = folder_named(name)
    paths, labels = np.array([photo.path for photo in report.photos], object), report.labels
    test = split_photos(labels, report.groups, share, seed)
    learned = labels[~test], report.groups[~test]
    strength = choose_strength(features[~test], *learned, seed)
    images = (open_photo(path, network.side).image for path in paths[~test])
    tuned, kernel, bias, tuning = fine_tune(network, images, *learned, strength, seed)
    head = fit_photo_head(features[~test], *learned, strength)
    before = softmax(features[test].astype(float) @ head[0] + head[1])
    after = softmax(read_features(tuned, paths[test]).astype(float) @ kernel + bias)
    truth = labels[test]
    found = {
        "best epoch": tuning.epochs,
        "validation loss, head alone": tuning.losses[0],
        "validation loss, best epoch": min(tuning.losses),
        "validation photographs": tuning.count,
        "more of them right": tuning.right[tuning.epochs] - tuning.right[0],
    }
    for when, shares in (("head alone", before), ("tuned", after)):
        found[f"test loss, {when}"] = log_loss(truth, shares, labels=range(shares.shape[1]))
        found[f"test accuracy, {when}"] = np.mean(shares.argmax(axis=1) == truth)
    return found


EXPERIMENTS = [
    Experiment(
        "What do copies, the split and strangers do?",
        measure,
        {
            "as in the chapter": {"test_share": 0.25, "stranger": "astronaut"},
            "half for testing": {"test_share": 0.5, "stranger": "astronaut"},
            "another stranger": {"test_share": 0.25, "stranger": "motorcycle"},
        },
        [
            Conclusion(
                "With copies on both sides, at least half of the labels drawn by lot are right, "
                "with copies together it is near chance, one in five.",
                lambda found: (
                    found["random labels, copies alone"].min() > 0.5
                    and found["random labels, copies together"].max() < 0.4
                ),
            ),
            Conclusion(
                "With true labels, three of four are right in each split, and the splits are "
                "several points apart.",
                lambda found: (
                    found["true labels"].min() > 0.75 and np.ptp(found["true labels"]) > 0.03
                ),
            ),
            Conclusion(
                "The wrong label, where it is in the test, is the worst mistake.",
                lambda found: np.nanmax(found["mistakes worse than the wrong label"]) < 1,
            ),
            Conclusion(
                "Half of the strangers get a share above 0.4, and at least one above 0.75.",
                lambda found: (
                    found["strangers, median"].min() > 0.4
                    and found["strangers, highest"].min() > 0.75
                ),
            ),
        ],
    ),
    Experiment(
        "Do three programs come to the same?",
        measure_programs,
        {
            CHAPTER: {"name": "places", "epochs": 10},
            "twenty epochs": {"name": "places", "epochs": 20},
            INSECTS: {"name": INSECTS, "epochs": 10},
        },
        [
            Conclusion(
                "On images of one size the means of the three programs are less than two points "
                "apart.",
                lambda found: (
                    np.ptp([found[name].mean() for name in ("ours, 112 pixels", *PLAIN)]) < 0.02
                ),
            ),
            Conclusion(
                "Plain Keras and plain PyTorch differ in no split by more than Keras differs from "
                "itself in some split.",
                lambda found: (
                    abs(found["Keras"] - found["PyTorch"]).max()
                    <= abs(found["Keras"] - found["Keras again"]).max() + 1e-9
                ),
            ),
            Conclusion(
                "Twice the height and width is worth five points on the average.",
                lambda found: (
                    found["ours, 224 pixels"].mean() > found["ours, 112 pixels"].mean() + 0.05
                ),
                (INSECTS,),
            ),
            Conclusion(
                "Twice the height and width is worth less than two points on the average.",
                lambda found: (
                    found["ours, 224 pixels"].mean() < found["ours, 112 pixels"].mean() + 0.02
                ),
                (CHAPTER, "twenty epochs"),
            ),
        ],
    ),
    Experiment(
        "Does the rate of held-out classes hold for other strangers?",
        measure_none_of_these,
        {
            CHAPTER: {"share": 0.25, "without": ()},
            HALF: {"share": 0.5, "without": ()},
            "without the rocket": {"share": 0.25, "without": ("rocket",)},
        },
        [
            Conclusion(
                "Pieces of stained tissue are refused less often than the held-out classes, in "
                "each split.",
                lambda found: (found["tissue refused"] < found["held-out classes refused"]).all(),
            ),
            Conclusion(
                "Pieces of the four other photographs are refused more often, in each split.",
                lambda found: all(
                    (found[f"{name} refused"] > found["held-out classes refused"]).all()
                    for name in OTHERS[:4]
                ),
            ),
        ],
    ),
    Experiment(
        "Do the probabilities come true?",
        measure_calibration,
        {
            CHAPTER: {"name": "places", "some": 1, "strength": None},
            "half of the pieces": {"name": "places", "some": 0.5, "strength": None},
            INSECTS: {"name": INSECTS, "some": 1, "strength": None},
        },
        [
            Conclusion(
                "The error is not larger than luck makes it in 19 of 20 draws, in each division.",
                lambda found: (
                    found["calibration error"] < found["by luck alone, 19 of 20 below"]
                ).all(),
                (CHAPTER, INSECTS),
            ),
            Conclusion(
                "On the average it is at most half as large again as luck makes it.",
                lambda found: (
                    found["calibration error"].mean() < 1.5 * found["by luck alone, mean"].mean()
                ),
            ),
            Conclusion(
                "In some divisions more is kept than promised, in others less.",
                lambda found: (
                    found["kept minus promised"].min() < 0 < found["kept minus promised"].max()
                ),
            ),
            Conclusion(
                "With half of the photographs error and luck are about twice as large as with all: "
                "0.05 and more.",
                lambda found: (
                    found["calibration error"].min() > 0.05
                    and found["by luck alone, mean"].mean() > 0.05
                ),
                ("half of the pieces",),
            ),
        ],
    ),
    Experiment(
        "Does it help that the last block learns, too?",
        measure_tuning,
        {
            CHAPTER: {"name": "places", "share": 0.25},
            HALF: {"name": "places", "share": 0.5},
            INSECTS: {"name": INSECTS, "share": 0.25},
        },
        [
            Conclusion(
                "In three of five divisions, or more, an epoch has a smaller validation loss.",
                lambda found: np.sum(found["best epoch"] > 0) >= 3,
                (CHAPTER, HALF),
            ),
            Conclusion(
                "In two of these three the loss on the test rises.",
                lambda found: (
                    np.sum(found["best epoch"] > 0) == 3
                    and np.sum(found["test loss, tuned"] > found["test loss, head alone"]) == 2
                ),
                (CHAPTER,),
            ),
            Conclusion(
                "On the average the loss on the test does not fall by 0.01.",
                lambda found: (
                    np.mean(found["test loss, head alone"] - found["test loss, tuned"]) < 0.01
                ),
            ),
            Conclusion(
                "The head alone is best in each division.",
                lambda found: (found["best epoch"] == 0).all(),
                (INSECTS,),
            ),
        ],
    ),
]
