"""A kernel sliding over an image, step by step in the page."""

from math import floor

import numpy as np

from cnn_lessons.elements import element_html
from cnn_lessons.operations import conv2d
from cnn_lessons.operations.padding_stride import explicit_padding, height_and_width

LARGEST_IMAGE = 16  # pixels: a table of more cannot be read
LARGEST_KERNEL = 11  # weights, as in AlexNet
LARGEST_PADDED = 36  # pixels: the largest image and kernel, dilated by 2, padded to "same"
SHOWN = 6  # a longer row of a sum is cut in the middle


class SlidingWindow:
    """A kernel that slides over one image, with every sum written out.

    In a notebook and on the page it is three tables and a window to move; the
    reader can change stride, padding and dilation.

    Parameters
    ----------
    image : array_like, shape (H, W)
        One channel, at most 16 × 16 pixels.
    kernel : array_like, shape (KH, KW)
        One filter for that channel, at most 11 × 11 weights.
    strides, dilation_rate : int or (height, width), default=1
        Distances between neighbouring windows and kernel weights, in pixels.
    padding : {"valid", "same"}, int or ((top, bottom), (left, right)), default="valid"
        As in `conv2d`.

    Attributes
    ----------
    outputs : ndarray, shape (OH, OW)
        The output of `conv2d`, which the page computes once more.

    Raises
    ------
    ValueError, TypeError
        If the image or the kernel is not a small table of finite numbers, or the
        window does not fit.

    Examples
    --------
    A vertical edge, and a kernel that looks for one:

    >>> window = SlidingWindow([[0, 0, 9, 9]] * 3, [[-1, 0, 1]] * 3)
    >>> window
    SlidingWindow: image 3 × 4, kernel 3 × 3, strides 1, padding valid, dilation 1, output 1 × 2
    >>> window.outputs
    array([[27., 27.]])
    """

    def __init__(self, image, kernel, strides=1, padding="valid", dilation_rate=1):
        self.image = _table(image, "image", LARGEST_IMAGE)
        self.kernel = _table(kernel, "kernel", LARGEST_KERNEL)
        self.strides = height_and_width(strides, "strides")
        self.dilation_rate = height_and_width(dilation_rate, "dilation_rate")
        self.padding = padding
        self.zeros = explicit_padding(
            self.image.shape, self.kernel.shape, self.strides, padding, self.dilation_rate
        )
        if max(np.add(self.image.shape, np.sum(self.zeros, axis=1))) > LARGEST_PADDED:
            raise ValueError(
                f"padding={padding!r} makes more than {LARGEST_PADDED} pixels of "
                f"{_shape(self.image)}, which cannot be read as a table. Use less padding."
            )
        self.outputs = conv2d(
            self.image[None, :, :, None].astype(float),
            self.kernel[:, :, None, None].astype(float),
            strides=self.strides,
            padding=self.zeros,
            dilation_rate=self.dilation_rate,
        )[0, :, :, 0]

    def __repr__(self):
        padding = _padding_name(self.padding, self.zeros)
        return (
            f"SlidingWindow: image {_shape(self.image)}, kernel {_shape(self.kernel)}, "
            f"strides {_pair(self.strides)}, padding {padding}, "
            f"dilation {_pair(self.dilation_rate)}, output {_shape(self.outputs)}"
        )

    def _repr_html_(self):
        """Return the interactive tables, the same HTML each time: outputs are compared."""
        data = {
            "image": self.image.tolist(),
            "kernel": self.kernel.tolist(),
            "strides": self.strides,
            "padding": self.padding if isinstance(self.padding, str) else self.zeros,
            "padding_name": _padding_name(self.padding, self.zeros),
            "dilation_rate": self.dilation_rate,
        }
        return element_html("cnn-sliding-window", data, self._fallback())

    def _fallback(self):
        """Return the three tables and the first sum as HTML, as sliding_window.js draws them."""
        padded = np.pad(self.image, self.zeros)
        is_padding = np.pad(
            np.zeros(self.image.shape, dtype=bool), self.zeros, constant_values=True
        )
        is_window = np.zeros(padded.shape, dtype=bool)
        touched = tuple(
            slice(0, rate * size, rate)
            for rate, size in zip(self.dilation_rate, self.kernel.shape, strict=True)
        )
        is_window[touched] = True
        note = _shape(self.image)
        if padded.shape != self.image.shape:
            note += f", padded to {_shape(padded)}"
        is_first = np.arange(self.outputs.size).reshape(self.outputs.shape) == 0
        figures, widths = zip(
            _figure("Input", note, padded, is_window, is_padding),
            _figure("Kernel", _shape(self.kernel), self.kernel),
            _figure("Output", _shape(self.outputs), self.outputs, is_first),
            strict=True,
        )
        return (
            f'<div class="grids" style="--row:{sum(widths):.4g};--widest:{max(widths):.4g}">\n'
            + "\n".join(figures)
            + f"\n</div>\n{self._first_sum(padded[touched])}"
        )

    def _first_sum(self, pixels):
        """Return the sum at row 1, column 1, one line for each row of the kernel."""
        total = self.outputs[0, 0]
        rows = [
            " + ".join(_few([f"{_factor(x)}·{_factor(w)}" for x, w in zip(*row, strict=True)]))
            for row in zip(pixels, self.kernel, strict=True)
        ]
        lines = [f"<span>{'+ ' if i else ''}{row}</span>" for i, row in enumerate(_few(rows))]
        numbers = [total, *pixels.flat, *self.kernel.flat]
        equals = "=" if all(abs(x - _rounded(x)) < 1e-6 for x in numbers) else "≈"
        lines.append(f"<span>{equals} <mark>{_written(total)}</mark></span>")
        return f'<div class="sum"><b>Row 1, column 1:</b> {" ".join(lines)}</div>'


def _table(values, name, largest):
    """Return `values` as a small 2-D array of finite numbers."""
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
            f"{name} is {_shape(array)}, expected at most {largest} × {largest}: more cannot be "
            f"read as a table. Cut a piece out, for example {name}[:8, :8]."
        )
    if not np.isfinite(array).all():
        raise ValueError(f"{name} holds NaN or infinity, expected finite numbers. Replace them.")
    return array


def _figure(name, note, values, is_window=None, is_padding=None):
    """Return one table as HTML, and its width in em."""
    longest = max(len(_written(value)) for value in values.flat)
    width = max(2.5, 0.62 * longest + 0.9)
    no = np.zeros(values.shape, dtype=bool)
    marks = np.stack(
        [no if is_window is None else is_window, no if is_padding is None else is_padding], -1
    )
    rows = (
        "".join(_cell(*cell) for cell in zip(*row, strict=True))
        for row in zip(values, marks, strict=True)
    )
    body = "\n".join(f"<tr>{row}</tr>" for row in rows)
    html = (
        f'<figure class="{name.lower()}"><figcaption><b>{name}</b> {note}</figcaption>'
        f'<div class="scroll"><div class="sheet"><table aria-label="{name}" '
        f'style="--cell:{width:.4g}"><tbody>\n{body}\n</tbody></table></div></div></figure>'
    )
    return html, values.shape[1] * width


def _cell(value, marks):
    is_window, is_padding = marks
    text = _written(value)
    text = f"<i>{text}</i>" if is_padding else text
    if is_window:
        text = f"<b>{text}</b>"  # bold where styles are stripped
    names = " ".join(name for name, given in (("pad", is_padding), ("on", is_window)) if given)
    return f'<td class="{names}">{text}</td>' if names else f"<td>{text}</td>"


def _rounded(value):
    """Return `value` with one to three decimals, halves away from 0, as the page rounds."""
    size = abs(float(value))
    steps = 10 if size >= 100 else 100 if size >= 1 else 1000
    return float(np.sign(value)) * floor(size * steps + 0.5) / steps + 0.0  # never −0


def _written(value):
    """Return a number without needless decimals and with a true minus sign."""
    return f"{_rounded(value):.3f}".rstrip("0").rstrip(".").replace("-", "−")


def _factor(value):
    text = _written(value)
    return f"({text})" if text.startswith("−") else text


def _few(parts):
    return parts if len(parts) <= SHOWN else [*parts[:3], "…", parts[-1]]


def _shape(array):
    return f"{array.shape[0]} × {array.shape[1]}"


def _pair(pair):
    return str(pair[0]) if pair[0] == pair[1] else f"{pair[0]} × {pair[1]}"


def _padding_name(padding, zeros):
    """Return a padding in words: ``"same"``, ``"1 on each side"``."""
    if isinstance(padding, str):
        return padding
    (top, bottom), (left, right) = zeros
    if top == bottom == left == right:
        return f"{top} on each side"
    return f"top {top}, bottom {bottom}, left {left}, right {right}"
