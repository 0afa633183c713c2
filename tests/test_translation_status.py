"""book/_ext/translation_status.py: what is left counts, and a page that nobody began does, too."""

from types import SimpleNamespace

import catalogues
import pytest
from docutils import nodes
from docutils.utils import new_document
from translation_status import PLACE, fill, rows, table
from translations import Language


@pytest.fixture
def language(tmp_path, monkeypatch):
    """Return a language of which one page has a message ready and two left."""
    made = Language("xx", "A & B", {}, {})
    monkeypatch.setattr(Language, "folder", tmp_path)
    monkeypatch.setattr(Language, "pages", lambda self: ["part/page"])
    catalogue = catalogues.template({"one": "text", "two": "text", "three": "text"})
    catalogue["one"].string = "eins"
    catalogues.postpone(catalogue)
    for name in ("package", "site", "part/page"):
        catalogues.write(catalogue, made.catalogue_path(name), "xx")
    return made


def test_each_catalogue_has_a_row(language):
    assert rows(language) == [("The package", 1, 2), ("The site", 1, 2), ("part/page", 1, 2)]


def test_the_table_says_how_many_pages_are_begun_and_what_is_left(language):
    html = table(language, ["a", "b", "c"])
    assert '<span lang="xx">A &amp; B</span>: 1 of 3 pages begun, 3 messages ready, 6 to' in html
    assert '<th scope="row">part/<wbr>page</th><td>1</td><td>2</td>' in html


def test_what_is_ready_has_no_row(language):
    path = language.catalogue_path("site")
    catalogue = catalogues.read(path)
    for entry in catalogues.entries(catalogue):
        entry.string, entry.flags = "x", set()
    catalogues.write(catalogue, path, "xx")
    html = table(language, ["a"])
    assert "The site" not in html
    assert "The package" in html
    for name in ("package", "part/page"):
        catalogues.write(catalogue, language.catalogue_path(name), "xx")
    assert "9 messages ready, 0 to be translated.</p>" in table(language, ["a"])


def test_the_table_stands_where_the_comment_is(language, monkeypatch):
    monkeypatch.setattr("translations.languages", lambda: [language])
    document = new_document("page")
    document += nodes.raw("", PLACE, format="html")
    document += nodes.raw("", "<p>else</p>", format="html")
    noted = []
    fill(SimpleNamespace(env=SimpleNamespace(note_dependency=noted.append)), document)
    assert "pages begun" in document[0].astext()
    assert document[1].astext() == "<p>else</p>"
    assert len(noted) == 3
