"""Photographs that ship with scikit-learn and scikit-image."""

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
    "hubble": ("skimage", "hubble_deep_field"),
    "motorcycle": ("skimage", "stereo_motorcycle"),
    "retina": ("skimage", "retina"),
    "tissue": ("skimage", "immunohistochemistry"),
}


def load_photos(*names, size=None):
    """Return photographs as one batch.

    Parameters
    ----------
    *names : str
        Any of ``"china"``, ``"flower"`` (from scikit-learn), ``"cat"``,
        ``"coffee"``, ``"rocket"``, ``"astronaut"``, ``"hubble"``, ``"motorcycle"``,
        ``"retina"``, ``"tissue"`` (from scikit-image). Without names, ``"china"``
        and ``"flower"``.
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
    photos = [read_photo(name) for name in names or ("china", "flower")]
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
        photo = read_photo(name)
        side = min(photo.shape[:2])
        square = center_crop(photo, side, side).astype(np.float32) / 255
        squares.append(resize(square, (size, size), anti_aliasing=True))
    return np.stack(squares)


def read_photo(name):
    """Return one photograph, of its own size.

    Parameters
    ----------
    name : str
        As in `load_photos`.

    Returns
    -------
    ndarray of uint8, shape (H, W, 3)
        Red, green and blue from 0 to 255.

    Raises
    ------
    ValueError
        If the name is not known.
    """
    if name not in PHOTOS:
        raise ValueError(f"No photograph is called {name!r}. There are: {', '.join(PHOTOS)}.")
    package, source = PHOTOS[name]
    if package == "sklearn":
        from sklearn.datasets import load_sample_image

        return load_sample_image(source)
    from skimage import data

    photo = getattr(data, source)()
    return photo[0] if isinstance(photo, tuple) else photo  # of a stereo pair the left one
