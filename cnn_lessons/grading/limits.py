"""What the process of an answer may not do: much memory, much time, and whatever touches others."""

import resource
import sys

from cnn_lessons.grading.system_calls import refuse_system_calls

FILES = 256  # open at once


def limit(memory):
    """Limit this process and those that it starts.

    Parameters
    ----------
    memory : int
        Bytes. macOS counts none.
    """
    _set(resource.RLIMIT_AS, memory)
    _set(resource.RLIMIT_CORE, 0)
    _set(resource.RLIMIT_NOFILE, FILES)


def limit_answer(seconds):
    """Limit this process further, to what an answer needs: it writes no file, and starts nothing.

    Parameters
    ----------
    seconds : float
        Of the processor. Another clock runs outside, which an answer that waits cannot stop.
    """
    _set(resource.RLIMIT_CPU, int(seconds) + 1)
    _set(resource.RLIMIT_FSIZE, 0)
    if not refuse_system_calls():
        _set(resource.RLIMIT_NPROC, 0)  # no bound for root; and TensorFlow's threads are lost, too


def _set(what, most):
    _, there = resource.getrlimit(what)
    most = most if there == resource.RLIM_INFINITY else min(most, there)
    try:
        resource.setrlimit(what, (most, most))
    except (ValueError, OSError):
        if sys.platform == "linux":  # macOS does not know all of them
            raise
