"""How much of a heat map lies where it should.

A box is ``(top, left, height, width)``, in pixels, as `mark_window` takes it.
"""

import numpy as np


def enlarge(heat, height, width):
    """Return a coarse map at the size of its image, bilinear between the middles of its cells.

    Parameters
    ----------
    heat : ndarray, shape (h, w)
        For example of `grad_cam`.
    height, width : int
        Size of the image, in pixels.

    Returns
    -------
    ndarray, shape (height, width)
    """
    from skimage.transform import resize

    heat = np.asarray(heat, dtype=float)
    return resize(heat, (height, width), order=1, mode="edge", anti_aliasing=False)


def share_inside(heat, box):
    """Return which share of a map's positive values lies in a box.

    Parameters
    ----------
    heat : ndarray, shape (H, W)
        As large as its image; see `enlarge`.
    box : (int, int, int, int)
        Top, left, height and width, in pixels.

    Returns
    -------
    float
        From 0 to 1; a map that is 0 everywhere gives NaN. Chance is the share of the
        box in the image's area.

    Raises
    ------
    ValueError
        If the box does not lie in the image.

    Examples
    --------
    >>> share_inside(np.ones((4, 6)), (0, 0, 2, 3))
    0.25
    """
    positive = np.maximum(heat, 0)
    total = positive.sum()
    return float(positive[_slices(positive.shape, box)].sum() / total) if total else float("nan")


def top_overlap(heat, box, share=0.2):
    """Return how well a map's strongest pixels fill a box: intersection over union.

    Parameters
    ----------
    heat, box
        As in `share_inside`.
    share : float, default=0.2
        Which share of the image's pixels counts as the strongest.

    Returns
    -------
    float
        From 0, apart, to 1, where they are the same pixels.

    Raises
    ------
    ValueError
        If the box does not lie in the image.

    Examples
    --------
    The strongest half of this map and its middle two columns share one column of three:

    >>> top_overlap(np.array([[4, 3, 2, 1], [4, 3, 2, 1]]), (0, 1, 2, 2), share=0.5)
    0.3333333333333333
    """
    heat = np.asarray(heat)
    inside = np.zeros(heat.shape, dtype=bool)
    inside[_slices(heat.shape, box)] = True
    count = round(share * heat.size)
    strongest = np.zeros(heat.size, dtype=bool)
    strongest[np.argsort(-heat, axis=None, kind="stable")[:count]] = True
    strongest = strongest.reshape(heat.shape)
    return float((strongest & inside).sum() / (strongest | inside).sum())


def _slices(shape, box):
    top, left, height, width = box
    fits = 0 <= top < top + height <= shape[0] and 0 <= left < left + width <= shape[1]
    if not fits:
        raise ValueError(
            f"box={tuple(box)} does not lie in {shape[0]} × {shape[1]} pixels. "
            "A box is (top, left, height, width)."
        )
    return slice(top, top + height), slice(left, left + width)
