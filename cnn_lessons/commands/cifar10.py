"""The command ``cifar10``: a long training, which goes on where it was stopped."""

import argparse
from pathlib import Path

from cnn_lessons.commands import values

EXAMPLES = """\
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


def add(commands):
    """Add the command.

    Parameters
    ----------
    commands : argparse special action
        What ``add_subparsers`` has returned.
    """
    command = commands.add_parser(
        "cifar10",
        help="a long training on CIFAR-10, which goes on where it was stopped",
        description="Train a wide residual network on CIFAR-10, and go on where it was stopped.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    stopped = " Said again, the command goes on after the last whole epoch."
    command.set_defaults(load=load, stopped=stopped, refuse=lambda options: None)
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
        command.add_argument(
            f"--{name}", type=values.count, default=default, metavar="N", help=said
        )
    command.add_argument(
        "--rate", type=values.rate, help="largest learning rate (default: 0.1 · BATCH / 128)"
    )
    command.add_argument(
        "--seed",
        type=values.seed,
        default=0,
        help="of the weights, the order and the shifts (default: 0)",
    )
    command.add_argument(
        "--precision",
        choices=("float32", "float16"),
        help="of the layers (default: float16 with a GPU, otherwise float32)",
    )


def load():
    """Return what the command does and the error that it raises; imported for this command only."""
    from cnn_lessons.practice.cifar10.command import CannotTrainError, cifar10

    return cifar10, CannotTrainError
