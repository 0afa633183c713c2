"""EfficientNet, judged by table 1 and table 2 of its paper and by torchvision's counts."""

import re

import pytest

from cnn_lessons.architectures import efficientnet, make_ledger
from cnn_lessons.architectures.efficientnet import SCALES, STAGES
from cnn_lessons.exercises.efficientnet import round_filters, scale_blocks
from cnn_lessons.operations import count_costs
from cnn_lessons.operations.graph import Add
from cnn_lessons.operations.layers import Activation, Dense, Dropout

PARAMETERS = {  # torchvision's "num_params"
    "B0": 5_288_548,
    "B1": 7_794_184,
    "B2": 9_109_994,
    "B3": 12_233_232,
    "B4": 19_341_616,
    "B5": 30_389_784,
    "B6": 43_040_704,
    "B7": 66_347_960,
}


@pytest.mark.parametrize("scale", PARAMETERS)
def test_parameters_are_torchvisions(scale):
    assert count_costs(efficientnet(scale)).trainable == PARAMETERS[scale]


def test_sizes_are_those_of_table_1():
    """Table 1 gives the size of what each stage gets; this is what the next one gets."""
    costs = count_costs(efficientnet())
    last = {1: (112, 112, 16), 2: (56, 56, 24), 3: (28, 28, 40), 4: (14, 14, 80)}
    last |= {5: (14, 14, 112), 6: (7, 7, 192), 7: (7, 7, 320)}
    blocks = [stage[3] for stage in STAGES]
    assert blocks == [1, 2, 2, 3, 3, 4, 1]
    found = {i: costs[f"stage{i}_block{blocks[i - 1]}_project"].output_shape for i in last}
    assert found == last
    assert costs["stem"].output_shape == (112, 112, 32)
    assert costs["head"].output_shape == (7, 7, 1280)


def test_the_squeeze_is_a_quarter_of_what_the_block_got():
    network = efficientnet()
    units = {s.name: s.layer.units for s in network.steps if isinstance(s.layer, Dense)}
    assert units["stage1_block1_se_reduce"] == 32 // 4
    assert units["stage2_block2_se_reduce"] == 24 // 4
    assert units["stage7_block1_se_reduce"] == 192 // 4
    assert units["stage2_block2_se_expand"] == 24 * 6


def test_what_keras_counts_beyond_the_trained_is_statistics_and_seven_numbers():
    costs = count_costs(efficientnet())
    norms = sum(row.parameters - row.trainable for row in costs if row.name.endswith("_bn"))
    assert costs["rescale"].parameters == 3 + 3 + 1
    assert costs.parameters == 5_330_571 == costs.trainable + norms + 7


def test_b1_is_deeper_than_b0_and_no_wider():
    b0, b1 = count_costs(efficientnet("B0")), count_costs(efficientnet("B1"))
    assert b0["head"].output_shape[-1] == b1["head"].output_shape[-1] == 1280
    assert (SCALES["B1"][0], SCALES["B1"][1]) == (1.0, 1.1)
    assert [efficientnet(scale).depth() for scale in ("B0", "B1")] == [50, 70]


def test_blocks_and_filters_are_rounded_as_the_exercises_say():
    width, depth, *_ = SCALES["B2"]
    blocks = scale_blocks([stage[3] for stage in STAGES], depth)
    assert sum(blocks) == 23  # not ceil(1.2 * 16) = 20: tensorflow/tpu issue 640
    costs = count_costs(efficientnet("B2"))
    for number, (stage, count) in enumerate(zip(STAGES, blocks, strict=True), 1):
        row = costs[f"stage{number}_block{count}_project"]
        assert row.output_shape[-1] == round_filters(stage[2] * width)
        assert not any(r.name.startswith(f"stage{number}_block{count + 1}_") for r in costs)


def test_later_blocks_are_skipped_more_often_and_only_where_a_shortcut_is():
    network = efficientnet()
    rates = [s.layer.rate for s in network.steps if isinstance(s.layer, Dropout) and s.layer.whole]
    assert rates == sorted(rates)
    # Sixteen blocks; the second is the first with a shortcut that has a rate above 0.
    assert rates[0] == pytest.approx(0.2 * 2 / 16)
    assert rates[-1] == pytest.approx(0.2 * 14 / 16)
    assert len(rates) == sum(isinstance(step.layer, Add) for step in network.steps) == 9
    projected = [s for s in network.steps if isinstance(s.layer, Activation)]
    assert not any("project" in name for step in projected for name in step.inputs)


@pytest.mark.parametrize(
    ("large", "small", "times"),
    [
        ("ResNet-152", "EfficientNet-B0", 29.2),
        ("Xception", "EfficientNet-B1", 12.2),
        ("ResNet-152 v2", "EfficientNet-B1", 33.5),
    ],
)
def test_with_as_many_errors_of_one_crop_it_needs_a_fraction_of_the_work(large, small, times):
    ledger = make_ledger()
    large, small = ledger[large], ledger[small]
    assert 0 < large.published.top_1 - small.published.top_1 < 0.25
    assert large.multiply_adds / small.multiply_adds == pytest.approx(times, abs=0.05)


def test_a_scale_of_ones_own_is_b0_where_it_says_so():
    own, b0 = efficientnet((1.0, 1.0, 224, 0.2)), efficientnet()
    assert count_costs(own).parameters == count_costs(b0).parameters
    wide = count_costs(efficientnet((2.0, 1.0, 224, 0.2)))
    assert wide.multiply_adds / count_costs(b0).multiply_adds == pytest.approx(4, rel=0.1)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"scale": "B8"}, "scale='B8' is not known. Use one of B0, B1"),
        ({"scale": (0, 1, 224, 0.2)}, "a tuple (width, depth, resolution, dropout)"),
        ({"classes": 0}, "classes=0 is too small"),
        ({"input_shape": (224, 224)}, "is not (H, W, C) of one image"),
    ],
)
def test_what_does_not_fit_is_named(arguments, says):
    with pytest.raises(ValueError, match=re.escape(says)):
        efficientnet(**arguments)


@pytest.mark.keras
def test_weights_of_another_scale_are_refused():
    from cnn_lessons.architectures import build, copy_weights

    small = {"classes": 3, "input_shape": (32, 32, 3)}
    with pytest.raises(ValueError):
        copy_weights(build(efficientnet("B1", **small)), build(efficientnet("B0", **small)))


@pytest.mark.parametrize("number", range(8))
def test_dropout_grows_from_a_fifth_to_a_half(number):
    """Section 5: linearly from 0.2 for B0 to 0.5 for B7; the authors' code rounds to tenths."""
    last = [step.layer for step in efficientnet(f"B{number}").steps if step.name == "dropout"]
    assert [layer.rate for layer in last] == [round(0.2 + 0.3 * number / 7, 1)]
    assert not last[0].whole
