"""A folder of photographs: everything that people have in theirs is named, nothing is changed."""

import importlib.util
import io
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from photo_files import crops, make_folder, make_worst_folder, snapshot
from photo_trees import trees
from PIL import Image, ImageOps

from cnn_lessons.practice.photos import check_folder
from cnn_lessons.practice.photos.copies import group_copies, split_photos
from cnn_lessons.practice.photos.folder import FolderError
from cnn_lessons.practice.photos.reading import thumbnail

WORST = {
    "고양이/빈 파일.jpg": "is empty: 0 bytes",
    "고양이/text.jpg": "is damaged, or no picture in spite of its name",
    "고양이/notes.txt": "is no picture that can be read here",
    "고양이/half.jpg": "is damaged: ",
    "고양이/iphone.heic": "is damaged, or no picture in spite of its name"
    if importlib.util.find_spec("pillow_heif")
    else "is HEIC, as iPhones write it: install the extra heic (pip install pillow-heif), or "
    "export it as JPEG",
    "고양이/tiny.png": "is smaller than 32 pixels",
    "고양이/black.png": "shows one colour only",
    "고양이/huge.png": "has too many pixels: save it smaller",
    "고양이/02.jpg": "is in several classes: 고양이, 커피",
    "커피/also a cat.png": "is in several classes: 고양이, 커피",
    "고양이/.DS_Store": "is hidden",
    "in no class.jpg": "is in no class: put it into a folder",
    "one photo/1.png": "has a class without a second, different photograph",
    "커피/broken": "is a broken link",
    "커피/circle": "is a link to a folder",
}
NOTES = {
    "cmyk.jpg": "CMYK",
    "16 bits.png": "more than 8 bits",
    "film.gif": "first of several pictures",
    "lying.jpg": "turned upright",
    "alpha.png": "transparent, put on white",
}


@pytest.fixture(scope="module")
def worst(tmp_path_factory):
    return make_worst_folder(tmp_path_factory.mktemp("worst") / "사진")


@pytest.fixture(scope="module")
def worst_report(worst):
    return check_folder(worst)


def test_everything_bad_in_the_worst_folder_is_named_and_nothing_changed(worst):
    before = snapshot(worst)
    report = check_folder(worst)
    assert snapshot(worst) == before
    found = {name: reason for reason, name in report.left_out}
    assert found.keys() == WORST.keys()
    for name, reason in WORST.items():
        assert found[name].startswith(reason), name
    assert report.class_names == ("고양이", "커피")


def test_what_was_done_to_a_photo_is_noted(worst_report):
    notes = {photo.path.name: photo.notes for photo in worst_report.photos}
    assert {name: kinds for name, kinds in notes.items() if kinds} == {
        name: (note,) for name, note in NOTES.items()
    }
    assert {"nested.webp", "palette.png", "grey.png"} < notes.keys()


def test_copies_have_one_group(worst_report):
    cats = [photo for photo in worst_report.photos if photo.label == "고양이"]
    groups = {photo.path.name: photo.group for photo in cats}
    assert groups["00.jpg"] == groups["00 copy.jpg"]
    assert groups["01.jpg"] == groups["01 small.jpg"]
    assert len(set(groups.values())) == len(groups) - 2


def test_the_report_names_the_files_as_text_and_as_html(worst_report):
    for text in (repr(worst_report), worst_report._repr_html_()):
        assert "사진: 22 of 37 files can be used, in 2 classes" in text
        assert "00 copy.jpg, 고양이/00.jpg" in text
        assert "01 small.jpg, 고양이/01.jpg" in text
        for name in WORST:
            assert name in text
    assert "  고양이  15 photographs, 13 different\n" in repr(worst_report)


def test_names_in_html_are_escaped(tmp_path):
    folder = make_folder(tmp_path / "x", {"<b>": ("cat", 2), "a&b": ("coffee", 2)})
    (folder / "<b>" / "<script>").touch()
    html = check_folder(folder)._repr_html_()
    assert "<b>" not in html
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_names_that_no_terminal_can_show_are_shown_as_something_else(tmp_path):
    folder = make_folder(tmp_path / "x", {"cat": ("cat", 2), "coffee": ("coffee", 2)})
    (folder / "cat" / "a\n\x1b[31m.jpg").touch()
    (tmp_path / "x" / "cat" / b"\xff.jpg".decode(errors="surrogateescape")).touch()
    repr(check_folder(folder)).encode()
    assert "\x1b" not in repr(check_folder(folder))


def test_two_spellings_of_a_korean_name_are_one_class(tmp_path):
    import unicodedata

    composed, taken_apart = (unicodedata.normalize(form, "강아지") for form in ("NFC", "NFD"))
    counts = {composed: ("cat", 2), taken_apart: ("coffee", 3), "b": ("flower", 2)}
    report = check_folder(make_folder(tmp_path / "x", counts))
    assert report.class_names == ("b", composed)
    assert np.bincount(report.labels).tolist() == [2, 5]


def test_one_class_only_is_refused_with_what_to_do(tmp_path):
    report = check_folder(make_folder(tmp_path / "x", {"cat": ("cat", 3)}))
    with pytest.raises(FolderError, match=r"there is only 'cat'\. Make one folder for each"):
        report.require_classes()


def test_an_empty_folder_and_none_at_all(tmp_path):
    report = check_folder(tmp_path)
    assert "0 of 0 files can be used, in 0 classes" in repr(report)
    with pytest.raises(FolderError, match="there is none"):
        report.require_classes()
    with pytest.raises(FolderError, match="does not exist"):
        check_folder(tmp_path / "nowhere")
    (tmp_path / "a.jpg").touch()
    with pytest.raises(FolderError, match="is a file"):
        check_folder(tmp_path / "a.jpg")


def split_folder(folder):
    counts = {"cat": ("cat", 4), "coffee": ("coffee", 4)}
    make_folder(folder / "Train", counts, seed=1)
    make_folder(folder / "val", counts, seed=5)
    return folder


def test_a_folder_that_is_split_already_keeps_its_parts(tmp_path):
    report = check_folder(split_folder(tmp_path / "x"))
    assert report.class_names == ("cat", "coffee")
    assert report.is_split
    assert [photo.part for photo in report.photos] == ["train"] * 8 + ["test"] * 8
    assert "8 photographs: 4 to learn from, 4 to test on" in repr(report)


def test_a_test_photo_is_not_for_training_as_well(tmp_path):
    folder = split_folder(tmp_path / "x")
    Image.open(folder / "val/cat/00.jpg").save(folder / "Train/cat/leak.jpg", quality=60)
    report = check_folder(folder)
    assert report.left_out == (
        ("is for training, and a copy of it for testing", "Train/cat/leak.jpg"),
    )


def test_a_class_has_to_be_in_both_parts(tmp_path):
    folder = split_folder(tmp_path / "x")
    (folder / "Train" / "dog").mkdir()
    crops("flower", 1)[0].save(folder / "Train" / "dog" / "a.png")
    report = check_folder(folder)
    assert report.left_out == (("has a class that is not in both parts", "Train/dog/a.png"),)


def test_unequal_and_small_classes_are_something_to_think_about(tmp_path):
    folder = make_folder(tmp_path / "x", {"cat": ("cat", 9), "coffee": ("coffee", 2)})
    report = repr(check_folder(folder))
    assert "the largest has 4.5 times as many photographs as the smallest" in report
    assert "with less than ten in a class, luck decides the test" in report


def test_copies_are_found_in_worse_quality_other_sizes_and_turned_by_exif(tmp_path):
    photo = crops("coffee", 1)[0]
    exif = Image.Exif()
    exif[0x0112] = 8
    folder = tmp_path / "x" / "a"
    folder.mkdir(parents=True)
    photo.save(folder / "0.png")
    photo.save(folder / "1.jpg", quality=30)
    photo.resize((photo.width // 2, photo.height // 2)).save(folder / "2.png")
    photo.transpose(Image.Transpose.ROTATE_270).save(folder / "3.png", exif=exif)
    ImageOps.mirror(photo).save(folder / "4.png")
    crops("coffee", 2)[1].save(folder / "5.png")
    (folder.parent / "b").mkdir()
    for index, piece in enumerate(crops("cat", 2)):
        piece.save(folder.parent / "b" / f"{index}.png")
    photos = check_folder(folder.parent).photos
    groups = [photo.group for photo in photos if photo.label == "a"]
    assert groups == [0, 0, 0, 0, 1, 2]


def test_copies_of_copies_are_copies():
    angles = np.radians([0, 12, 24, 90])
    chain = np.stack([np.cos(angles), np.sin(angles)], axis=1)  # neighbours: 0.978
    assert group_copies(chain).tolist() == [0, 0, 0, 1]
    assert group_copies(chain[[0, 2, 3]]).tolist() == [0, 1, 2]


def test_photos_that_show_nothing_are_nobodys_copies():
    assert group_copies(np.zeros((3, 5))).tolist() == [0, 1, 2]


def test_blocks_find_what_a_loop_finds(monkeypatch):
    rng = np.random.default_rng(0)
    thumbnails = rng.normal(size=(23, 7)).repeat([1, 2] * 11 + [3], axis=0)
    thumbnails /= np.linalg.norm(thumbnails, axis=1, keepdims=True)
    whole = group_copies(thumbnails)
    monkeypatch.setattr("cnn_lessons.practice.photos.copies.BLOCK", 5)
    np.testing.assert_array_equal(group_copies(thumbnails), whole)
    for i, a in enumerate(thumbnails):
        for j, b in enumerate(thumbnails):
            assert (whole[i] == whole[j]) == (a @ b > 0.97)


@given(
    st.lists(st.lists(st.integers(1, 7), min_size=2, max_size=9), min_size=1, max_size=4),
    st.floats(0.05, 0.95),
    st.integers(0, 99),
)
def test_a_split_keeps_copies_together_and_every_class_on_both_sides(sizes, share, seed):
    labels, groups = [], []
    for label, copies in enumerate(sizes):
        for size in copies:
            groups += [max(groups, default=-1) + 1] * size
            labels += [label] * size
    is_test = split_photos(labels, groups, share, seed)
    labels, groups = np.array(labels), np.array(groups)
    for group in np.unique(groups):
        assert len(set(is_test[groups == group])) == 1
    for label in np.unique(labels):
        assert len(set(is_test[labels == label])) == 2


def test_a_split_has_the_share_that_was_asked_for():
    labels = np.repeat([0, 1, 2], [40, 20, 8])
    groups = np.arange(68)
    is_test = split_photos(labels, groups, 0.25, seed=3)
    assert [is_test[labels == label].sum() for label in range(3)] == [10, 5, 2]
    assert (is_test == split_photos(labels, groups, 0.25, seed=3)).all()
    assert (is_test != split_photos(labels, groups, 0.25, seed=4)).any()


def test_a_split_says_what_it_cannot_do():
    with pytest.raises(ValueError, match="between 0 and 1"):
        split_photos([0, 0], [0, 1], 1.0)
    with pytest.raises(ValueError, match=r"class a has 1 different photograph.*Add some"):
        split_photos(["a", "a"], [0, 0])


PIECES = [
    piece.resize((40, 33)) for name in ("cat", "coffee", "flower") for piece in crops(name, 30)
]
JUNK = {"notes.txt": b"text", "empty.jpg": b"", "half.png": b"\x89PNG", ".hidden": b"x"}


def write_tree(root, tree, pieces):
    """Write two photographs into each folder, each time others, and junk into some."""
    taken = iter(pieces)
    for number, path in enumerate(tree):
        folder = root.joinpath(*path)
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("1.png", "2"):
            (folder / name).write_bytes(next(taken))
        if number % 3 == 1:
            for name, content in JUNK.items():
                (folder / name).write_bytes(content)


@pytest.fixture(scope="module")
def pieces():
    """Return files of photographs that are no copies of each other."""
    groups = group_copies([thumbnail(piece) for piece in PIECES])
    first = [piece for i, piece in enumerate(PIECES) if groups[i] not in groups[:i]]
    files = [io.BytesIO() for _ in first]
    for piece, file in zip(first, files, strict=True):
        piece.save(file, "PNG")
    return [file.getvalue() for file in files]


@settings(max_examples=30, deadline=None)
@given(trees())
def test_any_folder_is_understood_or_asked_about_and_never_changed(pieces, tree):
    with tempfile.TemporaryDirectory() as home:
        root = Path(home)
        write_tree(root, tree, pieces)
        before = snapshot(root)
        try:
            report = check_folder(root)
        except FolderError as question:
            assert "?" in str(question)
            return
        finally:
            assert snapshot(root) == before
        named = {name for _, name in report.left_out}
        used = {path.path.relative_to(root).as_posix() for path in report.photos}
        files = {path.relative_to(root).as_posix() for path in before}
        assert used | named == files  # each is used, or named with a reason
        assert not used & named
        for photo in report.photos if len(report.class_names) > 1 else ():
            names = photo.path.relative_to(root).parent.parts
            assert photo.label == (tree[names] or names[-1])


def test_a_thumbnail_of_one_colour_is_zero():
    assert not thumbnail(Image.new("RGB", (50, 51), "green")).any()
