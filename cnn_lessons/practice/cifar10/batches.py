"""Which images a step gets, as they are moved about, and which device takes which of them.

All of it hangs on the seed, the epoch and the step alone. So a training that was stopped goes
on with the images that it would have had, and several workers take the parts of the batch that
one would have had.
"""

import numpy as np

from cnn_lessons.learning import random_crop, random_flip

FRAME = 4  # pixels around an image, from which a window of its size is cut


def augment(images, rng):
    """Return the images, each shifted by up to 4 pixels and mirrored or not.

    Parameters
    ----------
    images : ndarray of float32, shape (N, H, W, C)
    rng : numpy.random.Generator
        Where distances and mirrors come from.

    Returns
    -------
    ndarray, same shape
        What a shift leaves empty is filled with a mirror image of the pixels beside it.
    """
    frame = (0, 0), (FRAME, FRAME), (FRAME, FRAME), (0, 0)
    framed = np.pad(images, frame, mode="reflect")
    return random_flip(random_crop(framed, rng, *images.shape[1:3]), rng)


def rows_of_replica(batch, replicas, replica):
    """Return which rows of a global batch one replica takes, as a slice.

    Parameters
    ----------
    batch : int
        Images in the global batch.
    replicas : int
        Devices on all workers together.
    replica : int
        Which of them, from 0.

    Returns
    -------
    slice

    Raises
    ------
    ValueError
        If the batch cannot be cut into equal parts, or there is no such replica.

    Examples
    --------
    >>> [rows_of_replica(128, 2, replica) for replica in (0, 1)]
    [slice(0, 64, None), slice(64, 128, None)]
    """
    if batch % replicas:
        raise ValueError(
            f"a batch of {batch} images cannot be cut into {replicas} equal parts, one for each "
            f"device. Use {max(1, batch // replicas) * replicas}: a mean of means is the mean of "
            "all only if the parts are equal."
        )
    if not 0 <= replica < replicas:
        raise ValueError(f"replica {replica} is not there: they are 0 to {replicas - 1}.")
    part = batch // replicas
    return slice(replica * part, (replica + 1) * part)


def parts_of_epoch(images, labels, batch, seed, epoch, replicas=1, mine=(0,)):
    """Yield what the replicas of one worker get in an epoch, one step after the other.

    Every worker draws the order and the shifts of the whole batch, and keeps its rows: the
    draws take little time, and so the images do not hang on the number of workers.

    Parameters
    ----------
    images : ndarray of float32, shape (N, H, W, C)
    labels : ndarray of int, shape (N,)
    batch : int
        Images in the global batch.
    seed, epoch : int
        What the order and the augmentation are drawn from.
    replicas : int, default=1
        Devices on all workers together.
    mine : sequence of int, default=(0,)
        Those of this worker.

    Yields
    ------
    (ndarray, ndarray)
        Images and labels for one replica in one step: in a step first those of ``mine[0]``,
        then those of ``mine[1]``, and so on.
    """
    rows = [rows_of_replica(batch, replicas, replica) for replica in mine]
    order = np.random.default_rng([seed, epoch]).permutation(len(labels))
    for step in range(len(labels) // batch):
        chosen = order[step * batch : (step + 1) * batch]
        moved = augment(images[chosen], np.random.default_rng([seed, epoch, step + 1]))
        for part in rows:
            yield moved[part], labels[chosen[part]]
