"""Drawings of cells: stand-ins for photographs of blood cells and of nuclei."""

import numpy as np

from cnn_lessons.datasets.boxed_images import BoxedDataset, BoxedImages
from cnn_lessons.datasets.masked_images import MaskedDataset

# Class: (how many there are, from and to; radius as a share of the height; colour)
CELLS = {
    "RBC": ((6, 13), (0.085, 0.125), (0.80, 0.52, 0.52)),
    "WBC": ((1, 1), (0.15, 0.22), (0.50, 0.36, 0.66)),
    "Platelets": ((0, 2), (0.03, 0.045), (0.58, 0.42, 0.68)),
}
GROUND = (0.87, 0.85, 0.80)
APART, TOUCHING = 0.9, 0.95  # of the sum of two radii: neighbours touch, and overlap a little


def drawn_blood_cells(size):
    """Return drawings with cells of three kinds, some of which touch or leave the image.

    Parameters
    ----------
    size : (int, int)
        Height and width, in pixels.

    Returns
    -------
    BoxedDataset
        60 images to learn from, 15 to choose by and 25 to test on.
    """
    rng = np.random.default_rng(0)
    parts = [_drawings(count, size, rng) for count in (60, 15, 25)]
    return BoxedDataset("Drawn cells (stand-in for blood cells)", *parts, tuple(CELLS))


def drawn_nuclei():
    """Return drawings of bright nuclei on a dark ground, some of which touch.

    Returns
    -------
    MaskedDataset
        60 images of 256 × 256 pixels to learn from and 15 to test on.

    Examples
    --------
    >>> drawn_nuclei().name
    'Drawn nuclei (stand-in for nuclei)'
    """
    rng = np.random.default_rng(0)
    images, objects = zip(*(_nuclei((256, 256), rng) for _ in range(75)), strict=True)
    images, objects = np.stack(images)[..., None], np.stack(objects)
    names = tuple(f"drawing {number:02}" for number in range(75))
    parts = (images[:60], objects[:60], images[60:], objects[60:], names[:60], names[60:])
    return MaskedDataset("Drawn nuclei (stand-in for nuclei)", *parts)


def _drawings(count, size, rng):
    images, boxes, labels = zip(*(_blood(size, rng) for _ in range(count)), strict=True)
    names = tuple(f"drawing {number:02}" for number in range(count))
    return BoxedImages(np.stack(images), list(boxes), list(labels), names)


def _blood(size, rng):
    """Return an image with its boxes and labels."""
    H, W = size
    image = np.full((H, W, 3), GROUND)
    placed, labels = [], []
    # The large ones first, while there is room.
    for label, ((fewest, most), radii, colour) in sorted(enumerate(CELLS.values()), key=_by_size):
        for _ in range(rng.integers(fewest, most + 1)):
            radius = rng.uniform(*radii) * H
            center = _free_place(size, radius, placed, rng)
            if center is not None:
                placed.append((*center, radius))
                labels.append(label)
                _draw_cell(image, placed[-1], np.array(colour), label, rng)
    image += rng.normal(0, 0.02, image.shape)
    y, x, radius = np.array(placed).T
    corners = np.stack([x - radius, y - radius, x + radius, y + radius], axis=1)
    boxes = np.clip(corners, 0, (W, H, W, H)).astype(np.float32)
    return np.clip(image, 0, 1).astype(np.float32), boxes, np.array(labels, np.int64)


def _by_size(item):
    return -item[1][1][0]


def _free_place(size, radius, placed, rng):
    """Return a centre on the image, of a third beside another cell; or None, if all is full."""
    for _ in range(50):
        y, x = rng.uniform(0, size)
        if placed and rng.random() < 1 / 3:
            y, x, other = placed[rng.integers(len(placed))]
            angle, distance = rng.uniform(0, 2 * np.pi), TOUCHING * (radius + other)
            y, x = y + distance * np.sin(angle), x + distance * np.cos(angle)
        free = all(np.hypot(y - b, x - a) > APART * (radius + r) for b, a, r in placed)
        if free and 0 < y < size[0] and 0 < x < size[1]:
            return y, x
    return None


def _draw_cell(image, circle, colour, label, rng):
    part, distance = _around(image, circle)
    colour = colour + rng.normal(0, 0.03, 3)
    cover = np.clip((1 - distance) * circle[2], 0, 1)[..., None]  # soft over one pixel
    if label == 0:  # a red cell is thinner, and so paler, in the middle
        pale = np.exp(-((distance / 0.5) ** 2))[..., None]
        colour = colour + 0.6 * pale * (np.array(GROUND) - colour)
    part += cover * (colour - part)


def _around(image, circle):
    """Return the part of an image around a circle, and how far it is from its centre in radii."""
    y, x, radius = circle
    top, left = max(0, int(y - radius)), max(0, int(x - radius))
    part = image[top : int(y + radius) + 1, left : int(x + radius) + 1]
    down = np.arange(top, top + part.shape[0])[:, None] + 0.5 - y
    right = np.arange(left, left + part.shape[1]) + 0.5 - x
    return part, np.hypot(down, right) / radius


def _nuclei(size, rng):
    """Return an image and its objects."""
    image = np.full(size, rng.uniform(0.02, 0.1))
    objects, placed = np.zeros(size, np.int64), []
    typical = rng.uniform(7, 16)  # on one image they are alike
    for _ in range(rng.integers(5, 40)):
        radius = typical * rng.uniform(0.75, 1.25)
        center = _free_place(size, radius, placed, rng)
        if center is None:
            continue
        placed.append((*center, radius))
        part, distance = _around(image, placed[-1])
        inside = distance < 1
        part[inside] = rng.uniform(0.25, 0.8) * (1 - 0.4 * distance[inside] ** 2)
        _around(objects, placed[-1])[0][inside] = len(placed)
    image += rng.normal(0, 0.02, size)
    return np.clip(image, 0, 1).astype(np.float32), _renumbered(objects)


def _renumbered(objects):
    """Return objects as 0, 1, 2, …: of some nothing may be left to be seen."""
    return np.unique(objects, return_inverse=True)[1].reshape(objects.shape)
