"""DenseNet, judged by table 1 of its paper and by published counts."""

import re

import numpy as np
import pytest

from cnn_lessons.architectures import densenet
from cnn_lessons.architectures.densenet import LAYERS, dense_block, transition
from cnn_lessons.blueprints import count_costs
from cnn_lessons.blueprints.graph import Concat, Input, Network
from cnn_lessons.blueprints.layers import Conv


def test_output_sizes_are_those_of_table_1():
    costs = count_costs(densenet(121))
    sizes = {
        "conv1": (112, 112, 64),
        "pool1": (56, 56, 64),
        "block1_layer6_concat": (56, 56, 256),
        "transition1_pool": (28, 28, 128),
        "block2_layer12_concat": (28, 28, 512),
        "transition2_pool": (14, 14, 256),
        "block3_layer24_concat": (14, 14, 1024),
        "transition3_pool": (7, 7, 512),
        "block4_layer16_concat": (7, 7, 1024),
        "global_pool": (1024,),
    }
    assert {name: costs[name].output_shape for name in sizes} == sizes


@pytest.mark.parametrize("depth", LAYERS)
def test_the_name_is_the_number_of_layers_with_kernels(depth):
    network = densenet(depth)
    assert network.depth() == depth == 1 + 2 * sum(LAYERS[depth]) + 3 + 1
    assert sum(isinstance(step.layer, Concat) for step in network.steps) == sum(LAYERS[depth])
    assert sum(isinstance(step.layer, Conv) for step in network.steps) == depth - 1


@pytest.mark.parametrize(
    ("depth", "trainable"), [(121, 7_978_856), (169, 14_149_480), (201, 20_013_928)]
)
def test_counts_are_those_of_torchvision(depth, trainable):
    assert count_costs(densenet(depth)).trainable == trainable


def test_with_running_statistics_it_is_keras_s_count():
    assert count_costs(densenet()).parameters == 8_062_504


@pytest.mark.parametrize(("depth", "billions"), [(121, 2.834), (169, 3.36), (201, 4.291)])
def test_multiply_adds_are_those_of_torchvision(depth, billions):
    """The `_ops` of its weights, for one image of 224 x 224."""
    assert count_costs(densenet(depth)).multiply_adds / 1e9 == pytest.approx(billions, abs=6e-4)


def test_a_layer_sees_the_input_and_all_layers_before_it():
    """Each of L layers is reached from every one before: L (L + 1) / 2 connections."""
    network = Network("block", dense_block(Input((5, 7, 3)), 4, "b", growth=2))
    sees = {"input": {"input"}}
    for step in network.steps:
        seen = set().union(*(sees[name] for name in step.inputs))
        made_anew = step.name.endswith("_2")  # the 3 × 3 convolution that ends a layer
        sees[step.name] = {step.name} if made_anew else seen
        if step.name.endswith("_0_bn"):
            number = int(step.name[len("b_layer")])
            assert seen == {"input", *(f"b_layer{i}_2" for i in range(1, number))}
    assert network.steps[-1].output_shape == (5, 7, 3 + 4 * 2)


def test_a_concatenation_copies_its_input_first_and_unchanged():
    network = Network("block", dense_block(Input((5, 7, 3)), 2, "b", growth=2))
    joins = [step for step in network.steps if isinstance(step.layer, Concat)]
    assert [step.inputs for step in joins] == [
        ("input", "b_layer1_2"),
        ("b_layer1_concat", "b_layer2_2"),
    ]


def test_a_transition_halves_everything_and_rounds_down():
    assert transition(Input((8, 6, 11)), "t").shape == (4, 3, 5)


def test_bottlenecks_have_four_times_the_growth_rate():
    costs = count_costs(Network("block", dense_block(Input((5, 7, 3)), 2, "b", growth=5)))
    assert costs["b_layer2_1"].parameters == (3 + 5) * 20
    assert costs["b_layer2_2"].parameters == 9 * 20 * 5


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"depth": 50}, "depth=50 is not in DenseNet's table. Use 121, 169 or 201."),
        ({"classes": 0}, "classes=0 is too small. Use an int of at least 1"),
        ({"input_shape": (16, 32, 3)}, "transition3_pool: "),
        ({"input_shape": (32, 32)}, "write a grey image as (H, W, 1)"),
    ],
)
def test_what_does_not_fit_is_named(arguments, says):
    with pytest.raises(ValueError, match=re.escape(says)):
        densenet(**arguments)


@pytest.mark.keras
def test_what_a_block_got_comes_out_of_it_untouched():
    from cnn_lessons.architectures import build

    maps = np.random.default_rng(0).normal(size=(2, 5, 7, 3)).astype("float32")
    model = build(Network("block", dense_block(Input((5, 7, 3)), 2, "b", growth=2)))
    outputs = np.asarray(model(maps))
    np.testing.assert_array_equal(outputs[..., :3], maps)
    assert outputs.shape == (2, 5, 7, 7)
