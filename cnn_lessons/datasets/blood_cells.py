"""Blood cells under a microscope, each with a box: the data set BCCD."""

import hashlib
import re
import zipfile
from pathlib import Path

from cnn_lessons.datasets.downloads import keras_file, published_content
from cnn_lessons.datasets.drawn_cells import drawn_blood_cells
from cnn_lessons.datasets.sources import classroom_copy, data_or_stand_in
from cnn_lessons.datasets.voc_folders import check_size, read_voc_folder
from cnn_lessons.language import message

NAME = "Blood cells"
CLASSES = ("RBC", "WBC", "Platelets")
COMMIT = "d272fb14cdff6e473fafeeeba32aba5f560e9e43"
URL = f"https://github.com/Shenggan/BCCD_Dataset/archive/{COMMIT}.zip"
SHA256 = "4039c02893958863bd3b218eef85c947097da00a8df5b57e0777de38992869ce"
# What is taken from the archive: nothing with another path is written.
WANTED = re.compile(
    r"[^/]+/BCCD/((JPEGImages/\w+\.jpg)|(Annotations/\w+\.xml)|ImageSets/Main/(train|val|test)\.txt)"
)


def fetch_blood_cells(size=(240, 320), timeout=10):
    """Return BCCD: 364 photographs of blood cells with 4,879 boxes of three kinds.

    Red blood cells (``"RBC"``), which are most, white ones (``"WBC"``) and platelets. The
    photographs, of 480 × 640 pixels, are resized, and the boxes with them. The parts are the data
    set's own lists. Nine of its boxes are left out, two without area and seven that are a
    second box around a cell, a few pixels beside the first: see `cleaned`. Not all cells have
    a box.

    Parameters
    ----------
    size : (int, int), default=(240, 320)
        Height and width of the images, in pixels.
    timeout : float, default=10
        Seconds to wait for a server that is silent, where something has to be downloaded.

    Returns
    -------
    BoxedDataset
        205 images in colour of `size` to learn from, 87 to choose by and 72 to test on.
        Without network it is another data set, drawn and with fewer images: see its name.

    Raises
    ------
    ValueError
        If `size` or the folder ``blood_cells`` in ``CNN_LESSONS_DATA`` cannot be used.

    References
    ----------
    .. [1] Shenggan, "BCCD Dataset", with photographs and labels of cosmicad and akshaylambda.
       MIT License. https://github.com/Shenggan/BCCD_Dataset
    """
    check_size(size)
    path = classroom_copy("blood_cells")
    if path is not None:
        name = NAME if _is_bccd(path) else f"{NAME} (a classroom's own)"
        return read_voc_folder(path, size, CLASSES, name)
    place = keras_file("datasets", "blood_cells_bccd")

    def download():
        what = f"{NAME} (8 MB)"
        with published_content(what, URL, place, _unpack, _is_bccd, timeout) as folder:
            return read_voc_folder(folder, size, CLASSES, NAME)

    return data_or_stand_in(
        NAME, message("the folder blood_cells"), [place], download, lambda: drawn_blood_cells(size)
    )


def _unpack(archive, folder):
    with zipfile.ZipFile(archive) as packed:
        for name in packed.namelist():
            match = WANTED.fullmatch(name)
            if match:
                path = folder / match[1]
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(packed.read(name))


def _is_bccd(folder):
    """Say whether the folder has the files of BCCD, all of them and unchanged."""
    return _hash(Path(folder)) == SHA256


def _hash(folder):
    total = hashlib.sha256()
    paths = [path.relative_to(folder).as_posix() for path in folder.glob("**/*.*")]
    for path in sorted(path for path in paths if WANTED.fullmatch(f"root/BCCD/{path}")):
        total.update(path.encode() + hashlib.sha256((folder / path).read_bytes()).digest())
    return total.hexdigest()
