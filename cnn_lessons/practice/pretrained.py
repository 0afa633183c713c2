"""Networks with weights that others have trained.

They lie where Keras keeps them, in the folder ``models`` of ``KERAS_HOME`` (by default
``~/.keras``), and are downloaded when they are first asked for.
"""

import hashlib
import json
from pathlib import Path

import numpy as np

from cnn_lessons.datasets.downloads import keras_downloads, keras_file
from cnn_lessons.language import Name, Spoken, message
from cnn_lessons.practice.classifier import Classifier

SHAPE = (224, 224, 3)

# The addresses, and so the names of the files, are those in keras.applications.
WEIGHTS = "https://storage.googleapis.com/tensorflow/keras-applications/"
MOBILENET = WEIGHTS + "mobilenet/mobilenet_2_5_224_tf.h5"
WIDTH = 0.35  # of MobileNetV2: its share of the full width
MOBILENET_V2 = (
    WEIGHTS + "mobilenet_v2/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_0.35_224_no_top.h5"
)
CLASS_NAMES = (
    "https://storage.googleapis.com/download.tensorflow.org/data/imagenet_class_index.json"
)
CLASS_NAMES_SHA256 = "a1e7a966a1f601d39e4b43e119b3e7dd4a2ad3ea08cf69847cbaf021013767bc"


class NoWeightsError(Spoken, RuntimeError):
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

    def build(path):
        return _sound(
            keras.applications.MobileNetV2(
                SHAPE,
                alpha=WIDTH,
                include_top=False,
                weights=path,
                input_tensor=scaled,
                pooling="avg",
            )
        )

    image, scaled = _scaled_image()
    path = _find_file(MOBILENET_V2, message("MobileNetV2's ImageNet weights (2 MB)"), timeout)
    return keras.Model(image, _read(build, path).output, name="MobileNetV2")


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

    def build(path):
        return _sound(
            keras.applications.MobileNet(
                alpha=0.25, weights=path, input_tensor=scaled, classifier_activation=None
            )
        )

    image, scaled = _scaled_image()
    path = _find_file(MOBILENET, message("MobileNet's ImageNet weights (2 MB)"), timeout)
    names = _find_file(CLASS_NAMES, message("the names of ImageNet's classes"), timeout)
    network = _read(build, path)
    return Classifier("MobileNet", keras.Model(image, network.output), _read(_class_names, names))


def _class_names(path):
    content = Path(path).read_bytes()
    if hashlib.sha256(content).hexdigest() != CLASS_NAMES_SHA256:
        raise ValueError("it is not the list that Keras publishes")
    index = json.loads(content)
    return tuple(index[str(number)][1].replace("_", " ") for number in range(1000))


def local_path(url):
    """Return where Keras keeps the file of an address, such as ``MOBILENET_V2``, once it has it."""
    return keras_file("models", url.rsplit("/", 1)[1])


def _find_file(url, what, timeout):
    """Return the path of a file that Keras publishes: looked for first, then downloaded."""
    import keras

    path = local_path(url)
    if path.exists():
        return path
    try:
        with keras_downloads(what, [path], timeout):
            keras.utils.get_file(path.name, url, cache_subdir="models", cache_dir=path.parents[1])
    except Exception as error:  # Keras raises a bare Exception where a download fails
        raise NoWeightsError(
            message(
                "{what} are not in {folder} and cannot be downloaded: {error}. "
                "Go online once, or put {file} there.",
                what=what,
                folder=path.parent,
                error=error,
                file=Name(path.name),
            )
        ) from error
    return path


def _read(read, path):
    """Return what `read` makes of a file, or say which file cannot be read."""
    try:
        return read(str(path))
    except Exception as error:  # a damaged file raises a dozen kinds
        raise NoWeightsError(
            message(
                "{path} cannot be read: {error}. It is damaged: remove it, to download it anew.",
                path=path,
                error=error,
            )
        ) from error


def _sound(model):
    """Return a model whose weights can be those of a trained network: nobody publishes a sum."""
    for weights in model.weights:
        values = weights.numpy()
        if not np.isfinite(values).all():
            raise ValueError(f"{weights.path} is not finite")
        if weights.name == "moving_variance" and values.min() < 0:
            raise ValueError(f"{weights.path}, a variance, is negative")
    return model


def _scaled_image():
    """Return the tensor of an image from 0 to 1, and the same from −1 to 1."""
    import keras

    image = keras.Input(SHAPE)
    return image, keras.layers.Rescaling(2.0, offset=-1.0)(image)
