"""A class for each pixel: how a network is trained on masks, and asked.

Letters: N images of H x W pixels and C channels.
"""

import numpy as np

from cnn_lessons.practice.schedule import cosine_with_warmup


def standardize(images):
    """Return each image with mean 0 and standard deviation 1: a dim one becomes like a bright one.

    Parameters
    ----------
    images : ndarray of float, shape (N, H, W, C)

    Returns
    -------
    ndarray of float32, shape (N, H, W, C)
        An image of one value becomes 0.

    Raises
    ------
    ValueError
        If the images have another shape, or hold NaN or infinity.
    """
    check_images(images)
    mean = images.mean(axis=(1, 2, 3), keepdims=True)
    spread = images.std(axis=(1, 2, 3), keepdims=True)
    return ((images - mean) / np.where(spread > 1e-6, spread, 1)).astype(np.float32)


def add_haze(images, rng, strength=1.0):
    """Return images with light that grows from one side to the other, as out-of-focus glow does.

    The direction, the place and the amount of light are drawn for each image.

    Parameters
    ----------
    images : ndarray of float, shape (N, H, W, C)
        Values of at least 0.
    rng : numpy.random.Generator
    strength : float, default=1.0
        The most light that is added, in units of what 99 % of the image's pixels are below.

    Returns
    -------
    ndarray of float32, shape (N, H, W, C)

    Raises
    ------
    ValueError
        As `standardize`; if a value is below 0.
    """
    N, H, W, _ = check_images(images)
    if (images < 0).any():
        raise ValueError(
            f"images hold {images.min()}, expected values of at least 0: haze is light that is "
            "added. Add it before you standardize."
        )
    rows, columns = np.indices((H, W)) / max(H, W) - 0.5
    angle, place, amount = (
        rng.uniform(low, high, N)[:, np.newaxis, np.newaxis]
        for low, high in ((0, 2 * np.pi), (-0.3, 0.3), (0, strength))
    )
    along = np.cos(angle) * rows + np.sin(angle) * columns + place
    light = amount / (1 + np.exp(-8 * along))  # most of the rise is a quarter of the image wide
    bright = np.quantile(images, 0.99, axis=(1, 2, 3), keepdims=True)
    return (images + light[..., np.newaxis] * bright).astype(np.float32)


def draw_crops(images, masks, count, size, rng):
    """Return square parts of random images, mirrored and turned at random, with their masks.

    Parameters
    ----------
    images : ndarray, shape (N, H, W, C)
    masks : ndarray, shape (N, H, W)
        What is done to an image is done to its mask.
    count : int
        How many parts.
    size : int
        Their height and width, in pixels.
    rng : numpy.random.Generator

    Returns
    -------
    (ndarray of shape (count, size, size, C), ndarray of shape (count, size, size))

    Raises
    ------
    ValueError
        If the masks have another size than the images, or these are smaller than the parts.
    """
    N, H, W, C = images.shape
    if masks.shape != (N, H, W):
        raise ValueError(
            f"masks have shape {masks.shape}, expected {(N, H, W)}: one number for each pixel of "
            f"images of shape {images.shape}."
        )
    if size > min(H, W):
        raise ValueError(f"size={size}, but the images have {H} × {W} pixels. Use a smaller one.")
    crops = np.empty((count, size, size, C), images.dtype)
    parts = np.empty((count, size, size), masks.dtype)
    for i in range(count):
        n, top, left = rng.integers(N), rng.integers(H - size + 1), rng.integers(W - size + 1)
        window = np.s_[n, top : top + size, left : left + size]
        turns, is_mirrored = rng.integers(4), rng.integers(2)
        for made, source in ((crops, images), (parts, masks)):
            turned = np.rot90(source[window], turns)
            made[i] = turned[:, ::-1] if is_mirrored else turned
    return crops, parts


def train_unet(model, images, masks, steps, peak=0.01, size=128, batch_size=8, seed=0, report=20):
    """Train on random crops with Adam; the rate rises to a peak and falls to 0.

    The loss is cross-entropy, for each pixel: of two classes with one logit, of several with one
    for each.

    Parameters
    ----------
    model : keras.Model
        Gives logits as large as its input; it is compiled here.
    images : ndarray of float, shape (N, H, W, C)
    masks : ndarray, shape (N, H, W)
        0 and 1 for a model with one logit, else whole numbers below the number of logits.
    steps : int
        How many batches are learned from.
    peak : float, default=0.01
        Largest learning rate.
    size : int, default=128
        Height and width of the crops, in pixels.
    batch_size : int, default=8
        Crops in a batch.
    seed : int, default=0
        Of the crops.
    report : int, default=20
        Steps between two printed lines; 0 for none.

    Returns
    -------
    list of float
        The loss of each step's batch.

    Raises
    ------
    ValueError
        If the masks have another size or other values, images or masks hold NaN or infinity, or
        there is no step.
    """
    import keras

    classes = model.output_shape[-1]
    _check_training(images, masks, max(classes, 2))
    if steps < 1:
        raise ValueError(f"steps={steps!r}, expected at least 1: a batch to learn from")
    rate = cosine_with_warmup(steps, peak, warmup_steps=max(1, steps // 4))
    kind = keras.losses.BinaryCrossentropy if classes == 1 else None
    loss = (kind or keras.losses.SparseCategoricalCrossentropy)(from_logits=True)
    model.compile(keras.optimizers.Adam(rate), loss)
    rng, losses = np.random.default_rng(seed), []
    for step in range(1, steps + 1):
        crops, parts = draw_crops(images, masks, batch_size, size, rng)
        losses.append(float(model.train_on_batch(crops, parts[..., None].astype(np.float32))))
        if report and (step % report == 0 or step == steps):
            print(f"step {step:4}: loss {np.mean(losses[-report:]):.3f}", flush=True)
    return losses


def check_images(images):
    """Return the shape of a batch of images, unless they are none."""
    if np.ndim(images) != 4 or not len(images):
        raise ValueError(
            f"images have shape {np.shape(images)}, expected (N, H, W, C) with N of at least 1"
        )
    if not np.isfinite(images).all():
        raise ValueError("images hold NaN or infinity. Leave out the images where it stands.")
    return images.shape


def _check_training(images, masks, classes):
    check_images(images)
    values = np.unique(masks)
    strange = values[~np.isin(values, np.arange(classes))]
    if strange.size:
        raise ValueError(
            f"masks hold {strange[0]}, but whole numbers from 0 to {classes - 1} are expected. Use "
            "masks > 0 for numbered objects, and repeat pixels instead of averaging them if you "
            "resize masks."
        )


def predict_shares(model, images, batch_size=8):
    """Return how sure a model with one logit is of the thing, at each pixel.

    Parameters
    ----------
    model : keras.Model
        Gives one logit for each pixel.
    images : ndarray of float, shape (N, H, W, C)
    batch_size : int, default=8
        Images that are asked about at a time.

    Returns
    -------
    ndarray of float32, shape (N, OH, OW)
        From 0 to 1.

    Raises
    ------
    ValueError
        If the model gives several logits for a pixel, or the images are none.
    """
    check_images(images)
    if model.output_shape[-1] != 1:
        raise ValueError(
            f"the model gives {model.output_shape[-1]} logits for each pixel, expected 1. Of "
            "several, take softmax over the last axis."
        )
    logits = model.predict(images, batch_size, verbose=0)[..., 0]
    return 1 / (1 + np.exp(-logits))
