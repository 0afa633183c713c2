"""One site in several languages: each page links to the same page, and place, of the others.

English lies at the top, every other language in a folder named by its code. There the headings
keep their English anchors, what is not translated yet says that it is English, and the theme has
the words of the catalogue ``site.po``. The reference is in English only: what leads to it leads to
the English site.
"""

import pickle
import re
import shutil
import tomllib
from html import escape
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from docutils import nodes
from exercise_editor import without_comments
from search_korean import SearchKorean
from sphinx.search import languages as search_languages
from sphinx.transforms import SphinxTransform

from cnn_lessons.language import words_of

LANGUAGES = Path(__file__).parents[2] / "languages"
ENGLISH = "\u2063"  # before a message that is not translated: a sign that nobody sees
REFERENCE = "reference/"  # in English only
LANG_ENGLISH = "language-en"  # docutils makes lang="en" of this class
SCRIPT = Path(__file__).parents[1] / "_editor/page/language.js"


def editions():
    """Return the languages of the site by their codes, with their own names."""
    found = {"en": "English"}
    for file in sorted(LANGUAGES.glob("*/language.toml")):
        found[file.parent.name] = tomllib.loads(file.read_text(encoding="utf-8"))["name"]
    return found


class MarkEnglish(SphinxTransform):
    """Say of each block that is not translated that it is English."""

    default_priority = 5

    def apply(self):
        """Take the signs away, and give their blocks a language."""
        for text in list(self.document.findall(nodes.Text)):
            if ENGLISH not in text:
                continue
            block = text.parent
            while not isinstance(block, nodes.TextElement) or isinstance(block, nodes.Inline):
                block = block.parent
            block["classes"].append(LANG_ENGLISH)
            text.parent.replace(text, nodes.Text(text.replace(ENGLISH, "")))


class KeepAnchors(SphinxTransform):
    """Give the sections of a page the anchors that they have in English."""

    default_priority = 800  # before anything refers to them

    def apply(self):
        """Take the anchors, section by section, from the English page, which was built before."""
        folder = Path(self.config.english_doctrees)
        docname = self.env.docname
        english = pickle.loads((folder / f"{docname}.doctree").read_bytes())
        slugs = english_environment(folder).metadata[docname].get("myst_slugs", {})
        ours, theirs = (list(tree.findall(nodes.section)) for tree in (self.document, english))
        if len(ours) != len(theirs):
            raise ValueError(f"{docname} has {len(ours)} sections, the English page {len(theirs)}")
        for section, same in zip(ours, theirs, strict=True):
            for old in section["ids"]:
                self.document.ids.pop(old, None)
            section["ids"] = list(same["ids"])
            self.document.ids.update(dict.fromkeys(section["ids"], section))
            for name in section["names"]:
                self.document.nameids[name] = section["ids"][0]
        self.document.myst_slugs = self.env.metadata[docname]["myst_slugs"] = slugs
        if docname in self.config.english_pages and ours:
            ours[0]["classes"].append(LANG_ENGLISH)


_environments = {}


def english_environment(folder):
    """Return what Sphinx knows of the English site."""
    if folder not in _environments:
        _environments[folder] = pickle.loads((folder / "environment.pickle").read_bytes())
    return _environments[folder]


def english_reference(app, env, node, contnode):
    """Link a name of the package, or a section of the reference, to the English site."""
    data = english_environment(Path(app.config.english_doctrees)).domaindata
    target = node["reftarget"]
    if node["refdomain"] == "py" and target in data["py"]["objects"]:
        found = data["py"]["objects"][target]
        page, anchor = found.docname, found.node_id
    elif node["refdomain"] == "std" and target in data["std"]["anonlabels"]:
        page, anchor = data["std"]["anonlabels"][target]
    else:
        return None
    address = f"{app.config.english_site}{page}.html#{anchor}"
    return nodes.reference("", "", contnode, internal=True, refuri=address)


def take_out_editions(app):
    """Remove the sites of other languages that an earlier build has put into the English one.

    They are put there anew (`tools/edition_sites.py`), and their pages are not of this build.
    """
    for code in editions():
        if code != "en":
            shutil.rmtree(Path(app.outdir) / code, ignore_errors=True)


def link_editions(app, pagename, templatename, context, doctree):
    """Link a page with itself in the other languages."""
    here = app.config.language
    up = "../" * (pagename.count("/") + (here != "en"))
    for code, name in editions().items() if not pagename.startswith(REFERENCE) else ():
        address = f"{up}{'' if code == 'en' else f'{code}/'}{pagename}.html"
        tag = f'\n<link rel="alternate" hreflang="{code}" href="{address}" />'
        context["metatags"] = context.get("metatags", "") + tag
        if code != here:
            context.setdefault("header_buttons", []).append(
                {
                    "type": "link",
                    "url": address,
                    "text": name,
                    "tooltip": name,
                    "icon": "",
                    "label": f"language-{code}",
                }
            )


LABEL = re.compile(r'(?<=\s)(title|aria-label|placeholder)="([^"]+)"')


def repair_links(app, exception):
    """Let the links to other languages open in the same window, and say which language they are.

    What the theme says in English whatever the language is translated, too.
    """
    if exception or app.builder.format != "html":
        return
    names = {name: code for code, name in editions().items() if code != app.config.language}
    words = words_of(app.config.language, "site")
    for page in Path(app.outdir).rglob("*.html"):
        found = page.read_text(encoding="utf-8")
        name = page.relative_to(app.outdir).with_suffix("").as_posix()
        theirs = app.config.html_theme_options["path_to_docs"]
        ours = app.config.editions.get(name, theirs)  # the folder of its notebook
        repaired = found.replace(f"/{theirs}/{name}.ipynb", f"/{ours}/{name}.ipynb")
        repaired = re.sub(r'<a href="[^"]*"[^>]*btn-language-[^>]*>', own_window(names), repaired)
        repaired = LABEL.sub(
            lambda label: f'{label[1]}="{words.get(label[2], label[2])}"', repaired
        )
        if repaired != found:
            page.write_text(repaired, encoding="utf-8")


def own_window(names):
    """Return what makes a link to another language of the theme's."""

    def repaired(tag):
        code = re.search(r"btn-language-([\w-]+)", tag[0])[1]
        name = next(name for name, each in names.items() if each == code)
        opened = re.sub(r'\s(target|title|data-bs-placement|data-bs-toggle)="[^"]*"', "", tag[0])
        return opened[:-1] + f' lang="{code}" hreflang="{code}" aria-label="{escape(name)}">'

    return repaired


def theme_words(app):
    """Give the theme the words of the catalogue, as the kind of file that it reads."""
    code = app.config.language
    catalogue = Catalog(locale=code, charset="utf-8")
    for english, translation in words_of(code, "site").items():
        catalogue.add(english, translation)
    folder = Path(app.doctreedir) / "locale"
    file = folder / code / "LC_MESSAGES"
    file.mkdir(parents=True, exist_ok=True)
    buffer = BytesIO()
    write_mo(buffer, catalogue)
    for domain in ("sphinx", "booktheme"):
        (file / f"{domain}.mo").write_bytes(buffer.getvalue())
        app.add_message_catalog(domain, str(folder))


def setup(app):
    app.add_config_value("editions", {}, "env")  # by a page, the folder with its notebook
    app.add_config_value("english_pages", [], "env")  # that are not translated at all
    app.add_config_value("english_doctrees", "", "")
    app.add_config_value("english_site", "", "")  # an address that the built pages do not keep
    app.connect("html-page-context", link_editions, priority=600)
    app.connect("build-finished", repair_links)
    app.add_js_file(None, body=without_comments(SCRIPT.read_text(encoding="utf-8")))
    search_languages["ko"] = SearchKorean
    if app.config.language not in (None, "en"):
        app.add_transform(MarkEnglish)
        app.add_transform(KeepAnchors)
        app.connect("missing-reference", english_reference)
        app.connect("builder-inited", theme_words)
    else:
        app.connect("builder-inited", take_out_editions)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
