"""Pascal VOC's files for tests, and folders of them."""

import numpy as np
from PIL import Image

OBJECT = """<object><name>{}</name><difficult>0</difficult>
<bndbox><xmin>{}</xmin><ymin>{}</ymin><xmax>{}</xmax><ymax>{}</ymax></bndbox></object>"""


def voc(objects=(), width=31, height=23):
    """Return the text of a file: objects are (class, xmin, ymin, xmax, ymax)."""
    size = f"<size><width>{width}</width><height>{height}</height><depth>3</depth></size>"
    inside = "".join(OBJECT.format(*each) for each in objects)
    return f"<annotation><filename>x.jpg</filename>{size}{inside}</annotation>"


def picture(seed, width=31, height=23):
    """Return a picture of noise."""
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3))
    return Image.fromarray(pixels.astype(np.uint8))


def write_voc_folder(folder, parts, objects, ending=".png"):
    """Write pictures and files as VOC lays them out; parts: a list's name to pictures' names."""
    for inner in ("JPEGImages", "Annotations", "ImageSets/Main"):
        (folder / inner).mkdir(parents=True)
    for part, names in parts.items():
        lines = "".join(f"{name}\n" for name in names)
        (folder / f"ImageSets/Main/{part}.txt").write_text(lines, encoding="utf-8")
        for name in names:
            picture(len(name)).save(folder / f"JPEGImages/{name}{ending}")
            (folder / f"Annotations/{name}.xml").write_text(voc(objects), encoding="utf-8")
    return folder
