"""Photographs and digits that ship with the course's dependencies.

``load_*`` reads what is already on the machine: nothing is downloaded.
"""

from dataclasses import dataclass

import numpy as np

from cnn_lessons.operations.images import center_crop

PHOTOS = {
    # name: (package, file or function)
    "china": ("sklearn", "china.jpg"),
    "flower": ("sklearn", "flower.jpg"),
    "cat": ("skimage", "chelsea"),
    "coffee": ("skimage", "coffee"),
    "rocket": ("skimage", "rocket"),
    "astronaut": ("skimage", "astronaut"),
}


@dataclass(frozen=True)
class Dataset:
    """Images with their labels, in two parts.

    Parameters
    ----------
    name : str
        What the data are; plots and printed lines say this name.
    x_train, x_test : ndarray of float32, shape (N, H, W, C)
        Images with values from 0 to 1.
    y_train, y_test : ndarray of int64, shape (N,)
        Classes.
    """

    name: str
    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray

    def __repr__(self):
        height, width, channels = self.x_train.shape[1:]
        return (
            f"{self.name}: {len(self.x_train)} training and {len(self.x_test)} test images, "
            f"{height} × {width} × {channels}"
        )


def load_photos(*names, size=None):
    """Return photographs as one batch.

    Parameters
    ----------
    *names : str
        Any of ``"china"``, ``"flower"`` (from scikit-learn), ``"cat"``,
        ``"coffee"``, ``"rocket"``, ``"astronaut"`` (from scikit-image). Without
        names, ``"china"`` and ``"flower"``.
    size : (int, int), optional
        Height and width in pixels to cut from the centre. Without it, the whole
        photographs, which must then be of one size.

    Returns
    -------
    ndarray of uint8, shape (N, H, W, 3)
        Red, green and blue from 0 to 255.

    Raises
    ------
    ValueError
        If a name is not known, a photograph is smaller than `size`, or the
        sizes differ.

    Examples
    --------
    >>> load_photos().shape
    (2, 427, 640, 3)
    >>> load_photos("cat", "coffee", size=(70, 120)).shape
    (2, 70, 120, 3)
    """
    photos = [_read_photo(name) for name in names or ("china", "flower")]
    if size is not None:
        photos = [center_crop(photo, *size) for photo in photos]
    shapes = sorted({photo.shape[:2] for photo in photos})
    if len(shapes) > 1:
        raise ValueError(
            f"The photographs have different sizes, {shapes}, and cannot form one batch. "
            f"Cut them to one size, for example size=(300, 400)."
        )
    return np.stack(photos)


def load_squares(*names, size):
    """Return the middle squares of photographs, resized to what a network takes.

    Parameters
    ----------
    *names : str
        As in `load_photos`.
    size : int
        Height and width of the result, in pixels.

    Returns
    -------
    ndarray of float32, shape (N, size, size, 3)
        Values from 0 to 1.

    Raises
    ------
    ValueError
        If a name is not known.

    Examples
    --------
    >>> load_squares("cat", "rocket", size=224).shape
    (2, 224, 224, 3)
    """
    from skimage.transform import resize

    squares = []
    for name in names:
        photo = _read_photo(name)
        side = min(photo.shape[:2])
        square = center_crop(photo, side, side).astype(np.float32) / 255
        squares.append(resize(square, (size, size), anti_aliasing=True))
    return np.stack(squares)


def _read_photo(name):
    if name not in PHOTOS:
        raise ValueError(f"No photograph is called {name!r}. There are: {', '.join(PHOTOS)}.")
    package, source = PHOTOS[name]
    if package == "sklearn":
        from sklearn.datasets import load_sample_image

        return load_sample_image(source)
    from skimage import data

    return getattr(data, source)()


def load_digits(test_fraction=0.2, seed=0, by_writers=False):
    """Return scikit-learn's 1,797 handwritten digits of 8 × 8 pixels.

    Parameters
    ----------
    test_fraction : float, default=0.2
        Share of the digits kept for testing, the same for every class.
    seed : int, default=0
        Which digits these are. The split is random, so that writers appear in
        both parts.
    by_writers : bool, default=False
        Whether to keep the order of the file instead, and test on its end. What a person
        wrote stands together in the file [2]_: the test digits are from people of whom
        the training set has nothing, but for the one at the cut.

    Returns
    -------
    Dataset
        Images of shape (N, 8, 8, 1) from 0 to 1, and classes from 0 to 9.

    References
    ----------
    .. [1] E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits",
       1998. https://archive.ics.uci.edu/dataset/80
    .. [2] scikit-learn MOOC, "Sample grouping".
       https://inria.github.io/scikit-learn-mooc/python_scripts/cross_validation_grouping.html

    Examples
    --------
    >>> load_digits()
    Digits: 1437 training and 360 test images, 8 × 8 × 1
    >>> load_digits(by_writers=True)
    Digits by writers: 1437 training and 360 test images, 8 × 8 × 1
    """
    from sklearn.datasets import load_digits as load
    from sklearn.model_selection import train_test_split

    digits = load()
    images = (digits.images[..., np.newaxis] / 16).astype(np.float32)
    x_train, x_test, y_train, y_test = train_test_split(
        images,
        digits.target,
        test_size=test_fraction,
        shuffle=not by_writers,
        stratify=None if by_writers else digits.target,
        random_state=None if by_writers else seed,
    )
    name = "Digits by writers" if by_writers else "Digits"
    return Dataset(name, x_train, y_train, x_test, y_test)
