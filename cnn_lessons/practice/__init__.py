"""From data to a trained model, with Keras. TensorFlow and PyTorch are loaded where used."""

from cnn_lessons.practice.backbone import load_backbone
from cnn_lessons.practice.channels_first import (
    dense_to_keras,
    dense_to_torch,
    kernel_to_keras,
    kernel_to_torch,
)
from cnn_lessons.practice.classifier import Classifier
from cnn_lessons.practice.digits_network import enlarge_digits, train_digits_network
from cnn_lessons.practice.export import ExportError, export_classifier, with_preprocessing
from cnn_lessons.practice.head import fit_head
from cnn_lessons.practice.litert import export_litert, litert_kernels, load_litert, run_litert
from cnn_lessons.practice.onnx import export_onnx, has_onnx, load_onnx, require_onnx, run_onnx
from cnn_lessons.practice.pretrained import NoWeightsError, load_mobilenet, load_mobilenet_v2
from cnn_lessons.practice.quantization import choose_range, dequantize, kernel_scales, quantize
from cnn_lessons.practice.same_start import SameStart
from cnn_lessons.practice.scaling import (
    SlowDisk,
    digits_model,
    loss_gradient,
    one_after_the_other,
    time_epoch,
)
from cnn_lessons.practice.small_network import small_network
from cnn_lessons.practice.torch_network import (
    build_torch,
    carry_to_keras,
    carry_to_torch,
    require_torch,
)
from cnn_lessons.practice.training import (
    compile_classifier,
    fit_model,
    retrain,
    train,
    worst_mistakes,
)
from cnn_lessons.practice.training_run import TrainingRun, load_backbone_run
from cnn_lessons.practice.transfer import (
    accuracy,
    add_head,
    compute_features,
    cut_head,
    unfreeze,
)

__all__ = [
    "Classifier",
    "ExportError",
    "NoWeightsError",
    "SameStart",
    "SlowDisk",
    "TrainingRun",
    "accuracy",
    "add_head",
    "build_torch",
    "carry_to_keras",
    "carry_to_torch",
    "choose_range",
    "compile_classifier",
    "compute_features",
    "cut_head",
    "dense_to_keras",
    "dense_to_torch",
    "dequantize",
    "digits_model",
    "enlarge_digits",
    "export_classifier",
    "export_litert",
    "export_onnx",
    "fit_head",
    "fit_model",
    "has_onnx",
    "kernel_scales",
    "kernel_to_keras",
    "kernel_to_torch",
    "litert_kernels",
    "load_backbone",
    "load_backbone_run",
    "load_litert",
    "load_mobilenet",
    "load_mobilenet_v2",
    "load_onnx",
    "loss_gradient",
    "one_after_the_other",
    "quantize",
    "require_onnx",
    "require_torch",
    "retrain",
    "run_litert",
    "run_onnx",
    "small_network",
    "time_epoch",
    "train",
    "train_digits_network",
    "unfreeze",
    "with_preprocessing",
    "worst_mistakes",
]
