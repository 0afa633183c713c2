"""Folders of class folders: understood as people mean them, or a question, never a wrong class."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from photo_trees import trees

from cnn_lessons.practice.photos.class_folders import FolderError, understand
from cnn_lessons.practice.photos.reading import PhotoError


def files(*paths):
    """Return the names on the way to files: of "train/{cat,dog}", "1.jpg" in each of both."""
    found = []
    for path in paths:
        first, brace, rest = path.partition("{")
        names, _, last = rest.partition("}")
        for name in names.split(",") if brace else [""]:
            found.append((*f"{first}{name}{last}".split("/"), "1.jpg"))
    return found


def placed(*paths):
    """Return class and part of each folder's photographs, "" where they are in no class."""
    pictures = files(*paths)
    layout = understand(pictures)
    found = {}
    for names in pictures:
        try:
            label, part = layout.place(names)
            found["/".join(names[:-1])] = f"{part} {label}".strip()
        except PhotoError:
            found["/".join(names[:-1])] = ""
    return found, layout.text


UNDERSTOOD = {
    "classes": (["{cat,dog}"], "cat dog", ""),
    "a class of trains": (["{train,bus,car}"], "train bus car", ""),
    "train and test": (
        ["Train/{cat,dog}", "TEST/{cat,dog}"],
        "train cat,train dog,test cat,test dog",
        "The classes are the folders in Train, to learn from, and in TEST, to test on.",
    ),
    "a competition": (
        ["train/{cat,dog}", "test1"],
        "cat,dog,",
        "The classes are the folders in train. Left out, without classes: test1.",
    ),
    "a test in a folder": (
        ["train/{cat,dog}", "test/images"],
        "cat,dog,",
        "The classes are the folders in train. Left out, without classes: test.",
    ),
    "val is the test": (
        ["train/{cat,dog}", "valid/{cat,dog}", "test"],
        "train cat,train dog,test cat,test dog,",
        "The classes are the folders in train, to learn from, and in valid, to test on. "
        "Left out, without classes: test.",
    ),
    "val is for training": (
        ["training_set/{cat,dog}", "dev/{cat,dog}", "test 2/{cat,dog}"],
        "train cat,train dog,train cat,train dog,test cat,test dog",
        "The classes are the folders in training_set and dev, to learn from, and in test 2, "
        "to test on.",
    ),
    "numbered": (
        ["1.Training/{cat,dog}", "2.Validation/{cat,dog}"],
        "train cat,train dog,test cat,test dog",
        "The classes are the folders in 1.Training, to learn from, and in 2.Validation, "
        "to test on.",
    ),
    "twice the same name": (
        ["train/train/{cat,dog}", "test/test/{cat,dog}"],
        "train cat,train dog,test cat,test dog",
        "The classes are the folders in train, to learn from, and in test, to test on.",
    ),
    "deeper": (["images/{cat,dog}"], "cat dog", "The classes are the folders in images."),
    "deeper and split": (
        ["dataset/v2/train/{cat,dog}", "dataset/v2/test/{cat,dog}"],
        "train cat,train dog,test cat,test dog",
        "The classes are the folders in dataset/v2/train, to learn from, and in "
        "dataset/v2/test, to test on.",
    ),
    "one part only": (["train/{cat,dog}"], "cat dog", "The classes are the folders in train."),
    "something beside the parts": (
        ["train/{cat,dog}", "test/{cat,dog}", "figures"],
        "train cat,train dog,test cat,test dog,",
        "The classes are the folders in train, to learn from, and in test, to test on. "
        "Left out, without classes: figures.",
    ),
    "a class in itself": (["cat/cat", "dog/Dog", "bird"], "cat dog bird", ""),
    "images in the class": (
        ["train/{cat,dog}/images", "val/images"],
        "cat,dog,",
        "The classes are the folders in train. Left out, without classes: val.",
    ),
    "more in a class": (["cat", "cat/old/older", "dog"], "cat cat dog", ""),
}


@pytest.mark.parametrize("kind", UNDERSTOOD)
def test_usual_layouts_are_understood_and_said(kind):
    paths, expected, said = UNDERSTOOD[kind]
    found, text = placed(*paths)
    separator = "," if "," in expected else " "
    assert list(found.values()) == expected.split(separator)
    assert text == said


ASKED = {
    "two levels": (["pets/{cat,dog}", "wild/{lion,wolf}"], "Is pets a class, or are cat and dog"),
    "class and group": (["dog", "wild/{lion,wolf}"], "Is wild a class, or are lion and wolf in it"),
    "group of one": (["pets/cat", "plants/rose"], "Is pets a class, or is cat in it?"),
    "years in classes": (["{cat,dog}/2023", "{cat,dog}/2024"], "Is cat a class, or are 2023 and"),
    "stray in a group": (["pets", "pets/{cat,dog}", "wild/{lion,wolf}"], "Is pets a class"),
    "parts in classes": (["cat/{train,test}", "dog/{train,test}"], "Is cat a class, or are train"),
    "case": (["Cat", "cat", "dog"], "'Cat' and 'cat' differ in upper and lower case"),
    "case across parts": (["train/{Cat,dog}", "test/{cat,dog}"], "'Cat' and 'cat' differ"),
    "space": (["cat ", "cat", "dog"], "'cat ' and 'cat' differ"),
    "flat parts": (["train", "test1"], "In train are photographs, but no class folders"),
    "unpaired pictures": (
        ["trainA", "trainB", "testA"],
        "In trainA and trainB are photographs, but no",
    ),
    "test beside classes": (["cat", "dog", "test"], "Is 'test' a class?"),
    "split test beside classes": (["cat", "dog", "test/{cat,dog}"], "Is 'test' a class?"),
    "no train": (["val/{cat,dog}", "test/{cat,dog}"], "Is 'val' a class?"),
    "parts in the names": (["{cat,dog}_train", "{cat,dog}_test"], "Is 'cat_train' a class?"),
    "parts after a name": (["seg_train/{sea,ice}", "seg_test/{sea,ice}"], "Is 'seg_train' a cl"),
    "parts in a part": (["train/{train,val}", "test"], "Is 'train' a class?"),
    "a part in a class": (["cat", "cat/test", "dog"], "Is cat a class, or is test in it?"),
    "boxes": (["train/images", "valid/images"], "In train are photographs, but no class folders"),
    "one part of boxes": (["train/images", "junk"], "Is 'train' a class?"),
    "a stray in one part": (["train", "train/cat", "junk"], "Is 'train' a class?"),
    "masks": (["images", "masks"], "Is 'images' a class?"),
    "masks in parts": (["train/{images,masks}", "test/{images,masks}"], "Is 'images' a class?"),
}


@pytest.mark.parametrize("kind", ASKED)
def test_what_can_be_read_in_two_ways_is_asked(kind):
    paths, question = ASKED[kind]
    with pytest.raises(FolderError) as asked:
        understand(files(*paths))
    assert question in str(asked.value)
    assert any(word in str(asked.value) for word in ("Make folders", "Give", "give", "put"))


def test_no_folder_at_all_has_no_classes():
    assert understand([]).classes == {}
    with pytest.raises(PhotoError, match="in no class: put it into a folder"):
        understand([("1.jpg",)]).place(("1.jpg",))


@given(trees(), st.integers(1, 3))
def test_no_class_is_a_folder_of_class_folders(tree, count):
    pictures = [(*path, f"{i}.jpg") for path in tree for i in range(count)]
    try:
        layout = understand(pictures)
    except FolderError as question:
        assert "?" in str(question)
        return
    for place, (label, part) in layout.classes.items():
        assert label == place[-1]
        assert part in ("", "train", "test")
        outside = {other for other in layout.classes if other != place}
        assert not any(other[: len(place)] == place for other in outside), "a class in a class"
        inside = sorted(path for path in tree if path[: len(place)] == place)
        for outer, inner in pairwise(inside):
            assert inner[: len(outer)] == outer, "two folders in a class: which is it?"
        # The first with photographs is the class itself, or has its name, or none of its own.
        steps = set(inside[0][len(place) :])
        assert steps <= {label, "images"}
        assert not {name.lower() for name in inside[-1][len(place) :]} & {"train", "test", "val"}
    parts = {part for _, part in layout.classes.values()}
    assert parts in (set(), {""}, {"train", "test"})


@given(trees())
def test_every_photograph_is_in_the_class_of_its_folder_or_in_none(tree):
    try:
        layout = understand([(*path, "1.jpg") for path in tree])
    except FolderError:
        return
    if len({label for label, _ in layout.classes.values()}) < 2:
        return  # nothing can be learned from it
    for path, meant in tree.items():
        try:
            label, _ = layout.place((*path, "1.jpg"))
        except PhotoError as reason:
            assert str(reason).startswith("is in no class")
        else:
            assert label == (meant or path[-1])


@given(trees())
def test_the_order_of_the_files_does_not_matter(tree):
    pictures = [(*path, "1.jpg") for path in tree]

    def result(order):
        try:
            layout = understand(order)
        except FolderError:
            return "asked"
        return layout.classes, layout.left_out

    assert result(pictures) == result(pictures[::-1])
