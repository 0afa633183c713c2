"""Networks with weights that others have trained.

Keras looks for weights in the folder ``models`` of ``KERAS_HOME``, by default ``~/.keras``,
and downloads what is not there.
"""

from contextlib import contextmanager

import numpy as np

from cnn_lessons.datasets.connections import connections_time_out
from cnn_lessons.practice.classifier import Classifier

SHAPE = (224, 224, 3)


class NoWeightsError(RuntimeError):
    """Pretrained weights are not on this machine and cannot be downloaded, or not be read."""


def load_mobilenet_v2(timeout=10):
    """Return MobileNetV2 0.35 as trained on ImageNet, without its head: images in, features out.

    The narrowest of its family, 2 MB of weights. It takes photographs from 0 to 1: the scaling
    to −1 … 1 that it was trained with is its first layer.

    Parameters
    ----------
    timeout : float, default=10
        Seconds to wait for a server that does not answer, where something has to be
        downloaded.

    Returns
    -------
    keras.Model
        For images of 224 × 224 × 3. It gives 1,280 features: the means of its last maps.

    Raises
    ------
    NoWeightsError
        If the file is not at hand and cannot be downloaded, or cannot be read.

    References
    ----------
    .. [1] M. Sandler et al., "MobileNetV2: Inverted residuals and linear bottlenecks", 2018.
       https://arxiv.org/abs/1801.04381
    """
    import keras

    image, scaled = _scaled_image()
    with _weights_of("MobileNetV2", timeout):
        network = keras.applications.MobileNetV2(
            SHAPE, alpha=0.35, include_top=False, input_tensor=scaled, pooling="avg"
        )
    return keras.Model(image, network.output, name="MobileNetV2")


def load_mobilenet(timeout=10):
    """Return MobileNet 0.25 as trained on ImageNet's 1,000 classes.

    The smallest of its family: a quarter of the filters, 2 MB of weights. It takes
    photographs from 0 to 1: the scaling to −1 … 1 that it was trained with is its first layer.

    Parameters
    ----------
    timeout : float, default=10
        Seconds to wait for a server that does not answer, where something has to be
        downloaded.

    Returns
    -------
    Classifier
        For images of 224 × 224 × 3. Its model ends with logits.

    Raises
    ------
    NoWeightsError
        If a file is not at hand and cannot be downloaded, or cannot be read.

    References
    ----------
    .. [1] A. G. Howard et al., "MobileNets: Efficient convolutional neural networks for
       mobile vision applications", 2017. https://arxiv.org/abs/1704.04861
    """
    import keras
    from keras.applications.mobilenet import decode_predictions

    image, scaled = _scaled_image()
    with _weights_of("MobileNet", timeout):
        network = keras.applications.MobileNet(
            alpha=0.25, input_tensor=scaled, classifier_activation=None
        )
        certain = decode_predictions(np.eye(1000), top=1)  # reads the list of class names
    class_names = tuple(name.replace("_", " ") for ((_, name, _),) in certain)
    return Classifier("MobileNet", keras.Model(image, network.output), class_names)


def _scaled_image():
    """Return the tensor of an image from 0 to 1, and the same from −1 to 1."""
    import keras

    image = keras.Input(SHAPE)
    return image, keras.layers.Rescaling(2.0, offset=-1.0)(image)


@contextmanager
def _weights_of(name, timeout):
    """Name whatever goes wrong within a ``with`` block, and do not wait for ever."""
    try:
        with connections_time_out(timeout):
            yield
    except Exception as error:  # Keras raises a bare Exception where a download fails
        raise NoWeightsError(
            f"{name}'s ImageNet weights cannot be had: {error}. Go online once, or put the "
            "files into the folder models of KERAS_HOME (by default ~/.keras), and remove from "
            "there what cannot be read."
        ) from error
