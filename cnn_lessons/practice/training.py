"""Train a Keras model on labelled images, and look at what it gets wrong."""

import numpy as np

from cnn_lessons.operations import softmax
from cnn_lessons.practice.image_range import check_images
from cnn_lessons.practice.schedule import cosine_with_warmup


def train(model, images, labels, epochs, peak, batch_size=128, validation=None, progress=True):
    """Train with Adam, and a learning rate that rises to a peak and falls to 0.

    The rate begins at a tenth of its peak, rises for a quarter of the steps and then falls
    along half a cosine. The loss is cross-entropy, softmax included.

    Parameters
    ----------
    model : keras.Model
        Gives logits, one for each class; it is compiled here.
    images : ndarray, shape (N, H, W, C)
    labels : ndarray of int, shape (N,)
    epochs : int
        Times through the images.
    peak : float
        Largest learning rate.
    batch_size : int, default=128
    validation : (ndarray, ndarray), optional
        Images and labels to be asked about after each epoch.
    progress : bool, default=True
        Whether to print a line after each epoch.

    Returns
    -------
    dict of str to list of float
        Keras's history: ``"loss"``, ``"accuracy"``, and with a validation ``"val_loss"`` and
        ``"val_accuracy"``.

    References
    ----------
    .. [1] L. N. Smith and N. Topin, "Super-convergence", 2017.
       https://arxiv.org/abs/1708.07120
    """
    import keras

    compile_classifier(model, rise_and_fall(len(images), epochs, peak, batch_size))
    done = model.fit(
        images,
        labels,
        batch_size,
        epochs,
        verbose=0,
        validation_data=validation,
        callbacks=[keras.callbacks.LambdaCallback(on_epoch_end=_report)] if progress else None,
    )
    return done.history


def retrain(model, weights, images, labels, epochs, peak, batch_size=32, seed=0):
    """Train as `train` does, but a model that is compiled already, and from given weights.

    Most of a short training goes into compiling. Here that is done once, for as many trainings
    as you like.

    Parameters
    ----------
    model : keras.Model
        From `compile_classifier`. What of it learns is settled since then.
    weights : list of ndarray
        As ``model.get_weights()`` gives them: where the training begins.
    images : ndarray, shape (N, H, W, C)
    labels : ndarray of int, shape (N,)
    epochs : int
        Times through the images.
    peak : float
        Largest learning rate.
    batch_size : int, default=32
    seed : int, default=0
        Of the order of the images.

    Returns
    -------
    dict of str to list of float
        ``"loss"`` and ``"accuracy"`` of each epoch.
    """
    import keras

    keras.utils.set_random_seed(seed)
    rate, optimizer = rise_and_fall(len(images), epochs, peak, batch_size), model.optimizer
    for variable in optimizer.variables:  # Adam's means, and how many steps there were
        variable.assign(keras.ops.zeros_like(variable))
    model.set_weights(weights)

    def set_rate(batch, logs):
        optimizer.learning_rate = rate(optimizer.iterations)

    callbacks = [keras.callbacks.LambdaCallback(on_train_batch_begin=set_rate)]
    return model.fit(images, labels, batch_size, epochs, verbose=0, callbacks=callbacks).history


def fit_model(model, images, labels, epochs, rate, batch_size=32, seed=0):
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


def compile_classifier(model, rate):
    """Compile a model that ends with logits: Adam, cross-entropy, and the accuracy on the way.

    Parameters
    ----------
    model : keras.Model
    rate : float or keras.optimizers.schedules.LearningRateSchedule
        Learning rate, constant or a function of the step.
    """
    import keras

    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(rate), loss, metrics=["accuracy"])


def _report(epoch, logs):
    line = f"epoch {epoch + 1:2}: loss {logs['loss']:.3f}, accuracy {logs['accuracy']:.3f}"
    if "val_accuracy" in logs:
        line += f"; validation {logs['val_accuracy']:.3f}"
    print(line, flush=True)


def rise_and_fall(examples, epochs, peak, batch_size):
    """Return the learning rate of `train`, a function of the step.

    Parameters
    ----------
    examples, epochs, batch_size : int
        They say how many steps there are; the last batch may be smaller.
    peak : float
        Largest learning rate.

    Returns
    -------
    keras.optimizers.schedules.CosineDecay
    """
    steps = -(-examples // batch_size) * epochs
    return cosine_with_warmup(steps, peak, warmup_steps=steps // 4)


def worst_mistakes(logits, labels, count):
    """Return which wrong answers have the largest loss: the true class got the least share.

    With more than two classes that is another order than by the share of the wrong answer, which
    `Evaluation.worst` takes.

    Parameters
    ----------
    logits : ndarray, shape (N, classes)
    labels : ndarray of int, shape (N,)
    count : int
        How many, at most: there may be fewer mistakes.

    Returns
    -------
    ndarray of int, shape (count,)
        Positions, the worst first.

    Examples
    --------
    >>> worst_mistakes(np.array([[3.0, 0.0], [0.0, 1.0], [0.0, 2.0]]), np.array([0, 0, 0]), 5)
    array([2, 1])
    """
    shares = softmax(logits)[np.arange(len(labels)), labels]
    wrong = np.flatnonzero(logits.argmax(axis=1) != labels)
    return wrong[np.argsort(shares[wrong], kind="stable")][:count]
