"""Handwritten digits that ship with scikit-learn."""

import numpy as np

from cnn_lessons.datasets.dataset import Dataset


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
        Whether to keep the order of the file instead, and test on its end. What a person
        wrote stands together in the file [2]_: the test digits are from people of whom
        the training set has nothing, but for the one at the cut.

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
    Digits by writers: 1437 training and 360 test images, 8 × 8 × 1
    """
    from sklearn.datasets import load_digits as load
    from sklearn.model_selection import train_test_split

    digits = load()
    images = (digits.images[..., np.newaxis] / 16).astype(np.float32)
    x_train, x_test, y_train, y_test = train_test_split(
        images,
        digits.target,
        test_size=test_fraction,
        shuffle=not by_writers,
        stratify=None if by_writers else digits.target,
        random_state=None if by_writers else seed,
    )
    name = "Digits by writers" if by_writers else "Digits"
    return Dataset(name, x_train, y_train, x_test, y_test, tuple("0123456789"))
