"""The U-Net: down to the bottom for what, up again for where.

O. Ronneberger, P. Fischer and T. Brox, "U-Net: convolutional networks for biomedical image
segmentation", 2015. https://arxiv.org/abs/1505.04597
"""

from cnn_lessons.tasks.conv_norm_relu import conv_norm_relu
from cnn_lessons.tasks.segmentation import check_images

FILTERS = (64, 128, 256, 512, 1024)  # from the top of the U to its bottom: figure 1


def build_unet(
    input_shape, classes=2, filters=FILTERS, padding="valid", momentum=None, up="transposed"
):
    """Return a U-Net that gives logits, one for each class, at each pixel.

    With the defaults it is the network of the paper's figure 1: convolutions without padding,
    and a frame cut off from each map that a shortcut carries over.

    Parameters
    ----------
    input_shape : (int, int, int)
        H, W, C of an image. With ``"same"`` H and W may be None.
    classes : int, default=2
        Logits at each pixel; 1 for a mask.
    filters : tuple of int, default=(64, 128, 256, 512, 1024)
        Of the convolutions on each level, from the top of the U to its bottom.
    padding : {"valid", "same"}, default="valid"
        With ``"same"`` the output is as large as the image.
    momentum : float, optional
        Of the moving averages of batch normalization after each 3 × 3 convolution; by default
        there is none, as in the paper, which is older.
    up : {"transposed", "resize"}, default="transposed"
        How maps are enlarged: a transposed convolution, or repeated pixels and a convolution.

    Returns
    -------
    keras.Model
        Its outputs have shape (N, OH, OW, classes).

    Raises
    ------
    ValueError
        If `padding` or `up` is not known, or a size cannot be halved on each level.

    Examples
    --------
    >>> build_unet((572, 572, 1)).output_shape  # figure 1
    (None, 388, 388, 2)
    """
    import keras

    _check_choice("padding", padding, ("valid", "same"))
    _check_choice("up", up, ("transposed", "resize"))
    _check_sizes(input_shape, len(filters), padding)
    x = image = keras.Input(input_shape)
    carried = []
    for level in filters[:-1]:
        x = _two_convolutions(x, level, padding, momentum)
        carried.append(x)
        x = keras.layers.MaxPooling2D()(x)
    x = _two_convolutions(x, filters[-1], padding, momentum)
    for level, other in zip(filters[-2::-1], carried[::-1], strict=True):
        x = _enlarge(x, level, up)
        x = keras.layers.Concatenate()([_crop(other, x), x])
        x = _two_convolutions(x, level, padding, momentum)
    return keras.Model(image, keras.layers.Conv2D(classes, 1, name="logits")(x), name="unet")


def settle_averages(model, images, batch_size=8):
    """Compute the moving averages of batch normalization anew; the weights stay as they are.

    They become the plain means of what the batches have: nothing of their start is left.

    Parameters
    ----------
    model : keras.Model
    images : ndarray of float, shape (N, H, W, C)
        What the model was trained on; some hundred are enough.
    batch_size : int, default=8
        Images in a batch. What is left over is not used.

    Returns
    -------
    keras.Model
        The same.

    Raises
    ------
    ValueError
        If there are fewer images than a batch takes, they hold NaN or infinity, or the model has
        no batch normalization, or none outside an inner model.
    """
    import keras

    check_images(images)
    batches = len(images) // batch_size
    if not batches:
        raise ValueError(f"there are {len(images)} images, fewer than a batch of {batch_size}")
    norms = [x for x in model.layers if isinstance(x, keras.layers.BatchNormalization)]
    if not norms or any(isinstance(x, keras.Model) for x in model.layers):
        raise ValueError(
            "the model has no batch normalization, or an inner model that may hide some. Give one "
            "whose layers are its own."
        )
    before = [norm.momentum for norm in norms]
    try:
        for i in range(batches):
            for norm in norms:
                norm.momentum = i / (i + 1)  # the mean of i + 1 numbers, from that of i
            model(images[i * batch_size : (i + 1) * batch_size], training=True)
    finally:
        for norm, momentum in zip(norms, before, strict=True):
            norm.momentum = momentum
    return model


def _two_convolutions(x, filters, padding, momentum):
    for _ in range(2):
        x = conv_norm_relu(x, filters, padding=padding, momentum=momentum)
    return x


def _enlarge(x, filters, up):
    from keras import layers

    if up == "transposed":
        return layers.Conv2DTranspose(filters, 2, 2)(x)
    return layers.Conv2D(filters, 3, padding="same")(layers.UpSampling2D()(x))


def _crop(carried, x):
    from keras import layers

    if None in (*carried.shape[1:3], *x.shape[1:3]):  # padded: of one size whatever it is
        return carried
    extra = [a - b for a, b in zip(carried.shape[1:3], x.shape[1:3], strict=True)]
    sides = tuple((n // 2, n - n // 2) for n in extra)
    return layers.Cropping2D(sides)(carried) if any(extra) else carried


def _check_choice(name, value, known):
    if value not in known:
        raise ValueError(f'{name}={value!r} is not known. Use "{known[0]}" or "{known[1]}".')


def _check_sizes(input_shape, levels, padding):
    for axis, size in zip(("height", "width"), input_shape, strict=False):
        if size is None and padding == "same":
            continue
        if size is None or not _can_be_halved(size, levels, padding):
            last = size or 0
            fitting = (n for n in range(last + 1, last + 999) if _can_be_halved(n, levels, padding))
            raise ValueError(
                f"a {axis} of {size} cannot be halved on each of {levels - 1} levels: a row of "
                f'pixels would be lost. With padding="{padding}" use {next(fitting)}, the next '
                "that can."
            )


def _can_be_halved(size, levels, padding):
    lost = 4 if padding == "valid" else 0  # by two convolutions of 3 × 3
    for _ in range(levels - 1):
        size -= lost
        if size % 2 or size < 2:
            return False
        size //= 2
    for _ in range(levels - 1):
        size = 2 * (size - lost)
    return size > lost
