"""From data to a trained model, with Keras. TensorFlow is loaded where it is used."""

from cnn_lessons.practice.backbone import load_backbone
from cnn_lessons.practice.classifier import Classifier
from cnn_lessons.practice.digits_network import enlarge_digits, train_digits_network
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
    "NoWeightsError",
    "accuracy",
    "add_head",
    "compute_features",
    "cut_head",
    "enlarge_digits",
    "fit_head",
    "load_backbone",
    "load_mobilenet",
    "load_mobilenet_v2",
    "small_network",
    "train",
    "train_digits_network",
    "unfreeze",
]
