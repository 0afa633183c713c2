"""The layers of a Keras model, those of the models in it too, and what they give for a batch."""

from contextlib import contextmanager

import numpy as np


def inner_layers(model):
    """Return the layers of a model, with those of the models in it in their place.

    Parameters
    ----------
    model : keras.Model
        Such as a pretrained base under a head, where the base is a model itself.

    Returns
    -------
    dict of str to keras.layers.Layer
        From the first to the last, without inputs. Where two have the same name, the name of
        the model that a layer is in comes before it: ``"base/conv1"``.
    """
    found = list(_walk(model))
    names = [layer.name for _, layer in found]
    return {
        layer.name if names.count(layer.name) == 1 else f"{parent.name}/{layer.name}": layer
        for parent, layer in found
    }


def _walk(model):
    import keras

    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from _walk(layer)
        elif not isinstance(layer, keras.layers.InputLayer):
            yield model, layer


@contextmanager
def recorded(layers):
    """Note what layers give while a model that holds them is called.

    A layer of a model in a model has an ``output`` of that model's own graph, from which no
    way leads to the outer model's; what it gives in a call has.

    Parameters
    ----------
    layers : dict of str to keras.layers.Layer
        By the names under which their outputs shall stand.

    Yields
    ------
    dict of str to tensor
        Filled by the next call of the model.
    """
    outputs = {}

    def noting(name, call):
        def call_and_note(*inputs, **options):
            outputs[name] = call(*inputs, **options)
            return outputs[name]

        return call_and_note

    try:
        for name, layer in layers.items():
            layer.call = noting(name, layer.call)
        yield outputs
    finally:
        for layer in layers.values():
            vars(layer).pop("call", None)  # the class's own is seen again


def refuse_bytes(images, name):
    """Raise a TypeError where images are of uint8: most models take numbers from 0 to 1."""
    if images.dtype == np.uint8:
        raise TypeError(
            f"{name}: of uint8, from 0 to 255, but floats are expected, as the model was trained "
            f'with. Use rescale({name}), or {name}.astype("float32") if it rescales by itself.'
        )
