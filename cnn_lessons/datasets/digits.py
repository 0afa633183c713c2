"""Handwritten digits that ship with scikit-learn."""

import numpy as np

from cnn_lessons.datasets.dataset import Dataset

# Each writer filled in a form with the same 130 digits in the same order, a few of which were
# left out. Here a form begins: the order begins anew.
FORMS = (0, 130, 256, 386, 516, 646, 776, 906, 1029, 1157, 1287, 1415, 1545, 1667)


def load_digits(test_fraction=0.2, seed=0, by_writers=False):
    """Return scikit-learn's 1,797 handwritten digits of 8 × 8 pixels.

    Parameters
    ----------
    test_fraction : float, default=0.2
        Share of the digits kept for testing, the same for every class.
    seed : int, default=0
        Which digits these are. The split is random, so that writers appear in
        both parts.
    by_writers : bool, default=False
        Whether to keep what a person wrote together, in the order of the file [2]_. It has
        14 forms, one after another, and whole forms are kept for testing: with `seed` 0 the
        last ones, with 1 those before them, and so on. The data set's description speaks of
        13 people [1]_, so that two of the forms may be of one hand.

    Returns
    -------
    Dataset
        Images of shape (N, 8, 8, 1) from 0 to 1, and classes from 0 to 9.

    References
    ----------
    .. [1] E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits",
       1998. https://archive.ics.uci.edu/dataset/80
    .. [2] scikit-learn MOOC, "Sample grouping".
       https://inria.github.io/scikit-learn-mooc/python_scripts/cross_validation_grouping.html

    Examples
    --------
    >>> load_digits()
    Digits: 1437 training and 360 test images, 8 × 8 × 1
    >>> load_digits(by_writers=True)
    Digits by writers: 1415 training and 382 test images, 8 × 8 × 1
    """
    from sklearn.datasets import load_digits as load
    from sklearn.model_selection import train_test_split

    digits = load()
    images = (digits.images[..., np.newaxis] / 16).astype(np.float32)
    if by_writers:
        tested = _in_test_forms(len(images), test_fraction, seed)
        x_train, x_test = images[~tested], images[tested]
        y_train, y_test = digits.target[~tested], digits.target[tested]
    else:
        x_train, x_test, y_train, y_test = train_test_split(
            images,
            digits.target,
            test_size=test_fraction,
            stratify=digits.target,
            random_state=seed,
        )
    name = "Digits by writers" if by_writers else "Digits"
    return Dataset(name, x_train, y_train, x_test, y_test, tuple("0123456789"))


def _in_test_forms(count, test_fraction, seed):
    """Return for each digit whether its form is one of those kept for testing."""
    forms = np.searchsorted(FORMS, np.arange(count), side="right") - 1
    number = min(max(round(test_fraction * len(FORMS)), 1), len(FORMS) - 1)
    chosen = len(FORMS) - 1 - np.arange(seed * number, (seed + 1) * number)
    return np.isin(forms, chosen % len(FORMS))
