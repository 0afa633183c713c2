"""A one-stage detector in one file: a grid of targets, a network, a loss, and boxes read back.

An image is divided into cells. The cell with the middle of an object is responsible for it: for
each class the network says in each cell whether the middle of such an object is here, and gives
its box, measured from the cell and from the usual size of the class.

Letters: K boxes; GH and GW, the rows and columns of the grid. The last axis of targets and
outputs has 5 numbers: presence, then the box as x, y, width and height (`encode_in_grid`).
"""

from dataclasses import dataclass

import numpy as np

from cnn_lessons.operations import sigmoid
from cnn_lessons.tasks.boxes import check_boxes
from cnn_lessons.tasks.conv_norm_relu import conv_norm_relu
from cnn_lessons.tasks.detections import Detections, check_classes, check_score_threshold
from cnn_lessons.tasks.suppression import non_max_suppression

WIDTHS = (16, 32, 64, 96)  # filters at strides 2, 4, 8, 16; beyond that 96
RARE = 0.01  # what a new network says of every cell: this is the chance of an object
LARGEST = 4.0  # exponent: no box is more than 55 times as large as usual
BEND = 0.1  # from squared to absolute error


@dataclass(frozen=True, eq=False)  # arrays have no truth to compare by
class Grid:
    """Cells over an image, and the usual size of the objects of each class.

    Parameters
    ----------
    size : (int, int)
        Height and width of the images, in pixels; both have to be multiples of `stride`.
    stride : int
        Height and width of a cell, in pixels: a power of 2, from 2 on.
    anchors : array_like, shape (classes, 2)
        Usual width and height of each class, in pixels.

    Raises
    ------
    ValueError
        If the cells do not fill the image, or an anchor is not a number above 0.

    Examples
    --------
    >>> Grid((240, 320), 16, [(52, 51), (99, 87), (20, 19)]).shape
    (15, 20, 3, 5)
    """

    size: tuple
    stride: int
    anchors: np.ndarray

    def __post_init__(self):
        stride = self.stride
        if stride not in (2, 4, 8, 16, 32, 64) or any(s < 1 or s % stride for s in self.size):
            raise ValueError(
                f"cells of stride={stride!r} do not fill an image of {self.size} pixels. Take a "
                "power of 2 from 2 to 64, and images whose height and width are multiples of it."
            )
        anchors = np.array(self.anchors, dtype=float)
        if anchors.shape[1:] != (2,) or not (np.isfinite(anchors) & (anchors > 0)).all():
            raise ValueError(
                f"the anchors are {anchors.tolist()}, but a width and a height above 0 are "
                "expected for each class."
            )
        object.__setattr__(self, "anchors", anchors)

    @property
    def shape(self):
        """Of an image's targets and outputs: (GH, GW, classes, 5)."""
        return *(side // self.stride for side in self.size), len(self.anchors), 5


def responsible_cells(boxes, grid):
    """Return the cells that hold the middles of boxes.

    Parameters are those of `encode_in_grid`.

    Returns
    -------
    rows, columns : ndarray of int, shape (K,)
    """
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    last = np.subtract(grid.shape[1::-1], 1)
    columns, rows = np.clip(middles // grid.stride, 0, last).astype(int).T
    return rows, columns


def encode_in_grid(boxes, labels, rows, columns, grid):
    """Return boxes as the network gives them: four numbers around 0.

    Parameters
    ----------
    boxes : ndarray, shape (K, 4)
        ``"xyxy"``, in pixels.
    labels, rows, columns : ndarray of int, shape (K,)
        Class and responsible cell of each.
    grid : Grid

    Returns
    -------
    ndarray, shape (K, 4)
        How far the middle of the box is right of and below the middle of the cell, in cells, and
        the logarithms of width and height over those of the class's anchor.
    """
    cells = np.stack([columns, rows], axis=1) + 0.5
    shifts = (boxes[:, :2] + boxes[:, 2:]) / 2 / grid.stride - cells
    sizes = np.log((boxes[:, 2:] - boxes[:, :2]) / grid.anchors[labels])
    return np.concatenate([shifts, sizes], axis=1)


def decode_from_grid(numbers, labels, rows, columns, grid):
    """Return the boxes that were encoded, cut at the edges.

    Parameters
    ----------
    numbers : ndarray, shape (K, 4)
        What `encode_in_grid` returned. Its other parameters are the same here.

    Returns
    -------
    ndarray, shape (K, 4)
        ``"xyxy"``, in pixels.
    """
    cells = np.stack([columns, rows], axis=1) + 0.5
    middles = (cells + numbers[:, :2]) * grid.stride
    halves = np.exp(np.clip(numbers[:, 2:], -LARGEST, LARGEST)) * grid.anchors[labels] / 2
    corners = np.concatenate([middles - halves, middles + halves], axis=1)
    return np.clip(corners, 0, 2 * tuple(grid.size)[::-1])


def grid_targets(boxes, labels, grid):
    """Return what the network should give for an image.

    Parameters
    ----------
    boxes : array_like, shape (K, 4)
        ``"xyxy"``, in pixels; K may be 0.
    labels : array_like of int, shape (K,)
    grid : Grid

    Returns
    -------
    ndarray of float32, shape (GH, GW, classes, 5)
        Presence is 1 in the responsible cells; in all others it is 0, and the box means nothing.
        Of two objects of a class with their middles in one cell, the last one counts.

    Raises
    ------
    ValueError
        If a box has no area or its middle outside the image, or a label has no anchor.
    """
    boxes = check_boxes(boxes)
    labels = check_classes(labels, len(boxes), len(grid.anchors))
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    outside = boxes[((middles < 0) | (middles > grid.size[::-1])).any(axis=1)].tolist()
    if outside:
        raise ValueError(f"box {outside[0]} is outside of {grid.size}. Resize boxes with images.")
    targets = np.zeros(grid.shape, np.float32)
    rows, columns = responsible_cells(boxes, grid)
    targets[rows, columns, labels, 0] = 1
    targets[rows, columns, labels, 1:] = encode_in_grid(boxes, labels, rows, columns, grid)
    return targets


def build_detector(grid, seed=0):
    """Return the network: images in, five numbers for each cell and class out.

    Convolutions with stride 2 halve the map until a pixel is a cell; two more look around; the
    last one, 1 × 1, gives the numbers. No dense layer, no place is special.

    Parameters
    ----------
    grid : Grid
    seed : int, default=0
        Of the random weights.

    Returns
    -------
    keras.Model
        Takes ``(N, H, W, 3)`` from 0 to 1 and gives ``(N, GH, GW, classes, 5)``; presence is a
        logit. Not compiled.
    """
    import keras
    from keras import layers

    halvings = int(np.log2(grid.stride))
    widths = (WIDTHS + WIDTHS[-1:] * halvings)[:halvings]
    images = keras.Input((*grid.size, 3))
    x = layers.Rescaling(2, -1)(images)  # from -1 to 1
    table = [*((width, 2) for width in widths), (WIDTHS[-1], 1), (WIDTHS[-1], 1)]
    for number, (filters, strides) in enumerate(table):
        start = keras.initializers.HeNormal(1000 * seed + number)
        x = conv_norm_relu(x, filters, strides, kernel_initializer=start)
    rare = np.zeros(grid.shape[2:])
    rare[:, 0] = np.log(RARE / (1 - RARE))
    bias = keras.initializers.Constant(rare.ravel())
    kernel = keras.initializers.GlorotUniform(1000 * seed + len(table))
    x = layers.Conv2D(rare.size, 1, kernel_initializer=kernel, bias_initializer=bias)(x)
    return keras.Model(images, layers.Reshape(grid.shape)(x))


def detection_loss(targets, outputs):
    """Return the loss of a batch, for each object in it.

    Cross-entropy of presence, over all cells; and in the responsible ones the error of the box:
    squared where it is small, absolute where it is large, and weighing twice. A cell without an
    object has no box to be wrong about.

    Parameters
    ----------
    targets, outputs : tensor, shape (N, GH, GW, classes, 5)

    Returns
    -------
    tensor, shape ()
    """
    from keras import ops

    presence = targets[..., 0]
    surprise = ops.binary_crossentropy(presence, outputs[..., 0], from_logits=True)
    off = ops.abs(targets[..., 1:] - outputs[..., 1:])
    error = ops.where(off < BEND, off**2 / (2 * BEND), off - BEND / 2)
    total = ops.sum(surprise) + 2 * ops.sum(error * presence[..., None])
    return total / ops.maximum(ops.sum(presence), 1)


def decode(outputs, grid, score_threshold=0.02, iou_threshold=0.5):
    """Return the objects that the network's outputs for an image speak of.

    Parameters
    ----------
    outputs : ndarray, shape (GH, GW, classes, 5)
    grid : Grid
    score_threshold : float or array_like, shape (classes,), default=0.02
        Lowest score of a detection, from 0 to 1. Average precision wants nearly all of them.
    iou_threshold : float, default=0.5
        Of two boxes of a class that overlap more than that, the better one is kept.

    Returns
    -------
    Detections
        Highest score first.

    Raises
    ------
    ValueError
        If the outputs are not of this grid, or not finite, or a threshold is not from 0 to 1.
    """
    outputs = np.asarray(outputs, dtype=float)
    if outputs.shape != grid.shape or not np.isfinite(outputs).all():
        raise ValueError(
            f"outputs of shape {outputs.shape}, expected {grid.shape} and finite numbers: those of "
            "one image, outputs[0]. Where they are NaN, the training has diverged."
        )
    scores = sigmoid(outputs[..., 0])
    rows, columns, labels = np.nonzero(
        scores >= check_score_threshold(score_threshold, grid.shape[2])
    )
    scores = scores[rows, columns, labels]
    boxes = decode_from_grid(outputs[rows, columns, labels, 1:], labels, rows, columns, grid)
    with_area = (boxes[:, 2:] > boxes[:, :2]).all(axis=1)
    boxes, scores, labels = boxes[with_area], scores[with_area], labels[with_area]
    kept = non_max_suppression(boxes, scores, labels, iou_threshold)
    return Detections(boxes[kept], scores[kept], labels[kept])
