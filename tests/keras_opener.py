"""Where Keras's downloads go in tests: an opener for ``https`` sends them to this machine."""

import urllib.request


def send_keras_to(opening, monkeypatch):
    """Let `opening` answer every request for ``https``."""

    class Handler(urllib.request.HTTPSHandler):
        def https_open(self, request):
            return opening(request)

    monkeypatch.setattr("urllib.request._opener", urllib.request.build_opener(Handler()))
