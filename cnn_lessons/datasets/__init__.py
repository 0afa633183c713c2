"""Images to learn from.

``load_*`` reads what is already on the machine: nothing is downloaded.
"""

from cnn_lessons.datasets.dataset import Dataset
from cnn_lessons.datasets.digits import load_digits
from cnn_lessons.datasets.patches import load_patches
from cnn_lessons.datasets.photos import load_photos, load_squares

__all__ = ["Dataset", "load_digits", "load_patches", "load_photos", "load_squares"]
