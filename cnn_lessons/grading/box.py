"""One notebook's sandbox, seen from outside: messages go in, and answers come out, or none."""

import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress

SLACK = 20  # seconds beside an answer's own, to start and to send
CHUNK = 1 << 16


class BoxError(Exception):
    """The sandbox gave no message: it ended, sent too much or something else, or took too long."""


class Box:
    """A process in a sandbox, to which messages are sent; a context manager.

    Parameters
    ----------
    sandbox : Sandbox
    most : int
        Bytes of a message that is read.
    """

    def __init__(self, sandbox, most=8_000_000):
        self.sandbox, self.most, self.unread = sandbox, most, b""
        self.home = tempfile.mkdtemp(prefix="cnn_lessons-")
        self.process = subprocess.Popen(
            sandbox.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self.home,
            env=sandbox.environment(self.home),
            start_new_session=True,  # Ctrl-C is for the parent, which ends it
        )
        os.set_blocking(self.process.stdin.fileno(), False)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def ask(self, message, seconds):
        """Send a message, and return the one that comes back.

        Parameters
        ----------
        message : dict
        seconds : float
            Until it is given up.

        Returns
        -------
        dict

        Raises
        ------
        BoxError
            If none comes. The box is of no use any more.
        """
        until = time.monotonic() + seconds + SLACK
        try:
            self._send(json.dumps(message).encode() + b"\n", until)
            answer = json.loads(self._receive(until))
        except (OSError, ValueError, RecursionError) as error:
            raise BoxError("ended") from error
        if not isinstance(answer, dict):
            raise BoxError("ended")
        return answer

    def _send(self, data, until):
        pipe = self.process.stdin.fileno()
        while data:
            if not select.select([], [pipe], [], max(0, until - time.monotonic()))[1]:
                raise BoxError("time")
            data = data[os.write(pipe, data[:CHUNK]) :]

    def _receive(self, until):
        pipe, parts, size = self.process.stdout.fileno(), [self.unread], len(self.unread)
        while b"\n" not in parts[-1]:
            if size > self.most:
                raise BoxError("size")
            if not select.select([pipe], [], [], max(0, until - time.monotonic()))[0]:
                raise BoxError("time")
            parts.append(os.read(pipe, CHUNK))
            size += len(parts[-1])
            if not parts[-1]:
                raise BoxError("ended")
        line, _, self.unread = b"".join(parts).partition(b"\n")
        return line

    def kill(self):
        """End the process and all that it has started; who waits for a message gets an error."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def close(self):
        """End the process, and remove its folder."""
        self.kill()
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()
        shutil.rmtree(self.home, ignore_errors=True)
