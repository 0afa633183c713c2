"""What the literature and the libraries say of each network; `ledger` and `counts` compare it.

Every number is as it is printed there: rounded, cut off, or to the last digit.
"""

from dataclasses import dataclass
from functools import partial

from cnn_lessons.architectures.alexnet import alexnet
from cnn_lessons.architectures.convnext import convnext
from cnn_lessons.architectures.densenet import densenet
from cnn_lessons.architectures.efficientnet import SCALES, efficientnet
from cnn_lessons.architectures.googlenet import googlenet
from cnn_lessons.architectures.lenet import lenet5
from cnn_lessons.architectures.mobilenet import mobilenet, mobilenet_v2
from cnn_lessons.architectures.resnet import resnet, resnet_v2, resnext
from cnn_lessons.architectures.senet import se_resnet
from cnn_lessons.architectures.vgg import vgg
from cnn_lessons.architectures.xception import xception


@dataclass(frozen=True)
class Published:
    """What the literature says of a network.

    Parameters
    ----------
    describe : callable
        Returns the network on paper.
    year : int
        Of the first version of the paper, or of the competition.
    competition : str
        Place and top-5 errors in the ImageNet competition (ILSVRC): those of an ensemble, at
        times of a larger relative.
    top_1, top_5 : float or None
        Errors of one network on ImageNet's validation set, in per cent, with *one* crop of each
        image; None where nobody has printed that.
    source : str
        Where they are printed, and how large the crop was if it was not the network's image.
    """

    describe: object
    year: int
    competition: str = ""
    top_1: float | None = None
    top_5: float | None = None
    source: str = ""


ONE_CROP = "one crop"
TABLE_1 = f"table 1, {ONE_CROP}"
TABLE_2, TABLE_3 = f"table 2, {ONE_CROP}", f"table 3, {ONE_CROP}"
AUTHORS = f"authors' page, {ONE_CROP}"  # github.com/KaimingHe/deep-residual-networks
# github.com/tensorflow/models, research/slim: README.md, nets/mobilenet_v1.md, nets/mobilenet
SLIM = f"TF-slim, {ONE_CROP}"  # of VGG with the authors' weights; MobileNet's authors' own page
TORCHVISION = f"torchvision, {ONE_CROP}"  # docs.pytorch.org/vision, "IMAGENET1K_V1"
CAFFE = f"Caffe's replication, {ONE_CROP}"  # github.com/BVLC/caffe, models/bvlc_alexnet
EFFICIENTNET_ERRORS = {  # Tan and Le 2019, table 2, which leaves several crops out
    "B0": (22.9, 6.7),
    "B1": (20.9, 5.6),
    "B2": (19.9, 5.1),
    "B3": (18.4, 4.3),
    "B4": (17.1, 3.6),
    "B5": (16.4, 3.3),
    "B6": (16.0, 3.2),
    "B7": (15.7, 3.0),
}
NETWORKS = [  # in the order of the ledger
    Published(lenet5, 1998, source="MNIST: 0.95 % errors, figure 5"),
    Published(alexnet, 2012, "1st, 15.3 %", 42.9, 19.8, CAFFE),
    Published(partial(alexnet, one_tower=True), 2014, "", 43.5, 20.9, TORCHVISION),
    Published(partial(vgg, 16), 2014, "2nd, 7.3 %", 28.5, 10.2, SLIM),
    Published(partial(vgg, 19), 2014, "", 28.9, 10.2, SLIM),
    Published(googlenet, 2014, "1st, 6.7 %", None, 10.1, TABLE_3),
    Published(partial(resnet, 18), 2015, "", 30.2, 10.9, TORCHVISION),
    Published(partial(resnet, 34), 2015, "", 26.7, 8.6, TORCHVISION),
    Published(partial(resnet, 50), 2015, "", 24.7, 7.8, AUTHORS),
    Published(partial(resnet, 101), 2015, "", 23.6, 7.1, AUTHORS),
    Published(partial(resnet, 152), 2015, "1st, 3.6 %", 23.0, 6.7, AUTHORS),
    Published(  # at the size of the test
        partial(resnet_v2, 152, input_shape=(320, 320, 3)),
        2016,
        "",
        21.1,
        5.5,
        f"table 5, {ONE_CROP} of 320",
    ),
    Published(partial(resnext, 50), 2016, "2nd, 3.0 % (ResNeXt-101)", 22.2, None, TABLE_3),
    Published(densenet, 2016, "", 25.0, 7.7, TABLE_3),
    Published(xception, 2016, "", 21.0, 5.5, TABLE_1),
    Published(se_resnet, 2017, "1st, 2.3 % (SENet-154)", 23.3, 6.6, TABLE_2),
    Published(mobilenet, 2017, "", 29.1, 10.1, SLIM),
    Published(mobilenet_v2, 2018, "", 28.2, 9.0, SLIM),
    *(
        Published(partial(efficientnet, scale), 2019, "", *EFFICIENTNET_ERRORS[scale], TABLE_2)
        for scale in SCALES
    ),
    Published(convnext, 2022, "", 17.9, None, TABLE_1),
]
TESTED_OTHERWISE = [  # the same weights: network, how, top-1 errors in per cent
    ("VGG-16", "whole images of 384 pixels", 25.6),  # table 3
    ("ResNet-50", "ten crops", 22.9),  # table 3, as the next two
    ("ResNet-101", "ten crops", 21.8),
    ("ResNet-152", "ten crops", 21.4),
    ("ResNet-152", "one crop of 320 pixels", 21.3),  # He et al. 2016, table 5
    ("DenseNet-121", "ten crops", 23.6),  # table 3
]

SAID = {  # by whom, and of what: trainable parameters, all parameters, multiply-adds
    "paper": {
        "AlexNet": ("60 M", "", ""),
        "VGG-16": ("138 M", "", "15.3 G"),  # multiply-adds: He et al. 2015, section 3.3
        "VGG-19": ("144 M", "", "19.6 G"),
        "GoogLeNet": ("", "", "1.5 G"),
        "ResNet-18": ("", "", "1.8 G"),
        "ResNet-34": ("", "", "3.6 G"),
        "ResNet-50": ("", "", "3.8 G"),
        "ResNet-101": ("", "", "7.6 G"),
        "ResNet-152": ("", "", "11.3 G"),
        "ResNeXt-50": ("25.0 M", "", "4.2 G"),
        "Xception": ("22,855,952", "", ""),
        "SE-ResNet-50": ("", "", "3.87 G"),
        "MobileNet": ("4.2 M", "", "569 M"),
        "MobileNetV2": ("3.4 M", "", "300 M"),
        "EfficientNet-B0": ("5.3 M", "", "0.39 G"),
        "EfficientNet-B1": ("7.8 M", "", "0.70 G"),
        "EfficientNet-B2": ("9.2 M", "", "1.0 G"),
        "EfficientNet-B3": ("12 M", "", "1.8 G"),
        "EfficientNet-B4": ("19 M", "", "4.2 G"),
        "EfficientNet-B5": ("30 M", "", "9.9 G"),
        "EfficientNet-B6": ("43 M", "", "19 G"),
        "EfficientNet-B7": ("66 M", "", "37 G"),
        "ConvNeXt-Tiny": ("28.6 M", "", "4.5 G"),  # table 9
    },
    "torchvision": {  # docs.pytorch.org/vision, "num_params" and "GFLOPS"
        "AlexNet": ("61,100,840", "", "0.714 G"),
        "VGG-16": ("138,357,544", "", "15.47 G"),
        "VGG-19": ("143,667,240", "", "19.632 G"),
        "GoogLeNet": ("6,624,904", "", "1.498 G"),
        "ResNet-18": ("11,689,512", "", "1.814 G"),
        "ResNet-34": ("21,797,672", "", "3.664 G"),
        "ResNet-50": ("25,557,032", "", "4.089 G"),
        "ResNet-101": ("44,549,160", "", "7.801 G"),
        "ResNet-152": ("60,192,808", "", "11.514 G"),
        "ResNeXt-50": ("25,028,904", "", "4.23 G"),
        "DenseNet-121": ("7,978,856", "", "2.834 G"),
        "MobileNetV2": ("3,504,872", "", "0.301 G"),
        "EfficientNet-B0": ("5,288,548", "", "0.386 G"),
        "EfficientNet-B2": ("9,109,994", "", "1.088 G"),
        "EfficientNet-B4": ("19,341,616", "", "4.394 G"),
        "EfficientNet-B7": ("66,347,960", "", "37.746 G"),
        "ConvNeXt-Tiny": ("28,589,128", "", "4.456 G"),
    },
    "Keras": {  # keras.applications, trainable and all of count_params()
        "VGG-16": ("138,357,544", "138,357,544", ""),
        "VGG-19": ("143,667,240", "143,667,240", ""),
        "ResNet-50": ("25,583,592", "25,636,712", ""),
        "DenseNet-121": ("7,978,856", "8,062,504", ""),
        "Xception": ("22,855,952", "22,910,480", ""),
        "MobileNet": ("4,231,976", "4,253,864", ""),
        "MobileNetV2": ("3,504,872", "3,538,984", ""),
        "EfficientNet-B0": ("5,288,548", "5,330,571", ""),
        "ConvNeXt-Tiny": ("28,589,128", "28,589,128", ""),
    },
}
