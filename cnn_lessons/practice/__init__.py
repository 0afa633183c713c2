"""From data to a trained model, with Keras. TensorFlow is loaded where it is used."""

from cnn_lessons.practice.classifier import Classifier
from cnn_lessons.practice.digits_network import enlarge_digits, train_digits_network
from cnn_lessons.practice.pretrained import NoWeightsError, load_mobilenet
from cnn_lessons.practice.training import train, worst_mistakes
from cnn_lessons.practice.training_run import TrainingRun, load_backbone_run

__all__ = [
    "Classifier",
    "NoWeightsError",
    "TrainingRun",
    "enlarge_digits",
    "load_backbone_run",
    "load_mobilenet",
    "train",
    "train_digits_network",
    "worst_mistakes",
]
