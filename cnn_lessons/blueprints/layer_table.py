"""A walk through a network on paper, and a table with a line for each layer."""

from collections import Counter
from html import escape
from typing import NamedTuple
from unicodedata import east_asian_width

from cnn_lessons.blueprints.layer import Layer
from cnn_lessons.language import said
from cnn_lessons.operations.integers import check_counts


class Step(NamedTuple):
    """One layer at its place in a network; of several inputs, `input_shape` is the first's."""

    name: str
    layer: Layer
    input_shape: tuple
    output_shape: tuple
    inputs: tuple  # names of the layers whose outputs it gets; "input" is the image


def walk(layers, input_shape):
    """Yield each layer with its name and its shapes, from the image upwards.

    Parameters
    ----------
    layers : list of Layer
        In the order in which an image passes them.
    input_shape : tuple of int
        (H, W, C) of one image, or (D,) of one vector.

    Yields
    ------
    Step
        A ``name``, the ``layer``, its ``input_shape``, its ``output_shape`` and the names of
        its ``inputs``.

    Raises
    ------
    ValueError, TypeError
        If a layer does not fit on what it gets; the text names the layer.

    Examples
    --------
    >>> from cnn_lessons.blueprints.layers import Conv, Flatten, Pool
    >>> for step in walk([Conv(6, 5), Pool(), Flatten()], (32, 32, 1)):
    ...     print(step.name, step.output_shape)
    conv 1 (28, 28, 6)
    pool 1 (14, 14, 6)
    flatten 1 (1176,)
    """
    shape, names, before = checked_shape(input_shape), Names(), "input"
    if isinstance(layers, Layer):
        raise TypeError(f"layers={layers!r} is one layer. Use a list of layers: [{layers!r}].")
    for layer in layers:
        if not isinstance(layer, Layer):
            raise TypeError(f"{layer!r} is not a layer. Use Conv(…), Pool(…), Dense(…) and so on.")
        name = names.give(layer)
        output_shape = layer.checked_output_shape(name, shape)
        yield Step(name, layer, shape, output_shape, (before,))
        shape, before = output_shape, name


class Names:
    """The names of a network's layers: a layer's own, else its kind and a number."""

    def __init__(self):
        self._numbers, self._given = Counter(), {"input"}

    def give(self, layer):
        """Return a layer's name, which no layer before it may have."""
        self._numbers[layer.kind] += 1
        name = layer.name or f"{layer.kind} {self._numbers[layer.kind]}"
        if name in self._given:
            raise ValueError(f"two layers are called {name!r}. Give each a name of its own.")
        self._given.add(name)
        return name


class LayerTable:
    """Rows for the layers of a network, in order; each row has a ``name``.

    In a notebook it is a table, and printed it is the same table as text.

    Parameters
    ----------
    rows : list
        What is known of each layer; ``table["conv 1"]`` and ``table[0]`` find one.
    headings : list of str
        Of the columns; the first is for names, the others for numbers. They are looked up.
    """

    def __init__(self, rows, headings):
        self.rows = tuple(rows)
        self.headings = headings

    def cells(self, row):
        """Return the texts of one row; each kind of table knows its own."""
        raise NotImplementedError

    def last_cells(self):
        """Return the texts of a last line with totals, or None."""

    def __len__(self):
        return len(self.rows)

    def __iter__(self):
        return iter(self.rows)

    def __getitem__(self, key):
        if not isinstance(key, str):
            return self.rows[key]
        for row in self.rows:
            if row.name == key:
                return row
        names = ", ".join(row.name for row in self.rows)
        raise KeyError(f"no layer is called {key!r}. There are {names}.")

    def _lines(self):
        lines = [[*map(said, self.headings)], *map(self.cells, self.rows), self.last_cells()]
        return [line for line in lines if line]

    def __repr__(self):
        lines = self._lines()
        widths = [max(map(_columns, column)) for column in zip(*lines, strict=True)]
        return "\n".join(
            "  ".join(
                _filled(cell, width, at_left=i > 0)
                for i, (cell, width) in enumerate(zip(line, widths, strict=True))
            )
            for line in lines
        )

    def _repr_html_(self):
        heading, *lines = self._lines()
        head = "".join(_html_cell("th", cell, i, "col") for i, cell in enumerate(heading))
        body = "".join(
            "<tr>"
            + _html_cell("th", line[0], 0, "row")
            + "".join(_html_cell("td", cell, 1) for cell in line[1:])
            + "</tr>"
            for line in lines
        )
        # On a phone a wide table is scrolled by itself, also by keyboard.
        return (
            '<div style="overflow-x: auto" tabindex="0" role="group" '
            f'aria-label="{said("Table of layers")}">'
            f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        )


def _columns(text):
    """Return how wide a text is in a terminal: a Hangul syllable takes two columns."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _filled(text, width, at_left):
    blank = " " * (width - _columns(text))
    return blank + text if at_left else text + blank


def _html_cell(tag, text, column, scope=""):
    """Return one cell, names flush left and numbers flush right."""
    scope = f' scope="{scope}"' if scope else ""
    style = f"text-align: {'right' if column else 'left'}; white-space: nowrap; padding: 0 0.5em"
    return f'<{tag}{scope} style="{style}">{escape(text)}</{tag}>'


def shown_shape(shape):
    """Return a shape as text: ``"28 × 28 × 6"``."""
    return " × ".join(f"{size:,}" for size in shape)


def checked_shape(shape):
    """Return the shape of one image as a tuple, or raise an error that helps."""
    if not isinstance(shape, tuple | list) or len(shape) not in (1, 3):
        raise ValueError(
            f"input_shape={shape!r} is not (H, W, C) of one image, or (D,) of one vector. "
            "Leave the batch out, and write a grey image as (H, W, 1)."
        )
    check_counts(**{f"input_shape[{i}]": size for i, size in enumerate(shape)})
    return tuple(shape)
