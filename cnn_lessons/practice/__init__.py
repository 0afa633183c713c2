"""From data to a trained model, with Keras. TensorFlow is loaded where it is used."""

from cnn_lessons.practice.classifier import Classifier
from cnn_lessons.practice.digits_network import enlarge_digits, train_digits_network
from cnn_lessons.practice.pretrained import NoWeightsError, load_mobilenet

__all__ = [
    "Classifier",
    "NoWeightsError",
    "enlarge_digits",
    "load_mobilenet",
    "train_digits_network",
]
