"""A real Chromium on the built site: fixtures for every test in this folder.

``site`` is the address of the build, served on the loopback interface; ``page`` is an empty
page of a browser that can reach nothing else; ``faults`` lists what went wrong on it.
"""

import os
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest
from browser import FLAGS, NO_CHROMIUM, find_chromium
from playwright.sync_api import sync_playwright

BUILD = Path(__file__).parents[2] / "_build" / "html"
SIZE = {"width": 1280, "height": 900}  # of the window
HERE_ONLY = {"data", "blob", "about", "file"}  # schemes that ask no host for anything


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files and keeps the tests' output readable."""

    def log_message(self, *args):
        pass


@pytest.fixture(scope="session")
def build():
    """Return the folder of the built site."""
    if not (BUILD / "index.html").exists():
        pytest.fail("there is no built site: run `make book` first", pytrace=False)
    return BUILD


@pytest.fixture(scope="session")
def site(build):
    """Return the address at which the built site is served."""
    with ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(QuietHandler, directory=str(build))
    ) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def browser():
    """Return a headless Chromium that resolves no host name."""
    with sync_playwright() as playwright:
        chromium = find_chromium(playwright)
        if chromium is None:
            pytest.skip(NO_CHROMIUM)
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def new_context(browser):
    """Return a function: a browser with an empty cache, which adds each fault to a list."""

    def open_context(faults):
        context = browser.new_context(viewport=SIZE)
        record_faults(context, faults)
        return context

    return open_context


@pytest.fixture(scope="session")
def shared(new_context):
    """Return a page that the tests use one after the other, and the list of its faults."""
    faults = []
    with new_context(faults) as context:
        yield context.new_page(), faults


@pytest.fixture
def faults(shared):
    """Return the list to which ``page`` adds each fault, as a line of text."""
    shared[1].clear()
    return shared[1]


@pytest.fixture
def page(shared, faults):
    """Return an empty page; the test fails where a fault is left when it ends.

    It is the one of the tests before, since each new one takes a second to open: with another
    document, and nothing left of the window's size, the media and the mouse.
    """
    page = shared[0]
    page.goto("about:blank")
    page.set_viewport_size(SIZE)
    page.emulate_media(
        media="null", color_scheme="null", reduced_motion="null", forced_colors="null"
    )
    page.mouse.move(0, 0)
    yield page
    assert not faults, "\n".join(faults)


@pytest.fixture
def own_page(new_context):
    """Return a page on which nothing happened before, not even a movement of the mouse."""
    faults = []
    with new_context(faults) as context:
        yield context.new_page()
    assert not faults, "\n".join(faults)


@pytest.fixture
def stopped_page(own_page):
    """Return a page where time passes only if a test says so, however slow the machine is."""
    own_page.clock.install(time=0)
    own_page.clock.pause_at(1000)
    return own_page


def pytest_sessionstart(session):
    """Fail once, not for every test, where CI has no Chromium."""
    if os.environ.get("CI") and not hasattr(session.config, "workerinput"):
        with sync_playwright() as playwright:
            if find_chromium(playwright) is None:
                pytest.exit(NO_CHROMIUM, returncode=1)


def pytest_terminal_summary(terminalreporter):
    """Say once, not for every test, why the browser's tests were skipped."""
    skipped = terminalreporter.stats.get("skipped", [])
    if any(NO_CHROMIUM in str(report.longrepr) for report in skipped):
        terminalreporter.write_line(f"Tests were skipped, since {NO_CHROMIUM}", yellow=True)


def record_faults(context, faults):
    """Note console errors, uncaught exceptions, failed and outside requests in `faults`."""

    def on_request(request):
        address = urlsplit(request.url)
        if address.scheme not in HERE_ONLY and address.hostname != "127.0.0.1":
            faults.append(f"request to another host: {request.url}")

    def on_response(response):
        if response.status >= 400:
            faults.append(f"{response.status} for {response.url}")

    def on_console(message):
        if message.type == "error":
            where = message.location.get("url", "")
            faults.append(f"console error: {message.text} ({where})")

    context.on("request", on_request)
    context.on("response", on_response)
    context.on("console", on_console)
    context.on("weberror", lambda error: faults.append(f"uncaught: {error.error}"))
