"""VGG, judged by table 2 of its paper and by Keras's published counts."""

import re

import pytest

from cnn_lessons.architectures import vgg
from cnn_lessons.blueprints import count_costs
from cnn_lessons.blueprints.layers import Conv, Dense


@pytest.mark.parametrize(("depth", "millions"), [(11, 133), (13, 133), (16, 138), (19, 144)])
def test_parameters_are_those_of_table_2(depth, millions):
    assert round(count_costs(vgg(depth)).parameters / 1e6) == millions


@pytest.mark.parametrize(("depth", "parameters"), [(16, 138_357_544), (19, 143_667_240)])
def test_parameters_are_those_of_keras(depth, parameters):
    assert count_costs(vgg(depth)).parameters == parameters


@pytest.mark.parametrize("depth", [11, 13, 16, 19])
def test_the_name_says_how_many_layers_have_weights(depth):
    network = vgg(depth)
    weighted = [step for step in network.steps if isinstance(step.layer, Conv | Dense)]
    assert len(weighted) == network.depth() == depth
    kernels = {step.layer.kernel_size for step in weighted if isinstance(step.layer, Conv)}
    assert kernels == {3}


def test_every_block_halves_the_size():
    costs = count_costs(vgg(16))
    shapes = [costs[f"pool{block}"].output_shape for block in range(1, 6)]
    assert shapes == [(112, 112, 64), (56, 56, 128), (28, 28, 256), (14, 14, 512), (7, 7, 512)]


def test_other_filters_and_units_make_another_network_and_its_name_says_so():
    small = vgg(11, 10, (64, 32, 1), filters=(2, 3, 5, 7, 11), units=13)
    costs = count_costs(small)
    assert small.name == "VGG-11 with 2 to 11 filters"
    assert costs["pool5"].output_shape == (2, 1, 11)
    assert costs["fc6"].parameters == (2 * 1 * 11 + 1) * 13
    assert costs["fc7"].parameters == (13 + 1) * 13


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"depth": 17}, "depth=17 is not in VGG's table. Use 11, 13, 16 or 19."),
        ({"input_shape": (31, 224, 3)}, "pool5: "),
        ({"classes": 0}, "classes=0 is too small"),
        ({"filters": (8, 16)}, "filters=(8, 16) has 2 entries, expected 5"),
    ],
)
def test_what_does_not_fit_is_named(arguments, says):
    with pytest.raises(ValueError, match=re.escape(says)):
        vgg(**arguments)
