"""SENet, judged by the tables of its paper and by brute force."""

from math import ceil

import numpy as np
import pytest

from cnn_lessons.architectures import resnet, se_resnet
from cnn_lessons.architectures.senet import squeeze_and_excite
from cnn_lessons.operations import count_costs
from cnn_lessons.operations.graph import Add, Gate, Input, Network
from cnn_lessons.operations.layers import Dense


@pytest.mark.parametrize(
    ("ratio", "millions"), [(2, 45.7), (4, 35.7), (8, 30.7), (16, 28.1), (32, 26.9)]
)
def test_parameters_are_those_of_the_ablation_of_the_ratio(ratio, millions):
    """Hu et al. 2017, the table of reduction ratios; its counts are rounded up."""
    costs = count_costs(se_resnet(50, ratio=ratio))
    assert ceil(costs.trainable / 1e5) == round(10 * millions)


@pytest.mark.parametrize(("depth", "billions"), [(50, 3.87), (101, 7.60), (152, 11.32)])
def test_multiply_adds_are_those_of_table_2(depth, billions):
    """The paper counts the pooling, too: about three thousandths more."""
    costs = count_costs(se_resnet(depth))
    assert costs.multiply_adds == pytest.approx(billions * 1e9, rel=0.005)


def test_added_parameters_are_those_of_the_formula_and_the_biases():
    """Section 4: 2/r · Σ N · C² for stages with N blocks of C maps; biases come on top."""
    stages = [(3, 256), (4, 512), (6, 1024), (3, 2048)]
    added = count_costs(se_resnet(50)).trainable - count_costs(resnet(50)).trainable
    kernels = 2 * sum(n * c**2 for n, c in stages) // 16
    assert added == kernels + sum(n * (c // 16 + c) for n, c in stages)
    assert 0.095 < added / count_costs(resnet(50)).trainable < 0.105  # "a ∼10% increase"


def test_the_gate_is_the_last_step_before_each_addition():
    """Figure 3: the shortcut goes round the gate."""
    network = se_resnet(50)
    made_by = {step.name: step for step in network.steps}
    additions = [step for step in network.steps if isinstance(step.layer, Add)]
    assert len(additions) == 16
    for step in additions:
        shortcut, computed = (made_by[name] for name in step.inputs)
        assert isinstance(computed.layer, Gate)
        assert not isinstance(shortcut.layer, Gate)
        assert made_by[computed.inputs[0]].name.endswith("_3_bn")
    assert network.depth() == 50


def test_the_middle_is_so_many_times_narrower():
    block = Network("gate", squeeze_and_excite(Input((5, 3, 22)), "se", ratio=3))
    units = [step.layer.units for step in block.steps if isinstance(step.layer, Dense)]
    assert units == [7, 22]


@pytest.mark.parametrize("ratio", [0, 23])
def test_a_ratio_that_leaves_nothing_is_named(ratio):
    with pytest.raises(ValueError, match=f"ratio={ratio} does not fit 22 .* Use 1 to 22"):
        squeeze_and_excite(Input((5, 3, 22)), "se", ratio=ratio)


def test_what_resnet_refuses_is_refused():
    with pytest.raises(ValueError, match="depth=42 is not in ResNet's table"):
        se_resnet(42)
    with pytest.raises(ValueError, match="classes=0 is too small"):
        se_resnet(classes=0)


@pytest.mark.keras
def test_each_map_is_multiplied_by_what_the_means_of_its_own_image_say():
    import keras

    from cnn_lessons.architectures import build

    rng = np.random.default_rng(0)
    model = build(Network("gate", squeeze_and_excite(Input((5, 3, 6)), "se", ratio=2)))
    weights = [rng.normal(size=w.shape) for w in model.get_weights()]
    model.set_weights(weights)
    x = rng.normal(size=(2, 5, 3, 6)).astype("float32")
    outputs = model.predict(x, verbose=0)
    reduce, reduce_bias, expand, expand_bias = weights
    for n in range(2):
        means = [x[n, :, :, c].sum() / 15 for c in range(6)]
        narrow = [max(0, sum(means * reduce[:, i]) + reduce_bias[i]) for i in range(3)]
        for c in range(6):
            factor = 1 / (1 + np.exp(-sum(narrow * expand[:, c]) - expand_bias[c]))
            np.testing.assert_allclose(outputs[n, :, :, c], x[n, :, :, c] * factor, rtol=1e-4)
    keras.backend.clear_session()
