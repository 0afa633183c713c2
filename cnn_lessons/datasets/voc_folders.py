"""A folder of pictures with Pascal VOC's files, as a data set for detection."""

import re
from pathlib import Path

import numpy as np

from cnn_lessons.datasets.boxed_images import BoxedDataset, BoxedImages
from cnn_lessons.datasets.sources import a_fifth_of
from cnn_lessons.datasets.voc import read_voc

PICTURES = {".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp"}
PARTS = ("train", "val", "test")
SHOWN = 5  # faults in one message


def read_voc_folder(folder, size, class_names=None, name=None):
    """Return a folder of pictures and their ``.xml`` files as a data set with boxes.

    Pictures and files belong together by their names: ``cell 3.jpg`` and ``cell 3.xml``. They
    lie in one folder, or as Pascal VOC has them, in ``JPEGImages`` and ``Annotations``. The
    three parts are those of the lists ``ImageSets/Main/train.txt``, ``val.txt`` and
    ``test.txt``, one name without ending in a line; without lists, a fifth is for testing and a
    fifth for validation, chosen by a hash of the names. Pictures that belong together, such as
    those of one patient, must be kept in one part: write lists for them.

    Each picture is resized to `size`, and its boxes with it, without keeping its proportions.
    A photograph that a camera has stored turned is turned upright, if its file describes it so.

    Parameters
    ----------
    folder : str or Path
    size : (int, int)
        Height and width of the images, in pixels.
    class_names : tuple of str, optional
        The classes, in the order of their numbers. By default those that are found, by
        alphabet.
    name : str, optional
        Of the data set; by default that of the folder.

    Returns
    -------
    BoxedDataset
        In colour. What was left out or mended stands in its `cleaned`: changed boxes as
        `read_voc` has them, and pictures without a file, or in no list.

    Raises
    ------
    ValueError
        If `size` is not two whole numbers above 0, there are no files, a file or picture cannot
        be used, a size in a file is not its picture's, a class is not among `class_names`, a
        list names what is not there or what is in another list. Of several faults the text
        has the first few.
    """
    check_size(size)
    folder = Path(folder)
    pictures, files = _find(folder)
    parts, cleaned = _split(folder, sorted(files))
    cleaned += [
        f"{pictures[stem].name} has no .xml file and is left out."
        for stem in sorted(pictures.keys() - files.keys())
    ]
    read, faults = {}, []
    for stem in [stem for part in PARTS for stem in parts[part]]:
        try:
            read[stem] = _read(files[stem], pictures.get(stem), size, class_names)
        except ValueError as error:
            faults.append(str(error))
    if faults:
        raise ValueError(_together(faults, folder))
    cleaned = [line for stem in sorted(read) for line in read[stem][2]] + cleaned
    if class_names is None:
        class_names = sorted({name for _, voc, _ in read.values() for name in voc[1]})
    boxed = [_boxed(parts[part], read, class_names, size) for part in PARTS]
    return BoxedDataset(name or folder.name, *boxed, tuple(class_names), tuple(cleaned))


def check_size(size):
    """Raise an error that helps, unless `size` is a height and a width, whole numbers above 0."""
    try:
        H, W = size
        usable = H == int(H) >= 1 and W == int(W) >= 1
    except (TypeError, ValueError, OverflowError):
        usable = False
    if not usable:
        raise ValueError(
            f"size={size!r} is not usable. Give height and width, such as (240, 320) or "
            "image.shape[:2]."
        )


def _find(folder):
    """Return the pictures and the files: name without ending to path."""
    within = [folder / "JPEGImages", folder / "Annotations"]
    places = [place if place.is_dir() else folder for place in within]
    if not folder.is_dir():
        raise ValueError(f"{folder} is no folder. Give the one with the pictures.")
    pictures = {}
    for path in sorted(places[0].iterdir()):
        if path.suffix.lower() in PICTURES and not path.name.startswith("."):
            if path.stem in pictures:
                raise ValueError(
                    f"{pictures[path.stem].name} and {path.name} have one name, so that "
                    f"{path.stem}.xml could be of either. Rename or remove one."
                )
            pictures[path.stem] = path
    files = {
        path.stem: path
        for path in places[1].iterdir()
        if path.suffix.lower() == ".xml" and not path.name.startswith(".")
    }
    if not files:
        raise ValueError(
            f"{places[1]} has no .xml files. Pictures and their files lie in one folder, or in "
            "its folders JPEGImages and Annotations."
        )
    return pictures, files


def _split(folder, stems):
    """Return which names are in each part, and a sentence for each that is in none."""
    lists = {part: folder / "ImageSets" / "Main" / f"{part}.txt" for part in PARTS}
    there = [part for part in PARTS if lists[part].is_file()]
    if not there:
        if len(stems) < len(PARTS):
            raise ValueError(
                f"{folder} has {len(stems)} .xml files, expected at least {len(PARTS)}: some to "
                "learn from, to choose by and to test on."
            )
        test, validation = a_fifth_of(stems), a_fifth_of(stems, skip=1)
        train = [stem for stem in stems if stem not in test | validation]
        return {"train": train, "val": sorted(validation), "test": sorted(test)}, []
    for part in PARTS:
        if part not in there:
            raise ValueError(
                f"{lists[part]} is missing beside {there[0]}.txt. Write all three lists, or "
                "remove them, to let them be chosen."
            )
    parts = {part: lists[part].read_text(encoding="utf-8").splitlines() for part in PARTS}
    parts = {part: [line.strip() for line in parts[part] if line.strip()] for part in PARTS}
    _check_lists(parts, set(stems), folder)
    listed = {stem for part in PARTS for stem in parts[part]}
    left = [stem for stem in stems if stem not in listed]
    return parts, [f"{stem}.xml is in no list and is left out." for stem in left]


def _check_lists(parts, stems, folder):
    where = {}
    faults = [f"{part}.txt is empty" for part in PARTS if not parts[part]]
    for part in PARTS:
        for stem in parts[part]:
            if stem not in stems:
                faults.append(f"{part}.txt names {stem}, but there is no {stem}.xml")
            elif stem in where:
                faults.append(f"{stem} is in {where[stem]}.txt and in {part}.txt")
            where[stem] = part
    if faults:
        raise ValueError(_together([f"{fault}." for fault in faults], folder / "ImageSets/Main"))


def _together(faults, folder):
    more = f" And {len(faults) - SHOWN} more." if len(faults) > SHOWN else ""
    return f"{folder} cannot be used: {' '.join(faults[:SHOWN])}{more}"


def _read(file, picture, size, class_names):
    """Return an image, its (boxes, classes) and what was cleaned."""
    voc = read_voc(file)
    if picture is None:
        raise ValueError(f"{file.name} has no picture of its name. Add it, or take the file out.")
    for name in voc.classes:
        if class_names is not None and name not in class_names:
            raise ValueError(
                f"{file.name} has an object of class {name!r}, which is none of "
                f"{', '.join(class_names)}. Correct it, or add the class."
            )
    image = _open(picture, voc.size, size)
    factors = np.tile([size[1] / voc.size[1], size[0] / voc.size[0]], 2)
    return image, ((voc.boxes * factors).astype(np.float32), voc.classes), voc.cleaned


def _open(path, expected, size):
    """Return a picture of the expected size, resized: uint8, (H, W, 3)."""
    from PIL import Image, ImageOps

    try:
        with Image.open(path) as opened:
            opened.load()
            ways = [ImageOps.exif_transpose(opened), opened]
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError(f"{path.name} cannot be read ({error}). Copy or save it anew.") from error
    H, W = expected
    upright = [way for way in ways if way.size == (W, H)]
    if not upright:
        raise ValueError(
            f"{path.name} is {ways[0].height} × {ways[0].width} pixels, its .xml file says "
            f"{H} × {W}: are the boxes of another picture? Correct or remove them."
        )
    if re.match("[IF]", upright[0].mode):
        raise ValueError(
            f"{path.name} has more than 8 bits for a colour. Save it as an 8 bit picture."
        )
    small = upright[0].convert("RGB").resize((size[1], size[0]), Image.Resampling.BILINEAR)
    return np.asarray(small)


def _boxed(stems, read, class_names, size):
    images = np.empty((len(stems), *size, 3), np.float32)
    for image, stem in zip(images, stems, strict=True):
        np.divide(read[stem][0], 255, out=image, dtype=np.float32)
    numbers = {name: number for number, name in enumerate(class_names)}
    labels = [np.array([numbers[name] for name in read[stem][1][1]], np.int64) for stem in stems]
    return BoxedImages(images, [read[stem][1][0] for stem in stems], labels, tuple(stems))
