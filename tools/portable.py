"""Compare the notebooks, and run the tests, under the arithmetic of other processors.

Usage: python tools/portable.py [--quick] [NOTEBOOK ...]    default: all notebooks, and the tests

The libraries choose their code by the processor, and each choice rounds differently: in another
order, with or without fused multiply-adds. Environment variables make that choice here, and
change nothing else. So a stored output that hangs on rounding is found without a second machine.
Chapters that train take long: they run under two settings, all others under every one.
``--quick``: the chapters that neither train nor load TensorFlow, under two settings.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unittest.mock import patch

import nbformat
import numpy as np
from compare import AT_ONCE, LIMIT, NBVAL, ROOT, run, skip
from kernels import LOADS_TENSORFLOW

TRAINS = re.compile(r"\b(partial_)?(fit|train)(_\w+)?\(")
# TensorFlow asks the processor whether there is bfloat16, and oneDNN, which may then not use it
# under ONEDNN_MAX_CPU_ISA, fails: no real processor says both.
BFLOAT16 = re.compile(r"\bbfloat16\b")
# The tests of this tool compare with the processor's own arithmetic.
TESTS = [
    *(sys.executable, "-m", "pytest", "-n", str(AT_ONCE), "-q"),
    *("--ignore=tests/site", "--ignore=tests/test_portable.py"),
]

# Prints a hash for each kind of arithmetic; the sizes leave a rest for every width of register.
FINGERPRINT = """
import hashlib, json, sys
import numpy as np

def hashed(*arrays):
    return hashlib.sha256(b"".join(np.asarray(array).tobytes() for array in arrays)).hexdigest()

rng = np.random.default_rng(0)
left, right = rng.normal(size=(257, 131)).astype("f4"), rng.normal(size=(131, 67)).astype("f4")
found = {
    "matrix products": hashed(left @ right, left[0] @ left[1]),
    "functions": hashed(*[f(a) for f in (np.exp, np.tanh) for a in (left, left.astype("f8"))]),
}
if "--tensorflow" in sys.argv:
    import tensorflow as tf

    images, kernel = rng.normal(size=(3, 17, 23, 5)), rng.normal(size=(3, 3, 5, 7))
    convolved = tf.nn.conv2d(images.astype("f4"), kernel.astype("f4"), 1, "SAME")
    found["TensorFlow"] = hashed(convolved, tf.nn.softmax(left), tf.matmul(left, right))
print(json.dumps(found))
"""


def settings():
    """Return the variables of each setting: older processors, and TensorFlow without oneDNN."""
    # What NumPy was built with and this processor has; it refuses to disable anything else.
    found = np.show_config(mode="dicts")["SIMD Extensions"]["found"]
    newest = [feature for feature in found if feature.startswith(("AVX512", "X86_V4"))]
    two, one = (
        {"OMP_NUM_THREADS": count, "OPENBLAS_NUM_THREADS": count, "TF_NUM_INTRAOP_THREADS": count}
        for count in "21"
    )
    return {
        "a processor of 2008": two
        | {
            "OPENBLAS_CORETYPE": "Nehalem",
            "NPY_DISABLE_CPU_FEATURES": " ".join(found),
            "ONEDNN_MAX_CPU_ISA": "SSE41",
        },
        "a processor of 2013": one
        | {
            "OPENBLAS_CORETYPE": "Haswell",
            "NPY_DISABLE_CPU_FEATURES": " ".join(newest),
            "ONEDNN_MAX_CPU_ISA": "AVX2",
        },
        "TensorFlow without oneDNN": two
        | {"TF_ENABLE_ONEDNN_OPTS": "0"}
        # Code for AVX-512 would kill a process on a processor that has none.
        | ({"OPENBLAS_CORETYPE": "SkylakeX"} if newest else {}),
    }


def fingerprint(setting, tensorflow=True):
    """Return a hash for each kind of arithmetic under a setting."""
    command = [sys.executable, "-c", FINGERPRINT, *["--tensorflow"] * tensorflow]
    output = subprocess.run(command, env=os.environ | setting, check=True, stdout=subprocess.PIPE)
    return json.loads(output.stdout)


def calls(notebook, pattern):
    """Return whether a pattern occurs in a notebook's code."""
    cells = nbformat.read(ROOT / notebook, as_version=4).cells
    return any(cell.cell_type == "code" and pattern.search(cell.source) for cell in cells)


def agrees(notebook):
    """Compare one notebook, print how it went, and return whether it agreed.

    No record of earlier comparisons counts here, and none is made: they tell of this
    processor's own arithmetic.
    """
    start = time.perf_counter()
    limit = 3 * LIMIT  # code for older processors is slower
    status, output = run([*NBVAL, str(notebook)], limit)
    if status is None:  # as in compare.py: a kernel may hang
        status, output = run([*NBVAL, str(notebook)], limit)
    seconds = time.perf_counter() - start
    how = "agrees" if status == 0 else f"does not agree\n{output}"
    print(f"{notebook} ({seconds:.0f} s): {how}", flush=True)
    return status == 0


def suits(notebook, setting, number, trains):
    """Return whether a notebook runs under a setting, the first, the second and so on."""
    if calls(notebook, BFLOAT16):
        return "ONEDNN_MAX_CPU_ISA" not in setting
    return number <= 2 or not trains


def main(arguments=None):
    """Run everything under each setting that changes something here; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=Path, metavar="NOTEBOOK")
    parser.add_argument("--quick", action="store_true", help="only what takes two minutes")
    options = parser.parse_args(arguments)
    notebooks = options.notebooks or [
        path.relative_to(ROOT) for path in sorted(ROOT.glob("book/*/*.ipynb"))
    ]
    training = [notebook for notebook in notebooks if calls(notebook, TRAINS)]
    if options.quick:
        notebooks = [
            path for path in notebooks if path not in training and not calls(path, LOADS_TENSORFLOW)
        ]
    own = fingerprint({}, tensorflow=not options.quick)
    used, right = 0, True
    for name, setting in settings().items():
        other = fingerprint(setting, tensorflow=not options.quick)
        if other == own:
            print(f"\n{name}: changes nothing on this processor, skipped.", flush=True)
            continue
        kinds = [kind for kind in own if own[kind] != other[kind]]
        print(f"\n{name}: rounds differently in {' and '.join(kinds)}.", flush=True)
        used += 1
        chosen = [path for path in notebooks if suits(path, setting, used, path in training)]
        with patch.dict(os.environ, setting), ThreadPoolExecutor(AT_ONCE) as pool:
            right &= all(list(pool.map(lambda path: skip(path) or agrees(path), chosen)))
            if not (options.quick or options.notebooks):
                right &= subprocess.run(TESTS, cwd=ROOT, check=False).returncode == 0
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
