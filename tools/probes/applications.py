"""Whether trained features win, what windows hear and see, and how many frames are best.

The chapter's experiments, over seeds, and with neighbours: fewer patches, and a choice of the
photographs to search; more sounds and other noise to hear; the same for films; films that move
faster to average. Controls: features with random weights, mean colour and pixels; a dense network;
frames in random order.
"""

import numpy as np
from experiment import Conclusion, Experiment

from cnn_lessons.datasets import load_digits, load_patches

CHAPTER = "as in the chapter"
SHIFTS = (20, 24, 32)


def search(seed, per_class=20, photographs=10):
    """Return precision at 5 of four descriptions by two measures, for one set of patches."""
    from cnn_lessons.architectures import build
    from cnn_lessons.practice import compute_features, cut_head, load_backbone
    from cnn_lessons.practice.backbone import backbone
    from cnn_lessons.tasks import find_nearest, precision_at

    names = load_patches(per_class=1, test_per_class=1).class_names
    if photographs < 10:
        names = np.random.default_rng(seed).choice(names, photographs, replace=False)
    part = load_patches(*map(str, names), per_class=per_class, test_per_class=20, seed=seed)
    trained = cut_head(load_backbone(), "conv3_relu")
    untrained = cut_head(build(backbone(), seed=seed), "conv3_relu")
    descriptions = {
        "trained": lambda x: compute_features(trained, x),
        "untrained": lambda x: compute_features(untrained, x),
        "colour": lambda x: x.mean(axis=(1, 2)),
        "pixels": lambda x: x.reshape(len(x), -1),
    }
    found = {}
    for name, describe in descriptions.items():
        asked, gallery = describe(part.x_test), describe(part.x_train)
        for measure in ("cosine", "euclidean"):
            near = find_nearest(asked, gallery, 5, measure)
            found[f"{name}, {measure}"] = precision_at(near, part.y_test, part.y_train)
    return found


def better(found, name):
    """Return the higher of the two measures' means, run by run."""
    runs = [found[f"{name}, {measure}"] for measure in ("cosine", "euclidean")]
    return max(runs, key=np.mean)


def ahead(found):
    """Say of each run whether trained features are ahead of all others."""
    others = [better(found, name) for name in ("untrained", "colour", "pixels")]
    return found["trained, cosine"] > np.max(others, axis=0)


SEARCH = Experiment(
    "Which description finds most?",
    search,
    {
        CHAPTER: {},
        "10 patches of each": {"per_class": 10},
        "five of the photographs, drawn anew": {"photographs": 5},
    },
    [
        Conclusion(
            "Trained features are best, in each set.",
            lambda found: ahead(found).all(),
            (CHAPTER, "10 patches of each"),
        ),
        Conclusion(
            "In some draws of photographs they are best, in some not.",
            lambda found: 0 < ahead(found).sum() < 5,
            ("five of the photographs, drawn anew",),
        ),
        Conclusion(
            "By the cosine random filters are ahead of the mean colour, in the mean.",
            lambda found: np.mean(found["untrained, cosine"] - better(found, "colour")) > 0.01,
        ),
        Conclusion(
            "By distance they fall behind it, or are no better, in the mean.",
            lambda found: np.mean(found["untrained, euclidean"] - better(found, "colour")) < 0.01,
        ),
        Conclusion(
            "By distance they are no better than pixels, in the mean.",
            lambda found: np.mean(found["untrained, euclidean"] - better(found, "pixels")) < 0.01,
        ),
        Conclusion(
            "Three numbers of colour get at least two thirds of what trained features get.",
            lambda found: (
                np.mean(better(found, "colour")) > 2 / 3 * np.mean(found["trained, cosine"])
            ),
        ),
        Conclusion(
            "Three numbers are not behind 3,072, in the mean.",
            lambda found: np.mean(better(found, "colour") - better(found, "pixels")) > -0.02,
        ),
        Conclusion(
            "Pixels gain by distance, in each set.",
            lambda found: (found["pixels, euclidean"] > found["pixels, cosine"]).all(),
        ),
    ],
)


def answers(model, x):
    """Return the likeliest class of each."""
    return model.predict(x, verbose=0).argmax(axis=1)


def hear(seed, count=400, noise=0.3, epochs=8):
    """Return what both networks get right, and how many answers stay when all begins later."""
    from cnn_lessons.practice import train
    from cnn_lessons.tasks import dense_network, make_sounds, window_network

    x, y = make_sounds(count, noise=noise, seed=[seed, 0])
    new, truth = make_sounds(400, noise=noise, seed=[seed, 1])
    table, found = [(16, 32, 8), (32, 8, 2)], {}
    for name, model in (
        ("convolution", window_network(x.shape[1:], 4, table, seed)),
        ("dense", dense_network(x.shape[1:], 4, seed=seed)),
    ):
        train(model, x, y, epochs, 0.01, 32, progress=False)
        before = answers(model, new)
        found[f"{name}, own"] = np.mean(answers(model, x) == y)
        found[f"{name}, new"] = np.mean(before == truth)
        for shift in SHIFTS:
            later = answers(model, np.roll(new, shift, axis=1))
            found[f"{name}, {shift} later"] = np.mean(later == before)
    return found


HEAR = Experiment(
    "What do they hear?",
    hear,
    {
        CHAPTER: {},
        "four times the sounds": {"count": 1600},
        "half the noise": {"noise": 0.15},
        "twice the noise": {"noise": 0.6},
    },
    [
        Conclusion(
            "Of new sounds the convolution knows two of three, or more.",
            lambda found: found["convolution, new"].min() > 2 / 3,
            (CHAPTER, "four times the sounds", "half the noise"),
        ),
        Conclusion(
            "The dense network knows all of its own.",
            lambda found: found["dense, own"].min() > 0.99,
            (CHAPTER, "half the noise", "twice the noise"),
        ),
        Conclusion(
            "Of new ones it knows hardly more than chance.",
            lambda found: found["dense, new"].max() < 0.4,
        ),
        Conclusion(
            "Of new ones the convolution knows more, in each run.",
            lambda found: (found["convolution, new"] > found["dense, new"] + 0.1).all(),
        ),
        Conclusion(
            "Moved by 32 samples, more of its answers stay than by 20 or 24, in each run.",
            lambda found: (
                found["convolution, 32 later"]
                > np.maximum(found["convolution, 20 later"], found["convolution, 24 later"])
            ).all(),
        ),
        Conclusion(
            "A multiple of the first stride alone, 24, does not help, in the mean.",
            lambda found: (
                np.mean(found["convolution, 24 later"] - found["convolution, 20 later"]) < 0.02
            ),
        ),
        Conclusion(
            "The dense network changes most of its answers.",
            lambda found: max(found[f"dense, {shift} later"].max() for shift in SHIFTS) < 0.5,
        ),
    ],
)


def see(seed, count=400, noise=0.3, epochs=4):
    """Return how often the direction is seen, in order and shuffled."""
    from cnn_lessons.practice import train
    from cnn_lessons.tasks import make_films, window_network

    digits, rng = load_digits(), np.random.default_rng(seed)

    def shuffle(films):
        return np.stack([film[rng.permutation(len(film))] for film in films])

    x, y = make_films(digits.x_train[:count], noise=noise, seed=[seed, 0])
    new, truth = make_films(digits.x_test[:200], noise=noise, seed=[seed, 1])
    found = {}
    for name, own, others in (("in order", x, new), ("shuffled", shuffle(x), shuffle(new))):
        model = window_network(x.shape[1:], 2, [(8, (2, 5, 5), 1)], seed)
        train(model, own, y, epochs, 0.01, 32, progress=False)
        found[name] = np.mean(answers(model, others) == truth)
    return found


SEE = Experiment(
    "Is the direction seen?",
    see,
    {
        CHAPTER: {},
        "twice the noise": {"noise": 0.6},
        "a quarter of the films": {"count": 100},
    },
    [
        Conclusion(
            "In order it is seen in nine of ten films, or more.",
            lambda found: found["in order"].min() > 0.9,
            (CHAPTER,),
        ),
        Conclusion(
            "In order it is seen more often than in the same films shuffled, in each run.",
            lambda found: (found["in order"] > found["shuffled"] + 0.05).all(),
            (CHAPTER, "twice the noise"),
        ),
        Conclusion(
            "Shuffled it is guessed.",
            lambda found: found["shuffled"].mean() < 0.6,
        ),
    ],
)


def average(seed, step=1, size=(12, 24)):
    """Return the best number of frames for three kinds of noise, and what else the mean gets."""
    from cnn_lessons.tasks import average_frames, make_films

    images, counts, found = load_digits().x_test[:200], range(1, 12, 2), {}
    clean, _ = make_films(images, 12, size, 0, seed, step)
    black = np.sqrt(np.mean(clean[:, 0] ** 2))
    for noise in (0.0625, 0.18, 0.35, 0.5):
        films, _ = make_films(images, 12, size, noise, seed, step)
        errors = [
            np.sqrt(np.mean((average_frames(films[:, :n]) - clean[:, n // 2]) ** 2)) for n in counts
        ]
        found[f"best of noise {noise}"] = counts[int(np.argmin(errors))]
        found[f"error of noise {noise}, black taken off"] = min(errors) - black
    return found


AVERAGE = Experiment(
    "How many frames are best?",
    average,
    {
        CHAPTER: {},
        "twice as fast": {"step": 2, "size": (12, 36)},
        "a larger frame": {"size": (24, 36)},
    },
    [
        Conclusion(
            "The less noise, the fewer frames are best.",
            lambda found: (
                (found["best of noise 0.0625"] <= found["best of noise 0.18"]).all()
                and (found["best of noise 0.18"] <= found["best of noise 0.35"]).all()
                and (found["best of noise 0.0625"] < found["best of noise 0.35"]).all()
            ),
        ),
        Conclusion(
            "One frame, three and seven.",
            lambda found: (
                set(found["best of noise 0.0625"]) == {1}
                and set(found["best of noise 0.18"]) == {3}
                and set(found["best of noise 0.35"]) == {7}
            ),
            (CHAPTER,),
        ),
        Conclusion(
            "With noise of 0.5 a black image is nearer than any mean.",
            lambda found: found["error of noise 0.5, black taken off"].min() > 0,
        ),
        Conclusion(
            "With noise of 0.35 the best mean is nearer than black.",
            lambda found: found["error of noise 0.35, black taken off"].max() < 0,
            (CHAPTER,),
        ),
    ],
)

EXPERIMENTS = [SEARCH, HEAR, SEE, AVERAGE]
