"""The grid detector: its cells by plain search, its loss by loops, its boxes there and back."""

from itertools import pairwise

import numpy as np
import pytest

from cnn_lessons.operations import sigmoid
from cnn_lessons.tasks import (
    Grid,
    build_detector,
    decode,
    decode_from_grid,
    detection_loss,
    encode_in_grid,
    grid_targets,
    mean_average_precision,
    responsible_cells,
)

GRID = Grid((56, 88), 8, [(11, 17), (23, 7)])  # 7 rows, 11 columns


def some_boxes(count, seed=0, size=(56, 88)):
    """Return boxes within the image, from 2 pixels on, and their labels, from 0 to 1."""
    rng = np.random.default_rng(seed)
    lengths = np.array(size[::-1])
    sides = rng.uniform(2, lengths, (count, 2))
    corners = rng.uniform(0, lengths - sides)
    return np.concatenate([corners, corners + sides], axis=1), rng.integers(0, 2, count)


def quiet(grid=GRID):
    """Return outputs that see nothing anywhere."""
    outputs = np.zeros(grid.shape)
    outputs[..., 0] = -20
    return outputs


def test_a_grid_has_five_numbers_for_each_cell_and_class():
    assert GRID.shape == (7, 11, 2, 5)
    assert Grid((240, 320), 16, np.ones((3, 2))).shape == (15, 20, 3, 5)
    assert Grid((32, 64), 32, [(3, 5)]).shape == (1, 2, 1, 5)


@pytest.mark.parametrize(
    ("size", "stride"),
    [((57, 88), 8), ((56, 90), 8), ((56, 88), 16), ((9, 9), 3), ((0, 8), 8)],
)
def test_a_grid_says_which_sizes_its_cells_fill(size, stride):
    with pytest.raises(ValueError, match=f"stride={stride} do not fill .* Take a power of 2"):
        Grid(size, stride, [(1, 1)])


@pytest.mark.parametrize("anchors", [[], [1, 2], [(1, 0)], [(1, -2)], [(1, np.nan)], [(1, np.inf)]])
def test_a_grid_says_what_anchors_are(anchors):
    with pytest.raises(ValueError, match="a width and a height above 0 are expected for each"):
        Grid((56, 88), 8, anchors)


def test_a_grid_keeps_its_anchors():
    anchors = np.array([(11.0, 17.0)])
    grid = Grid((56, 88), 8, anchors)
    anchors[:] = 1
    assert grid.anchors.tolist() == [[11, 17]]
    assert grid != Grid((56, 88), 8, grid.anchors)  # an answer, not an error of arrays


def test_the_responsible_cell_holds_the_middle():
    boxes, _ = some_boxes(67)
    rows, columns = responsible_cells(boxes, GRID)
    for (left, top, right, bottom), row, column in zip(boxes, rows, columns, strict=True):
        assert row * 8 <= (top + bottom) / 2 < (row + 1) * 8
        assert column * 8 <= (left + right) / 2 < (column + 1) * 8


def test_a_middle_on_the_last_edge_belongs_to_the_last_cell():
    rows, columns = responsible_cells(np.array([(80.0, 50, 96, 62), (-3, -5, 1, 1)]), GRID)
    assert (rows.tolist(), columns.tolist()) == ([6, 0], [10, 0])


def test_a_box_is_four_numbers_from_its_cell_and_its_anchor():
    # The middle (30, 42) is 2 right of and 2 above the middle of row 5, column 3, (28, 44); the
    # box is twice as wide and half as high as usual: Faster R-CNN, equation 2, with cells.
    grid = Grid((56, 88), 8, [(5, 5), (10, 24)])
    numbers = encode_in_grid(
        np.array([(20.0, 36, 40, 48)]), np.array([1]), np.array([5]), np.array([3]), grid
    )
    np.testing.assert_allclose(numbers, [[2 / 8, -2 / 8, np.log(2), -np.log(2)]])


def test_decoding_undoes_encoding():
    boxes, labels = some_boxes(71, seed=1)
    cells = responsible_cells(boxes, GRID)
    numbers = encode_in_grid(boxes, labels, *cells, GRID)
    np.testing.assert_allclose(decode_from_grid(numbers, labels, *cells, GRID), boxes)


def test_decoded_boxes_are_cut_at_the_edges_and_never_infinite():
    numbers = np.array([(0, 0, 1000.0, 1000), (-9, 0, 0, 0)])
    boxes = decode_from_grid(numbers, np.array([0, 1]), np.array([0, 6]), np.array([0, 0]), GRID)
    np.testing.assert_allclose(boxes[0], (0, 0, 88, 56))
    assert boxes[1, 0] == boxes[1, 2] == 0  # all of it is left of the image


def test_targets_are_zero_but_for_the_responsible_cells():
    boxes, labels = np.array([(16.0, 2, 26, 20), (60, 30, 64, 50)]), np.array([1, 0])
    targets = grid_targets(boxes, labels, GRID)
    assert targets.shape == (7, 11, 2, 5)
    assert targets.dtype == np.float32
    # Middles (21, 11) and (62, 40).
    assert np.argwhere(targets[..., 0]).tolist() == [[1, 2, 1], [5, 7, 0]]
    assert np.count_nonzero(targets) == 2 + 4 + 4
    np.testing.assert_allclose(
        targets[5, 7, 0], [1, 62 / 8 - 7.5, -0.5, np.log(4 / 11), np.log(20 / 17)], rtol=1e-6
    )


def test_two_classes_may_share_a_cell_and_of_one_class_the_last_box_counts():
    boxes = [(0, 0, 7, 7), (1, 1, 6, 6), (0, 0, 5, 5)]
    targets = grid_targets(boxes, [0, 1, 0], GRID)
    assert targets[0, 0, :, 0].tolist() == [1, 1]
    assert targets[..., 0].sum() == 2
    assert targets[0, 0, 0, 3] == pytest.approx(np.log(5 / 11))


def test_an_image_may_be_empty():
    assert not grid_targets([], [], GRID).any()


@pytest.mark.parametrize(
    ("boxes", "labels", "message"),
    [
        ([(0, 0, 4, 4)], [2], "a label is 2, but there are 2 classes: labels are from 0 to 1"),
        ([(80, 2, 98, 5)], [0], r"box \[80.0, 2.0, 98.0, 5.0\] is outside of \(56, 88\)"),
        ([(1, 2, 3, 5), (7, -9, 9, 8)], [0, 0], r"\[7.0, -9.*Resize boxes with images"),
        ([(4, 0, 4, 4)], [0], "no area"),
        ([(0, 0, 4, np.nan)], [0], "finite"),
        ([(0, 0, 4, 4)], [0, 1], "one a box"),
    ],
)
def test_targets_are_of_boxes_with_an_area_and_a_known_class(boxes, labels, message):
    with pytest.raises(ValueError, match=message):
        grid_targets(boxes, labels, GRID)


def test_what_targets_say_is_read_back_whole():
    boxes, labels = some_boxes(9, seed=3)
    targets = grid_targets(boxes, labels, GRID)
    outputs = np.concatenate([20 * (2 * targets[..., :1] - 1), targets[..., 1:]], axis=-1)
    found = decode(outputs, GRID, 0.5, iou_threshold=1)
    assert mean_average_precision([found], [(boxes, labels)], 2, iou_threshold=0.999) == 1


def test_decode_gives_scores_from_the_logits_best_first():
    outputs = quiet()
    outputs[2, 3, 1, 0], outputs[6, 10, 0, 0], outputs[0, 5, 0, 0] = 0.5, 2, -1
    found = decode(outputs, GRID, 0.2)
    np.testing.assert_allclose(found.scores, sigmoid(np.array([2, 0.5, -1])))
    assert found.labels.tolist() == [0, 1, 0]
    np.testing.assert_allclose(found.boxes[1], (28 - 11.5, 20 - 3.5, 28 + 11.5, 20 + 3.5))


def test_a_threshold_may_be_given_for_each_class():
    outputs = quiet()
    outputs[2, 3, :, 0], outputs[5, 8, :, 0] = 0, -1  # scores of 0.5 and 0.27
    assert len(decode(outputs, GRID, 0.5)) == 2
    assert len(decode(outputs, GRID, 0.51)) == 0
    assert sorted(decode(outputs, GRID, [0.2, 0.4]).labels) == [0, 0, 1]


def test_decode_keeps_one_of_two_boxes_of_a_class_that_overlap():
    outputs = quiet()
    outputs[2, 3:5, :, 0] = [[1, 2], [3, 0]]
    # Class 0 is 11 wide, so that 8 further right 3 of 19 are shared; class 1 is 23: 15 of 31.
    assert len(decode(outputs, GRID, iou_threshold=0.5)) == 4
    assert len(decode(outputs, GRID, iou_threshold=0.4)) == 3
    assert decode(outputs, GRID, iou_threshold=0.1).labels.tolist() == [0, 1]


def test_decode_leaves_out_what_is_outside_of_the_image():
    outputs = quiet()
    outputs[0, 0, 0] = 3, -9, 0, 0, 0
    assert len(decode(outputs, GRID)) == 0


@pytest.mark.parametrize("outputs", [quiet()[None], quiet()[:6], quiet() + np.nan])
def test_decode_says_which_outputs_it_reads(outputs):
    with pytest.raises(ValueError, match=r"expected \(7, 11, 2, 5\) and finite numbers"):
        decode(outputs, GRID)


def loss_by_loops(targets, outputs):
    total, objects = 0, 0
    for target, output in zip(targets.reshape(-1, 5), outputs.reshape(-1, 5), strict=True):
        share = 1 / (1 + np.exp(-output[0]))
        total -= np.log(share if target[0] else 1 - share)
        if target[0]:
            objects += 1
            for off in np.abs(target[1:] - output[1:]):
                total += 2 * (off**2 / 0.2 if off < 0.1 else off - 0.05)
    return total / max(objects, 1)


@pytest.mark.keras
def test_the_loss_is_what_plain_loops_say():
    rng = np.random.default_rng(5)
    targets = np.stack([grid_targets(*some_boxes(count, count), GRID) for count in (3, 0, 5)])
    outputs = rng.normal(0, 1, targets.shape)
    outputs[..., 1:] = targets[..., 1:] + rng.normal(0, 0.1, outputs[..., 1:].shape)
    loss = float(detection_loss(targets.astype("float32"), outputs.astype("float32")))
    assert loss == pytest.approx(loss_by_loops(targets, outputs), rel=1e-5)
    empty = float(detection_loss(targets[1:2], outputs[1:2].astype("float32")))
    assert empty == pytest.approx(loss_by_loops(targets[1:2], outputs[1:2]), rel=1e-5)


@pytest.mark.keras
def test_a_cell_without_an_object_has_no_box_to_be_wrong_about():
    targets = grid_targets(*some_boxes(4), GRID)[None]
    outputs = np.random.default_rng(0).normal(size=targets.shape).astype("float32")
    other = np.where((targets[..., :1] == 0) & (np.arange(5) > 0), outputs + 7, outputs)
    assert np.abs(other - outputs).sum() > 7 * 500
    assert float(detection_loss(targets, other)) == float(detection_loss(targets, outputs))


@pytest.mark.keras
def test_the_network_gives_the_numbers_of_the_grid_and_expects_little_at_first():
    model = build_detector(GRID)
    assert model.input_shape == (None, 56, 88, 3)
    assert model.output_shape == (None, 7, 11, 2, 5)
    images = np.random.default_rng(0).random((3, 56, 88, 3)).astype("float32")
    scores = sigmoid(model.predict(images, verbose=0)[..., 0].astype(float))
    assert 0.001 < np.median(scores) < 0.1


@pytest.mark.keras
@pytest.mark.parametrize(("stride", "halvings"), [(2, 1), (16, 4), (64, 6)])
def test_the_network_halves_until_a_pixel_is_a_cell(stride, halvings):
    model = build_detector(Grid((64, 192), stride, [(5, 5)]))
    convolutions = [layer for layer in model.layers if hasattr(layer, "kernel_size")]
    assert [layer.strides for layer in convolutions].count((2, 2)) == halvings
    assert model.output_shape[1:3] == (64 // stride, 192 // stride)


@pytest.mark.keras
def test_the_parameters_are_those_of_the_table():
    # Kernels of 3 x 3 without bias and four numbers of batch normalization for each map.
    maps = [3, 16, 32, 64, 96, 96, 96]
    expected = sum(9 * a * b + 4 * b for a, b in pairwise(maps)) + 97 * 15
    grid = Grid((240, 320), 16, [(1, 1)] * 3)
    assert build_detector(grid).count_params() == expected


@pytest.mark.keras
def test_the_seed_says_where_the_weights_begin_and_nothing_else_is_touched():
    np.random.seed(3)  # noqa: NPY002
    state = np.random.get_state()[1].copy()  # noqa: NPY002
    first, again, other = (build_detector(GRID, seed).get_weights()[0] for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert np.abs(first - other).max() > 0.01
    np.testing.assert_array_equal(np.random.get_state()[1], state)  # noqa: NPY002
