"""ConvNeXt, judged by its paper's tables, by torchvision's counts and by Keras."""

import re

import numpy as np
import pytest

from cnn_lessons.architectures import convnext
from cnn_lessons.architectures.convnext import SIZES, convnext_block
from cnn_lessons.blueprints import count_costs
from cnn_lessons.blueprints.graph import Add, Input, Network
from cnn_lessons.blueprints.layers import Activation, Dropout
from cnn_lessons.blueprints.network_exercise import lines_of
from cnn_lessons.blueprints.normalization import LayerNorm, LayerScale
from cnn_lessons.exercises.convnext import build_convnext, drop_rates

PARAMETERS = {  # of torchvision "num_params"; XLarge: 350 M in table 1
    "Tiny": 28_589_128,
    "Small": 50_223_688,
    "Base": 88_591_464,
    "Large": 197_767_336,
}
GIGA = {"Tiny": 4.456, "Small": 8.684, "Base": 15.355, "Large": 34.361}  # torchvision "GFLOPS"


@pytest.mark.parametrize("size", PARAMETERS)
def test_counts_are_torchvisions(size):
    costs = count_costs(convnext(size))
    assert costs.parameters == costs.trainable == PARAMETERS[size]
    assert costs.multiply_adds / 1e9 == pytest.approx(GIGA[size], abs=0.0006)


def test_counts_of_the_largest_are_the_papers():
    costs = count_costs(convnext("XLarge"))
    assert round(costs.parameters / 1e6) == 350
    assert round(costs.multiply_adds / 1e9, 1) == 60.9


@pytest.mark.keras
@pytest.mark.usefixtures("forget_models")
@pytest.mark.parametrize("size", SIZES)
def test_counts_are_those_of_keras(size, monkeypatch):
    import keras

    zeros = keras.initializers.Zeros()  # hundreds of millions of random numbers take their time
    monkeypatch.setattr(keras.layers.Dense, "__init__", _with(keras.layers.Dense, zeros))
    theirs = getattr(keras.applications, f"ConvNeXt{size}")(weights=None)
    assert count_costs(convnext(size)).parameters == theirs.count_params()


def _with(kind, initializer):
    """Return the constructor of a Keras layer, with another start for its kernel."""
    usual = kind.__init__

    def start(self, *args, **kwargs):
        usual(self, *args, **({"kernel_initializer": initializer} | kwargs))

    return start


def test_sizes_and_layers_are_those_of_table_9():
    costs = count_costs(convnext())
    assert costs["stem"].output_shape == (56, 56, 96)
    sides = {1: 56, 2: 28, 3: 14, 4: 7}
    for stage, (blocks, filters) in enumerate(zip(*SIZES["Tiny"], strict=True), 1):
        name, side = f"stage{stage}_block{blocks}", sides[stage]
        assert costs[f"{name}_depthwise"].output_shape == (side, side, filters)
        assert costs[f"{name}_depthwise"].parameters == 7 * 7 * filters + filters
        assert costs[f"{name}_expand"].output_shape == (side, side, 4 * filters)
        assert costs[f"{name}_project"].output_shape == (side, side, filters)
        assert not any(row.name.startswith(f"stage{stage}_block{blocks + 1}_") for row in costs)


def test_a_block_has_one_norm_one_activation_and_a_scale():
    network = convnext()
    kinds = [type(step.layer) for step in network.steps if step.name.startswith("stage3_block2_")]
    assert [kinds.count(kind) for kind in (LayerNorm, Activation, LayerScale, Add)] == [1] * 4
    functions = [s.layer.function for s in network.steps if isinstance(s.layer, Activation)]
    assert functions == ["gelu"] * 18 + ["softmax"]
    # One behind the stem, one before each halving, one before the dense layer.
    assert sum(isinstance(step.layer, LayerNorm) for step in network.steps) == 18 + 1 + 3 + 1


def test_later_blocks_are_skipped_more_often_and_the_first_never():
    steps = convnext(drop=0.34).steps
    rates = [step.layer.rate for step in steps if isinstance(step.layer, Dropout)]
    np.testing.assert_allclose(rates, 0.02 * np.arange(1, 18))
    np.testing.assert_allclose(rates, drop_rates(SIZES["Tiny"][0], 0.34)[1:])
    assert all(step.layer.whole for step in steps if isinstance(step.layer, Dropout))
    assert not any(isinstance(step.layer, Dropout) for step in convnext(drop=0).steps)
    # Table 5: 0.1/0.4/0.5/0.5, and of XLarge 0.2 on the larger ImageNet.
    last = [
        [step.layer.rate for step in convnext(size).steps if isinstance(step.layer, Dropout)][-1]
        for size in (*SIZES, ((2, 1), (8, 24)))
    ]
    assert last == [0.1, 0.4, 0.5, 0.5, 0.2, 0.1]


def test_a_block_by_itself_is_never_skipped_unless_it_is_told():
    image = Input((9, 13, 5))
    kinds = [
        [type(step.layer) for step in Network("block", block).steps]
        for block in (convnext_block(image, "b"), convnext_block(Input((9, 13, 5)), "b", drop=0.25))
    ]
    assert Dropout not in kinds[0]
    assert kinds[1].count(Dropout) == 1


def test_an_image_has_224_pixels_each_way_and_a_norm_the_authors_epsilon():
    network = convnext()
    assert network.steps[0].input_shape == (224, 224, 3)
    norms = [step.layer.epsilon for step in network.steps if isinstance(step.layer, LayerNorm)]
    assert norms == [1e-6] * 23


def test_layers_are_named_by_their_place():
    names = {step.name for step in convnext(((1, 2), (8, 24)), 7, (37, 83, 1)).steps}
    parts = ["depthwise", "norm", "expand", "gelu", "project", "scale", "add"]
    blocks = {
        f"{block}_{part}"
        for block in ("stage1_block1", "stage2_block1", "stage2_block2")
        for part in parts
    }
    blocks |= {"stage2_block1_drop", "stage2_block2_drop"}  # never the first
    between = {"stem", "stem_norm", "down2_norm", "down2", "global_pool", "head_norm"}
    assert blocks | between <= names
    assert convnext("Small").name == "ConvNeXt-Small"
    assert convnext(((1, 2), (8, 24))).name == "ConvNeXt (1, 2), (8, 24)"


def test_a_single_stage_is_never_halved():
    costs = count_costs(convnext(((2,), (8,)), input_shape=(37, 83, 1), include_top=False))
    assert list(costs)[-1].output_shape == (9, 20, 8)


def test_the_exercise_builds_the_same_network():
    built = build_convnext(*SIZES["Tiny"], (224, 224, 3), 1000)
    assert lines_of(built) == lines_of(convnext())


def test_a_wider_image_and_stages_of_ones_own():
    network = convnext(((2, 1), (8, 24)), classes=7, input_shape=(37, 83, 1))
    costs = count_costs(network)
    assert costs["stage1_block2_add"].output_shape == (9, 20, 8)
    assert costs["stage2_block1_add"].output_shape == (4, 10, 24)
    assert network.steps[-1].output_shape == (7,)
    headless = convnext(((2, 1), (8, 24)), input_shape=(37, 83, 1), include_top=False)
    assert headless.steps[-1].output_shape == (4, 10, 24)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"size": "Huge"}, "size='Huge' is not known. Use one of Tiny, Small"),
        ({"size": ((3, 3), (96,))}, "a tuple (blocks, filters) with a number for each stage"),
        ({"size": ((), ())}, "size=((), ()) is not known"),
        ({"size": 50}, "size=50 is not known"),
        ({"classes": 0}, "classes=0 is too small"),
        ({"input_shape": (224, 224)}, "is not (H, W, C) of one image"),
        ({"drop": 1.5}, "the share that is dropped is expected"),
        ({"input_shape": (4, 64, 3)}, "down2: A window of 2 pixels"),
    ],
)
def test_what_does_not_fit_is_named(arguments, says):
    with pytest.raises(ValueError, match=re.escape(says)):
        convnext(**arguments)
