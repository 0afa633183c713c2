"""What the command ``photos`` does: check, train, report and save, or predict."""

import importlib.util
import os
import tempfile
from dataclasses import replace
from functools import reduce
from pathlib import Path

import numpy as np

from cnn_lessons.files import write_whole
from cnn_lessons.language import Name, message, said
from cnn_lessons.practice.onnx import has_onnx
from cnn_lessons.practice.photos.answers import Answers, RefusedError
from cnn_lessons.practice.photos.class_folders import FolderError
from cnn_lessons.practice.photos.classifier import train_photo_classifier
from cnn_lessons.practice.photos.feature_network import load_feature_network
from cnn_lessons.practice.photos.file import (
    load_photo_classifier,
    read_photo_file,
    save_photo_classifier,
)
from cnn_lessons.practice.photos.folder import check_folder, find_classes
from cnn_lessons.practice.photos.page import is_report_page, report_page
from cnn_lessons.practice.photos.reading import PhotoError, open_photo
from cnn_lessons.practice.photos.report import MOST_NAMED, folder_text
from cnn_lessons.practice.photos.thresholds import Threshold

EXAMPLES = 100  # photographs on which the ranges of eight bits are measured, at most


def photos(options):
    """Check, train, report and save, or predict."""
    output = _output_file(options)
    answers = Answers(options.predict or (), options.csv)
    if not options.check:
        _require_tensorflow()
    try:
        if options.predict and output.exists():
            answers.give(_load(output, options))
            return
        if not options.check:  # before the work, not after it
            _refuse_what_cannot_be_written(output, options.folder)
            _refuse_a_full_folder(options.export)
        folder = check_folder(options.folder, options.keep_near_copies, progress=True)
        print(folder_text(folder, len(folder.left_out) if options.all_names else MOST_NAMED))
        folder.require_classes()
        if not options.check:
            classifier = _train(folder, output, options)
            if options.predict:
                answers.give(classifier)
    except (FolderError, PhotoError) as error:  # a PhotoError: it was removed meanwhile
        raise RefusedError(error) from None


def _output_file(options):
    name = f"{options.folder.resolve().name or 'photos'}_classifier.npz"
    output = Path(options.output or name)
    if options.output and (options.output.endswith(("/", os.sep)) or output.is_dir()):
        output /= name
    if output.suffix.lower() == ".npz":
        return output
    if output.suffix:
        raise RefusedError(
            message(
                "--output {path}: a classifier is written as .npz only, as NumPy reads it. "
                "Say --output {instead}.",
                path=output,
                instead=output.with_suffix(".npz"),
            )
        )
    return output.with_name(f"{output.name}.npz")


def _require_tensorflow():
    if importlib.util.find_spec("tensorflow") is None:
        raise RefusedError(
            message(
                "TensorFlow is not installed, and is needed to train and to ask: pip install "
                "tensorflow. With --check it is not."
            )
        )


def _train(folder, output, options):
    page = output.with_suffix(".html")
    print(f"\n{said('Loading the network.')}", flush=True)
    network = load_feature_network()
    features = message("The features are from {network}.", network=repr(network))
    print(said(features), said(network.source), flush=True)
    classifier, evaluation = train_photo_classifier(
        folder, network, options.test_share, options.seed, options.fine_tune, progress=True
    )
    if options.threshold is not None:
        classifier, evaluation = _with_threshold(classifier, evaluation, options.threshold)
    print(f"\n{evaluation}")
    text = report_page(folder, classifier, evaluation)
    _refuse_what_cannot_be_written(output, folder.path)  # others may have written meanwhile
    save_photo_classifier(classifier, output)
    write_whole(page, lambda file: file.write(text.encode()))
    saved = message("Saved: {path}, and the report with pictures: {page}", path=output, page=page)
    print(f"\n{said(saved)}")
    if options.export:
        _export(classifier, folder, evaluation, options.export)
    return classifier


def _export(classifier, folder, evaluation, target):
    """Write the classifier for a phone or a server; photographs of the training set its bytes."""
    from cnn_lessons.practice.export import ExportError, export_classifier

    tested = set(evaluation.paths)
    paths = [photo.path for photo in folder.photos if photo.path not in tested]
    paths = paths[:: -(-len(paths) // EXAMPLES)]  # of all classes
    side = classifier.network.side
    examples = np.stack([open_photo(path, side).image for path in paths])
    try:
        card = export_classifier(classifier.as_classifier(), target, examples)
    except (ExportError, ValueError) as error:
        raise RefusedError(error) from None
    names = Name(", ".join(card["files"]))
    text = message(
        "Exported to {folder}: labels.txt, card.json, {files}", folder=target, files=names
    )
    print(said(text))
    if not has_onnx():
        print(
            said("There is no model.onnx: pip install tf2onnx onnx onnxruntime, and export again.")
        )


def _refuse_a_full_folder(target):
    if target and target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise RefusedError(
            message(
                "--export {folder}: there is something already, and it is not replaced. Name a "
                "new folder.",
                folder=target,
            )
        )


def _with_threshold(classifier, evaluation, value):
    """Return both with the threshold that was asked for, about which nothing was measured."""
    return replace(classifier, threshold=value), replace(evaluation, threshold=Threshold(value))


def _refuse_what_cannot_be_written(output, folder):
    page = output.with_suffix(".html")
    if output.exists():
        _refuse_another_folders(_read(output), output, folder)
    if page.exists() and not is_report_page(page, folder):
        raise RefusedError(
            message(
                "{path} is not a report of this command on this folder, and is not replaced. "
                "Use --output.",
                path=page,
            )
        )
    try:
        tempfile.TemporaryFile(dir=output.parent).close()
    except OSError as error:
        raise RefusedError(
            message(
                "nothing can be written into {folder}: {error}. Go to another folder, or use "
                "--output.",
                folder=output.parent.resolve(),
                error=error.strerror,
            )
        ) from None


def _read(output):
    """Return what a saved classifier says of itself."""
    if not output.is_file():
        raise RefusedError(
            message("{path} is no file, and is not replaced. Use --output.", path=output)
        )
    try:
        return read_photo_file(output)[1]
    except ValueError as error:
        raise RefusedError(
            message("{error} It is not replaced: remove it, or use --output.", error=error)
        ) from None


def _refuse_another_folders(description, output, folder):
    """Refuse a classifier that was trained on other photographs, and return the classes now.

    The first files did not say on which: there the classes decide.
    """
    classes = {name for name, _ in find_classes(folder)[2].classes.values()}
    there, known = description["folder"], sorted(description["class_names"])
    if there and not _is_same(folder, there):
        differs = message("{there}, and not on {here}", there=Name(there), here=folder.resolve())
    elif not there and not classes.issuperset(known):
        differs = message(
            "the classes {known}, and {folder} has {classes}",
            known=Name(", ".join(known)),
            folder=folder,
            classes=Name(", ".join(sorted(classes))) or message("none"),
        )
    else:
        return classes
    raise RefusedError(
        message(
            "{path} was trained on {differs}. It is neither asked nor replaced. Name another file "
            "with --output, or remove this one.",
            path=output,
            differs=differs,
        )
    )


def _is_same(folder, other):
    try:
        return str(folder.resolve()) == other or folder.samefile(other)
    except (OSError, ValueError):  # it is gone, or may not be seen
        return False


def _and_no_class(names, last):
    return message("{names} and no class {last}", names=names, last=last)


def _load(output, options):
    folder, description = options.folder, _read(output)
    classes = _refuse_another_folders(description, output, folder)
    if gone := sorted(set(description["class_names"]) - classes):
        raise RefusedError(
            message(
                "{folder} has no class {names} any more, which {path} knows. Train again: leave "
                "out --predict.",
                folder=folder,
                names=reduce(_and_no_class, map(Name, gone)),
                path=output,
            )
        )
    try:
        classifier = load_photo_classifier(output)
    except ValueError as error:
        raise RefusedError(error) from None
    if options.threshold is not None:
        classifier = replace(classifier, threshold=options.threshold)
    loaded = message("From {path}: {classifier}.", path=output, classifier=repr(classifier))
    again = said("To train again, leave out --predict.")
    print(said(loaded), said(classifier.network.source), again)
    return classifier
