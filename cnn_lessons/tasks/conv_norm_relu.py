"""The block that networks for images are made of: convolution, batch normalization, ReLU."""

MOMENTUM = 0.9  # Keras's default, 0.99, has not settled after several hundred steps


def conv_norm_relu(x, filters, strides=1, padding="same", momentum=MOMENTUM, **options):
    """Return a 3 × 3 convolution, its batch normalization and a ReLU, as Keras layers.

    (On paper it is `practice.backbone.conv_norm_relu`.)

    Parameters
    ----------
    x : KerasTensor, shape (N, H, W, C)
    filters, strides, padding
        Of the convolution, as in ``keras.layers.Conv2D``.
    momentum : float or None, default=0.9
        Of the moving averages; with None there is no normalization, and the convolution has a
        bias.
    **options
        More for the convolution, such as ``kernel_initializer``.

    Returns
    -------
    KerasTensor, shape (N, OH, OW, filters)
    """
    from keras import layers

    # What a bias added, the mean of the normalization would take away.
    options |= {"padding": padding, "use_bias": momentum is None}
    x = layers.Conv2D(filters, 3, strides, **options)(x)
    if momentum is not None:
        x = layers.BatchNormalization(momentum=momentum)(x)
    return layers.ReLU()(x)
