"""A network that says what is on an image, and where: its layers, its losses, its use."""

import numpy as np

from cnn_lessons.learning.arguments import check_count, check_examples, check_labels
from cnn_lessons.operations.integers import is_int
from cnn_lessons.operations.values import above_0
from cnn_lessons.tasks.localization import check_one_each, decode_boxes, encode_boxes


def build_localizer(shape, classes=0, seed=0, filters=(8, 16, 32, 64)):
    """Return a network with a head for the box, and one for the class.

    Each stage is a convolution, pooling, batch normalization and ReLU. What comes out is
    flattened, so that the heads see which place each number belongs to.

    Parameters
    ----------
    shape : (int, int, int)
        Of an image: H, W, C. Each stage halves H and W, and at least 1 has to be left.
    classes : int, default=0
        How many; with 0 there is no such head.
    seed : int, default=0
        For the first weights.
    filters : tuple of int, default=(8, 16, 32, 64)
        One stage for each number.

    Returns
    -------
    keras.Model
        Gives a dict: ``"box"``, four shares as from `encode_boxes`, and ``"class"``, logits.

    Raises
    ------
    ValueError
        If the shape is none or too small for so many stages, or a number is no whole one.
    """
    _check_plan(shape, classes, filters)
    import keras
    from keras import layers

    keras.utils.set_random_seed(seed)
    inputs = outputs = keras.Input(shape)
    for count in filters:
        outputs = layers.Conv2D(count, 3, padding="same", use_bias=False)(outputs)
        outputs = layers.MaxPooling2D()(outputs)
        outputs = layers.BatchNormalization(momentum=0.9)(outputs)
        outputs = layers.ReLU()(outputs)
    outputs = layers.Dense(64, activation="relu")(layers.Flatten()(outputs))
    heads = {"box": layers.Dense(4, activation="sigmoid", name="box")(outputs)}
    if classes:
        heads["class"] = layers.Dense(classes, name="class")(outputs)
    return keras.Model(inputs, heads)


def _check_plan(shape, classes, filters):
    """Raise an error that helps, unless a network can be built of these numbers."""
    if not is_int(classes, least=0):
        raise ValueError(
            f"classes={classes!r}, but how many there are is expected, such as "
            "len(data.class_names), or 0 for a box alone."
        )
    if not isinstance(filters, tuple | list) or not filters:
        raise ValueError(f"filters={filters!r}, but one number a stage is expected, as in (8, 16).")
    for count in filters:
        check_count(count, "each of filters")
    sizes = tuple(shape) if isinstance(shape, tuple | list) else ()
    if len(sizes) != 3 or not all(is_int(n, least=1) for n in sizes):
        raise ValueError(
            f"shape={shape!r}, but height, width and channels of an image are expected, as in "
            "images.shape[1:]."
        )
    if min(sizes[:2]) < 2 ** len(filters):
        raise ValueError(
            f"an image of {sizes[0]} × {sizes[1]} is too small for {len(filters)} stages, which "
            f"halve it each: {2 ** len(filters)} pixels are needed. Give fewer filters."
        )


def iou_loss(truth, shares):
    """Return 1 − IoU of coded boxes, as a loss that Keras can follow backwards.

    Parameters
    ----------
    truth, shares : tensor, shape (N, 4)
        As from `encode_boxes`.

    Returns
    -------
    tensor, shape (N,)
        1, with no slope, where two boxes do not overlap.

    References
    ----------
    .. [1] J. Yu et al., "UnitBox: an advanced object detection network", 2016, where the loss is
       −log IoU. https://arxiv.org/abs/1608.01471
    """
    from keras import ops

    low, high = (
        [each[:, :2] + sign * each[:, 2:] / 2 for each in (truth, shares)] for sign in (-1, 1)
    )
    sides = ops.minimum(*high) - ops.maximum(*low)
    shared = ops.prod(ops.maximum(sides, 0), axis=-1)
    return 1 - shared / (ops.prod(truth[:, 2:], -1) + ops.prod(shares[:, 2:], -1) - shared)


def train_localizer(
    model, images, boxes, labels=None, epochs=10, box_weight=30, box_loss="squared", progress=True
):
    """Train with Adam on the sum of two losses, the one for the box with a weight.

    The learning rate falls from 0.006 to 0 along half a cosine; batches are of 32 images.

    Parameters
    ----------
    model : keras.Model
        From `build_localizer`; it is compiled here.
    images : ndarray of float32, shape (N, H, W, C)
    boxes : array_like, shape (N, 4)
        ``"xyxy"``, in pixels.
    labels : array_like of int, shape (N,), optional
        From 0. Needed where the model has a head for the class.
    epochs : int, default=10
        Times through the images.
    box_weight : float, default=30
        What the box's loss is multiplied by before it is added to the class's cross-entropy;
        above 0.
    box_loss : {"squared", "absolute", "iou"}, default="squared"
        The mean of the four differences' squares or sizes, or 1 − IoU.
    progress : bool, default=True
        Whether to print a line after each fourth epoch.

    Returns
    -------
    dict of str to list of float
        Keras's history.

    Raises
    ------
    ValueError
        If `box_loss` is not known, labels are missing or not wanted, a number is out of range,
        images do not fit the model or the boxes, or as `encode_boxes`.
    TypeError
        If the images are no floats, or the labels no whole numbers.
    """
    import keras

    losses = {"squared": "mean_squared_error", "absolute": "mean_absolute_error", "iou": iou_loss}
    if box_loss not in list(losses):
        raise ValueError(f"box_loss={box_loss!r} is not known. Use one of {list(losses)}.")
    check_count(epochs, "epochs")
    targets = _targets(model, images, boxes, labels)
    loss, weights = {"box": losses[box_loss]}, {"box": above_0(box_weight, "box_weight")}
    if labels is not None:
        weights["class"] = 1
        loss["class"] = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    rate = keras.optimizers.schedules.CosineDecay(0.006, epochs * -(-len(images) // 32))
    model.compile(keras.optimizers.Adam(rate), loss, loss_weights=weights)
    report = keras.callbacks.LambdaCallback(on_epoch_end=_report)
    callbacks = [report] if progress else None
    return model.fit(images, targets, 32, epochs, verbose=0, callbacks=callbacks).history


def _targets(model, images, boxes, labels):
    """Return what each head is to learn, unless it does not fit the model or the images."""
    if ("class" in model.output) != (labels is not None):
        raise ValueError(
            "labels belong to a model with a head for the class, build_localizer(shape, classes), "
            "and to no other: give both, or none."
        )
    check_examples(images, model.input_shape[1:], "images")
    targets = {"box": encode_boxes(boxes, images.shape[1:3])}
    check_one_each(images, targets["box"])
    if labels is not None:
        classes = model.output["class"].shape[-1]
        targets["class"] = check_labels(labels, len(images), classes)
    return targets


def _report(epoch, logs):
    if (epoch + 1) % 4 == 0:
        losses = {name: logs[name] for name in ("box_loss", "class_loss") if name in logs}
        parts = [
            f"{name} {value:.4f}" for name, value in (losses or {"loss": logs["loss"]}).items()
        ]
        print(f"epoch {epoch + 1:2}: {', '.join(parts)}", flush=True)


def locate(model, images):
    """Return where a trained network sees the object of each image, and what it takes it for.

    Parameters
    ----------
    model : keras.Model
        As from `build_localizer`.
    images : ndarray of float32, shape (N, H, W, C)

    Returns
    -------
    boxes : ndarray of float64, shape (N, 4)
        ``"xyxy"``, in pixels. There is always one, also where there is nothing.
    labels : ndarray of int64, shape (N,), or None
        None without a head for the class.

    Raises
    ------
    ValueError
        If there are no images, they do not fit the model, or hold NaN or infinity.
    TypeError
        If they are no array of floats.
    """
    check_examples(images, model.input_shape[1:], "images")
    answers = model.predict(images, verbose=0)
    labels = answers["class"].argmax(axis=1).astype(np.int64) if "class" in answers else None
    return decode_boxes(answers["box"], images.shape[1:3]), labels
