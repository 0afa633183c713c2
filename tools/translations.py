"""Keep the translations in step: catalogues, the words of the package, and notebooks.

A language is a folder of ``languages`` with a file ``language.toml``. It has a catalogue for each
page that somebody has begun to translate, and two for what stands in no page: ``package.po`` and
``site.po``. From them, and from the English pages, all else is written::

    python tools/translations.py                              all, in every language
    python tools/translations.py --begin operations/softmax   begin this page
    python tools/translations.py --later                      leave what is missing to others
    python tools/translations.py --parts                      write what `make compare` runs
"""

import argparse
import hashlib
import json
import shutil
import sys
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import catalogues
import nbformat
import yaml
from editions import code_cells, part, speaks, translated_notebook
from execution import NotebookError, execute
from messages import of_page
from notebooks import write as write_notebook
from package_messages import of_exercises, of_package
from records import record, recorded
from site_messages import of_site
from sources import ROOT, fingerprint

FOLDER, BOOK = ROOT / "languages", ROOT / "book"
PARTS = ROOT / "_build" / "parts"
PACKAGE_WORDS = ROOT / "cnn_lessons" / "languages"
OTHERS = {"package": of_package, "site": of_site}  # catalogues of no page


@dataclass(frozen=True)
class Language:
    """A language of the book other than English.

    Parameters
    ----------
    code : str
        As in ``lang="ko"``; the name of its folder.
    name : str
        What it is called in itself.
    avoid : dict of str to str
        By a word that its texts do not use, the one that they use.
    refused : dict of str to str
        By a regular expression that no text fits, what is said instead.
    """

    code: str
    name: str
    avoid: dict[str, str]
    refused: dict[str, str]

    @property
    def folder(self):
        """Where its catalogues and notebooks lie."""
        return FOLDER / self.code

    def catalogue_path(self, page):
        """Return where the catalogue of a page lies."""
        return self.folder / f"{page}.po"

    def pages(self):
        """Return the pages that somebody has begun to translate."""
        return [page for page in pages() if self.catalogue_path(page).exists()]

    def words(self, page):
        """Return what is ready of a page: its English messages and their translations."""
        return catalogues.words(catalogues.read(self.catalogue_path(page)))


def languages():
    """Return the languages that have a folder, in alphabetical order of their codes."""
    found = []
    for file in sorted(FOLDER.glob("*/language.toml")):
        settings = tomllib.loads(file.read_text(encoding="utf-8"))
        rules = (settings.get(name, {}) for name in ("avoid", "refused"))
        found.append(Language(file.parent.name, settings["name"], *rules))
    return found


def toc_entries(toc):
    """Yield the entries of a table of contents in their order, sections behind their page."""
    waiting = [entry for part in toc["parts"] for entry in part["chapters"]]
    while waiting:
        entry = waiting.pop(0)
        yield entry
        waiting = [*entry.get("sections", []), *waiting]


@cache
def pages():
    """Return the pages of the book in their order, each with its source: a notebook or a text."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    names = [toc["root"], *(each["file"] for each in toc_entries(toc))]
    sources = {name: BOOK / f"{name}.ipynb" for name in names}
    return {
        name: path if path.exists() else path.with_suffix(".md") for name, path in sources.items()
    }


def messages_of(page):
    """Return the messages of a page or of another catalogue, each with what it is."""
    if page in OTHERS:
        return OTHERS[page]()
    source = pages()[page]
    found = of_page(source)
    if source.suffix == ".ipynb":
        for text, name in of_exercises(source.stem).items():
            found.setdefault(text, name)
    return found


def update_catalogue(language, page, later=False):
    """Bring one catalogue to the English of today; return whether it changed."""
    path = language.catalogue_path(page)
    catalogue = catalogues.update(catalogues.read(path), messages_of(page))
    if later:
        catalogues.postpone(catalogue)
    return catalogues.write(catalogue, path, language.code)


def package_words(language, page):
    """Return those words of a catalogue that the package looks up."""
    words = language.words(page)
    if page in OTHERS:
        return words
    kinds = messages_of(page)
    looked_up = {*of_exercises(pages()[page].stem)} | {m for m in kinds if kinds[m] == "claim"}
    return {english: word for english, word in words.items() if english in looked_up}


def write_package_words(language):
    """Write the words of the package, a file for itself and one for each chapter."""
    folder = PACKAGE_WORDS / language.code
    folder.mkdir(parents=True, exist_ok=True)
    chapters = [page for page in language.pages() if pages()[page].suffix == ".ipynb"]
    wanted = {}
    for page in (*OTHERS, *chapters):
        if words := package_words(language, page):
            text = json.dumps(words, ensure_ascii=False, indent=0, sort_keys=True)
            wanted[folder / f"{Path(page).name}.json"] = f"{text}\n"
    for old in set(folder.glob("*.json")) - set(wanted):
        old.unlink()
    for path, text in wanted.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def say(words):
    """Return a function that translates a message, and leaves in English what is not ready."""
    return lambda message, kind: words.get(message, message)


def notebook_path(language, page):
    return language.folder / f"{page}.ipynb"


def made_anew(path):
    """Return the outputs that the stored notebook of a language has of its own, by cells' ids."""
    if not path.exists():
        return {}
    cells = code_cells(nbformat.read(path, as_version=4))
    return {cell.id: cell.outputs for cell in cells if speaks(cell)}


def notebook_in(language, page, in_words=None):
    """Return a chapter's notebook in a language, with the outputs that are stored of it.

    Without `in_words`, which takes a message and its kind, the catalogue says what stands there.
    """
    english = nbformat.read(pages()[page], as_version=4)
    outputs = made_anew(notebook_path(language, page))
    in_words = in_words or say(language.words(page))
    return translated_notebook(english, in_words, language.code, outputs)


def write_edition(language, page):
    """Write a chapter's notebook in a language; execute what speaks where it may have changed."""
    path = notebook_path(language, page)
    notebook = notebook_in(language, page)
    state = state_of(language, notebook)
    done = "not executed"
    if recorded(path).get("sources") != state:
        piece = part(notebook, language.code)
        execute(piece, pages()[page].with_suffix(".md"))
        outputs = {cell.id: cell.outputs for cell in piece.cells if speaks(cell)}
        english = nbformat.read(pages()[page], as_version=4)
        notebook = translated_notebook(english, say(language.words(page)), language.code, outputs)
        done = f"{len(outputs)} outputs made anew"
    path.parent.mkdir(parents=True, exist_ok=True)
    written = write_notebook(notebook, path)
    record(path, sources=state_of(language, notebook))
    return f"{done}, {'written' if written else 'nothing to write'}"


def state_of(language, notebook):
    """Return a hash of what the outputs of a part hang on: its cells, the package, the words."""
    files = sorted((PACKAGE_WORDS / language.code).glob("*.json"))
    words = "".join(path.read_text(encoding="utf-8") for path in files)
    state = fingerprint(part(notebook, language.code)) + words
    return hashlib.sha256(state.encode()).hexdigest()


def write_parts():
    """Write of each notebook in another language the part whose outputs are compared."""
    shutil.rmtree(PARTS, ignore_errors=True)
    for language in languages():
        for page in language.pages():
            if pages()[page].suffix == ".ipynb":
                path = PARTS / language.code / f"{page}.ipynb"
                path.parent.mkdir(parents=True, exist_ok=True)
                stored = nbformat.read(notebook_path(language, page), as_version=4)
                nbformat.write(part(stored, language.code), path)


def main(arguments=None):
    """Bring all languages up to date, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--begin", nargs="*", default=[], metavar="PART/CHAPTER", help="pages")
    parser.add_argument("--only", metavar="CODE", help="one language, such as ko")
    parser.add_argument("--later", action="store_true", help="mark what is missing")
    parser.add_argument("--parts", action="store_true", help="write what is compared")
    options = parser.parse_args(arguments)
    if options.parts:
        write_parts()
        return 0
    if unknown := [page for page in options.begin if page not in pages()]:
        parser.error(
            f"{', '.join(unknown)}: no page of _toc.yml; say for example operations/softmax"
        )
    failures = []
    for language in languages():
        if options.only in (None, language.code):
            failures += refresh(language, options.begin, options.later)
    print(*failures, sep="\n\n", end="\n" if failures else "", file=sys.stderr)
    return 1 if failures else 0


def refresh(language, begun, later):
    """Bring one language up to date, say how far it is, and return what went wrong."""
    failures = []
    todo = [page for page in pages() if page in begun or page in language.pages()]
    for page in (*OTHERS, *todo):
        update_catalogue(language, page, later)
    write_package_words(language)
    for page in (*OTHERS, *todo):
        counts = catalogues.counted(catalogues.read(language.catalogue_path(page)))
        told = ", ".join(f"{counts[state]} {state}" for state in catalogues.STATES if counts[state])
        try:
            is_notebook = page in pages() and pages()[page].suffix == ".ipynb"
            did = f"; notebook: {write_edition(language, page)}" if is_notebook else ""
            print(f"{language.code} {page}: {told}{did}", flush=True)
        except NotebookError as error:
            failures.append(str(error))
    return failures


if __name__ == "__main__":
    sys.exit(main())
