"""Folders of pictures with VOC's files, as people have them."""

import numpy as np
import pytest
from PIL import Image
from voc_files import picture, voc, write_voc_folder

from cnn_lessons.datasets import read_voc_folder

PARTS = {"train": ["a", "bb", "ccc"], "val": ["dddd"], "test": ["eeeee", "셀 6"]}
OBJECTS = [("dog", 2, 3, 13, 19), ("cat", 0, 1, 31, 23)]


@pytest.fixture
def laid_out(tmp_path):
    """Return a folder as VOC has it: six pictures of 23 × 31 pixels, three lists."""
    return write_voc_folder(tmp_path / "pets", PARTS, OBJECTS)


@pytest.fixture
def one_folder(tmp_path):
    """Return a folder with twenty pictures and their files side by side."""
    for number in range(20):
        picture(number).save(tmp_path / f"photo {number:02}.png")
        (tmp_path / f"photo {number:02}.xml").write_text(voc(OBJECTS), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("size", [(46, 93), (7, 5), (23, 31)])
def test_pictures_and_boxes_are_resized_together(laid_out, size):
    data = read_voc_folder(laid_out, size)
    H, W = size
    assert repr(data) == f"pets: 3 training, 1 validation and 2 test images, {H} × {W} × 3"
    assert (data.train.images.dtype, data.train.labels[0].dtype) == (np.float32, np.int64)
    assert data.class_names == ("cat", "dog")
    assert data.test.labels[1].tolist() == [1, 0]
    expected = [[2, 3, 13, 19], [0, 1, 31, 23]] * np.array([W / 31, H / 23] * 2)
    np.testing.assert_allclose(data.test.boxes[1], expected, rtol=1e-6)
    assert data.test.boxes[1].dtype == np.float32
    assert data.cleaned == ()
    assert [data.train.names, data.validation.names, data.test.names] == [
        *map(tuple, PARTS.values())
    ]


def test_a_picture_of_the_right_size_is_left_as_it_is(laid_out):
    image = read_voc_folder(laid_out, (23, 31)).validation.images[0]
    np.testing.assert_allclose(image, np.asarray(picture(4)) / 255, rtol=1e-6)


def test_a_bright_object_is_where_its_box_is_after_resizing(tmp_path):
    pixels = np.zeros((30, 40), np.uint8)
    pixels[6:24, 8:16] = 255
    for name in "abc":
        Image.fromarray(pixels).save(tmp_path / f"{name}.png")
        text = voc([("bar", 8, 6, 16, 24)], width=40, height=30)
        (tmp_path / f"{name}.xml").write_text(text, encoding="utf-8")
    train = read_voc_folder(tmp_path, (10, 20)).train
    left, top, right, bottom = train.boxes[0][0].astype(int)
    assert train.images[0, top:bottom, left:right].mean() > 0.85
    outside = train.images[0].sum() - train.images[0, top:bottom, left:right].sum()
    assert outside < 0.15 * train.images[0].sum()


def test_without_lists_a_fifth_is_for_testing_whatever_the_order(one_folder):
    data = read_voc_folder(one_folder, (8, 8))
    assert [len(part) for part in (data.train, data.validation, data.test)] == [12, 4, 4]
    names = {*data.train.names, *data.validation.names, *data.test.names}
    assert names == {f"photo {number:02}" for number in range(20)}
    assert read_voc_folder(one_folder, (9, 7)).test.names == data.test.names
    assert data.test.names != tuple(sorted(names)[:4])  # by a hash, not by alphabet


def test_classes_may_be_given_in_an_order(laid_out):
    data = read_voc_folder(laid_out, (8, 8), ("dog", "fish", "cat"), name="Pets")
    assert (data.name, data.class_names) == ("Pets", ("dog", "fish", "cat"))
    assert data.train.labels[0].tolist() == [0, 2]


def test_what_is_left_out_is_said(laid_out):
    picture(1).save(laid_out / "JPEGImages/no file.png")
    (laid_out / "Annotations/listless.xml").write_text(voc(), encoding="utf-8")
    text = voc([("cat", 1, 2, 1, 5), ("cat", 30, 2, 40, 5)])
    (laid_out / "Annotations/bb.xml").write_text(text, encoding="utf-8")
    (laid_out / "JPEGImages/.DS_Store").touch()
    (laid_out / "JPEGImages/._a.png").touch()
    data = read_voc_folder(laid_out, (8, 8))
    assert data.train.boxes[1].shape == (1, 4)
    assert data.cleaned == (
        "bb.xml: object 1 (cat), 1 2 1 5, has no area and is left out.",
        "bb.xml: object 2 (cat), 30 2 40 5, reaches over the picture's edge and is cut off there.",
        "listless.xml is in no list and is left out.",
        "no file.png has no .xml file and is left out.",
    )


@pytest.mark.parametrize("mode", ["L", "RGBA", "CMYK", "P", "1", "LA"])
def test_pictures_of_every_mode_become_colour(laid_out, mode):
    ending = "tif" if mode == "CMYK" else "png"
    (laid_out / "JPEGImages/a.png").unlink()
    picture(1).convert(mode).save(laid_out / f"JPEGImages/a.{ending}")
    assert read_voc_folder(laid_out, (23, 31)).train.images.shape == (3, 23, 31, 3)


def test_a_photograph_is_upright_where_its_file_says_so(laid_out):
    exif = Image.Exif()
    exif[0x0112] = 6  # stored lying on its left side
    lying = picture(1, width=23, height=31)
    (laid_out / "JPEGImages/a.png").unlink()
    lying.save(laid_out / "JPEGImages/a.png", exif=exif)
    image = read_voc_folder(laid_out, (23, 31)).train.images[0]
    np.testing.assert_allclose(image, np.rot90(np.asarray(lying), -1) / 255, rtol=1e-6)
    (laid_out / "Annotations/a.xml").write_text(voc(width=23, height=31), encoding="utf-8")
    image = read_voc_folder(laid_out, (31, 23)).train.images[0]
    np.testing.assert_allclose(image, np.asarray(lying) / 255, rtol=1e-6)


def write(folder, path, text):
    (folder / path).write_text(text, encoding="utf-8")


FAULTS = {
    "a class": (
        lambda f: write(f, "Annotations/a.xml", voc([("cow", 1, 2, 3, 4)])),
        r"a\.xml has an object of class 'cow', which is none of cat, dog\. Correct it, or add",
    ),
    "broken file": (lambda f: write(f, "Annotations/bb.xml", "<"), r"bb\.xml is no whole XML file"),
    "no picture": (lambda f: (f / "JPEGImages/a.png").unlink(), r"a\.xml has no picture of its na"),
    "two pictures": (
        lambda f: picture(3).save(f / "JPEGImages/a.jpg"),
        r"a\.jpg and a\.png have one name, so that a\.xml could be of either",
    ),
    "other size": (
        lambda f: write(f, "Annotations/a.xml", voc(width=23, height=31)),
        r"a\.png is 23 × 31 pixels, its \.xml file says 31 × 23: are the boxes of another picture",
    ),
    "half a picture": (
        lambda f: (f / "JPEGImages/a.png").write_bytes((f / "JPEGImages/a.png").read_bytes()[:900]),
        r"a\.png cannot be read \(.*Copy or save it anew",
    ),
    "16 bits": (
        lambda f: Image.fromarray(np.zeros((23, 31), np.uint16)).save(f / "JPEGImages/a.png"),
        r"a\.png has more than 8 bits for a colour",
    ),
    "no list": (
        lambda f: (f / "ImageSets/Main/val.txt").unlink(),
        r"val\.txt is missing beside train\.txt\. Write all three lists, or remove them",
    ),
    "unknown name": (
        lambda f: write(f, "ImageSets/Main/val.txt", "zz\n"),
        r"val\.txt names zz, but there is no zz\.xml",
    ),
    "a leak": (
        lambda f: write(f, "ImageSets/Main/val.txt", "bb\n"),
        r"bb is in train\.txt and in val\.txt",
    ),
    "empty list": (lambda f: write(f, "ImageSets/Main/test.txt", "\n"), r"test\.txt is empty"),
}


@pytest.mark.parametrize(("damage", "message"), FAULTS.values(), ids=FAULTS)
def test_a_folder_that_cannot_be_used_says_why(laid_out, damage, message):
    damage(laid_out)
    with pytest.raises(ValueError, match=message):
        read_voc_folder(laid_out, (8, 8), ("cat", "dog"))


def test_several_faults_are_said_at_once(one_folder):
    for path in one_folder.glob("*.xml"):
        path.write_text("<", encoding="utf-8")
    with pytest.raises(ValueError, match=r"(photo \d\d\.xml is no whole.*){5} And 15 more\.$"):
        read_voc_folder(one_folder, (8, 8))


def test_a_folder_without_files_says_what_is_expected(tmp_path):
    with pytest.raises(ValueError, match=r"has no \.xml files\. .* JPEGImages and Annotations"):
        read_voc_folder(tmp_path, (8, 8))
    with pytest.raises(ValueError, match=r"typo is no folder\. Give the one with the pictures"):
        read_voc_folder(tmp_path / "typo", (8, 8))
    for name in "ab":
        (tmp_path / f"{name}.xml").write_text(voc(), encoding="utf-8")
    with pytest.raises(ValueError, match=r"has 2 \.xml files, expected at least 3"):
        read_voc_folder(tmp_path, (8, 8))


@pytest.mark.parametrize("size", [(8,), (0, 8), (8, 7.5), (8, 8, 3), 8, "88", "ab", None])
def test_a_size_is_two_whole_numbers(laid_out, size):
    with pytest.raises(ValueError, match=r"is not usable\. Give height and width"):
        read_voc_folder(laid_out, size)
