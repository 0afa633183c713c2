"""Searching a term, English or Korean, finds the chapter that defines it first."""

import pytest
from project import ROOT
from search_terms import glossary_terms, names_of

FIRST = "#search-results > ul > li:first-child > a"
# What the page's own search returns, best last, as (document, title, anchor, …).
FOUND = "query => Search._performSearch(...Search._parseQuery(query)).reverse()"


def homes():
    """Return for each name in the glossary the chapters of the rows that have it."""
    text = (ROOT / "book/appendix/glossary.md").read_text(encoding="utf-8")
    found = {}
    for _, names, chapter in glossary_terms(text):
        for name in names:
            found.setdefault(name.lower(), set()).add(chapter)
    return found


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("합성곱", ["합성곱"]),
        ("밀집층 (완전 연결층)", ["밀집층", "완전 연결층"]),
        ("(배치 정규화) 접기", ["접기"]),
        ("허 (He) 초기화", ["허 초기화"]),
    ],
)
def test_a_cell_of_the_glossary_has_these_names(cell, names):
    assert names_of(cell) == names


@pytest.mark.browser
@pytest.mark.parametrize(
    ("query", "chapter", "place"),
    [
        ("stride", "operations/padding_stride", "term-stride"),
        ("convolution", "operations/convolution", "term-convolution"),
        ("softmax", "operations/softmax", "term-softmax"),
        ("padding", "operations/padding_stride", "term-padding"),
        ("채널", "operations/images", "term-channel"),
        ("합성곱", "operations/convolution", "term-convolution"),
    ],
)
def test_the_first_finding_leads_to_the_definition(site, page, query, chapter, place):
    page.goto(f"{site}/search.html?q={query}")

    first = page.locator(FIRST)

    first.wait_for()
    assert first.get_attribute("href").split("?")[0].endswith(f"{chapter}.html#{place}")
    first.click()
    page.locator(f"#{place}").wait_for()
    assert page.locator(f"#{place}").evaluate("place => place.tagName") == "STRONG"


@pytest.mark.browser
def test_every_term_of_the_glossary_finds_its_chapter_first(site, page):
    page.goto(f"{site}/search.html")
    page.wait_for_function("() => Search._index !== null")

    first = {name: page.evaluate(FOUND, name)[0] for name in homes()}

    assert len(first) > 300
    assert {name: first[name] for name, own in homes().items() if first[name][0] not in own} == {}
    assert {name for name, (_, _, place, *_) in first.items() if "#term-" not in place} == set()


@pytest.mark.browser
def test_findings_show_sentences_and_no_list_of_contents(site, page):
    page.goto(f"{site}/search.html?q=stride")
    page.locator("#search-results p.context").nth(5).wait_for()

    shown = page.locator("#search-results p.context").all_inner_texts()

    assert "stride" in shown[0]
    assert len(shown[0].split()) > 8  # the definition
    assert [text for text in shown if "Contents" in text] == []
