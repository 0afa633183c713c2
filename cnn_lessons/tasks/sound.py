"""Sounds of four kinds, to be told apart: generated, each at another time and pitch."""

import numpy as np

from cnn_lessons.operations.integers import is_int
from cnn_lessons.tasks.arguments import check_noise

#: Samples in a second of the sounds of `make_sounds`.
RATE = 4000
SAMPLES = 1024
#: The kinds of `make_sounds`, in the order of the labels.
KINDS = ("steady", "rising", "falling", "trill")
FADE = 0.05  # of a sound: how long it takes to come and to go


def make_sounds(count, noise=0.5, seed=0):
    """Return sounds of about a quarter of a second: steady, rising, falling, or a trill.

    When a sound begins, how long it lasts, its pitch and its phase are drawn at random, and so
    is its kind. A rising and a falling sound hold the same pitches, in another order.

    Parameters
    ----------
    count : int
        N.
    noise : float, default=0.5
        Standard deviation of what is added to each sample; the sounds go from −1 to 1.
    seed : int or list of int, default=0

    Returns
    -------
    sounds : ndarray of float32, shape (N, 1024, 1)
        4,000 samples in a second.
    labels : ndarray of int, shape (N,)
        Places in ``KINDS``.

    Raises
    ------
    ValueError
        If `count` is not a whole number from 1, or `noise` not a number from 0.

    Examples
    --------
    >>> sounds, labels = make_sounds(5, noise=0)
    >>> sounds.shape, bool(abs(sounds).max() <= 1)
    ((5, 1024, 1), True)
    """
    if not is_int(count, least=1):
        raise ValueError(f"count={count}, expected at least 1, and a whole number.")
    check_noise(noise)
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, len(KINDS), count)
    sounds = rng.normal(0, noise, (count, SAMPLES, 1)).astype(np.float32)
    for sound, label in zip(sounds[..., 0], labels, strict=True):
        length = rng.integers(SAMPLES // 2, SAMPLES - 100)
        start = rng.integers(0, SAMPLES - length)
        sound[start : start + length] += _sound(KINDS[label], length, rng)
    return sounds, labels


def _sound(kind, length, rng):
    time = np.linspace(0, 1, length)  # from begin to end
    low = rng.uniform(300, 600)  # hertz
    high = low * rng.uniform(1.6, 2.4)
    pitch = {
        "steady": np.full(length, rng.uniform(low, high)),
        "rising": low + (high - low) * time,
        "falling": high - (high - low) * time,
        "trill": np.where((4 * time).astype(int) % 2 == 0, low, high),
    }[kind]
    phase = 2 * np.pi * np.cumsum(pitch) / RATE + rng.uniform(0, 2 * np.pi)
    return np.sin(phase) * np.minimum(1, np.minimum(time, 1 - time) / FADE)
