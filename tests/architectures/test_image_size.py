"""Images that are too small are refused by every network, with the layer that cannot work."""

from functools import partial

import pytest

from cnn_lessons.architectures import (
    alexnet,
    densenet,
    efficientnet,
    googlenet,
    lenet5,
    mobilenet,
    mobilenet_v2,
    resnet,
    resnet_v2,
    se_resnet,
    vgg,
    xception,
)

# The smallest side that leaves every stride two pixels, and every window its size: derived by
# halving from the last stride back; Keras asks for 32 or more, and for 71 of Xception.
SMALLEST = {
    "resnet": (partial(resnet, 50), 17),
    "resnet v2": (partial(resnet_v2, 50), 17),
    "se resnet": (se_resnet, 17),
    "mobilenet v2": (mobilenet_v2, 17),
    "efficientnet": (efficientnet, 17),
    "googlenet": (googlenet, 17),
    "xception": (xception, 23),  # two windows without padding: 23, 11, 9, then halves 5, 3, 2
    "vgg": (vgg, 32),
}


@pytest.mark.parametrize("name", SMALLEST)
def test_the_smallest_image_is_taken_and_a_smaller_one_refused(name):
    describe, smallest = SMALLEST[name]
    describe(input_shape=(smallest, 41, 3))
    describe(input_shape=(41, smallest, 3))
    for shape in ((smallest - 1, 41, 3), (41, smallest - 1, 3)):
        with pytest.raises(ValueError, match=r"is too small for|does not fit"):
            describe(input_shape=shape)


@pytest.mark.parametrize("describe", [alexnet, densenet, mobilenet, lenet5, xception])
def test_every_network_refuses_what_its_docstring_says(describe):
    assert "image is too small" in describe.__doc__ or "those of" in describe.__doc__
    with pytest.raises(ValueError, match=r"is too small for|does not fit"):
        describe(input_shape=(15, 15, 3))


def test_twenty_pixels_are_too_small_for_xception():
    with pytest.raises(ValueError, match="20 × 20 pixels is too small for Xception: block13"):
        xception(input_shape=(20, 20, 3))
