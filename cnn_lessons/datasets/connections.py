"""How long to wait for a server that does not answer."""

import socket
from contextlib import contextmanager


@contextmanager
def connections_time_out(seconds):
    """Let a connection fail after `seconds` of silence within a ``with`` block.

    What downloads for us, Keras, waits for ever.

    Parameters
    ----------
    seconds : float
        How long a server may be silent.
    """
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(seconds)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)
