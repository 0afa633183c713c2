"""A folder of your photographs to a classifier: checked, split, trained, tested, kept."""

from cnn_lessons.practice.photos.class_folders import FolderError
from cnn_lessons.practice.photos.classifier import (
    PhotoClassifier,
    fit_photo_head,
    read_features,
    train_photo_classifier,
)
from cnn_lessons.practice.photos.copies import group_copies, split_photos
from cnn_lessons.practice.photos.evaluation import Evaluation
from cnn_lessons.practice.photos.feature_network import FeatureNetwork, load_feature_network
from cnn_lessons.practice.photos.file import load_photo_classifier, save_photo_classifier
from cnn_lessons.practice.photos.folder import PhotoFolder, check_folder
from cnn_lessons.practice.photos.page import look_at_mistakes, report_page
from cnn_lessons.practice.photos.reading import PhotoError, open_photo

__all__ = [
    "Evaluation",
    "FeatureNetwork",
    "FolderError",
    "PhotoClassifier",
    "PhotoError",
    "PhotoFolder",
    "check_folder",
    "fit_photo_head",
    "group_copies",
    "load_feature_network",
    "load_photo_classifier",
    "look_at_mistakes",
    "open_photo",
    "read_features",
    "report_page",
    "save_photo_classifier",
    "split_photos",
    "train_photo_classifier",
]
