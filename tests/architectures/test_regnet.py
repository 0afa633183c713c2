"""RegNet, judged by the configurations that Keras 2 and pycls list, and by torchvision's counts."""

import pytest

from cnn_lessons.architectures import regnet_stages, regnet_x
from cnn_lessons.architectures.regnet import LINES
from cnn_lessons.blueprints import count_costs

# Depth, w_0, w_a, w_m and group width of pycls; depths and widths of keras.applications.regnet.
MORE_LINES = {
    "X-600MF": (16, 48, 36.97, 2.24, 24),
    "X-800MF": (16, 56, 35.73, 2.28, 16),
    "X-1.6GF": (18, 80, 34.01, 2.25, 24),
    "X-4.0GF": (23, 96, 38.65, 2.43, 40),
    "X-8.0GF": (23, 80, 49.56, 2.88, 120),
    "Y-600MF": (15, 48, 32.54, 2.32, 16),
    "Y-800MF": (14, 56, 38.84, 2.4, 16),
    "Y-1.6GF": (27, 48, 20.71, 2.65, 24),
    "Y-3.2GF": (21, 80, 42.63, 2.66, 24),
}
KERAS = {
    "X-200MF": ([24, 56, 152, 368], [1, 1, 4, 7]),
    "X-400MF": ([32, 64, 160, 384], [1, 2, 7, 12]),
    "X-600MF": ([48, 96, 240, 528], [1, 3, 5, 7]),
    "X-800MF": ([64, 128, 288, 672], [1, 3, 7, 5]),
    "X-1.6GF": ([72, 168, 408, 912], [2, 4, 10, 2]),
    "X-3.2GF": ([96, 192, 432, 1008], [2, 6, 15, 2]),
    "X-4.0GF": ([80, 240, 560, 1360], [2, 5, 14, 2]),
    "X-8.0GF": ([80, 240, 720, 1920], [2, 5, 15, 1]),
    "Y-200MF": ([24, 56, 152, 368], [1, 1, 4, 7]),
    "Y-400MF": ([48, 104, 208, 440], [1, 3, 6, 6]),
    "Y-600MF": ([48, 112, 256, 608], [1, 3, 7, 4]),
    "Y-800MF": ([64, 128, 320, 768], [1, 3, 8, 2]),
    "Y-1.6GF": ([48, 120, 336, 888], [2, 6, 17, 2]),
    "Y-3.2GF": ([72, 216, 576, 1512], [2, 5, 13, 1]),
}


@pytest.mark.parametrize("name", KERAS)
def test_widths_and_depths_are_those_that_keras_lists(name):
    widths, blocks = zip(*regnet_stages(*{**LINES, **MORE_LINES}[name]), strict=True)
    assert (list(widths), list(blocks)) == KERAS[name]


def test_every_line_is_compared_and_uses_up_its_blocks():
    assert set(LINES) <= set(KERAS)
    for line in LINES.values():
        assert sum(blocks for _, blocks in regnet_stages(*line)) == line[0]


def test_with_its_last_width_x_400mf_is_torchvisions_to_the_last_digit():
    """There 392 becomes 400, the higher one of two multiples of 16; here and in Keras 384."""
    stages = regnet_stages(*LINES["X-400MF"])
    assert stages[-1] == (384, 12)
    costs = count_costs(regnet_x([*stages[:-1], (400, 12)], 16))
    assert costs.trainable == 5_495_976
    assert f"{costs.multiply_adds / 1e9:.3f}" == "0.414"


@pytest.mark.parametrize(
    ("name", "parameters", "work"), [("X-200MF", "2.7", "0.2"), ("X-3.2GF", "15.3", "3.2")]
)
def test_counts_are_those_of_the_papers_table(name, parameters, work):
    network = regnet_x(regnet_stages(*LINES[name]), LINES[name][-1])
    costs = count_costs(network)
    assert f"{costs.trainable / 1e6:.1f}" == parameters
    assert f"{costs.multiply_adds / 1e9:.1f}" == work


def test_images_of_another_shape_go_through_halved_five_times():
    network = regnet_x([(16, 1), (24, 2), (32, 1), (48, 1)], 8, 7, (101, 67, 3), "small")
    assert network.name == "small"
    shapes = {step.name: step.output_shape for step in network.steps}
    assert shapes["stem_relu"] == (51, 34, 32)
    assert shapes["s2_b2_out"] == (13, 9, 24)
    assert shapes["s4_b1_out"] == (4, 3, 48)
    assert network.steps[-1].output_shape == (7,)


def test_what_does_not_fit_is_named():
    with pytest.raises(ValueError, match=r"factor=1, but a stage is wider .* above 1\."):
        regnet_stages(13, 24, 36.44, 1)
    with pytest.raises(ValueError, match="a stage of 20 feature maps has no groups of 8"):
        regnet_x([(20, 1)], 8)
    with pytest.raises(ValueError, match="too small for RegNetX"):
        regnet_x([(16, 1)] * 4, 8, input_shape=(16, 61, 3))


@pytest.mark.keras
def test_keras_builds_it_with_as_many_parameters():
    from cnn_lessons.architectures import build

    network = regnet_x([(16, 1), (24, 2)], 8, 7, (61, 43, 3))
    model = build(network)
    assert model.count_params() == count_costs(network).parameters
    assert model.output_shape == (None, 7)
