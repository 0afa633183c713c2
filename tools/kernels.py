"""Notebook kernels that need not import TensorFlow: forks of one process that has done so.

Usage: python tools/kernels.py serve SOCKET MODULE ...           forks a kernel for whoever asks
       python tools/kernels.py start SOCKET -f CONNECTION_FILE   is such a kernel to its client

To import TensorFlow and Keras takes ten seconds of computing, which thirty notebooks would spend
one after the other. The server imports them and does nothing else: no thread runs in it, and
TensorFlow reads its settings when it first computes, so that a fork is as good as a new process.
A client of Jupyter starts ``start`` as if it were the kernel. It hands its streams, folder and
environment to a fork, passes interrupts on, and each of the two ends when the other has.
"""

import json
import os
import random
import re
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from threading import Thread

POSSIBLE = sys.platform == "linux"  # macOS loads libraries that do not survive a fork
NAME = "forked"
# A kernel sets this for itself; Matplotlib, which Keras imports, reads it when it is imported.
INLINE = {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}
STREAMS = [0, 1, 2]
LOADS_TENSORFLOW = re.compile(
    r"^(import|from) (keras|tensorflow|torch|cnn_lessons\.(architectures|practice|tasks))",
    re.MULTILINE,
)
PATIENCE = 120  # seconds until the imports are over, on a busy machine


def loads_tensorflow(notebook):
    """Whether the cells of a notebook import TensorFlow, or what imports it."""
    return any(LOADS_TENSORFLOW.search(cell.source) for cell in notebook.cells)


@contextmanager
def forked_kernels(worthwhile, modules=("keras",)):
    """Serve kernels within a ``with`` block, and yield the environment and options for nbval.

    They are empty, and nothing is served, where it is not worthwhile or not possible.
    """
    if not (worthwhile and POSSIBLE):
        yield {}, []
        return
    with tempfile.TemporaryDirectory(prefix="kernels-") as folder:
        path = Path(folder, "socket")
        spec = {
            "argv": [sys.executable, __file__, "start", str(path), "-f", "{connection_file}"],
            "display_name": NAME,
            "language": "python",
        }
        place = Path(folder, "kernels", NAME)
        place.mkdir(parents=True)
        (place / "kernel.json").write_text(json.dumps(spec))
        command = [sys.executable, __file__, "serve", str(path), *modules]
        # The server ends when its input does: when we have, in whatever way.
        with subprocess.Popen(command, env=os.environ | INLINE, stdin=subprocess.PIPE) as server:
            try:
                yield (
                    {"JUPYTER_PATH": folder},
                    [f"--nbval-kernel-name={NAME}", f"--nbval-kernel-startup-timeout={PATIENCE}"],
                )
            finally:
                server.terminate()


def serve(path, modules):
    """Import modules, then fork a kernel for each connection to the socket at `path`."""
    for module in ("ipykernel.kernelapp", *modules):
        import_module(module)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for a kernel
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()
        while sys.stdin not in (readable := select.select([server, sys.stdin], [], [])[0]):
            connection, _ = readable[0].accept()
            if os.fork() == 0:
                server.close()
                become_kernel(connection)
            connection.close()


def become_kernel(connection):
    """Be the kernel that the other end of `connection` describes."""
    message, streams, _, _ = socket.recv_fds(connection, 1 << 20, len(STREAMS))
    for stream, ours in zip(streams, STREAMS, strict=True):
        os.dup2(stream, ours)
    asked = json.loads(message)
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    parent = f"--IPKernelApp.parent_handle={os.getppid()}"  # with which it ends, too
    sys.argv = ["ipykernel_launcher", *asked["arguments"], parent]
    del sys.path[0]  # the tools' folder
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    random.seed()
    connection.send(f"{os.getpid()}\n".encode())
    Thread(target=end_with, args=[connection], daemon=True).start()

    from ipykernel import kernelapp

    kernelapp.launch_new_instance()
    os._exit(0)


def end_with(connection):
    """End this process when the other end of `connection` is gone."""
    connection.recv(1)
    os._exit(1)


def start(path, arguments):
    """Ask the server at `path` for a kernel, and stand for it until it has ended."""
    asked = {"folder": str(Path.cwd()), "environment": dict(os.environ), "arguments": arguments}
    parent = os.getppid()
    with connect(path) as connection:
        socket.send_fds(connection, [json.dumps(asked).encode()], STREAMS)
        kernel = int(connection.recv(20))
        signal.signal(signal.SIGINT, lambda *_: os.kill(kernel, signal.SIGINT))
        connection.settimeout(1)
        while os.getppid() == parent:
            with suppress(TimeoutError):
                if connection.recv(1) == b"":
                    return


def connect(path):
    """Return a connection to the server, which may still be importing."""
    for _ in range(10 * PATIENCE):
        connection = socket.socket(socket.AF_UNIX)
        with suppress(FileNotFoundError, ConnectionRefusedError):
            connection.connect(path)
            return connection
        connection.close()
        time.sleep(0.1)
    sys.exit(f"Nobody serves kernels at {path} after {PATIENCE} s.")


if __name__ == "__main__":
    action, path, *arguments = sys.argv[1:]
    if action == "serve":
        serve(path, arguments)
    else:
        start(path, arguments)
