"""The command ``photos``: from a folder of photographs to a classifier."""

import argparse
from pathlib import Path

from cnn_lessons.commands import values
from cnn_lessons.language import message, said

EXAMPLES = message("""\
examples:
  python -m cnn_lessons photos pets --check
      look through the folder pets and say what is wrong with it
  python -m cnn_lessons photos pets
      look through it, train, test, and write pets_classifier.npz and .html
  python -m cnn_lessons photos pets --fine-tune
      the same, and let the network's last block learn; what is no better is not kept
  python -m cnn_lessons photos pets --export pets_app
      the same as without it, and write model.tflite, model.onnx, labels.txt and card.json
  python -m cnn_lessons photos pets --predict new.jpg other.jpg
      say what new photographs show
  python -m cnn_lessons photos pets --predict new_photos
      the same for all in a folder, and write new_photos_predictions.csv

A folder has one folder in it for each class, with at least two photographs in each:
  pets/cat/1.jpg  pets/cat/2.jpg  …  pets/dog/1.jpg  pets/dog/2.jpg  …
Or it has folders train and test, or val, with the class folders in both. A folder test
without class folders is left out. What can be read in two ways is asked.
Nothing in it is ever changed, and no photograph leaves this machine.
HEIC, as iPhones write it, is read where the extra heic is installed:
  pip install pillow-heif

Where the largest share is below a threshold, the answer is "none of these". The
threshold is chosen when the classifier is trained: each class is held out once and is
a stranger to the others; the report says how many strangers were refused. With two
classes none can be held out: there it keeps 95 of 100 photographs of your own, and
what it does to strangers is not known. After fine-tuning there is none, since the
network has learned from every class. --threshold sets another.

Only the weights of MobileNetV2 (2 MB) are downloaded, the first time, if they are
not in the folder models of KERAS_HOME (by default ~/.keras). Where they cannot be
had, a small network that comes with the course is used; a line says which, and why.
--check downloads nothing, nor does --predict if the classifier has been trained
with the small network.
""")


def add(commands):
    """Add the command, and return its parser.

    Parameters
    ----------
    commands : argparse special action
        What ``add_subparsers`` has returned.
    """
    command = commands.add_parser(
        "photos",
        help=said("from a folder of photographs to a classifier"),
        description=said("From a folder of photographs to a classifier."),
        usage="%(prog)s FOLDER [--check | --predict PHOTO ...] [options]",
        epilog=said(EXAMPLES),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(load=load, stopped="", refuse=lambda options: _refuse(command, options))
    _add_what_to_do(command)
    _add_training(command)
    _add_answers(command)


def load():
    """Return what the command does and the error that it raises; imported for this command only."""
    from cnn_lessons.practice.photos.command import RefusedError, photos

    return photos, RefusedError


def _refuse(command, options):
    """Stop where options do not go together, with what is wrong."""
    if options.folder is None and options.predict and options.predict[-1].is_dir():
        options.folder = options.predict.pop()  # --predict PHOTO FOLDER
    if options.folder is None or options.predict == []:
        command.error(said("name the folder first: photos FOLDER --predict PHOTO"))
    if options.csv is not None and not options.predict:
        command.error(said("--csv is for the answers to --predict PHOTO"))
    if options.export is not None and (options.check or options.predict):
        command.error(said("--export needs a training: leave out --check and --predict"))


def _add_what_to_do(command):
    command.add_argument(
        "folder", nargs="?", type=Path, metavar="FOLDER", help=said("one folder in it a class")
    )
    what = command.add_mutually_exclusive_group()
    what.add_argument("--check", action="store_true", help=said("only look through the folder"))
    what.add_argument(
        "--predict",
        nargs="+",
        type=Path,
        metavar="PHOTO",
        help=said(
            "say what these show, photographs or folders of them; trains only if there is no "
            "saved classifier"
        ),
    )
    command.add_argument(
        "--keep-near-copies",
        action="store_true",
        help=said(
            "photographs that are nearly alike are no copies, as with a camera that does not "
            "move; only equal files are then kept on one side of the test"
        ),
    )
    command.add_argument(
        "--all-names", action="store_true", help=said("name every file that is left out, not six")
    )


def _add_training(command):
    command.add_argument(
        "--output",
        type=values.name,
        metavar="FILE",
        help=said(
            "the classifier, beside which the report is put, or a folder for both "
            "(default: FOLDER_classifier.npz in the current folder)"
        ),
    )
    command.add_argument(
        "--test-share",
        type=values.share,
        default=0.25,
        metavar="SHARE",
        help=said("share of each class that is kept for testing (default: 0.25)"),
    )
    command.add_argument(
        "--seed", type=values.seed, default=0, help=said("which photographs these are (default: 0)")
    )
    command.add_argument(
        "--fine-tune",
        action="store_true",
        help=said(
            "let the network's last block learn as well, in small steps; kept only if it is "
            "better on validation photographs"
        ),
    )
    command.add_argument(
        "--export",
        type=values.path,
        metavar="NEW_FOLDER",
        help=said(
            "write the classifier for a phone or a server, too: LiteRT, ONNX, labels and a card"
        ),
    )


def _add_answers(command):
    command.add_argument(
        "--threshold",
        type=values.threshold,
        metavar="SHARE",
        help=said(
            'share below which the answer is "none of these", 0 for never '
            "(default: chosen on classes that are held out)"
        ),
    )
    command.add_argument(
        "--csv",
        type=values.path,
        metavar="FILE",
        help=said(
            "where the answers are written, a new file (default: FOLDER_predictions.csv in the "
            "current folder, if a folder is asked about)"
        ),
    )
