"""The MicroPython that ships with the site."""

import re

from runtime import FILES, FOLDER, VERSION, sums


def test_its_files_are_those_that_were_fetched():
    assert (FOLDER / "SHA256SUMS").read_text(encoding="utf-8") == sums(FOLDER)


def test_it_is_the_version_that_the_tool_names():
    assert VERSION.encode() in (FOLDER / "micropython.wasm").read_bytes()


def test_it_comes_with_its_license():
    license_text = (FOLDER / "LICENSE").read_text(encoding="utf-8")
    assert re.search(r"Copyright \(c\) \d+-\d+ Damien P\. George", license_text)
    assert all(name in license_text for name in FILES)
