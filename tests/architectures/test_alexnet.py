"""AlexNet, judged by its paper, and by torchvision's published count."""

import re

import pytest

from cnn_lessons.architectures import alexnet
from cnn_lessons.blueprints import count_costs


def test_sizes_are_those_of_figure_2():
    costs = count_costs(alexnet())
    sizes = {
        "conv1": (55, 55, 96),
        "conv2": (27, 27, 256),
        "conv3": (13, 13, 384),
        "conv4": (13, 13, 384),
        "conv5": (13, 13, 256),
        "fc6": (4096,),
        "fc8": (1000,),
    }
    assert {name: costs[name].output_shape for name in sizes} == sizes
    assert costs["flatten"].output_shape == (6 * 6 * 256,)


def test_neurons_are_those_of_the_papers_caption_but_for_its_first_number():
    costs = count_costs(alexnet())
    named = [f"conv{i}" for i in range(1, 6)] + ["fc6", "fc7", "fc8"]
    neurons = [costs[name].activation_bytes // 4 for name in named]
    caption = [253_440, 186_624, 64_896, 64_896, 43_264, 4096, 4096, 1000]
    assert neurons[1:] == caption[1:]
    assert neurons[0] == 55 * 55 * 96 != caption[0] == 55 * 48 * 96


def test_kernels_are_those_of_section_3_5():
    weights = {step.name: step.layer.weights(step.input_shape) for step in alexnet().steps}
    kernels = [weights[f"conv{i}"]["kernel"] for i in range(1, 6)]
    assert kernels == [
        (11, 11, 3, 96),
        (5, 5, 48, 256),
        (3, 3, 256, 384),
        (3, 3, 192, 384),
        (3, 3, 192, 256),
    ]


def test_counts_are_the_published_ones():
    assert count_costs(alexnet()).parameters == 60_965_224
    assert count_costs(alexnet(one_tower=True)).parameters == 61_100_840


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"input_shape": (66, 227, 3)}, "pool5: "),
        ({"input_shape": (9, 9, 3)}, "conv1: "),
        ({"classes": 0}, "classes=0 is too small"),
    ],
)
def test_what_does_not_fit_is_named(arguments, says):
    with pytest.raises(ValueError, match=re.escape(says)):
        alexnet(**arguments)


def test_without_its_top_the_last_maps_come_out():
    assert alexnet(include_top=False).steps[-1].output_shape == (6, 6, 256)
