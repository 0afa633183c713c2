"""PyTorch as a judge, where it is installed: it pads on both sides, and keeps channels first."""

import numpy as np
import pytest

from cnn_lessons.learning import cross_entropy, cross_entropy_backward
from cnn_lessons.operations import (
    average_pool2d,
    conv2d,
    conv2d_backward,
    conv2d_transpose,
    max_pool2d,
    max_pool2d_backward,
)
from cnn_lessons.practice import kernel_to_torch

torch = pytest.importorskip("torch", reason="PyTorch is optional: see CONTRIBUTING.md")
F = torch.nn.functional


def channels_first(array):
    return torch.from_numpy(np.ascontiguousarray(array.transpose(0, 3, 1, 2)))


def channels_last(tensor):
    return tensor.detach().numpy().transpose(0, 2, 3, 1)


@pytest.fixture
def rng():
    return np.random.default_rng(0)


CONVOLUTIONS = [
    {"padding": 1},
    {"padding": 2, "strides": 2},
    {"padding": 3, "strides": (3, 2), "dilation_rate": 2},
    {"padding": 1, "groups": 2},
]


def torch_arguments(strides=1, dilation_rate=1, **others):
    return {"stride": strides, "dilation": dilation_rate, **others}


@pytest.mark.parametrize("arguments", CONVOLUTIONS)
def test_conv2d_forwards_and_backwards(rng, arguments):
    groups = arguments.get("groups", 1)
    inputs = rng.normal(size=(2, 11, 8, 6))
    kernel, bias = rng.normal(size=(3, 2, 6 // groups, 4)), rng.normal(size=4)
    image = channels_first(inputs).requires_grad_()
    weight = torch.from_numpy(kernel_to_torch(kernel).copy()).requires_grad_()
    offset = torch.from_numpy(bias).requires_grad_()

    expected = F.conv2d(image, weight, offset, **torch_arguments(**arguments))
    outputs = conv2d(inputs, kernel, bias, **arguments)
    np.testing.assert_allclose(outputs, channels_last(expected), atol=1e-12)

    d_outputs = rng.normal(size=outputs.shape)
    expected.backward(channels_first(d_outputs))
    d_inputs, d_kernel, d_bias = conv2d_backward(d_outputs, inputs, kernel, **arguments)
    np.testing.assert_allclose(d_inputs, channels_last(image.grad), atol=1e-11)
    np.testing.assert_allclose(kernel_to_torch(d_kernel), weight.grad, atol=1e-11)
    np.testing.assert_allclose(d_bias, offset.grad, atol=1e-11)


@pytest.mark.parametrize(
    ("size", "strides", "padding"), [(2, 2, 0), (3, 2, 1), ((3, 2), (1, 3), 1)]
)
def test_max_pooling_forwards_and_backwards_with_ties(rng, size, strides, padding):
    inputs = rng.integers(0, 3, size=(2, 11, 8, 3)).astype(float)  # many ties
    image = channels_first(inputs).requires_grad_()
    expected = F.max_pool2d(image, size, strides, padding)
    outputs = max_pool2d(inputs, size, strides, padding)
    np.testing.assert_array_equal(outputs, channels_last(expected))

    d_outputs = rng.normal(size=outputs.shape)
    expected.backward(channels_first(d_outputs))
    d_inputs = max_pool2d_backward(d_outputs, inputs, size, strides, padding)
    np.testing.assert_allclose(d_inputs, channels_last(image.grad), atol=1e-12)


def test_average_pooling_once_pytorch_does_not_count_the_zeros(rng):
    inputs = rng.normal(size=(2, 11, 8, 3))
    expected = F.avg_pool2d(channels_first(inputs), 3, 2, 1, count_include_pad=False)
    np.testing.assert_allclose(average_pool2d(inputs, 3, 2, 1), channels_last(expected), atol=1e-12)


def test_transposed_convolution(rng):
    inputs, kernel = rng.normal(size=(2, 5, 7, 3)), rng.normal(size=(3, 2, 4, 3))
    weight = torch.from_numpy(kernel.transpose(3, 2, 0, 1).copy())  # (C, F, KH, KW)
    expected = F.conv_transpose2d(channels_first(inputs), weight, stride=2)
    outputs = conv2d_transpose(inputs, kernel, strides=2)
    np.testing.assert_allclose(outputs, channels_last(expected), atol=1e-12)


@pytest.mark.parametrize("label_smoothing", [0.0, 0.1])
def test_cross_entropy_takes_logits(rng, label_smoothing):
    logits, labels = rng.normal(size=(5, 7)), rng.integers(0, 7, 5)
    tensor = torch.from_numpy(logits).requires_grad_()
    loss = F.cross_entropy(tensor, torch.from_numpy(labels), label_smoothing=label_smoothing)
    loss.backward()
    assert cross_entropy(logits, labels, label_smoothing) == pytest.approx(loss.item())
    np.testing.assert_allclose(
        cross_entropy_backward(logits, labels, label_smoothing), tensor.grad, atol=1e-12
    )
