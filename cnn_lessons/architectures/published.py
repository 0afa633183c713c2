"""What the literature and the libraries say of each network; `ledger` and `counts` compare it.

Every number is as it is printed there: rounded, cut off, or to the last digit.
"""

from dataclasses import dataclass
from functools import partial

from cnn_lessons.architectures.alexnet import alexnet
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
        Errors of one network on ImageNet's validation set, in per cent, as published; None
        where the paper has none.
    source : str
        Table, and how it was tested.
    """

    describe: object
    year: int
    competition: str = ""
    top_1: float | None = None
    top_5: float | None = None
    source: str = ""


ONE_CROP, TEN_CROPS = "one crop", "ten crops"
EFFICIENTNET_ERRORS = {  # Tan and Le 2019, table 2: top-1 and top-5
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
    Published(alexnet, 2012, "1st, 15.3 %", 40.7, 18.2, "table 2, 1 CNN"),
    Published(partial(alexnet, one_tower=True), 2014),
    Published(partial(vgg, 16), 2014, "2nd, 7.3 %", 25.6, 8.1, "table 3, D"),
    Published(partial(vgg, 19), 2014, "", 25.5, 8.0, "table 3, E"),
    Published(googlenet, 2014, "1st, 6.7 %", None, 10.1, f"table 3, {ONE_CROP}"),
    Published(partial(resnet, 18), 2015, "", 27.9, None, f"table 2, {TEN_CROPS}"),
    Published(partial(resnet, 34), 2015, "", 24.5, 7.5, f"table 3, B, {TEN_CROPS}"),
    Published(partial(resnet, 50), 2015, "", 22.9, 6.7, f"table 3, {TEN_CROPS}"),
    Published(partial(resnet, 101), 2015, "", 21.8, 6.1, f"table 3, {TEN_CROPS}"),
    Published(partial(resnet, 152), 2015, "1st, 3.6 %", 21.4, 5.7, f"table 3, {TEN_CROPS}"),
    Published(partial(resnet_v2, 152), 2016, "", 21.1, 5.5, "table 5, one crop of 320"),
    Published(
        partial(resnext, 50), 2016, "2nd, 3.0 % (ResNeXt-101)", 22.2, None, f"table 3, {ONE_CROP}"
    ),
    Published(densenet, 2016, "", 25.0, 7.7, f"table 3, {ONE_CROP}"),
    Published(xception, 2016, "", 21.0, 5.5, f"table 1, {ONE_CROP}"),
    Published(se_resnet, 2017, "1st, 2.3 % (SENet-154)", 23.3, 6.6, f"table 2, {ONE_CROP}"),
    Published(mobilenet, 2017, "", 29.4, None, "table 8"),
    Published(mobilenet_v2, 2018, "", 28.0, None, "table 4"),
    *(
        Published(partial(efficientnet, scale), 2019, "", *EFFICIENTNET_ERRORS[scale], "table 2")
        for scale in SCALES
    ),
]

SAID = {  # by whom, and of what: trainable parameters, all parameters, multiply-adds
    "paper": {
        "AlexNet": ("60 M", "", ""),
        "VGG-16": ("138 M", "", "15.3 G"),  # multiply-adds: He et al. 2016, section 3.3
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
    },
}
