"""Numbers that belong together: each square is where its image and channel are."""

import numpy as np
import pytest

from cnn_lessons.visualization import show_members


def squares(ax):
    """Return what each square of a panel shows: 1 in orange, 0 in grey, NaN in a gap."""
    (mesh,) = ax.collections
    return mesh.get_array().filled(np.nan)


def test_each_number_has_its_square():
    members = np.random.default_rng(0).random((2, 3, 5, 7)) < 0.5
    (ax,) = show_members({"a": members})
    found = squares(ax)
    assert found.shape == (2 * 4 - 1, 7 * 6 - 1)
    for image, channel in np.ndindex(2, 7):
        rows, columns = 4 * image, 6 * channel
        np.testing.assert_array_equal(
            found[rows : rows + 3, columns : columns + 5], members[image, :, :, channel]
        )
    assert np.isnan(found).sum() == found.size - members.size
    bottom, top = ax.get_ylim()
    assert bottom > top  # the first image is above


def test_each_title_has_a_panel_within_the_width_of_a_phone():
    axes = show_members(dict.fromkeys("abc", np.zeros((2, 3, 3, 4), bool)))
    assert [ax.get_title() for ax in axes] == ["a", "b", "c"]
    assert axes[0].figure.get_size_inches()[0] <= 6.4


@pytest.mark.parametrize(
    ("groups", "says"),
    [({}, "groups is empty"), ({"a": np.zeros((3, 3, 4))}, r"'a' has shape \(3, 3, 4\)")],
)
def test_what_cannot_be_drawn_is_named(groups, says):
    with pytest.raises(ValueError, match=says):
        show_members(groups)
