"""Judges of receptive fields: published sizes, sets of pixels, gradients of real arrays."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_lessons.blueprints.layer_table import walk
from cnn_lessons.blueprints.layers import Activation, Conv, Dense, Flatten, GlobalPool, Pool
from cnn_lessons.blueprints.normalization import BatchNorm
from cnn_lessons.blueprints.receptive_field import receptive_fields
from cnn_lessons.operations import conv2d, conv2d_backward

# As in TensorFlow-Slim, which the published table is about.
ALEXNET = [
    Conv(64, 11, strides=4, name="conv1"),
    Pool(3, 2, name="pool1"),
    Conv(192, 5, padding="same", name="conv2"),
    Pool(3, 2, name="pool2"),
    Conv(384, 3, padding="same", name="conv3"),
    Conv(384, 3, padding="same", name="conv4"),
    Conv(256, 3, padding="same", name="conv5"),
    Pool(3, 2, name="pool5"),
]
VGG_16 = [
    layer
    for block, count in enumerate([2, 2, 3, 3, 3], start=1)
    for layer in [
        *(Conv(8, 3, padding=1, name=f"conv{block}_{i}") for i in range(1, count + 1)),
        Pool(name=f"pool{block}"),
    ]
]


def seen_indices(layers, shape, output, axis):
    """Return the pixels that output index `output` sees along an axis: sets, one layer down."""
    steps = list(walk(layers, shape))
    indices = {output}
    for step in reversed(steps):
        window = step.layer.window(step.input_shape)
        size, stride = window.kernel_size[axis], window.strides[axis]
        rate, (before, _) = window.dilation_rate[axis], window.padding[axis]
        below = {i * stride - before + k * rate for i in indices for k in range(size)}
        indices = {i for i in below if 0 <= i < step.input_shape[axis]}
    return indices


def gradient(layers, shape, row, column):
    """Return the gradient of one output with respect to the image: positive where it sees.

    All weights are positive, so that nothing cancels; pooling takes the mean.
    """
    rng, stack = np.random.default_rng(0), []
    image = np.ones((1, *shape))
    for layer in layers:
        C, window = image.shape[3], layer.window(image.shape[1:])
        groups = C if isinstance(layer, Pool) else 1
        kernel = rng.uniform(1, 2, (*window.kernel_size, C // groups, getattr(layer, "filters", C)))
        arguments = {
            "strides": window.strides,
            "padding": window.padding,
            "dilation_rate": window.dilation_rate,
            "groups": groups,
        }
        stack.append((image, kernel, arguments))
        image = conv2d(image, kernel, **arguments)
    d_image = np.zeros_like(image)
    d_image[0, row, column] = 1
    for inputs, kernel, arguments in reversed(stack):
        d_image, _, _ = conv2d_backward(d_image, inputs, kernel, **arguments)
    return d_image[0].sum(axis=-1)


@st.composite
def networks(draw):
    """Draw up to four layers that fit on the image, and one of their outputs."""
    shape, layers = (draw(st.integers(9, 17)), draw(st.integers(9, 17)), 2), []
    for _ in range(draw(st.integers(1, 4))):
        size = draw(st.tuples(st.integers(1, 3), st.integers(1, 4)))
        strides = draw(st.tuples(st.integers(1, 3), st.integers(1, 2)))
        padding = draw(st.sampled_from(["valid", "same", 1, ((0, 2), (1, 0))]))
        layer = (
            Pool(size, strides, padding)
            if draw(st.booleans())
            else Conv(2, size, strides, padding, draw(st.sampled_from([1, (2, 1), (1, 3)])))
        )
        try:
            list(walk([*layers, layer], shape))
        except ValueError:
            continue
        layers.append(layer)
    H, W, _ = [shape, *(step.output_shape for step in walk(layers, shape))][-1]
    return layers, shape, draw(st.integers(0, H - 1)), draw(st.integers(0, W - 1))


# Published


@pytest.mark.parametrize(
    ("layers", "shape", "published"),
    [
        # "Receptive field", "effective stride", "effective padding" in
        # https://github.com/google-research/receptive_field
        pytest.param(ALEXNET, (231, 231, 3), (195, 32, 64), id="AlexNet"),
        pytest.param(VGG_16, (224, 224, 3), (212, 32, 90), id="VGG-16"),
    ],
)
def test_fields_are_the_published_ones(layers, shape, published):
    field = receptive_fields(layers, shape)[-1]
    size, stride, padding = published
    assert field.size == (size, size)
    assert field.jump == (stride, stride)
    assert field.start == (-padding, -padding)


def test_small_kernels_see_together_what_a_large_one_sees():
    # Simonyan and Zisserman 2014, section 2.3: two 3x3 see 5x5, three see 7x7.
    fields = receptive_fields([Conv(4, 3) for _ in range(3)], (9, 9, 4))
    assert [field.size for field in fields] == [(3, 3), (5, 5), (7, 7)]


def test_a_stack_of_dilated_kernels_sees_what_its_paper_says():
    # Yu and Koltun 2016, table 1.
    rates = [1, 1, 2, 4, 8, 16, 1]
    stack = [Conv(2, 3, padding="same", dilation_rate=rate) for rate in rates] + [Conv(2, 1)]
    fields = receptive_fields(stack, (99, 99, 2))
    assert [field.size[0] for field in fields] == [3, 5, 9, 17, 33, 65, 67, 67]


def test_the_first_dense_layer_of_vgg_16_sees_the_whole_image():
    stack = [*VGG_16, Flatten(), Dense(10), Activation(), Dense(5)]
    fields = receptive_fields(stack, (224, 224, 3))
    assert fields["pool5"].pixels(3, 3) == (slice(6, 218), slice(6, 218))
    for field in list(fields)[-4:]:
        assert field.size == (404, 404)
        assert field.pixels() == (slice(0, 224), slice(0, 224))


# Brute force


@settings(deadline=None, derandomize=True, max_examples=100)
@given(networks())
def test_the_pixels_are_those_that_layer_after_layer_can_reach(case):
    layers, shape, row, column = case
    if not layers:
        return
    slices = receptive_fields(layers, shape)[-1].pixels(row, column)
    for axis, index in enumerate((row, column)):
        seen = seen_indices(layers, shape, index, axis)
        inside = set(range(shape[axis])[slices[axis]])
        assert seen <= inside
        # Where a stride is larger than the window, or a dilation is used, pixels in between
        # are skipped; the first and the last are seen, unless only padding was.
        if seen and not touches_padding(layers, shape, index, axis):
            assert (min(seen), max(seen)) == (min(inside), max(inside))


def touches_padding(layers, shape, index, axis):
    """Whether some window on the way down hangs over the edge of its input."""
    steps = list(walk(layers, shape))
    for i, step in enumerate(steps):
        field = receptive_fields(layers[i:], step.input_shape)[-1]
        first = field.start[axis] + index * field.jump[axis]
        if first < 0 or first + field.size[axis] > step.input_shape[axis]:
            return True
    return False


@pytest.mark.parametrize(
    ("layers", "shape"),
    [
        pytest.param([Conv(3, 3), Conv(2, 3)], (11, 9, 2), id="two 3 x 3"),
        pytest.param([Conv(3, 3), Pool(), Conv(2, 3)], (17, 19, 2), id="pooling between"),
        pytest.param([Conv(3, (5, 3), strides=(2, 1)), Pool(3, 2)], (23, 19, 1), id="overlapping"),
        pytest.param([Conv(2, 3, strides=2, padding=1)], (13, 11, 2), id="stride, padding"),
        pytest.param([Conv(2, 3, strides=2, padding="same")], (12, 11, 2), id="asymmetric"),
    ],
)
def test_the_pixels_are_those_with_a_gradient(layers, shape):
    field = receptive_fields(layers, shape)[-1]
    OH, OW, _ = field.output_shape
    for row, column in [(0, 0), (OH // 2, OW // 2), (OH - 1, 0), (OH - 1, OW - 1)]:
        seen = np.zeros(shape[:2], bool)
        seen[field.pixels(row, column)] = True
        np.testing.assert_array_equal(gradient(layers, shape, row, column) > 0, seen)


def test_a_pixel_outside_of_the_field_changes_nothing_and_each_one_inside_does():
    rng = np.random.default_rng(0)
    kernels = rng.normal(size=(3, 3, 3, 1, 1))
    image = rng.normal(size=(1, 13, 11, 1))

    def centre(image):
        for kernel in kernels:
            image = conv2d(image, kernel, padding=1)
        return image[0, 6, 5, 0]

    changed = np.zeros((13, 11), bool)
    for row, column in np.ndindex(changed.shape):
        touched = image.copy()
        touched[0, row, column] += 1
        changed[row, column] = centre(touched) != centre(image)
    layers = [Conv(1, 3, padding=1) for _ in kernels]
    seen = np.zeros_like(changed)
    seen[receptive_fields(layers, (13, 11, 1))[-1].pixels(6, 5)] = True
    np.testing.assert_array_equal(changed, seen)


# What counts and what does not


def test_a_layers_own_stride_counts_for_the_layers_above_it_only():
    first, second = receptive_fields([Conv(2, 3, strides=2), Conv(2, 3)], (32, 32, 1))
    assert (first.size, first.jump) == ((3, 3), (2, 2))
    assert (second.size, second.jump) == ((7, 7), (2, 2))


def test_height_and_width_are_counted_apart():
    stack = [Conv(2, (5, 3), strides=(3, 1), padding=((1, 0), (2, 0))), Conv(2, (2, 4))]
    field = receptive_fields(stack, (32, 30, 1))[-1]
    assert (field.size, field.jump, field.start) == ((8, 6), (3, 1), (-1, -2))


def test_layers_that_work_number_by_number_see_what_their_input_sees():
    stack = [Conv(4, 3, padding=1), BatchNorm(), Activation(), Conv(6, 1)]
    fields = receptive_fields(stack, (9, 9, 1))
    assert {(field.size, field.jump, field.start) for field in fields} == {
        ((3, 3), (1, 1), (-1, -1))
    }


def test_global_pooling_sees_everything():
    fields = receptive_fields([Conv(4, 3, strides=2), GlobalPool(), Dense(10)], (33, 29, 1))
    assert [field.size for field in fields] == [(3, 3), (33, 29), (33, 29)]
    assert fields["dense 1"].pixels() == (slice(0, 33), slice(0, 29))


def test_a_field_that_lies_in_the_padding_has_no_pixels():
    field = receptive_fields([Conv(1, 1, padding=2)], (5, 7, 1))[-1]
    image = np.ones((5, 7))
    assert image[field.pixels(0, 3)].size == 0
    assert image[field.pixels(8, 10)].size == 0
    assert image[field.pixels(2, 2)].size == 1


@pytest.mark.parametrize("place", [(-1, 0), (0, -1), (7, 0), (0, 7)])
def test_an_output_that_does_not_exist_is_named(place):
    field = receptive_fields(VGG_16, (224, 224, 3))[-1]
    with pytest.raises(IndexError, match=r"pool5 has no output .*rows and columns are 7 × 7"):
        field.pixels(*place)


def test_a_network_that_does_not_fit_is_named():
    with pytest.raises(ValueError, match="C3: A window of 5 pixels"):
        receptive_fields([Pool(), Conv(16, 5, name="C3")], (8, 8, 1))
    with pytest.raises(ValueError, match="Leave the batch out"):
        receptive_fields([Pool()], (1, 8, 8, 1))


# The table


def test_a_table_of_fields_shows_one_number_where_height_and_width_agree():
    table = receptive_fields([Conv(6, 5, padding=2), Pool((1, 2))], (32, 32, 1))
    assert repr(table) == (
        "layer        output   size   jump  start\n"
        "conv 1  32 × 32 × 6      5      1     −2\n"
        "pool 1  32 × 16 × 6  5 × 6  1 × 2     −2"
    )
    assert "<td" in table._repr_html_()
