"""A share below which the answer is "none of these", chosen on classes that were held out.

What a stranger will be, nobody knows. So each class takes its turn: a head learns the others, and
the photographs of this class are strangers to it.
"""

from dataclasses import dataclass, field

import numpy as np

from cnn_lessons.operations import softmax
from cnn_lessons.practice.photos.copies import split_photos
from cnn_lessons.practice.photos.head import fit_photo_head

FEWEST = 3  # classes: with one held out, two are left to tell apart
MOST = 10  # classes that take a turn; of more so many are drawn
KEPT = 0.95  # with two classes: share of one's own photographs that keep their answer


@dataclass(frozen=True)
class Threshold:
    """A share below which the answer is "none of these", and what it does.

    Parameters
    ----------
    value : float, default=0
        From 0 to 1; 0 answers with a class always.
    refused : dict of str to (int, int), optional
        For each class that was held out, how many of its test photographs are answered with
        "none of these", and of how many. Empty where no class could be held out.
    """

    value: float = 0.0
    refused: dict = field(default_factory=dict)

    @property
    def all_refused(self):
        """How many strangers are answered with "none of these", and of how many."""
        return tuple(np.sum([(0, 0), *self.refused.values()], axis=0).tolist())


def best_threshold(known, strangers):
    """Return the share that tells known photographs from strangers best.

    That is where the mean of two rates is largest: of the known that are at least at it, and of
    the strangers that are below.

    Parameters
    ----------
    known, strangers : array_like, shapes (N,) and (M,)
        The largest share of each photograph.

    Returns
    -------
    float
        One of the shares; of several that are as good, the smallest.

    Examples
    --------
    >>> best_threshold(known=[0.9, 0.5, 0.8, 0.95], strangers=[0.4, 0.6, 0.7])
    0.8
    """
    known, strangers = np.asarray(known), np.asarray(strangers)
    shares = np.unique(np.concatenate([known, strangers]))
    kept = (known >= shares[:, np.newaxis]).sum(axis=1)
    refused = (strangers < shares[:, np.newaxis]).sum(axis=1)
    # The two rates, times both numbers: whole, so that equals are equal.
    return float(shares[np.argmax(kept * len(strangers) + refused * len(known))])


def choose_threshold(features, labels, groups, is_test, strength, class_names, seed=0):
    """Return a `Threshold`, chosen on training photographs and measured on test photographs.

    Each class is held out once (ten of them, where there are more). A head learns three quarters
    of the other classes' training photographs; the rest of these are known, and all of the class
    are strangers. The shares of all turns together decide. With two classes nothing can be held
    out: a head for one class is always sure. There the threshold is the share that 95 of 100 of
    the known reach, and about strangers nothing is known.

    Parameters
    ----------
    features : ndarray, shape (N, F)
    labels, groups : ndarray of int, shape (N,)
        As for `fit_photo_head`.
    is_test : ndarray of bool, shape (N,)
        Which photographs are for testing.
    strength : float
        Of the heads.
    class_names : sequence of str
    seed : int, default=0
        Of the division, and of the classes that take a turn.

    Returns
    -------
    Threshold
        With value 0 where a class has too few different photographs to set any aside.
    """
    classes = np.unique(labels)
    train = np.flatnonzero(~is_test)
    try:
        aside = np.zeros(len(labels), dtype=bool)
        aside[train] = split_photos(labels[train], groups[train], seed=seed)
    except ValueError:  # a class has one photograph to learn from
        return Threshold()

    def largest_shares(held_out):
        """Return each photograph's largest share, of a head that has not learned a class."""
        learned = ~is_test & ~aside & (labels != held_out)
        numbers = np.unique(labels[learned], return_inverse=True)[1]
        kernel, bias = fit_photo_head(features[learned], numbers, groups[learned], strength)
        return softmax(features @ kernel + bias).max(axis=1)

    if len(classes) < FEWEST:
        return Threshold(float(np.quantile(largest_shares(-1)[aside], 1 - KEPT)))
    turns = np.sort(np.random.default_rng(seed).permutation(classes)[:MOST])
    shares = {turn: largest_shares(turn) for turn in turns}
    value = best_threshold(
        np.concatenate([shares[turn][aside & (labels != turn)] for turn in turns]),
        np.concatenate([shares[turn][~is_test & (labels == turn)] for turn in turns]),
    )
    refused = {turn: shares[turn][is_test & (labels == turn)] < value for turn in turns}
    return Threshold(
        value, {class_names[turn]: (int(each.sum()), len(each)) for turn, each in refused.items()}
    )
