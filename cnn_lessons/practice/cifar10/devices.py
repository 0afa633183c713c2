"""On what a training runs: one device, several in one machine, or several machines."""

import json
import os

import numpy as np


def find_strategy():
    """Return the ``tf.distribute`` strategy for this machine, or for its part of a cluster.

    Several machines are found by ``TF_CONFIG``, several GPUs by TensorFlow; otherwise it is
    the strategy that does nothing. Call it before TensorFlow computes anything.

    Returns
    -------
    tf.distribute.Strategy

    Raises
    ------
    ValueError
        If ``TF_CONFIG`` is there and does not say who is who.
    """
    import tensorflow as tf

    if os.environ.get("TF_CONFIG", "").strip():
        _check_cluster(os.environ["TF_CONFIG"])
        return tf.distribute.MultiWorkerMirroredStrategy()
    gpus = tf.config.list_physical_devices("GPU")
    for gpu in gpus:  # the rest of the memory stays free for others
        tf.config.experimental.set_memory_growth(gpu, True)
    return tf.distribute.MirroredStrategy() if len(gpus) > 1 else tf.distribute.get_strategy()


def _check_cluster(text):
    example = (
        '{"cluster": {"worker": ["HOST_A:PORT", "HOST_B:PORT"]}, '
        '"task": {"type": "worker", "index": 0}}'
    )
    try:
        config = json.loads(text)
        workers, task = config["cluster"]["worker"], config["task"]
        fits = task["type"] == "worker" and 0 <= int(task["index"]) < len(workers)
        fits = fits and set(config["cluster"]) == {"worker"}
    except (ValueError, KeyError, TypeError):
        fits = False
    if not fits:
        raise ValueError(
            f"TF_CONFIG is {text}, which does not say who is who. Expected, with another index on "
            f"each machine, is {example}. On a single machine, unset it."
        )


def has_gpu():
    """Return whether TensorFlow sees a GPU."""
    import tensorflow as tf

    return bool(tf.config.list_physical_devices("GPU"))


def worker_number(strategy):
    """Return which worker this process is, from 0, and how many there are."""
    resolver = strategy.cluster_resolver
    if resolver is None or not resolver.cluster_spec().as_dict():
        return 0, 1
    return resolver.task_id, len(resolver.cluster_spec().as_dict()["worker"])


def require_agreement(strategy, numbers, what):
    """Raise an error on every worker unless all of them have the same numbers.

    Parameters
    ----------
    strategy : tf.distribute.Strategy
    numbers : list of int
        Below 2³¹ each.
    what : str
        What the error says they are about, and what to do.

    Raises
    ------
    ValueError
        If they differ. Without this check one worker would wait for another without end.
    """
    import tensorflow as tf

    if worker_number(strategy)[1] == 1:
        return
    mine = np.asarray(numbers, np.float64)
    both = tf.constant(np.stack([mine, mine**2]))

    @tf.function
    def average():
        return strategy.reduce("MEAN", strategy.run(lambda: both), axis=None)

    mean, mean_square = average().numpy()
    if not np.allclose(mean**2, mean_square, rtol=1e-12):
        raise ValueError(f"the workers do not agree: {what}")
