"""What all tests share: a newcomer's machine, no progress file of anybody, and no window."""

import os
import sys
from itertools import count

import newcomer
import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("MPLBACKEND", "Agg")
newcomer.use(newcomer.EMPTY)  # before a test imports Keras
sys.addaudithook(newcomer.guard)
# Compiling its grammar of web addresses takes two seconds, and jsonschema, for which nbformat asks
# no notebook's addresses, does without.
sys.modules.setdefault("rfc3987_syntax", None)

NEEDS = "needs real data: "


@pytest.fixture(scope="session")
def progress_paths(tmp_path_factory):
    """Return paths without end: a folder is made where a test writes, not for each of thousands."""
    folder = tmp_path_factory.mktemp("progress")
    return (folder / str(number) / "progress.json" for number in count())


@pytest.fixture(autouse=True)
def progress_file(progress_paths, monkeypatch):
    """Keep progress in a file of this test's own, and return its path."""
    path = next(progress_paths)
    monkeypatch.setenv("CNN_LESSONS_PROGRESS", str(path))
    return path


@pytest.fixture
def offline(monkeypatch):
    """Let downloads fail at once, in this process and in those that it starts."""
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")  # where nobody listens
    monkeypatch.setenv("no_proxy", "")
    monkeypatch.setattr("urllib.request._opener", None)  # made anew, it reads the above


def pytest_addoption(parser):
    parser.addoption(
        "--need-data", action="store_true", help="fail, instead of skip, where data are missing"
    )


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item):
    """Give the user's folders to a test that is marked with ``data``, its fixtures included."""
    newcomer.use(newcomer.REAL if item.get_closest_marker("data") else newcomer.EMPTY)
    try:
        return (yield)
    finally:
        newcomer.use(newcomer.EMPTY)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Skip a test where files are missing that its marker names, or let it fail."""
    names = [name for mark in item.iter_markers("data") for name in mark.args]
    missing = newcomer.missing(names)
    if missing and item.config.getoption("need_data"):
        pytest.fail(f"{NEEDS}{', '.join(missing)}", pytrace=False)
    if missing:
        pytest.skip(f"{NEEDS}{', '.join(missing)}")


def pytest_terminal_summary(terminalreporter):
    """Say once, not for every test, what was skipped."""
    skipped = terminalreporter.stats.get("skipped", [])
    count = sum(NEEDS in str(report.longrepr) for report in skipped)
    if count:
        terminalreporter.write_line(
            f"{count} tests were skipped that read real data, which are not on this machine. "
            "CONTRIBUTING.md says which; `make testdata` runs them.",
            yellow=True,
        )
