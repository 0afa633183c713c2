"""The head for photographs: logistic regression in which copies and unequal classes are minded."""

import numpy as np

from cnn_lessons.language import said
from cnn_lessons.practice.head import dense_weights, logistic_head

STRENGTHS = (0.001, 0.01, 0.1, 1.0)  # C of scikit-learn: the smaller, the simpler the head
FOLDS = 5


def fit_photo_head(features, labels, groups, strength=None, seed=0, progress=False):
    """Return kernel and bias of a dense layer that tells classes apart by features.

    It is a `logistic_head` in which every class counts the same, however many photographs it
    has. (In `fit_head` every example counts the same.)

    Parameters
    ----------
    features : ndarray, shape (N, F)
    labels, groups : ndarray of int, shape (N,)
        Classes from 0, and the numbers of the copies.
    strength : float, optional
        How freely the weights may grow; by default what `choose_strength` says.
    seed : int, default=0
        Of the folds.
    progress : bool, default=False
        Whether to show how far it is.

    Returns
    -------
    kernel : ndarray of float32, shape (F, K)
    bias : ndarray of float32, shape (K,)
        For the features as they are.
    """
    if strength is None:
        strength = choose_strength(features, labels, groups, seed, progress)
    head = logistic_head(strength, class_weight="balanced").fit(features, labels)
    kernel, bias = dense_weights(head)
    return kernel.astype(np.float32), bias.astype(np.float32)


def choose_strength(features, labels, groups, seed=0, progress=False):
    """Return the strength whose head does best on photographs that it has not learned.

    Of four it is the one with the smallest loss in a cross-validation that keeps copies together
    and in which every class counts the same; where a class has one photograph only, and nothing
    can be set aside, a middle one.

    Parameters
    ----------
    features, labels, groups, seed, progress
        As for `fit_photo_head`.

    Returns
    -------
    float
    """
    from sklearn.metrics import log_loss
    from sklearn.utils.class_weight import compute_sample_weight

    if _fewest(labels, groups) < 2:
        return STRENGTHS[1]
    weights = compute_sample_weight("balanced", labels)
    losses, strengths = [], STRENGTHS
    if progress:
        from tqdm.auto import tqdm

        strengths = tqdm(strengths, desc=said("fitting the head"), unit=said("try"))
    for strength in strengths:
        shares = held_out_shares(features, labels, groups, strength, seed)
        losses.append(log_loss(labels, shares, sample_weight=weights))
    return STRENGTHS[np.argmin(losses)]


def held_out_shares(features, labels, groups, strength, seed=0):
    """Return the shares, (N, K), that heads give photographs which they have not learned.

    Parameters
    ----------
    features, labels, groups, strength, seed
        As for `fit_photo_head`. Each class has two groups at least.

    Returns
    -------
    ndarray, shape (N, K)
        Each photograph's are from the head that has learned the other four fifths.
    """
    from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict

    count = min(FOLDS, _fewest(labels, groups))
    folds = StratifiedGroupKFold(count, shuffle=True, random_state=seed)
    head = logistic_head(strength, class_weight="balanced")
    splits = list(folds.split(features, labels, groups))
    return cross_val_predict(head, features, labels, cv=splits, method="predict_proba")


def _fewest(labels, groups):
    """Return how many different photographs the smallest class has."""
    return min(len(np.unique(groups[labels == label])) for label in np.unique(labels))
