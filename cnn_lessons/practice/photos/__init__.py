"""A folder of your photographs to a classifier: checked, split, trained, tested, kept."""

from cnn_lessons.practice.photos.calibration import Bin, calibration_error, reliability
from cnn_lessons.practice.photos.class_folders import FolderError
from cnn_lessons.practice.photos.classifier import (
    PhotoClassifier,
    read_features,
    train_photo_classifier,
)
from cnn_lessons.practice.photos.copies import group_copies, split_photos
from cnn_lessons.practice.photos.evaluation import Evaluation
from cnn_lessons.practice.photos.feature_network import FeatureNetwork, load_feature_network
from cnn_lessons.practice.photos.file import load_photo_classifier, save_photo_classifier
from cnn_lessons.practice.photos.fine_tuning import FineTuning, fine_tune
from cnn_lessons.practice.photos.folder import PhotoFolder, check_folder
from cnn_lessons.practice.photos.head import choose_strength, fit_photo_head, held_out_shares
from cnn_lessons.practice.photos.page import look_at_mistakes, report_page
from cnn_lessons.practice.photos.predictions import (
    Prediction,
    predict_files,
    predict_folder,
    write_predictions,
)
from cnn_lessons.practice.photos.reading import PhotoError, open_photo
from cnn_lessons.practice.photos.thresholds import Threshold, best_threshold, choose_threshold

__all__ = [
    "Bin",
    "Evaluation",
    "FeatureNetwork",
    "FineTuning",
    "FolderError",
    "PhotoClassifier",
    "PhotoError",
    "PhotoFolder",
    "Prediction",
    "Threshold",
    "best_threshold",
    "calibration_error",
    "check_folder",
    "choose_strength",
    "choose_threshold",
    "fine_tune",
    "fit_photo_head",
    "group_copies",
    "held_out_shares",
    "load_feature_network",
    "load_photo_classifier",
    "look_at_mistakes",
    "open_photo",
    "predict_files",
    "predict_folder",
    "read_features",
    "reliability",
    "report_page",
    "save_photo_classifier",
    "split_photos",
    "train_photo_classifier",
    "write_predictions",
]
