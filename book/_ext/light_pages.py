"""Make the built pages light: smaller figures, loaded late; one style sheet; no script twice."""

import hashlib
import re
from collections import Counter
from os.path import relpath as relative
from pathlib import Path

from PIL import Image

LATE = 900  # after the theme's own handlers
FIGURE = re.compile(r"_images/([\w.-]+\.(?:png|jpg))")
IMAGE = re.compile(r"<img [^>]*>")
SHEET = re.compile(r'\s*<link (?=[^>]*rel="stylesheet")[^>]*href="([^"?]+)(?:\?[^"]*)?"[^>]*>')
LINKED = re.compile(r"_static/(styles-\w+\.css)")
IMPORT = re.compile(r'@import (?:url\()?["\']?([\w./-]+)["\']?\)?;')
ADDRESS = re.compile(r"""url\((["']?)(?!data:|https?:|#)([^)"']+)\1\)""")
# An inline script asks for `DOCUMENTATION_OPTIONS` at once.
SCRIPT = re.compile(
    r'<script (?![^>]*(?:documentation_options|defer|async|module))([^>]*src="[^"]*_static/)'
)
SIZED = re.compile(r'\swidth=|\sstyle="[^"]*width')  # not a word of what it shows
BLOCK = re.compile(r"<(script|style)>(?:(?!</\1>).)*</\1>", re.DOTALL)


def relpath(path, folder):
    return Path(relative(path, folder)).as_posix()


def to_webp(folder):
    """Write each figure of a folder as WebP, and remove the one that is larger.

    Drawings lose nothing, photographs what nobody sees. Return the new names by the old ones.
    """
    renamed = {}
    for path in [*folder.glob("*.png"), *folder.glob("*.jpg")]:
        smaller = path.with_suffix(".webp")
        with Image.open(path) as image:
            image.save(smaller, lossless=path.suffix == ".png", method=4)
        if smaller.stat().st_size < path.stat().st_size:
            path.unlink()
            renamed[path.name] = smaller.name
        else:
            smaller.unlink()
    return renamed


def with_size(page, text):
    """Say how large each figure is, and load all but the first when they come near the screen."""
    seen = []

    def improved(tag):
        source = re.search(r'src="([^"]*_images/[^"]+)"', tag[0])
        if not source or "loading=" in tag[0]:
            return tag[0]
        with Image.open(page.parent / source[1]) as image:
            width, height = image.size
        size = "" if SIZED.search(tag[0]) else f' width="{width}" height="{height}"'
        late = ' loading="lazy" decoding="async"' if seen else ""
        seen.append(source[1])
        return tag[0].replace("<img", f"<img{size}{late}", 1)

    return IMAGE.sub(improved, text)


def one_sheet(sheets, folder):
    """Return several style sheets as the text of one that stands in `folder`."""
    parts = []
    for sheet in sheets:
        at = sheet.parent

        def imported(found, at=at):
            return (at / found[1]).read_text(encoding="utf-8")

        def moved(found, at=at):
            path, *query = re.split("([?#].*)", found[2], maxsplit=1)
            return f"url({relpath((at / path).resolve(), folder)}{''.join(query)})"

        css = IMPORT.sub(imported, sheet.read_text(encoding="utf-8"))
        parts.append(re.sub(r'@charset "[^"]+";', "", ADDRESS.sub(moved, css)))
    return "\n".join(parts)


def sheets_of(page, text):
    """Return the style sheets that a page links."""
    return [(page.parent / link[1]).resolve() for link in SHEET.finditer(text)]


def with_one_sheet(page, text, static):
    """Link one style sheet instead of the many of a page: it stands where the first one stood."""
    links, sheets = list(SHEET.finditer(text)), sheets_of(page, text)
    css = one_sheet(sheets, static)
    name = f"styles-{hashlib.sha256(css.encode()).hexdigest()[:8]}.css"
    (static / name).write_text(css, encoding="utf-8")
    first = f'\n<link rel="stylesheet" href="{relpath(static / name, page.parent)}" />'
    for link in links:
        text = text.replace(link[0], first, 1)
        first = ""
    return text


def without_repeats(text):
    """Leave each element's style where it is first on a page, and its script where it is last.

    The notebook stores both each time. A script starts all its elements that stand before it.
    """
    left, seen = Counter(block[0] for block in BLOCK.finditer(text)), set()

    def once(block):
        left[block[0]] -= 1
        again = block[0] in seen if block[1] == "style" else left[block[0]] > 0
        seen.add(block[0])
        return "" if again else block[0]

    return BLOCK.sub(once, text)


def unused(static):
    """Return what no page loads of the theme.

    Those are maps of its scripts, icons as a script, whole fonts of icons beside those that
    `icons` has cut, and its words in other languages.
    """
    icons = static / "vendor" / "fontawesome"
    fonts = [*icons.glob("*/webfonts/*.ttf"), *icons.glob("*/webfonts/*.woff2")]
    words = [path for path in static.glob("locales/**/*") if path.is_file()]
    return [*static.rglob("*.map"), *icons.glob("*/js/*.js"), *fonts, *words]


def lighten(app, exception):
    if exception or app.builder.format != "html":
        return
    site, linked, joined = Path(app.outdir).resolve(), set(), set()
    renamed = to_webp(site / "_images")
    for page in site.rglob("*.html"):
        found = page.read_text(encoding="utf-8")
        if "_static" in page.parts:
            continue
        if names := LINKED.findall(found):  # an earlier build's
            linked.update(names)
            continue
        joined.update(sheets_of(page, found))
        text = FIGURE.sub(lambda m: f"_images/{renamed.get(m[1], m[1])}", found)
        text = without_repeats(with_one_sheet(page, with_size(page, text), site / "_static"))
        if page.name != "search.html":
            text = SCRIPT.sub(r"<script defer \1", text)
        linked.update(LINKED.findall(text))
        page.write_text(text, encoding="utf-8")
    for sheet in site.glob("_static/styles-*.css"):
        if sheet.name not in linked:
            sheet.unlink()
    for file in [*unused(site / "_static"), *joined]:
        file.unlink()


def setup(app):
    app.connect("build-finished", lighten, priority=LATE)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
