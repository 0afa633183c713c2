"""MobileNet, versions 1 and 2, judged by the tables of their papers."""

import re

import pytest

from cnn_lessons.architectures import mobilenet, mobilenet_v2
from cnn_lessons.architectures.mobilenet import V1, V2, round_to_eight
from cnn_lessons.blueprints import count_costs
from cnn_lessons.blueprints.graph import Add, Input, Network
from cnn_lessons.blueprints.layers import Activation, Conv, Dense
from cnn_lessons.exercises.mobilenet import count_weights


def kernels(network):
    """Return the weights without biases, and the multiply-adds, by the kind of layer."""
    costs, found = count_costs(network), {}
    for step in network.steps:
        if isinstance(step.layer, Conv | Dense):
            if isinstance(step.layer, Dense):
                kind = "dense"
            else:
                kind = "depthwise" if step.layer.groups > 1 else f"{step.layer.kernel_size}"
            row = costs[step.name]
            weights = row.parameters - (step.output_shape[-1] if kind == "dense" else 0)
            old = found.get(kind, (0, 0))
            found[kind] = old[0] + weights, old[1] + row.multiply_adds
    return found


def test_the_sizes_of_version_1_are_those_of_table_1():
    costs = count_costs(mobilenet())
    inputs = {  # of the pointwise convolutions, "input size" in the paper
        1: (112, 112, 32),
        2: (56, 56, 64),
        3: (56, 56, 128),
        4: (28, 28, 128),
        5: (28, 28, 256),
        6: (14, 14, 256),
        7: (14, 14, 512),
        12: (7, 7, 512),
        13: (7, 7, 1024),
    }
    assert {i: costs[f"conv_dw_{i}"].output_shape for i in inputs} == inputs
    assert costs["conv1"].output_shape == (112, 112, 32)
    assert costs["conv_pw_13"].output_shape == (7, 7, 1024)


@pytest.mark.parametrize(
    ("kind", "work", "weights"),
    [("1", 94.86, 74.59), ("depthwise", 3.06, 1.06), ("dense", 0.18, 24.33)],
)
def test_shares_of_version_1_are_those_of_table_2(kind, work, weights):
    found = kernels(mobilenet())
    shares = [100 * found[kind][i] / sum(row[i] for row in found.values()) for i in (0, 1)]
    assert shares == pytest.approx([weights, work], abs=0.005)


@pytest.mark.parametrize(
    ("arguments", "work", "parameters"),
    [  # tables 6 and 7: millions
        ({"alpha": 0.75}, 325, 2.6),
        ({"alpha": 0.5}, 149, 1.3),
        ({"alpha": 0.25}, 41, 0.5),
        ({"input_shape": (192, 192, 3)}, 418, 4.2),
        ({"input_shape": (160, 160, 3)}, 290, 4.2),
        ({"input_shape": (128, 128, 3)}, 186, 4.2),
    ],
)
def test_both_knobs_do_what_tables_6_and_7_say(arguments, work, parameters):
    costs = count_costs(mobilenet(**arguments))
    assert int(costs.multiply_adds / 1e6) == work
    assert round(costs.trainable / 1e6, 1) == parameters


def test_with_full_convolutions_it_would_be_table_4():
    """4,866 M multiply-adds in the convolutions, and 29.3 M parameters in all."""
    x = Conv(32, 3, 2, "same", use_bias=False)(Input((224, 224, 3)))
    for filters, strides in V1:
        x = Conv(filters, 3, strides, "same", use_bias=False)(x)
    full = count_costs(Network("full", x))
    assert int(full.multiply_adds / 1e6) == 4866
    assert round((full.parameters + 1025 * 1000) / 1e6, 1) == 29.3


def test_the_sizes_of_version_2_are_those_of_table_2():
    costs = count_costs(mobilenet_v2())
    last = {0: (112, 112, 16), 2: (56, 56, 24), 5: (28, 28, 32), 9: (14, 14, 64)}
    last |= {12: (14, 14, 96), 15: (7, 7, 160), 16: (7, 7, 320)}
    assert {i: costs[f"block{i}_project"].output_shape for i in last} == last
    assert costs["conv_last"].output_shape == (7, 7, 1280)
    assert sum(blocks for _, _, blocks, _ in V2) == 17


def test_shortcuts_are_between_equal_shapes_and_no_activation_follows_a_projection():
    network = mobilenet_v2()
    adds = [step for step in network.steps if isinstance(step.layer, Add)]
    assert len(adds) == 10
    for step in network.steps:
        if isinstance(step.layer, Activation):
            assert not any("project" in name or "add" in name for name in step.inputs)
    functions = {s.layer.function for s in network.steps if isinstance(s.layer, Activation)}
    assert functions == {"relu6", "softmax"}


def test_a_block_has_the_weights_that_the_exercise_counts():
    costs = count_costs(mobilenet_v2())
    for block, arguments in {"block0": (32, 16, 1), "block3": (24, 32, 6)}.items():
        kernel = sum(
            row.parameters
            for row in costs
            if row.name.startswith(f"{block}_") and row.multiply_adds
        )
        assert count_weights(*arguments) == kernel


def test_version_2_without_batch_norm_is_the_authors_count():
    """3.47 M on their page of checkpoints, 2.61 M and 1.95 M for narrower ones."""
    for alpha, millions in ((1.0, 3.47), (0.75, 2.61), (0.5, 1.95), (0.35, 1.66)):
        costs = count_costs(mobilenet_v2(alpha))
        norms = sum(row.trainable for row in costs if row.name.endswith("_bn"))
        assert int((costs.trainable - norms) / 1e4) / 100 == pytest.approx(millions, abs=0.011)


def test_filters_are_rounded_to_eight():
    """The authors' rule: 8 at least, the nearest multiple, not more than 10 % less."""
    assert [round_to_eight(n) for n in (3, 8, 11.9, 12, 24 * 0.35, 16 * 0.75, 32 * 1.1)] == [
        8,
        8,
        16,
        16,
        8,
        16,
        32,
    ]
    assert all(round_to_eight(n) >= 0.9 * n and round_to_eight(n) % 8 == 0 for n in range(1, 300))


@pytest.mark.parametrize("describe", [mobilenet, mobilenet_v2])
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"alpha": 0}, "alpha=0, but a width above 0 is expected, such as 0.5."),
        ({"alpha": -1}, "alpha=-1"),
        ({"classes": 0}, "classes=0 is too small. Use an int of at least 1"),
        ({"input_shape": (224, 224)}, "is not (H, W, C) of one image"),
    ],
)
def test_what_does_not_fit_is_named(describe, arguments, says):
    with pytest.raises(ValueError, match=re.escape(says)):
        describe(**arguments)


@pytest.mark.keras
def test_weights_of_another_network_are_refused():
    from cnn_lessons.architectures import build, copy_weights

    small = {"classes": 3, "input_shape": (32, 32, 3), "alpha": 0.25}
    with pytest.raises(ValueError):
        copy_weights(build(mobilenet(**small)), build(mobilenet_v2(**small)))
