"""All networks in one table: what the papers say, and what arithmetic finds.

Every count is computed from a network's description, before anything is built.
"""

from dataclasses import dataclass
from functools import partial
from time import perf_counter

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
from cnn_lessons.operations.costs import count_costs
from cnn_lessons.operations.layer_table import LayerTable
from cnn_lessons.operations.receptive_field import receptive_fields


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
        What came of it in the ImageNet competition (ILSVRC), of an ensemble as a rule.
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
NETWORKS = [
    Published(lenet5, 1998, source="MNIST: 0.95 % errors, figure 5"),
    Published(alexnet, 2012, "1st, 15.3 % top-5", 40.7, 18.2, "table 2, 1 CNN"),
    Published(partial(alexnet, one_tower=True), 2014),
    Published(partial(vgg, 16), 2014, "2nd, 7.3 % top-5", 25.6, 8.1, "table 3, D"),
    Published(partial(vgg, 19), 2014, "", 25.5, 8.0, "table 3, E"),
    Published(googlenet, 2014, "1st, 6.7 % top-5", None, 10.1, f"table 3, {ONE_CROP}"),
    Published(partial(resnet, 18), 2015, "", 27.9, None, f"table 2, {TEN_CROPS}"),
    Published(partial(resnet, 34), 2015, "", 24.5, 7.5, f"table 3, B, {TEN_CROPS}"),
    Published(partial(resnet, 50), 2015, "", 22.9, 6.7, f"table 3, {TEN_CROPS}"),
    Published(partial(resnet, 101), 2015, "", 21.8, 6.1, f"table 3, {TEN_CROPS}"),
    Published(partial(resnet, 152), 2015, "1st, 3.6 % top-5", 21.4, 5.7, f"table 3, {TEN_CROPS}"),
    Published(partial(resnet_v2, 152), 2016, "", 21.1, 5.5, "table 5, one crop of 320"),
    Published(partial(resnext, 50), 2016, "", 22.2, None, f"table 3, {ONE_CROP}"),
    Published(densenet, 2016, "", 25.0, 7.7, f"table 3, {ONE_CROP}"),
    Published(xception, 2016, "", 21.0, 5.5, f"table 1, {ONE_CROP}"),
    Published(se_resnet, 2017, "1st (SENet-154), 2.3 % top-5", 23.3, 6.6, f"table 2, {ONE_CROP}"),
    Published(mobilenet, 2017, "", 29.4, None, "table 8"),
    Published(mobilenet_v2, 2018, "", 28.0, None, "table 4"),
    *(
        Published(partial(efficientnet, scale), 2019, "", *EFFICIENTNET_ERRORS[scale], "table 2")
        for scale in SCALES
    ),
]


@dataclass(frozen=True)
class LedgerRow:
    """One network: published, and computed for one image.

    Parameters
    ----------
    name : str
        Of the network.
    published : Published
        What the literature says.
    depth : int
        Convolutions and dense layers on the longest way.
    parameters, trainable : int
        All numbers that it keeps, and those that training changes.
    multiply_adds : int
        For one image of its own size.
    activation_bytes : int
        In float32, all layers' outputs together, as training keeps them.
    receptive_field : int
        Side of the square that an output of the last feature maps sees, in pixels.
    resolution : int
        Height of the image, in pixels.
    """

    name: str
    published: Published
    depth: int
    parameters: int
    trainable: int
    multiply_adds: int
    activation_bytes: int
    receptive_field: int
    resolution: int


class Ledger(LayerTable):
    """A row for each network; ``["VGG-16"]`` finds one."""

    def __init__(self, rows):
        headings = ["network", "year", "top-1", "top-5", "depth", "image", "sees"]
        super().__init__(rows, [*headings, "trainable", "multiply-adds", "activations, MB"])

    def cells(self, row):
        """Return the texts of one row."""
        errors = row.published.top_1, row.published.top_5
        return [
            row.name,
            str(row.published.year),
            *("–" if error is None else f"{error:.1f} %" for error in errors),
            str(row.depth),
            f"{row.resolution}",
            f"{row.receptive_field:,}",
            f"{row.trainable:,}",
            f"{row.multiply_adds:,}",
            f"{row.activation_bytes / 1e6:.1f}",
        ]


def make_ledger(networks=NETWORKS):
    """Return all networks in one table.

    Parameters
    ----------
    networks : list of Published, default=NETWORKS
        Which ones.

    Returns
    -------
    Ledger

    Examples
    --------
    >>> row = make_ledger()["VGG-16"]
    >>> row.trainable, row.multiply_adds, row.depth
    (138357544, 15470264320, 16)
    """
    return Ledger([_row(published) for published in networks])


def measure_latency(model, repeats=5):
    """Return how long one image takes on this machine.

    Parameters
    ----------
    model : keras.Model
        From `build`.
    repeats : int, default=5
        The shortest of so many runs counts, after one that does not.

    Returns
    -------
    float
        Milliseconds for one image alone. It moves with everything else the machine does.
    """
    import numpy as np

    image = np.zeros((1, *model.input_shape[1:]), "float32")
    model.predict_on_batch(image)
    times = []
    for _ in range(repeats):
        start = perf_counter()
        model.predict_on_batch(image)
        times.append(perf_counter() - start)
    return 1e3 * min(times)


def _row(published):
    network = published.describe()
    costs = count_costs(network)
    maps = [field for field in receptive_fields(network) if len(field.output_shape) == 3]
    return LedgerRow(
        network.name,
        published,
        network.depth(),
        costs.parameters,
        costs.trainable,
        costs.multiply_adds,
        costs.activation_bytes,
        maps[-1].size[0],
        network.input_shape[0],
    )
