"""Build the site in the other languages, and put each into a folder of the English one.

Usage: python tools/edition_sites.py      once the English site is built
"""

import os
import re
import shutil
import subprocess
import sys
from itertools import takewhile

import nbformat
import yaml
from editions import VARIABLE
from messages import translated
from translations import (
    BOOK,
    OTHERS,
    PACKAGE_WORDS,
    ROOT,
    languages,
    notebook_in,
    notebook_path,
    pages,
    toc_entries,
)

GLOSSARY = "appendix/glossary"
ENGLISH = "\u2063"  # book/_ext/translated_site.py: what follows is not translated
JUPYTER_BOOK = "from jupyter_book.cli.main import main; main()"
SITE = ROOT / "_build" / "html"
REFERENCE = "reference/"  # in English only: links lead to the English site
ENGLISH_SITE = "https://english.invalid/"  # stands for its address while a site is built
REFERRED = re.compile(r"\]\((?:\.\./)*(reference/\w+)\.md")
TO_REFERENCE = re.compile(r'href="(?:\.\./)*(reference/[^"]+)"')
COPIED = re.compile(r'((?:src|href|srcset)=")((?:\.\./)*)((?:_images|_sources)/[^"]+)"')


def folder_of(language):
    """Return where the site of a language is built."""
    return ROOT / "_build" / "editions" / language.code


def prepare(language):
    """Write texts, notebooks, table of contents and settings of the site of a language."""
    folder = folder_of(language)
    begun = language.pages()
    site_words = language.words("site")
    wanted = {}
    for page, source in pages().items():
        if page.startswith(REFERENCE):
            continue
        words = language.words(page) if page in begun else None
        wanted[f"book/{page}{source.suffix}"] = page_text(language, page, source, words)
    wanted["_toc.yml"] = yaml.safe_dump(toc_in(site_words), allow_unicode=True, sort_keys=False)
    wanted["_config.yml"] = yaml.safe_dump(config_in(language), allow_unicode=True, sort_keys=False)
    words = [PACKAGE_WORDS / language.code / f"{name}.json" for name in OTHERS]
    wanted["words"] = "".join(path.read_text(encoding="utf-8") for path in words if path.exists())
    if not is_same(folder / "words", wanted["words"]):  # scripts and the theme say them everywhere
        shutil.rmtree(folder / "_build", ignore_errors=True)
    for name, text in wanted.items():
        write(folder / name, text)
    for path in folder.glob("book/*/*.*"):
        if path.relative_to(folder).as_posix() not in wanted and path.parent.name != "assets":
            path.unlink()
    shutil.copytree(BOOK / "assets", folder / "book" / "assets", dirs_exist_ok=True)


def page_text(language, page, source, words):
    """Return the source of a page; what is not ready is marked as English."""
    text = said_text(language, page, source, words)
    return REFERRED.sub(rf"]({ENGLISH_SITE}\1.html", text)


def said_text(language, page, source, words):
    if words is None:
        return source.read_text(encoding="utf-8")

    def say(message, kind):
        marked = ENGLISH + message if kind in ("heading", "text") else message
        return words.get(message, marked)

    if source.suffix == ".md":
        text = translated(source.read_text(encoding="utf-8"), say)
        return in_order(text) if page == GLOSSARY else text
    return nbformat.writes(notebook_in(language, page, say))


def is_same(path, text):
    """Tell whether a file holds a text."""
    return path.exists() and path.read_text(encoding="utf-8") == text


def in_order(text):
    r"""Return a text with the rows of its tables in the order of what they begin with.

    >>> print(in_order("| term |\n|---|\n| 풀링 |\n| 층 |"))
    | term |
    |---|
    | 층 |
    | 풀링 |
    """
    lines = text.split("\n")
    begins = [i + 1 for i, line in enumerate(lines) if line.startswith("|---")]
    for begin in begins:
        rows = list(takewhile(lambda line: line.startswith("|"), lines[begin:]))
        lines[begin : begin + len(rows)] = sorted(rows, key=place_in_order)
    return "\n".join(lines)


def place_in_order(row):
    """Return a key to sort the rows of a table by: their letters and digits."""
    return re.sub(r"[\W_]+", " ", row).strip().casefold()


def write(path, text):
    """Write a file if it is another one: Sphinx reads again what is new."""
    if is_same(path, text):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def toc_in(words):
    """Return the table of contents with other titles."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    for part in toc["parts"]:
        part["caption"] = words.get(part["caption"], part["caption"])
    for entry in toc_entries(toc):
        if "title" in entry:
            entry["title"] = words.get(entry["title"], entry["title"])
    for part in toc["parts"]:
        for entry in part["chapters"]:
            if entry.get("file", "").startswith(REFERENCE):
                address = f"{ENGLISH_SITE}{entry['file']}.html"
                entry.clear()
                entry |= {"url": address, "title": words.get("Reference", "Reference")}
    return toc


def config_in(language):
    """Return the settings of the site, with those that a language changes."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    extensions, settings = config["sphinx"]["local_extensions"], config["sphinx"]["config"]
    extensions |= {name: str(ROOT / folder) for name, folder in extensions.items()}
    settings["language"] = language.code
    settings["english_site"] = ENGLISH_SITE
    settings["english_doctrees"] = str(ROOT / "_build" / ".doctrees")
    settings["english_pages"] = [page for page in pages() if page not in language.pages()]
    settings["editions"] = {
        page: f"languages/{language.code}"
        for page in language.pages()
        if notebook_path(language, page).exists()
    }
    return config


def publish(language):
    """Put the built site of a language into a folder of the English one.

    Figures and notebooks that are the English ones are left out, and so is the reference: the links
    lead to those.
    """
    built, place = folder_of(language) / "_build" / "html", SITE / language.code
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(built, place)
    shutil.rmtree(place / REFERENCE, ignore_errors=True)  # of a build before
    for text in place.glob("_sources/**/*.md"):
        english = text.read_text(encoding="utf-8").replace(ENGLISH_SITE, "../")
        text.write_text(english, encoding="utf-8")
    same = set()
    for path in [*(place / "_images").rglob("*.*"), *(place / "_sources").rglob("*.*")]:
        name = path.relative_to(place).as_posix()
        if (SITE / name).exists() and (SITE / name).read_bytes() == path.read_bytes():
            same.add(name)
            path.unlink()

    def linked(found):
        above = "../" if found[3] in same else ""
        return f'{found[1]}{above}{found[2]}{found[3]}"'

    for page in place.rglob("*.html"):
        text = COPIED.sub(linked, page.read_text(encoding="utf-8"))
        up = "../" * len(page.relative_to(place).parts)
        text = TO_REFERENCE.sub(rf'href="{up}\1"', text).replace(ENGLISH_SITE, up)
        page.write_text(text, encoding="utf-8")


def build(language):
    """Let Jupyter Book build the site of a language; return what it has against it, or ""."""
    folder = folder_of(language)
    command = [sys.executable, "-c", JUPYTER_BOOK, "build", str(folder / "book")]
    for option, value in (
        ("--config", folder / "_config.yml"),
        ("--toc", folder / "_toc.yml"),
        ("--path-output", folder),
    ):
        command += [option, str(value)]
    done = subprocess.run(
        [*command, "-q", "-W", "-n", "--keep-going"],
        env=os.environ | {VARIABLE: language.code},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    if not done.returncode:
        return ""
    shutil.rmtree(folder)  # a page that is not read again does not repeat its warnings
    is_told = "Look above for the cause." in done.stderr
    return done.stderr.split("Traceback")[0] if is_told else done.stderr


def main():
    """Build all languages, and return the exit status."""
    if not SITE.is_dir():
        print("There is no English site yet: run `make site`.", file=sys.stderr)
        return 1
    for language in languages():
        print(f"Building the site in {language.name}.", flush=True)
        prepare(language)
        if faults := build(language):
            said = f"The site in {language.name} was not built: mend what stands above."
            print(faults, said, sep="\n", file=sys.stderr)
            return 1
        publish(language)
    return 0


if __name__ == "__main__":
    sys.exit(main())
