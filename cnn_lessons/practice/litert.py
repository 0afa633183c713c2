"""A trained model as a LiteRT file, for phones and other small machines.

LiteRT was called TensorFlow Lite; TensorFlow writes its files. They are run by the package
``ai_edge_litert`` where that is installed, and otherwise by TensorFlow as well.
"""

from importlib.util import find_spec
from pathlib import Path

import numpy as np

from cnn_lessons.files import write_whole
from cnn_lessons.practice.quiet import quiet_stderr

KINDS = ("float32", "float16", "dynamic", "int8")


def export_litert(model, path, kind="float32", examples=None, per_channel=True):
    """Write a model as a LiteRT file (``.tflite``).

    Parameters
    ----------
    model : keras.Model
        Takes one array of images.
    path : str or Path
        Where to write. What is there is replaced.
    kind : {"float32", "float16", "dynamic", "int8"}, default="float32"
        ``"float16"`` and ``"dynamic"``, eight bits, are how the weights are stored. With
        ``"int8"`` what passes between the layers has eight bits, too; the file takes uint8,
        and gives it.
    examples : array_like, shape (N, H, W, C), optional
        For ``"int8"``: inputs such as will come, from which the ranges are measured.
    per_channel : bool, default=True
        Whether each filter has its own scale. False is for experiments only.

    Returns
    -------
    Path

    Raises
    ------
    ValueError
        If `kind` is unknown, or there are no examples where they are needed.
    """
    import tensorflow as tf

    if kind not in KINDS:
        raise ValueError(f"kind={kind!r} is not known. Use one of {', '.join(KINDS)}.")
    if kind == "int8" and (examples is None or not len(examples)):
        raise ValueError(
            'kind="int8" has to see what will come: hand over examples, a hundred photographs '
            "that the model was trained on, for instance."
        )
    with quiet_stderr():
        converter = tf.lite.TFLiteConverter.from_concrete_functions([_frozen(model)], tf.Module())
        if kind != "float32":
            converter.optimizations = [tf.lite.Optimize.DEFAULT]
        if kind == "float16":
            converter.target_spec.supported_types = [tf.float16]
        if kind == "int8":
            converter.representative_dataset = lambda: ([image] for image in _one_by_one(examples))
            converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
            converter.inference_input_type = converter.inference_output_type = tf.uint8
        if not per_channel:
            converter._experimental_disable_per_channel = True
        content = converter.convert()
    write_whole(path, lambda file: file.write(content))
    return Path(path)


def run_litert(path, images):
    """Return what the model in a LiteRT file answers, one image at a time.

    Parameters
    ----------
    path : str or Path
    images : array_like, shape (N, H, W, C)
        In the range that the model was exported for.

    Returns
    -------
    ndarray of float32, shape (N, K)
        Where the file has numbers of eight bits, they are translated here, by the scale and
        the zero point that it names.
    """
    interpreter = load_litert(path)
    (given,), (answer,) = interpreter.get_input_details(), interpreter.get_output_details()
    found = []
    for image in _one_by_one(images):
        interpreter.set_tensor(given["index"], _to_numbers(image, given))
        interpreter.invoke()
        found.append(_to_values(interpreter.get_tensor(answer["index"]), answer))
    return np.concatenate(found)


def load_litert(path):
    """Return an interpreter for a LiteRT file, ready to be asked, with one thread.

    Parameters
    ----------
    path : str or Path
        The ``.tflite`` file.

    Returns
    -------
    Interpreter
        Of ``ai_edge_litert`` where that is installed, otherwise of TensorFlow.
    """
    with quiet_stderr():
        if find_spec("ai_edge_litert"):
            from ai_edge_litert.interpreter import Interpreter
        else:
            import tensorflow as tf

            Interpreter = tf.lite.Interpreter
        interpreter = Interpreter(model_content=Path(path).read_bytes(), num_threads=1)
        interpreter.allocate_tensors()
    return interpreter


def litert_kernels(path):
    """Return the kernels in a LiteRT file, in the order of the file.

    Parameters
    ----------
    path : str or Path
        The ``.tflite`` file.

    Returns
    -------
    list of (ndarray, ndarray, int)
        The numbers as they are stored, four axes; their scales, none for floats; and the
        axis along which the scales differ.
    """
    interpreter, found = load_litert(path), []
    for tensor in interpreter.get_tensor_details():
        scales = tensor["quantization_parameters"]
        is_weight = len(scales["scales"]) > 1 and not scales["zero_points"].any()
        if tensor["dtype"] == np.int8 and len(tensor["shape"]) == 4 and is_weight:
            numbers = interpreter.get_tensor(tensor["index"]).copy()
            found.append((numbers, scales["scales"], scales["quantized_dimension"]))
    return found


def _frozen(model):
    """Return a model as a TensorFlow function whose weights are constants.

    `TFLiteConverter.from_keras_model` writes the same, by way of a folder on the disk, and takes
    three times as long.
    """
    import tensorflow as tf
    from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

    spec = tf.TensorSpec((1, *model.input_shape[1:]), tf.float32, name="image")
    answer = tf.function(lambda image: model(image, training=False))
    return convert_variables_to_constants_v2(answer.get_concrete_function(spec))


def _one_by_one(images):
    for image in images:
        yield np.asarray(image, np.float32)[np.newaxis]


def _to_numbers(values, tensor):
    if tensor["dtype"] == np.float32:
        return values
    scale, zero_point = tensor["quantization"]
    ends = np.iinfo(tensor["dtype"])
    return np.clip(np.round(values / scale) + zero_point, ends.min, ends.max).astype(ends.dtype)


def _to_values(numbers, tensor):
    if tensor["dtype"] == np.float32:
        return numbers
    scale, zero_point = tensor["quantization"]
    return (np.float32(scale) * (numbers.astype(np.int32) - zero_point)).astype(np.float32)
