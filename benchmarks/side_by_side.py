"""What the benchmarks share: our function and TensorFlow's, side by side in one run.

Each function gets its turn in every round, and its best time counts: what else the
machine does is seen by both, and by the best time least of all. TensorFlow's is a
``tf.function`` that has been called before, on tensors that exist already.

Import this module before NumPy: it gives each library one thread, and the process one core.
These ratios replace those of two threads. There TensorFlow also copied in parallel, and NumPy,
which computes in parallel only what is a matrix product, cannot: the ratio told the number of
cores. With one core each it tells what the code does.

Believe it on an idle machine only.
"""

import os
from time import perf_counter

THREADS = "OPENBLAS_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"
os.environ.update(dict.fromkeys(THREADS, "1"))  # read when the libraries are imported
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-1:])

import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402

TURN = 0.25  # seconds for a function in each round


def print_machine(rounds):
    print(f"NumPy {np.__version__}, TensorFlow {tf.__version__}, one core, {rounds} rounds")
    if hasattr(os, "getloadavg"):
        print(f"programs that want a core: {os.getloadavg()[0]:.1f} (believe this below 1)")


def print_ratios(title, cases, target, rounds):
    """Print a table of times and ratios.

    Parameters
    ----------
    title : str
        What is measured.
    cases : iterable of (str, function, function)
        A name, our function and TensorFlow's, which take nothing and return the same.
    target : str
        What the ratios ought to be.
    rounds : int
        How many turns each function gets.

    Returns
    -------
    list of float
        The ratios.
    """
    print(f"\n{title:44}  ours, ms    theirs, ms    ratio")
    ratios = []
    for name, ours, theirs in cases:
        check_that_they_agree(ours(), theirs())
        our_seconds, their_seconds = best_seconds([ours, theirs], rounds)
        ratios.append(our_seconds / their_seconds)
        times = f"{1e3 * our_seconds:10.2f}{1e3 * their_seconds:14.2f}{ratios[-1]:9.2f}"
        print(f"{name:44}{times}", flush=True)
    print(f"{summary(ratios)} (target: {target})")
    return ratios


def summary(ratios):
    return f"geometric mean {np.exp(np.mean(np.log(ratios))):.2f}, largest {max(ratios):.2f}"


def check_that_they_agree(ours, theirs):
    """Compare two arrays, or two tuples of arrays."""
    if not isinstance(ours, tuple):
        ours, theirs = (ours,), (theirs,)
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-3, atol=1e-3 * np.abs(one).max())


def best_seconds(functions, rounds):
    """Return the best time of each function, in seconds; they take turns."""
    best = [np.inf] * len(functions)
    for _ in range(rounds):
        for number, function in enumerate(functions):
            function()  # what the other one has left in the cache is gone
            end = perf_counter() + TURN
            while perf_counter() < end:
                start = perf_counter()
                function()
                best[number] = min(best[number], perf_counter() - start)
    return best
