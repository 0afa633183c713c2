"""From data to a trained model, with Keras. TensorFlow and PyTorch are loaded where used."""

from cnn_lessons.practice.backbone import load_backbone
from cnn_lessons.practice.channels_first import (
    dense_to_keras,
    dense_to_torch,
    kernel_to_keras,
    kernel_to_torch,
)
from cnn_lessons.practice.class_folders import FolderError
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
from cnn_lessons.practice.photo_folder import PhotoFolder, check_folder
from cnn_lessons.practice.photo_page import look_at_mistakes, report_page
from cnn_lessons.practice.photo_reading import PhotoError, open_photo
from cnn_lessons.practice.pretrained import NoWeightsError, load_mobilenet, load_mobilenet_v2
from cnn_lessons.practice.scaling import (
    SlowDisk,
    digits_model,
    loss_gradient,
    one_after_the_other,
    time_epoch,
)
from cnn_lessons.practice.torch_network import (
    build_torch,
    carry_to_keras,
    carry_to_torch,
    require_torch,
)
from cnn_lessons.practice.training import compile_classifier, retrain, train, worst_mistakes
from cnn_lessons.practice.training_run import TrainingRun, load_backbone_run
from cnn_lessons.practice.transfer import (
    accuracy,
    add_head,
    compute_features,
    cut_head,
    fit_head,
    fit_model,
    small_network,
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
    "SlowDisk",
    "TrainingRun",
    "accuracy",
    "add_head",
    "build_torch",
    "carry_to_keras",
    "carry_to_torch",
    "check_folder",
    "compile_classifier",
    "compute_features",
    "cut_head",
    "dense_to_keras",
    "dense_to_torch",
    "digits_model",
    "enlarge_digits",
    "fit_head",
    "fit_model",
    "fit_photo_head",
    "group_copies",
    "kernel_to_keras",
    "kernel_to_torch",
    "load_backbone",
    "load_backbone_run",
    "load_feature_network",
    "load_mobilenet",
    "load_mobilenet_v2",
    "load_photo_classifier",
    "look_at_mistakes",
    "loss_gradient",
    "one_after_the_other",
    "open_photo",
    "read_features",
    "report_page",
    "require_torch",
    "retrain",
    "save_photo_classifier",
    "small_network",
    "split_photos",
    "time_epoch",
    "train",
    "train_digits_network",
    "train_photo_classifier",
    "unfreeze",
    "worst_mistakes",
]
