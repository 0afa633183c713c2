"""Tables of numbers, judged by what stands in them and by what is orange."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from cnn_lessons.visualization import show_channel_sums, show_im2col
from cnn_lessons.visualization.plots import WINDOW_COLOUR

# 3 × 5 pixels of 2 channels, and 2 filters of 2 × 3 weights: 2 × 3 places.
RNG = np.random.default_rng(0)
IMAGE = RNG.integers(-5, 6, (3, 5, 2))
KERNEL = RNG.integers(-2, 3, (2, 3, 2, 2))


def tables(ax):
    """Return values and marks of the tables on a sheet, in the order in which they were drawn."""
    found, cells = [], [patch for patch in ax.patches if patch.get_fill()]
    texts = {text.get_position(): text.get_text() for text in ax.texts}
    headings = [text for text in ax.texts if text.get_ha() == "left"]
    for heading in headings:
        left, top = np.add(heading.get_position(), (0, 0.2))
        below = [h.get_position()[1] for h in headings if h.get_position()[1] > top] or [np.inf]
        beside = [
            h.get_position()[0]
            for h in headings
            if h.get_position()[1] == heading.get_position()[1] and h.get_position()[0] > left
        ] or [np.inf]
        own = [
            cell
            for cell in cells
            if left <= cell.get_x() < min(beside) and top <= cell.get_y() < min(below)
        ]
        values = [texts[cell.get_x() + 0.5, cell.get_y() + 0.5] for cell in own]
        shape = len({cell.get_y() for cell in own}), len({cell.get_x() for cell in own})
        marks = [to_hex(cell.get_facecolor()) == WINDOW_COLOUR.lower() for cell in own]
        numbers = [float(value.replace("−", "-")) for value in values]
        found.append((np.reshape(numbers, shape), np.reshape(marks, shape)))
    return found


def sum_over_channels(filter_number, row, column):
    """Return the sum of each channel of one place, by loops."""
    return [
        sum(
            IMAGE[row + i, column + j, c] * KERNEL[i, j, c, filter_number]
            for i in range(2)
            for j in range(3)
        )
        for c in range(2)
    ]


def test_channels_kernels_and_maps_are_written_where_they_belong():
    drawn = tables(show_channel_sums(IMAGE, KERNEL))
    maps = [
        [[sum(sum_over_channels(f, i, j)) for j in range(3)] for i in range(2)] for f in range(2)
    ]
    expected = [IMAGE[..., 0], IMAGE[..., 1]]
    for f in range(2):
        expected += [KERNEL[..., 0, f], KERNEL[..., 1, f], maps[f]]
    for (values, _), right in zip(drawn, expected, strict=True):
        np.testing.assert_array_equal(values, right)


def test_one_place_is_orange_in_every_table():
    drawn = tables(show_channel_sums(IMAGE, KERNEL, place=(1, 2)))
    window = np.zeros((3, 5), bool)
    window[1:, 2:] = True
    here = np.zeros((2, 3), bool)
    here[1, 2] = True
    whole = np.ones((2, 3), bool)
    expected = [window, window, whole, whole, here, whole, whole, here]
    for (_, marks), right in zip(drawn, expected, strict=True):
        np.testing.assert_array_equal(marks, right)


def test_the_channels_sums_stand_beside_their_kernels_and_add_up():
    ax = show_channel_sums(IMAGE, KERNEL, place=(1, 0))
    bold = [text.get_text() for text in ax.texts if text.get_weight() == "bold"]
    sums = [float(text.replace("−", "-")) for text in bold]
    assert sums == sum_over_channels(0, 1, 0) + sum_over_channels(1, 1, 0)
    signs = [text.get_text() for text in ax.texts if text.get_text() in "+="]
    assert signs == ["+", "="] * 2


def test_im2col_writes_each_window_as_a_row_and_the_same_numbers_below():
    image, kernel = IMAGE[..., 0], KERNEL[..., 0, 0]
    pixels, weights, output, rows, column, product = tables(show_im2col(image, kernel, (1, 2)))
    np.testing.assert_array_equal(pixels[0], image)
    np.testing.assert_array_equal(weights[0], kernel)
    windows = [image[i : i + 2, j : j + 3].ravel() for i in range(2) for j in range(3)]
    np.testing.assert_array_equal(rows[0], windows)
    np.testing.assert_array_equal(column[0][:, 0], kernel.ravel())
    np.testing.assert_array_equal(product[0], rows[0] @ column[0])
    np.testing.assert_array_equal(output[0].ravel(), product[0].ravel())


def test_im2col_shows_one_window_as_one_row_and_one_number():
    drawn = tables(show_im2col(IMAGE[..., 0], KERNEL[..., 0, 0], (1, 0)))
    pixels, weights, output, rows, column, product = (marks for _, marks in drawn)
    assert np.argwhere(pixels).tolist() == [[1 + i, j] for i in range(2) for j in range(3)]
    assert weights.all()
    assert column.all()
    assert np.argwhere(output).tolist() == [[1, 0]]
    assert np.flatnonzero(rows.all(axis=1)).tolist() == [3]
    assert rows.sum() == 6
    assert np.flatnonzero(product).tolist() == [3]


@pytest.mark.parametrize(
    "ax",
    [
        lambda: show_channel_sums(IMAGE, KERNEL, title="two filters"),
        lambda: show_im2col(IMAGE[..., 0], KERNEL[..., 0, 0]),
    ],
)
def test_everything_stands_inside_a_figure_for_a_phone(ax):
    ax = ax()
    ax.figure.canvas.draw()
    assert ax.figure.get_size_inches()[0] <= 6.4
    for thing in [*ax.texts, *ax.patches]:
        extent = thing.get_window_extent()
        assert ax.figure.bbox.contains(*extent.min), thing
        assert ax.figure.bbox.contains(*extent.max), thing


def test_headings_stand_above_their_tables_and_touch_nothing():
    ax = show_im2col(IMAGE[..., 0], KERNEL[..., 0, 0])
    ax.figure.canvas.draw()
    headings = [text for text in ax.texts if text.get_ha() == "left"]
    assert [text.get_text() for text in headings] == [
        "image\n3 × 5",
        "kernel\n2 × 3",
        "map\n2 × 3",
        "rows\n6 × 6",
        "column\n6 × 1",
        "map\n6 × 1",
    ]
    boxes = [patch.get_window_extent().shrunk(0.99, 0.99) for patch in ax.patches]
    for heading in headings:
        extent = heading.get_window_extent()
        assert not any(extent.overlaps(box) for box in boxes)
        assert not any(extent.overlaps(h.get_window_extent()) for h in headings if h is not heading)


def test_what_cannot_be_drawn_is_refused_with_a_way_out():
    with pytest.raises(ValueError, match=r"place=\(2, 0\) is not on the output, which is 2 × 3"):
        show_channel_sums(IMAGE, KERNEL, place=(2, 0))
    with pytest.raises(ValueError, match=r"place=\(0, -1\) is not on the output"):
        show_im2col(IMAGE[..., 0], KERNEL[..., 0, 0], place=(0, -1))
    with pytest.raises(ValueError, match=r"cells wide .* expected at most 21\. Cut a piece out"):
        show_channel_sums(np.ones((3, 8, 3)), np.ones((2, 2, 3, 1)))
