"""Draw a digit in the page, and see what every layer of a small network makes of it."""

from base64 import b64encode
from html import escape

import numpy as np

from cnn_lessons.elements.element import element_html
from cnn_lessons.language import message, said

SIDE = 8  # pixels: a drawing becomes an image like those of `load_digits`
MOST_WEIGHTS = 6000  # 4 bytes each, a third more as letters: at most 32 kB
HEAD = ("Sample", "Answer", "Probability")
OF_LAYERS = message("Layer"), message("Output")
IDLE = ("RandomRotation", "RandomTranslation", "RandomZoom", "Dropout")  # after training


class DigitDrawing:
    """A pad to draw on, and a trained network that follows, layer by layer.

    In a notebook and on the page the reader draws, with a pointer or with keys; the
    feature maps of every layer and the probabilities are computed in the page, from
    the weights stored with the output. Without scripts it is two tables: the layers,
    and the answers to the samples.

    Parameters
    ----------
    model : keras.Model
        Takes images of 8 × 8 × 1 from 0 to 1, and ends with logits or with softmax.
        Its layers: Resizing (bilinear), Conv2D (valid, stride 1), MaxPooling2D,
        Flatten and Dense, linear or with ReLU; augmentation and dropout are left out.
    samples : dict of str to array_like, shape (8, 8) or (8, 8, 1)
        Images for the reader to choose, by name; the first is shown at the start.

    Attributes
    ----------
    probabilities : ndarray, shape (number of samples, K)
        What Keras says about the samples.

    Raises
    ------
    ValueError
        If the page cannot compute what the model computes, the model is too large, or
        a sample is no such image.
    """

    def __init__(self, model, samples):
        _check_model(model)
        active = [layer for layer in model.layers if type(layer).__name__ not in IDLE]
        self.layers = [_layer_data(layer) for layer in active]
        _check_ends(self.layers)
        self.layers[-1]["activation"] = "softmax"  # the page shows probabilities, not logits
        self.shapes = {layer.name: layer.output.shape[1:] for layer in active}
        self.weights = model.count_params()
        self.samples = {str(name): _sample(name, image) for name, image in samples.items()}
        self.probabilities = self._answers(model)

    def __repr__(self):
        layers = ", ".join(f"{name} {_shape(shape)}" for name, shape in self.shapes.items())
        return f"DigitDrawing: {self.weights:,} weights, {layers}"

    def _repr_html_(self):
        """Return the pad and its network, the same HTML each time."""
        samples = {
            name: [round(float(value), 4) for value in image.flat]
            for name, image in self.samples.items()
        }
        data = {"layers": self.layers, "samples": samples}
        return element_html("cnn-digit-drawing", data, self._fallback())

    def _answers(self, model):
        from keras import activations, ops

        images = np.array([*self.samples.values()], "float32").reshape(-1, SIDE, SIDE, 1)
        if not len(images):
            return np.zeros((0, model.output_shape[-1]))
        outputs = ops.convert_to_numpy(model(images, training=False))
        if model.layers[-1].activation is activations.softmax:
            return outputs
        return ops.convert_to_numpy(ops.softmax(outputs))

    def _fallback(self):
        """Return the layers, and the answers to the samples, as two tables."""
        layers = "".join(
            f"<tr><td>{escape(name)}</td><td>{_shape(shape)}</td></tr>"
            for name, shape in self.shapes.items()
        )
        answers = "".join(
            f"<tr><td>{escape(name)}</td><td>{shares.argmax()}</td><td>{shares.max():.1%}</td></tr>"
            for name, shares in zip(self.samples, self.probabilities, strict=True)
        )
        what = message(
            "A network of {weights} weights. Where scripts run, you can draw here.",
            weights=f"{self.weights:,}",
        )
        return (
            f'<div class="still"><p>{said(what)}</p>'
            f"<table><thead>{_head(*OF_LAYERS)}</thead><tbody>{layers}</tbody></table>"
            f"<table><thead>{_head(*HEAD)}</thead><tbody>{answers}</tbody></table></div>"
        )


def _head(*names):
    return f"<tr>{''.join(f'<th>{said(name)}</th>' for name in names)}</tr>"


def _check_model(model):
    expected = (SIDE, SIDE, 1)
    if tuple(model.input_shape[1:]) != expected:
        raise ValueError(
            f"the model takes images of {_shape(model.input_shape[1:])}, but a drawing becomes one "
            f"of {_shape(expected)}. Begin with keras.layers.Resizing(28, 28)."
        )
    if model.count_params() > MOST_WEIGHTS:
        raise ValueError(
            f"the model has {model.count_params():,} weights, which would make a heavy page. "
            f"Use at most {MOST_WEIGHTS:,}: fewer filters or smaller kernels."
        )


def _layer_data(layer):
    """Return what the page needs of a layer, if it can compute it."""
    kind, config = type(layer).__name__, layer.get_config()
    if kind not in READERS:
        raise ValueError(
            f"layer {layer.name!r} is a {kind}, which the page cannot compute. "
            f"Use {', '.join(READERS)}."
        )
    settings, read = READERS[kind]
    if kind == "MaxPooling2D":
        settings = settings | {"strides": (layer.pool_size,)}  # windows side by side
    for name, known in settings.items():
        value = config.get(name, known[0])
        if value not in known:
            raise ValueError(
                f"layer {layer.name!r} has {name}={value!r}, which the page cannot compute. "
                f"Use {' or '.join(map(repr, known))}."
            )
    return {"type": kind, "name": layer.name, **read(layer)}


def _check_ends(layers):
    *inner, last = layers
    if last["type"] != "Dense" or last["activation"] == "relu":
        raise ValueError(
            f"the model ends with {last['name']!r}, but has to end with a score for each class. "
            "Use Dense(10) or Dense(10, activation='softmax') as the last layer."
        )
    for layer in inner:
        if layer.get("activation") == "softmax":
            raise ValueError(
                f"layer {layer['name']!r} has activation='softmax', which only the last may have. "
                "Use 'relu'."
            )


def _weights(layer):
    return {
        "activation": layer.activation.__name__,
        "shape": list(layer.kernel.shape),
        "kernel": _encoded(layer.kernel),
        "bias": _encoded(layer.bias),
    }


def _encoded(weights):
    """Return weights as base64 of little-endian float32: four letters for three bytes."""
    return b64encode(np.asarray(weights, "<f4").tobytes()).decode("ascii")


# What a layer may be, by its settings, and what the page reads of it.
READERS = {
    "Resizing": (
        {
            "interpolation": ("bilinear",),
            "crop_to_aspect_ratio": (False,),
            "pad_to_aspect_ratio": (False,),
            "antialias": (False,),
        },
        lambda layer: {"size": [layer.height, layer.width]},
    ),
    "Conv2D": (
        {
            "padding": ("valid",),
            "strides": ((1, 1),),
            "dilation_rate": ((1, 1),),
            "groups": (1,),
            "use_bias": (True,),
            "activation": ("linear", "relu"),
        },
        _weights,
    ),
    "MaxPooling2D": ({"padding": ("valid",)}, lambda layer: {"size": list(layer.pool_size)}),
    "Flatten": ({}, lambda layer: {}),
    "Dense": ({"use_bias": (True,), "activation": ("linear", "relu", "softmax")}, _weights),
}


def _sample(name, image):
    image = np.asarray(image, "float32")
    if image.shape not in ((SIDE, SIDE), (SIDE, SIDE, 1)):
        raise ValueError(
            f"sample {name!r} has shape {image.shape}, expected ({SIDE}, {SIDE}). "
            "Choose one image of a batch, for example images[0]."
        )
    if not (np.isfinite(image).all() and image.min() >= 0 and image.max() <= 1):
        raise ValueError(f"sample {name!r} has pixels outside of 0 to 1. Divide bytes by 255.")
    return image.reshape(SIDE, SIDE)


def _shape(shape):
    return " × ".join(map(str, shape))
