"""The confusion matrix as a figure: rows are true classes."""

import numpy as np
import pytest
from sklearn.metrics import confusion_matrix

from cnn_lessons.visualization import show_confusion

TRUE = ["cat"] * 7 + ["dog"] * 2
ANSWERS = ["cat"] * 4 + ["dog"] * 3 + ["dog"] * 2
COUNTS = confusion_matrix(TRUE, ANSWERS)  # three cats taken for dogs


def written(ax):
    """Return the numbers by (row, column): what is above and to the left comes first."""
    return {(round(y), round(x)): t.get_text() for t in ax.texts for x, y in [t.get_position()]}


def test_rows_are_true_classes_and_columns_answers():
    ax = show_confusion(COUNTS, ["cat", "dog"])
    assert written(ax) == {(0, 0): "4", (0, 1): "3", (1, 0): "0", (1, 1): "2"}
    assert (ax.get_ylabel(), ax.get_xlabel()) == ("true class", "answer")
    assert [label.get_text() for label in ax.get_yticklabels()] == ["cat", "dog"]
    low, high = ax.get_ylim()
    assert low > high, "row 0 stands on top"


def test_colours_are_shares_of_the_row_from_0_to_1():
    (picture,) = show_confusion(COUNTS).images
    np.testing.assert_allclose(picture.get_array(), [[4 / 7, 3 / 7], [0, 1]])
    assert picture.get_clim() == (0, 1)


def test_a_class_without_examples_has_shares_of_0():
    (picture,) = show_confusion([[0, 0], [1, 3]]).images
    np.testing.assert_allclose(picture.get_array(), [[0, 0], [0.25, 0.75]])


def luminance(colour):
    """Return the relative luminance of WCAG 2."""
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return np.dot(linear, [0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize("first", [5, 41, 71])
def test_every_number_can_be_read_on_its_colour(first):
    counts = np.zeros((12, 12), dtype=int)
    counts[:, 0] = np.linspace(first, first + 29, 12)  # percent
    counts[:, 1] = 100 - counts[:, 0]
    ax = show_confusion(counts)
    (picture,) = ax.images
    for row, text in enumerate(ax.texts[::12]):
        paper = luminance(picture.cmap(picture.norm(counts[row, 0] / 100))[:3])
        ink = {"white": 1, "black": 0}[text.get_color()]
        lighter, darker = max(paper, ink), min(paper, ink)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5


@pytest.mark.parametrize("classes", [2, 5, 10, 12])
def test_numbers_stay_within_their_cells(classes):
    ax = show_confusion(np.full((classes, classes), 1000))
    ax.figure.canvas.draw()
    cell = ax.bbox.width / classes
    assert max(text.get_window_extent().width for text in ax.texts) < cell


def test_many_classes_have_colours_only():
    assert len(show_confusion(np.eye(12, dtype=int)).texts) == 144
    assert not show_confusion(np.eye(13, dtype=int)).texts


def test_wrong_counts_and_names_are_told():
    with pytest.raises(ValueError, match=r"shape \(2, 3\), expected \(K, K\)"):
        show_confusion(np.ones((2, 3)))
    with pytest.raises(ValueError, match="3 names for 2 classes"):
        show_confusion(COUNTS, ["a", "b", "c"])
