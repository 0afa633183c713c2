"""Cut the theme's icon fonts down to the icons that the site shows.

Font Awesome comes whole, with 2,000 icons: 300 kB of fonts and style sheet on every page.
The theme shows about twenty of them, and those fit into 5 kB.
"""

import logging
import re
from pathlib import Path

from fontTools.subset import Subsetter
from fontTools.ttLib import TTFont

ICON_RULE = re.compile(r'([^{}]+)\{content:"\\([0-9a-f]+)"\}')
ICON_TEXT = re.compile(r"""["'](?:\\(f[0-9a-f]{3})|([\uf000-\uf8ff]))["']""")
FONT_SOURCE = re.compile(
    r'url\(([^)]+)\.woff2\) format\("woff2"\),url\([^)]+\) format\("truetype"\)'
)


def icons_on_the_site(site):
    """Return the names in the classes of the pages, and the codes in the style sheets."""
    names, codes = set(), set()
    for page in [*site.rglob("*.html"), *site.glob("_static/scripts/*.js")]:
        names |= set(re.findall(r"\bfa-[a-z0-9-]+", page.read_text(encoding="utf-8")))
    for sheet in [*site.glob("_static/*.css"), *site.glob("_static/styles/*.css")]:
        written = ICON_TEXT.findall(sheet.read_text(encoding="utf-8"))
        codes |= {code or f"{ord(icon):x}" for code, icon in written}
    return names, codes


def cut_icons(app, exception):
    if exception or app.builder.format != "html":
        return
    site = Path(app.outdir)
    names, codes = icons_on_the_site(site)
    for sheet in site.glob("_static/vendor/fontawesome/*/css/all.min.css"):
        text = sheet.read_text(encoding="utf-8")

        def keep_if_shown(rule):
            shown = names & set(re.findall(r"fa-[a-z0-9-]+", rule[1]))
            codes.update({rule[2]} if shown else ())
            return rule[0] if shown else ""

        text = ICON_RULE.sub(keep_if_shown, text)
        text = FONT_SOURCE.sub(r'url(\1.woff) format("woff")', text)
        sheet.write_text(text, encoding="utf-8")
        for font in (sheet.parents[1] / "webfonts").glob("*.ttf"):
            cut_font(font, [int(code, 16) for code in codes])


def cut_font(path, codes):
    """Write the glyphs of `codes` to a WOFF file beside the font `path`."""
    font = TTFont(path)
    subsetter = Subsetter()
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    font.flavor = "woff"
    font.save(path.with_suffix(".woff"))


def setup(app):
    logging.getLogger("fontTools").setLevel(logging.WARNING)  # it reports every table
    app.connect("build-finished", cut_icons, priority=900)  # after the theme's own handlers
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
