"""Images from a few numbers: a network that squeezes them, and what judges what comes out."""

import numpy as np


def build_autoencoder(size, image_size=(28, 28), units=(256, 128), seed=0):
    """Return two networks: from grey images to short codes, and from codes to images.

    Parameters
    ----------
    size : int
        K, numbers of a code: the bottleneck.
    image_size : (int, int), default=(28, 28)
        H and W, in pixels.
    units : tuple of int, default=(256, 128)
        Of the encoder's hidden layers; the decoder has them the other way round. With none,
        and without the sigmoid at the end, it could do no more than PCA.
    seed : int, default=0
        Of the weights.

    Returns
    -------
    (keras.Model, keras.Model)
        Encoder, from (N, H, W, 1) to (N, K); decoder, from (N, K) to (N, H, W, 1), whose pixels
        lie between 0 and 1.

    References
    ----------
    .. [1] G. E. Hinton and R. R. Salakhutdinov, "Reducing the dimensionality of data with neural
       networks", 2006. https://doi.org/10.1126/science.1127647
    """
    import keras

    keras.utils.set_random_seed(seed)
    H, W = image_size
    dense = keras.layers.Dense
    encoder = keras.Sequential([keras.Input((H, W, 1)), keras.layers.Flatten()])
    decoder = keras.Sequential([keras.Input((size,))])
    for count in units:
        encoder.add(dense(count, "relu"))
    for count in reversed(units):
        decoder.add(dense(count, "relu"))
    encoder.add(dense(size))
    decoder.add(dense(H * W, "sigmoid"))
    decoder.add(keras.layers.Reshape((H, W, 1)))
    return encoder, decoder


def fit_squares(model, inputs, targets, epochs, peak, batch_size=128, progress=True):
    """Train a Keras model with Adam and the squared error; the learning rate falls to 0.

    Parameters
    ----------
    model : keras.Model
    inputs, targets : ndarray, shape (N, …)
    epochs, batch_size : int
    peak : float
        Learning rate at the beginning; it falls along half a cosine.
    progress : bool, default=True
        Whether to print a line after each quarter of the steps.

    Returns
    -------
    list of float
        Mean squared error of each epoch.

    Raises
    ------
    ValueError
        If an input or a target is not a finite number.
    """
    import keras

    for name, values in (("inputs", inputs), ("targets", targets)):
        if not np.isfinite(values).all():
            raise ValueError(f"The {name} have NaN or infinity: no weights would be left of it.")
    steps = -(-len(inputs) // batch_size) * epochs
    rate = keras.optimizers.schedules.CosineDecay(peak, steps)
    model.compile(keras.optimizers.Adam(rate), "mse")

    def report(_, logs):
        step = int(model.optimizer.iterations)
        if step % -(-steps // 4) == 0 or step == steps:
            print(f"step {step:4} of {steps}: loss {logs['loss']:.4f}", flush=True)

    callbacks = [keras.callbacks.LambdaCallback(on_train_batch_end=report)] if progress else None
    done = model.fit(inputs, targets, batch_size, epochs, verbose=0, callbacks=callbacks)
    return done.history["loss"]


def nearest_distances(images, others, batch_size=250):
    """Return how far each image is from the nearest of others.

    Parameters
    ----------
    images : ndarray, shape (N, …)
        Finite numbers; whole ones are taken for floats.
    others : ndarray, shape (M, …)
        Of the same size.
    batch_size : int, default=250
        Images that are compared at once; it changes only time and memory.

    Returns
    -------
    ndarray of float, shape (N,)
        Roots of summed squared differences, in units of one pixel's value.

    Raises
    ------
    ValueError
        If there are no images or no others, the sizes differ, a number is not finite, or a batch
        has no image.

    Examples
    --------
    >>> nearest_distances(np.array([[0.0, 0.0]]), np.array([[3.0, 4.0], [6.0, 8.0]]))
    array([5.])
    """
    rows, columns = _as_rows(images, others)
    if batch_size < 1:
        raise ValueError(f"batch_size={batch_size}, expected at least 1 image at once.")
    lengths = np.einsum("ij,ij->i", columns, columns, dtype=float)
    nearest = np.empty(len(rows))
    for start in range(0, len(rows), batch_size):
        part = rows[start : start + batch_size]
        # |a - b|² = |b|² - 2 ab + |a|² finds the place, and the difference is then exact.
        places = (lengths - 2 * part @ columns.T).argmin(axis=1)
        nearest[start : start + batch_size] = np.linalg.norm(part - columns[places], axis=1)
    return nearest


def _as_rows(images, others):
    images, others = np.asarray(images), np.asarray(others)
    shapes = f"images have shape {images.shape} and others {others.shape}"
    fitting = min(images.ndim, others.ndim) > 1 and images.shape[1:] == others.shape[1:]
    if not fitting or 0 in (images.size, others.size):
        raise ValueError(f"{shapes}. Give at least one of each, and images of one size.")
    # Differences of whole numbers without a sign would begin anew below 0.
    rows, columns = (
        (array if array.dtype in (np.float32, float) else array.astype(float)).reshape(
            len(array), -1
        )
        for array in (images, others)
    )
    if not (np.isfinite(rows).all() and np.isfinite(columns).all()):
        raise ValueError("The images or the others have NaN or infinity: nothing is near to it.")
    return rows, columns
