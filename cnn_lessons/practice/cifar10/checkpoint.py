"""One file that holds all of a training after a whole epoch, and whose recipe it is."""

import json
import zlib
from dataclasses import asdict, dataclass, field

import numpy as np

from cnn_lessons.files import DamagedError, read_arrays, write_arrays, write_whole

NAME = "checkpoint.npz"
LOG = "log.csv"
COLUMNS = ("loss", "accuracy", "val_loss", "val_accuracy")


class CheckpointError(ValueError):
    """A checkpoint that cannot be gone on with; the text says why and what to do."""


@dataclass
class Progress:
    """How far a training has come.

    Parameters
    ----------
    history : dict of str to list of float
        As Keras's: ``"loss"``, ``"accuracy"``, ``"val_loss"`` and ``"val_accuracy"``.
    test : list of float, optional
        Loss and accuracy on the test images, once all epochs are done.
    """

    history: dict = field(default_factory=lambda: {name: [] for name in COLUMNS})
    test: list | None = None

    @property
    def epochs(self):
        """Whole epochs that are done."""
        return len(self.history["loss"])


def data_key(data):
    """Return a short text that other images, or other labels, do not have.

    Parameters
    ----------
    data : Dataset

    Returns
    -------
    str
    """
    checksum = 0
    for array in (data.x_train, data.y_train, data.x_test, data.y_test):
        checksum = zlib.crc32(np.ascontiguousarray(array), checksum)
    return f"{data.name}, {checksum:08x}"


def save_checkpoint(folder, training, data, progress):
    """Write ``checkpoint.npz`` and ``log.csv`` into a folder, each whole or not at all.

    Parameters
    ----------
    folder : Path
    training : Training
    data : str
        From `data_key`.
    progress : Progress
    """
    state = {"recipe": asdict(training.recipe), "data": data, **asdict(progress)}
    arrays = {name: variable.numpy() for name, variable in training.variables().items()}
    write_arrays(folder / NAME, {"state": json.dumps(state), **arrays})
    write_whole(folder / LOG, lambda file: file.write(log_text(progress.history).encode()))


def log_text(history):
    """Return a history as a table, as Keras's CSVLogger writes it.

    Examples
    --------
    >>> one = dict.fromkeys(COLUMNS, [0.5])
    >>> log_text(one).splitlines()
    ['epoch,loss,accuracy,val_loss,val_accuracy', '0,0.500000,0.500000,0.500000,0.500000']
    """
    rows = zip(*(history[name] for name in COLUMNS), strict=True)
    lines = [",".join(("epoch", *COLUMNS))]
    lines += [",".join([str(n), *(f"{value:.6f}" for value in row)]) for n, row in enumerate(rows)]
    return "\n".join(lines) + "\n"


def load_checkpoint(folder, training, data):
    """Put a folder's checkpoint into a training, and return how far it has come.

    Parameters
    ----------
    folder : Path
        Where there is no checkpoint, nothing happens.
    training : Training
        Its variables are set.
    data : str
        From `data_key`.

    Returns
    -------
    Progress

    Raises
    ------
    CheckpointError
        If the file is damaged, or of another recipe or other images. It is left as it is.
    """
    path = folder / NAME
    try:
        arrays = read_arrays(path)
        state = json.loads(str(arrays.pop("state")))
        there, other = state["recipe"], state["data"]
        progress = Progress(state["history"], state["test"])
    except FileNotFoundError:
        return Progress()
    except (DamagedError, KeyError, TypeError, ValueError) as error:
        raise CheckpointError(
            f"{path} is damaged, or no checkpoint of this command. It is left as it is: name "
            "another folder, or move the file away to begin anew."
        ) from error
    _refuse_another(path, training.recipe.differences(there), other, data)
    variables = training.variables()
    shapes = {name: tuple(variable.shape) for name, variable in variables.items()}
    if shapes != {name: array.shape for name, array in arrays.items()}:
        raise CheckpointError(
            f"{path} has other variables than this network and optimizer: was it written with "
            "another version of Keras? It is left as it is: name another folder."
        )
    with training.strategy.scope():
        for name, variable in variables.items():
            variable.assign(arrays[name])
    return progress


def _refuse_another(path, differences, other, data):
    lines = [f"{name} {there}, and not {here}" for name, (here, there) in differences.items()]
    if other != data:
        lines.append(f"the images {other}, and not {data}")
    if lines:
        raise CheckpointError(
            f"{path} is of another training, with {'; '.join(lines)}. It is left as it is. Say "
            "what was said then to go on with it, or name another folder."
        )
