"""Where does a network look? Three maps of what a class score depends on.

`saliency` asks for the slope at every pixel, `occlusion` hides a part and looks again, and
`grad_cam` weighs the last feature maps. All take a Keras model that gives logits: a share
after softmax also moves when *another* class does.
"""

import numpy as np

from cnn_lessons.analysis.inner_layers import inner_layers, recorded, refuse_bytes
from cnn_lessons.analysis.model_outputs import outputs_in_batches

BATCH = 64  # hidden images that are looked at together


def saliency(model, image, class_index):
    """Return how strongly each pixel would move the score of a class.

    Parameters
    ----------
    model : keras.Model
        Gives logits, ``(N, classes)``.
    image : ndarray, shape (H, W, C)
        One image, as `model` takes it.
    class_index : int
        Which score.

    Returns
    -------
    ndarray of float32, shape (H, W)
        The largest of the channels' absolute gradients.

    Raises
    ------
    TypeError
        If `image` is of uint8.
    ValueError
        If `image` is not one image, or there is no such class.

    References
    ----------
    .. [1] K. Simonyan, A. Vedaldi and A. Zisserman, "Deep inside convolutional networks",
       2013, section 3.1. https://arxiv.org/abs/1312.6034
    """
    import tensorflow as tf

    pixels = tf.constant(_one_image(model, image, class_index))
    with tf.GradientTape() as tape:
        tape.watch(pixels)
        score = model(pixels, training=False)[0, class_index]
    gradient = tape.gradient(score, pixels)
    return np.abs(gradient[0].numpy()).max(axis=-1)


def occlusion(model, image, class_index, window, strides, fill=0.5):
    """Return how much of a class score is lost when a part of the image is hidden.

    A square patch stands in every place of a grid; a last one touches the bottom and the
    right edge. What a patch costs is shared by the pixels under it.

    Parameters
    ----------
    model, image
        As in `saliency`.
    class_index : int or array of int, shape (K,)
        Which score; several are read off the same hidden images.
    window, strides : int
        Size of the patch, and distance between its places, in pixels.
    fill : float or ndarray, shape (H, W, C), default=0.5
        What the patch shows: a shade, or the same part of another image.

    Returns
    -------
    ndarray of float64, shape (H, W) or (K, H, W)
        Mean loss of the score over the patches that cover a pixel, 0 where none does;
        negative where hiding helps.

    Raises
    ------
    ValueError
        As in `saliency`, or if the patch is larger than the image.

    References
    ----------
    .. [1] M. Zeiler and R. Fergus, "Visualizing and understanding convolutional networks",
       2013, section 4.2. https://arxiv.org/abs/1311.2901
    """
    batch = _one_image(model, image, class_index)
    patches = patch_places(batch.shape[1:3], window, strides)
    whole = np.asarray(model(batch, training=False))[0, class_index]
    covers = np.broadcast_to(np.asarray(fill, batch.dtype), batch.shape[1:])
    hidden = np.repeat(batch, len(patches), axis=0)
    for picture, patch in zip(hidden, patches, strict=True):
        picture[patch] = covers[patch]
    scores = outputs_in_batches(model, hidden, BATCH)[:, class_index]
    total, times = np.zeros((*np.shape(class_index), *covers.shape[:2])), np.zeros(covers.shape[:2])
    for patch, score in zip(patches, scores, strict=True):
        total[..., *patch] += (whole - score)[..., np.newaxis, np.newaxis]
        times[patch] += 1
    return total / np.maximum(times, 1)


def patch_places(shape, window, strides):
    """Return the places of a square patch on an image, row by row.

    Parameters
    ----------
    shape : (int, int)
        Height and width of the image, in pixels.
    window, strides : int
        Size of the patch, and distance between its places, in pixels.

    Returns
    -------
    list of (slice, slice)
        Rows and columns of each patch.

    Raises
    ------
    ValueError
        If the patch is larger than the image, or a number is not positive.

    Examples
    --------
    >>> len(patch_places((224, 224), window=32, strides=32))
    49
    """
    if min(window, strides) < 1 or window > min(shape):
        raise ValueError(
            f"window={window}, strides={strides} do not fit on {shape[0]} × {shape[1]} pixels. "
            "Use whole numbers from 1, and a window that is no larger than the image."
        )
    tops, lefts = (sorted({*range(0, size - window + 1, strides), size - window}) for size in shape)
    return [(slice(y, y + window), slice(x, x + window)) for y in tops for x in lefts]


def grad_cam(model, image, class_index, layer=None):
    """Return how much each place of a layer's feature maps speaks for a class.

    Every map gets the mean of its gradient as its weight; the maps are added with these
    weights, and what is negative becomes 0.

    Parameters
    ----------
    model, image, class_index
        As in `saliency`.
    layer : str, optional
        Name of a layer with feature maps, in a model in the model too; by default the last one
        with more than one place.

    Returns
    -------
    ndarray of float32, shape (h, w)
        As coarse as the layer's maps.

    Raises
    ------
    TypeError, ValueError
        As in `saliency`, or if the layer has no feature maps.

    References
    ----------
    .. [1] R. Selvaraju et al., "Grad-CAM: visual explanations from deep networks via
       gradient-based localization", 2016, equations 1 and 2.
       https://arxiv.org/abs/1610.02391
    """
    feature_maps, gradients = maps_and_gradients(model, image, class_index, layer)
    weights = gradients.mean(axis=(0, 1))
    return np.maximum(feature_maps @ weights, 0)


def maps_and_gradients(model, image, class_index, layer=None):
    """Return a layer's feature maps, and the gradients of a class score for them.

    Parameters
    ----------
    model, image, class_index, layer
        As in `grad_cam`.

    Returns
    -------
    tuple of ndarray, both of shape (h, w, F)

    Raises
    ------
    ValueError
        As in `grad_cam`.
    """
    import tensorflow as tf

    batch = tf.constant(_one_image(model, image, class_index))
    with tf.GradientTape() as tape, recorded(_with_maps(model, layer)) as outputs:
        tape.watch(batch)  # so that what a frozen layer gives is on the tape
        score = model(batch, training=False)[0, class_index]
    (feature_maps,) = outputs.values()
    gradients = tape.gradient(score, feature_maps)
    return feature_maps[0].numpy(), gradients[0].numpy()


def _with_maps(model, name):
    """Return, by its name, the layer called `name`; by default the last with several places."""
    found = {
        each: layer
        for each, layer in inner_layers(model).items()
        if len(layer.output.shape) == 4 and _has_places(layer.output.shape)
    }
    if name is None and found:
        name = list(found)[-1]
    if name not in found:
        raise ValueError(
            f"layer={name!r} has no feature maps. "
            + (f"Those that have: {', '.join(found)}." if found else "No layer of the model has.")
        )
    return {name: found[name]}


def _has_places(shape):
    return any(size is None or size > 1 for size in shape[1:3])


def _one_image(model, image, class_index):
    """Return `image` as a batch of float32, and refuse what is not one image or no class."""
    refuse_bytes(np.asarray(image), "image")
    image = np.asarray(image, dtype=np.float32)
    expected, classes = model.input_shape[1:], model.output_shape[-1]
    if image.ndim != 3 or any(
        size not in (None, given) for given, size in zip(image.shape, expected, strict=True)
    ):
        raise ValueError(
            f"image has shape {image.shape}, expected {tuple(expected)}. Give one image, as the "
            "model takes it; from a batch, images[0]."
        )
    if not all(0 <= index < classes for index in np.ravel(class_index)):
        raise ValueError(
            f"class_index={class_index} is not a class. The model has {classes}: "
            f"0 to {classes - 1}."
        )
    return image[np.newaxis]
