"""A classifier for a folder of photographs: a trained network's features, and a head for them."""

from dataclasses import dataclass, field

import numpy as np

from cnn_lessons.language import Name, message, said
from cnn_lessons.operations import softmax
from cnn_lessons.practice.classifier import Classifier, rank_classes
from cnn_lessons.practice.photos.copies import split_photos
from cnn_lessons.practice.photos.evaluation import Evaluation
from cnn_lessons.practice.photos.feature_network import FeatureNetwork, load_feature_network
from cnn_lessons.practice.photos.fine_tuning import fine_tune
from cnn_lessons.practice.photos.folder_layout import printable
from cnn_lessons.practice.photos.head import choose_strength, fit_photo_head
from cnn_lessons.practice.photos.reading import PhotoError, open_photo
from cnn_lessons.practice.photos.thresholds import Threshold, choose_threshold


@dataclass(frozen=True)
class PhotoClassifier:
    """Features of a trained network and a dense layer on them, with the names of the classes.

    Parameters
    ----------
    network : FeatureNetwork
        Gives F features.
    class_names : tuple of str
        K classes, in the order of the scores.
    kernel : ndarray of float32, shape (F, K)
    bias : ndarray of float32, shape (K,)
    counts : tuple of int
        How many photographs of each class it has learned from.
    folder : str, default=""
        The path of the folder that they were in.
    threshold : float, default=0
        The share below which the answer is "none of these"; 0 gives each photograph a class.
    """

    network: FeatureNetwork
    class_names: tuple
    kernel: np.ndarray = field(repr=False)
    bias: np.ndarray = field(repr=False)
    counts: tuple
    folder: str = ""
    threshold: float = 0.0

    def __repr__(self):
        classes = ", ".join(
            f"{n} ({c})" for n, c in zip(self.class_names, self.counts, strict=True)
        )
        return said(
            message(
                "Classifier on features of {network}, learned from {classes}",
                network=self.network.name,
                classes=Name(classes),
            )
        )

    def shares(self, features):
        """Return the shares of the classes.

        Parameters
        ----------
        features : ndarray, shape (N, F)
            As `read_features` returns them.

        Returns
        -------
        ndarray, shape (N, K)
            A row for each photograph; its sum is 1.
        """
        return softmax(features @ self.kernel + self.bias)

    def predict(self, path):
        """Return the classes of a photograph in a file, the largest share first.

        Its pixels are read as for the training. (`Classifier.best` is asked with pixels, and
        answers with the first few classes, of which there may be a thousand.)

        Parameters
        ----------
        path : str or Path
            A picture file.

        Returns
        -------
        list of (str, float)
            Every class with its share. The shares add up to 1 whatever the picture shows.

        Raises
        ------
        PhotoError
            If the file cannot be read as a photograph.
        """
        image = open_photo(path, side=self.network.side).image
        shares = self.shares(self.network.features([image]))[0]
        return rank_classes(self.class_names, shares)

    def as_classifier(self):
        """Return network and head as one Keras model, for `grad_cam` for example.

        Returns
        -------
        Classifier
            Takes images from 0 to 1, (N, side, side, 3), and gives logits. Its name says the
            network's width where that is not 1.
        """
        import keras

        head = keras.layers.Dense(len(self.class_names), name="head")
        model = keras.Model(self.network.model.inputs[0], head(self.network.model.outputs[0]))
        head.set_weights([self.kernel, self.bias])
        name, width = self.network.name, self.network.width
        name += "" if width == 1 else f", width {width:g}"
        return Classifier(name, model, self.class_names)


def train_photo_classifier(
    folder, network=None, test_share=0.25, seed=0, tune=False, progress=False
):
    """Return a classifier for a folder of photographs, and how it does on those kept apart.

    Parameters
    ----------
    folder : PhotoFolder
        As `check_folder` returns it.
    network : FeatureNetwork, optional
        By default the best at hand.
    test_share : float, default=0.25
        How many of each class are kept for testing, unless the folder is split already.
    seed : int, default=0
        Which ones, and how the rest is divided to find the strength of the head.
    tune : bool, default=False
        Whether the network's last block may learn as well: see `fine_tune`. If it is kept so,
        there is no threshold: the block has learned from every class, and none is a stranger.
    progress : bool, default=False
        Whether to show how far it is.

    Returns
    -------
    classifier : PhotoClassifier
        It has seen the training photographs only: what is measured is what you get.
    evaluation : Evaluation
        On the test photographs.

    Raises
    ------
    FolderError
        If the folder has fewer than two classes.
    """
    folder.require_classes()
    network = network or load_feature_network()
    labels, groups = folder.labels, folder.groups
    if folder.is_split:
        is_test = np.array([photo.part == "test" for photo in folder.photos])
    else:
        is_test = split_photos(labels, groups, test_share, seed)
    paths = np.array([photo.path for photo in folder.photos], dtype=object)
    learned = labels[~is_test], groups[~is_test]
    features = read_features(network, paths, progress)
    strength = choose_strength(features[~is_test], *learned, seed, progress)
    kernel, bias = fit_photo_head(features[~is_test], *learned, strength)
    tuning = None
    if tune:
        images = (_open_named(path, network.side) for path in paths[~is_test])
        network, kernel, bias, tuning = fine_tune(
            network, images, *learned, strength, seed, progress
        )
        if tuning.epochs:
            features = read_features(network, paths, progress)
    names, chosen = folder.class_names, Threshold()
    if not (tuning and tuning.epochs):  # a block that has learned a class has met no stranger
        chosen = choose_threshold(features, labels, groups, is_test, strength, names, seed)
    counts, where = tuple(np.bincount(learned[0]).tolist()), str(folder.path.resolve())
    classifier = PhotoClassifier(network, names, kernel, bias, counts, where, chosen.value)
    shares = classifier.shares(features[is_test])
    tested = tuple(paths[is_test])
    return classifier, Evaluation(names, tested, labels[is_test], shares, chosen, tuning)


def read_features(network, paths, progress=False):
    """Return the features of photographs in files.

    Parameters
    ----------
    network : FeatureNetwork
    paths : list of Path
        The files.
    progress : bool, default=False
        Whether to show how far it is.

    Returns
    -------
    ndarray, shape (N, F)
        A row for each file.
    """
    if progress:
        from tqdm.auto import tqdm

        paths = tqdm(paths, desc=said("looking at the photographs"), unit=said("photo"))
    return network.features(_open_named(path, network.side) for path in paths)


def _open_named(path, side):
    try:
        return open_photo(path, side=side).image
    except PhotoError as error:
        name = Name(printable(path))
        raise PhotoError(message("{path} {reason}", path=name, reason=error.args[0])) from None
