"""Judges of the costs: published counts, products counted one by one, real arrays, Keras."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_lessons.architectures import resnet
from cnn_lessons.blueprints.costs import count_costs, count_multiply_adds, count_parameters
from cnn_lessons.blueprints.graph import Add, Concat, Input, Network
from cnn_lessons.blueprints.layers import Activation, Conv, Dense, Flatten, GlobalPool, Pool
from cnn_lessons.blueprints.normalization import BatchNorm
from cnn_lessons.operations import conv2d, conv2d_backward, pad_inputs

# As it is usually built today: every map of C3 sees all of S2, and the output is dense.
LENET_5 = [
    Conv(6, 5, name="C1"),
    Pool(name="S2"),
    Conv(16, 5, name="C3"),
    Pool(name="S4"),
    Flatten(),
    Dense(120, name="C5"),
    Dense(84, name="F6"),
    Dense(10, name="output"),
]
# Krizhevsky et al. 2012, on two processors: half of the channels see each other only.
ALEXNET = [
    Conv(96, 11, strides=4),
    Pool(3, 2),
    Conv(256, 5, padding=2, groups=2),
    Pool(3, 2),
    Conv(384, 3, padding=1),
    Conv(384, 3, padding=1, groups=2),
    Conv(256, 3, padding=1, groups=2),
    Pool(3, 2),
    Flatten(),
    Dense(4096),
    Dense(4096),
    Dense(1000),
]
# Krizhevsky 2014, as in torchvision.
ALEXNET_ONE_TOWER = [
    Conv(64, 11, strides=4, padding=2),
    Pool(3, 2),
    Conv(192, 5, padding=2),
    Pool(3, 2),
    Conv(384, 3, padding=1),
    Conv(256, 3, padding=1),
    Conv(256, 3, padding=1),
    *ALEXNET[7:],
]
# Table 1 of Simonyan and Zisserman 2014: filters and number of layers of each block.
VGG_BLOCKS = {
    16: [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)],
    19: [(64, 2), (128, 2), (256, 4), (512, 4), (512, 4)],
}


def vgg(depth):
    layers = []
    for filters, count in VGG_BLOCKS[depth]:
        layers += [Conv(filters, 3, padding="same") for _ in range(count)] + [Pool()]
    return [*layers, *ALEXNET[-4:]]


def convolutions(costs):
    return [row for row in costs if row.name.startswith("conv")]


# Published


@pytest.mark.parametrize(
    ("layers", "input_shape", "published"),
    [
        pytest.param(LENET_5, (32, 32, 1), 61_706, id="LeNet-5"),
        pytest.param(ALEXNET, (227, 227, 3), 60_965_224, id="AlexNet"),
        pytest.param(ALEXNET_ONE_TOWER, (224, 224, 3), 61_100_840, id="AlexNet, torchvision"),
        pytest.param(vgg(16), (224, 224, 3), 138_357_544, id="VGG-16"),
        pytest.param(vgg(19), (224, 224, 3), 143_667_240, id="VGG-19"),
    ],
)
def test_parameters_are_the_published_ones(layers, input_shape, published):
    assert count_costs(layers, input_shape).parameters == published


@pytest.mark.parametrize(
    ("layers", "published"), [(ALEXNET_ONE_TOWER, 0.714), (vgg(16), 15.47), (vgg(19), 19.63)]
)
def test_multiply_adds_are_what_torchvision_calls_gflops(layers, published):
    # https://pytorch.org/vision/stable/models.html, column GFLOPS.
    multiply_adds = count_costs(layers, (224, 224, 3)).multiply_adds
    assert multiply_adds / 1e9 == pytest.approx(published, abs=0.005)


def test_the_convolutions_of_vgg_16_give_the_two_other_published_counts():
    costs = count_costs(vgg(16), (224, 224, 3))
    convolved = sum(row.multiply_adds for row in convolutions(costs))
    biases = sum(np.prod(row.output_shape) for row in convolutions(costs))
    # He et al. 2015, section 4.1: 15.3 billion, multiply-adds of the convolutions.
    assert int(convolved / 1e8) / 10 == 15.3
    # Araujo et al. 2019: 30.71 billion, where each multiplication, each addition and each
    # addition of a bias is one; https://distill.pub/2019/computing-receptive-fields/
    assert round((2 * convolved + biases) / 1e9, 2) == 30.71


def test_a_layer_of_a_textbook_costs_what_the_textbook_says():
    # Geron, "Hands-On Machine Learning", chapter 14, "Memory Requirements".
    row = count_costs([Conv(200, 5, padding="same")], (150, 100, 3))["conv 1"]
    assert row.parameters == 15_200
    assert row.multiply_adds == 225_000_000
    assert row.activation_bytes == 12_000_000


def test_a_network_of_a_textbook_needs_the_memory_that_the_textbook_says():
    # The same chapter, exercise 2 and its solution.
    layers = [Conv(filters, 3, strides=2, padding="same") for filters in (100, 200, 400)]
    costs = count_costs(layers, (200, 300, 3))
    assert costs.parameters == 903_400
    assert costs.inference_bytes == 9_000_000
    assert costs.inference_bytes + 4 * costs.parameters == 12_613_600
    assert [row.activation_bytes for row in costs][1:] == [6_000_000, 3_000_000, 1_520_000]


def test_vgg_16_needs_15_2_million_numbers_for_the_activations_of_an_image():
    # The sum of the lines of the well-known table in https://cs231n.github.io/convolutional-networks
    # whose last line says 24 million.
    assert count_costs(vgg(16), (224, 224, 3)).activation_bytes == 4 * 15_237_608


def test_a_depthwise_layer_is_not_counted_as_a_standard_one():
    # Howard et al. 2017 (MobileNet), equation 3: DK * DK * M * DF * DF.
    depthwise = Conv(512, 3, padding=1, groups=512, use_bias=False)
    assert count_multiply_adds(depthwise, (14, 14, 512)) == 3 * 3 * 512 * 14 * 14
    assert count_parameters(depthwise, (14, 14, 512)) == (4608, 4608)


# One by one


@st.composite
def convolutions_that_fit(draw):
    groups = draw(st.integers(1, 3))
    layer = Conv(
        groups * draw(st.integers(1, 2)),
        draw(st.tuples(st.integers(1, 3), st.integers(1, 3))),
        strides=draw(st.tuples(st.integers(1, 2), st.integers(1, 3))),
        padding=draw(st.sampled_from([0, 1, 2])),
        dilation_rate=draw(st.sampled_from([1, 2, (1, 3)])),
        groups=groups,
    )
    sizes = draw(st.integers(7, 9)), draw(st.integers(7, 11))
    return layer, (*sizes, groups * draw(st.integers(1, 2)))


@settings(deadline=None, derandomize=True, max_examples=60)
@given(convolutions_that_fit())
def test_multiply_adds_are_the_products_that_conv2d_adds_up(case):
    layer, shape = case
    # With ones everywhere, padding too, each product adds 1 to an output.
    inputs = pad_inputs(np.ones((1, *shape)), ((layer.padding,) * 2,) * 2, value=1.0)
    kernel = np.ones(layer.weights(shape)["kernel"])
    window = layer.strides, "valid", layer.dilation_rate, layer.groups
    assert count_multiply_adds(layer, shape) == conv2d(inputs, kernel, None, *window).sum()


def test_multiply_adds_of_a_dense_layer_are_its_weights():
    outputs = np.ones((1, 7)) @ np.ones((7, 5))
    assert count_multiply_adds(Dense(5), (7,)) == outputs.sum() == 35


def test_activations_take_the_bytes_of_the_real_arrays():
    rng = np.random.default_rng(0)
    image = rng.normal(size=(1, 13, 11, 3)).astype("float32")
    layers = [Conv(7, 3, padding="same"), Activation(), Conv(11, (2, 3))]
    first = conv2d(image, rng.normal(size=(3, 3, 3, 7)).astype("float32"), padding="same")
    np.maximum(first, 0, out=first)
    second = conv2d(first, rng.normal(size=(2, 3, 7, 11)).astype("float32"))
    costs = count_costs(layers, image.shape[1:])
    assert costs.activation_bytes == image.nbytes + first.nbytes + second.nbytes
    # The image may go before the second convolution, which is larger than the image.
    assert costs.inference_bytes == first.nbytes + second.nbytes


def test_what_waits_for_a_sum_stays_in_memory():
    image = Input((8, 4, 16))
    maps = 4 * 8 * 4 * 16

    def needed(*outputs):
        return count_costs(Network("network", *outputs)).inference_bytes / maps

    def conv(x, filters=16):
        return Conv(filters, 3, padding="same")(x)

    row = conv(conv(conv(image)))
    assert needed(row) == 2
    assert needed(Add()(image, row)) == 3  # the image waits beside two neighbours
    assert needed(Add()(image, conv(image))) == 3  # a sum has a place of its own
    assert needed(Activation()(conv(image))) == 2  # an activation has none,
    assert needed(Add()(image, Activation()(image))) == 3  # unless its input is still needed
    assert needed(Add()(image, conv(Activation()(conv(image))))) == 3
    branches = [conv(image) for _ in range(4)]
    assert needed(Concat()(*branches)) == 4 + 4  # the branches, and what they become
    assert needed(conv(image), conv(image)) == 3  # outputs stay


def test_a_shortcut_costs_resnet_a_third_place():
    assert count_costs(vgg(16), (224, 224, 3)).inference_bytes == 4 * 2 * (224 * 224 * 64)
    assert count_costs(resnet(50)).inference_bytes == 4 * 3 * (56 * 56 * 256)


def test_training_needs_the_activations_since_a_kernels_gradient_is_made_of_them():
    rng = np.random.default_rng(0)
    inputs, kernel = rng.normal(size=(1, 7, 5, 2)), rng.normal(size=(3, 2, 2, 4))
    d_outputs = np.ones((1, 5, 4, 4))
    _, d_kernel, _ = conv2d_backward(d_outputs, inputs, kernel)
    _, of_others, _ = conv2d_backward(d_outputs, inputs + 1, kernel)
    assert abs(d_kernel - of_others).min() > 1


# Keras


@pytest.mark.keras
def test_costs_agree_with_keras():
    import keras

    layers = [
        Conv(8, (3, 2), strides=(2, 1), padding="same", use_bias=False),
        BatchNorm(),
        Activation(),
        Conv(8, 3, groups=8),
        Pool(3, 2),
        Conv(12, 1),
        GlobalPool(),
        Dense(10),
    ]
    model = keras.Sequential(
        [
            keras.Input((23, 19, 3)),
            keras.layers.Conv2D(8, (3, 2), (2, 1), "same", use_bias=False),
            keras.layers.BatchNormalization(),
            keras.layers.ReLU(),
            keras.layers.DepthwiseConv2D(3),
            keras.layers.MaxPooling2D(3, 2),
            keras.layers.Conv2D(12, 1),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(10),
        ]
    )
    costs = count_costs(layers, (23, 19, 3))
    assert costs.parameters == model.count_params()
    assert costs.trainable == sum(np.prod(weight.shape) for weight in model.trainable_weights)
    assert costs.trainable == costs.parameters - 16
    for row, layer in zip(list(costs)[1:], model.layers, strict=True):
        assert row.output_shape == layer.output.shape[1:], layer.name
        assert row.parameters == layer.count_params(), layer.name
    own = [layer for layer in model.layers if not isinstance(layer, keras.layers.ReLU)]
    numbers = 23 * 19 * 3 + sum(np.prod(layer.output.shape[1:]) for layer in own)
    assert costs.activation_bytes == 4 * numbers


@pytest.mark.keras
def test_keras_counts_as_many_parameters_in_lenet_5():
    import keras

    model = keras.Sequential(
        [
            keras.Input((32, 32, 1)),
            keras.layers.Conv2D(6, 5, activation="tanh"),
            keras.layers.AveragePooling2D(2),
            keras.layers.Conv2D(16, 5, activation="tanh"),
            keras.layers.AveragePooling2D(2),
            keras.layers.Flatten(),
            keras.layers.Dense(120, activation="tanh"),
            keras.layers.Dense(84, activation="tanh"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    costs = count_costs(LENET_5, (32, 32, 1))
    assert [row.parameters for row in costs][1:] == [x.count_params() for x in model.layers]
    assert costs.parameters == model.count_params() == 61_706


# The table


def test_totals_are_the_sums_of_the_rows():
    costs = count_costs(LENET_5, (32, 32, 1))
    assert costs.parameters == 156 + 2_416 + 48_120 + 10_164 + 850
    assert costs.trainable == costs.parameters
    assert costs.multiply_adds == 117_600 + 240_000 + 48_000 + 10_080 + 840
    outputs = [32 * 32, 28 * 28 * 6, 14 * 14 * 6, 10 * 10 * 16, 5 * 5 * 16, 120, 84, 10]
    assert costs.activation_bytes == 4 * sum(outputs)
    assert costs["flatten 1"].activation_bytes == 0


def test_a_table_of_costs_has_a_line_for_the_image_for_each_layer_and_for_the_total():
    assert repr(count_costs([Conv(6, 5, name="C1"), Pool(), Flatten()], (32, 32, 1))) == (
        "layer           output  parameters  multiply-adds  activations, bytes\n"
        "input      32 × 32 × 1           0              0               4,096\n"
        "C1         28 × 28 × 6         156        117,600              18,816\n"
        "pool 1     14 × 14 × 6           0              0               4,704\n"
        "flatten 1        1,176           0              0                   0\n"
        "total                          156        117,600              27,616"
    )


def test_a_network_without_layers_costs_what_its_image_costs():
    costs = count_costs([], (32, 32, 1))
    assert (costs.parameters, costs.multiply_adds) == (0, 0)
    assert costs.activation_bytes == costs.inference_bytes == 4096


def test_an_impossible_network_is_named():
    with pytest.raises(ValueError, match="dense 1 gets feature maps"):
        count_costs([Dense(10)], (32, 32, 1))
    with pytest.raises(ValueError, match=r"input_shape=\(32, 32\) is not \(H, W, C\)"):
        count_costs([Dense(10)], (32, 32))
