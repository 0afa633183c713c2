"""Augmentation: new training images from old ones, by chance.

Every function takes a batch and a random generator, and draws anew for each image:
``(images, rng, how much)``. What it then does is in *transforms*.
"""

import numpy as np

from cnn_lessons.learning.transforms import (
    brighten,
    check_images,
    flip,
    rotate,
    saturate,
    shift,
    zoom,
)
from cnn_lessons.operations.values import at_least_0, from_0_to_1


def random_flip(images, rng, probability=0.5):
    """Return the batch with some images mirrored, left to right.

    Parameters
    ----------
    images : ndarray, shape (N, H, W, C)
        Float from 0 to 1.
    rng : numpy.random.Generator
        Where the choice comes from: ``np.random.default_rng(seed)``.
    probability : float, default=0.5
        That an image is mirrored, from 0 to 1.

    Returns
    -------
    ndarray, same shape
        A new array; so it is for all functions here.

    Raises
    ------
    TypeError, ValueError
        If `images` are not such a batch, or `probability` is outside of its range.
    """
    _check_batch(images)
    from_0_to_1(probability, "probability")
    chosen = rng.random(len(images)) < probability
    return np.where(chosen[:, None, None, None], flip(images), images)


def random_shift(images, rng, most):
    """Return the batch with every image moved by whole pixels, black behind it.

    Parameters
    ----------
    images : ndarray, shape (N, H, W, C)
        Float from 0 to 1.
    rng : numpy.random.Generator
        Where the distances come from.
    most : int
        Farthest up, down, left and right, in pixels; all distances are equally likely.

    Returns
    -------
    ndarray, same shape

    Raises
    ------
    TypeError, ValueError
        If `images` are not such a batch, or `most` is negative or not whole.

    Examples
    --------
    A point in the middle moves by one pixel at most, and so is still there:

    >>> points = np.zeros((2, 3, 3, 1))
    >>> points[:, 1, 1] = 1
    >>> random_shift(points, np.random.default_rng(0), most=1).sum(axis=(1, 2, 3))
    array([1., 1.])
    """
    _check_batch(images)
    at_least_0(most, "most")
    if most != int(most):
        raise ValueError(f"most={most!r}, but whole pixels are expected, such as {int(most)}.")
    distances = rng.integers(-most, most, size=(len(images), 2), endpoint=True)
    return np.stack([shift(image, *way) for image, way in zip(images, distances, strict=True)])


def random_rotation(images, rng, most):
    """Return the batch with every image turned about its centre, to the left or right.

    Parameters
    ----------
    images : ndarray, shape (N, H, W, C)
        Float from 0 to 1.
    rng : numpy.random.Generator
        Where the angles come from.
    most : float
        Largest angle, in degrees.

    Returns
    -------
    ndarray, same shape

    Raises
    ------
    TypeError, ValueError
        If `images` are not such a batch, or `most` is negative.
    """
    return _each(rotate, images, rng, 0, most)


def random_zoom(images, rng, most):
    """Return the batch with every image enlarged or made smaller.

    Parameters, Returns and Raises are those of `random_rotation`; the factor lies between
    ``1 - most`` and ``1 + most``, and `most` below 1.
    """
    if not most < 1:
        raise ValueError(f"most={most!r}, but a number below 1 is expected: 0.1 is a tenth.")
    return _each(zoom, images, rng, 1, most)


def random_saturation(images, rng, most):
    """Return a batch of colour images, each with stronger or weaker colours.

    Parameters, Returns and Raises are those of `random_rotation`; the factor of `saturate` lies
    between ``1 - most`` and ``1 + most``.
    """
    return _each(saturate, images, rng, 1, most)


def random_brightness(images, rng, most):
    """Return the batch with every image made brighter or darker.

    Parameters, Returns and Raises are those of `random_rotation`; the amount lies between
    ``-most`` and ``most``.
    """
    return _each(brighten, images, rng, 0, most)


def random_crop(images, rng, height, width):
    """Return a window of every image; all places where it fits are equally likely.

    Parameters
    ----------
    images : ndarray, shape (N, H, W, C)
        Float from 0 to 1.
    rng : numpy.random.Generator
        Where the places come from.
    height, width : int
        Size of the window, in pixels; at most `H` and `W`.

    Returns
    -------
    ndarray, shape (N, height, width, C)

    Raises
    ------
    TypeError, ValueError
        If `images` are not such a batch, or the window does not fit.

    Examples
    --------
    >>> random_crop(np.zeros((5, 256, 256, 3)), np.random.default_rng(0), 224, 224).shape
    (5, 224, 224, 3)
    """
    _check_batch(images)
    N, H, W, _ = images.shape
    if not (1 <= height <= H and 1 <= width <= W):
        raise ValueError(
            f"a crop of {height} × {width} pixels does not fit in images of {H} × {W}. "
            f"Use a height from 1 to {H} and a width from 1 to {W}."
        )
    tops = rng.integers(0, H - height, size=N, endpoint=True)
    lefts = rng.integers(0, W - width, size=N, endpoint=True)
    return np.stack(
        [
            image[top : top + height, left : left + width]
            for image, top, left in zip(images, tops, lefts, strict=True)
        ]
    )


def compose(*steps):
    """Return one function that does several, one after the other.

    Parameters
    ----------
    *steps : callable
        Functions ``(images, rng) -> images``. `functools.partial` makes one from a
        function that wants to know how much.

    Returns
    -------
    callable
        ``(images, rng) -> images``, as `Sequential.fit` takes it for `augment`.

    Examples
    --------
    >>> from functools import partial
    >>> augment = compose(random_flip, partial(random_shift, most=2))
    >>> augment(np.zeros((5, 7, 7, 3)), np.random.default_rng(0)).shape
    (5, 7, 7, 3)
    """

    def augment(images, rng):
        for step in steps:
            images = step(images, rng)
        return images

    return augment


def _each(function, images, rng, middle, most):
    """Return the batch after `function`, with a number around `middle` for each image."""
    _check_batch(images)
    at_least_0(most, "most")
    amounts = rng.uniform(middle - most, middle + most, size=len(images))
    return np.stack([function(image, by) for image, by in zip(images, amounts, strict=True)])


def _check_batch(images):
    check_images(images)
    if images.ndim != 4:
        raise ValueError(
            f"images have shape {images.shape}, but a batch (N, H, W, C) is expected. "
            "For one image use images[np.newaxis]."
        )
