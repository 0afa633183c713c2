"""tools/edition_sites.py: what the site of another language is made of, and where it is put."""

import edition_sites
import nbformat
import pytest
import yaml
from translations import Language, languages, pages, toc_entries

KOREAN = next(language for language in languages() if language.code == "ko")
IMAGES = '<img src="../_images/same.webp"><img src="../_images/own.webp">'
CHAPTER = "operations/softmax"


def cells(text):
    return [cell.source for cell in nbformat.reads(text, 4).cells]


def test_a_page_that_nobody_began_is_the_english_one():
    source = pages()[CHAPTER]
    text = edition_sites.page_text(KOREAN, CHAPTER, source, None)
    assert text == source.read_text(encoding="utf-8")


def test_what_is_not_ready_on_a_page_is_marked():
    words = KOREAN.words(CHAPTER)
    missing = "Sources"
    del words[missing]
    text = edition_sites.page_text(KOREAN, CHAPTER, pages()[CHAPTER], words)
    marked = [cell for cell in cells(text) if edition_sites.ENGLISH in cell]
    assert len(marked) == 1
    assert f"## {edition_sites.ENGLISH}Sources\n" in marked[0]


def test_the_table_of_contents_has_the_same_pages_and_other_titles():
    toc = edition_sites.toc_in(KOREAN.words("site"))
    *entries, reference = toc_entries(toc)
    files = [entry["file"] for entry in entries]
    assert [toc["root"], *files] == [page for page in pages() if not page.startswith("reference/")]
    assert reference == {
        "url": f"{edition_sites.ENGLISH_SITE}reference/index.html",
        "title": "레퍼런스",
    }
    assert toc["parts"][0]["caption"] == "1부 · 연산"
    assert {"file": CHAPTER, "title": "소프트맥스"} in toc["parts"][0]["chapters"]


def test_the_settings_name_the_language_and_its_notebooks():
    settings = edition_sites.config_in(KOREAN)["sphinx"]["config"]
    assert settings["language"] == "ko"
    assert settings["editions"][CHAPTER] == "languages/ko"
    assert CHAPTER not in settings["english_pages"]


def test_a_language_that_nobody_has_begun_is_english():
    settings = edition_sites.config_in(Language("xx", "X", {}, {}))["sphinx"]["config"]
    assert CHAPTER in settings["english_pages"]
    assert settings["editions"] == {}


@pytest.fixture
def site(tmp_path, monkeypatch):
    """Return the folders of a small English site, and of one beside it that is built."""
    english, built = tmp_path / "html", tmp_path / "ko" / "_build" / "html"
    for folder, page in ((english, "en"), (built, "ko")):
        for name, content in {
            "a/page.html": IMAGES,
            "_images/same.webp": "same",
            "_images/own.webp": page,
            "_sources/a/page.ipynb": "same",
        }.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(content)
    monkeypatch.setattr(edition_sites, "SITE", english)
    monkeypatch.setattr(edition_sites, "folder_of", lambda language: tmp_path / language.code)
    return english


def test_figures_that_are_the_english_ones_are_shared(site):
    edition_sites.publish(KOREAN)
    page = (site / "ko" / "a" / "page.html").read_text()
    assert 'src="../../_images/same.webp"' in page
    assert 'src="../_images/own.webp"' in page
    assert not (site / "ko" / "_images" / "same.webp").exists()
    assert (site / "ko" / "_images" / "own.webp").read_text() == "ko"
    assert not (site / "ko" / "_sources" / "a" / "page.ipynb").exists()


def test_the_reference_is_the_english_one(site):
    page = edition_sites.folder_of(KOREAN) / "_build" / "html" / "a" / "page.html"
    links = (f"{edition_sites.ENGLISH_SITE}reference/index.html", "../reference/tasks.html#a.name")
    page.write_text(" ".join(f'<a href="{link}">' for link in links))
    (page.parents[1] / "reference").mkdir()
    edition_sites.publish(KOREAN)
    assert (site / "ko" / "a" / "page.html").read_text() == (
        '<a href="../../reference/index.html"> <a href="../../reference/tasks.html#a.name">'
    )
    assert not (site / "ko" / "reference").exists()


def test_a_text_links_the_english_reference():
    source = pages()["appendix/references"]
    text = edition_sites.page_text(KOREAN, "appendix/references", source, None)
    assert f"]({edition_sites.ENGLISH_SITE}reference/index.html)" in text
    assert "reference/index.md" not in text


def test_what_was_published_before_is_replaced(site):
    (site / "ko").mkdir()
    (site / "ko" / "old.html").write_text("")
    edition_sites.publish(KOREAN)
    assert not (site / "ko" / "old.html").exists()


def test_without_an_english_site_it_says_what_to_do(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(edition_sites, "SITE", tmp_path / "none")
    assert edition_sites.main() == 1
    assert "run `make site`" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["# One page\n", "# One page\n\n[nowhere](nowhere.md)\n"])
def test_jupyter_book_builds_it_and_says_what_is_wrong(tmp_path, monkeypatch, text):
    language = Language("ko", "한국어", {}, {})
    monkeypatch.setattr(edition_sites, "folder_of", lambda language: tmp_path)
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "index.md").write_text(text)
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: index\n")
    settings = {"title": "Small", "execute": {"execute_notebooks": "off"}}
    (tmp_path / "_config.yml").write_text(yaml.safe_dump(settings))
    faults = edition_sites.build(language)
    assert ("nowhere" in faults) == ("nowhere" in text)
    assert tmp_path.exists() == ("nowhere" not in text)
