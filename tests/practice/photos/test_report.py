"""The report on a folder and on its classifier: the numbers are those of what it reports on."""

import numpy as np
import pytest

from cnn_lessons.practice.photos.evaluation import Evaluation
from cnn_lessons.practice.photos.folder import PhotoFolder
from cnn_lessons.practice.photos.photo import Photo
from cnn_lessons.practice.photos.report import folder_html
from cnn_lessons.practice.photos.thresholds import Threshold


def photos(path, label, count, part="", notes=(), first_group=0):
    """Return `count` different photographs of a class."""
    return [
        Photo(path / label / f"{i}.jpg", label, part, (71, 53), notes, f"{label}{i}", None, group)
        for i, group in enumerate(range(first_group, first_group + count))
    ]


def lines_below(heading, text):
    """Return the lines of one section of a report."""
    lines = text.splitlines()
    below = lines[lines.index(heading) + 1 :]
    return below[: below.index("")] if "" in below else below


def test_the_counts_are_those_of_the_folder(tmp_path):
    used = photos(tmp_path, "cat", 7) + photos(tmp_path, "coffee", 1, first_group=7)
    left_out = (("is empty", "cat/a.jpg"), ("is hidden", ".b"), ("is empty", "cat/c.jpg"))
    text = repr(PhotoFolder(tmp_path, tuple(used), left_out))
    assert text.splitlines()[0] == f"{tmp_path.name}: 8 of 11 files can be used, in 2 classes"
    assert lines_below("Classes", text) == ["  cat     7 photographs", "  coffee  1 photograph"]
    assert lines_below("Left out", text) == ["  is empty   cat/a.jpg, cat/c.jpg", "  is hidden  .b"]
    assert "Copies" not in text
    assert "Read with care" not in text


def test_one_file_and_one_class_are_not_in_the_plural(tmp_path):
    text = repr(PhotoFolder(tmp_path, tuple(photos(tmp_path, "cat", 1)), ()))
    assert text.splitlines()[0] == f"{tmp_path.name}: 1 of 1 file can be used, in 1 class"
    assert "Think about" not in text  # nothing to compare it with


def test_a_folder_without_photographs_has_nothing_to_think_about(tmp_path):
    text = repr(PhotoFolder(tmp_path, (), ()))
    assert text == f"{tmp_path.name}: 0 of 0 files can be used, in 0 classes"


def test_a_split_folder_says_how_many_are_for_what(tmp_path):
    used = photos(tmp_path, "cat", 5, "train") + photos(tmp_path, "cat", 3, "test", (), 5)
    used += photos(tmp_path, "tea", 2, "test", (), 8) + photos(tmp_path, "tea", 7, "train", (), 10)
    assert lines_below("Classes", repr(PhotoFolder(tmp_path, tuple(used), ()))) == [
        "  cat  8 photographs: 5 to learn from, 3 to test on",
        "  tea  9 photographs: 7 to learn from, 2 to test on",
    ]


def test_copies_are_counted_once_and_named_together(tmp_path):
    one, two, three = photos(tmp_path, "cat", 3)
    same = Photo(two.path.with_name("same.jpg"), "cat", "", two.size, (), two.digest, None, 1)
    near = Photo(two.path.with_name("near.jpg"), "cat", "", two.size, (), "else", None, 2)
    text = repr(PhotoFolder(tmp_path, (one, two, three, same, near), ()))
    assert lines_below("Classes", text) == ["  cat  5 photographs, 3 different"]
    assert lines_below("Copies, kept together", text) == [
        "  the same file            cat/1.jpg, cat/same.jpg",
        "  nearly the same picture  cat/2.jpg, cat/near.jpg",
    ]


@pytest.mark.parametrize(
    ("count", "said"),
    [(6, "0, 1, 2, 3, 4, 5"), (7, "0, 1, 2, 3, 4, 5, 6"), (8, "0, 1, 2, 3, 4, 5, and 2 more")],
)
def test_seven_files_are_named_and_six_where_there_are_more(tmp_path, count, said):
    left_out = tuple(("is empty", str(i)) for i in range(count))
    text = repr(PhotoFolder(tmp_path, (), left_out))
    assert lines_below("Left out", text) == [f"  is empty  {said}"]


@pytest.mark.parametrize(
    ("cats", "teas", "unequal", "few"),
    [(29, 10, None, False), (30, 10, "3.0", False), (9, 9, None, True), (45, 9, "5.0", True)],
)
def test_from_three_times_as_many_and_below_ten_something_is_said(
    tmp_path, cats, teas, unequal, few
):
    used = photos(tmp_path, "cat", cats) + photos(tmp_path, "tea", teas, first_group=cats)
    text = repr(PhotoFolder(tmp_path, tuple(used), ()))
    assert (f"the largest has {unequal} times as many" in text) == bool(unequal)
    assert ("times as many" in text) == bool(unequal)
    assert ("less than ten in a class" in text) == few


def test_a_hangul_syllable_takes_two_columns(tmp_path):
    used = photos(tmp_path, "고양이", 2) + photos(tmp_path, "tea", 2, first_group=2)
    assert lines_below("Classes", repr(PhotoFolder(tmp_path, tuple(used), ()))) == [
        "  tea     2 photographs",
        "  고양이  2 photographs",
    ]


def test_the_html_has_a_row_for_each_line_of_the_text(tmp_path):
    used = photos(tmp_path, "cat", 3, notes=("CMYK",)) + photos(tmp_path, "tea", 2, first_group=3)
    folder = PhotoFolder(tmp_path, tuple(used), (("is empty", "x"),))
    html = folder_html(folder)
    assert html.count('scope="colgroup"') == 4  # Classes, Left out, Read with care, Think about
    assert html.count('scope="row"') == 2 + 1 + 1 + 1


def test_an_evaluation_counts_the_answers_of_each_class(tmp_path):
    truth = np.array([0, 0, 0, 1, 1, 2])
    answers = np.array([0, 0, 1, 1, 2, 2])
    shares = np.full((6, 3), 0.1)
    shares[np.arange(6), answers] = 0.8
    paths = [tmp_path / "abc"[label] / f"{i}.jpg" for i, label in enumerate(truth)]
    text = repr(Evaluation(("a", "b", "c"), paths, truth, shares))
    assert text.splitlines()[0] == "4 of 6 test photographs are right"
    assert lines_below("Answers to each class", text) == [
        "  a  2 × a, 1 × b",
        "  b  1 × b, 1 × c",
        "  c  1 × c",
    ]
    assert lines_below("Right", text)[1:] == [
        "  mean of the classes       0.72",  # 2/3, 1/2 and 1
        "  always the largest class  0.50",
    ]
    assert lines_below("Worst mistakes", text) == ["  a/2.jpg  b 0.80", "  b/4.jpg  c 0.80"]


def test_an_evaluation_says_what_shares_keep_and_what_a_threshold_does(tmp_path):
    truth = np.array([0, 0, 1, 2])
    shares = np.array([[0.9, 0.1, 0], [0.5, 0.3, 0.2], [0.1, 0.9, 0], [0.9, 0, 0.1]])
    paths = [tmp_path / f"{i}.jpg" for i in range(4)]
    chosen = Threshold(0.6, {"a": (3, 7), "b": (2, 5)})
    text = repr(Evaluation(("a", "b", "c"), paths, truth, shares, chosen))
    assert lines_below("What the shares promise, and keep", text) == [
        "  0.50 on the mean   1 of 1 are right, on many more about 0.21 to 1.00",
        "  0.90 on the mean   2 of 3 are right, on many more about 0.21 to 0.94",
        "  calibration error  0.30",  # (0.5 + 3 · 0.2333)/4
    ]
    below, known, strangers = (
        line.split("  ")[-1].strip() for line in lines_below("None of these", text)
    )
    assert below == "a share below 0.60 is answered with 'none of these'"
    assert known == "3 of 4 test photographs are given a class"
    assert strangers == "5 of 12 are answered with 'none of these': a 3 of 7, b 2 of 5"
    two = repr(Evaluation(("a", "b", "c"), paths, truth, shares, Threshold(0.6)))
    assert lines_below("None of these", two)[2].endswith("not measured: no class was held out")
    assert "None of these" not in repr(Evaluation(("a", "b", "c"), paths, truth, shares))


def test_the_html_holds_every_name(tmp_path):
    left_out = tuple(("is empty", f"{i:02}.jpg") for i in range(40))
    html = folder_html(PhotoFolder(tmp_path, (), left_out))
    shown, _, hidden = html.partition("<details><summary>and 34 more</summary>")
    assert "05.jpg" in shown
    assert "06.jpg" not in shown
    assert all(f"{i:02}.jpg" in hidden for i in range(6, 40))


@pytest.mark.parametrize(("near", "said"), [(0, False), (1, False), (2, True)])
def test_near_copies_are_something_to_think_about_from_a_tenth(tmp_path, near, said):
    used = photos(tmp_path, "cat", 10) + photos(tmp_path, "tea", 9, first_group=10)
    text = repr(PhotoFolder(tmp_path, tuple(used), (), near_copies=near))
    assert (f"{near} more can be used" in text) == said
