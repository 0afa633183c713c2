"""Image search: the images whose features are nearest, and how many of them are right."""

import numpy as np

from cnn_lessons.operations.integers import is_int

MEASURES = ("cosine", "euclidean")


def find_nearest(queries, gallery, count, measure="cosine"):
    """Return which images of a gallery are nearest to each query.

    Every query is compared with every image of the gallery: nothing is learned, and nothing
    is left out. A query that is itself in the gallery is its own nearest neighbour.

    Parameters
    ----------
    queries : ndarray, shape (Q, D)
        Features of the images that are asked with.
    gallery : ndarray, shape (G, D)
        Features of the images that are searched.
    count : int
        How many neighbours, at most G.
    measure : {"cosine", "euclidean"}, default="cosine"
        The cosine of the angle between two vectors, whatever their lengths, or the straight
        distance. A vector of zeros has no direction: its cosine with all is 0.

    Returns
    -------
    ndarray of int, shape (Q, count)
        Positions in the gallery, the nearest first; of equal ones the first in the gallery.

    Raises
    ------
    ValueError
        If the shapes do not fit, a number is not finite, `count` is not from 1 to G, or
        `measure` is not known.

    Examples
    --------
    The first of the gallery has the query's direction, the second its length:

    >>> gallery = np.array([[3.0, 3.0], [1.0, 0.9], [-1.0, 1.0]])
    >>> find_nearest(np.array([[1.0, 1.0]]), gallery, count=2)
    array([[0, 1]])
    >>> find_nearest(np.array([[1.0, 1.0]]), gallery, count=2, measure="euclidean")
    array([[1, 2]])
    """
    queries, gallery = (
        _checked(name, rows) for name, rows in (("queries", queries), ("gallery", gallery))
    )
    if queries.shape[1] != gallery.shape[1]:
        raise ValueError(
            f"queries have {queries.shape[1]} features and the gallery has {gallery.shape[1]}. "
            "Compute both with the same network."
        )
    if not is_int(count, least=1) or count > len(gallery):
        raise ValueError(
            f"count={count}, expected a whole number from 1 to {len(gallery)}, the size of the "
            "gallery."
        )
    if measure not in MEASURES:
        raise ValueError(f'measure={measure!r} is not known. Use "cosine" or "euclidean".')
    if measure == "cosine":
        nearness = _unit_rows(queries) @ _unit_rows(gallery).T
    else:
        # |q − g|² = |q|² − 2 q·g + |g|², and |q|² is the same for all of the gallery. Moved to
        # the gallery's middle first: far from 0 the differences would be lost in rounding.
        middle = gallery.mean(axis=0)
        queries, gallery = queries - middle, gallery - middle
        nearness = 2 * queries @ gallery.T - np.sum(gallery**2, axis=1)
    return np.argsort(-nearness, axis=1, kind="stable")[:, :count]


def precision_at(neighbours, query_labels, gallery_labels):
    """Return precision at k: the share of the results that are of the query's class.

    Parameters
    ----------
    neighbours : ndarray of int, shape (Q, k)
        Positions in the gallery, as from `find_nearest`.
    query_labels : ndarray of int, shape (Q,)
    gallery_labels : ndarray of int, shape (G,)

    Returns
    -------
    float
        The mean over all queries, from 0 to 1.

    Raises
    ------
    ValueError
        If there is not one row of neighbours for each query, a position is not a whole number
        or not in the gallery, or names are to be compared with numbers.

    Examples
    --------
    Two of three results are right for the first query, one for the second:

    >>> precision_at(np.array([[0, 1, 3], [2, 0, 1]]), np.array([7, 5]), np.array([7, 7, 5, 5]))
    0.5
    """
    neighbours, query_labels = np.asarray(neighbours), np.asarray(query_labels)
    if neighbours.ndim != 2 or not neighbours.size or query_labels.shape != (len(neighbours),):
        raise ValueError(
            f"neighbours have shape {neighbours.shape} and query_labels {query_labels.shape}, "
            "expected (Q, k) and (Q,): one row of results for each query."
        )
    gallery_labels = np.asarray(gallery_labels)
    _check_gallery(neighbours, query_labels, gallery_labels)
    found = gallery_labels[neighbours]  # (Q, k)
    return float(np.mean(found == query_labels[:, np.newaxis]))


def _check_gallery(neighbours, query_labels, gallery_labels):
    if gallery_labels.ndim != 1:
        raise ValueError(
            f"gallery_labels have shape {gallery_labels.shape}, expected (G,): one label for each "
            "image of the gallery. `labels.ravel()` makes a row of a column."
        )
    size, whole = len(gallery_labels), neighbours.dtype.kind in "iu"
    if not whole or neighbours.min() < 0 or neighbours.max() >= size:
        raise ValueError(
            f"neighbours are {neighbours.dtype} from {neighbours.min()} to {neighbours.max()}, "
            f"expected positions in a gallery of {size}: whole numbers from 0 to {size - 1}."
        )
    if (query_labels.dtype.kind in "US") != (gallery_labels.dtype.kind in "US"):
        raise ValueError(
            f"query_labels are {query_labels.dtype} and gallery_labels {gallery_labels.dtype}. "
            "Give both as numbers, or both as names."
        )


def _checked(name, rows):
    rows = np.asarray(rows, dtype=np.float64)
    if rows.ndim != 2 or not rows.size:
        raise ValueError(
            f"{name} have shape {rows.shape}, expected (number of images, features). "
            "Flatten images first: images.reshape(len(images), -1)."
        )
    if not np.isfinite(rows).all():
        raise ValueError(f"{name} hold NaN or infinity. Look at what made them.")
    return rows


def _unit_rows(rows):
    """Return rows of length 1; a row of zeros stays."""
    largest = np.abs(rows).max(axis=1, keepdims=True)  # its square may be too large, or vanish
    rows = np.divide(rows, largest, out=np.zeros_like(rows), where=largest > 0)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
