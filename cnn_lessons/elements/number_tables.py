"""Small tables of numbers as HTML, as the interactive elements draw them."""

from math import floor

import numpy as np


def check_table(values, name, largest):
    """Return `values` as a small 2-D array of finite numbers.

    Parameters
    ----------
    values : array_like, shape (H, W)
        At least one number; true and false count as 1 and 0.
    name : str
        What they are called, for messages.
    largest : int
        The most rows, and the most columns.

    Returns
    -------
    ndarray, shape (H, W)

    Raises
    ------
    ValueError, TypeError
        If `values` are no such table.
    """
    try:
        array = np.asarray(values)
    except ValueError:
        raise ValueError(
            f"{name} has rows of different lengths. Use a table of numbers, (H, W)."
        ) from None
    if array.dtype == bool:
        array = array.astype(int)
    if array.dtype.kind not in "iuf":
        raise TypeError(f"{name} holds {array.dtype}, expected numbers. Use ints or floats.")
    if array.ndim != 2:
        raise ValueError(
            f"{name} has shape {array.shape}, expected one channel, (H, W). "
            f"Choose one, for example {name}[:, :, 0]."
        )
    if array.size == 0:
        raise ValueError(f"{name} has shape {array.shape} and so no numbers. Use at least 1 × 1.")
    if max(array.shape) > largest:
        raise ValueError(
            f"{name} is {shape_of(array)}, expected at most {largest} × {largest}: more cannot be "
            f"read as a table. Cut a piece out, for example {name}[:{min(8, largest)}, "
            f":{min(8, largest)}]."
        )
    if not np.isfinite(array).all():
        raise ValueError(f"{name} holds NaN or infinity, expected finite numbers. Replace them.")
    return array


def table_figure(name, note, values, frame="0", is_padding=None, is_blank=False, caption=None):
    """Return one table as HTML, and its width.

    Parameters
    ----------
    name, note : str
        Its caption: the name in bold, then the note.
    values : ndarray, shape (H, W)
        What stands in the cells.
    frame : str or None, default="0"
        What stands in the cells of the padding; None is their value.
    is_padding : ndarray of bool, shape (H, W), optional
        Which cells are padding.
    is_blank : bool, default=False
        Leave the cells empty, as wide as their numbers need: these are still to come.
    caption : str, optional
        What is in bold, where the whole name would be too long.

    Returns
    -------
    html : str
        A ``<figure>``.
    width : float
        In em.
    """
    if is_padding is None:
        is_padding = np.zeros(values.shape, dtype=bool)
    texts = [
        [
            frame if is_pad and frame is not None else written(value)
            for value, is_pad in zip(*row, strict=True)
        ]
        for row in zip(values, is_padding, strict=True)
    ]
    width = max(2.5, 0.62 * max(len(text) for row in texts for text in row) + 0.9)
    rows = [
        "".join(
            _cell("" if is_blank else text, is_pad)
            for text, is_pad in zip(row, is_pads, strict=True)
        )
        for row, is_pads in zip(texts, is_padding, strict=True)
    ]
    body = "\n".join(f"<tr>{row}</tr>" for row in rows)
    html = (
        f'<figure class="{name.split()[0].lower()}"><figcaption><b>{caption or name}</b> {note}'
        "</figcaption>"
        f'<div class="scroll"><div class="sheet"><table aria-label="{name}" '
        f'style="--cell:{width:.4g}"><tbody>\n{body}\n</tbody></table></div></div></figure>'
    )
    return html, values.shape[1] * width


def _cell(text, is_padding):
    return f'<td class="pad"><i>{text}</i></td>' if is_padding else f"<td>{text}</td>"


def rounded(value):
    """Return `value` with one to three decimals, halves away from 0, as the page rounds."""
    size = abs(float(value))
    steps = 10 if size >= 100 else 100 if size >= 1 else 1000
    return float(np.sign(value)) * floor(size * steps + 0.5) / steps + 0.0  # never −0


def written(value):
    """Return a number without needless decimals and with a true minus sign."""
    return f"{rounded(value):.3f}".rstrip("0").rstrip(".").replace("-", "−")


def shape_of(array):
    """Return height and width in words: ``"3 × 5"``."""
    return f"{array.shape[0]} × {array.shape[1]}"
