"""All networks in one table: what the papers say, and what arithmetic finds.

Every count is computed from a network's description, before anything is built.
"""

from dataclasses import dataclass
from time import perf_counter

from cnn_lessons.architectures.published import NETWORKS, Published
from cnn_lessons.blueprints.costs import count_costs
from cnn_lessons.blueprints.graph import Gate
from cnn_lessons.blueprints.layer_table import LayerTable
from cnn_lessons.blueprints.receptive_field import receptive_fields
from cnn_lessons.language import said

HEAD = (
    "network", "year", "top-1", "top-5", "depth", "image", "sees", "trainable", "multiply-adds",
)  # fmt: skip


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
        Side of the square that an output of the last feature maps sees through the windows, in
        pixels.
    gated : bool
        Whether there is a gate, whose factors have seen the whole image.
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
    gated: bool
    resolution: int


class Ledger(LayerTable):
    """A row for each network; ``["VGG-16"]`` finds one. "all" is the whole image."""

    def __init__(self, rows):
        super().__init__(rows, HEAD)

    def cells(self, row):
        """Return the texts of one row."""
        errors = row.published.top_1, row.published.top_5
        return [
            row.name,
            str(row.published.year),
            *("–" if error is None else f"{error:.1f} %" for error in errors),
            str(row.depth),
            f"{row.resolution}",
            said("all") if row.gated else f"{row.receptive_field:,}",
            f"{row.trainable:,}",
            f"{row.multiply_adds:,}",
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
        any(isinstance(step.layer, Gate) for step in network.steps),
        network.input_shape[0],
    )
