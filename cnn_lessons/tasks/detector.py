"""A detector that is trained, asked, saved and loaded: from boxed images to boxes.

The grid, the network and the loss are those of `detection`; `detector_training` trains it.
"""

from dataclasses import dataclass

import numpy as np

from cnn_lessons.files import read_arrays, write_arrays
from cnn_lessons.tasks.boxes import check_iou_threshold
from cnn_lessons.tasks.detection import Grid, build_detector, decode
from cnn_lessons.tasks.detections import check_classes, check_score_threshold

BATCH = 8  # images at a time


@dataclass(frozen=True)
class Detector:
    """A trained network, and what has to be known to read its outputs.

    Parameters
    ----------
    model : keras.Model
        From `build_detector`.
    grid : Grid
    class_names : tuple of str
    score_thresholds : ndarray, shape (classes,)
        From which score on a detection of each class is believed.
    iou_threshold : float
        Of the non-maximum suppression.
    """

    model: object
    grid: Grid
    class_names: tuple
    score_thresholds: np.ndarray
    iou_threshold: float

    def predict(self, images, score_threshold=None):
        """Return what is on images.

        Parameters
        ----------
        images : ndarray, shape (N, H, W, 3)
            Values from 0 to 1, of the size that the detector was trained with.
        score_threshold : float or array_like, shape (classes,), optional
            Lowest score; by default that which was chosen for each class. Give 0.02 to measure
            average precision.

        Returns
        -------
        list of Detections
            One for each image.

        Raises
        ------
        ValueError
            If the images have another size, or images or thresholds are not from 0 to 1.
        """
        images = check_images(images, self.grid.size)
        if score_threshold is None:
            score_threshold = self.score_thresholds
        outputs = self.model.predict(images, BATCH, verbose=0) if len(images) else []
        return [decode(each, self.grid, score_threshold, self.iou_threshold) for each in outputs]

    def save(self, path):
        """Write the detector to a file, for `load_detector`: numbers only, no program.

        Parameters
        ----------
        path : str or Path
            Where, exactly: no ending is added.
        """
        facts = {
            "size": self.grid.size,
            "stride": self.grid.stride,
            "anchors": self.grid.anchors,
            "class_names": self.class_names,
            "score_thresholds": self.score_thresholds,
            "iou_threshold": self.iou_threshold,
        }
        weights = {f"weights_{i:02}": w for i, w in enumerate(self.model.get_weights())}
        write_arrays(path, facts | weights)


def load_detector(path):
    """Return a detector that was saved.

    Parameters
    ----------
    path : str or Path
        Nothing in the file is executed: pickled objects are refused.

    Returns
    -------
    Detector

    Raises
    ------
    ValueError
        If the file is damaged, or is something else.
    FileNotFoundError
        If there is none.
    """
    try:
        arrays = read_arrays(path)
        size = tuple(int(side) for side in arrays["size"])
        grid = Grid(size, int(arrays["stride"]), arrays["anchors"])
        model = build_detector(grid)
        names = sorted(name for name in arrays if name.startswith("weights_"))
        model.set_weights([arrays[name] for name in names])
        class_names = tuple(str(name) for name in arrays["class_names"])
        scores, iou = arrays["score_thresholds"], float(arrays["iou_threshold"])
        check_iou_threshold(iou)
        if (
            not len(class_names)
            == len(check_score_threshold(scores, len(class_names)))
            == grid.shape[2]
        ):
            raise ValueError("names, thresholds and anchors are not of the same classes")
    except OSError:  # the file cannot be opened
        raise
    except Exception as error:  # not its arrays, or not of a detector
        raise ValueError(
            f"{path} is not a saved detector, or it is damaged. Save the detector again."
        ) from error
    return Detector(model, grid, class_names, scores, iou)


def count_by_class(labels, classes):
    """Return how many objects of each class are on each image.

    Parameters
    ----------
    labels : list of array_like of int
        For each image the classes of what is on it, or of what was found.
    classes : int

    Returns
    -------
    ndarray of int, shape (N, classes)

    Raises
    ------
    ValueError
        If a label is not a whole number from 0 to ``classes - 1``.

    Examples
    --------
    >>> count_by_class([[0, 2, 0], []], classes=3).tolist()
    [[2, 0, 1], [0, 0, 0]]
    """
    whole = [check_classes(each, np.size(each), classes) for each in labels]
    counts = [np.bincount(each, minlength=classes) for each in whole]
    return np.array(counts, int).reshape(-1, classes)


def counting_thresholds(detections, labels, classes):
    """Return for each class the score from which on as many are found as there are.

    As many on all images together: on one there may be too many, on another too few.

    Parameters
    ----------
    detections : list of Detections
        One for each image, with low scores too.
    labels : list of array_like of int
        For each image the classes of what is on it.
    classes : int

    Returns
    -------
    ndarray, shape (classes,)
        The lowest score, where there are not as many detections; 1, where there are none, or no
        object.

    Raises
    ------
    ValueError
        If there are no images, not as many detections as labels, or a label is not below
        `classes`.

    Examples
    --------
    >>> from cnn_lessons.tasks import Detections
    >>> boxes = [(0, 0, 2, 3), (4, 1, 9, 3), (5, 5, 7, 8)]
    >>> found = [Detections(boxes, [0.9, 0.6, 0.2], [0, 0, 0])]
    >>> counting_thresholds(found, [[0, 0]], classes=1)
    array([0.6])
    """
    if not 0 < len(detections) == len(labels):
        raise ValueError(
            f"there are detections of {len(detections)} images and labels of {len(labels)}. Give "
            "both for the same images, such as all of the validation."
        )
    scores = np.concatenate([each.scores for each in detections])
    kinds = np.concatenate([check_classes(d.labels, len(d), classes) for d in detections])
    thresholds = np.ones(classes)
    for label, count in enumerate(count_by_class(labels, classes).sum(axis=0)):
        of_class = np.sort(scores[kinds == label])[::-1]
        if count and len(of_class):
            thresholds[label] = of_class[min(count, len(of_class)) - 1]
    return thresholds


def check_images(images, size):
    """Return images as an array of floats, unless they do not suit the detector."""
    images = np.asarray(images)
    if images.ndim != 4 or images.shape[1:] != (*size, 3):
        raise ValueError(
            f"images have shape {images.shape}, but (N, {size[0]}, {size[1]}, 3) is expected. "
            "Resize them, and their boxes with them; one image alone is images[:1]."
        )
    if len(images) and (images.dtype.kind != "f" or not 0 <= images.min() <= images.max() <= 1):
        raise ValueError(
            f"images of {images.dtype} go from {images.min()} to {images.max()}, but floats from "
            "0 to 1 are expected. Divide bytes by 255."
        )
    return images.astype(np.float32, copy=False)
