"""Wide ResNet, judged by the tables of its paper, and by a count that others publish."""

import numpy as np
import pytest

from cnn_lessons.architectures import build, wide_resnet
from cnn_lessons.blueprints import count_costs
from cnn_lessons.blueprints.graph import Add
from cnn_lessons.blueprints.layers import Conv
from cnn_lessons.blueprints.normalization import BatchNorm

# Zagoruyko and Komodakis 2016, tables 4 and 5: millions of parameters.
MILLIONS = {(40, 1): 0.6, (40, 2): 2.2, (40, 4): 8.9, (28, 10): 36.5, (16, 8): 11.0}


@pytest.mark.parametrize(("depth", "width"), MILLIONS)
def test_parameters_are_those_of_the_paper(depth, width):
    parameters = count_costs(wide_resnet(depth, width)).trainable
    assert parameters / 1e6 == pytest.approx(MILLIONS[depth, width], abs=0.06)


def test_wrn_16_4_has_the_parameters_that_others_count():
    """The table of experiments in a JAX library has 2,748,890."""
    assert count_costs(wide_resnet()).trainable == 2_748_890


@pytest.mark.parametrize(("depth", "width"), MILLIONS)
def test_the_depth_counts_all_convolutions(depth, width):
    steps = wide_resnet(depth, width).steps
    projections = 3 - (width == 1)  # the first group's 16 maps come in as 16
    convolutions = sum(isinstance(step.layer, Conv) for step in steps)
    assert convolutions == depth - 3 + projections
    assert sum(isinstance(step.layer, Add) for step in steps) == (depth - 4) // 2


def test_sizes_are_those_of_table_1():
    network = wide_resnet(22, 3)
    last = {step.name.split("_")[0]: step.output_shape for step in network.steps}
    assert last["conv1"] == (32, 32, 16)
    assert [last[f"conv{stage}"] for stage in (2, 3, 4)] == [
        (32, 32, 48),
        (16, 16, 96),
        (8, 8, 192),
    ]


def test_the_moving_averages_keep_what_torch_keeps():
    norms = [s.layer for s in wide_resnet(10, 1).steps if isinstance(s.layer, BatchNorm)]
    assert {norm.momentum for norm in norms} == {0.9}


@pytest.mark.keras
def test_it_becomes_a_keras_model_that_gives_logits():
    model = build(wide_resnet(10, 1, classes=7, input_shape=(36, 44, 3)))
    logits = np.asarray(model(np.random.default_rng(0).random((2, 36, 44, 3), np.float32)))
    assert logits.shape == (2, 7)
    assert not np.allclose(logits.sum(axis=1), 1)


@pytest.mark.parametrize("depth", [4, 12, 20, 27])
def test_a_depth_that_has_no_blocks_is_refused(depth):
    with pytest.raises(ValueError, match=rf"depth={depth} is not 6n \+ 4. Use 10, 16"):
        wide_resnet(depth)


def test_without_filters_there_is_no_network():
    with pytest.raises(ValueError, match="width"):
        wide_resnet(width=0)
