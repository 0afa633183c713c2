"""The picture of a network and its scores, judged by what its artists hold."""

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from cnn_lessons import palette
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
    assert 0.55 < bottom < top < 1.9
    assert all(bar.get_y() > 0 and bar.get_y() + bar.get_height() < 1.9 for bar in boxes(ax))
    figure = ax.figure
    figure.canvas.draw()
    for text in ax.texts:
        box = text.get_window_extent()
        assert box.x0 >= 0, text
        assert box.x1 <= figure.bbox.x1, text


def extents(ax):
    """Return, in inches, what lies in the row: the image, arrows, layers, names, bars, numbers."""
    ax.figure.canvas.draw()
    image = ax.images[0].get_extent()
    arrows = [(text.xyann, text.xy) for text in ax.texts if not text.get_text()]
    bars = [box.get_bbox() for box in boxes(ax)]
    words = {text.get_text(): text for text in ax.texts if text.get_text()}
    return image, arrows, bars, words


def spot(ax, text):
    """Return where a text lies, in inches."""
    return text.get_window_extent().transformed(ax.transData.inverted())


def test_everything_stands_in_one_row_from_left_to_right():
    ax = show_class_scores(IMAGE, {"cat": 4.5, "dog": 1.5}, layers=2)
    image, arrows, (first, second, cat, dog), words = extents(ax)
    assert image[0] == pytest.approx(0.05)
    gap = arrows[0][1][0] - arrows[0][0][0]
    assert 0.2 < gap < 0.4
    # The image, an arrow, a layer, an arrow, a layer, an arrow.
    ends = [image[1], first.x0, first.x1, second.x0, second.x1, second.x1 + gap]
    starts = [point for arrow in arrows for point in (arrow[0][0], arrow[1][0])]
    assert starts == pytest.approx(ends)
    assert (first.width, second.width) == pytest.approx((0.58, 0.58))
    middle = (image[2] + image[3]) / 2
    heights = [point[1] for arrow in arrows for point in arrow]
    assert heights == pytest.approx([middle] * 6)
    assert (first.y0 + first.y1) / 2 == pytest.approx(middle)
    assert (cat.y0 + dog.y1) / 2 == pytest.approx(middle)
    for bar, name, number in ((cat, "cat", "4.5"), (dog, "dog", "1.5")):
        left, right = spot(ax, words[name]), spot(ax, words[number])
        assert second.x1 + gap < left.x0
        assert 0 < bar.x0 - left.x1 < 0.2
        assert 0 < right.x0 - bar.x1 < 0.2
        for text in (left, right):
            assert (text.y0 + text.y1) / 2 == pytest.approx((bar.y0 + bar.y1) / 2, abs=0.05)
    assert cat.x0 == dog.x0
    assert 0.1 < cat.y0 - dog.y1 < cat.height


def test_captions_stand_in_the_middle_below_what_they_name():
    ax = show_class_scores(IMAGE, {"cat": 4.5, "dog": 1.5}, layers=2)
    image, _, (first, second, cat, _), words = extents(ax)
    captions = [spot(ax, text) for text in words.values() if "\n" in text.get_text()]
    below_image, below_layers, below_scores = captions
    assert (below_image.x0 + below_image.x1) / 2 == pytest.approx(
        (image[0] + image[1]) / 2, abs=0.02
    )
    middle = (first.x0 + second.x1) / 2
    assert (below_layers.x0 + below_layers.x1) / 2 == pytest.approx(middle, abs=0.02)
    assert below_scores.x0 < cat.x0 < cat.x1 < below_scores.x1 + 0.1
    lowest = min(image[2], first.y0)
    for caption in captions:
        assert 0 < caption.y0 < caption.y1 < lowest
        assert caption.y1 == pytest.approx(captions[0].y1, abs=0.03)
    layer = next(text for text in ax.texts if text.get_text() == "layer")
    box = spot(ax, layer)
    assert (box.x0 + box.x1) / 2 == pytest.approx((first.x0 + first.x1) / 2, abs=0.02)
    assert (box.y0 + box.y1) / 2 == pytest.approx((first.y0 + first.y1) / 2, abs=0.05)
    assert {text.get_fontsize() for text in words.values()} == {13}


def test_colours_tell_layers_from_scores_and_a_title_has_room_above():
    ax = show_class_scores(IMAGE, {"cat": 2}, layers=1, title="A network")
    layer, bar = boxes(ax)
    assert to_hex(layer.get_facecolor()).upper() == palette.ORANGE.upper()
    assert to_hex(bar.get_facecolor()).upper() == palette.BLUE.upper()
    figure = ax.figure
    figure.canvas.draw()
    title = ax.title.get_window_extent()
    assert ax.title.get_text() == "A network"
    assert title.y0 >= ax.get_window_extent().y1
    assert title.y1 <= figure.bbox.y1
    untitled = show_class_scores(IMAGE, {"cat": 2})
    assert tuple(untitled.figure.get_size_inches()) == pytest.approx((6.4, 1.9))
    assert figure.get_figheight() == pytest.approx(1.9 + 0.35)
    assert ax.get_xlim() == (0, 6.4)
    assert ax.get_ylim() == (0, 1.9)
    assert not ax.axison
    assert ax.get_position().bounds == pytest.approx((0, 0, 1, 1.9 / 2.25))


def test_what_does_not_fit_is_named():
    with pytest.raises(ValueError, match="there are 4 layers and 1 classes, expected 1 to 3"):
        show_class_scores(IMAGE, {"cat": 1}, layers=4)
    with pytest.raises(ValueError, match="there are 3 layers and 0 classes"):
        show_class_scores(IMAGE, {})
    with pytest.raises(ValueError, match="there are 0 layers"):
        show_class_scores(IMAGE, {"cat": 1}, layers=0)
    with pytest.raises(ValueError, match="and 5 classes"):
        show_class_scores(IMAGE, dict.fromkeys("abcde", 1))
    with pytest.raises(ValueError, match="not all positive"):
        show_class_scores(IMAGE, {"cat": 1, "dog": 0})
