"""ResNet and its relatives, judged by the tables of their papers."""

import re
from collections import Counter

import numpy as np
import pytest

from cnn_lessons.architectures import resnet, resnet_cifar, resnet_v2, resnext
from cnn_lessons.architectures.residual_blocks import Style, basic_block, bottleneck
from cnn_lessons.blueprints import count_costs
from cnn_lessons.blueprints.graph import Add, Input, Network
from cnn_lessons.blueprints.layers import Activation, Conv, Pool
from cnn_lessons.blueprints.normalization import BatchNorm

DEPTHS = [18, 34, 50, 101, 152]
# He et al. 2015, table 1: multiply-adds ("FLOPs") of the five columns.
BILLIONS = dict(zip(DEPTHS, [1.8, 3.6, 3.8, 7.6, 11.3], strict=True))
# torchvision's published counts.
PARAMETERS = {18: 11_689_512, 34: 21_797_672, 50: 25_557_032, 101: 44_549_160, 152: 60_192_808}


def kinds(network, kind):
    return [step for step in network.steps if isinstance(step.layer, kind)]


@pytest.mark.parametrize("depth", DEPTHS)
def test_sizes_are_those_of_table_1(depth):
    network = resnet(depth)
    width = 4 if depth >= 50 else 1
    last = {step.name.split("_")[0]: step.output_shape for step in network.steps}
    assert last["conv1"] == (112, 112, 64)
    for stage, (size, filters) in enumerate([(56, 64), (28, 128), (14, 256), (7, 512)], 2):
        assert last[f"conv{stage}"] == (size, size, width * filters)
    assert network.steps[-1].output_shape == (1000,)


@pytest.mark.parametrize("depth", DEPTHS)
def test_depth_and_costs_are_the_published_ones(depth):
    network = resnet(depth)
    costs = count_costs(network)
    assert network.depth() == depth
    assert costs.trainable == PARAMETERS[depth]
    assert costs.multiply_adds == pytest.approx(BILLIONS[depth] * 1e9, abs=0.1e9)


def test_resnet_34_has_16_additions_and_projects_three_of_them():
    """Figure 3: the dotted shortcuts are those where the dimensions increase."""
    network = resnet(34)
    assert len(kinds(network, Add)) == 3 + 4 + 6 + 3
    projections = [step for step in kinds(network, Conv) if step.layer.kernel_size == 1]
    assert [step.input_shape for step in projections] == [
        (56, 56, 64),
        (28, 28, 128),
        (14, 14, 256),
    ]
    assert all(step.layer.strides == 2 for step in projections)


def test_a_bottleneck_also_projects_where_only_the_channels_change():
    projections = [step for step in kinds(resnet(50), Conv) if step.name.endswith("_0_conv")]
    assert [step.layer.strides for step in projections] == [1, 2, 2, 2]


def test_the_plain_network_lacks_the_shortcuts_and_nothing_else():
    plain, residual = resnet(34, shortcuts=False), resnet(34)
    assert not kinds(plain, Add)
    projected = count_costs(residual).trainable - count_costs(plain).trainable
    assert projected == sum(c * f + 2 * f for c, f in [(64, 128), (128, 256), (256, 512)])
    assert count_costs(plain).multiply_adds == pytest.approx(3.6e9, abs=0.05e9)


def test_without_normalization_biases_take_its_place():
    network = resnet(18, batch_norm=False)
    assert not kinds(network, BatchNorm)
    assert all(step.layer.use_bias for step in kinds(network, Conv))


def test_biases_are_one_for_each_filter():
    """keras.applications' ResNet50 has 25,583,592 trained parameters, 25,636,712 in all."""
    costs = count_costs(resnet(50, use_bias=True))
    assert (costs.trainable, costs.parameters) == (25_583_592, 25_636_712)
    filters = sum(step.layer.filters for step in kinds(resnet(50), Conv))
    assert costs.trainable - PARAMETERS[50] == filters
    assert costs.parameters - costs.trainable == 2 * filters


def test_a_stride_in_the_3_by_3_gives_the_multiply_adds_of_pytorch():
    """torchvision publishes 4.09 G for its ResNet-50, and the same parameters."""
    network = resnet(50, strided_kernel=3)
    costs = count_costs(network)
    assert costs.trainable == PARAMETERS[50]
    assert costs.multiply_adds == pytest.approx(4.09e9, abs=0.005e9)
    strided = {step.name for step in kinds(network, Conv) if step.layer.strides == 2}
    assert {name for name in strided if "block" in name} == {
        f"conv{stage}_block1_{part}_conv" for stage in (3, 4, 5) for part in (0, 2)
    }
    with pytest.raises(ValueError, match=r"strided_kernel=2 is not in a bottleneck\. Use 1"):
        resnet(50, strided_kernel=2)


def test_the_paper_s_two_blocks_cost_about_the_same():
    """Figure 5: two 3 × 3 on 64 maps, and a bottleneck on 256."""
    style = Style(batch_norm=False)
    basic = Network("basic", basic_block(Input((56, 56, 64)), 64, 1, "block", style))
    narrow = Network("bottleneck", bottleneck(Input((56, 56, 256)), 64, 1, "block", style))
    assert count_costs(basic).parameters == 2 * 9 * 64 * 64
    assert count_costs(narrow).parameters == 2 * 256 * 64 + 9 * 64 * 64


def test_resnext_has_32_groups_of_4_and_the_published_costs():
    """Xie et al. 2016, table 1: 25.0 · 10⁶ parameters and 4.2 · 10⁹ multiply-adds."""
    network = resnext(50)
    costs = count_costs(network)
    grouped = [step for step in kinds(network, Conv) if step.layer.kernel_size == 3]
    assert {step.layer.groups for step in grouped} == {32}
    assert [step.layer.filters for step in grouped] == 3 * [128] + 4 * [256] + 6 * [512] + 3 * [
        1024
    ]
    assert costs.trainable == pytest.approx(25.0e6, abs=0.05e6)
    assert costs.multiply_adds == pytest.approx(4.2e9, abs=0.05e9)
    with pytest.raises(ValueError, match="depth=34 has no bottlenecks to group"):
        resnext(34)


@pytest.mark.parametrize("depth", [18, 50])
def test_pre_activation_leaves_nothing_on_the_way_of_the_shortcut(depth):
    """He et al. 2016, figure 1 b: from one addition to the next nothing but additions."""
    network = resnet_v2(depth)
    made_by = {step.name: step for step in network.steps}
    for step in kinds(network, Add):
        shortcut = made_by[step.inputs[0]]
        assert isinstance(shortcut.layer, Add | Conv | Pool), step.name
        assert made_by[step.inputs[1]].name.endswith("_conv")  # no ReLU before the addition
    counts = Counter(type(step.layer) for step in network.steps)
    convolutions = sum("_0_" not in step.name for step in kinds(network, Conv))
    assert counts[BatchNorm] == counts[Activation] - 1 == convolutions  # one of them is softmax


@pytest.mark.parametrize(
    ("depth", "trainable", "parameters", "blocks"),
    [
        (50, 25_568_360, 25_613_800, (3, 4, 6, 3)),
        (101, 44_577_896, 44_675_560, (3, 4, 23, 3)),
        (152, 60_236_904, 60_380_648, (3, 8, 36, 3)),
    ],
)
def test_pre_activation_has_keras_parameters_but_for_its_biases(
    depth, trainable, parameters, blocks
):
    """keras.applications' ResNetV2 has biases in conv1, in shortcuts and at a block's end."""
    costs = count_costs(resnet_v2(depth))
    widths = (256, 512, 1024, 2048)
    biases = 64 + sum(width * (count + 1) for width, count in zip(widths, blocks, strict=True))
    assert costs.trainable == trainable - biases
    assert costs.parameters == parameters - biases


@pytest.mark.parametrize("depth", [18, 34])
def test_pre_activation_lacks_the_normalization_of_three_projections(depth):
    """Those of each block move one place, and the last comes behind all blocks."""
    assert count_costs(resnet_v2(depth)).trainable == PARAMETERS[depth] - 2 * (128 + 256 + 512)


def test_pre_activation_begins_with_a_relu_before_the_pooling():
    """He et al. 2016, appendix: the first activation comes right after conv1."""
    names = [step.name for step in resnet_v2(50).steps]
    assert names[:5] == ["conv1_conv", "conv1_bn", "conv1_relu", "pool1", "conv2_block1_0_conv"]


@pytest.mark.parametrize(
    ("depth", "millions", "digits"),
    [(20, 0.27, 2), (32, 0.46, 2), (44, 0.66, 2), (56, 0.85, 2), (110, 1.7, 1)],
)
def test_networks_for_small_images_have_the_parameters_of_table_6(depth, millions, digits):
    """The paper's shortcuts have no weights, and so its counts are those of plain networks."""
    network = resnet_cifar(depth, shortcuts=False)
    assert round(count_costs(network).trainable / 1e6, digits) == millions
    assert network.depth() == depth
    assert len(kinds(resnet_cifar(depth), Add)) == (depth - 2) // 2


def test_networks_for_small_images_have_three_sizes_of_maps():
    sizes = [step.output_shape for step in kinds(resnet_cifar(20), Add)]
    assert sizes == 3 * [(32, 32, 16)] + 3 * [(16, 16, 32)] + 3 * [(8, 8, 64)]


@pytest.mark.parametrize("depth", [2, 21, 34])
def test_a_depth_that_is_not_6n_and_2_is_named(depth):
    with pytest.raises(ValueError, match=re.escape(f"depth={depth} is not 6n + 2. Use 20")):
        resnet_cifar(depth)


@pytest.mark.parametrize("network", [resnet, resnet_v2, resnext, resnet_cifar])
def test_an_answer_without_classes_is_refused(network):
    with pytest.raises(ValueError, match="classes=0 is too small"):
        network(classes=0)


def test_what_is_not_in_the_table_is_named():
    with pytest.raises(ValueError, match=r"depth=42 is not in ResNet's table\. Use 18, 34, 50"):
        resnet(42)
    with pytest.raises(ValueError, match="write a grey image as"):
        resnet(18, input_shape=(32, 32))


@pytest.mark.keras
def test_a_block_adds_what_came_in_and_then_cuts_off():
    """By brute force: kernels that pass on the middle, on maps with numbers of both signs."""
    import keras

    from cnn_lessons.architectures import build

    image = Input((5, 3, 2))
    style = Style(use_bias=True, batch_norm=False)
    model = build(Network("block", basic_block(image, 2, 1, "block", style)))
    kernel = np.zeros((3, 3, 2, 2), "float32")
    kernel[1, 1] = [[1, 0], [0, 1]]
    model.get_layer("block_1_conv").set_weights([kernel, np.zeros(2)])
    model.get_layer("block_2_conv").set_weights([-3 * kernel, np.zeros(2)])
    x = np.random.default_rng(0).normal(size=(2, 5, 3, 2)).astype("float32")
    expected = np.maximum(x - 3 * np.maximum(x, 0), 0)  # what is positive is taken away
    assert not expected.any()
    np.testing.assert_allclose(model(x), expected)
    model.get_layer("block_2_conv").set_weights([3 * kernel, np.ones(2)])
    np.testing.assert_allclose(model(x), np.maximum(x + 3 * np.maximum(x, 0) + 1, 0), rtol=1e-5)
    keras.backend.clear_session()
