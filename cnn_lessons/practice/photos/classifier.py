"""A classifier for a folder of photographs: a trained network's features, and a head for them."""

from dataclasses import dataclass, field

import numpy as np

from cnn_lessons.operations import softmax
from cnn_lessons.practice.classifier import Classifier, rank_classes
from cnn_lessons.practice.head import dense_weights, logistic_head
from cnn_lessons.practice.photos.copies import split_photos
from cnn_lessons.practice.photos.evaluation import Evaluation
from cnn_lessons.practice.photos.feature_network import FeatureNetwork, load_feature_network
from cnn_lessons.practice.photos.folder_layout import printable
from cnn_lessons.practice.photos.reading import PhotoError, open_photo

STRENGTHS = (0.001, 0.01, 0.1, 1.0)  # C of scikit-learn: the smaller, the simpler the head
FOLDS = 5


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
    """

    network: FeatureNetwork
    class_names: tuple
    kernel: np.ndarray = field(repr=False)
    bias: np.ndarray = field(repr=False)
    counts: tuple
    folder: str = ""

    def __repr__(self):
        classes = ", ".join(
            f"{n} ({c})" for n, c in zip(self.class_names, self.counts, strict=True)
        )
        return f"Classifier on features of {self.network.name}, learned from {classes}"

    def shares(self, features):
        """Return the shares of the classes, (N, K), for features, (N, F)."""
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
            Takes images from 0 to 1, (N, side, side, 3), and gives logits.
        """
        import keras

        head = keras.layers.Dense(len(self.class_names), name="head")
        model = keras.Model(self.network.model.inputs[0], head(self.network.model.outputs[0]))
        head.set_weights([self.kernel, self.bias])
        return Classifier(self.network.name, model, self.class_names)


def train_photo_classifier(folder, network=None, test_share=0.25, seed=0, progress=False):
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
    paths = [photo.path for photo in folder.photos]
    features = read_features(network, paths, progress)
    is_train = ~is_test
    kernel, bias = fit_photo_head(
        features[is_train], labels[is_train], groups[is_train], seed=seed, progress=progress
    )
    counts = tuple(np.bincount(labels[is_train]).tolist())
    where = str(folder.path.resolve())
    classifier = PhotoClassifier(network, folder.class_names, kernel, bias, counts, where)
    tested = [path for path, chosen in zip(paths, is_test, strict=True) if chosen]
    shares = classifier.shares(features[is_test])
    return classifier, Evaluation(folder.class_names, tuple(tested), labels[is_test], shares)


def read_features(network, paths, progress=False):
    """Return the features, (N, F), of photographs in files."""
    if progress:
        from tqdm.auto import tqdm

        paths = tqdm(paths, desc="looking at the photographs", unit="photo")
    return network.features(_open_named(path, network.side) for path in paths)


def _open_named(path, side):
    try:
        return open_photo(path, side=side).image
    except PhotoError as error:
        raise PhotoError(f"{printable(path)} {error}") from None


def fit_photo_head(features, labels, groups, strength=None, seed=0, progress=False):
    """Return kernel and bias of a dense layer that tells classes apart by features.

    It is a `logistic_head` in which every class counts the same, however many photographs it
    has. Of four strengths the best is the one with the smallest loss in a cross-validation that
    keeps copies together. (`fit_head` has neither: every example counts the same there.)

    Parameters
    ----------
    features : ndarray, shape (N, F)
    labels, groups : ndarray of int, shape (N,)
        Classes from 0, and the numbers of the copies.
    strength : float, optional
        How freely the weights may grow; by default the best of the four.
    seed : int, default=0
        Of the folds.
    progress : bool, default=False
        Whether to show how far it is.

    Returns
    -------
    kernel : ndarray of float32, shape (F, K)
    bias : ndarray of float32, shape (K,)
        For the features as they are.
    """
    if strength is None:
        losses = _validation_losses(features, labels, groups, seed, progress)
        strength = STRENGTHS[np.argmin(losses)]
    head = logistic_head(strength, class_weight="balanced").fit(features, labels)
    kernel, bias = dense_weights(head)
    return kernel.astype(np.float32), bias.astype(np.float32)


def _validation_losses(features, labels, groups, seed, progress):
    """Return the loss of each strength on photographs that its head has not learned from."""
    from sklearn.metrics import log_loss
    from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict
    from sklearn.utils.class_weight import compute_sample_weight

    fewest = min(len(np.unique(groups[labels == label])) for label in np.unique(labels))
    if fewest < 2:  # nothing can be set aside: the middle
        return [strength != STRENGTHS[1] for strength in STRENGTHS]
    folds = StratifiedGroupKFold(min(FOLDS, fewest), shuffle=True, random_state=seed)
    splits = list(folds.split(features, labels, groups))
    weights = compute_sample_weight("balanced", labels)
    losses, strengths = [], STRENGTHS
    if progress:
        from tqdm.auto import tqdm

        strengths = tqdm(strengths, desc="fitting the head", unit="try")
    for strength in strengths:
        head = logistic_head(strength, class_weight="balanced")
        shares = cross_val_predict(head, features, labels, cv=splits, method="predict_proba")
        losses.append(log_loss(labels, shares, sample_weight=weights))
    return losses
