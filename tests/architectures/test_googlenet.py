"""GoogLeNet, judged by table 1 of its paper and by torchvision's published count."""

import re

import pytest

from cnn_lessons.architectures import googlenet
from cnn_lessons.blueprints import count_costs

# Output size and depth of each row of table 1.
TABLE_1 = {
    "conv1": (112, 112, 64),
    "pool1": (56, 56, 64),
    "conv2": (56, 56, 192),
    "pool2": (28, 28, 192),
    "inception_3a_output": (28, 28, 256),
    "inception_3b_output": (28, 28, 480),
    "pool3": (14, 14, 480),
    "inception_4a_output": (14, 14, 512),
    "inception_4b_output": (14, 14, 512),
    "inception_4c_output": (14, 14, 512),
    "inception_4d_output": (14, 14, 528),
    "inception_4e_output": (14, 14, 832),
    "pool4": (7, 7, 832),
    "inception_5a_output": (7, 7, 832),
    "inception_5b_output": (7, 7, 1024),
    "global_pool": (1024,),
    "classifier": (1000,),
}


@pytest.mark.parametrize("torchvision", [False, True])
def test_sizes_are_those_of_table_1(torchvision):
    costs = count_costs(googlenet(torchvision=torchvision))
    assert {name: costs[name].output_shape for name in TABLE_1} == TABLE_1


def test_counts_are_the_published_ones():
    assert count_costs(googlenet()).parameters == 6_998_552
    assert count_costs(googlenet(torchvision=True)).trainable == 6_624_904
    assert googlenet().depth() == 22


def test_module_3a_is_counted_by_hand():
    """192 maps come in; each branch has biases."""
    costs = count_costs(googlenet())
    counted = sum(row.parameters for row in costs if row.name.startswith("inception_3a"))
    ones = 193 * 64
    threes = 193 * 96 + (9 * 96 + 1) * 128
    fives = 193 * 16 + (25 * 16 + 1) * 32
    assert counted == ones + threes + fives + 193 * 32


def test_auxiliary_heads_sit_where_the_paper_puts_them():
    network = googlenet(auxiliary=True)
    steps = {step.name: step for step in network.steps}
    assert steps["aux1_pool"].inputs == ("inception_4a_output",)
    assert steps["aux1_pool"].output_shape == (4, 4, 512)
    assert steps["aux2_pool"].inputs == ("inception_4d_output",)
    assert steps["aux2_pool"].output_shape == (4, 4, 528)
    assert network.outputs == ("softmax", "aux1_softmax", "aux2_softmax")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"classes": 0}, "classes=0 is too small"),
        ({"auxiliary": True, "include_top": False}, "auxiliary=True needs include_top=True"),
        ({"auxiliary": True, "input_shape": (64, 64, 3)}, "aux1_pool: "),
    ],
)
def test_what_does_not_fit_is_named(arguments, says):
    with pytest.raises(ValueError, match=re.escape(says)):
        googlenet(**arguments)
