"""A head for features: one dense layer with softmax, which scikit-learn finds."""

import numpy as np


def logistic_head(strength, class_weight=None):
    """Return a head that has not learned yet: a logistic regression on scaled features.

    There is one minimum only, and scikit-learn goes straight to it. The features are brought to
    mean 0 and spread 1 before, so that the weight decay treats all of them alike.

    Parameters
    ----------
    strength : float
        How freely the weights may grow: the inverse of the weight decay.
    class_weight : {None, "balanced"}, optional
        With ``"balanced"`` every class counts the same, however many examples it has.

    Returns
    -------
    sklearn.pipeline.Pipeline
        A ``StandardScaler`` and a ``LogisticRegression``.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    regression = LogisticRegression(C=strength, class_weight=class_weight, max_iter=3000)
    return make_pipeline(StandardScaler(), regression)


def fit_head(features, labels, strength=0.3):
    """Return a dense layer with softmax for features: a `logistic_head` that has learned them.

    The strength is given, and every example counts the same. `photos.fit_photo_head` is for a
    folder of photographs: it chooses the strength, minds copies and unequal classes, and returns
    the layer's arrays.

    Parameters
    ----------
    features : ndarray, shape (N, F)
        From `compute_features`.
    labels : ndarray of int, shape (N,)
        Classes 0, 1, …, each of them at least once.
    strength : float, default=0.3
        How freely the weights may grow: the inverse of the weight decay.

    Returns
    -------
    sklearn.pipeline.Pipeline
        ``.score(features, labels)`` is its accuracy.
    """
    return logistic_head(strength).fit(features, labels)


def dense_weights(head):
    """Return kernel and bias that do what scaling and regression do, one column for each class.

    Parameters
    ----------
    head : sklearn.pipeline.Pipeline
        A `logistic_head`, fitted, as `fit_head` returns it.

    Returns
    -------
    list of ndarray, shapes (F, K) and (K,)
        For features as they are; of two classes scikit-learn keeps one column only.
    """
    scaler, regression = (step for _, step in head.steps)
    kernel, bias = regression.coef_.T, regression.intercept_
    if len(regression.classes_) == 2:  # it has one column: what class 1 gets more than class 0
        kernel, bias = np.concatenate([-kernel, kernel], axis=1) / 2, np.append(-bias, bias) / 2
    kernel = kernel / scaler.scale_[:, np.newaxis]
    return [kernel, bias - scaler.mean_ @ kernel]
