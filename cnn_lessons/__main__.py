"""The command line: ``python -m cnn_lessons photos FOLDER``, and ``cifar10 FOLDER``."""

import argparse
import os
import sys
from pathlib import Path

from cnn_lessons import __version__
from cnn_lessons.command_texts import CIFAR10_EXAMPLES, EXAMPLES


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
    if options.export is not None and (options.check or options.predict):
        command.error("--export needs a training: leave out --check and --predict")
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
    _add_training(command)
    _add_answers(command)
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
    command.add_argument(
        "--keep-near-copies",
        action="store_true",
        help="photographs that are nearly alike are no copies, as with a camera that does not "
        "move; only equal files are then kept on one side of the test",
    )
    command.add_argument(
        "--all-names", action="store_true", help="name every file that is left out, not six"
    )


def _add_training(command):
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
        "--seed", type=_seed, default=0, help="which photographs these are (default: 0)"
    )
    command.add_argument(
        "--fine-tune",
        action="store_true",
        help="let the network's last block learn as well, in small steps; kept only if it is "
        "better on validation photographs",
    )
    command.add_argument(
        "--export",
        type=_table,
        metavar="NEW_FOLDER",
        help="write the classifier for a phone or a server, too: LiteRT, ONNX, labels and a card",
    )


def _add_answers(command):
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
