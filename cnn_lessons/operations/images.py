"""Images as arrays: what is done to them before the first layer.

Axes are rows, columns, channels, ``(H, W, C)``, with any axes before them, so that
every function takes one image or a batch.
"""

import numpy as np

# Shares of red, green and blue, for numbers as files keep them: ITU-R BT.601, section 2.5.1.
LUMA_WEIGHTS = (0.299, 0.587, 0.114)


def rescale(images):
    """Return images of 0 to 255 as float32 from 0 to 1.

    Only uint8 is taken: what is rescaled already is refused, since a second
    division would make it black.

    Parameters
    ----------
    images : ndarray of uint8, any shape
        Values from 0 to 255.

    Returns
    -------
    ndarray of float32, same shape
        Values from 0 to 1.

    Raises
    ------
    TypeError
        If `images` is not an array of uint8.

    Examples
    --------
    >>> rescale(np.array([0, 51, 255], dtype="uint8"))
    array([0. , 0.2, 1. ], dtype=float32)
    """
    _check_is_array(images)
    if images.dtype != np.uint8:
        raise TypeError(
            f"images are of {images.dtype}, but uint8 from 0 to 255 is expected. "
            "Floats from 0 to 1 are rescaled already: leave them as they are. "
            'For whole numbers of another type use images.astype("uint8").'
        )
    return images.astype(np.float32) / 255


def to_grayscale(images):
    """Return the brightness of every pixel, as one channel.

    The eye sees green as brighter than red, and red as brighter than blue. The
    weights add up to 1, so that the range of values stays as it is.

    Parameters
    ----------
    images : ndarray, shape (..., H, W, 3)
        Red, green and blue: uint8 from 0 to 255, or floats.

    Returns
    -------
    ndarray, shape (..., H, W, 1)
        Of the same dtype; uint8 is rounded to the nearest whole number.

    Raises
    ------
    TypeError
        If `images` is not an array of uint8, float32 or float64.
    ValueError
        If its last axis does not have three entries.

    References
    ----------
    .. [1] Recommendation ITU-R BT.601-7, section 2.5.1.
       https://www.itu.int/rec/R-REC-BT.601-7-201103-I

    Examples
    --------
    Pure red, green and blue, as in [1]_:

    >>> to_grayscale(np.eye(3).reshape(1, 3, 3)).ravel()
    array([0.299, 0.587, 0.114])
    >>> to_grayscale(255 * np.eye(3, dtype="uint8").reshape(1, 3, 3)).ravel()
    array([ 76, 150,  29], dtype=uint8)
    """
    _check_is_image(images)
    if images.shape[-1] != 3:
        raise ValueError(
            f"images have shape {images.shape}, but (..., H, W, 3) is expected: "
            f"red, green and blue come last. {_channel_advice(images.shape)}"
        )
    if images.dtype not in (np.uint8, np.float32, np.float64):
        raise TypeError(
            f"images are of {images.dtype}, but uint8, float32 or float64 is expected. "
            'Use images.astype("uint8") for 0 to 255, images.astype("float32") for 0 to 1.'
        )
    if images.dtype == np.uint8:
        # Whole thousandths: the sum is exact, and a half is rounded up, as in Pillow.
        thousandths = np.round(1000 * np.array(LUMA_WEIGHTS)).astype(int)
        brightness = (images @ thousandths + 500) // 1000
    else:
        brightness = images @ np.array(LUMA_WEIGHTS, images.dtype)
    return brightness.astype(images.dtype)[..., np.newaxis]


def center_crop(images, height, width):
    """Return the middle of every image.

    Where an odd number of rows or columns is cut away, the larger part goes at
    the bottom or right, as in Keras.

    Parameters
    ----------
    images : ndarray, shape (..., H, W, C)
        One image or a batch.
    height, width : int
        Size of the crop, in pixels; at most `H` and `W`.

    Returns
    -------
    ndarray, shape (..., height, width, C)
        A view of `images`, no copy.

    Raises
    ------
    TypeError
        If `images` is not an array.
    ValueError
        If it has fewer than three axes, or the crop does not fit.

    Examples
    --------
    AlexNet cuts 224 x 224 pixels from the middle of 256 x 256:

    >>> center_crop(np.zeros((256, 256, 3)), 224, 224).shape
    (224, 224, 3)
    """
    _check_is_image(images)
    H, W = images.shape[-3:-1]
    if not (1 <= height <= H and 1 <= width <= W):
        raise ValueError(
            f"a crop of {height} × {width} pixels does not fit in images of {H} × {W}. "
            f"Use a height from 1 to {H} and a width from 1 to {W}."
        )
    top, left = (H - height) // 2, (W - width) // 2
    return images[..., top : top + height, left : left + width, :]


def _check_is_array(images):
    if not isinstance(images, np.ndarray):
        raise TypeError(
            f"images is a {type(images).__name__}, not an array. "
            'Use np.asarray(images, dtype="uint8") for values from 0 to 255.'
        )


def _check_is_image(images):
    _check_is_array(images)
    if images.ndim < 3:
        raise ValueError(
            f"images have shape {images.shape}, but (..., H, W, C) is expected. "
            "For one grey image use images[..., np.newaxis]."
        )


def _channel_advice(shape):
    if shape[-1] == 1:
        return "These are grey already."
    if shape[-1] == 4:
        return "Leave out the fourth, how opaque a pixel is: images[..., :3]."
    if shape[-3] == 3:
        return "For channels first, (..., 3, H, W), use np.moveaxis(images, -3, -1)."
    return "Look at the axes with images.shape."
