"""Fetch the MicroPython of the pages' editors: python tools/runtime.py [VERSION].

It comes from npm, whose client checks what it fetched against the registry's hash. The files' own
hashes are written beside them, and ``tests/test_runtime.py`` compares them.
"""

import hashlib
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

PACKAGE = "@micropython/micropython-webassembly-pyscript"
VERSION = "1.27.0"
FILES = ("micropython.mjs", "micropython.wasm")
FOLDER = Path(__file__).parent.parent / "book" / "_editor" / "micropython"


def sums(folder):
    """Return a line for each file, as ``sha256sum`` writes it."""
    hashes = [hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES]
    return "".join(f"{sha}  {name}\n" for sha, name in zip(hashes, FILES, strict=True))


def fetch(version, folder):
    """Put the files of a version into a folder."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm fetches the package, and there is none: install Node.js.")
    with TemporaryDirectory() as scratch:
        command = [npm, "pack", "--silent", "--pack-destination", scratch, f"{PACKAGE}@{version}"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        (archive,) = Path(scratch).glob("*.tgz")
        with tarfile.open(archive) as package:
            for name in FILES:
                (folder / name).write_bytes(package.extractfile(f"package/{name}").read())


if __name__ == "__main__":
    version = sys.argv[1] if len(sys.argv) > 1 else VERSION
    fetch(version, FOLDER)
    (FOLDER / "SHA256SUMS").write_text(sums(FOLDER), encoding="utf-8")
    print(f"MicroPython {version} is in {FOLDER}. Read what changed, then run make test.")
