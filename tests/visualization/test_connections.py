"""Who sees whom in a dense block, judged by counting pairs and by what its layers get."""

from itertools import combinations

import pytest
from matplotlib.patches import FancyArrowPatch, Rectangle

from cnn_lessons.architectures.densenet import dense_block
from cnn_lessons.architectures.senet import squeeze_and_excite
from cnn_lessons.blueprints import Concat, Conv, Input, Network
from cnn_lessons.visualization import connections, show_connections


def block(layers, channels=7, growth=3):
    return Network("block", dense_block(Input((5, 4, channels)), layers, "b", growth))


def test_every_layer_sees_the_input_and_all_layers_before_it():
    seen = connections(block(4))
    members = ["input", *[f"b_layer{i}_2" for i in range(1, 5)]]
    assert list(seen) == [*members[1:], "b_layer4_concat"]
    pairs = [(a, b) for b, sources in seen.items() for a in sources]
    last = [(member, "b_layer4_concat") for member in members]
    assert sorted(pairs) == sorted([*combinations(members, 2), *last])


def test_an_arc_is_drawn_for_each_of_them_and_a_pile_as_high_as_what_the_layer_gets():
    network = block(3)
    ax = show_connections(network)
    assert sum(isinstance(patch, FancyArrowPatch) for patch in ax.patches) == 3 * 4 // 2 + 4
    first = [row.input_shape[-1] for row in network.steps if row.name.endswith("_0_bn")]
    written = [text.get_text() for text in ax.texts]
    assert written[-4:] == [str(maps) for maps in [*first, network.steps[-1].output_shape[-1]]]
    heights = [patch.get_height() for patch in ax.patches if isinstance(patch, Rectangle)]
    assert heights[1] / heights[2] == pytest.approx(7 / 3)  # the input's maps, and one layer's
    assert len(heights) == 1 + 2 + 3 + 4


def test_a_chain_has_no_other_arcs_than_to_the_neighbour():
    image = Input((5, 4, 2))
    x = Conv(3, 1, name="a")(image)
    x = Concat(name="end")(x, Conv(4, 1, name="b")(image))
    assert connections(Network("two", x))["b"] == ["input"]


@pytest.mark.parametrize(
    ("network", "says"),
    [
        (block(6), "has 6 layers, expected at most 5"),
        (
            Network("gate", squeeze_and_excite(Input((3, 3, 2)), "se", ratio=1)),
            "ends in se_excite, expected a concatenation",
        ),
    ],
)
def test_what_cannot_be_drawn_is_named(network, says):
    with pytest.raises(ValueError, match=says):
        show_connections(network)
