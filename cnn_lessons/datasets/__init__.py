"""Images to learn from.

``load_*`` reads what is already on the machine: nothing is downloaded. ``fetch_*`` downloads
what is not there, and has a stand-in where that cannot be. ``make_*`` generates.
"""

from cnn_lessons.datasets.ants_and_bees import read_ants_and_bees
from cnn_lessons.datasets.blood_cells import fetch_blood_cells
from cnn_lessons.datasets.boxed_images import BoxedDataset, BoxedImages
from cnn_lessons.datasets.dataset import Dataset
from cnn_lessons.datasets.digits import load_digits
from cnn_lessons.datasets.digits_on_photos import load_digits_on_photos
from cnn_lessons.datasets.fetch import fetch_cifar10, fetch_mnist
from cnn_lessons.datasets.ink_counts import count_ink
from cnn_lessons.datasets.masked_images import MaskedDataset
from cnn_lessons.datasets.nuclei import fetch_nuclei
from cnn_lessons.datasets.patches import load_patches
from cnn_lessons.datasets.photos import load_photos, load_squares
from cnn_lessons.datasets.scenes import SHAPES, make_masked_scenes, make_scenes
from cnn_lessons.datasets.voc import VocFile, read_voc
from cnn_lessons.datasets.voc_folders import read_voc_folder

__all__ = [
    "SHAPES",
    "BoxedDataset",
    "BoxedImages",
    "Dataset",
    "MaskedDataset",
    "VocFile",
    "count_ink",
    "fetch_blood_cells",
    "fetch_cifar10",
    "fetch_mnist",
    "fetch_nuclei",
    "load_digits",
    "load_digits_on_photos",
    "load_patches",
    "load_photos",
    "load_squares",
    "make_masked_scenes",
    "make_scenes",
    "read_ants_and_bees",
    "read_voc",
    "read_voc_folder",
]
