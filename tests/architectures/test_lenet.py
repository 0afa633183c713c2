"""LeNet-5, judged by the numbers in its paper."""

import re
from collections import Counter

import pytest

from cnn_lessons.architectures import lenet5
from cnn_lessons.architectures.lenet import C3_SEES
from cnn_lessons.blueprints import count_costs


def test_sizes_are_those_of_figure_2():
    costs = count_costs(lenet5())
    maps = {"C1": (28, 28, 6), "S2": (14, 14, 6), "C3": (10, 10, 16), "S4": (5, 5, 16)}
    assert {name: costs[name].output_shape for name in maps} == maps
    assert [costs[name].output_shape for name in ("C5", "F6", "output")] == [(120,), (84,), (10,)]


def test_the_layers_that_stayed_have_the_papers_parameters():
    """Section II.B gives 156 for C1, 48,120 for C5 and 10,164 for F6."""
    costs = count_costs(lenet5())
    assert [costs[name].parameters for name in ("C1", "C5", "F6")] == [156, 48_120, 10_164]
    assert costs.parameters == 61_706


def test_c3_sees_what_table_i_says():
    """1,516 parameters; six maps see three, nine see four, one sees all; all are distinct."""
    assert sum(25 * len(seen) + 1 for seen in C3_SEES) == 1_516
    assert Counter(map(len, C3_SEES)) == {3: 6, 4: 9, 6: 1}
    assert len(set(map(frozenset, C3_SEES))) == 16
    # Every map of S2 is seen by as many maps of C3: ten crosses in each row of the table.
    assert set(Counter(seen for row in C3_SEES for seen in row).values()) == {10}


def test_without_its_top_the_maps_of_s4_come_out():
    network = lenet5(include_top=False)
    assert network.steps[-1].name == "S4"
    assert count_costs(network).parameters == 156 + 16 * (150 + 1)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"input_shape": (11, 32, 1)}, "C3: "),
        ({"classes": 0}, "classes=0 is too small. Use an int of at least 1"),
        ({"input_shape": (32, 32)}, "write a grey image as (H, W, 1)"),
    ],
)
def test_what_does_not_fit_is_named(arguments, says):
    with pytest.raises(ValueError, match=re.escape(says)):
        lenet5(**arguments)


@pytest.mark.keras
def test_a_classes_activation_reaches_keras():
    from cnn_lessons.architectures import build

    model = build(lenet5(classes=7, input_shape=(28, 29, 1), activation="relu"))
    assert model.output_shape == (None, 7)
    assert model.get_layer("C3_act").activation.__name__ == "relu"
