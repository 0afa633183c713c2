"""Draw the picture of the README and the first page: `python tools/cover.py`."""

from pathlib import Path

import numpy as np

from cnn_lessons.datasets import load_photos
from cnn_lessons.operations import conv2d
from cnn_lessons.visualization import image_grid, show_image, show_signed

PICTURE = Path(__file__).parent.parent / "book" / "assets" / "kernels.jpg"


def main():
    """Draw the flower, its vertical edges and its horizontal edges side by side."""
    flower = load_photos("flower", size=(240, 360)) / 255
    grey = flower @ np.array([[0.299], [0.587], [0.114]])
    vertical = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    axes = image_grid(3, columns=3, height=2.0, width=3.0)
    show_image(flower[0], ax=axes[0])
    for ax, kernel in zip(axes[1:], (vertical, vertical.T), strict=True):
        show_signed(conv2d(grey, kernel.reshape(3, 3, 1, 1))[0], limit=1.5, ax=ax)
    axes[0].figure.savefig(PICTURE, dpi=110, pil_kwargs={"quality": 85})
    print(f"{PICTURE.name}: {PICTURE.stat().st_size / 1000:.0f} kB")


main()
