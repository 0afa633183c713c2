"""From ResNet-50 to ConvNeXt-Tiny, one change at a time.

Z. Liu et al., "A ConvNet for the 2020s", 2022, section 2 for what changes, table 10 for
accuracies and work. https://arxiv.org/abs/2201.03545
The paper does not say what norms and activations the stem and the projections of the shortcuts
have on the way. Here they have those of ResNet, until the step that replaces their kind; no count
of multiply-adds hangs on it.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

from cnn_lessons.architectures.convnext import EPSILON, EXPANSION, convnext
from cnn_lessons.architectures.image_size import large_enough
from cnn_lessons.architectures.residual_blocks import EPSILON as RESNET_EPSILON
from cnn_lessons.architectures.resnet import top
from cnn_lessons.blueprints.graph import Add, Input, Network
from cnn_lessons.blueprints.layers import Activation, Conv, Pool
from cnn_lessons.blueprints.normalization import BatchNorm, LayerNorm


class Step(NamedTuple):
    """One step of the paper: what it changes, and what came of it.

    Parameters
    ----------
    name : str
        As in table 10, in our words.
    changes : dict
        Arguments of `Design` that are new.
    accuracy : float
        Top-1 on ImageNet's validation set, in per cent; the mean of three trainings.
    spread : float
        Their standard deviation.
    giga : float
        Multiply-adds in G, as printed there under "GFLOPs".
    """

    name: str
    changes: dict
    accuracy: float
    spread: float
    giga: float


BEFORE = 76.13  # ResNet-50 with the training of 2015, table 10
STEPS = (  # table 10
    Step("ResNet-50, new training", {}, 78.82, 0.07, 4.09),
    Step("stage ratio", {"blocks": (3, 3, 9, 3)}, 79.36, 0.07, 4.53),
    Step("patchify stem", {"patchify": True}, 79.51, 0.18, 4.42),
    Step("depthwise convolution", {"depthwise": True}, 78.28, 0.08, 2.35),
    Step("width 96", {"width": 96}, 80.50, 0.02, 5.27),
    Step("inverted bottleneck", {"inverted": True}, 80.64, 0.03, 4.64),
    Step("depthwise first", {"depthwise_first": True}, 79.92, 0.08, 4.07),
    Step("kernel 7 × 7", {"kernel_size": 7}, 80.57, 0.14, 4.15),
    Step("GELU", {"activation": "gelu"}, 80.62, 0.14, 4.15),
    Step("fewer activations", {"fewer_activations": True}, 81.27, 0.06, 4.15),
    Step("fewer norms", {"fewer_norms": True}, 81.41, 0.09, 4.15),
    Step("layer norm", {"norm": "layer"}, 81.47, 0.09, 4.46),
    Step("separate downsampling", {"separate": True}, 81.97, 0.06, 4.49),
)
KERNELS = {  # the step "kernel 7 × 7" with others: accuracy, spread and G, table 10
    3: (79.92, 0.08, 4.07),
    5: (80.35, 0.08, 4.10),
    7: (80.57, 0.14, 4.15),
    9: (80.57, 0.06, 4.21),
    11: (80.47, 0.11, 4.29),
}


@dataclass(frozen=True)
class Design:
    """What a network on the way from ResNet-50 to ConvNeXt is made of; by default ResNet-50.

    Parameters
    ----------
    blocks : tuple of int
        Of the four stages.
    width : int
        Filters of the first stage's k × k convolution; doubled from stage to stage.
    patchify : bool
        Whether the stem is a 4 × 4 convolution with stride 4.
    depthwise : bool
        Whether the k × k convolution works on each map by itself.
    inverted : bool
        Whether the middle of a block is four times as wide as its ends, and not the other way
        round.
    depthwise_first : bool
        Whether the k × k convolution comes before both 1 × 1.
    kernel_size : int
        The k.
    activation : {"relu", "gelu"}
        Of all layers that have one.
    fewer_activations, fewer_norms : bool
        Whether a block has one only: the activation between the 1 × 1 convolutions, the norm
        before them.
    norm : {"batch", "layer"}
        The kind of normalization.
    separate : bool
        Whether maps are halved between the stages: then it is ConvNeXt.
    """

    blocks: tuple = (3, 4, 6, 3)
    width: int = 64
    patchify: bool = False
    depthwise: bool = False
    inverted: bool = False
    depthwise_first: bool = False
    kernel_size: int = 3
    activation: str = "relu"
    fewer_activations: bool = False
    fewer_norms: bool = False
    norm: str = "batch"
    separate: bool = False


def design_after(name):
    """Return the design after all steps up to the one of a name.

    Raises
    ------
    ValueError
        If no step is called so; the text lists them.

    Examples
    --------
    >>> design_after("width 96").blocks, design_after("width 96").inverted
    ((3, 3, 9, 3), False)
    """
    design = Design()
    for step in STEPS:
        design = replace(design, **step.changes)
        if step.name == name:
            return design
    known = ", ".join(f'"{step.name}"' for step in STEPS)
    raise ValueError(f"name={name!r} is no step. Use one of {known}.")


def modernized(design, classes=1000, input_shape=(224, 224, 3)):
    """Return the network of a design, or of the paper's step of a name.

    Parameters
    ----------
    design : Design or str
        A name is one of `STEPS`.
    classes : int, default=1000
        How many scores come out.
    input_shape : tuple of int, default=(224, 224, 3)
        (H, W, C) of one image.

    Returns
    -------
    Network
        With a `separate` design it is `convnext`, layer scale included.

    Raises
    ------
    ValueError
        If the name is not known or the image is too small.

    Examples
    --------
    >>> from cnn_lessons.blueprints import count_costs
    >>> round(count_costs(modernized("width 96")).multiply_adds / 1e9, 2)
    5.27
    """
    name = design if isinstance(design, str) else "a network between ResNet and ConvNeXt"
    design = design_after(design) if isinstance(design, str) else design
    if design.separate:
        filters = tuple(design.width * 2**i for i in range(len(design.blocks)))
        return convnext((design.blocks, filters), classes, input_shape)
    x = _stem(Input(input_shape), design)
    for stage, count in enumerate(design.blocks):
        for i in range(count):
            strides = 2 if stage > 0 and i == 0 else 1
            block = f"stage{stage + 1}_block{i + 1}"
            x = _block(x, design.width * 2**stage, strides, block, design)
    return large_enough(Network(name, top(x, classes)))


def _stem(x, design):
    if design.patchify:
        return _layer(x, design, design.width, 4, "stem", 4, 0, act=not design.fewer_activations)
    return Pool(3, 2, 1, name="pool")(_layer(x, design, design.width, 7, "stem", 2, 3))


def _block(x, width, strides, name, design):
    """Return one block: its shape is that of a bottleneck, its layers are as designed."""
    wide = EXPANSION * width
    middle, ends = (wide, width) if design.inverted else (width, wide)
    kernel = design.kernel_size, f"{name}_kernel", strides, design.kernel_size // 2
    every, many = not design.fewer_activations, not design.fewer_norms
    if design.depthwise_first:
        y = _layer(x, design, x.shape[-1], *kernel, act=every)
        y = _layer(y, design, middle, 1, f"{name}_in", norm=many)
    else:
        y = _layer(x, design, middle, 1, f"{name}_in")
        y = _layer(y, design, middle, *kernel)
    y = _layer(y, design, ends, 1, f"{name}_out", act=False, norm=many)
    if x.shape != y.shape:
        x = _layer(x, design, ends, 1, f"{name}_shortcut", strides, act=False)
    x = Add(name=f"{name}_add")(x, y)
    return Activation(design.activation, name=f"{name}_end")(x) if every else x


def _layer(x, design, filters, size, name, strides=1, padding=0, act=True, norm=True):
    """Return a convolution and, where wanted, its normalization and activation.

    It has a bias unless a batch normalization follows, which would take it away again.
    """
    is_kernel = name.endswith("_kernel") and design.depthwise
    groups = x.shape[-1] if is_kernel else 1
    use_bias = not norm or design.norm == "layer"
    window = size, strides, padding
    x = Conv(filters, *window, groups=groups, use_bias=use_bias, name=name)(x)
    if norm and design.norm == "batch":
        x = BatchNorm(RESNET_EPSILON, name=f"{name}_norm")(x)
    elif norm:
        x = LayerNorm(EPSILON, name=f"{name}_norm")(x)
    return Activation(design.activation, name=f"{name}_{design.activation}")(x) if act else x
