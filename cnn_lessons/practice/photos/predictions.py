"""Answers to photographs in files: one for each file, whatever the file is, and a table of them."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from cnn_lessons.files import write_whole
from cnn_lessons.language import message, said
from cnn_lessons.practice.classifier import rank_classes
from cnn_lessons.practice.photos.feature_network import BATCH
from cnn_lessons.practice.photos.folder_layout import find_files, printable
from cnn_lessons.practice.photos.reading import PhotoError, find_fault, open_photo

NONE = message("none of these")
DOUBT = message("--check would leave it out, and this is a guess")
COLUMNS = (
    "file", "answer", "class", "probability", "second class", "second probability", "note",
)  # fmt: skip


@dataclass(frozen=True)
class Prediction:
    """What a classifier says of one file.

    Parameters
    ----------
    path : Path
        The file.
    ranked : tuple of (str, float)
        Every class with its share, the largest first; empty where the file cannot be read.
    threshold : float
        Below this share the answer is `NONE`.
    note : str, default=""
        Why the file has no answer, or why its answer is a guess.
    """

    path: Path
    ranked: tuple
    threshold: float
    note: str = ""

    @property
    def answer(self):
        """The class with the largest share, `NONE`, or nothing where there is no answer."""
        if not self.ranked:
            return ""
        name, share = self.ranked[0]
        return name if share >= self.threshold else NONE

    @property
    def row(self):
        """The texts under `COLUMNS`."""
        ranked = [cell for name, share in self.ranked[:2] for cell in (name, f"{share:.4f}")]
        ranked += [""] * (4 - len(ranked))
        return tuple(printable(cell) for cell in (self.path, self.answer, *ranked, self.note))


def predict_files(classifier, paths, progress=False):
    """Return what a classifier says of files, in their order; no file stops the others.

    Parameters
    ----------
    classifier : PhotoClassifier
    paths : iterable of str or Path
        Files. What is no photograph gets no answer and a note.
    progress : bool, default=False
        Whether to show how far it is.

    Returns
    -------
    list of Prediction
    """
    paths = [Path(path) for path in paths]
    starts = range(0, len(paths), BATCH)
    if progress:
        from tqdm.auto import tqdm

        unit = said(message("{number} photos", number=BATCH))
        starts = tqdm(starts, desc=said("looking at the photographs"), unit=unit)
    batches = (paths[start : start + BATCH] for start in starts)
    return [found for batch in batches for found in _predict_batch(classifier, batch)]


def _predict_batch(classifier, paths):
    images, notes = {}, {}
    for path in paths:
        try:
            picture = open_photo(path, side=classifier.network.side)
        except PhotoError as error:
            notes[path] = error.args[0]
        else:
            images[path] = picture.image
            fault = find_fault(picture)
            doubt = message("{fault}: {doubt}", fault=fault, doubt=DOUBT)
            notes[path] = doubt if fault else ""
    shares = classifier.shares(classifier.network.features(images.values())) if images else []
    ranked = {
        path: tuple(rank_classes(classifier.class_names, each))
        for path, each in zip(images, shares, strict=True)
    }
    return [
        Prediction(path, ranked.get(path, ()), classifier.threshold, notes[path]) for path in paths
    ]


def predict_folder(classifier, folder, progress=False):
    """Return what a classifier says of each file in a folder, at any depth.

    Parameters
    ----------
    classifier : PhotoClassifier
    folder : str or Path
        Nothing in it is changed. Its own folders mean nothing here.
    progress : bool, default=False
        Whether to show how far it is.

    Returns
    -------
    list of Prediction
        One for each file, and one for what is left out, such as what is hidden.
    """
    files, left_out = find_files(Path(folder))
    found = predict_files(classifier, files, progress)
    return found + [
        Prediction(Path(folder, name), (), classifier.threshold, why) for why, name in left_out
    ]


def write_predictions(predictions, path):
    """Write answers as a CSV file: all of it, or nothing.

    It begins with the mark by which spreadsheets know UTF-8.

    Parameters
    ----------
    predictions : list of Prediction
    path : str or Path
        Where.

    Raises
    ------
    FileExistsError
        If there is something already: it may hold what somebody has added by hand.
    OSError
        If nothing can be written there.
    """
    if Path(path).exists():
        raise FileExistsError(f"{path} is there already, and is not replaced. Name another file.")
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow(COLUMNS)
    table.writerows(prediction.row for prediction in predictions)
    write_whole(path, lambda file: file.write(text.getvalue().encode("utf-8-sig")))
