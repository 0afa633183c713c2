"""From data to a trained model, with Keras. TensorFlow is loaded where it is used."""

from cnn_lessons.practice.backbone import load_backbone
from cnn_lessons.practice.classifier import Classifier
from cnn_lessons.practice.copies import group_copies, split_photos
from cnn_lessons.practice.digits_network import enlarge_digits, train_digits_network
from cnn_lessons.practice.evaluation import Evaluation
from cnn_lessons.practice.feature_network import FeatureNetwork, load_feature_network
from cnn_lessons.practice.photo_classifier import (
    PhotoClassifier,
    fit_photo_head,
    read_features,
    train_photo_classifier,
)
from cnn_lessons.practice.photo_file import load_photo_classifier, save_photo_classifier
from cnn_lessons.practice.photo_folder import FolderError, PhotoFolder, check_folder
from cnn_lessons.practice.photo_page import look_at_mistakes, report_page
from cnn_lessons.practice.photo_reading import PhotoError, open_photo
from cnn_lessons.practice.pretrained import NoWeightsError, load_mobilenet, load_mobilenet_v2
from cnn_lessons.practice.transfer import (
    accuracy,
    add_head,
    compute_features,
    cut_head,
    fit_head,
    small_network,
    train,
    unfreeze,
)

__all__ = [
    "Classifier",
    "Evaluation",
    "FeatureNetwork",
    "FolderError",
    "NoWeightsError",
    "PhotoClassifier",
    "PhotoError",
    "PhotoFolder",
    "accuracy",
    "add_head",
    "check_folder",
    "compute_features",
    "cut_head",
    "enlarge_digits",
    "fit_head",
    "fit_photo_head",
    "group_copies",
    "load_backbone",
    "load_feature_network",
    "load_mobilenet",
    "load_mobilenet_v2",
    "load_photo_classifier",
    "look_at_mistakes",
    "open_photo",
    "read_features",
    "report_page",
    "save_photo_classifier",
    "small_network",
    "split_photos",
    "train",
    "train_digits_network",
    "train_photo_classifier",
    "unfreeze",
]
