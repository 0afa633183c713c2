"""Pascal VOC's files: read as they stand, mended in the open, refused with a reason."""

import numpy as np
import pytest
from voc_files import voc

from cnn_lessons.datasets import read_voc


@pytest.fixture
def read(tmp_path):
    """Return a function: the text of a file to what is read."""

    def write_and_read(text):
        path = tmp_path / "cell 7.xml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_voc(path)

    return write_and_read


def test_corners_are_taken_as_they_stand(read):
    found = read(voc([("cat", 2, 3, 13, 19), ("dog", 0, 0, 31, 23), (" cat ", "5.5", 7, 11, 12)]))
    assert found.size == (23, 31)  # height first
    assert found.classes == ("cat", "dog", "cat")
    assert found.boxes.tolist() == [[2, 3, 13, 19], [0, 0, 31, 23], [5.5, 7, 11, 12]]
    assert found.boxes.dtype == np.float32
    assert found.cleaned == ()


def test_a_picture_may_have_no_objects(read):
    found = read(voc())
    assert found.boxes.shape == (0, 4)
    assert found.classes == found.cleaned == ()


@pytest.mark.parametrize(
    ("box", "kept", "sentence"),
    [
        ((13, 3, 2, 19), (2, 3, 13, 19), "13 3 2 19, had its corners in the wrong order and is tu"),
        ((13, 19, 2, 3), (2, 3, 13, 19), "wrong order"),
        ((-4, -1, 13, 19), (0, 0, 13, 19), "reaches over the picture's edge and is cut off there"),
        ((2, 3, 32, 24), (2, 3, 31, 23), "cut off"),
        ((5, 5, 5, 9), None, "object 2 (cat), 5 5 5 9, has no area and is left out."),
        ((5, 5, 9, 5), None, "has no area"),
        ((5, 5, 5, 5), None, "has no area"),
        ((31, 5, 40, 9), None, "is outside of the picture and is left out"),
        ((5, 23, 9, 24), None, "outside"),
        ((-9, 5, 0, 9), None, "outside"),
        ((5, -3, 9, -1), None, "outside"),
        ((1, 1, 11, 11), None, "is there a second time and is left out"),
        ((1, 1, 11, 12), None, "second time"),  # IoU 100 / 110 = 0.909 with the first
        ((1, 1, 11, 12.2), (1, 1, 11, 12.2), None),  # 100 / 112 = 0.893
    ],
)
def test_what_is_no_box_is_mended_or_left_out_and_it_says_so(read, box, kept, sentence):
    found = read(voc([("cat", 1, 1, 11, 11), ("cat", *box), ("dog", 3, 4, 6, 8)]))
    expected = [(1, 1, 11, 11), *([kept] if kept else []), (3, 4, 6, 8)]
    np.testing.assert_allclose(found.boxes, expected, rtol=1e-6)
    assert found.classes == ("cat",) * (len(expected) - 1) + ("dog",)
    assert len(found.cleaned) == (sentence is not None)
    if sentence:
        assert found.cleaned[0].startswith("cell 7.xml: object 2 (cat), ")
        assert sentence in found.cleaned[0]


def test_boxes_may_be_equal_where_classes_differ(read):
    found = read(voc([("cat", 1, 1, 11, 11), ("dog", 1, 1, 11, 11)]))
    assert found.classes == ("cat", "dog")
    assert found.cleaned == ()


def test_a_box_may_be_turned_and_cut_off(read):
    found = read(voc([("cat", 40, 3, 2, 19)]))
    assert found.boxes.tolist() == [[2, 3, 31, 19]]
    assert len(found.cleaned) == 2


GOOD = voc([("cat", 1, 2, 3, 4)])
BOMB = "<!DOCTYPE a [<!ENTITY b 'cat'><!ENTITY c '&b;&b;&b;'>]>" + GOOD.replace("cat", "&c;")
OUTSIDE = "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/hosts'>]>" + GOOD.replace("cat", "&b;")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"cell 7\.xml is no whole XML file \(.*Copy or write it anew"),
        (GOOD[:-20], "no whole XML file"),
        (GOOD.encode("utf-16")[:41], "no whole XML file"),
        (b"<?xml version='1.0' encoding='klingon'?>" + GOOD.encode(), "no whole XML file"),
        (b"<annotation>\xff\xfe</annotation>", "no whole XML file"),
        (GOOD.replace("cat", "&cat;"), "no whole XML file"),
        ("<!DOCTYPE annotation>" + GOOD, r"defines a document type or entities, .* take that part"),
        (BOMB, "document type or entities"),
        (OUTSIDE, "document type or entities"),
        ("<svg/>", "begins with <svg>, expected <annotation>"),
        ("<annotation/>", r"has no <size><height>\. Add it"),
        (GOOD.replace("width", "w"), "has no <size><width>"),
        (voc(width=0), r"picture is 23 × 0 pixels, expected whole numbers above 0"),
        (voc(height=7.5), r"picture is 7\.5 × 31 pixels"),
        (GOOD.replace("bndbox", "polygon"), r"object 1 \(cat\) has no <bndbox><xmin>"),
        (GOOD.replace("ymax", "y2"), r"object 1 \(cat\) has no <bndbox><ymax>"),
        (GOOD.replace("<name>cat</name>", ""), r"object 1 has no <name>\. Say what it is"),
        (GOOD.replace("cat", "  "), "object 1 has no <name>"),
        (
            voc([("cat", 1, 2, 3, 4), ("dog", 1, "NaN", 3, 4)]),
            r"2 \(dog\): <bndbox><ymin> is 'NaN'",
        ),
        (voc([("cat", 1, 2, "inf", 4)]), "<xmax> is 'inf', expected a number of pixels"),
        (voc([("cat", 1, 2, 3, "four")]), "<ymax> is 'four'"),
        (voc([("cat", "", 2, 3, 4)]), "<xmin> is ''"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(read, text, message):
    with pytest.raises(ValueError, match=message):
        read(text)


def test_boxes_of_parts_of_an_object_are_not_objects(read):
    part = "<part><name>head</name><bndbox><xmin>1</xmin></bndbox></part>"
    found = read(GOOD.replace("</object>", f"{part}</object>"))
    assert found.classes == ("cat",)
