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

    References
    ----------
    .. [1] G. Sharma, W. Wu and E. N. Dalal, "The CIEDE2000 color-difference formula", 2005.
    """
    from skimage.color import deltaE_ciede2000, rgb2lab

    _check_images(images)
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


def choose_colours(colours, step=20, least=0.0005):
    """Return the points of a grid that colours really take.

    Parameters
    ----------
    colours : ndarray, shape (…, 2)
        CIELAB's a and b of many pixels.
    step : float, default=20
        Width of the grid.
    least : float, default=0.0005
        Share of the pixels that a point needs.

    Returns
    -------
    ndarray of float32, shape (Q, 2)

    Examples
    --------
    >>> choose_colours(np.array([[1.0, -2.0], [19.0, 3.0]]))
    array([[ 0.,  0.],
           [20.,  0.]], dtype=float32)
    """
    places = np.round(np.reshape(colours, (-1, 2)) / step)
    points, counts = np.unique(places, axis=0, return_counts=True)
    return (points[counts >= least * len(places)] * step + 0.0).astype(np.float32)


def nearest_colours(colours, palette):
    """Return which colour of a palette is nearest.

    Parameters
    ----------
    colours : ndarray, shape (…, 2)
        CIELAB's a and b.
    palette : ndarray, shape (Q, 2)

    Returns
    -------
    ndarray of int, shape (…)
        Positions in the palette: the classes.

    Examples
    --------
    >>> nearest_colours(np.array([[9.0, 1.0], [12.0, 0.0]]), np.array([[0.0, 0.0], [20.0, 0.0]]))
    array([0, 1])
    """
    from scipy.spatial import cKDTree

    return cKDTree(palette).query(colours)[1]


def rebalance(shares, frequencies, power):
    """Divide shares by how frequent their classes are, to a power, and let them add up to 1.

    Parameters
    ----------
    shares : ndarray, shape (…, Q)
        Of the classes, for each pixel; they add up to 1.
    frequencies : ndarray, shape (Q,)
        Of the classes among all pixels, above 0.
    power : float
        0 leaves the shares as they are; 1 takes all of the classes' frequencies out.

    Returns
    -------
    ndarray, shape (…, Q)

    Raises
    ------
    ValueError
        If a frequency is not above 0.

    Examples
    --------
    >>> rebalance(np.array([0.8, 0.2]), np.array([0.9, 0.1]), 1).round(2)
    array([0.31, 0.69])
    """
    frequencies = np.asarray(frequencies)
    if not (frequencies > 0).all():
        raise ValueError(
            f"The least frequency is {frequencies.min()}, expected above 0. Leave classes out "
            "that never occur."
        )
    weighted = shares / frequencies**power
    return weighted / weighted.sum(axis=-1, keepdims=True)


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
    large = np.repeat(np.repeat(colours, 2, axis=1), 2, axis=2)
    if lightness.shape[:3] != large.shape[:3]:
        raise ValueError(
            f"The lightness has shape {lightness.shape} and the colours {colours.shape}, expected "
            "colours of half the height and width."
        )
    return np.concatenate([(lightness + 1) * HALF, large], axis=-1)


def _check_images(images):
    shape = images.shape
    if images.ndim != 4 or shape[3] != 3 or shape[1] % 2 or shape[2] % 2:
        raise ValueError(f"The images have shape {shape}, expected (N, H, W, 3), H and W even.")
    if images.dtype.kind != "f" or images.min() < 0 or images.max() > 1:
        raise ValueError(
            f"The images are {images.dtype} from {images.min()} to {images.max()}, expected floats "
            "from 0 to 1. Divide whole numbers by 255."
        )
