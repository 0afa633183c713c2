"""Give grey photographs colours: their lightness is known, and two numbers are guessed.

CIELAB splits a colour into lightness (0 to 100), a (green to red) and b (blue to yellow), and
distances in it are about as large as they look.
"""

import numpy as np

HALF = 50  # of lightness; and a measure for a and b, so that networks get numbers around 1


def split_lightness(images):
    """Return what a grey photograph shows, and the colours that it lacks.

    Parameters
    ----------
    images : ndarray of float, shape (N, H, W, 3)
        Red, green and blue from 0 to 1. H and W are even.

    Returns
    -------
    lightness : ndarray, shape (N, H, W, 1)
        From -1 to 1.
    colours : ndarray, shape (N, H / 2, W / 2, 2)
        CIELAB's a and b, mean of 2 × 2 pixels: the eye sees colours less sharply than lightness.

    Raises
    ------
    ValueError
        If the images are not such images.
    """
    from skimage.color import rgb2lab

    _check_images(images)
    N, H, W, _ = images.shape
    lab = rgb2lab(images)
    colours = lab[..., 1:].reshape(N, H // 2, 2, W // 2, 2, 2).mean(axis=(2, 4))
    return lab[..., :1] / HALF - 1, colours


def join_lightness(lightness, colours):
    """Return images with a lightness and with colours of half its height and width.

    Parameters
    ----------
    lightness : ndarray, shape (N, H, W, 1)
        From -1 to 1.
    colours : ndarray, shape (N, H / 2, W / 2, 2)
        CIELAB's a and b.

    Returns
    -------
    ndarray, shape (N, H, W, 3)
        Red, green and blue from 0 to 1; a colour that a screen cannot show is clipped.

    Raises
    ------
    ValueError
        If there is not a colour for each 2 × 2 pixels.
    """
    import warnings

    from skimage.color import lab2rgb

    with warnings.catch_warnings():  # of colours that are clipped
        warnings.simplefilter("ignore", UserWarning)
        return lab2rgb(_lab(lightness, colours))


def colour_errors(colours, lightness, images):
    """Return how far guessed colours are from the true ones: CIEDE2000, mean of each image.

    Parameters
    ----------
    colours : ndarray, shape (N, H / 2, W / 2, 2)
        CIELAB's a and b, as guessed.
    lightness : ndarray, shape (N, H, W, 1)
        Of `images`, as `split_lightness` returns it.
    images : ndarray of float, shape (N, H, W, 3)
        The true ones, from 0 to 1.

    Returns
    -------
    ndarray of float, shape (N,)
        A difference of 1 can just be seen on large patches.

    Raises
    ------
    ValueError
        If the images are not such images, or the sizes do not fit one another.

    References
    ----------
    .. [1] G. Sharma, W. Wu and E. N. Dalal, "The CIEDE2000 color-difference formula", 2005.
    """
    from skimage.color import deltaE_ciede2000, rgb2lab

    _check_images(images)
    if lightness.shape[:3] != images.shape[:3]:
        raise ValueError(
            f"The lightness has shape {lightness.shape} and the images {images.shape}, expected "
            "the lightness of these images."
        )
    return deltaE_ciede2000(_lab(lightness, colours), rgb2lab(images)).mean(axis=(1, 2))


def chroma(colours):
    """Return how colourful colours are: their distance from grey, 0.

    Parameters
    ----------
    colours : ndarray, shape (…, 2)
        CIELAB's a and b.

    Returns
    -------
    ndarray, shape (…)

    Examples
    --------
    >>> chroma(np.array([[3.0, 4.0], [0.0, -7.0]]))
    array([5., 7.])
    """
    return np.hypot(colours[..., 0], colours[..., 1])


def build_colorizer(outputs, filters=24):
    """Return a small U-Net from lightness to outputs for each 2 × 2 pixels.

    Parameters
    ----------
    outputs : int
        2 for a and b, or one for each class.
    filters : int, default=24
        Of the first layer; the others have twice as many.

    Returns
    -------
    keras.Model
        From (N, 32, 32, 1) to (N, 16, 16, outputs).
    """
    import keras

    def conv(filters, x, strides=1):
        return keras.layers.Conv2D(filters, 3, strides, "same", activation="relu")(x)

    def up_beside(x, other):
        return keras.layers.Concatenate()([keras.layers.UpSampling2D()(x), other])

    inputs = keras.Input((32, 32, 1))
    half = conv(filters, inputs, 2)
    quarter = conv(2 * filters, half, 2)
    eighth = conv(2 * filters, conv(2 * filters, quarter, 2))
    x = conv(2 * filters, up_beside(eighth, quarter))
    x = conv(filters, up_beside(x, half))
    return keras.Model(inputs, keras.layers.Conv2D(outputs, 1)(x))


def _lab(lightness, colours):
    shapes = f"The lightness has shape {lightness.shape} and the colours {colours.shape}, expected "
    if lightness.ndim != 4 or lightness.shape[3] != 1:
        raise ValueError(f"{shapes}a lightness of shape (N, H, W, 1).")
    N, H, W, _ = lightness.shape
    if H % 2 or W % 2 or colours.shape != (N, H // 2, W // 2, 2):
        raise ValueError(f"{shapes}as many colours of half the height and width, a and b.")
    large = np.repeat(np.repeat(colours, 2, axis=1), 2, axis=2)
    return np.concatenate([(lightness + 1) * HALF, large], axis=-1)


def _check_images(images):
    shape = images.shape
    if images.ndim != 4 or shape[3] != 3 or shape[1] % 2 or shape[2] % 2:
        raise ValueError(f"The images have shape {shape}, expected (N, H, W, 3), H and W even.")
    if images.size == 0:
        raise ValueError(f"The images have shape {shape}, expected at least one.")
    if images.dtype.kind != "f" or not (images.min() >= 0 and images.max() <= 1):  # of NaN, too
        raise ValueError(
            f"The images are {images.dtype} from {images.min()} to {images.max()}, expected floats "
            "from 0 to 1. Divide whole numbers by 255."
        )
