"""Transfer: what one network has learned, used for another task.

The network is cut at one of its layers; what then comes out are **features**. A new head, one
dense layer, is put on them.
"""

import numpy as np

from cnn_lessons.analysis.model_outputs import outputs_in_batches
from cnn_lessons.practice.backbone import FEATURES
from cnn_lessons.practice.head import dense_weights
from cnn_lessons.practice.image_range import check_images


def cut_head(model, layer=FEATURES):
    """Return a network up to one of its layers: images in, features out.

    Parameters
    ----------
    model : keras.Model
        Such as `load_backbone` returns.
    layer : str, default="features"
        The last layer that is kept. If it gives feature maps, their means become the features.

    Returns
    -------
    keras.Model
        It shares its weights with `model`: training one changes the other.

    Raises
    ------
    ValueError
        If there is no such layer.
    """
    import keras

    names = [each.name for each in model.layers]
    if layer not in names:
        raise ValueError(
            f"no layer is called {layer!r}. The last ones are {', '.join(names[-3:])}."
        )
    features = model.get_layer(layer).output
    if len(features.shape) == 4:
        features = keras.layers.GlobalAveragePooling2D(name="means")(features)
    return keras.Model(model.input, features, name="base")


def compute_features(base, images, batch_size=100):
    """Return the features of images: once, for as many heads as you like.

    Parameters
    ----------
    base : keras.Model
        From `cut_head` or `load_mobilenet_v2`.
    images : ndarray, shape (N, H, W, 3)
        Values from 0 to 1.
    batch_size : int, default=100
        How many images at a time.

    Returns
    -------
    ndarray of float32, shape (N, F)

    Raises
    ------
    ValueError
        If the images are not from 0 to 1.
    """
    return outputs_in_batches(base, check_images(images), batch_size)


def add_head(base, classes, head=None, seed=0):
    """Return one model: the base, and a new dense layer on its features.

    Parameters
    ----------
    base : keras.Model
        From `cut_head` or `load_mobilenet_v2`. Whether it learns is what its ``trainable`` says.
    classes : int
        How many logits come out.
    head : Pipeline, optional
        From `fit_head`: what the dense layer begins with. Without it, random weights.
    seed : int, default=0
        Of the random weights.

    Returns
    -------
    keras.Model
        Images from 0 to 1 in, logits out. Not compiled.
    """
    import keras

    images = keras.Input(base.input_shape[1:])
    start = keras.initializers.GlorotUniform(seed)
    dense = keras.layers.Dense(classes, kernel_initializer=start, name="head")
    model = keras.Model(images, dense(base(images)))
    if head is not None:
        dense.set_weights(dense_weights(head))
    return model


def unfreeze(base, batch_norm=False):
    """Let a base learn, by default without its batch normalization.

    A layer of batch normalization that is not trainable works with its moving averages, in
    training as in use, and leaves them as they are. In Keras 3 this is the only way to have
    that: ``training=False`` in the call of the base is overridden by what `fit` says [1]_.

    Parameters
    ----------
    base : keras.Model
        Is changed. A model that holds it has to be compiled again.
    batch_norm : bool, default=False
        Whether batch normalization learns as well, and takes mean and variance from each batch.

    References
    ----------
    .. [1] Keras issue 20285, 2024. https://github.com/keras-team/keras/issues/20285
    """
    import keras

    base.trainable = True
    for layer in base.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = batch_norm


def accuracy(model, images, labels, training=False, batch_size=100):
    """Return the share of images whose largest logit is that of their class.

    Parameters
    ----------
    model : keras.Model
        Ends with logits.
    images, labels : ndarray
        ``(N, H, W, 3)`` from 0 to 1, and classes.
    training : bool, default=False
        The mode in which the model is asked.
    batch_size : int, default=100
        How many images at a time.

    Returns
    -------
    float
    """
    logits = outputs_in_batches(model, check_images(images), batch_size, training)
    return float(np.mean(logits.argmax(axis=1) == labels))
