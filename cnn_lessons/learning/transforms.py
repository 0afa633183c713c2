"""What can be done to a picture: flip, shift, rotate, zoom, other colours.

Each function does the same to every image that it is given, one (H, W, C) or a batch;
*augmentation* chooses at random. What comes in from outside of an image is black.
"""

import numpy as np
from scipy.ndimage import affine_transform

from cnn_lessons.operations.images import to_grayscale
from cnn_lessons.operations.values import check_array


def flip(images):
    """Return the images mirrored: left becomes right.

    Parameters
    ----------
    images : ndarray, shape (..., H, W, C)
        One image or a batch, float from 0 to 1.

    Returns
    -------
    ndarray, same shape
        A new array.

    Raises
    ------
    TypeError, ValueError
        If `images` are not such an array; the text says what to do. The same holds for all
        functions here.

    Examples
    --------
    >>> flip(np.array([[[0.1], [0.2], [0.3]]])).ravel()
    array([0.3, 0.2, 0.1])
    """
    check_images(images)
    return images[..., ::-1, :].copy()


def shift(images, down, right):
    """Return the images moved by whole pixels; what leaves on one side does not come back.

    Parameters
    ----------
    images : ndarray, shape (..., H, W, C)
        One image or a batch, float from 0 to 1.
    down, right : int
        How far, in pixels; negative is up and left.

    Returns
    -------
    ndarray, same shape
        Zero where nothing has moved to.

    Examples
    --------
    >>> shift(np.array([[[0.1], [0.2], [0.3]]]), down=0, right=1).ravel()
    array([0. , 0.1, 0.2])
    """
    check_images(images)
    H, W = images.shape[-3:-1]
    moved = np.zeros_like(images)
    to_rows, from_rows = _overlap(H, down)
    to_columns, from_columns = _overlap(W, right)
    moved[..., to_rows, to_columns, :] = images[..., from_rows, from_columns, :]
    return moved


def rotate(images, degrees):
    """Return the images turned about their centre, to the left (counter-clockwise).

    A pixel of the result comes from between four pixels of the image, and is their
    mean, weighted by how near they are (bilinear interpolation).

    Parameters
    ----------
    images : ndarray, shape (..., H, W, C)
        One image or a batch, float from 0 to 1.
    degrees : float
        90 is a quarter turn; negative turns to the right.

    Returns
    -------
    ndarray, same shape
        Corners that turn out of the image are lost, and others come in black.

    Examples
    --------
    >>> image = np.array([[[0.1], [0.2]], [[0.3], [0.4]]])
    >>> rotate(image, 90).squeeze().round(6)
    array([[0.2, 0.4],
           [0.1, 0.3]])
    """
    check_images(images)
    cosine, sine = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return _resample(images, np.array([[cosine, sine], [-sine, cosine]]))


def zoom(images, factor):
    """Return the images enlarged or made smaller about their centre, in a frame as before.

    Parameters
    ----------
    images : ndarray, shape (..., H, W, C)
        One image or a batch, float from 0 to 1.
    factor : float
        Above 0: 2 makes everything twice as large, 0.5 half as large.

    Returns
    -------
    ndarray, same shape
        Interpolated as by `rotate`.

    Raises
    ------
    ValueError
        If the factor is not above 0.

    Examples
    --------
    >>> zoom(np.array([[[0.1], [0.2], [0.3]]]), 2).ravel().round(6)
    array([0.15, 0.2 , 0.25])
    """
    check_images(images)
    if not factor > 0:
        raise ValueError(f"factor={factor!r}, but a number above 0 is expected: 1 changes nothing.")
    return _resample(images, np.eye(2) / factor)


def saturate(images, factor):
    """Return the images with stronger or weaker colours.

    A pixel goes along the line from its grey through its colour: 0 is grey, 1 changes
    nothing, and beyond 1 it goes on.

    Parameters
    ----------
    images : ndarray, shape (..., H, W, 3)
        One colour image or a batch, float from 0 to 1.
    factor : float
        How far along the line.

    Returns
    -------
    ndarray, same shape
        Cut off at 0 and 1.

    References
    ----------
    .. [1] P. Haeberli and D. Voorhies, "Image processing by interpolation and
       extrapolation", 1994. https://www.graficaobscura.com/interp/index.html

    Examples
    --------
    >>> saturate(np.array([[[0.8, 0.4, 0.4]]]), 0.0).round(4)
    array([[[0.5196, 0.5196, 0.5196]]])
    """
    check_images(images)
    _check_range(images)
    grey = to_grayscale(images)
    return (grey + float(factor) * (images - grey)).clip(0, 1)


def brighten(images, amount):
    """Return the images brighter by an amount, from -1 to 1, cut off at 0 and 1.

    Parameters
    ----------
    images : ndarray, shape (..., H, W, C)
        One image or a batch, float from 0 to 1.
    amount : float
        Added to every number; negative darkens.

    Returns
    -------
    ndarray, same shape

    Examples
    --------
    >>> brighten(np.array([[[0.1], [0.5], [0.9]]]), 0.25).ravel()
    array([0.35, 0.75, 1.  ])
    """
    check_images(images)
    _check_range(images)
    return (images + float(amount)).clip(0, 1)


def check_images(images):
    """Raise an error that helps, unless `images` are floats of shape (..., H, W, C)."""
    if isinstance(images, np.ndarray) and images.dtype == np.uint8:
        raise TypeError(
            "images are of uint8, from 0 to 255, but floats from 0 to 1 are expected. "
            "Use rescale(images) first."
        )
    check_array(images, "images")
    if images.ndim < 3:
        raise ValueError(
            f"images have shape {images.shape}, but (..., H, W, C) is expected. "
            "For grey images use images[..., np.newaxis]."
        )


def _check_range(images):
    """Refuse numbers that a cut at 0 and 1 would ruin."""
    low, high = images.min(), images.max()
    if low < 0 or high > 1:
        raise ValueError(
            f"images have values from {low:g} to {high:g}, but 0 to 1 is expected. "
            "Change colours before you standardize, and divide 0 to 255 by 255."
        )


def _overlap(size, distance):
    """Return where to, and where from, along one axis; both empty if all has moved out."""
    to = slice(min(max(distance, 0), size), max(min(size + distance, size), 0))
    return to, slice(to.start - distance, to.stop - distance)


def _resample(images, matrix):
    """Return images whose pixel at p, seen from the centre, is the old one at matrix @ p."""
    H, W = images.shape[-3:-1]
    centre = (np.array([H, W]) - 1) / 2
    resampled = np.empty_like(images)
    for index in np.ndindex(*images.shape[:-3]):
        for channel in range(images.shape[-1]):
            plane = (*index, slice(None), slice(None), channel)
            # grid-constant: a pixel at the edge is mixed with the black outside, as in Keras.
            affine_transform(
                images[plane],
                matrix,
                centre - matrix @ centre,
                output=resampled[plane],
                order=1,
                mode="grid-constant",
            )
    return resampled
