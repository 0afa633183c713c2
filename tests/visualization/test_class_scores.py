"""The picture of a network and its scores, judged by what its artists hold."""

import numpy as np
import pytest
from matplotlib.patches import Rectangle

from cnn_lessons.visualization import show_class_scores

IMAGE = np.zeros((7, 12, 3))


def boxes(ax):
    return [patch for patch in ax.patches if isinstance(patch, Rectangle)]


@pytest.mark.parametrize("layers", [1, 3])
def test_each_layer_is_a_box_and_each_class_a_bar_as_long_as_its_score(layers):
    ax = show_class_scores(IMAGE, {"cat": 4.5, "dog": 1.5}, layers)
    chain, (cat, dog) = boxes(ax)[:layers], boxes(ax)[layers:]
    assert all(box.get_height() == 1 for box in chain)
    assert cat.get_width() == pytest.approx(3 * dog.get_width())
    assert cat.get_y() > dog.get_y(), "the first stands on top"
    texts = [text.get_text() for text in ax.texts]
    assert texts.count("layer") == layers
    assert [text for text in texts if text in ("cat", "4.5", "dog", "1.5")] == [
        "cat",
        "4.5",
        "dog",
        "1.5",
    ]


@pytest.mark.parametrize("shape", [(7, 12, 3), (12, 7, 3), (5, 90, 3)])
def test_the_image_keeps_its_proportions_and_all_words_stay_in_the_figure(shape):
    ax = show_class_scores(np.zeros(shape), {"pagoda": 0.9, "dahlia": 40.5, "cat": 1, "dog": 2})
    left, right, bottom, top = ax.images[0].get_extent()
    assert (right - left) / (top - bottom) == pytest.approx(shape[1] / shape[0])
    figure = ax.figure
    figure.canvas.draw()
    for text in ax.texts:
        box = text.get_window_extent()
        assert box.x0 >= 0, text
        assert box.x1 <= figure.bbox.x1, text


def test_what_does_not_fit_is_named():
    with pytest.raises(ValueError, match="there are 4 layers and 1 classes, expected 1 to 3"):
        show_class_scores(IMAGE, {"cat": 1}, layers=4)
    with pytest.raises(ValueError, match="there are 3 layers and 0 classes"):
        show_class_scores(IMAGE, {})
    with pytest.raises(ValueError, match="not all positive"):
        show_class_scores(IMAGE, {"cat": 1, "dog": 0})
