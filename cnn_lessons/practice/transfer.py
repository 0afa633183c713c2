"""Transfer: what one network has learned, used for another task.

The network is cut at one of its layers; what then comes out are **features**. A new head, one
dense layer, is put on them.
"""

import numpy as np

from cnn_lessons.practice.backbone import FEATURES
from cnn_lessons.practice.image_range import check_images
from cnn_lessons.practice.training import compile_classifier

BATCH = 32  # images


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
    images = check_images(images)
    starts = range(0, len(images), batch_size)
    parts = [base(images[i : i + batch_size], training=False) for i in starts]
    return np.concatenate([np.asarray(part) for part in parts])


def fit_head(features, labels, strength=0.3):
    """Return a dense layer with softmax for features: a logistic regression.

    There is one minimum only, and scikit-learn goes straight to it. The features are brought to
    mean 0 and spread 1 before, so that the weight decay treats all of them alike.

    Parameters
    ----------
    features : ndarray, shape (N, F)
        From `compute_features`.
    labels : ndarray of int, shape (N,)
        Classes 0, 1, …, each of them at least once.
    strength : float, default=0.3
        How freely the weights may grow: the inverse of the weight decay.

    Returns
    -------
    sklearn.pipeline.Pipeline
        ``.score(features, labels)`` is its accuracy.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    head = make_pipeline(StandardScaler(), LogisticRegression(C=strength, max_iter=2000))
    return head.fit(features, labels)


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


def small_network(classes, seed=0):
    """Return a network that is small enough to be trained from scratch on a few images.

    Three convolutions with batch normalization, global average pooling and one dense layer:
    57,000 weights for ten classes. The momentum of its averages is 0.9, so that they keep up
    in a training of few steps.

    Parameters
    ----------
    classes : int
        How many logits come out.
    seed : int, default=0
        Of the weights.

    Returns
    -------
    keras.Model
        For images of 32 × 32 × 3.
    """
    import keras

    keras.utils.set_random_seed(seed)
    layers = [keras.Input((32, 32, 3))]
    for number, filters in enumerate((32, 64, 64), start=1):
        layers += [
            keras.layers.Conv2D(filters, 3, padding="same", use_bias=False),
            keras.layers.BatchNormalization(momentum=0.9),
            keras.layers.ReLU(),
        ]
        if number < 3:
            layers.append(keras.layers.MaxPooling2D())
    return keras.Sequential(
        [*layers, keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(classes)]
    )


def fit_model(model, images, labels, epochs, rate, batch_size=BATCH, seed=0):
    """Compile a model as it is now, and fit it at a constant learning rate.

    Parameters
    ----------
    model : keras.Model
        Ends with logits.
    images, labels : ndarray
        ``(N, H, W, 3)`` from 0 to 1, and classes.
    epochs : int
        Times through the images.
    rate : float
        Learning rate.
    batch_size : int, default=32
        Images in a step.
    seed : int, default=0
        Of the order of the images.

    Returns
    -------
    dict of str to list of float
        ``"loss"`` and ``"accuracy"`` of each epoch.
    """
    import keras

    images = check_images(images)
    keras.utils.set_random_seed(seed)
    compile_classifier(model, rate)
    return model.fit(images, labels, batch_size, epochs, verbose=0).history


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
    images = check_images(images)
    starts = range(0, len(images), batch_size)
    logits = [np.asarray(model(images[i : i + batch_size], training=training)) for i in starts]
    return float(np.mean(np.concatenate(logits).argmax(axis=1) == labels))


def dense_weights(head):
    """Return kernel and bias that do what scaling and regression do, one column for each class.

    Parameters
    ----------
    head : sklearn.pipeline.Pipeline
        A ``StandardScaler`` and a ``LogisticRegression``, fitted, as `fit_head` returns them.

    Returns
    -------
    list of ndarray, shapes (F, K) and (K,)
        For features as they are; of two classes scikit-learn keeps one column only.
    """
    scaler, regression = (step for _, step in head.steps)
    kernel, bias = regression.coef_.T, regression.intercept_
    if len(regression.classes_) == 2:  # it has one column: what class 1 gets more than class 0
        kernel, bias = np.concatenate([-kernel, kernel], axis=1) / 2, np.append(-bias, bias) / 2
    kernel = kernel / scaler.scale_[:, np.newaxis]
    return [kernel, bias - scaler.mean_ @ kernel]
