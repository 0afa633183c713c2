"""Augmentation: each image has its own luck, nothing else changes, and a seed repeats it."""

import re
from collections import Counter
from functools import partial

import numpy as np
import pytest

from cnn_lessons.learning import (
    Dense,
    Dropout,
    Flatten,
    Sequential,
    brighten,
    compose,
    flip,
    random_brightness,
    random_crop,
    random_flip,
    random_rotation,
    random_saturation,
    random_shift,
    random_zoom,
    rotate,
    saturate,
    shift,
    zoom,
)

SHAPE = (11, 7, 5, 3)
STEPS = {
    "flip": random_flip,
    "shift": partial(random_shift, most=2),
    "rotation": partial(random_rotation, most=30),
    "zoom": partial(random_zoom, most=0.3),
    "saturation": partial(random_saturation, most=0.5),
    "brightness": partial(random_brightness, most=0.3),
    "crop": partial(random_crop, height=5, width=2),
}


def images(count=11, seed=0):
    return np.random.default_rng(seed).random((count, *SHAPE[1:]))


def rng(seed=0):
    return np.random.default_rng(seed)


def copies(count):
    """Return one image, many times: what differs in the result is chance."""
    return np.repeat(images(1), count, axis=0)


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_the_same_seed_gives_the_same_images_and_another_others(step):
    np.testing.assert_array_equal(step(images(), rng(3)), step(images(), rng(3)))
    assert (step(images(), rng(3)) != step(images(), rng(4))).any()


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_each_image_of_a_batch_is_drawn_for_alone(step):
    results = step(copies(23), rng())
    assert len(np.unique(results.reshape(23, -1), axis=0)) > 1


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_the_given_images_are_left_alone_and_the_type_stays(step):
    batch = images().astype("float32")
    before = batch.copy()
    result = step(batch, rng())
    assert result.dtype == np.float32
    assert not np.shares_memory(result, batch)
    np.testing.assert_array_equal(batch, before)


def test_random_flip_mirrors_about_as_many_as_it_should():
    batch = images(1009)
    flipped = random_flip(batch, rng(), probability=0.2)
    mirrored = (flipped == flip(batch)).all(axis=(1, 2, 3))
    same = (flipped == batch).all(axis=(1, 2, 3))
    assert (mirrored ^ same).all()
    assert abs(mirrored.mean() - 0.2) < 0.05  # four standard deviations
    np.testing.assert_array_equal(random_flip(batch, rng(), 1), flip(batch))
    np.testing.assert_array_equal(random_flip(batch, rng(), 0), batch)


def test_random_shift_reaches_every_place_equally_often():
    image = images(1)
    results = random_shift(copies(2500), rng(), most=2)
    ways = {shift(image, i, j).tobytes(): (i, j) for i in range(-2, 3) for j in range(-2, 3)}
    found = Counter(ways[result[np.newaxis].tobytes()] for result in results)
    assert len(found) == 25
    assert min(found.values()) > 60  # 100 on average, four standard deviations
    assert max(found.values()) < 140


def test_random_crop_reaches_every_window_that_fits():
    image = images(1)[0]
    results = random_crop(copies(600), rng(), 5, 2)
    windows = {
        np.ascontiguousarray(image[i : i + 5, j : j + 2]).tobytes(): (i, j)
        for i in range(3)
        for j in range(4)
    }
    found = Counter(windows[result.tobytes()] for result in results)
    assert len(found) == (7 - 5 + 1) * (5 - 2 + 1)
    assert min(found.values()) > 22  # 50 on average, four standard deviations
    np.testing.assert_array_equal(random_crop(images(), rng(), 7, 5), images())


@pytest.mark.parametrize(
    ("step", "function", "amounts"),
    [
        (partial(random_rotation, most=30), rotate, (-30, 30)),
        (partial(random_zoom, most=0.3), zoom, (0.7, 1.3)),
        (partial(random_saturation, most=0.5), saturate, (0.5, 1.5)),
        (partial(random_brightness, most=0.2), brighten, (-0.2, 0.2)),
    ],
)
def test_amounts_fill_the_range_and_stay_within(step, function, amounts):
    image = images(1)[0] * 0.4 + 0.3  # far from 0 and 1, where colours are cut off
    batch = np.repeat(image[np.newaxis], 199, axis=0)
    grid = np.linspace(*amounts, 201)
    candidates = np.array([function(image, by) for by in grid])
    nearest = [
        grid[abs(candidates - result).max(axis=(1, 2, 3)).argmin()] for result in step(batch, rng())
    ]
    distances = [
        abs(candidates - result).max(axis=(1, 2, 3)).min() for result in step(batch, rng())
    ]
    low, high = amounts
    assert max(distances) < 0.02  # between two of the grid
    assert min(nearest) < low + 0.1 * (high - low)
    assert max(nearest) > high - 0.1 * (high - low)
    assert abs(np.mean(nearest) - (low + high) / 2) < 0.1 * (high - low)


def test_compose_does_one_step_after_the_other_with_one_generator():
    both = compose(random_flip, partial(random_crop, height=3, width=3))
    one = rng(5)
    expected = random_crop(random_flip(images(), one), one, 3, 3)
    np.testing.assert_array_equal(both(images(), rng(5)), expected)
    np.testing.assert_array_equal(compose()(images(), rng()), images())


def small_network(seed=0):
    return Sequential([Flatten(), Dropout(0.2), Dense(3)], SHAPE[1:], seed)


LABELS = np.arange(11) % 3


def test_fit_augments_every_batch_anew_and_not_the_validation():
    seen = []

    def augment(batch, generator):
        seen.append((len(batch), generator))
        return np.zeros_like(batch)

    network = small_network()
    looked_at = []
    evaluate = network.evaluate
    network.evaluate = lambda x, y: looked_at.append(x.copy()) or evaluate(x, y)
    batch = images().astype("float32")
    before = [array.copy() for array in network.parameters]
    network.fit(batch, LABELS, 2, batch_size=4, validation=(batch, LABELS), augment=augment,
                progress=False)  # fmt: skip
    assert [count for count, _ in seen] == [4, 4, 3] * 2
    assert all(generator is network.rng for _, generator in seen)
    for shown in looked_at:
        np.testing.assert_array_equal(shown, batch)
    kernel, bias = (
        (after != old).any() for after, old in zip(network.parameters, before, strict=True)
    )
    assert bias
    assert not kernel  # it saw black images only


def test_fit_with_augmentation_repeats_with_the_same_seed():
    augment = compose(random_flip, partial(random_shift, most=1))
    batch = images().astype("float32")
    results = []
    for seed in (3, 3, 4):
        network = small_network(seed)
        network.fit(batch, LABELS, 2, augment=augment, progress=False)
        results.append(network.predict(batch))
    np.testing.assert_array_equal(results[0], results[1])
    assert (results[0] != results[2]).any()


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_one_image_without_a_batch_is_refused(step):
    message = "images have shape (7, 5, 3), but a batch (N, H, W, C) is expected. For one image"
    with pytest.raises(ValueError, match=re.escape(message)):
        step(images()[0], rng())


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda x: random_shift(x, rng(), -1), "most=-1, but a number of at least 0"),
        (lambda x: random_shift(x, rng(), 1.5), "most=1.5, but whole pixels are expected"),
        (lambda x: random_rotation(x, rng(), -5), "most=-5, but a number of at least 0"),
        (lambda x: random_zoom(x, rng(), 1.0), "most=1.0, but a number below 1 is expected"),
        (lambda x: random_flip(x, rng(), 1.5), "probability=1.5, but a number from 0 to 1"),
        (lambda x: random_flip(x, rng(), -0.5), "probability=-0.5, but a number from 0 to 1"),
        (lambda x: random_crop(x, rng(), 8, 5), "a crop of 8 × 5 pixels does not fit in images of"),
        (lambda x: random_crop(x, rng(), 7, 0), "Use a height from 1 to 7 and a width from 1 to 5"),
        (lambda x: random_crop(x, rng(), 0, 5), "a crop of 0 × 5 pixels does not fit"),
        (lambda x: random_crop(x, rng(), 7, 6), "a crop of 7 × 6 pixels does not fit"),
    ],
)
def test_amounts_that_make_no_sense_are_refused(call, text):
    with pytest.raises(ValueError, match=re.escape(text)):
        call(images())


def test_a_crop_may_be_one_pixel():
    assert random_crop(images(), rng(), 1, 1).shape == (11, 1, 1, 3)


def test_random_crop_of_wider_images_reaches_the_windows_on_their_side():
    image = images(1)[0].swapaxes(0, 1)  # 5 × 7 pixels
    results = random_crop(np.repeat(image[np.newaxis], 600, axis=0), rng(), 2, 5)
    windows = {
        np.ascontiguousarray(image[i : i + 2, j : j + 5]).tobytes()
        for i in range(4)
        for j in range(3)
    }
    assert {result.tobytes() for result in results} == windows
