"""A trained model that is ready to leave Python."""


def with_preprocessing(model):
    """Return a model that takes bytes and gives shares, ready to leave Python.

    Parameters
    ----------
    model : keras.Model
        Takes images from 0 to 1, ``(N, H, W, C)``, and gives logits, as in a `Classifier`.

    Returns
    -------
    keras.Model
        Takes values from 0 to 255. It divides them, calls `model`, and ends with softmax.
        It is not compiled: no optimizer goes along.
    """
    import keras

    image = keras.Input(model.input_shape[1:], name="image")
    logits = model(keras.layers.Rescaling(1 / 255, name="preprocessing")(image))
    return keras.Model(image, keras.layers.Softmax(name="shares")(logits))
