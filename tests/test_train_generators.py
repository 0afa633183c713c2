"""The log of the generators: whole, plausible, and made by the script that it names."""

import numpy as np
import pytest

from cnn_lessons.tasks import load_log


def settings(log, names):
    """Return the settings of a log's lines, and fail if one is there twice."""
    lines = [tuple(run[name] for name in (*names, "method", "seed")) for run in load_log(log)]
    assert len(lines) == len(set(lines))
    return set(lines)


def test_autoencoders_have_each_setting_of_the_script_from_five_seeds():
    from train_generators import CODES

    expected = {
        (*each, method, seed)
        for each in CODES
        for method in ("PCA", "autoencoder")
        for seed in range(5)
    }
    expected |= {(*CODES[0], "straight", seed) for seed in range(5)}
    assert settings("autoencoders", ("size", "images", "epochs")) == expected


def test_generators_have_each_setting_of_the_script_from_five_seeds():
    from train_generators import GENERATORS

    methods = ("real digits", "through the code", "random pixels", "random codes")
    methods += ("1 step", "4 steps", "50 steps")
    expected = {(*each, name, seed) for each in GENERATORS for name in methods for seed in range(5)}
    assert settings("generators", ("size", "epochs", "steps")) == expected


def test_colorizers_have_each_setting_of_the_script_from_five_seeds():
    from train_generators import COLORIZERS

    found = settings("colorizers", ("images", "epochs", "step"))
    methods = {line[3] for line in found}
    assert {"truth", "grey", "mean colour", "squares", "most likely", "balanced 0.75"} < methods
    assert found == {
        (*each, name, seed) for each in COLORIZERS for seed in range(5) for name in methods
    }


def test_pca_of_one_size_is_the_same_for_each_seed_and_less_than_all_variance():
    for size in (8, 32):
        runs = load_log("autoencoders", size=size, images=55_000, method="PCA")
        assert len({run["error"] for run in runs}) == 1
    errors = [
        load_log("autoencoders", size=size, images=55_000, method="PCA")[0]["error"]
        for size in (8, 32)
    ]
    assert 0.0673 > errors[0] > errors[1] > 0  # MNIST's mean variance of a pixel


def test_measured_shares_are_shares_and_distances_are_in_order():
    for run in load_log("generators"):
        assert 0 <= run["sure"] <= 1
        assert 0 <= run["most"] <= 1
        assert 0 < run["least"] <= run["nearest"] < 28
    for run in load_log("colorizers"):
        assert 0 <= run["hue"] <= 1
        assert (run["chroma"] == 0) == (run["method"] == "grey")


def test_the_script_judges_by_shares_above_nine_tenths_and_by_the_nearest():
    from train_generators import judge_digits

    x = np.zeros((3, 28, 28, 1), np.float32)
    x[1, 0, 0] = 2
    images = np.zeros((5, 28, 28, 1), np.float32)
    images[:, 0, 0] = 3
    shares = np.full((5, 10), 0.01)
    shares[np.arange(5), [7, 7, 2, 1, 7]] = [0.95, 0.91, 0.9, 0.5, 0.8]
    found = judge_digits(images, lambda _: shares, x)
    # Three are sure, two of them of a 7; all are alike; the nearest differs by 1 in one pixel.
    assert found == ("0.600", "0.667", "0.000", "1.000", "1.000")


def test_the_script_counts_hues_of_strong_colours_only():
    from train_generators import same_hue

    truth = np.array([[30.0, 0.0], [30.0, 0.0], [0.0, 25.0], [3.0, 4.0]])
    colours = np.array([[2.0, 1.9], [2.0, 2.1], [0.0, 90.0], [3.0, 4.0]])
    assert same_hue(colours, truth) == pytest.approx(2 / 3)
