"""The pooling window, judged as an object and as text; tests/site judges it in a browser."""

import re

import numpy as np
import pytest
from element_html import data_of, fallback_of, table

from cnn_lessons.elements.pooling_window import PoolingWindow
from cnn_lessons.operations import pool2d_loops

IMAGE = [[-1, -2, 0, 4, 4], [-3, -5, 4, 4, 1], [-2, -1, 1, 0, 2]]


def text_of(html):
    return re.sub("<.*?>", "", html)


@pytest.mark.parametrize(("keep", "reduce"), [("max", np.max), ("average", np.mean)])
def test_outputs_are_those_of_the_definition(keep, reduce):
    window = PoolingWindow(IMAGE, (2, 3), strides=(1, 2), padding="same", keep=keep)
    batch = np.array(IMAGE, float)[None, :, :, None]
    expected = pool2d_loops(batch, (2, 3), (1, 2), "same", reduce)
    np.testing.assert_allclose(window.outputs, expected[0, :, :, 0])


def test_windows_stand_side_by_side_unless_told_otherwise():
    assert PoolingWindow(np.ones((5, 7)), (2, 3)).window.strides == (2, 3)


def test_window_says_what_it_is_in_one_fixed_line():
    assert repr(PoolingWindow(IMAGE, (2, 3), strides=1, padding=((1, 0), (2, 1)))) == (
        "PoolingWindow: max, image 3 × 5, window 2 × 3, strides 1, "
        "padding top 1, bottom 0, left 2, right 1, output 3 × 6"
    )


def test_script_receives_the_image_and_the_settings():
    window = PoolingWindow(IMAGE, 2, padding=1, keep="average")
    assert data_of(window) == {
        "operation": "average",
        "image": IMAGE,
        "pool_size": [2, 2],
        "strides": [2, 2],
        "padding": [[1, 1], [1, 1]],
        "padding_name": "1 on each side",
    }


@pytest.mark.parametrize(("keep", "frame"), [("max", "−∞"), ("average", "")])
def test_fallback_frames_max_pooling_with_minus_infinity_and_an_average_with_nothing(keep, frame):
    window = PoolingWindow(IMAGE, 2, strides=1, padding=((1, 0), (0, 0)), keep=keep)
    assert table(fallback_of(window), "Input")[0] == 5 * [frame]


def test_fallback_shows_nothing_that_the_steps_will_show():
    html = fallback_of(PoolingWindow(IMAGE, 2, strides=1, padding=((1, 0), (0, 0))))
    assert table(html, "Output") == 3 * [4 * [""]]
    assert 'class="on' not in html
    assert "Before the first step Nothing is computed yet." in text_of(html)


def test_a_window_larger_than_the_image_can_be_shown_on_padding():
    html = fallback_of(PoolingWindow([[5, 7]], 3, padding="same"))
    # The stride is 3: one window, and one column at the end to fill it.
    assert table(html, "Input") == [3 * ["−∞"], ["5", "7", "−∞"], 3 * ["−∞"]]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"image": np.ones((5, 5, 3))}, r"image has shape \(5, 5, 3\), expected one channel"),
        ({"image": np.ones((2, 17))}, "image is 2 × 17, expected at most 16 × 16"),
        ({"image": [[np.nan, 1]]}, "image holds NaN or infinity"),
        ({"keep": "min"}, r"keep=\'min\' is not known\. Use \"max\" or \"average\""),
        ({"keep": ["max"]}, r"keep=\[\'max\'\] is not known"),
        ({"pool_size": 12}, "pool_size=12 is too large. Use at most 11"),
        ({"pool_size": 4}, "A window of 4 pixels .* does not fit on 3 pixels"),
        ({"strides": 0}, "strides=0 is too small"),
        ({"padding": 2}, "padding=2 is too wide for windows"),
        ({"padding": "full"}, r"padding=\'full\' is not known"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_a_way_out(arguments, message):
    with pytest.raises(ValueError, match=message):
        PoolingWindow(**{"image": IMAGE} | arguments)


def test_what_is_not_a_number_is_refused():
    with pytest.raises(TypeError, match=r"image holds <U1, expected numbers"):
        PoolingWindow([["a", "b"]])
    with pytest.raises(TypeError, match=r"pool_size=2\.0 is not an int"):
        PoolingWindow(IMAGE, 2.0)
