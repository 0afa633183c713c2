"""Scenes of simple shapes, made on the spot: their boxes and pixels are known exactly."""

import numpy as np

from cnn_lessons.datasets.boxed_images import BoxedImages

#: The shapes of `make_scenes`, in the order of the labels.
SHAPES = ("ellipse", "rectangle", "triangle")
TRIES = 30  # for a place without another shape


def make_scenes(count, size=(96, 128), seed=0, fewest=1, most=4, noise=0.04):
    """Return images of ellipses, rectangles and triangles, with a box around each.

    Sizes, proportions and colours vary; shapes do not cover each other, though their boxes may
    overlap.

    Parameters
    ----------
    count : int
        How many images.
    size : (int, int), default=(96, 128)
        Height and width of the images, in pixels, at least 24.
    seed : int, default=0
        Other seeds, other scenes; the same seed and settings, the same scenes.
    fewest, most : int
        Shapes on an image; where no place is found for all, less than that many.
    noise : float, default=0.04
        Standard deviation of what is added to each pixel.

    Returns
    -------
    BoxedImages
        In colour; boxes go exactly around the pixels of a shape. The labels are positions in
        `SHAPES`.

    Raises
    ------
    ValueError
        If a number is out of its range.

    Examples
    --------
    >>> scenes = make_scenes(2, size=(32, 48), seed=3, most=1)
    >>> scenes.images.shape, [SHAPES[labels[0]] for labels in scenes.labels]
    ((2, 32, 48, 3), ['ellipse', 'triangle'])
    """
    return make_masked_scenes(count, size, seed, fewest, most, noise)[0]


def make_masked_scenes(count, size=(96, 128), seed=0, fewest=1, most=4, noise=0.04):
    """Return what `make_scenes` returns, and which pixels belong to which shape.

    Parameters
    ----------
    count, size, seed, fewest, most, noise
        As for `make_scenes`.

    Returns
    -------
    scenes : BoxedImages
    objects : ndarray of int64, shape (N, H, W)
        0 is background; k is the shape whose box is the k-th of its image, counted from 1.

    Raises
    ------
    ValueError
        If a number is out of its range.
    """
    H, W = size
    if min(H, W) < 24 or count < 1 or not 1 <= fewest <= most or noise < 0:
        raise ValueError(
            f"count={count}, size={size}, fewest={fewest}, most={most}, noise={noise}: expected at "
            "least one image of 24 × 24 pixels, 1 <= fewest <= most, and no negative noise."
        )
    rng = np.random.default_rng(seed)
    images = rng.normal(0, noise, (count, H, W, 3)).astype(np.float32)
    objects = np.zeros((count, H, W), np.int64)
    boxes, labels = [], []
    for image, owner in zip(images, objects, strict=True):
        ground = rng.uniform(0, 1, 3)
        kinds = _place(owner, rng.integers(fewest, most + 1), rng)
        colours = [ground, *(_another_colour(ground, rng) for _ in kinds)]
        image[:] += np.array(colours)[owner]
        boxes.append(boxes_around(owner, len(kinds)))
        labels.append(np.array(kinds, np.int64))
    return BoxedImages(np.clip(images, 0, 1), boxes, labels), objects


def boxes_around(objects, count):
    """Return the box around the pixels of each object.

    Parameters
    ----------
    objects : ndarray of int, shape (H, W)
        Numbers from 1 to `count`, each of them somewhere; 0 is background.
    count : int

    Returns
    -------
    ndarray of float32, shape (count, 4)
        Left, top, right and bottom.

    Examples
    --------
    >>> boxes_around(np.array([[0, 0, 1], [2, 0, 1]]), 2).tolist()
    [[2.0, 0.0, 3.0, 2.0], [0.0, 1.0, 1.0, 2.0]]
    """
    boxes = np.empty((count, 4), np.float32)
    for number in range(1, count + 1):
        rows, columns = np.nonzero(objects == number)
        boxes[number - 1] = columns.min(), rows.min(), columns.max() + 1, rows.max() + 1
    return boxes


def _place(owner, wanted, rng):
    """Write the shapes' numbers into `owner`, and return their kinds."""
    H, W = owner.shape
    kinds = []
    for _ in range(TRIES * wanted):
        side = rng.uniform(0.15, 0.5) * min(H, W)
        stretch = rng.uniform(0.7, 1.4)
        height, width = max(5, side * stretch), max(5, side / stretch)
        top, left = rng.uniform(0, H - height), rng.uniform(0, W - width)
        kind = rng.integers(len(SHAPES))
        inside = _shape(kind, owner.shape, (top, left, height, width))
        if not owner[inside].any():
            kinds.append(kind)
            owner[inside] = len(kinds)
        if len(kinds) == wanted:
            break
    return kinds


def _shape(kind, size, place):
    """Return which pixels have their middle within a shape that fills its place."""
    top, left, height, width = place
    down = (np.arange(size[0])[:, None] + 0.5 - top) / height
    right = (np.arange(size[1]) + 0.5 - left) / width
    if SHAPES[kind] == "ellipse":
        return (2 * down - 1) ** 2 + (2 * right - 1) ** 2 < 1
    half = 0.5 if SHAPES[kind] == "rectangle" else down / 2
    return (down > 0) & (down < 1) & (np.abs(right - 0.5) < half)


def _another_colour(ground, rng):
    while True:
        colour = rng.uniform(0, 1, 3)
        if np.abs(colour - ground).max() > 0.3:
            return colour
