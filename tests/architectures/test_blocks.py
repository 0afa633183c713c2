"""The seven blocks: their work by the papers' formulas, their sizes, and Keras."""

from collections import Counter
from math import prod

import numpy as np
import pytest

from cnn_lessons.architectures import build
from cnn_lessons.architectures.blocks import (
    BLOCKS,
    CONTROLS,
    WORK,
    block_network,
    equal_width,
    load_trials,
)
from cnn_lessons.blueprints import Add, Concat, Gate, count_costs
from cnn_lessons.exercises.blocks import inverted_work, paired_difference, width_for_work

PLACES = (16 * 16, 8 * 8, 4 * 4)


def skeleton_work(width, out=1):
    """Return what the stem, the two 1 × 1 convolutions and the dense layer cost."""
    stem = PLACES[0] * 27 * width
    widen = PLACES[1] * out * width * 2 * width + PLACES[2] * out * 2 * width * 4 * width
    return stem + widen + out * 4 * width * 10


def stages(work, width):
    return sum(places * work(2**i * width) for i, places in enumerate(PLACES))


@pytest.mark.parametrize("width", [7, 10])
@pytest.mark.parametrize("depth", [1, 2])
def test_the_work_is_that_of_the_formulas(width, depth):
    formulas = {
        "plain": lambda w: 2 * 9 * w**2,
        "residual": lambda w: 2 * 9 * w**2,
        "separable": lambda w: 2 * (9 * w + w**2),
        "inverted": lambda w: 2 * 6 * w**2 + 9 * 6 * w,
    }
    for block, work in formulas.items():
        costs = count_costs(block_network(block, width, depth))
        assert costs.multiply_adds == skeleton_work(width) + depth * stages(work, width), block


def test_a_gate_adds_two_narrow_dense_layers_in_each_block():
    gated = count_costs(block_network("gated", 12)).multiply_adds
    residual = count_costs(block_network("residual", 12)).multiply_adds
    assert gated - residual == sum(2 * w * (w // 4) for w in (12, 24, 48))


def test_a_dense_block_adds_half_as_many_maps_as_the_stage_began_with():
    costs = count_costs(block_network("dense", 10, depth=2))
    assert costs["stage1_block2_layer1_concat"].output_shape == (16, 16, 20)
    assert costs["stage3_block2_layer1_concat"].output_shape == (4, 4, 80)
    # 1 × 1 from 10 to 20, 3 × 3 from 20 to 5; then from 15 maps.
    first = [costs[f"stage1_block1_layer1_{i}"].multiply_adds for i in (1, 2)]
    assert first == [256 * 10 * 20, 256 * 9 * 20 * 5]
    assert costs["stage1_block2_layer1_1"].multiply_adds == 256 * 15 * 20


def test_an_inception_module_has_the_shares_of_googlenets_first():
    costs = count_costs(block_network("inception", 64))
    parts = {"1x1": 16, "3x3_reduce": 24, "3x3": 32, "5x5_reduce": 4, "5x5": 8, "pool_proj": 8}
    for part, filters in parts.items():
        assert costs[f"stage1_block1_{part}"].output_shape == (16, 16, filters), part
    for width in range(5, 30):
        network = block_network("inception", width)
        assert count_costs(network)["stage2_block1_output"].output_shape == (8, 8, 2 * width)


def test_each_block_has_what_its_paper_brought():
    joins = {
        Add: {"residual", "gated", "inverted"},
        Concat: {"inception", "dense"},
        Gate: {"gated"},
    }
    for kind, expected in joins.items():
        found = {
            block
            for block in BLOCKS
            if any(isinstance(step.layer, kind) for step in block_network(block, 10).steps)
        }
        assert found == expected


def test_plain_and_residual_are_equal_but_for_the_sums():
    plain, residual = (count_costs(block_network(b, 11, 3)) for b in ("plain", "residual"))
    assert plain.trainable == residual.trainable
    assert plain.multiply_adds == residual.multiply_adds


@pytest.mark.parametrize("pair", [("separable", "separable+"), ("inverted-", "inverted")])
@pytest.mark.parametrize("depth", [1, 2])
def test_a_control_differs_in_one_sum_for_each_block_and_in_nothing_else(pair, depth):
    without, with_sum = (block_network(block, 7, depth, (24, 40, 3), 11) for block in pair)
    kinds = []
    for network in (without, with_sum):
        counted = Counter(type(step.layer).__name__ for step in network.steps)
        kinds.append(counted)
    assert kinds[1] - kinds[0] == {"Add": 3 * depth}
    assert not kinds[0] - kinds[1]
    costs = [count_costs(network) for network in (without, with_sum)]
    assert costs[0].multiply_adds == costs[1].multiply_adds
    assert costs[0].trainable == costs[1].trainable
    assert without.depth() == with_sum.depth()


@pytest.mark.keras
@pytest.mark.parametrize("block", ["separable+", "inverted"])
def test_where_nothing_is_computed_a_shortcut_hands_on_what_came_in(block):
    """With weights of 0 in all blocks the maps of a stage are those that came in."""
    import keras

    start = build(block_network(block, 7, 2, (24, 40, 3)), 1)
    for layer in start.layers:
        if "block" in layer.name and layer.weights:
            layer.set_weights([np.zeros(weight.shape) for weight in layer.get_weights()])
    before = start.get_layer("widen2_relu").output
    after = start.get_layer(f"stage2_block2_{'out' if block == 'separable+' else 'add'}").output
    model = keras.Model(start.input, [before, after])
    images = np.random.default_rng(3).random((2, 24, 40, 3), np.float32)
    came, left = model.predict(images, verbose=0)
    assert came.any()
    np.testing.assert_array_equal(left, came)


def test_the_widths_are_the_nearest_and_the_work_is_equal_within_two_per_cent():
    for block in BLOCKS | CONTROLS:
        width = equal_width(block)
        found = [
            abs(count_costs(block_network(block, w)).multiply_adds - WORK)
            for w in range(width - 2, width + 3)
        ]
        assert min(found) == found[2] <= 0.02 * WORK, block


@pytest.mark.parametrize("block", BLOCKS | CONTROLS)
@pytest.mark.keras
def test_keras_has_as_many_weights_and_finite_scores(block):
    network = block_network(block, 9, depth=2, input_shape=(24, 40, 3), classes=7)
    model = build(network)
    costs = count_costs(network)
    assert sum(prod(w.shape) for w in model.trainable_weights) == costs.trainable
    images = np.random.default_rng(0).random((2, 24, 40, 3), np.float32)
    scores = model.predict(images, verbose=0)
    assert scores.shape == (2, 7)
    assert np.isfinite(scores).all()
    norms = [layer for layer in model.layers if layer.name.endswith("_bn")]
    convolutions = [layer for layer in model.layers if "Conv2D" in type(layer).__name__]
    assert len(norms) >= len(convolutions)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("dens", 10), r"block='dens' is not known\. Use one of plain, inception, residual"),
        (("plain", 4), "width=4 is too narrow: 5 maps or more"),
        (("plain", 10, 0), "depth=0 is too small"),
        (("plain", 10, 1, (2, 32, 3)), "pool2: A window of 2 pixels .* does not fit on 1 pixels"),
    ],
)
def test_what_cannot_be_built_is_named(arguments, said):
    with pytest.raises(ValueError, match=said):
        block_network(*arguments)


def test_the_log_says_what_it_has():
    with pytest.raises(ValueError, match=r"the log has no 'sead'\. It has: experiment, block"):
        load_trials(sead=3)
    with pytest.raises(ValueError, match=r"no line with {'block': 'dens'}.*'separable'"):
        load_trials(block="dens")
    runs = load_trials(experiment="blocks", seed=3)
    assert {run["block"] for run in runs} == set(BLOCKS)
    assert {type(run["epochs"]) for run in runs} == {int}
    assert {type(run["rate"]) for run in runs} == {float}


def test_a_paired_difference_is_scipys():
    from scipy.stats import ttest_rel

    rng = np.random.default_rng(1)
    first, second = rng.random(7), rng.random(7)
    mean, error = paired_difference(first, second)
    assert mean / error == pytest.approx(ttest_rel(second, first).statistic)


def test_the_exercises_agree_with_the_networks():
    # 13824 w² in the blocks, 256 w² in the 1 × 1 convolutions, 6952 w in the stem and the end.
    assert count_costs(block_network("plain", 10)).multiply_adds == 14080 * 100 + 6952 * 10
    assert width_for_work(14080, 6952, WORK) == equal_width("plain") == 10
    costs = count_costs(block_network("inverted", 10))
    parts = (costs[f"stage1_block1_{part}"] for part in ("expand", "depthwise", "project"))
    assert sum(part.multiply_adds for part in parts) == 4 * inverted_work.right_answer
