"""The command line: ``python -m cnn_lessons photos FOLDER``, and ``cifar10 FOLDER``."""

import argparse
import os
import sys
from pathlib import Path

from cnn_lessons import __version__

EXAMPLES = """\
examples:
  python -m cnn_lessons photos pets --check
      look through the folder pets and say what is wrong with it
  python -m cnn_lessons photos pets
      look through it, train, test, and write pets_classifier.npz and .html
  python -m cnn_lessons photos pets --fine-tune
      the same, and let the network's last block learn; what is no better is not kept
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
"""

CIFAR10_EXAMPLES = """\
examples:
  python -m cnn_lessons cifar10 run1
      60 epochs of WRN-16-4 into the folder run1; for a GPU
  python -m cnn_lessons cifar10 try1 --images 1000 --epochs 2 --depth 10 --width 1
      the same way with few images and a small network: a minute on a processor
  python -m cnn_lessons cifar10 run2 --batch 256
      for two GPUs: 128 images on each, and twice the learning rate

The checkpoint is written after each epoch. Stop the command when you like: said again
with the same folder and options, it goes on after the last whole epoch, with the images
and the learning rate that it would have had. In Colab let FOLDER be in your Drive.
A folder of another training is refused, and nothing in it is changed.

Choose by the validation images, a tenth of those with labels. The test images are measured
once, after the last epoch; with --images N, the same part of them is taken.

With a GPU the layers compute in float16, and on one GPU XLA compiles the step; on a
processor neither is done. All GPUs of the machine are used. On several machines, start it
on each with TF_CONFIG set; FOLDER is one that all of them see.

What to expect: the paper of this network, S. Zagoruyko and N. Komodakis 2016, reports
94.98 % after 200 epochs with all 50,000 images. With the 60 epochs of 45,000 images that are
the default here, 93 % and more are expected. That has not been measured: the command was
tried on processors, for two epochs, and never to the end on a GPU.
"""


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
    options = parse(arguments)
    for stream in (sys.stdout, sys.stderr):  # names can hold what a terminal cannot show
        stream.reconfigure(errors="backslashreplace")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    run, refused = options.load()
    try:
        run(options)
    except KeyboardInterrupt:
        print(f"\nStopped. Nothing is half-written.{options.stopped}", file=sys.stderr)
        return 130
    except (refused, OSError) as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    return 0


def parse(arguments):
    """Return what the command line says, or stop with what is wrong with it."""
    command, top = _parsers()
    options = top.parse_args(arguments)
    if options.load is not _load_photos:
        return options
    if options.folder is None and options.predict and options.predict[-1].is_dir():
        options.folder = options.predict.pop()  # --predict PHOTO FOLDER
    if options.folder is None or options.predict == []:
        command.error("name the folder first: photos FOLDER --predict PHOTO")
    if options.csv is not None and not options.predict:
        command.error("--csv is for the answers to --predict PHOTO")
    return options


def _parsers():
    top = argparse.ArgumentParser(prog="python -m cnn_lessons", description=__doc__)
    top.add_argument("--version", action="version", version=f"cnn_lessons {__version__}")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser(
        "photos",
        help="from a folder of photographs to a classifier",
        description="From a folder of photographs to a classifier.",
        usage="%(prog)s FOLDER [--check | --predict PHOTO ...] [options]",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(load=_load_photos, stopped="")
    _add_what_to_do(command)
    _add_settings(command)
    _add_cifar10(commands)
    return command, top


def _load_photos():
    """Return what the command does and the error that it raises; imported for this command only."""
    from cnn_lessons.practice.photos.command import RefusedError, photos

    return photos, RefusedError


def _load_cifar10():
    from cnn_lessons.practice.cifar10.command import CannotTrainError, cifar10

    return cifar10, CannotTrainError


def _add_what_to_do(command):
    command.add_argument(
        "folder", nargs="?", type=Path, metavar="FOLDER", help="one folder in it a class"
    )
    what = command.add_mutually_exclusive_group()
    what.add_argument("--check", action="store_true", help="only look through the folder")
    what.add_argument(
        "--predict",
        nargs="+",
        type=Path,
        metavar="PHOTO",
        help="say what these show, photographs or folders of them; trains only if there is no "
        "saved classifier",
    )


def _add_settings(command):
    command.add_argument(
        "--output",
        type=_output,
        metavar="FILE",
        help="the classifier, beside which the report is put, or a folder for both "
        "(default: FOLDER_classifier.npz in the current folder)",
    )
    command.add_argument(
        "--test-share",
        type=_share,
        default=0.25,
        metavar="SHARE",
        help="share of each class that is kept for testing (default: 0.25)",
    )
    command.add_argument(
        "--fine-tune",
        action="store_true",
        help="let the network's last block learn as well, in small steps; kept only if it is "
        "better on validation photographs",
    )
    command.add_argument(
        "--threshold",
        type=_threshold,
        metavar="SHARE",
        help='share below which the answer is "none of these", 0 for never '
        "(default: chosen on classes that are held out)",
    )
    command.add_argument(
        "--csv",
        type=_table,
        metavar="FILE",
        help="where the answers are written, a new file (default: FOLDER_predictions.csv in the "
        "current folder, if a folder is asked about)",
    )
    command.add_argument(
        "--seed", type=_seed, default=0, help="which photographs these are (default: 0)"
    )
    command.add_argument(
        "--keep-near-copies",
        action="store_true",
        help="photographs that are nearly alike are no copies, as with a camera that does not "
        "move; only equal files are then kept on one side of the test",
    )
    command.add_argument(
        "--all-names", action="store_true", help="name every file that is left out, not six"
    )


def _add_cifar10(commands):
    command = commands.add_parser(
        "cifar10",
        help="a long training on CIFAR-10, which goes on where it was stopped",
        description="Train a wide residual network on CIFAR-10, and go on where it was stopped.",
        epilog=CIFAR10_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    stopped = " Said again, the command goes on after the last whole epoch."
    command.set_defaults(load=_load_cifar10, stopped=stopped)
    folder = "for the checkpoint, the log and the network; a new one, or one to go on with"
    command.add_argument("folder", type=Path, metavar="FOLDER", help=folder)
    for name, default, text in (
        ("depth", 16, "of the network, 6n + 4: 10, 16, 22, 28 or 40"),
        ("width", 4, "of the network: how many times as many filters as a ResNet"),
        ("epochs", 60, "times through the images; the learning rate falls to 0 in the last one"),
        ("batch", 128, "images of one step, on all devices together"),
        ("images", None, "labelled images, a tenth of them for validation; by default all"),
    ):
        said = text if default is None else f"{text} (default: {default})"
        command.add_argument(f"--{name}", type=_count, default=default, metavar="N", help=said)
    command.add_argument(
        "--rate", type=_rate, help="largest learning rate (default: 0.1 · BATCH / 128)"
    )
    command.add_argument(
        "--seed",
        type=_seed,
        default=0,
        help="of the weights, the order and the shifts (default: 0)",
    )
    command.add_argument(
        "--precision",
        choices=("float32", "float16"),
        help="of the layers (default: float16 with a GPU, otherwise float32)",
    )


def _count(text):
    if not (text.isdecimal() and 0 < int(text) < 2**31):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1")
    return int(text)


def _rate(text):
    try:
        rate = float(text)
    except ValueError:
        rate = 0
    if not 0 < rate < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0")
    return rate


def _share(text):
    share = float(text)
    if not 0 < share < 1:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 1")
    return share


def _threshold(text):
    share = float(text)
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not from 0 to 1")
    return share


def _table(text):
    return Path(_output(text))


def _seed(text):
    if not (text.isdecimal() and int(text) < 2**32):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 to 4294967295")
    return int(text)


def _output(text):
    if not text.strip():
        raise argparse.ArgumentTypeError("the name is empty: name a file or a folder")
    return text


if __name__ == "__main__":
    sys.exit(main())
