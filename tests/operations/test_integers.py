"""Whole numbers: what counts as one, and what is said of all else."""

import re

import numpy as np
import pytest

from cnn_lessons.operations.integers import (
    check_counts,
    check_groups,
    height_and_width,
    is_int,
    is_pair,
    whole_number,
)


@pytest.mark.parametrize("value", [3, -3, 0, np.int8(3), np.uint64(3), 10**40])
def test_pythons_and_numpys_ints_are_whole_numbers(value):
    assert is_int(value)


@pytest.mark.parametrize(
    "value", [True, np.True_, 3.0, np.float32(3), "3", None, (3,), np.array([3]), 3j, np.nan]
)
def test_a_bool_and_a_float_are_no_whole_numbers(value):
    assert not is_int(value)
    assert not is_int(value, least=1)


def test_a_whole_number_may_have_to_be_at_least_another():
    assert [is_int(value, least=2) for value in (1, 2, 3, np.int64(1), np.int64(2))] == [
        *(False, True, True),
        *(False, True),
    ]


def test_height_and_width_takes_an_int_or_a_pair():
    assert height_and_width(3, "strides") == (3, 3)
    assert height_and_width((3, 2), "strides") == (3, 2)
    assert height_and_width([np.int32(3), 2], "strides") == (3, 2)
    assert all(type(entry) is int for entry in height_and_width(np.int64(3), "strides"))


def test_three_distances_for_two_axes_are_refused():
    expected = "strides=(1, 2, 1) has 3 entries. Use one int, or a pair (height, width)."
    with pytest.raises(ValueError, match=re.escape(expected)):
        height_and_width((1, 2, 1), "strides")


def test_a_pair_is_a_tuple_or_a_list_of_two():
    assert [is_pair(value) for value in ((1, 2), [1, 2], (1,), (1, 2, 3), {1, 2}, "ab")] == [
        *(True, True),
        *(False, False, False, False),
    ]


def test_whole_number_returns_pythons_int_and_says_what_is_too_small():
    assert type(whole_number(np.int8(3), "size", least=3)) is int
    with pytest.raises(ValueError, match=r"size=2 is too small\. Use an int of at least 3\."):
        whole_number(2, "size", least=3)


def test_counts_are_from_1_and_the_wrong_one_is_named():
    check_counts(filters=1, groups=np.int64(2))
    with pytest.raises(ValueError, match="groups=0 is too small"):
        check_counts(filters=1, groups=0)
    with pytest.raises(TypeError, match="filters=True is not an int but a bool"):
        check_counts(filters=True)


def test_groups_divide_channels_and_filters():
    check_groups(3, 6, 9)
    for groups, channels, filters in [(3, 6, 10), (3, 5, 9), (0, 6, 9), (3.0, 6, 9), (True, 6, 9)]:
        with pytest.raises(ValueError, match=f"groups={groups!r} does not divide {channels} ch"):
            check_groups(groups, channels, filters)
