"""Handwritten digits on patches of photographs."""

import numpy as np

from cnn_lessons.datasets.dataset import Dataset
from cnn_lessons.datasets.digits import load_digits
from cnn_lessons.datasets.patches import PATCH, load_patches

ENLARGED = 3  # times, in height and width: 8 pixels become 24
TESTED = 360  # digits, as many as `load_digits` keeps for testing
MOST = 80  # training digits of a class: so many are left, with any seed, beside the others


def load_digits_on_photos(per_class=40, seed=0, validation=False):
    """Return digits of 24 × 24 pixels on patches of photographs of 32 × 32.

    The digits are those of `load_digits`, enlarged. Each has a patch of its own and stands
    somewhere on it. In each channel the result is the absolute difference of digit and
    patch [1]_, so that a digit is bright on a dark patch, and dark on a bright one.

    Parameters
    ----------
    per_class : int, default=40
        Training digits of each class, at most 80.
    seed : int, default=0
        Which digits, which patches, and where on them.
    validation : bool, default=False
        Whether to leave the test images alone: other digits, which are not among the training
        digits either, then stand in for them, and all patches are from the left halves of the
        photographs, as in `load_patches`.

    Returns
    -------
    Dataset
        ``10 * per_class`` training and 360 test images of shape (N, 32, 32, 3) from 0 to 1, in
        random order.

    Raises
    ------
    ValueError
        If `per_class` is less than 1 or more than 80.

    References
    ----------
    .. [1] Y. Ganin et al., "Domain-adversarial training of neural networks", 2016, section 5.2,
       where digits of MNIST on patches of photographs are called MNIST-M.
       https://arxiv.org/abs/1505.07818

    Examples
    --------
    >>> load_digits_on_photos(per_class=20)
    Digits on photographs: 200 training and 360 test images, 32 × 32 × 3
    """
    if not 1 <= per_class <= MOST:
        raise ValueError(
            f"{per_class} digits of each class were asked for, expected 1 to {MOST}: so many there "
            "are of each beside those for validation and testing."
        )
    digits, rng = load_digits(seed=seed), np.random.default_rng(seed)
    patches = load_patches(
        per_class=per_class, test_per_class=TESTED // 10, seed=seed, validation=validation
    )
    few = _few_of_each(digits.y_train[:-TESTED], per_class, rng)
    tested = (digits.x_train[-TESTED:], digits.y_train[-TESTED:])
    if not validation:
        tested = (digits.x_test, digits.y_test)
    return Dataset(
        "Digits on photographs",
        _blend(digits.x_train[few], patches.x_train, rng),
        digits.y_train[few],
        _blend(tested[0], patches.x_test, rng),
        tested[1],
        digits.class_names,
    )


def _few_of_each(labels, count, rng):
    """Return the places of the first `count` of each class, shuffled."""
    return rng.permutation(
        np.concatenate([np.flatnonzero(labels == label)[:count] for label in range(10)])
    )


def _blend(digits, patches, rng):
    """Return patches, each with a digit at a place of its own."""
    large = digits.repeat(ENLARGED, 1).repeat(ENLARGED, 2)
    blended, side = patches.copy(), large.shape[1]
    corners = rng.integers(PATCH - side + 1, size=(len(large), 2))
    for image, digit, (top, left) in zip(blended, large, corners, strict=True):
        part = image[top : top + side, left : left + side]
        part[:] = np.abs(part - digit)
    return blended
