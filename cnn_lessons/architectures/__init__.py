"""What the networks are: one file for each paper, and all of them compared."""

from cnn_lessons.architectures.alexnet import alexnet
from cnn_lessons.architectures.blocks import block_network, equal_width, load_trials
from cnn_lessons.architectures.build import build
from cnn_lessons.architectures.convnext import convnext
from cnn_lessons.architectures.counts import compare_counts
from cnn_lessons.architectures.densenet import densenet
from cnn_lessons.architectures.efficientnet import efficientnet
from cnn_lessons.architectures.googlenet import googlenet
from cnn_lessons.architectures.keras_counts import count_multiply_adds
from cnn_lessons.architectures.ledger import make_ledger, measure_latency
from cnn_lessons.architectures.lenet import lenet5
from cnn_lessons.architectures.mobilenet import mobilenet, mobilenet_v2
from cnn_lessons.architectures.modernization import modernized
from cnn_lessons.architectures.regnet import regnet_stages, regnet_x
from cnn_lessons.architectures.resnet import resnet, resnet_cifar, resnet_v2, resnext
from cnn_lessons.architectures.senet import se_resnet
from cnn_lessons.architectures.shortlist import shortlist
from cnn_lessons.architectures.throughput import relative_times
from cnn_lessons.architectures.vgg import vgg
from cnn_lessons.architectures.vision_transformer import (
    small_cnn,
    small_transformer,
    vision_transformer,
)
from cnn_lessons.architectures.weights import copy_weights
from cnn_lessons.architectures.wide_resnet import wide_resnet
from cnn_lessons.architectures.xception import xception

__all__ = [
    "alexnet",
    "block_network",
    "build",
    "compare_counts",
    "convnext",
    "copy_weights",
    "count_multiply_adds",
    "densenet",
    "efficientnet",
    "equal_width",
    "googlenet",
    "lenet5",
    "load_trials",
    "make_ledger",
    "measure_latency",
    "mobilenet",
    "mobilenet_v2",
    "modernized",
    "regnet_stages",
    "regnet_x",
    "relative_times",
    "resnet",
    "resnet_cifar",
    "resnet_v2",
    "resnext",
    "se_resnet",
    "shortlist",
    "small_cnn",
    "small_transformer",
    "vgg",
    "vision_transformer",
    "wide_resnet",
    "xception",
]
