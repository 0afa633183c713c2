"""Masks: how well two agree, pixel by pixel.

A mask says of each pixel whether it belongs to a thing.
"""

import numpy as np


def dice(mask, truth):
    """Return the Dice coefficient: twice what two masks share, over what they have in all.

    Of a batch it is the pooled one, over all pixels together: an image with many pixels of the
    thing counts more than one with few. `dice_scores` gives one for each image.

    Parameters
    ----------
    mask, truth : array_like of bool, or of 0 and 1
        Of one shape.

    Returns
    -------
    float
        From 0 to 1. By convention 1 where both are empty: nothing was there, nothing was found.

    Raises
    ------
    ValueError
        If the shapes differ, or a mask holds anything but 0 and 1.

    References
    ----------
    .. [1] L. R. Dice, "Measures of the amount of ecologic association between species", 1945.

    Examples
    --------
    >>> dice([0, 1, 1], [1, 1, 1]), dice([0, 0], [0, 0])
    (0.8, 1.0)
    """
    mask, truth = check_masks(mask, truth)
    total = mask.sum() + truth.sum()
    return float(2 * (mask & truth).sum() / total) if total else 1.0


def iou(mask, truth):
    """Return intersection over union: what two masks share, over what at least one has.

    It and Dice's D say the same on another scale: D / (2 − D).

    Parameters
    ----------
    mask, truth : array_like of bool, or of 0 and 1
        Of one shape.

    Returns
    -------
    float
        From 0 to 1; 1 where both are empty.

    Raises
    ------
    ValueError
        If the shapes differ, or a mask holds anything but 0 and 1.

    Examples
    --------
    >>> iou([0, 1, 1, 1], [1, 1, 1, 0])
    0.5
    """
    mask, truth = check_masks(mask, truth)
    union = (mask | truth).sum()
    return float((mask & truth).sum() / union) if union else 1.0


def dice_scores(masks, truths):
    """Return the Dice coefficient of each image.

    Parameters
    ----------
    masks, truths : array_like of bool, or of 0 and 1, shape (N, H, W)

    Returns
    -------
    ndarray of float, shape (N,)

    Raises
    ------
    ValueError
        As `dice`; and if there is no image, or the shape is another.
    """
    masks, truths = check_masks(masks, truths)
    if masks.ndim != 3 or not len(masks):
        raise ValueError(f"masks have shape {masks.shape}, expected (N, H, W) with N of at least 1")
    return np.array([dice(mask, truth) for mask, truth in zip(masks, truths, strict=True)])


def choose_threshold(scores, truths, thresholds):
    """Return the threshold with the highest mean Dice, and that mean.

    It is chosen for the images that it is given. Give validation images, never test images.

    Parameters
    ----------
    scores : ndarray of float, shape (N, H, W)
        Large where the thing is thought to be.
    truths : ndarray of bool, or of 0 and 1, shape (N, H, W)
    thresholds : array_like of float
        The candidates. A pixel belongs to the thing if its score is above.

    Returns
    -------
    (float, float)
        The first of the best, and its mean Dice over the images.

    Raises
    ------
    ValueError
        As `dice_scores`; if there is no candidate, or a candidate or a score is NaN.
    """
    scores = np.asarray(scores)
    if np.isnan(np.asarray(thresholds, dtype=float)).any():
        raise ValueError("thresholds hold NaN (not a number): no score is above it. Leave it out.")
    if np.isnan(scores).any():
        raise ValueError("scores hold NaN (not a number). See where the network first gives it.")
    if not len(thresholds):
        raise ValueError("thresholds is empty. Give candidates, such as np.linspace(0.1, 0.9, 9).")
    means = [dice_scores(scores > threshold, truths).mean() for threshold in thresholds]
    best = int(np.argmax(means))
    return float(thresholds[best]), float(means[best])


def check_masks(mask, truth):
    """Return two masks as arrays of bool, unless their shapes differ or they are no masks.

    Examples
    --------
    >>> check_masks([[0, 1]], [[0, 255]])
    Traceback (most recent call last):
    ValueError: truth holds 255, but a mask holds 0 and 1 only. Use truth > 0 for numbered \
objects, truth > 127 for grey values, or a threshold for shares.
    """
    mask, truth = np.asarray(mask), np.asarray(truth)
    check_same_shape(mask, truth, ("mask", "truth"))
    return check_mask(mask, "mask"), check_mask(truth, "truth")


def check_same_shape(one, other, names):
    """Raise an error that helps, unless two arrays have one shape."""
    if one.shape != other.shape:
        raise ValueError(
            f"{names[0]} has shape {one.shape} and {names[1]} {other.shape}, expected one shape. "
            "Bring them to one size by repeating or leaving out pixels, not by averaging."
        )


def check_mask(mask, name):
    """Return a mask as an array of bool, unless it holds anything but 0 and 1."""
    mask = np.asarray(mask)
    if mask.dtype == bool:
        return mask
    strange = mask[(mask != 0) & (mask != 1)]  # NaN is neither
    if strange.size:
        raise ValueError(
            f"{name} holds {strange.flat[0]}, but a mask holds 0 and 1 only. Use {name} > 0 for "
            f"numbered objects, {name} > 127 for grey values, or a threshold for shares."
        )
    return mask.astype(bool)
