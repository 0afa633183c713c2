"""Judges of networks that branch: chains counted before, arithmetic by hand, Keras's gradients."""

import re
from dataclasses import replace

import numpy as np
import pytest

from cnn_lessons.blueprints import count_costs, receptive_fields
from cnn_lessons.blueprints.graph import Add, Concat, Gate, Input, Network
from cnn_lessons.blueprints.layers import Conv, Dense, Flatten, GlobalPool, Pool
from cnn_lessons.operations import conv2d, conv2d_backward

CHAIN = [
    Conv(7, (3, 2), strides=(2, 1), padding="same", name="stem"),
    Pool((3, 2), strides=(1, 2), name="pool"),
    Flatten(name="flat"),
    Dense(5, name="dense"),
]
SHAPE = (23, 19, 3)


def in_a_row(layers, shape):
    x = Input(shape)
    for layer in layers:
        x = layer(x)
    return Network("a row", x)


def test_a_graph_without_branches_is_the_list_of_its_layers():
    network = in_a_row(CHAIN, SHAPE)
    assert repr(count_costs(network)) == repr(count_costs(CHAIN, SHAPE))
    assert repr(receptive_fields(network)) == repr(receptive_fields(CHAIN, SHAPE))


def test_layers_stand_in_the_order_in_which_they_were_written():
    image = Input((11, 7, 3))
    left = Conv(2, 1, name="left")(image)
    right = Conv(5, 3, padding=1, name="right")(image)
    Conv(9, 1, name="not used")(image)
    network = Network("fork", Concat()(right, left))
    assert [step.name for step in network.steps] == ["left", "right", "concat 1"]
    assert network.steps[-1].inputs == ("right", "left")
    assert network.steps[-1].output_shape == (11, 7, 7)


def test_depth_is_that_of_the_longest_way():
    image = Input((11, 7, 3))
    long = Conv(3, 1)(Pool(1)(Conv(3, 1)(Conv(3, 1)(image))))
    network = Network("fork", Add()(image, Conv(3, 1)(image), long))
    assert network.depth() == 3


def test_a_gate_counts_for_depth_and_field_by_its_feature_maps_alone():
    image = Input((11, 7, 4))
    x = Conv(4, 3, padding=1)(image)
    factors = Dense(4)(Dense(2)(GlobalPool()(x)))
    network = Network("squeeze and excite", Gate()(x, factors))
    assert network.depth() == 1
    assert receptive_fields(network)[-1].size == (3, 3)


def test_the_field_of_joined_branches_holds_the_pixels_that_a_gradient_reaches():
    """A branch that looks two rows up, and one that is strided and looks right."""
    image = Input((17, 19, 1))
    up = Conv(1, (3, 1), strides=2, padding=((2, 0), (0, 0)), name="up")(image)
    wide = Conv(1, (1, 5), strides=2, padding=((0, 0), (0, 4)), name="wide")(image)
    network = Network("joined", Add(name="sum")(up, wide))
    field = receptive_fields(network)["sum"]

    inputs = np.zeros((1, 17, 19, 1))
    reached = np.zeros((17, 19), dtype=bool)
    for step in network.steps[:2]:
        kernel = np.ones((*step.layer.kernel_size, 1, 1))
        window = {"strides": 2, "padding": step.layer.padding}
        d_outputs = np.zeros_like(conv2d(inputs, kernel, **window))
        d_outputs[0, 4, 3] = 1
        d_inputs, *_ = conv2d_backward(d_outputs, inputs, kernel, **window)
        reached |= d_inputs[0, :, :, 0] != 0
    rows, columns = (np.flatnonzero(reached.any(axis=axis)) for axis in (1, 0))
    expected = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    assert field.pixels(4, 3) == expected


@pytest.mark.parametrize(
    ("join", "shapes", "says"),
    [
        (Add(name="add"), [(8, 8, 16), (4, 4, 32)], "add: cannot add (8, 8, 16) and (4, 4, 32)"),
        (Concat(name="join"), [(8, 8, 16), (7, 8, 2)], "join: cannot join (8, 8, 16) and (7, 8"),
        (Gate(name="gate"), [(8, 8, 16), (8,)], "gate: cannot multiply (8, 8, 16) by (8,)"),
        (Gate(name="gate"), [(16,), (8, 8, 16)], "gate: cannot multiply (16,) by (8, 8, 16)"),
        (Add(name="add"), [(8, 8, 16)], "add gets 1 inputs, but takes two inputs or more"),
        (Conv(2, 1, name="c"), [(8, 8, 1), (8, 8, 1)], "c gets 2 inputs, but takes one input"),
        (Dense(2, name="fc"), [(8, 8, 1)], "fc gets feature maps (8, 8, 1), but takes a vector"),
        (Pool(9, name="pool5"), [(8, 8, 1)], "pool5: "),
    ],
)
def test_a_join_that_does_not_fit_says_which_and_why(join, shapes, says):
    image = Input((8, 8, 16))
    nodes = [replaced(image, shape) for shape in shapes]
    with pytest.raises(ValueError, match=re.escape(says)):
        join(*nodes)


def replaced(image, shape):
    """Return a node of any shape."""
    return replace(image, shape=shape)


def test_a_network_has_one_image_and_names_that_differ():
    first, second = Input((8, 8, 1)), Input((8, 8, 1))
    with pytest.raises(ValueError, match="two eyes has 2 inputs"):
        Network("two eyes", Add()(first, second))
    with pytest.raises(ValueError, match="two layers are called 'conv'"):
        Network("twins", Conv(2, 1, name="conv")(Conv(2, 1, name="conv")(first)))


def test_a_network_knows_its_image():
    network = in_a_row(CHAIN, SHAPE)
    assert count_costs(network, SHAPE)[0].output_shape == SHAPE
    with pytest.raises(ValueError, match=r"for images of \(23, 19, 3\), not \(9, 9, 3\)"):
        count_costs(network, (9, 9, 3))
