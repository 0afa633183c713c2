"""What papers and libraries count, beside what arithmetic finds, and why they differ.

Numbers agree if ours, rounded, is what is printed; of a source that cuts off, if ours cut off
is. A disagreement is explained by counting again, as the others did: with the other kind of
layer, the other image, or more or fewer things counted. Then the last digit has to agree.
"""

from dataclasses import dataclass, field
from math import prod

from cnn_lessons.architectures.alexnet import alexnet
from cnn_lessons.architectures.efficientnet import efficientnet
from cnn_lessons.architectures.googlenet import googlenet
from cnn_lessons.architectures.mobilenet import mobilenet_v2
from cnn_lessons.architectures.published import SAID
from cnn_lessons.architectures.resnet import resnet
from cnn_lessons.architectures.senet import se_resnet
from cnn_lessons.architectures.vgg import vgg
from cnn_lessons.blueprints.costs import count_costs
from cnn_lessons.blueprints.graph import Gate
from cnn_lessons.blueprints.layer_table import LayerTable
from cnn_lessons.blueprints.layers import Conv
from cnn_lessons.blueprints.normalization import BatchNorm
from cnn_lessons.language import message, said

HEAD = ("network", "who", "what", "says", "ours", "recount", "reason")
UNITS = {"": 1, "M": 10**6, "G": 10**9}
CUT_OFF = {("paper", "AlexNet"), ("paper", "MobileNetV2")}  # all that these two print
QUANTITIES = {
    "trainable": message("trainable"),
    "parameters": message("all"),
    "multiply_adds": message("multiply-adds"),
}


def read_count(text):
    """Return the number that a text gives, and what its last digit is worth.

    Examples
    --------
    >>> read_count("3.8 G"), read_count("61,100,840")
    ((3800000000, 100000000), (61100840, 1))
    """
    digits, _, unit = text.replace(",", "").partition(" ")
    whole, _, decimals = digits.partition(".")
    worth = UNITS[unit] // 10 ** len(decimals)
    return int(whole + decimals) * worth, worth


def one_tower(quantity):
    """Return a count of AlexNet in one tower, which is a network of its own."""
    return getattr(count_costs(alexnet(one_tower=True)), quantity)


def without_dense(quantity):
    """Return the multiply-adds of VGG-16's convolutions."""
    return count_costs(vgg(16, include_top=False)).multiply_adds


def separable_first_layer(quantity):
    """Return GoogLeNet's multiply-adds with the first layer of its table 1: 34 M, not 118 M.

    2.7 K weights and 34 M multiply-adds has a separable layer of 7 × 7, with eight windows for
    each colour, and then 64 filters of 1 × 1. "Xception", section 2, says that the network had
    such a layer.
    """
    network = googlenet()
    costs, separable = count_costs(network), [Conv(3 * 8, 7, 2, "same", groups=3), Conv(64, 1)]
    separable = count_costs(separable, network.input_shape)
    return costs.multiply_adds - costs["conv1"].multiply_adds + separable.multiply_adds


def without_projections(quantity):
    """Return the multiply-adds of ResNet-34 whose shortcuts only pad, as those of plain layers."""
    return count_costs(resnet(34, shortcuts=False)).multiply_adds


def googlenet_of_torchvision(quantity):
    """Return a count of GoogLeNet with batch normalization, and 3 × 3 in the place of 5 × 5."""
    return getattr(count_costs(googlenet(torchvision=True)), quantity)


def stride_in_the_3x3(depth):
    """Return a count of ResNet whose bottlenecks halve the maps in the second convolution.

    The first 1 × 1 then works at four times as many places.
    """
    return lambda quantity: getattr(count_costs(resnet(depth, strided_kernel=3)), quantity)


def with_biases(quantity):
    """Return a count of ResNet-50 whose convolutions have biases."""
    return getattr(count_costs(resnet(50, use_bias=True)), quantity)


def with_means_and_products(quantity):
    """Return SE-ResNet-50's multiply-adds with the adding and multiplying of its gates."""
    network = se_resnet(50)
    gated = [prod(step.output_shape) for step in network.steps if isinstance(step.layer, Gate)]
    return count_costs(network).multiply_adds + 2 * sum(gated)


def without_batch_norm(quantity):
    """Return MobileNetV2's parameters once the normalizations are folded into the kernels."""
    network = mobilenet_v2()
    costs = count_costs(network)
    norms = [costs[step.name] for step in network.steps if isinstance(step.layer, BatchNorm)]
    return costs.trainable - sum(row.trainable for row in norms)


def with_running_statistics(quantity):
    """Return all numbers that EfficientNet-B2 keeps."""
    return count_costs(efficientnet("B2")).parameters


def larger_image(quantity):
    """Return a count of EfficientNet-B2 for images of 288 pixels."""
    return getattr(count_costs(efficientnet("B2", input_shape=(288, 288, 3))), quantity)


STRIDE = message("stride in the 3 × 3")
REASONS = {  # who, network: why, and how to count like them
    ("torchvision", "AlexNet"): (message("one tower of 2014"), one_tower),
    ("paper", "VGG-16"): (message("without dense layers"), without_dense),
    ("paper", "GoogLeNet"): (message("separable first layer"), separable_first_layer),
    ("paper", "ResNet-34"): (message("without projections"), without_projections),
    ("torchvision", "GoogLeNet"): (
        message("batch norm, 3 × 3 for 5 × 5"),
        googlenet_of_torchvision,
    ),
    ("torchvision", "ResNet-50"): (STRIDE, stride_in_the_3x3(50)),
    ("torchvision", "ResNet-101"): (STRIDE, stride_in_the_3x3(101)),
    ("torchvision", "ResNet-152"): (STRIDE, stride_in_the_3x3(152)),
    ("Keras", "ResNet-50"): (message("with biases"), with_biases),
    ("paper", "SE-ResNet-50"): (message("with means and products"), with_means_and_products),
    ("paper", "MobileNetV2"): (message("without batch norm, cut off"), without_batch_norm),
    ("paper", "EfficientNet-B2"): (message("with moving averages"), with_running_statistics),
    ("torchvision", "EfficientNet-B2"): (message("images of 288 pixels"), larger_image),
}


@dataclass(frozen=True)
class Comparison:
    """One number that somebody says, beside ours.

    Parameters
    ----------
    name, who : str
        Of the network; and "paper", "torchvision" or "Keras".
    quantity : {"trainable", "parameters", "multiply_adds"}
        What is counted.
    says : str
        The number as it is printed there.
    ours : int
        As the ledger has it.

    Attributes
    ----------
    reason : str
        Why the two differ, as far as is known.
    recount : int or None
        Ours, counted as they do.
    """

    name: str
    who: str
    quantity: str
    says: str
    ours: int
    reason: str = field(default=message("not explained"), init=False)
    recount: int | None = field(default=None, init=False)

    def __post_init__(self):
        found = REASONS.get((self.who, self.name))
        if found and not self.agrees:
            object.__setattr__(self, "reason", found[0])
            object.__setattr__(self, "recount", found[1](self.quantity))

    @property
    def agrees(self):
        """Whether ours, rounded or cut off as they do it, is theirs."""
        return self._is_theirs(self.ours)

    @property
    def explained(self):
        """Whether our recount is theirs."""
        return self.recount is not None and self._is_theirs(self.recount)

    def _is_theirs(self, count):
        number, worth = read_count(self.says)
        least = number if (self.who, self.name) in CUT_OFF else number - worth / 2
        return least <= count < least + worth


class Comparisons(LayerTable):
    """What others say, beside ours; from `compare_counts`."""

    def __init__(self, rows):
        super().__init__(rows, HEAD)

    def cells(self, row):
        """Return the texts of one row."""
        recount = "–" if row.recount is None else f"{row.recount:,}"
        reason = "" if row.agrees else said(row.reason)
        what = said(QUANTITIES[row.quantity])
        who = said("paper") if row.who == "paper" else row.who
        return [row.name, who, what, row.says, f"{row.ours:,}", recount, reason]

    def disagreements(self):
        """Return those rows in which the last printed digit differs."""
        return Comparisons([row for row in self if not row.agrees])


def compare_counts(ledger):
    """Return what papers, torchvision and Keras count, beside the ledger's numbers.

    Parameters
    ----------
    ledger : Ledger
        From `make_ledger`.

    Returns
    -------
    Comparisons
        A table; its ``.disagreements()`` are the rows to think about.
    """
    return Comparisons(
        Comparison(name, who, quantity, says, getattr(ledger[name], quantity))
        for who, networks in SAID.items()
        for name, numbers in networks.items()
        for quantity, says in zip(QUANTITIES, numbers, strict=True)
        if says
    )
