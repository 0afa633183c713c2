"""Find a Chromium on this machine, for the site's tests and for the PDF."""

import os
import shutil
from pathlib import Path

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]
MAC_CHROME = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
]
NO_CHROMIUM = (
    "there is no Chromium. Install one (on Debian: apt install chromium; "
    "elsewhere: .venv/bin/playwright install chromium), or name it: CHROMIUM=/path/to/it"
)


def find_chromium(playwright):
    """Return the path of a Chromium on this machine, or None."""
    found = (shutil.which(name) for name in NAMES)
    candidates = [os.environ.get("CHROMIUM"), *found, MAC_CHROME]
    candidates.append(playwright.chromium.executable_path)  # what `playwright install` fetched
    return next((path for path in candidates if path and Path(path).exists()), None)
