"""Seeing inside a Keras network: what each layer makes of an image, and what a filter wants.

Keras and TensorFlow are imported where they are used.
"""

import numpy as np

from cnn_lessons.analysis.inner_layers import inner_layers, recorded, refuse_bytes
from cnn_lessons.operations import sliding_windows

BATCH = 256  # images at a time
STARTS = 32  # images of noise: a filter begins where it answers most, since ReLU may be silent
STEP = 0.05  # root mean square of a step, over the pixels of an image


def layer_outputs(model, images):
    """Return what each layer of a network makes of a batch of images.

    Parameters
    ----------
    model : keras.Model
        With one input.
    images : ndarray, shape (N, H, W, C)
        As the model takes them.

    Returns
    -------
    dict of str to ndarray
        The outputs by the layer's name, from the first layer to the last, as after
        training: dropout and augmentation hand on what they get. Of a model in the model
        there are the layers.

    Raises
    ------
    TypeError
        If `images` are of uint8.
    ValueError
        If there are none, or the model takes images of another shape.

    Examples
    --------
    >>> layer_outputs(model, images)["conv1"].shape  # doctest: +SKIP
    (360, 24, 24, 6)
    """
    _check_shape(model, images)
    batches = []
    for start in range(0, len(images), BATCH):
        with recorded(inner_layers(model)) as outputs:
            model(images[start : start + BATCH], training=False)
        batches.append(outputs)
    return {name: np.concatenate([outputs[name] for outputs in batches]) for name in batches[0]}


def maximize_filters(model, layer_name, filters=None, steps=200, seed=0):
    """Return images that make filters answer as strongly as they can, on average.

    Gradient ascent: from an image of noise, each step goes where the mean of the filter's
    feature map rises fastest. Pixels stay between 0 and 1.

    Parameters
    ----------
    model : keras.Model
        With one input, whose pixels are from 0 to 1.
    layer_name : str
        A layer whose outputs are feature maps, (N, H, W, F), or a vector, (N, F).
    filters : list of int, optional
        Which filters; by default all of the layer.
    steps : int, default=200
        How often to follow the gradient.
    seed : int, default=0
        Of the noise at the beginning.

    Returns
    -------
    ndarray of float32, shape (F, H, W, C)
        An image for each filter. A filter that answers to none of the noise stays there.

    Raises
    ------
    ValueError
        If the model has no such layer, or the layer no such filter.

    References
    ----------
    .. [1] D. Erhan, Y. Bengio, A. Courville and P. Vincent, "Visualizing higher-layer
       features of a deep network", 2009, section 3.1.
    """
    import keras

    layer = _layer(model, layer_name)
    count = layer.output.shape[-1]
    filters = range(count) if filters is None else filters
    for number in filters:
        if not 0 <= number < count:
            raise ValueError(
                f"{layer_name!r} has no filter {number}. Use numbers from 0 to {count - 1}."
            )
    inside = keras.Model(model.inputs[0], layer.output)
    chosen = np.eye(count, dtype="float32")[list(filters)]  # (filters asked for, F)

    noise = np.random.default_rng(seed).random((STARTS, *model.input_shape[1:]), "float32")
    images = noise[(_means(inside(noise, training=False)) @ chosen.T).numpy().argmax(axis=0)]
    for _ in range(steps):
        slope = _slope(inside, images, chosen)
        size = np.sqrt((slope**2).mean(axis=(1, 2, 3), keepdims=True))
        images = np.clip(images + STEP * slope / np.maximum(size, 1e-12), 0, 1)
    return images


def _means(outputs):
    """Return the mean of each feature map, (N, F)."""
    from keras import ops

    return ops.mean(outputs, axis=tuple(range(1, len(outputs.shape) - 1)))


def _slope(inside, images, chosen):
    """Return how the mean answer of each image's own filter changes with its pixels."""
    import tensorflow as tf

    images = tf.constant(images)
    with tf.GradientTape() as tape:
        tape.watch(images)
        means = _means(inside(images, training=False))
        answer = tf.reduce_sum(means * chosen)  # no image touches another's filter
    return tape.gradient(answer, images).numpy()


def visible_part(kernel, images, directions=6):
    """Return of each kernel only what the windows of some images touch.

    Smooth images differ from window to window in a few ways only. Whatever a kernel
    holds beside them meets no pixel: it changes no answer, and no gradient reaches it.

    Parameters
    ----------
    kernel : ndarray, shape (KH, KW, C, F)
        The filters of a layer.
    images : ndarray, shape (N, H, W, C)
        The layer's inputs.
    directions : int, default=6
        How many of the windows' main directions count as touched.

    Returns
    -------
    ndarray, shape (KH, KW, C, F)
        The projection of each filter on these directions: those of the largest sum of
        squares over all windows.
    """
    KH, KW, C, F = kernel.shape
    windows = sliding_windows(images, kernel_size=(KH, KW)).reshape(-1, KH * KW * C)
    _, vectors = np.linalg.eigh(windows.T @ windows)  # the largest comes last
    main = vectors[:, -directions:]
    return (main @ (main.T @ kernel.reshape(-1, F))).reshape(kernel.shape)


def silent_filters(outputs):
    """Return which filters answer nothing, anywhere, on any image.

    Parameters
    ----------
    outputs : ndarray, shape (N, H, W, F) or (N, F)
        What a layer with ReLU makes of N images.

    Returns
    -------
    ndarray of int
        Their numbers. On all training images these are the dead filters.
    """
    return np.flatnonzero((outputs <= 0).all(axis=tuple(range(outputs.ndim - 1))))


def _layer(model, name):
    names = [layer.name for layer in model.layers]
    if name not in names and name in inner_layers(model):
        raise ValueError(
            f"{name!r} is a layer of a model in the model. Give that one: model.get_layer(…)."
        )
    if name not in names:
        raise ValueError(f"the model has no layer {name!r}. It has: {', '.join(names)}.")
    return model.get_layer(name)


def _check_shape(model, images):
    refuse_bytes(np.asarray(images), "images")
    if len(images) == 0:
        raise ValueError(f"images have shape {np.shape(images)}: there are none.")
    expected, given = model.input_shape[1:], np.shape(images)[1:]
    fits = len(expected) == len(given) and all(
        size in (None, other) for size, other in zip(expected, given, strict=True)
    )
    if not fits:
        raise ValueError(
            f"images have shape {np.shape(images)}, but the model takes (N, "
            f"{str(tuple(expected))[1:-1]}). For one image use images[np.newaxis]."
        )
