"""Print the address of a page, and open it where there is a browser to open it in."""

import os
import sys
import webbrowser
from contextlib import suppress
from pathlib import Path

page = Path(sys.argv[1]).resolve()
print(f"\nThe site is at {page.as_uri()}")
has_display = (
    sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
)
if has_display and not os.environ.get("CI"):
    with suppress(OSError, webbrowser.Error):
        webbrowser.open(page.as_uri())
