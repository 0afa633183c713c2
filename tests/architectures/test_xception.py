"""Xception, judged by figure 5 of its paper and by Keras's published counts."""

import re

import numpy as np
import pytest

from cnn_lessons.architectures import xception
from cnn_lessons.architectures.xception import separable
from cnn_lessons.blueprints import count_costs
from cnn_lessons.blueprints.graph import Add, Input, Network
from cnn_lessons.blueprints.layers import Pool

# Figure 5: what leaves the entry flow, the middle flow and the exit flow. It gives
# 19 × 19 × 728 for the first two and 2,048 numbers at the end; the rest follows from its strides.
FIGURE_5 = {
    "block1_conv1": (149, 149, 32),
    "block1_conv2": (147, 147, 64),
    "block2_add": (74, 74, 128),
    "block3_add": (37, 37, 256),
    "block4_add": (19, 19, 728),
    "block12_add": (19, 19, 728),
    "block13_add": (10, 10, 1024),
    "block14_sepconv2_relu": (10, 10, 2048),
    "global_pool": (2048,),
}


def test_sizes_are_those_of_figure_5():
    costs = count_costs(xception())
    assert {name: costs[name].output_shape for name in FIGURE_5} == FIGURE_5


def test_it_has_36_convolutional_layers_in_14_modules():
    """Section 4: a separable convolution counts as one; the shortcuts do not count."""
    names = [step.name for step in xception().steps]
    plain = [name for name in names if re.fullmatch(r"block\d+_conv\d", name)]
    separables = [name for name in names if name.endswith("_pointwise")]
    assert len(plain) + len(separables) == 36
    assert {name.split("_")[0] for name in plain + separables} == {
        f"block{i}" for i in range(1, 15)
    }


def test_all_modules_but_the_first_and_the_last_have_a_shortcut():
    steps = xception().steps
    assert sum(isinstance(step.layer, Add) for step in steps) == 12
    assert sum(isinstance(step.layer, Pool) for step in steps) == 4


def test_counts_are_the_published_ones():
    costs = count_costs(xception())
    assert costs.trainable == 22_855_952
    assert costs.parameters == 22_910_480


def test_nothing_stands_between_depthwise_and_pointwise():
    steps = xception().steps
    pairs = [step for step in steps if step.name.endswith("_pointwise")]
    assert len(pairs) == 34
    for step in pairs:
        assert step.inputs == (step.name.replace("pointwise", "depthwise"),)


def test_a_separable_convolution_is_counted_by_hand():
    """5 channels, 7 filters: nine weights a channel, one for each pair, four numbers a map."""
    costs = count_costs(Network("one", separable(Input((11, 13, 5)), 7, "one")))
    assert costs.parameters == 9 * 5 + 5 * 7 + 4 * 7
    assert costs.multiply_adds == 11 * 13 * (9 * 5 + 5 * 7)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"input_shape": (5, 299, 3)}, "block1_conv2: "),
        ({"classes": 0}, "classes=0 is too small. Use an int of at least 1"),
        ({"input_shape": (299, 299)}, "write a grey image as (H, W, 1)"),
    ],
)
def test_what_does_not_fit_is_named(arguments, says):
    with pytest.raises(ValueError, match=re.escape(says)):
        xception(**arguments)


@pytest.mark.keras
def test_separable_layers_equal_those_of_keras():
    import keras

    from cnn_lessons.architectures import build

    network = Network("one", separable(Input((7, 5, 3)), 11, "one"))
    model = build(network)
    theirs = keras.layers.SeparableConv2D(11, 3, padding="same", use_bias=False)
    images = np.random.default_rng(0).normal(size=(2, 7, 5, 3)).astype("float32")
    theirs.build(images.shape)
    for name, weights in zip(("depthwise", "pointwise"), theirs.weights, strict=True):
        layer = model.get_layer(f"one_{name}")
        layer.set_weights([np.reshape(weights, layer.weights[0].shape)])
    normalized = theirs(images) / np.sqrt(1 + model.get_layer("one_bn").epsilon)
    np.testing.assert_allclose(model(images), normalized, atol=1e-5)
