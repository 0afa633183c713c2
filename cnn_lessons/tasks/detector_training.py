"""Training a detector on boxed images, such as those of a folder of your own."""

import numpy as np

from cnn_lessons.practice.schedule import cosine_with_warmup
from cnn_lessons.tasks.average_precision import mean_average_precision, precision_recall
from cnn_lessons.tasks.boxes import check_boxes
from cnn_lessons.tasks.detection import Grid, build_detector, decode, detection_loss, grid_targets
from cnn_lessons.tasks.detections import check_classes, collect_matches
from cnn_lessons.tasks.detector import BATCH, Detector, check_images

PEAK = 4e-3  # learning rate
FAINT = 0.02  # score: what is below says nothing
IOU_THRESHOLDS = (0.3, 0.4, 0.5, 0.6)  # of the suppression, to choose from


def train_detector(data, stride=16, epochs=18, upside_down=False, seed=0, progress=True):
    """Return a detector for the objects of a data set.

    Adam, with a learning rate that rises for a fifth of the steps and falls to 0 along half a
    cosine. Images are mirrored at random. It learns from ``data.train`` only; the thresholds are
    chosen on ``data.validation``; ``data.test`` is not looked at.

    Parameters
    ----------
    data : BoxedDataset
        Such as `read_voc_folder` returns for a folder of your own.
    stride : int, default=16
        Side of a cell, in pixels. Two objects of a class with their middles in one cell cannot
        both be found: take about a third of the usual object, or less.
    epochs : int, default=18
        Times through the images. With few images take more: several hundred steps of 8 are needed.
    upside_down : bool, default=False
        Whether images may be turned upside down, too: right for what is seen from above.
    seed : int, default=0
        Of first weights, order and mirroring.
    progress : bool, default=True
        Whether to print a line after each epoch.

    Returns
    -------
    Detector

    Raises
    ------
    ValueError
        If the cells do not fill the images, a class has no box, images are not from 0 to 1, or
        `epochs` is not at least 1.

    Examples
    --------
    A folder with pictures and the files of a labelling program::

        data = read_voc_folder("my_pictures", size=(240, 320))
        detector = train_detector(data)
        found = detector.predict(data.test.images)[0]
        print(found.boxes, found.scores, found.labels)
    """
    import keras

    if epochs < 1:
        raise ValueError(f"epochs={epochs}, but at least 1 is expected: times through the images.")
    anchors = usual_sizes(data.train.boxes, data.train.labels, len(data.class_names))
    grid = Grid(tuple(data.train.images.shape[1:3]), stride, anchors)
    for part in (data.train, data.validation):
        check_images(part.images, grid.size)
    model = build_detector(grid, seed)
    steps = max(1, len(data.train) // BATCH)
    rate = cosine_with_warmup(steps * epochs, PEAK, warmup_steps=steps * epochs // 5)
    model.compile(keras.optimizers.Adam(rate), detection_loss)
    model.fit(
        batches(data.train, grid, upside_down, np.random.default_rng(seed)),
        steps_per_epoch=steps,
        shuffle=False,  # the batches are
        epochs=epochs,
        verbose=0,
        callbacks=[keras.callbacks.LambdaCallback(on_epoch_end=_report)] if progress else None,
    )
    outputs = model.predict(data.validation.images, BATCH, verbose=0)
    return Detector(
        model, grid, data.class_names, *choose_thresholds(outputs, data.validation, grid)
    )


def _report(epoch, logs):
    print(f"epoch {epoch + 1:2}: loss {logs['loss']:.3f}", flush=True)


def usual_sizes(boxes, labels, classes):
    """Return the geometric means of the widths and heights of each class.

    Geometric, since the network gives the logarithms of sizes: these get the mean 0.

    Parameters
    ----------
    boxes : list of array_like, shape (K, 4)
        For each image its boxes, ``"xyxy"`` in pixels.
    labels : list of array_like of int, shape (K,)
    classes : int
        How many there are.

    Returns
    -------
    ndarray, shape (classes, 2)
        In pixels.

    Raises
    ------
    ValueError
        If a class has no box, or there are not as many labels as boxes on an image.

    Examples
    --------
    >>> usual_sizes([[(0, 0, 2, 3)], [(4, 4, 12, 7)]], [[0], [0]], classes=1)
    array([[4., 3.]])
    """
    boxes = [check_boxes(each) for each in boxes]
    pairs = zip(boxes, labels, strict=True)
    labels = np.concatenate([check_classes(each, len(own), classes) for own, each in pairs])
    boxes = np.concatenate(boxes)
    missing = sorted(set(range(classes)) - set(labels.tolist()))
    if missing:
        raise ValueError(
            f"no box is of class {missing[0]}, of which there are {classes} from 0: nothing can be "
            "learned of it. Take it out, or add images with it."
        )
    logarithms = np.log(boxes[:, 2:] - boxes[:, :2])
    return np.exp([logarithms[labels == label].mean(axis=0) for label in range(classes)])


def batches(boxed, grid, upside_down, rng):
    """Give batches of images and targets without end, in a new order each time through.

    Parameters
    ----------
    boxed : BoxedImages
    grid : Grid
    upside_down : bool
        Whether to mirror up and down too, not only left and right.
    rng : numpy.random.Generator

    Yields
    ------
    images : ndarray, shape (8, H, W, C)
        Fewer, if there are no eight.
    targets : ndarray, shape (8, GH, GW, classes, 5)
    """
    size = min(BATCH, len(boxed))
    while True:
        order = rng.permutation(len(boxed))
        for start in range(0, len(boxed) - size + 1, size):
            examples = []
            for i in order[start : start + size]:
                flips = rng.random(2) < (0.5 * upside_down, 0.5)
                image, boxes = mirror(boxed.images[i], boxed.boxes[i], *flips)
                examples.append((image, grid_targets(boxes, boxed.labels[i], grid)))
            yield tuple(np.stack(each) for each in zip(*examples, strict=True))


def mirror(image, boxes, up_down, left_right):
    """Return an image and its boxes mirrored, in either direction or both.

    Parameters
    ----------
    image : ndarray, shape (H, W, C)
    boxes : ndarray, shape (K, 4)
        ``"xyxy"``, in pixels.
    up_down, left_right : bool
        Whether top and bottom, or left and right, change places.

    Returns
    -------
    image : ndarray, shape (H, W, C)
    boxes : ndarray, shape (K, 4)

    Examples
    --------
    >>> mirror(np.zeros((5, 7, 1)), np.array([(0, 1, 2, 5)]), False, True)[1]
    array([[5, 1, 7, 5]])
    """
    H, W = image.shape[:2]
    left, top, right, bottom = boxes.T
    if up_down:
        image, top, bottom = image[::-1], H - bottom, H - top
    if left_right:
        image, left, right = image[:, ::-1], W - right, W - left
    return image, np.stack([left, top, right, bottom], axis=1)


def choose_thresholds(outputs, boxed, grid):
    """Return the thresholds that serve best on images with known boxes: validation images.

    Parameters
    ----------
    outputs : ndarray, shape (N, GH, GW, classes, 5)
        Of the network, for the images.
    boxed : BoxedImages
        Their boxes and labels.
    grid : Grid

    Returns
    -------
    score_thresholds : ndarray, shape (classes,)
        Those with the highest F1, the harmonic mean of precision and recall, for each class.
    iou_threshold : float
        The one with the highest mean average precision of 0.3, 0.4, 0.5 and 0.6. Where there is
        nothing to choose by, all are 0.5.
    """
    classes = len(grid.anchors)
    truths = list(zip(boxed.boxes, boxed.labels, strict=True))
    chosen = np.full(classes, 0.5)
    if not sum(map(len, boxed.labels)):
        return chosen, 0.5
    found = {t: [decode(each, grid, FAINT, t) for each in outputs] for t in IOU_THRESHOLDS}
    best = max(found, key=lambda t: mean_average_precision(found[t], truths, classes))
    for label in range(classes):
        scores, is_right, positives = collect_matches(found[best], truths, label)
        if is_right.any():
            precision, recall = precision_recall(scores, is_right, positives)
            f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
            chosen[label] = np.sort(scores)[::-1][f1.argmax()]
    return chosen, best
