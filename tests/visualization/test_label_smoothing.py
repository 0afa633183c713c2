"""The picture of label smoothing, judged by its definition."""

import numpy as np
import pytest

from cnn_lessons.visualization import show_label_smoothing


def heights(ax):
    return [[bar.get_height() for bar in bars] for bars in ax.containers]


def test_targets_are_one_hot_and_the_same_with_a_part_spread():
    targets, _ = show_label_smoothing(0.3, 5)
    plain, smoothed = heights(targets)
    assert plain == [1, 0, 0, 0, 0]
    assert smoothed == pytest.approx([0.7 + 0.06, 0.06, 0.06, 0.06, 0.06])
    assert sum(smoothed) == pytest.approx(1)
    assert [text.get_text() for text in targets.texts] == ["1 → 0.76", "0 → 0.06"]


def test_of_many_classes_ten_are_drawn():
    plain, smoothed = heights(show_label_smoothing(0.1, 1000)[0])
    assert len(plain) == len(smoothed) == 10
    assert smoothed[:2] == pytest.approx([0.9001, 0.0001])


def losses_at(logits, smoothing, classes):
    """Return the losses by the definition: minus the targets times the logarithms of softmax."""
    others = classes - 1
    log_sum = np.log(np.exp(logits) + others)
    right = 1 - smoothing + smoothing / classes
    return -(right * (logits - log_sum) + others * smoothing / classes * -log_sum)


@pytest.mark.parametrize(("smoothing", "classes"), [(0.1, 10), (0.3, 5), (0.01, 3)])
def test_curves_are_the_losses_and_the_dot_is_the_least(smoothing, classes):
    _, losses = show_label_smoothing(smoothing, classes)
    plain, smoothed, dot = losses.lines
    for line, part in ((plain, 0), (smoothed, smoothing)):
        x, y = line.get_data()
        np.testing.assert_allclose(y, losses_at(x, part, classes), rtol=1e-6)
        assert x[0] == 0
    x, y = (values[0] for values in dot.get_data())
    assert y == pytest.approx(losses_at(x, smoothing, classes))
    assert y < losses_at(x - 0.01, smoothing, classes)
    assert y < losses_at(x + 0.01, smoothing, classes)
    assert losses.texts[0].get_text() == f"least at {x:.1f}"
    assert plain.get_data()[0][-1] > x  # the loss is seen to rise again


def test_names_tell_the_two_apart_without_colour():
    axes = show_label_smoothing(0.1)
    for ax in axes:
        names = [text.get_text() for text in ax.get_legend().get_texts()]
        assert names == ["without", "smoothed by 0.1"]
    assert [line.get_linestyle() for line in axes[1].lines[:2]] == ["-", "--"]
    plain, smoothed = axes[0].containers
    assert (plain[0].get_hatch(), smoothed[0].get_hatch()) == (None, "//")


@pytest.mark.parametrize(("smoothing", "classes"), [(0, 10), (1, 10), (-0.1, 10), (0.1, 1)])
def test_what_is_out_of_range_is_refused(smoothing, classes):
    with pytest.raises(ValueError, match=r"expected a part between 0 and 1 and at least 2 classes"):
        show_label_smoothing(smoothing, classes)
