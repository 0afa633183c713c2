"""What answers call, as in `cnn_lessons.operations`, for arrays as small as the cases."""

import numpy as np


def relu(inputs):
    return np.maximum(inputs, 0)


def sigmoid(inputs):
    return np.exp(np.minimum(inputs, 0)) / (1 + np.exp(-np.abs(inputs)))


def softmax(inputs, axis=-1):
    shifted = np.exp(inputs - inputs.max(axis=axis, keepdims=True))
    return shifted / shifted.sum(axis=axis, keepdims=True)


DOES_NOT_FIT = (
    "A window of %d pixels (kernel_size=%d, dilation_rate=1) does not fit on %d pixels. Use a "
    "smaller kernel_size or dilation_rate, a larger input, or more padding."
)


def conv2d(inputs, kernel, bias=None, strides=1, padding="valid", dilation_rate=1, groups=1):
    """Return the feature maps of a convolution, one window at a time."""
    if dilation_rate != 1 or groups != 1:
        raise np.NotHere("`conv2d` with `dilation_rate` or `groups`")
    KH, KW, _, F = kernel.shape
    SH, SW = strides if isinstance(strides, tuple) else (strides, strides)
    if padding == "same":
        padding = (_same(inputs.shape[1], KH, SH), _same(inputs.shape[2], KW, SW))
    elif padding == "valid":
        padding = 0
    if isinstance(padding, int):
        padding = ((padding, padding), (padding, padding))
    padded = np.pad(inputs, ((0, 0), padding[0], padding[1], (0, 0)))
    for axis, span in ((1, KH), (2, KW)):
        if span > padded.shape[axis]:
            raise ValueError(DOES_NOT_FIT % (span, span, padded.shape[axis]))
    OH, OW = (padded.shape[1] - KH) // SH + 1, (padded.shape[2] - KW) // SW + 1
    outputs = np.zeros((len(inputs), OH, OW, F), np.result_type(inputs, kernel))
    for i in range(OH):
        for j in range(OW):
            window = padded[:, i * SH : i * SH + KH, j * SW : j * SW + KW]
            outputs[:, i, j] = np.tensordot(window, kernel, 3)
    return outputs if bias is None else outputs + bias


def _same(size, kernel_size, stride):
    total = max(0, (-(-size // stride) - 1) * stride + kernel_size - size)
    return total // 2, total - total // 2
