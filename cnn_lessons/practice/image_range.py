"""Images from 0 to 1, as every network here takes them: others are refused, not answered."""

import numpy as np

SLACK = 1e-3  # what rounding may add


def check_images(images, name="images"):
    """Return images as an array, or say why they are none from 0 to 1.

    Parameters
    ----------
    images : array_like, shape (N, H, W, C)
    name : str, default="images"
        What they are called in the error.

    Returns
    -------
    ndarray

    Raises
    ------
    ValueError
        If they are bytes, or numbers outside of 0 to 1, or no numbers.

    Examples
    --------
    >>> check_images([[[[0.0], [255.0]]]])
    Traceback (most recent call last):
    ValueError: images go from 0 to 255, expected 0 to 1. Divide them by 255.
    """
    images = np.asarray(images)
    if not images.size:
        return images
    low, high = images.min(), images.max()
    if not (np.isfinite(low) and np.isfinite(high)):
        place = tuple(int(i) for i in np.argwhere(~np.isfinite(images))[0])
        raise ValueError(
            f"{name} have {images[place]} at {place}. Look at where they come from: a network "
            "answers NaN to it, or anything."
        )
    of_bytes = " in uint8" if images.dtype == np.uint8 else ""
    if of_bytes or low < -SLACK or high > 1 + SLACK:
        scaled = "Undo their scaling: what a network wants done, its first layer does."
        raise ValueError(
            f"{name} go from {low:g} to {high:g}{of_bytes}, expected 0 to 1. "
            f"{'Divide them by 255.' if low >= 0 else scaled}"
        )
    return images
