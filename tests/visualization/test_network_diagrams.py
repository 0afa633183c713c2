"""Diagrams of networks on paper, judged by the layers that the networks have."""

from itertools import pairwise

import pytest
from matplotlib.colors import to_rgb
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from cnn_lessons.architectures import (
    densenet,
    googlenet,
    lenet5,
    mobilenet_v2,
    resnet,
    resnet_v2,
    se_resnet,
    vgg,
)
from cnn_lessons.architectures.googlenet import MODULES, inception
from cnn_lessons.architectures.residual_blocks import Style, basic_block, bottleneck
from cnn_lessons.blueprints import Add, Concat, Conv, Dense, GlobalPool, Input, Network, Pool
from cnn_lessons.visualization import Branches, Step, diagram_of, show_diagram, show_overview
from cnn_lessons.visualization.diagram_layout import KINDS


def written(description):
    """Return a description as plain lists: labels, and branches as (join, paths)."""
    return [
        part.label if isinstance(part, Step) else (part.join.label, list(map(written, part.paths)))
        for part in description
    ]


def block(make, *arguments, channels=64):
    return Network("a block", make(Input((14, 14, channels)), *arguments))


def test_a_basic_block_has_two_convolutions_and_a_shortcut():
    network = block(basic_block, 64, 1, "block", Style())
    assert written(diagram_of(network)) == [
        "input",
        (
            "+",
            [["3 × 3 conv, 64", "batch norm\nReLU", "3 × 3 conv, 64", "batch norm"], []],
        ),
        "ReLU",
    ]


def test_a_bottleneck_narrows_convolves_and_widens_again():
    network = block(bottleneck, 64, 2, "block", Style())
    norm = "batch norm\nReLU"
    assert written(diagram_of(network)) == [
        "input",
        (
            "+",
            [
                [
                    *("1 × 1 conv, 64\nstride 2", norm),
                    *("3 × 3 conv, 64", norm),
                    *("1 × 1 conv, 256", "batch norm"),
                ],
                ["1 × 1 conv, 256\nstride 2", "batch norm"],
            ],
        ),
        "ReLU",
    ]


def test_an_inception_module_has_four_branches_in_the_papers_order():
    network = block(inception, MODULES["3a"], "3a", channels=192)
    assert written(diagram_of(network)) == [
        "input",
        (
            "concat",
            [
                ["1 × 1 conv, 64", "ReLU"],
                ["1 × 1 conv, 96", "ReLU", "3 × 3 conv, 128", "ReLU"],
                ["1 × 1 conv, 16", "ReLU", "5 × 5 conv, 32", "ReLU"],
                ["3 × 3 max pool", "1 × 1 conv, 32", "ReLU"],
            ],
        ),
    ]


def test_a_gate_within_a_shortcut_is_drawn_within_it():
    first = written(diagram_of(se_resnet(50)))[4]
    sign, (way, projection) = first
    assert sign == "+"
    assert projection == ["1 × 1 conv, 256", "batch norm"]
    gate, (factors, maps) = way[-1]
    assert gate == "×"
    assert factors == ["global average", "dense, 16", "ReLU", "dense, 256", "sigmoid"]
    assert maps == []


def test_other_windows_say_what_they_are():
    labels = written(diagram_of(mobilenet_v2()))
    assert "3 × 3 depthwise" in labels
    assert any("3 × 3 depthwise\nstride 2" in part for part in labels if isinstance(part, str))
    grouped = Network("groups", Conv(8, (1, 3), (1, 2), groups=2)(Input((9, 9, 4))))
    assert written(diagram_of(grouped))[1] == "1 × 3 conv, 8\nstride 1 × 2\n2 groups"


def test_the_input_and_the_last_layer_have_their_shapes():
    first, *_, last = diagram_of(lenet5())
    assert first == ("input", "32 × 32 × 1", "data")
    assert (last.label, last.size) == ("softmax", "10")
    module = diagram_of(block(inception, MODULES["3a"], "3a", channels=192))
    assert module[-1].size == "14 × 14 × 256"


def layers(description):
    """Count the boxes of a description by kind, joins apart."""
    for part in description:
        if isinstance(part, Branches):
            yield part.join.label
            for path in part.paths:
                yield from layers(path)
        else:
            yield part.kind


NETWORKS = [googlenet(), resnet(18), resnet(50), resnet_v2(50), densenet(121), se_resnet(50)]


@pytest.mark.parametrize("network", NETWORKS, ids=repr)
def test_no_layer_with_weights_is_lost_and_none_comes_twice(network):
    kinds = list(layers(diagram_of(network)))
    of = [type(step.layer) for step in network.steps]
    assert kinds.count("conv") == of.count(Conv)
    assert kinds.count("dense") == of.count(Dense)
    assert kinds.count("pool") == of.count(Pool) + of.count(GlobalPool)
    assert kinds.count("+") == of.count(Add)
    assert kinds.count("concat") == of.count(Concat)


def test_only_the_main_output_is_drawn():
    one, three = (list(layers(diagram_of(googlenet(auxiliary=a)))) for a in (False, True))
    assert one == three


def test_blocks_can_be_drawn():
    network = block(bottleneck, 64, 1, "block", Style(), channels=256)
    texts = [text.get_text() for text in show_diagram(diagram_of(network)).texts]
    assert texts.count("14 × 14 × 256") == 2


# At a glance --------------------------------------------------------------------


def boxes(axes, kind):
    """Return how many boxes have the colour of a kind and no label, over all rows."""
    return sum(
        patch.get_facecolor()[:3] == to_rgb(KINDS[kind])
        for ax in axes
        for patch in ax.patches
        if isinstance(patch, FancyBboxPatch)
    )


@pytest.mark.parametrize("network", [googlenet(), resnet(34), resnet(50), vgg(16)], ids=repr)
def test_an_overview_has_a_box_for_each_layer_and_a_sign_for_each_sum(network):
    axes = show_overview(network, network.name)
    of = [type(step.layer) for step in network.steps]
    assert boxes(axes, "conv") == of.count(Conv)
    assert boxes(axes, "dense") == of.count(Dense)
    assert boxes(axes, "pool") == of.count(Pool) + of.count(GlobalPool)
    signs = [text.get_text() for ax in axes for text in ax.texts if text.get_text()]
    assert signs == ["+"] * of.count(Add)
    assert boxes(axes, "layer") == of.count(Add) + of.count(Concat)


def test_rows_are_the_sizes_of_the_maps_with_the_shape_that_leaves():
    figure = show_overview(resnet(50), "ResNet-50")[0].figure
    assert [text.get_text() for text in figure.texts] == [
        "ResNet-50",
        "112 × 112 × 64",
        "56 × 56 × 256",
        "28 × 28 × 512",
        "14 × 14 × 1,024",
        "7 × 7 × 2,048",
        "1,000",
    ]


def test_the_legend_names_what_is_there():
    def named(network):
        (legend,) = show_overview(network)[0].figure.legends
        return [text.get_text() for text in legend.get_texts()]

    assert named(googlenet()) == ["convolution", "pooling", "dense", "concatenation"]
    assert named(resnet(18)) == ["convolution", "pooling", "dense"]
    assert named(lenet5(include_top=False)) == ["convolution", "pooling"]


@pytest.mark.parametrize("network", [googlenet(), resnet(50), lenet5()], ids=repr)
def test_rows_stand_below_each_other_beside_their_shapes_on_a_phone(network):
    axes = show_overview(network, network.name)
    figure = axes[0].figure
    figure.canvas.draw()
    assert figure.get_size_inches()[0] <= 6.4
    places = [ax.get_window_extent() for ax in axes]
    for above, below in pairwise(places):
        assert above.y0 > below.y1
    _, *shapes = figure.texts
    for place, shape in zip(places, shapes, strict=True):
        letters = shape.get_window_extent()
        assert letters.x1 < place.x0
        assert (letters.y0 + letters.y1) / 2 == pytest.approx((place.y0 + place.y1) / 2, abs=2)
        assert place.x1 <= figure.bbox.x1
    (legend,) = figure.legends
    assert legend.get_window_extent().y1 < places[-1].y0


def test_letters_and_arrowheads_are_as_small_as_the_boxes():
    (ax,) = (ax for ax in show_overview(resnet(50)) if len(ax.texts) > 20)
    scale = ax.get_position().width * 6.4 / (ax.get_xlim()[1] - ax.get_xlim()[0])
    assert scale < 0.6
    (size,) = {text.get_fontsize() for text in ax.texts}
    assert size == pytest.approx(12 * scale)
    arrows = [patch for patch in ax.patches if isinstance(patch, FancyArrowPatch)]
    for arrow in arrows:
        assert arrow.get_mutation_scale() == pytest.approx(11 * scale)


def test_a_network_that_would_be_too_small_to_see_is_refused():
    with pytest.raises(ValueError, match=r"ResNet-152 has rows that are too long for 6\.4 inches"):
        show_overview(resnet(152))
