"""Judges of layers on paper: published shapes, real arrays, Keras."""

import re
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_lessons.blueprints.layer_table import LayerTable, walk
from cnn_lessons.blueprints.layers import (
    Activation,
    Conv,
    Dense,
    Dropout,
    Flatten,
    GlobalPool,
    Layer,
    Pool,
)
from cnn_lessons.blueprints.normalization import BatchNorm, LayerNorm, LayerScale, LocalResponseNorm
from cnn_lessons.operations import conv2d, sliding_windows

# One of each kind, with sizes that differ between height and width.
SMALL = [
    Conv(8, (3, 2), strides=(2, 1), padding="same", use_bias=False, name="stem"),
    BatchNorm(),
    Activation(),
    LayerNorm(),
    Conv(8, 3, padding=1, groups=8),
    Conv(6, (2, 3), dilation_rate=(1, 2), groups=2),
    Pool((3, 2), strides=(1, 2), padding="same"),
    Pool(),
    Flatten(),
    Dense(5),
    BatchNorm(),
    Activation(),
    Dense(3, use_bias=False),
]
SMALL_SHAPE = (23, 19, 4)


def to_keras(layers, input_shape):
    """Build the same network in Keras; padding by an int is a layer of its own there."""
    import keras

    model = [keras.Input(input_shape)]
    for layer in layers:
        match layer:
            case Conv():
                padding = layer.padding
                if isinstance(padding, int):
                    model.append(keras.layers.ZeroPadding2D(padding))
                    padding = "valid"
                built = keras.layers.Conv2D(
                    layer.filters,
                    layer.kernel_size,
                    layer.strides,
                    padding,
                    dilation_rate=layer.dilation_rate,
                    groups=layer.groups,
                    use_bias=layer.use_bias,
                )
            case Pool():
                built = keras.layers.MaxPooling2D(layer.pool_size, layer.strides, layer.padding)
            case GlobalPool():
                built = keras.layers.GlobalAveragePooling2D()
            case Flatten():
                built = keras.layers.Flatten()
            case Dense():
                built = keras.layers.Dense(layer.units, use_bias=layer.use_bias)
            case BatchNorm():
                built = keras.layers.BatchNormalization()
            case LayerNorm():
                built = keras.layers.LayerNormalization()
            case Activation():
                built = keras.layers.ReLU()
        model.append(built)
    model = keras.Sequential(model)
    return model, [built for built in model.layers if built.name[:4] != "zero"]


@st.composite
def small_networks(draw):
    """Draw a few convolutions and poolings that fit on the image."""
    shape = draw(st.integers(9, 14)), draw(st.integers(9, 14)), draw(st.sampled_from([1, 2, 4]))
    layers = []
    for _ in range(draw(st.integers(1, 4))):
        window = {
            "strides": draw(st.tuples(st.integers(1, 2), st.integers(1, 3))),
            "padding": draw(st.sampled_from(["valid", "same", 1, ((0, 2), (1, 0))])),
        }
        size = draw(st.tuples(st.integers(1, 3), st.integers(1, 2)))
        if draw(st.booleans()):
            layers.append(Pool(size, **window))
        else:
            rate = draw(st.sampled_from([1, (2, 1)]))
            layers.append(Conv(4, size, dilation_rate=rate, **window))
        try:
            list(walk(layers, shape))
        except ValueError:
            layers.pop()
    return layers, shape


def run(layers, image):
    """Return the outputs of all layers on real arrays; pooling takes the largest."""
    outputs, rng = [image[np.newaxis]], np.random.default_rng(0)
    for layer in layers:
        if isinstance(layer, Conv):
            size = np.broadcast_to(layer.kernel_size, 2)
            kernel = rng.normal(size=(*size, outputs[-1].shape[-1] // layer.groups, layer.filters))
            window = layer.strides, layer.padding, layer.dilation_rate, layer.groups
            outputs.append(conv2d(outputs[-1], kernel.astype(image.dtype), None, *window))
        else:
            strides = layer.pool_size if layer.strides is None else layer.strides
            windows = sliding_windows(outputs[-1], layer.pool_size, strides, layer.padding)
            outputs.append(windows.max(axis=(3, 4)))
    return outputs[1:]


# Shapes


@pytest.mark.parametrize(
    ("layer", "input_shape", "published"),
    [
        (Conv(6, 5, name="LeNet-5, C1"), (32, 32, 1), (28, 28, 6)),
        (Conv(96, 11, strides=4, name="AlexNet, conv1"), (227, 227, 3), (55, 55, 96)),
        (Pool(3, 2, name="AlexNet, pool1"), (55, 55, 96), (27, 27, 96)),
        (Conv(64, 7, 2, 3, name="ResNet, conv1"), (224, 224, 3), (112, 112, 64)),
        (Pool(3, 2, 1, name="ResNet, pool1"), (112, 112, 64), (56, 56, 64)),
        (Pool(name="VGG, pool5"), (14, 14, 512), (7, 7, 512)),
        (GlobalPool(name="ResNet-50, end"), (7, 7, 2048), (2048,)),
        (Flatten(name="VGG-16, before fc6"), (7, 7, 512), (25088,)),
        (Dense(4096, name="VGG-16, fc6"), (25088,), (4096,)),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_layers_have_the_published_output_shape(layer, input_shape, published):
    assert layer.output_shape(input_shape) == published


@settings(deadline=None, derandomize=True, max_examples=60)
@given(small_networks())
def test_output_shapes_are_those_of_real_arrays(network):
    layers, shape = network
    image = np.random.default_rng(0).normal(size=shape).astype("float32")
    steps = list(walk(layers, shape))
    assert [step.output_shape for step in steps] == [y.shape[1:] for y in run(layers, image)]


@pytest.mark.keras
def test_shapes_and_weights_are_those_of_keras():
    _, built = to_keras(SMALL, SMALL_SHAPE)
    steps = list(walk(SMALL, SMALL_SHAPE))
    assert [step.output_shape for step in steps] == [layer.output.shape[1:] for layer in built]
    for step, layer in zip(steps, built, strict=True):
        weights = {weight.name: weight.shape for weight in layer.weights}
        assert step.layer.weights(step.input_shape) == weights, step.name
        untrained = [weight.name for weight in layer.non_trainable_weights]
        assert list(step.layer.untrained) == untrained, step.name


def test_a_depthwise_convolution_has_a_kernel_of_depth_1():
    assert Conv(32, 3, groups=32).weights((9, 7, 32))["kernel"] == (3, 3, 1, 32)


@pytest.mark.parametrize(
    ("layer", "input_shape"), [(Conv(6, 5), (9, 7, 2)), (Dense(6), (126,))], ids=["conv", "dense"]
)
def test_a_bias_has_one_number_for_each_output_channel_and_can_be_left_out(layer, input_shape):
    weights = layer.weights(input_shape)
    assert weights["bias"] == (6,)
    without = replace(layer, use_bias=False).weights(input_shape)
    assert without == {"kernel": weights["kernel"]}


def test_a_layer_scale_has_one_factor_for_each_channel_that_is_trained():
    for shape in ((11, 7, 5), (5,)):
        layer = LayerScale()
        assert layer.output_shape(shape) == shape
        assert layer.weights(shape) == {"gamma": (5,)}
        assert not layer.untrained


def test_descriptions_are_values():
    assert Conv(6, 5) == Conv(6, 5) != Conv(6, 5, strides=2)
    with pytest.raises(AttributeError):
        Conv(6, 5).filters = 7


# The walk


def test_a_walk_hands_each_output_on_to_the_next_layer():
    steps = list(walk(SMALL, SMALL_SHAPE))
    assert steps[0].input_shape == SMALL_SHAPE
    for step, following in pairwise(steps):
        assert step.output_shape == following.input_shape


def test_layers_without_a_name_are_numbered_by_kind():
    names = [step.name for step in walk(SMALL, SMALL_SHAPE)]
    assert names[0] == "stem"
    assert names[4:6] == ["conv 2", "conv 3"]
    assert names[6:8] == ["pool 1", "pool 2"]


def test_a_layer_of_ones_own_can_be_walked_through():
    class Upsample(Layer):
        kind = "upsample"

        def output_shape(self, input_shape):
            H, W, C = input_shape
            return 2 * H, 2 * W, C

    (step,) = walk([Upsample()], (7, 5, 3))
    assert (step.name, step.output_shape) == ("upsample 1", (14, 10, 3))


@pytest.mark.parametrize(
    ("layers", "input_shape", "error", "message"),
    [
        (
            [Conv(6, 5), Dense(10)],
            (32, 32, 1),
            ValueError,
            "dense 1 gets feature maps (28, 28, 6), but takes a vector. "
            "Put Flatten() or GlobalPool() before it.",
        ),
        (
            [Flatten(), Conv(6, 5, name="C1")],
            (32, 32, 1),
            ValueError,
            "C1 gets a vector (1024,), but takes feature maps (H, W, C).",
        ),
        (
            [Pool(), Conv(6, 5, name="C1")],
            (8, 9, 1),
            ValueError,
            "C1: A window of 5 pixels (kernel_size=5, dilation_rate=1) does not fit on 4 pixels",
        ),
        (
            [Conv(6, 5, groups=2)],
            (32, 32, 3),
            ValueError,
            "conv 1: groups=2 does not divide 3 channels and 6 filters. Use a common divisor, "
            "at most 3.",
        ),
        (
            [Conv(6, 5, groups=4)],
            (32, 32, 8),
            ValueError,
            "conv 1: groups=4 does not divide 8 channels and 6 filters.",
        ),
        ([Conv(6, 5.0)], (32, 32, 3), TypeError, "conv 1: kernel_size=5.0 is not an int"),
        ([Pool(strides=0)], (32, 32, 3), ValueError, "pool 1: strides=0 is too small."),
        (
            [Conv(6, 5, padding="full")],
            (32, 32, 3),
            ValueError,
            "conv 1: padding='full' is not known.",
        ),
        (
            [Pool(name="a"), Pool(name="a")],
            (8, 8, 1),
            ValueError,
            "two layers are called 'a'. Give each a name of its own.",
        ),
        ([Pool], (8, 8, 1), TypeError, "is not a layer. Use Conv(…), Pool(…), Dense(…)"),
        (
            Pool(),
            (8, 8, 1),
            TypeError,
            "is one layer. Use a list of layers: [Pool(",
        ),
        (
            [Pool()],
            (28, 28),
            ValueError,
            "input_shape=(28, 28) is not (H, W, C) of one image, or (D,) of one vector. "
            "Leave the batch out, and write a grey image as (H, W, 1).",
        ),
        ([Pool()], (100, 28, 28, 1), ValueError, "Leave the batch out"),
        ([Pool()], 28, ValueError, "input_shape=28 is not (H, W, C)"),
        ([Pool()], (28, 28, 0), ValueError, "input_shape[2]=0 is too small."),
        ([Pool()], (28.0, 28, 1), TypeError, "input_shape[0]=28.0 is not an int"),
    ],
)
def test_a_network_that_does_not_fit_says_which_layer_and_what_to_do(
    layers, input_shape, error, message
):
    with pytest.raises(error, match=re.escape(message)):
        list(walk(layers, input_shape))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Conv(6.0, 5), "filters=6.0 is not an int but a float."),
        (lambda: Conv((6, 6), 5), "filters=(6, 6) is not an int but a tuple."),
        (lambda: Conv(0, 5), "filters=0 is too small."),
        (lambda: Conv(6, 5, groups=0), "groups=0 is too small."),
        (lambda: Dense(-1), "units=-1 is too small."),
        (lambda: Dense("10"), "units='10' is not an int but a str."),
    ],
)
def test_a_count_that_is_none_is_refused_when_the_layer_is_written(make, message):
    with pytest.raises((TypeError, ValueError), match=re.escape(message)):
        make()


# The table


class Lengths(LayerTable):
    def __init__(self, steps):
        super().__init__(steps, ["layer", "numbers"])

    def cells(self, row):
        return [row.name, f"{np.prod(row.output_shape):,}"]


@pytest.fixture
def table():
    return Lengths(walk([Conv(8, 3, name="a < b"), Flatten(), Dense(9)], (32, 30, 1)))


def test_a_table_finds_rows_by_name_and_by_number(table):
    assert len(table) == 3
    assert table["dense 1"] is table[-1] is list(table)[2]
    with pytest.raises(KeyError, match=r"no layer is called 'fc6'\. There are a < b, flatten 1"):
        table["fc6"]


def test_a_table_is_the_same_text_each_time_with_numbers_flush_right(table):
    assert repr(table) == (
        "layer      numbers\na < b        6,720\nflatten 1    6,720\ndense 1          9"
    )


def test_a_table_is_html_that_can_be_scrolled_by_keyboard(table):
    html = table._repr_html_()
    assert html.count("<tr>") == 4
    assert html.count('scope="col"') == 2
    assert html.count('scope="row"') == 3
    assert 'tabindex="0"' in html
    assert "a &lt; b" in html
    assert html == table._repr_html_()


def test_response_normalization_has_the_numbers_of_alexnet():
    """Krizhevsky et al. 2012, section 3.3: k = 2, n = 5, alpha = 1e-4, beta = 0.75."""
    layer = LocalResponseNorm()
    assert (layer.offset, layer.size, layer.alpha, layer.beta) == (2, 5, 1e-4, 0.75)


@pytest.mark.parametrize("rate", [1, 1.2, -0.1, "0.5", None, float("nan")])
def test_a_share_that_cannot_be_dropped_is_named(rate):
    with pytest.raises(ValueError, match=r"rate=.*, but the share that is dropped is expected"):
        Dropout(rate)
    assert Dropout(0).rate == 0
