"""The seven blocks: their work by the papers' formulas, their sizes, and Keras."""

import re
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
from cnn_lessons.blueprints import Activation, Add, Concat, Gate, count_costs
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
    parts = ("1x1", "3x3_reduce", "3x3", "5x5_reduce", "5x5", "pool_proj")
    published = (64, 96, 128, 16, 32, 32)  # table 1 of the paper, inception (3a)
    for width, expected in {256: published, 5: (1, 2, 2, 1, 1, 1)}.items():
        costs = count_costs(block_network("inception", width))
        found = [costs[f"stage1_block1_{part}"].output_shape for part in parts]
        assert found == [(16, 16, filters) for filters in expected]
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


def test_only_what_has_met_no_activation_at_its_end_gets_one():
    own = {"dense": [1, 2, 3], "inverted": [3]}
    for block in BLOCKS | CONTROLS:
        steps = {step.name: step for step in block_network(block, 7).steps}
        found = [stage for stage in (1, 2, 3) if f"stage{stage}_relu" in steps]
        assert found == own.get(block, []), block
        for stage in found:
            (before,) = steps[f"stage{stage}_relu"].inputs
            assert before == f"stage{stage}_bn"
        assert type(steps[steps["global_pool"].inputs[0]].layer) in (Activation, Concat)


def test_each_layer_says_where_it_stands():
    places = r"stem|widen[23]|pool[23]|stage[123](_block[12])?_|global_pool$|logits$"
    for block in BLOCKS | CONTROLS:
        names = [step.name for step in block_network(block, 8, depth=2).steps]
        assert [name for name in names if not re.match(places, name)] == [], block
    names = [step.name for step in block_network("separable", 8).steps]
    parts = [f"stage2_block1_{part}" for part in ("dw1", "pw1", "dw2", "pw2")]
    assert [name for name in names if name in parts] == parts


def test_what_is_not_said_is_as_documented():
    network = block_network("residual", 7)
    assert network.input_shape == (32, 32, 3)
    assert network.steps == block_network("residual", 7, 1, (32, 32, 3), 10).steps
    assert WORK == 1_500_000


def test_the_widths_are_tried_from_5_to_64():
    assert equal_width("plain", 1) == 5
    assert equal_width("separable", 1e12) == 64


@pytest.mark.parametrize("depth", [1, 2])
def test_the_control_differs_in_one_sum_for_each_block_and_in_nothing_else(depth):
    pair = "separable", "separable+"
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
        (("plain", -7), "width=-7 is too small"),
        (("plain", 10, 1, (32, 32, 3), 0), "classes=0 is too small"),
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
    assert {run["block"] for run in runs} >= set(BLOCKS)
    assert {type(run["epochs"]) for run in runs} == {int}
    assert {run["rate"] for run in runs} <= {0.03, 0.1, 0.3, 1.0}
    for run in load_trials():
        chooses = run["experiment"] == "choice"
        assert 0 < run["validation" if chooses else "test"] < 1
        assert np.isnan(run["test" if chooses else "validation"])


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
