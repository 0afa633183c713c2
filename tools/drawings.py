"""Make the drawings of a notebook light: a PNG with a palette is a quarter as large."""

from base64 import b64decode, b64encode
from io import BytesIO

import numpy as np
from PIL import Image, ImageChops

MOST_COLOURS = 5000  # a drawing has fewer, a photograph or a heat map more
FARTHEST = 16  # of 255, in one channel of one pixel: nobody sees it


def lighten(cell):
    """Give the drawings among the outputs of a cell a palette, where nobody sees the difference.

    Parameters
    ----------
    cell : notebook cell
        Of code, executed.
    """
    for output in cell.outputs:
        data = output.get("data", {})
        if "image/png" in data:
            data["image/png"] = with_palette(data["image/png"])


def with_palette(png):
    """Return a PNG with a palette, or as it is if that would be seen.

    Parameters
    ----------
    png : str
        In base64, as in a notebook.

    Returns
    -------
    str
        In base64.
    """
    image = Image.open(BytesIO(b64decode(png)))
    drawing = image.convert("RGB")
    if image.mode == "P" or drawing.getcolors(MOST_COLOURS) is None:
        return png
    few = drawing.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.putpalette(_most_frequent(np.asarray(few), np.asarray(drawing)))
    change = ImageChops.difference(drawing, few.convert("RGB"))
    if max(high for _, high in change.getextrema()) > FARTHEST or any(change.getpixel((0, 0))):
        return png  # or the paper would not be as white as the page
    file = BytesIO()
    few.save(file, "png", optimize=True)
    return b64encode(file.getvalue()).decode()


def _most_frequent(entries, colours):
    """Return a palette in which each entry is the colour that most of its pixels have."""
    rows = np.column_stack([entries.reshape(-1, 1), colours.reshape(-1, 3)])
    found, counts = np.unique(rows, axis=0, return_counts=True)
    palette = np.zeros((256, 3), np.uint8)
    for entry, *colour in found[np.argsort(counts, kind="stable")]:
        palette[entry] = colour  # the last is the most frequent
    return palette.tobytes()
