"""Pascal VOC's files: one for each picture, with its objects and their boxes.

Labelling programs write them, and so do many collections of pictures. They come from anywhere,
so they are read with a parser that follows no reference to another file.
"""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

CORNERS = ("xmin", "ymin", "xmax", "ymax")
SAME = 0.9  # two boxes of one class with such an IoU are one object, labelled twice


@dataclass(frozen=True)
class VocFile:
    """What a file says about its picture.

    Parameters
    ----------
    size : (int, int)
        Height and width of the picture, in pixels.
    boxes : ndarray of float32, shape (K, 4)
        Left, top, right and bottom, in pixels of the picture.
    classes : tuple of str
        K names.
    cleaned : tuple of str, default=()
        What was left out or mended, one sentence each.
    """

    size: tuple
    boxes: np.ndarray
    classes: tuple
    cleaned: tuple = ()


def read_voc(path):
    """Return the boxes in a file of Pascal VOC's form, as far as they can be boxes.

    Corners are taken as they stand, ``xmax - xmin`` being the width. Pascal's own files count
    pixels from 1 and include the last: their boxes come out up to a pixel smaller. What is
    marked as difficult or truncated is a box like others.

    A box whose corners are in the wrong order is turned; what reaches over the edge of the
    picture is cut off. Left out is a box that is wholly outside, that has no area, or that is of
    the same class as another with which its IoU is at least 0.9. `cleaned` says each of these.

    Parameters
    ----------
    path : str or Path
        Of the ``.xml`` file.

    Returns
    -------
    VocFile

    Raises
    ------
    ValueError
        If it is no XML, defines a document type or entities, is of another form, lacks a part,
        or has something else where a number belongs. The text names the file and the object.

    References
    ----------
    .. [1] M. Everingham and J. Winn, "The PASCAL Visual Object Classes Challenge 2012
       development kit", 2012. http://host.robots.ox.ac.uk/pascal/VOC/voc2012/htmldoc/
    """
    path = Path(path)
    root = _parse(path)
    size = tuple(_number(root, f"size/{side}", path.name) for side in ("height", "width"))
    if min(size) < 1 or any(side % 1 for side in size):
        raise ValueError(
            f"{path.name}: the picture is {size[0]:g} × {size[1]:g} pixels, expected whole "
            "numbers above 0. Put its true size there."
        )
    classes, corners = [], []
    for position, found in enumerate(root.findall("object"), start=1):
        name = (found.findtext("name") or "").strip()
        if not name:
            raise ValueError(f"{path.name}: object {position} has no <name>. Say what it is.")
        where = f"{path.name}: object {position} ({name})"
        classes.append(name)
        corners.append([_number(found, f"bndbox/{corner}", where) for corner in CORNERS])
    size = tuple(int(side) for side in size)
    kept, boxes, cleaned = _clean(classes, corners, size, path.name)
    boxes = np.array(boxes, np.float32).reshape(-1, 4)
    return VocFile(size, boxes, tuple(classes[position] for position in kept), tuple(cleaned))


def _parse(path):
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, parse

    try:
        root = parse(path, forbid_dtd=True).getroot()
    except DefusedXmlException as error:
        raise ValueError(
            f"{path.name} defines a document type or entities, which may read other files or "
            "fill the memory. Pascal VOC's files have none: take that part out."
        ) from error
    except (ParseError, LookupError, UnicodeError) as error:
        raise ValueError(
            f"{path.name} is no whole XML file ({error}). Copy or write it anew."
        ) from error
    if root.tag != "annotation":
        raise ValueError(
            f"{path.name} begins with <{root.tag}>, expected <annotation>. It is not of Pascal "
            "VOC's form: convert it, or take it out of the folder."
        )
    return root


def _number(element, tags, where):
    text = element.findtext(tags)
    inside = "".join(f"<{tag}>" for tag in tags.split("/"))
    if text is None:
        raise ValueError(f"{where} has no {inside}. Add it, or take the file out.")
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"{where}: {inside} is {text.strip()!r}, expected a number of pixels.")
    return number


def _clean(classes, corners, size, name):
    """Return the positions and boxes that are kept, and a sentence for each change."""
    kept, boxes, cleaned = [], [], []
    for position, box in enumerate(corners):
        which = f"{name}: object {position + 1} ({classes[position]}), {_written(box)},"
        ordered = [*np.minimum(box[:2], box[2:]), *np.maximum(box[:2], box[2:])]
        limits = (size[1], size[0], size[1], size[0])
        inside = np.clip(ordered, 0, limits)
        width, height = inside[2:] - inside[:2]
        twins = [boxes[n] for n, other in enumerate(kept) if classes[other] == classes[position]]
        if min(ordered[2] - ordered[0], ordered[3] - ordered[1]) <= 0:
            cleaned.append(f"{which} has no area and is left out.")
        elif min(width, height) <= 0:
            cleaned.append(f"{which} is outside of the picture and is left out.")
        elif any(_overlap(inside, twin) >= SAME for twin in twins):
            cleaned.append(f"{which} is there a second time and is left out.")
        else:
            if ordered != box:
                cleaned.append(f"{which} had its corners in the wrong order and is turned.")
            if (inside != ordered).any():
                cleaned.append(f"{which} reaches over the picture's edge and is cut off there.")
            kept.append(position)
            boxes.append(inside)
    return kept, boxes, cleaned


def _written(box):
    return " ".join(f"{number:g}" for number in box)


def _overlap(box, other):
    """Return the IoU of two boxes that have an area."""
    sides = np.minimum(box[2:], other[2:]) - np.maximum(box[:2], other[:2])
    shared = np.prod(np.maximum(sides, 0))
    areas = np.prod(box[2:] - box[:2]) + np.prod(other[2:] - other[:2])
    return shared / (areas - shared)
