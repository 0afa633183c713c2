"""Print the built site as one PDF in each language: `make pdf`.

Usage: python tools/pdf.py [--only CODE] [PAGE ...]
       all pages of _toc.yml, or some: operations/pooling ...

It needs a Chromium (browser.py says where it looks) and a built site. Two passes: the first says
on which page each chapter begins, the second has these numbers in its contents.
"""

import argparse
import os
import sys
import time
from pathlib import Path

import yaml
from browser import FLAGS, NO_CHROMIUM, find_chromium
from editions import codes, folder_in_site
from paper.document import chapters_of, document, facts, headings, read_pages, with_pictures
from paper.finish import finish, page_numbers
from playwright.sync_api import sync_playwright

from cnn_lessons.language import VARIABLE

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "_build"
SITE, FOLDER = BUILD / "html", BUILD / "pdf"  # the latter for what is printed on the way
LARGEST = 12_000_000  # bytes
OLDEST = 131  # Chromium: the first that writes a page's number on it
WIDTH = 643  # pixels: the 170 mm between the margins
READY = (Path(__file__).parent / "paper" / "paper.js").read_text(encoding="utf-8")
NO_HANGUL = (
    "The PDF was not made: there is no font for Korean words. Install one (on Debian and Ubuntu: "
    "apt install fonts-noto-cjk), then run make pdf again."
)


class Printer:
    """A Chromium that prints HTML; to be used in a ``with`` statement."""

    def __enter__(self):
        self.playwright = sync_playwright().start()
        try:
            self.browser = self.start()
        except BaseException:
            self.playwright.stop()
            raise
        return self

    def start(self):
        """Return the browser, or leave with a sentence that says what is missing."""
        chromium = find_chromium(self.playwright)
        if chromium is None:
            sys.exit(f"The PDF was not made: {NO_CHROMIUM}.")
        browser = self.playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        if int(browser.version.split(".")[0]) < OLDEST:
            browser.close()
            sys.exit(
                f"The PDF was not made: {chromium} is version {browser.version}, and numbers on "
                f"pages take {OLDEST} or later. Name another: CHROMIUM=/path/to/it"
            )
        return browser

    def __exit__(self, *error):
        self.browser.close()
        self.playwright.stop()

    def print(self, html, target, tagged):
        """Print a file of HTML to a PDF, with tags for those who hear it and with bookmarks."""
        page = self.browser.new_page(viewport={"width": WIDTH, "height": 900})
        page.set_default_timeout(0)  # it takes as long as it takes
        page.emulate_media(media="print", color_scheme="light")
        faults = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(html.as_uri())
        if not page.evaluate(READY):
            sys.exit(NO_HANGUL)
        if faults:
            sys.exit("The PDF was not made. In the page: " + "; ".join(faults))
        page.pdf(
            path=target,
            prefer_css_page_size=True,
            print_background=True,
            outline=tagged,
            tagged=tagged,
        )
        page.close()


def target_of(code):
    """Return where the PDF of a language is written."""
    return BUILD / f"cnn-lessons{'' if code == 'en' else f'-{code}'}.pdf"


def say(text, start):
    print(f"{time.perf_counter() - start:5.0f} s  {text}", flush=True)


def make(code, names, folder, target):
    """Print the book in a language to `target`: all pages, or those that are named only."""
    start = time.perf_counter()
    os.environ[VARIABLE] = code
    folder.mkdir(parents=True, exist_ok=True)
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    parts = chapters_of(toc)
    place = folder_in_site(code)
    book = read_pages(SITE, chosen(parts, names) if names else parts, place)
    with_pictures(book, SITE, folder)
    html, numbers = folder / "book.html", {}
    say(f"{sum(len(pages) for _, pages in book)} pages of the site are one document", start)
    with Printer() as printer:
        for name in ("first", "second"):
            before = numbers
            html.write_text(document(book, ROOT, SITE / place, numbers), encoding="utf-8")
            printed = folder / f"{name}.pdf"
            printer.print(html, printed, tagged=name == "second")
            numbers = page_numbers(printed)
            say(f"printed: {'the numbers for the contents' if not before else 'the book'}", start)
    if numbers != before:
        sys.exit("The PDF was not made: its pages moved when their numbers came in.")
    finish(printed, target, headings(book), facts(ROOT))
    say(f"{target.relative_to(ROOT)}: {target.stat().st_size / 1e6:.1f} MB", start)


def chosen(parts, names):
    """Return the parts with the pages that are named only."""
    unknown = sorted(set(names) - {name for _, files in parts for name in files})
    if unknown:
        sys.exit(f"There is no page {', '.join(unknown)} in _toc.yml. Say: operations/pooling")
    kept = [(caption, [name for name in files if name in names]) for caption, files in parts]
    return [(caption, files) for caption, files in kept if files]


def main(arguments=None):
    """Print the book in all languages, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", nargs="*", metavar="PART/CHAPTER", help="these pages only")
    parser.add_argument("--only", metavar="CODE", choices=codes(), help="one language, such as ko")
    options = parser.parse_args(arguments)
    for code in [options.only] if options.only else codes():
        if options.pages:
            make(code, options.pages, FOLDER / code, FOLDER / code / "chosen.pdf")
            continue
        target = target_of(code)
        make(code, [], FOLDER / code, target)
        if target.stat().st_size > LARGEST:
            sys.exit(f"The PDF is too large: at most {LARGEST / 1e6:.0f} MB are wanted.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
