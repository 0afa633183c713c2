"""What git knows of a file. Without git, or outside a repository, nothing: None."""

import subprocess
from pathlib import Path


def git(folder, *arguments):
    """Return what a git command prints, as bytes, or None where it fails or git is missing."""
    command = ["git", "-C", str(folder), *arguments]
    try:
        return subprocess.run(command, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None


def keeps(path):
    """Whether git keeps just this content, so that it can be had again; None without git."""
    if git(path.parent, "rev-parse", "--git-dir") is None:
        return None
    blob = git(path.parent, "hash-object", path.name) or b""
    return git(path.parent, "cat-file", "-e", blob.decode().strip()) is not None


def changed_files(folder):
    """Return the files under `folder` that are not as they were committed last."""
    if not (top := git(folder, "rev-parse", "--show-toplevel")):
        return set()
    changed = git(folder, "diff", "--name-only", "-z", "HEAD", "--", ".") or b""
    new = git(folder, "ls-files", "--others", "--exclude-standard", "--full-name", "-z") or b""
    names = (changed + new).decode().split("\0")
    return {Path(top.decode().strip()) / name for name in names if name}


def committed(path):
    """Return the content of a file as it was committed last, or None where it was not."""
    return git(path.parent, "show", f"HEAD:./{path.name}")
