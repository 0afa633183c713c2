"""All pages of the book as one HTML document, with a title page and contents."""

import tomllib
from html import escape
from pathlib import Path

import yaml
from PIL import Image

from cnn_lessons.language import language, message, said
from paper.pages import Page, stem

HERE = Path(__file__).parent
# What is asked in a browser, and what is a reference for the keyboard.
LEFT_OUT = ("appendix/review", "reference")
QUALITY = 75  # of photographs, as JPEG
PIXEL = 0.16  # mm: the words in a figure are as large as those below it
TITLE = """<section class="front">
<p class="name">{title}</p>
<p class="about">{about}</p>
<img src="{kernels}" alt="{alt}">
<p class="made">{author}<br>{version}</p>
<p class="licence">{licence} <a href="{url}">{shown}</a></p>
</section>
<section class="how" id="how-to-read">
<h1>{how}</h1>
{advice}
</section>
"""
DOCUMENT = """<!DOCTYPE html>
<html lang="{lang}" data-theme="light" data-mode="light">
<head><meta charset="utf-8"><title>{title}</title>
<link rel="stylesheet" href="{site}/_static/{sheet}">
<style>{styles}</style></head>
<body class="paper"><main class="bd-main"><div class="bd-content"><article class="bd-article">
{body}
</article></div></main>
{scripts}
</body></html>
"""


def chapters_of(toc):
    """Return the parts of the book as pairs of a caption and the names of its pages."""
    parts = []
    for part in toc["parts"]:
        files = [chapter["file"] for chapter in part["chapters"]]
        kept = [name for name in files if not name.startswith(LEFT_OUT)]
        parts += [(said(part["caption"]), kept)] if kept else []
    return parts


def front(root):
    """Return the title page, and the one that says how to read."""
    told = facts(root)
    advice = (
        said(
            "Each chapter of this book is a notebook as well, and a page of a site on which the "
            "figures move and wrong answers are named. On paper the questions keep their place, "
            "before the result that answers them. Answer first; hints and answers are at the end "
            "of the chapter."
        ),
        said(
            "Exercises ask for functions. Write them in the notebook, where <code>check</code> "
            "says what is wrong with them, or on the page of the site."
        ),
        said(
            "Every number in the text is printed by a cell beside it. Code that a page of the site "
            "folds stands open here: imports, how a figure is drawn, and how a claim is checked."
        ),
    )
    version = message("Version {version}, {copyright}", **told)
    return TITLE.format(
        **told | {"version": said(version)},
        about=said("Convolutional neural networks that you can read, run and be corrected by"),
        kernels=(root / "book/assets/kernels.jpg").as_uri(),
        alt=said(
            "A flower; what a kernel for vertical edges finds in it; what a kernel for horizontal "
            "edges finds in it."
        ),
        licence=said(
            "The text and the figures are under "
            '<a href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>, the code is '
            "under the MIT licence. The notebooks, the site and the code:"
        ),
        how=said("How to read this book"),
        advice="\n".join(f"<p>{paragraph}</p>" for paragraph in advice),
    )


def facts(root):
    """Return what the title page says of the project."""
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    url = config["repository"]["url"]
    return {
        "title": config["title"],
        "author": config["author"],
        "copyright": config["copyright"],
        "version": project["version"],
        "url": url,
        "shown": url.removeprefix("https://"),
    }


def contents(parts, numbers):
    """Return the contents as HTML.

    Parameters
    ----------
    parts : list of (str, list of Page)
        The book.
    numbers : dict
        The page number of each id, as far as they are known.
    """
    lines = [f'<nav class="toc" id="contents"><h1>{said("Contents")}</h1><ol>']
    for caption, pages in parts:
        entries = [(page.name, page.title) for page in pages]
        inner = "".join(f"<li>{entry(*names, numbers)}</li>" for names in entries)
        lines.append(f'<li class="part"><b>{escape(caption)}</b><ol>{inner}</ol></li>')
    return "\n".join([*lines, "</ol></nav>"])


def entry(name, title, numbers):
    """Return a line of the contents. Its number has room for three digits before it is known."""
    number = numbers.get(name, "000")
    return (
        f'<a href="#{name}"><span class="title">{escape(title)}</span> '
        f'<span class="number">{number}</span></a>'
    )


def headings(parts):
    """Return the words of all headings of the book, in their order."""
    found = [said("How to read this book"), said("Contents")]
    for caption, pages in parts:
        found.append(caption)
        for page in pages:
            found += page.headings
    return found


def part_title(caption):
    number, _, title = caption.rpartition(" · ")
    return f'<header class="part"><h1><span>{escape(number)}</span> {escape(title)}</h1></header>'


def picture(path, folder):
    """Return the path of a picture as a PDF keeps it small: a photograph is a JPEG.

    Browsers put JPEG into a PDF as it is, and lossy WebP as bare pixels, ten times as large.
    """
    if path.suffix != ".webp" or b"VP8 " not in path.read_bytes()[:16]:
        return path
    target = folder / path.with_suffix(".jpg").name
    with Image.open(path) as image:
        image.convert("RGB").save(target, quality=QUALITY, optimize=True)
    return target


def read_pages(site, parts, folder=""):
    """Return the parts with their pages, read from the built site or from a folder of it."""
    names = [name for _, files in parts for name in files]
    stems = [stem(name) for name in names]
    if len(set(stems)) < len(stems):
        twice = sorted({name for name in stems if stems.count(name) > 1})
        raise ValueError(f"Two pages are called {', '.join(twice)}: their places would be mixed up")

    def read(name):
        text = (site / f"{folder}{name}.html").read_text(encoding="utf-8")
        return Page(name, text, names, folder)

    return [(caption, [read(name) for name in files]) for caption, files in parts]


def with_pictures(parts, site, folder):
    """Point each picture to its file."""
    for _, pages in parts:
        for page in pages:
            for image in page.section("img"):
                image["src"] = picture(site / image["src"], folder).as_uri()
                if "width" in image.attrs:
                    image["style"] = f"width: {PIXEL * int(image['width']):.1f}mm"


def document(parts, root, site, numbers):
    """Return the whole book as HTML.

    Parameters
    ----------
    parts : list of (str, list of Page)
        The book.
    root, site : Path
        The project, and its built site.
    numbers : dict
        The page number of each id, or nothing as long as they are not known.
    """
    pages = [page for _, inside in parts for page in inside]
    body = [front(root), contents(parts, numbers)]
    for caption, inside in parts:
        body += [part_title(caption), *(str(page.section) for page in inside)]
    styles = [*dict.fromkeys(style for page in pages for style in page.styles)]
    scripts = dict.fromkeys(script for page in pages for script in page.scripts)
    return DOCUMENT.format(
        lang=language(),
        title=facts(root)["title"],
        site=site.as_uri(),
        sheet=sheet_of(site),
        styles="\n".join([*styles, (HERE / "paper.css").read_text(encoding="utf-8")]),
        body="\n".join(body),
        scripts="\n".join(f"<script>{script}</script>" for script in scripts),
    )


def sheet_of(site):
    """Return the name of the style sheet that most pages link."""
    sheets = sorted(site.glob("_static/styles-*.css"))
    texts = [page.read_text(encoding="utf-8") for page in site.glob("*/*.html")]
    return max(sheets, key=lambda sheet: sum(sheet.name in text for text in texts)).name
