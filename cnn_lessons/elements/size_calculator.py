"""How often a window fits on a row of pixels: a calculator in the page."""

from cnn_lessons.elements.element import element_html
from cnn_lessons.language import said
from cnn_lessons.operations.padding_stride import conv_output_size, fit_window

MOST_CELLS = 36  # a longer row is cut in the middle, and keeps this many cells at each end
END_CELLS = 14
MOST_WINDOWS = 10  # of more, the first 6 and the last 4 are drawn
LIMITS = {"size": 9999, "kernel_size": 999, "strides": 999, "padding": 999, "dilation_rate": 99}


class SizeCalculator:
    """The output size along one axis, as a formula and as a drawing.

    In a notebook and on the page it is a row of fields; the reader changes them,
    and sees every place where the window fits, and the pixels that no window
    reaches.

    Parameters
    ----------
    size : int, default=32
        Input height or width, in pixels.
    kernel_size : int, default=5
        Kernel height or width, in weights.
    strides, dilation_rate : int, default=1
        Distances between neighbouring windows and kernel weights, in pixels.
    padding : {"valid", "same"} or int, default=0
        As in `conv_output_size`; an int adds that many zeros on each side.

    Attributes
    ----------
    output_size : int
        From `conv_output_size`; the page computes it once more.
    missed : list of int
        Cells under no weight of any window, counted from the first padding zero.

    Raises
    ------
    ValueError, TypeError
        As `conv_output_size`, above all if the window does not fit; or if a
        number is too large for the fields.

    Examples
    --------
    Where the floor is needed:

    >>> calculator = SizeCalculator(4, kernel_size=3, strides=2, padding=1)
    >>> calculator
    SizeCalculator: input size 4, kernel size 3, stride 2, padding 1, dilation 1, output size 2
    >>> calculator.missed
    [5]
    """

    def __init__(self, size=32, kernel_size=5, strides=1, padding=0, dilation_rate=1):
        if isinstance(padding, (tuple, list)):
            raise ValueError(
                f"padding={padding!r} does not fit into one field. "
                'Use "valid", "same", or an int: zeros on each side.'
            )
        self.output_size = conv_output_size(size, kernel_size, strides, padding, dilation_rate)
        self.settings = {
            "size": size,
            "kernel_size": kernel_size,
            "strides": strides,
            "padding": padding,
            "dilation_rate": dilation_rate,
        }
        for name, value in self.settings.items():
            if not isinstance(value, str):
                self.settings[name] = int(value)  # NumPy's ints are no JSON
                if value > LIMITS[name]:
                    raise ValueError(f"{name}={value} is too large. Use at most {LIMITS[name]}.")
        self.before, self.after, self.span, _ = fit_window(**self.settings)
        self.padded = self.before + size + self.after
        self.over = self.output_size * strides  # where the step begins that the floor drops
        self.end = self.over - strides + self.span  # the cell after the last window
        self.missed = self._missed()

    def __repr__(self):
        return f"SizeCalculator: {self._settings()}, output size {self.output_size}"

    def _repr_html_(self):
        """Return the calculator, the same HTML each time: outputs are compared."""
        return element_html("cnn-size-calculator", self.settings, self._fallback())

    def _missed(self):
        reached = bytearray(self.padded)
        strides, rate = self.settings["strides"], self.settings["dilation_rate"]
        for first in range(0, self.span, rate):
            last = first + (self.output_size - 1) * strides
            reached[first : last + 1 : strides] = bytes([1]) * self.output_size
        return [cell for cell in range(self.padded) if not reached[cell]]

    def _settings(self):
        values = self.settings.values()
        names = ("input size", "kernel size", "stride", "padding", "dilation")
        return ", ".join(f"{name} {value}" for name, value in zip(names, values, strict=True))

    def _fallback(self):
        """Return formula, words and drawing as HTML, as size_calculator.js writes them."""
        formula = " ".join(f"<span>{line}</span>" for line in self._formula())
        settings = self._settings()
        return (
            f'<p class="settings">{settings[0].upper()}{settings[1:]}.</p>\n'
            f'<div class="said"><p class="formula">{formula}</p><p>{self._in_words()}</p></div>\n'
            f'<div class="picture">{self._drawing()}</div>\n'
            f'<p class="key"><span><b>■</b> {said("weight of a window")}</span> '
            f"<span><i>0</i> {said('padding')}</span> "
            f"<span><b>✕</b> {said('reached by no window')}</span></p>"
        )

    def _formula(self):
        size, strides, places = self.settings["size"], self.settings["strides"], self.output_size
        steps = f"{size} + {self.before} + {self.after} − {self.span}"
        return [
            f"Output size = ⌊({steps}) / {strides}⌋ + 1",
            f"= ⌊{self.padded - self.span} / {strides}⌋ + 1",
            f"= {places - 1} + 1 = <mark>{places}</mark>",
        ]

    def _in_words(self):
        kernel_size, rate = self.settings["kernel_size"], self.settings["dilation_rate"]
        words, stands_apart = [], rate > 1 and kernel_size > 1
        if stands_apart:
            words.append(
                f"A kernel of {kernel_size} weights, {rate} pixels apart, spans {self.span} pixels."
            )
        if self.settings["padding"] == "same":
            words.append(f"“same” adds {self.before} before and {self.after} after.")
        words.append(f"The window fits in {_counted(self.output_size, 'place')}.")
        passed = [cell for cell in self.missed if cell < self.end]
        left = [cell for cell in self.missed if cell >= self.end]
        if passed:
            reasons = ["the stride is longer than the window"]
            reasons = reasons if self.settings["strides"] > self.span else []
            reasons += ["the weights stand apart"] if stands_apart else []
            words.append(f"Passed over (✕), since {' and '.join(reasons)}: {self._kinds(passed)}.")
        if left:
            dashed = " (dashed)" if self.over < self.padded else ""
            words.append(
                f"Left over at the end (✕): {self._kinds(left)}. One more step{dashed} would carry "
                "the window over the edge, and the floor drops it."
            )
        if not self.missed:
            words.append("It reaches every pixel.")
        return " ".join(words)

    def _kinds(self, cells):
        """Return how many of the cells are pixels, and how many padding."""
        zeros = sum(map(self._is_padding, cells))
        parts = [(len(cells) - zeros, "pixel"), (zeros, "padding zero")]
        return " and ".join(_counted(*part) for part in parts if part[0])

    def _is_padding(self, cell):
        return not self.before <= cell < self.before + self.settings["size"]

    def _drawing(self):
        """Return pixel numbers, the padded row, and one row for each window, as a table."""
        cells = list(range(self.padded))
        if self.padded > MOST_CELLS:
            cells = [*cells[:END_CELLS], None, *cells[-END_CELLS:]]
        rows = [_row("numbers", map(self._number, cells)), _row("pixels", map(self._pixel, cells))]
        previous = -1
        for place in self._drawn_windows(set(cells)):
            if place > previous + 1:
                rows.append(f'<tr><td colspan="{len(cells)}">⋮</td></tr>')
            rows.append(_row("window", (self._in_window(cell, place) for cell in cells)))
            previous = place
        if max(self.over, self.end) < self.padded:
            rows.append(_row("window", map(self._over, cells)))
        label = f"{_counted(self.padded, 'cell')} under {_counted(self.output_size, 'window')}"
        return (
            f'<div class="sheet" role="img" aria-label="{label}" style="--cells:{len(cells)}">\n'
            "<table><tbody>\n" + "\n".join(rows) + "\n</tbody></table></div>"
        )

    def _drawn_windows(self, drawn):
        weights = range(0, self.span, self.settings["dilation_rate"])
        starts = range(0, self.end, self.settings["strides"])[: self.output_size]
        places = [
            place
            for place, start in enumerate(starts)
            if any(start + weight in drawn for weight in weights)
        ]
        return places if len(places) <= MOST_WINDOWS else places[:6] + places[-4:]

    def _number(self, cell):
        if cell is None or self._is_padding(cell):
            return _td("", "")
        size, pixel = self.settings["size"], cell - self.before
        near_the_last = size - pixel <= 3
        is_fifth = pixel % 5 == 0 and not near_the_last
        is_shown = self.padded <= END_CELLS or pixel == size - 1 or is_fifth
        return _td("", pixel if is_shown else "")

    def _pixel(self, cell):
        if cell is None:
            return _td("cut", "…")
        marks = {"pad": self._is_padding(cell), "out": cell in self.missed}
        text = "<s>✕</s>" if marks["out"] else "<i>0</i>" if marks["pad"] else ""
        return _td(" ".join(name for name, holds in marks.items() if holds), text)

    def _in_window(self, cell, place):
        start = place * self.settings["strides"]
        if cell is None:
            hides = start < self.padded - END_CELLS and start + self.span > END_CELLS
            return _td("in" if hides else "", "")
        if not start <= cell < start + self.span:
            return _td("", "")
        is_weight = (cell - start) % self.settings["dilation_rate"] == 0
        return _td("on", "■") if is_weight else _td("in", "")

    def _over(self, cell):
        """Return a cell of a window that runs over the edge."""
        last_cut_out = self.padded - END_CELLS - 1
        return _td("over" if (last_cut_out if cell is None else cell) >= self.over else "", "")


def _counted(number, noun):
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _row(name, cells):
    return f'<tr class="{name}">{"".join(cells)}</tr>'


def _td(names, text):
    return f'<td class="{names}">{text}</td>' if names else f"<td>{text}</td>"
