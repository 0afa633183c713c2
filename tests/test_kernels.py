"""tools/kernels.py: a fork that its client cannot tell from a kernel of its own."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import kernels
import nbformat
import psutil
import pytest
from jupyter_client.manager import start_new_kernel

pytestmark = pytest.mark.skipif(not kernels.POSSIBLE, reason="only Linux forks safely")


@contextmanager
def kernel(folder):
    """Start a forked kernel in a folder, and yield its manager and its client."""
    with (
        kernels.forked_kernels(True, modules=["colorsys"]) as (environment, _),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("JUPYTER_PATH", environment["JUPYTER_PATH"])
        patch.setenv("CNN_LESSONS_COLOUR", "teal")
        with one_more(folder) as manager_and_client:
            yield manager_and_client


@contextmanager
def one_more(folder):
    """Start another kernel of the server that is there."""
    manager, client = start_new_kernel(kernel_name=kernels.NAME, cwd=str(folder))
    try:
        yield manager, client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def printed(client, code):
    """Run code in a kernel and return what it prints, or the name of its error."""
    texts = []

    def note(message):
        content = message["content"]
        texts.append(content.get("text") or content.get("ename") or "")

    client.execute_interactive(code, output_hook=note, timeout=60)
    return "".join(texts)


def ends(pid):
    """Whether a process is gone before long, on a busy machine too."""
    for _ in range(600):
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.1)
    return False


def test_a_kernel_has_its_clients_folder_and_environment_and_what_the_server_imported(tmp_path):
    with kernel(tmp_path) as (_, client):
        assert printed(client, "import os; print(os.getcwd())") == f"{tmp_path}\n"
        assert printed(client, "print(os.environ['CNN_LESSONS_COLOUR'])") == "teal\n"
        assert printed(client, "import sys; print('colorsys' in sys.modules)") == "True\n"
        assert printed(client, f"print({str(Path(kernels.__file__).parent)!r} in sys.path)") == (
            "False\n"
        )


def test_two_kernels_of_one_server_have_nothing_in_common(tmp_path):
    with kernel(tmp_path) as (_, client), one_more(tmp_path) as (_, other):
        printed(client, "import random; x = 5; first = random.random()")
        assert printed(other, "print(x)") == "NameError"
        drawn = printed(other, "import random; print(random.random())")
        assert drawn != printed(client, "print(first)")


def test_a_cell_can_be_interrupted(tmp_path):
    with kernel(tmp_path) as (manager, client):
        # By default a kernel aborts what reaches it while it still reports an error.
        code = "import time; print('begun', flush=True); time.sleep(600)"
        client.execute(code, stop_on_error=False)
        while client.get_iopub_msg(timeout=60)["msg_type"] != "stream":
            pass
        manager.interrupt_kernel()
        reply = client.get_shell_msg(timeout=30)
        while reply["msg_type"] != "execute_reply":  # a slow kernel was asked twice who it is
            reply = client.get_shell_msg(timeout=30)
        assert reply["content"]["ename"] == "KeyboardInterrupt"
        assert printed(client, "print('still here')") == "still here\n"


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_kernel_ends_with_the_process_that_stands_for_it(tmp_path, how):
    with kernel(tmp_path) as (manager, client):
        pid = int(printed(client, "import os; print(os.getpid())"))
        os.kill(manager.provisioner.pid, how)
        assert ends(pid)


def test_what_stands_for_a_kernel_ends_when_the_kernel_does(tmp_path):
    with kernel(tmp_path) as (manager, client):
        pid = manager.provisioner.pid
        client.execute("import os; os._exit(3)")
        assert ends(pid)


def test_the_server_ends_when_whoever_started_it_is_killed():
    code = (
        "import kernels, os, signal, subprocess\n"
        "with kernels.forked_kernels(True, modules=[]):\n"
        "    print(*[p for p in os.listdir('/proc') if p.isdigit() and f'{os.getpid()}' in\n"
        "            open(f'/proc/{p}/stat').read().split()[3:4]], flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(Path(kernels.__file__).parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    (server,) = done.stdout.split()
    assert ends(int(server))


@pytest.mark.parametrize(
    ("code", "loads"),
    [
        ("import keras", True),
        ("x = 1\nfrom cnn_lessons.practice import train", True),
        ("from cnn_lessons.operations import conv2d", False),
        ("print('import keras')", False),
    ],
)
def test_a_notebook_that_loads_tensorflow_is_told_by_its_imports(code, loads):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    assert kernels.loads_tensorflow(notebook) == loads


def test_nothing_is_served_where_it_is_not_worthwhile():
    with kernels.forked_kernels(False) as how:
        assert how == ({}, [])
