"""Do answers with nine tenths come true nine times in ten? Shares held against what is right."""

from typing import NamedTuple

import numpy as np

BINS = 5


class Bin(NamedTuple):
    """Answers with about the same share.

    Parameters
    ----------
    count : int
        How many.
    share : float
        The mean of their largest shares: what they promise.
    right : float
        How many of them are right, from 0 to 1: what they keep.
    low, high : float
        Where that would lie for very many such answers, 95 times in 100: Wilson's interval.
    """

    count: int
    share: float
    right: float
    low: float
    high: float


def reliability(shares, labels, bins=BINS):
    """Return answers in groups of about the same share, and how many of each group are right.

    The shares from 0 to 1 are cut into equal parts; a share on a border belongs to the part
    above it.

    Parameters
    ----------
    shares : array_like, shape (N, K)
        What a classifier gives each class.
    labels : array_like of int, shape (N,)
        The true classes.
    bins : int, default=5
        Into how many parts.

    Returns
    -------
    list of Bin
        Those parts that have an answer in them, the smallest shares first.

    References
    ----------
    .. [1] C. Guo et al., "On calibration of modern neural networks", 2017, section 2.
       https://arxiv.org/abs/1706.04599
    """
    from scipy.stats import binomtest

    shares, labels = np.asarray(shares), np.asarray(labels)
    largest, is_right = shares.max(axis=1), shares.argmax(axis=1) == labels
    places = np.minimum((largest * bins).astype(int), bins - 1)
    found = []
    for place in np.unique(places):
        here = places == place
        count, right = int(here.sum()), int(is_right[here].sum())
        low, high = binomtest(right, count).proportion_ci(method="wilson")
        found.append(
            Bin(count, float(largest[here].mean()), right / count, float(low), float(high))
        )
    return found


def calibration_error(bins):
    """Return how far what is promised and what is kept are apart, on the mean over the answers.

    Parameters
    ----------
    bins : list of Bin
        As `reliability` returns them.

    Returns
    -------
    float
        From 0 to 1. Luck alone makes it larger than 0, the more so the fewer answers there are.

    Examples
    --------
    Ten answers with a share of 0.9, of which seven are right, and ten with 0.6, of which six:

    >>> round(calibration_error([Bin(10, 0.6, 0.6, 0.3, 0.8), Bin(10, 0.9, 0.7, 0.4, 0.9)]), 3)
    0.1
    """
    counts = np.array([each.count for each in bins])
    gaps = np.array([abs(each.share - each.right) for each in bins])
    return float(np.sum(counts * gaps) / counts.sum())
