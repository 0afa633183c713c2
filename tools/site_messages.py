"""What the site says outside of its pages' texts: titles, boxes, buttons, the theme."""

import sys

import yaml
from messages import of_page
from package_messages import of_package, texts_of
from sources import ROOT

TOOLS, EXTENSIONS = ROOT / "tools", ROOT / "book" / "_ext"
sys.path.append(str(EXTENSIONS))

import script_words  # noqa: E402

SAYS = ("callouts", "exercise_card", "folded_code", "review", "site_repairs", "translation_status")
ON_PAPER = ("paper/pages", "paper/document", "bundle")  # of the tools; also on a stick
# What the theme says and Sphinx, or it, does not know in every language.
THEME = (
    *("Main", "Page", "Search", "Search this book...", "Version warning", "Site navigation"),
    *("previous", "next", "previous page", "next page", "Skip to main content", "Contents"),
    *("light/dark", "Toggle primary sidebar", "Toggle secondary sidebar", "Fullscreen mode"),
    *("Source repository", "Source repositories", "Repository", "Open an issue", "Open issue"),
    *("Launch interactive content", "Launch on Colab", "Download this page"),
    *("Download source file", "Print to PDF", "Link to this heading", "By", "Copyright"),
    *("Back to top", "On this page", "Click to expand", "Click to show", "Click to hide"),
)


def of_site():
    """Return the messages of the site, each with where it stands."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    found = {}
    for part in toc["parts"]:
        found.setdefault(part["caption"], "table of contents")
        for chapter in part["chapters"]:
            if "title" in chapter:
                found.setdefault(chapter["title"], "table of contents")
    for name in SAYS:
        for text in texts_of(EXTENSIONS / f"{name}.py", only_looked_up=True):
            found.setdefault(text, name)
    by_package = of_package()
    for name in ON_PAPER:
        for text in texts_of(TOOLS / f"{name}.py", only_looked_up=True):
            if text not in by_package:
                found.setdefault(text, name)
    for text in of_page(TOOLS / "start_here.md"):
        found.setdefault(text, "start_here.md")
    for text, name in script_words.messages().items():
        found.setdefault(text, name)
    found.setdefault("Reference", "table of contents")
    for text in THEME:
        found.setdefault(text, "theme")
    return found
