"""What the command ``photos`` answers to new photographs: lines, a table, and a CSV file."""

from collections import Counter
from pathlib import Path

from cnn_lessons.language import Name, Spoken, message, said
from cnn_lessons.practice.photos.counted import photographs
from cnn_lessons.practice.photos.folder_layout import find_files, printable
from cnn_lessons.practice.photos.predictions import (
    NONE,
    predict_files,
    predict_folder,
    write_predictions,
)
from cnn_lessons.practice.photos.report import text_of

MOST_SHOWN = 40  # photographs of a folder whose answers are printed


class RefusedError(Spoken, Exception):
    """What was asked for cannot be done; the text says why and what to do."""


class Answers:
    """The files and folders that are asked about, and the table of the answers.

    Parameters
    ----------
    paths : sequence of Path
        Photographs, and folders of them.
    table : Path, optional
        The CSV file; by default ``FOLDER_predictions.csv`` in the current folder, for the first
        folder, and none if there is no folder.

    Raises
    ------
    RefusedError
        If something cannot be asked about, or the table would replace a file: before any work.
    """

    def __init__(self, paths, table=None):
        self.folders = [path for path in paths if path.is_dir()]
        self.files = [path for path in paths if not path.is_dir()]
        for path in self.files:
            if path.exists() and not path.is_file():  # opening a pipe would wait for ever
                raise RefusedError(
                    message("{path} is no ordinary file. Name a photograph.", path=path)
                )
        for path in self.folders:
            if not find_files(path)[0]:
                raise RefusedError(
                    message("there is no file in {path}. Name a folder of photographs.", path=path)
                )
        if table is None and self.folders:
            table = Path(f"{self.folders[0].resolve().name or 'photos'}_predictions.csv")
        self.table = table
        if table is not None:
            self._refuse_what_is_there()

    def _refuse_what_is_there(self):
        if self.table.exists():
            raise RefusedError(
                message(
                    "{path} is there already, and is not replaced. Name another file with "
                    "--csv, or remove this one.",
                    path=self.table,
                )
            )
        if not (folder := self.table.parent).is_dir():
            raise RefusedError(
                message(
                    "there is no folder {folder} for --csv {path}.", folder=folder, path=self.table
                )
            )

    def give(self, classifier):
        """Print the answers, and write the table.

        Raises
        ------
        RefusedError
            At the end, if a file that was named has no answer, or the table cannot be written.
            What is no photograph in a folder is in the table, with the reason.
        """
        named = predict_files(classifier, self.files)
        for prediction in named:
            if prediction.ranked:
                print(f"{printable(prediction.path)}: {answer_text(prediction)}")
        found = list(named)
        for folder in self.folders:
            there = predict_folder(classifier, folder, progress=True)
            print(folder_answers_text(folder, there))
            found += there
        if self.table is not None:
            self._refuse_what_is_there()  # others may have written meanwhile
            write_predictions(found, self.table)
            print(f"\n{said(message('Written: {path}, a row for each file.', path=self.table))}")
        failed = [
            said(message("{path} {reason}", path=Name(printable(p.path)), reason=p.note))
            for p in named
            if not p.ranked
        ]
        if failed:
            raise RefusedError("; ".join(failed))


def answer_text(prediction):
    """Return an answer with the three largest shares, and a doubt where there is one."""
    shares = ", ".join(f"{name} {share:.2f}" for name, share in prediction.ranked[:3])
    if prediction.answer == NONE:
        shares = f"{said(NONE)} ({shares})"
    if not prediction.note:
        return shares
    return f"{shares} {said(message('But it {note}.', note=prediction.note))}"


def folder_answers_text(folder, predictions):
    """Return how often each answer was given, and the answers to the first photographs."""
    answered = [each for each in predictions if each.ranked]
    counts = Counter(each.answer for each in answered).most_common()
    rows = [(said(name) if name == NONE else name, said(photographs(n))) for name, n in counts]
    why = {}
    for each in predictions:
        if not each.ranked:
            why.setdefault(said(each.note), []).append(printable(each.path.relative_to(folder)))
    shown = [
        (printable(each.path.relative_to(folder)), answer_text(each))
        for each in answered[:MOST_SHOWN]
    ]
    if more := len(answered) - len(shown):
        shown.append(("…", said(message("and {count} more", count=more))))
    title = message(
        "{folder}: {answered} of {number} files are answered",
        folder=Name(printable(folder)),
        answered=len(answered),
        number=len(predictions),
    )
    return text_of(
        f"\n{said(title)}",
        [
            (said("Answers"), rows),
            (said("No answer"), list(why.items())),
            (said("Photographs"), shown),
        ],
    )
