"""What bends bring, whether a walk makes digits or copies, and where grey comes from.

The chapter's logs have five seeds for its own settings, and for twice the photographs: they are
judged as they are. Trained anew are digits from fewer images and colours from a quarter of the
photographs. A dash stands for what was not measured; there the "(no)" of a sentence means that
nobody knows.
"""

import numpy as np
from experiment import Conclusion, Experiment

CHAPTER, FEW, FEWER = "as in the chapter", "5,000 digits", "500 digits"
STEPS = 800  # of the autoencoder


def digits(seed, count=None):
    """Return what autoencoder and walk come to, on digits held out."""
    if count is None:
        return logged(seed)
    from sklearn.decomposition import PCA
    from train_generators import fit_autoencoder, flat, held_out, predict, train_reader

    from cnn_lessons.datasets import fetch_mnist
    from cnn_lessons.tasks import nearest_distances, remove_noise, train_denoiser

    x, y, held = held_out(fetch_mnist())
    rng, held = np.random.default_rng(seed), held[:1000]
    chosen = rng.choice(len(x), 5000, replace=False)
    read, x = train_reader(x[chosen], y[chosen], seed), x[chosen[:count]]
    encoder, decoder = fit_autoencoder(x, 8, STEPS * 256 // max(count, 256), seed)
    pca = PCA(8, svd_solver="covariance_eigh").fit(flat(x))
    straight = pca.inverse_transform(pca.transform(flat(held)))
    bent = flat(predict(decoder, predict(encoder, held)))
    scale = PCA(whiten=True).fit(predict(encoder, x))
    codes, others = (scale.transform(predict(encoder, each)) for each in (x, held[:300]))
    guess = train_denoiser(codes, 1000, seed=seed, progress=False)
    noise = rng.normal(size=(300, 8))
    walked = remove_noise(guess, noise, 50)

    def sure(codes):
        shares = read(predict(decoder, scale.inverse_transform(codes)))
        return np.mean(shares.max(axis=1) >= 0.9)

    walk_near, other_near = (nearest_distances(each, codes) for each in (walked, others))
    return {
        "of PCA's error": np.mean((bent - flat(held)) ** 2) / np.mean((straight - flat(held)) ** 2),
        "sure, random codes": sure(noise),
        "sure, 50 steps": sure(walked),
        "code distance, 50 steps": walk_near.mean(),
        "code distance, digits held out": other_near.mean(),
        "least, 50 steps": walk_near.min(),
        "least, digits held out": other_near.min(),
    }


def logged(seed):
    """Return what the log has of the chapter's settings."""
    from cnn_lessons.tasks import load_log

    def value(log, measure, method, **wanted):
        (run,) = load_log(log, seed=seed, size=8, method=method, **wanted)
        return run[measure]

    bent, straight = (
        value("autoencoders", "error", method, images=55_000) for method in ("autoencoder", "PCA")
    )
    found = {"of PCA's error": bent / straight}
    for name in ("random codes", "50 steps"):
        found[f"sure, {name}"] = value("generators", "sure", name)
    names = ("50 steps", "digits held out")
    unknown = [f"{what}, {name}" for what in ("code distance", "least") for name in names]
    return found | dict.fromkeys(unknown, np.nan)


DIGITS = Experiment(
    "Are eight numbers enough, and does the walk find digits?",
    digits,
    {
        CHAPTER: {},
        FEW: {"count": 5000},
        FEWER: {"count": 500},
    },
    [
        Conclusion(
            "The autoencoder has 0.7 of PCA's error or less.",
            lambda found: found["of PCA's error"].max() < 0.7,
            (CHAPTER,),
        ),
        Conclusion(
            "It has less error than PCA, in each seed.",
            lambda found: found["of PCA's error"].max() < 1,
            (CHAPTER, FEW),
        ),
        Conclusion(
            "It has more error than PCA, in each seed.",
            lambda found: found["of PCA's error"].min() > 1,
            (FEWER,),
        ),
        Conclusion(
            "After 50 steps the reader is sure of more than of random codes, in each seed.",
            lambda found: (found["sure, 50 steps"] > found["sure, random codes"] + 0.05).all(),
            (CHAPTER, FEW),
        ),
        Conclusion(
            "The codes after 50 steps are farther from the training codes than those of digits "
            "held out, in each seed.",
            lambda found: (
                found["code distance, 50 steps"] > found["code distance, digits held out"]
            ).all(),
            (FEW,),
        ),
        Conclusion(
            "None is a copy: the least distance is half of that of digits held out, or more.",
            lambda found: (found["least, 50 steps"] > found["least, digits held out"] / 2).all(),
            (FEW,),
        ),
    ],
)


def colours(seed, images=6000, trained=False):
    """Return errors and chroma of several ways to guess colours, on photographs held out."""
    if not trained:
        from cnn_lessons.tasks import load_log

        runs = load_log("colorizers", seed=seed, images=images)
        return named({run["method"]: (run["error"], run["chroma"]) for run in runs})
    from train_generators import guess_colours, held_out

    from cnn_lessons.datasets import fetch_cifar10
    from cnn_lessons.tasks import chroma, colour_errors, split_lightness

    x, _, held = held_out(fetch_cifar10())
    lightness, truth = split_lightness(held[:500])
    some = x[np.random.default_rng(seed).choice(len(x), images, replace=False)]
    guessed = guess_colours(*split_lightness(some), lightness, 3, 20, seed)
    guessed |= {"truth": truth, "grey": 0 * truth}
    return named(
        {
            method: (colour_errors(each, lightness, held[:500]).mean(), chroma(each).mean())
            for method, each in guessed.items()
            if method in METHODS
        }
    )


METHODS = ("truth", "grey", "mean colour", "squares", "squares × 2", "most likely")
METHODS += ("mean of classes", "balanced 0.75")


def named(measured):
    """Return errors over grey's, and chroma as a share of the photographs'."""
    grey, strong = measured["grey"][0], measured["truth"][1]
    found = {}
    for method in METHODS[2:]:
        error, strength = measured[method]
        found[f"{method}: error, grey's taken off"] = error - grey
        found[f"{method}: chroma"] = strength / strong
    return found


def error(method):
    """Return the name of an error."""
    return f"{method}: error, grey's taken off"


TWICE, QUARTER = "twice the photographs", "a quarter of the photographs"
COLOURS = Experiment(
    "What do squares and classes make of colours?",
    colours,
    {CHAPTER: {}, TWICE: {"images": 12_000}, QUARTER: {"images": 1500, "trained": True}},
    [
        Conclusion(
            "Least squares are not three fifths as colourful as the photographs.",
            lambda found: found["squares: chroma"].max() < 0.6,
        ),
        Conclusion(
            "Least squares are no nearer than grey by more than a fiftieth of grey's error of 10.",
            lambda found: found[error("squares")].min() > -0.2,
            (CHAPTER,),
        ),
        Conclusion(
            "They are nearer than grey in each seed, by more than that in the mean.",
            lambda found: (
                found[error("squares")].max() < 0 and found[error("squares")].mean() < -0.2
            ),
            (TWICE,),
        ),
        Conclusion(
            "They are farther than grey in each seed.",
            lambda found: found[error("squares")].min() > 0,
            (QUARTER,),
        ),
        Conclusion(
            "They are nearer than the mean colour, which needs no image, in each seed.",
            lambda found: (found[error("squares")] < found[error("mean colour")] - 0.1).all(),
        ),
        Conclusion(
            "The most likely class has less than a fifth of the photographs' chroma.",
            lambda found: found["most likely: chroma"].max() < 0.2,
        ),
        Conclusion(
            "The mean of the classes is as near as squares, within 0.15.",
            lambda found: (
                abs(found[error("mean of classes")] - found[error("squares")]).max() < 0.15
            ),
            (CHAPTER, TWICE),
        ),
        Conclusion(
            "Doubled, least squares are nearer than the balanced classes, in the mean.",
            lambda found: found[error("squares × 2")].mean() < found[error("balanced 0.75")].mean(),
            (CHAPTER, TWICE),
        ),
        Conclusion(
            "And they are as strong, or stronger, in the mean.",
            lambda found: (
                found["squares × 2: chroma"].mean() > found["balanced 0.75: chroma"].mean()
            ),
            (CHAPTER, TWICE),
        ),
    ],
)

EXPERIMENTS = [DIGITS, COLOURS]
