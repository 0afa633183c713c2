"""The command line: ``python -m cnn_lessons photos FOLDER``."""

import argparse
import os
import sys
import tempfile
from pathlib import Path

EXAMPLES = """\
examples:
  python -m cnn_lessons photos pets --check
      look through the folder pets and say what is wrong with it
  python -m cnn_lessons photos pets
      look through it, train, test, and write pets_classifier.npz and .html
  python -m cnn_lessons photos pets --predict new.jpg other.jpg
      say what new photographs show

A folder has one folder in it for each class, with at least two photographs in each:
  pets/cat/1.jpg  pets/cat/2.jpg  …  pets/dog/1.jpg  pets/dog/2.jpg  …
Nothing in it is ever changed, and no photograph leaves this machine.

Only the weights of MobileNetV2 (2 MB) are downloaded, the first time, if they are
not in the folder models of KERAS_HOME (by default ~/.keras). Where they cannot be
had, a small network that comes with the course is used; a line says which, and why.
--check downloads nothing, nor does --predict if the classifier has been trained
with the small network.
"""


class RefusedError(Exception):
    """What was asked for cannot be done; the text says why and what to do."""


def main(arguments=None):
    """Do what the command line says, and return the exit status.

    Parameters
    ----------
    arguments : list of str, optional
        By default those of the process.

    Returns
    -------
    int
        0 where it was done, 1 where it could not be, 130 where somebody stopped it.
    """
    options = parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):  # names can hold what a terminal cannot show
        stream.reconfigure(errors="backslashreplace")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    try:
        photos(options)
    except KeyboardInterrupt:
        print("\nStopped. Nothing is half-written.", file=sys.stderr)
        return 130
    except (RefusedError, OSError) as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    return 0


def parser():
    """Return the parser of the command line."""
    top = argparse.ArgumentParser(prog="python -m cnn_lessons", description=__doc__)
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser(
        "photos",
        help="from a folder of photographs to a classifier",
        description="From a folder of photographs to a classifier.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("folder", type=Path, metavar="FOLDER", help="one folder in it a class")
    what = command.add_mutually_exclusive_group()
    what.add_argument("--check", action="store_true", help="only look through the folder")
    what.add_argument(
        "--predict",
        nargs="+",
        type=Path,
        metavar="PHOTO",
        help="say what these show; trains only if there is no saved classifier",
    )
    command.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help="the classifier, beside which the report is put (default: FOLDER_classifier.npz "
        "in the current folder)",
    )
    command.add_argument(
        "--test-share",
        type=_share,
        default=0.25,
        metavar="SHARE",
        help="share of each class that is kept for testing (default: 0.25)",
    )
    command.add_argument(
        "--seed", type=int, default=0, help="which photographs these are (default: 0)"
    )
    return top


def photos(options):
    """Check, train, report and save, or predict."""
    from cnn_lessons.practice.photo_folder import FolderError, check_folder

    name = options.folder.resolve().name or "photos"
    output = options.output or Path(f"{name}_classifier.npz")
    output = output.with_name(output.name.removesuffix(".npz") + ".npz")
    if options.predict and output.exists():
        _predict(options.predict, _load(output))
        return
    try:
        folder = check_folder(options.folder, progress=True)
        print(folder)
        folder.require_classes()
    except FolderError as error:
        raise RefusedError(error) from None
    if not options.check:
        classifier = _train(folder, output, options)
        if options.predict:
            _predict(options.predict, classifier)


def _train(folder, output, options):
    from cnn_lessons.practice.feature_network import load_feature_network
    from cnn_lessons.practice.photo_classifier import train_photo_classifier
    from cnn_lessons.practice.photo_file import save_photo_classifier, write_whole
    from cnn_lessons.practice.photo_page import report_page

    page = output.with_suffix(".html")
    _refuse_what_cannot_be_written(output, page)  # before the work, not after it
    print("\nLoading the network.", flush=True)
    network = load_feature_network()
    print(f"The features are from {network}. {network.source}", flush=True)
    classifier, evaluation = train_photo_classifier(
        folder, network, options.test_share, options.seed, progress=True
    )
    print(f"\n{evaluation}")
    text = report_page(folder, classifier, evaluation)
    save_photo_classifier(classifier, output)
    write_whole(page, lambda file: file.write(text.encode()))
    print(f"\nSaved: {output}, and the report with pictures: {page}")
    return classifier


def _refuse_what_cannot_be_written(output, page):
    from cnn_lessons.practice.photo_file import read_photo_file
    from cnn_lessons.practice.photo_page import is_report_page

    if output.exists():
        try:
            read_photo_file(output)
        except ValueError as error:
            raise RefusedError(f"{error} It is not replaced: remove it, or use --output.") from None
    if page.exists() and not is_report_page(page):
        raise RefusedError(
            f"{page} is not a report of this command, and is not replaced. Use --output."
        )
    try:
        tempfile.TemporaryFile(dir=output.parent).close()
    except OSError as error:
        raise RefusedError(
            f"nothing can be written into {output.parent.resolve()}: {error.strerror}. "
            "Go to another folder, or use --output."
        ) from None


def _load(output):
    from cnn_lessons.practice.photo_file import load_photo_classifier

    try:
        classifier = load_photo_classifier(output)
    except ValueError as error:
        raise RefusedError(error) from None
    source = classifier.network.source
    print(f"From {output}: {classifier}. {source} To train again, leave out --predict.")
    return classifier


def _predict(paths, classifier):
    from cnn_lessons.practice.folder_layout import printable
    from cnn_lessons.practice.photo_reading import PhotoError
    from cnn_lessons.practice.photo_report import answer_text

    failed = []
    for path in paths:
        try:
            print(f"{printable(path)}: {answer_text(classifier.predict(path))}")
        except PhotoError as error:
            failed.append(f"{printable(path)} {error}")
    if failed:
        raise RefusedError("; ".join(failed))


def _share(text):
    share = float(text)
    if not 0 < share < 1:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 1")
    return share


if __name__ == "__main__":
    sys.exit(main())
