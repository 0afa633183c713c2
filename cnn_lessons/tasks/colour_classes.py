"""Colours as classes: a grid of them, and shares that do not favour the frequent ones."""

import numpy as np


def choose_colours(colours, step=20, least=0.0005):
    """Return the points of a grid that colours really take.

    Parameters
    ----------
    colours : ndarray, shape (…, 2)
        CIELAB's a and b of many pixels.
    step : float, default=20
        Width of the grid.
    least : float, default=0.0005
        Share of the pixels that a point needs.

    Returns
    -------
    ndarray of float32, shape (Q, 2)

    Raises
    ------
    ValueError
        If these are no colours, the grid has no width, or no point has its share.

    Examples
    --------
    >>> choose_colours(np.array([[1.0, -2.0], [19.0, 3.0]]))
    array([[ 0.,  0.],
           [20.,  0.]], dtype=float32)
    """
    colours = _as_colours(colours, "colours")
    if not step > 0:
        raise ValueError(f"step={step}, expected above 0: the width of the grid.")
    places = np.round(colours.reshape(-1, 2) / step)
    points, counts = np.unique(places, axis=0, return_counts=True)
    often = counts >= least * len(places)
    if not often.any():
        raise ValueError(
            f"No point has the share least={least}; the most frequent one has "
            f"{counts.max() / len(places):.4f}. Ask for less."
        )
    return (points[often] * step + 0.0).astype(np.float32)


def nearest_colours(colours, palette):
    """Return which colour of a palette is nearest.

    Parameters
    ----------
    colours : ndarray, shape (…, 2)
        CIELAB's a and b.
    palette : ndarray, shape (Q, 2)

    Returns
    -------
    ndarray of int, shape (…)
        Positions in the palette: the classes.

    Raises
    ------
    ValueError
        If these are no colours, or the palette is empty.

    Examples
    --------
    >>> nearest_colours(np.array([[9.0, 1.0], [12.0, 0.0]]), np.array([[0.0, 0.0], [20.0, 0.0]]))
    array([0, 1])
    """
    from scipy.spatial import cKDTree

    colours, palette = _as_colours(colours, "colours"), _as_colours(palette, "palette")
    return cKDTree(palette.reshape(-1, 2)).query(colours)[1]


def rebalance(shares, frequencies, power):
    """Divide shares by how frequent their classes are, to a power, and let them add up to 1.

    Parameters
    ----------
    shares : ndarray, shape (…, Q)
        Of the classes, for each pixel; they add up to 1.
    frequencies : ndarray, shape (Q,)
        Of the classes among all pixels, above 0.
    power : float
        0 leaves the shares as they are; 1 takes all of the classes' frequencies out.

    Returns
    -------
    ndarray, shape (…, Q)

    Raises
    ------
    ValueError
        If a frequency is not above 0, a share below 0, the power not between 0 and 1, or there
        is not one frequency for each class.

    Examples
    --------
    >>> rebalance(np.array([0.8, 0.2]), np.array([0.9, 0.1]), 1).round(2)
    array([0.31, 0.69])
    """
    shares, frequencies = np.asarray(shares), np.asarray(frequencies)
    if frequencies.ndim != 1 or shares.shape[-1:] != frequencies.shape:
        raise ValueError(
            f"The shares have shape {shares.shape} and the frequencies {frequencies.shape}, "
            "expected (…, Q) and (Q,)."
        )
    if not (frequencies > 0).all():
        raise ValueError(
            f"The least frequency is {frequencies.min()}, expected above 0. Leave classes out "
            "that never occur."
        )
    if not (shares >= 0).all():
        raise ValueError(f"The least share is {shares.min()}, expected 0 or more.")
    if not 0 <= power <= 1:
        raise ValueError(f"power={power}, expected 0 (as they are) to 1 (all taken out).")
    weighted = shares / frequencies**power
    return weighted / weighted.sum(axis=-1, keepdims=True)


def _as_colours(values, name):
    values = np.asarray(values, float)
    if values.size == 0 or values.shape[-1:] != (2,):
        raise ValueError(
            f"{name} have shape {values.shape}, expected (…, 2): a and b, one or more."
        )
    if not np.isfinite(values).all():
        raise ValueError(f"{name} have NaN or infinity, expected numbers a and b.")
    return values
