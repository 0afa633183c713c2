"""A trained model as an ONNX file, for servers.

tf2onnx writes it and ONNX Runtime runs it. Both are optional, and imported where they are used.
"""

from importlib.util import find_spec
from pathlib import Path

import numpy as np

from cnn_lessons.files import write_whole
from cnn_lessons.practice.quiet import quiet_stderr

PACKAGES = ("tf2onnx", "onnxruntime")
OPSET = 17  # of ONNX: every runtime since 2022 has it


def has_onnx():
    """Return whether the packages are installed that write ONNX and run it.

    Returns
    -------
    bool
    """
    return all(find_spec(name) for name in PACKAGES)


def require_onnx():
    """Say how to install what writes and runs ONNX, if it is missing.

    Raises
    ------
    ModuleNotFoundError
    """
    missing = [name for name in PACKAGES if not find_spec(name)]
    if missing:
        raise ModuleNotFoundError(
            f"{' and '.join(missing)} is not installed; only ONNX needs it. Install it with "
            "`pip install tf2onnx onnx onnxruntime`, and restart the kernel. LiteRT needs "
            "nothing more.",
            name=missing[0],
        )


def export_onnx(model, path):
    """Write a model as an ONNX file, in float32. Its input is ``image``, its output ``shares``.

    Parameters
    ----------
    model : keras.Model
        Takes one array of images. They stay ``(N, H, W, C)``: a transposition is added.
    path : str or Path
        Where to write. What is there is replaced.

    Returns
    -------
    Path

    Raises
    ------
    ModuleNotFoundError
        If tf2onnx is not installed.
    """
    require_onnx()
    import tensorflow as tf

    @tf.function
    def answer(image):
        return {"shares": model(image, training=False)}

    spec = tf.TensorSpec((None, *model.input_shape[1:]), tf.float32, name="image")
    with quiet_stderr():
        import tf2onnx

        content = tf2onnx.convert.from_function(answer, [spec], opset=OPSET)[0]
    write_whole(path, lambda file: file.write(content.SerializeToString()))
    return Path(path)


def run_onnx(path, images):
    """Return what the model in an ONNX file answers, in one batch.

    Parameters
    ----------
    path : str or Path
        The ``.onnx`` file.
    images : ndarray, shape (N, H, W, C)
        In the range of numbers that the model takes.

    Returns
    -------
    ndarray, shape (N, K)
        A row for each image.
    """
    session = load_onnx(path)
    return session.run(None, {"image": np.asarray(images, np.float32)})[0]


def load_onnx(path):
    """Return what runs an ONNX file, on the processor, with one thread.

    Parameters
    ----------
    path : str or Path
        The ``.onnx`` file.

    Returns
    -------
    onnxruntime.InferenceSession
    """
    require_onnx()
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
