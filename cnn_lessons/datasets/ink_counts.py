"""The way of the embedded digits from ink to 8 × 8 numbers, for digits of another origin."""

import numpy as np

SIDE, BLOCK = 8, 4  # blocks, and the cells of each


def count_ink(drawings, fit=True):
    """Return drawings as the embedded digits were made: ink, counted in blocks.

    A pixel above one half is ink. The box around it is centred in a square, which is laid out
    with 32 × 32 cells, and the cells with ink are counted in blocks of 4 × 4.

    Parameters
    ----------
    drawings : ndarray, shape (N, H, W, 1)
        Values from 0 to 1, bright ink on a dark ground.
    fit : bool, default=True
        Whether the box of the ink fills the square; else the whole image does.

    Returns
    -------
    ndarray of float32, shape (N, 8, 8, 1)
        The share of each block that is ink, in sixteenths.

    References
    ----------
    .. [1] E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits",
       1998. https://archive.ics.uci.edu/dataset/80

    Examples
    --------
    >>> one = np.zeros((1, 28, 28, 1))
    >>> one[:, 4:24, 18:28] = 1
    >>> count_ink(one)[0, 0, :, 0]
    array([0., 0., 1., 1., 1., 1., 0., 0.], dtype=float32)
    >>> float(count_ink(one, fit=False)[0, 0].max())
    0.0
    """
    ink = np.asarray(drawings)[..., 0] > 0.5
    cells = np.stack([_lay_out(_box(drawing) if fit else drawing) for drawing in ink])
    blocks = cells.reshape(-1, SIDE, BLOCK, SIDE, BLOCK)
    return blocks.mean(axis=(2, 4), dtype=np.float32)[..., np.newaxis]


def _box(ink):
    rows, columns = (np.flatnonzero(ink.any(axis=axis)) for axis in (1, 0))
    if not rows.size:
        return ink
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _lay_out(ink):
    """Return 32 × 32 cells, each with what lies under its middle."""
    side = max(ink.shape)
    margins = [(side - n) // 2 for n in ink.shape]
    square = np.pad(ink, [(m, side - n - m) for m, n in zip(margins, ink.shape, strict=True)])
    middles = ((np.arange(SIDE * BLOCK) + 0.5) / (SIDE * BLOCK) * side).astype(int)
    return square[np.ix_(middles, middles)]
