"""A classroom's folder, Keras's, no network, and a server in the place of those that publish."""

import socket
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from keras_opener import send_keras_to


@pytest.fixture
def local(tmp_path, monkeypatch):
    """Return a classroom's folder."""
    monkeypatch.setenv("CNN_LESSONS_DATA", str(tmp_path))
    return tmp_path


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """Return Keras's folder for data, empty; Keras looks at the variable once only."""
    monkeypatch.delenv("CNN_LESSONS_DATA", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setattr("keras.src.backend.config._KERAS_DIR", str(tmp_path))
    (tmp_path / "datasets").mkdir()
    return tmp_path / "datasets"


@pytest.fixture
def offline(monkeypatch):
    """Let every connection fail."""

    def fail(request):
        raise urllib.error.URLError("no network")

    send_keras_to(fail, monkeypatch)


@pytest.fixture
def served(monkeypatch):
    """Return a dict: file name to (its bytes, the length that the server promises)."""
    files, over = {}, threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path == "/silence":
                over.wait(20)
                return
            if self.path[1:] not in files:
                self.send_error(404)
                return
            body, promised = files[self.path[1:]]
            self.send_response(200)
            self.send_header("Content-Length", str(promised))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def opening(request):
        name = "silence" if files.get("silent") else Path(request.full_url).name
        url = f"http://127.0.0.1:{server.server_port}/{name}"
        return direct.open(url, timeout=socket.getdefaulttimeout())

    send_keras_to(opening, monkeypatch)
    yield files
    over.set()
    server.shutdown()
    server.server_close()
    thread.join()
