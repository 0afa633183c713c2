"""The U-Net: by the figure of its paper, by hand, and by what it refuses."""

import numpy as np
import pytest

from cnn_lessons.tasks import build_unet

pytestmark = pytest.mark.keras

# Figure 1 of the paper, the sizes written along the blue boxes from the top left to the top right.
FIGURE = [572, 570, 568, 284, 282, 280, 140, 138, 136, 68, 66, 64, 32, 30, 28]
FIGURE += [56, 54, 52, 104, 102, 100, 200, 198, 196, 392, 390, 388, 388]


def of_kind(model, *kinds):
    return [layer for layer in model.layers if type(layer).__name__ in kinds]


def test_it_is_the_network_of_figure_1():
    model = build_unet((572, 572, 1))
    shown = of_kind(model, "InputLayer", "ReLU", "MaxPooling2D", "Conv2DTranspose")
    sizes = [np.shape(layer.output)[1] for layer in (*shown, model.get_layer("logits"))]
    assert sizes == FIGURE
    depths = [layer.output.shape[-1] for layer in of_kind(model, "ReLU")]
    down = [64, 64, 128, 128, 256, 256, 512, 512]
    assert depths == [*down, 1024, 1024, *down[::-1]]
    joined = [layer.output.shape[-1] for layer in of_kind(model, "Concatenate")]
    assert joined == [1024, 512, 256, 128]
    # "In total the network has 23 convolutional layers": section 2, the four up-convolutions too.
    assert len(of_kind(model, "Conv2D", "Conv2DTranspose")) == 23


def test_its_parameters_are_those_of_the_figure_by_hand():
    pairs = [(1, 64), (64, 128), (128, 256), (256, 512), (512, 1024)]
    pairs += [(1024, 512), (512, 256), (256, 128), (128, 64)]
    twice = sum(9 * c * f + f + 9 * f * f + f for c, f in pairs)
    up = sum(4 * c * f + f for c, f in pairs[5:])
    assert build_unet((572, 572, 1)).count_params() == twice + up + 64 * 2 + 2


@pytest.mark.parametrize("up", ["transposed", "resize"])
def test_a_padded_one_is_as_large_as_its_image_taller_and_wider(up):
    model = build_unet((None, None, 3), 4, (5, 7, 11), "same", momentum=0.9, up=up)
    for H, W in ((12, 20), (28, 8)):
        assert model(np.zeros((2, H, W, 3), np.float32)).shape == (2, H, W, 4)
    assert build_unet((12, 20, 3), 1, (5, 7, 11), "same").output_shape == (None, 12, 20, 1)


def test_an_unpadded_one_loses_a_frame_taller_and_wider():
    # Down: 44 − 4 → 40 → 20 − 4 → 16 → 8 − 4 → 4; up: 8 − 4 → 4, 8 − 4 → 4.
    model = build_unet((44, 52, 1), 1, (2, 3, 5))
    assert model.output_shape == (None, 4, 12, 1)


def test_what_a_shortcut_carries_is_cropped_around_its_middle():
    crops = of_kind(build_unet((572, 572, 1)), "Cropping2D")
    # 64 to 56, 136 to 104, 280 to 200, 568 to 392: the same from both sides.
    assert [crop.cropping for crop in crops] == [((n, n), (n, n)) for n in (4, 16, 40, 88)]


def test_normalization_follows_each_convolution_but_the_last_with_its_momentum():
    model = build_unet((8, 8, 1), 1, (3, 5), "same", momentum=0.7)
    norms = of_kind(model, "BatchNormalization")
    assert [norm.momentum for norm in norms] == [0.7] * 6
    assert [conv.use_bias for conv in of_kind(model, "Conv2D")] == [False] * 6 + [True]
    assert not of_kind(build_unet((8, 8, 1), 1, (3, 5), "same"), "BatchNormalization")


def test_the_two_ways_up_are_two_layers_or_one():
    transposed = build_unet((8, 8, 1), 1, (3, 5), "same")
    resized = build_unet((8, 8, 1), 1, (3, 5), "same", up="resize")
    assert len(of_kind(transposed, "Conv2DTranspose")) == 1
    assert not of_kind(transposed, "UpSampling2D")
    assert len(of_kind(resized, "UpSampling2D")) == 1
    assert not of_kind(resized, "Conv2DTranspose")


def test_a_size_that_cannot_be_halved_is_refused_and_the_next_one_named():
    with pytest.raises(ValueError, match=r"height of 250 .* 3 levels.*use 256, the next"):
        build_unet((250, 256, 1), 1, (2, 3, 5, 7), "same")
    with pytest.raises(ValueError, match=r"width of 571 .* 4 levels.*use 572, the next"):
        build_unet((572, 571, 1))
    with pytest.raises(ValueError, match=r"height of None .*use 188, the next"):
        build_unet((None, 572, 1))
    build_unet((188, 188, 1), 1, (1, 1, 1, 1, 1))
    with pytest.raises(ValueError, match=r"height of 172 .*use 188"):
        build_unet((172, 188, 1), 1, (1, 1, 1, 1, 1))


def test_unknown_words_are_refused_with_the_known_ones():
    with pytest.raises(ValueError, match=r"padding='full' is not known. Use \"valid\" or \"same\""):
        build_unet((8, 8, 1), padding="full")
    with pytest.raises(ValueError, match=r"up='bilinear' is not known. Use \"transposed\" or"):
        build_unet((8, 8, 1), up="bilinear")
