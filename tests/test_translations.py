"""The translations: in step with the English, whole, and in one language's own words."""

import json
import re
from collections import Counter

import catalogues
import nbformat
import pytest
import translations
from edition_sites import in_order
from messages import PARSER
from project import ROOT
from search_terms import glossary_terms

LANGUAGES = translations.languages()
CATALOGUES = [
    pytest.param(language, page, id=f"{language.code}-{page}")
    for language in LANGUAGES
    for page in (*translations.OTHERS, *language.pages())
]
NOTEBOOKS = [
    pytest.param(language, page, id=f"{language.code}-{page}")
    for language in LANGUAGES
    for page in language.pages()
    if translations.pages()[page].suffix == ".ipynb"
]
GLOSSARY = (ROOT / "book/appendix/glossary.md").read_text(encoding="utf-8")
TERMS = glossary_terms(GLOSSARY)
ROWS = [line.strip("| ").split(" | ") for line in GLOSSARY.splitlines() if line.startswith("| ")]
KOREAN = {korean: term for term, korean, *_ in ROWS[1:]}  # names of a term that others use, too
BOX = re.compile(r"\*\*(Note|Tip|Warning|In this chapter|Remember)\.\*\*")
UNSEEN = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL)
BOLD = re.compile(r"\*\*([^*]+)\*\*")


def entries(language, page):
    return catalogues.entries(catalogues.read(language.catalogue_path(page)))


def judged(language, page):
    """Return what is ready of a page, without the terms of the glossary in its Korean column."""
    words = language.words(page)
    return {e: t for e, t in words.items() if page != "appendix/glossary" or not {e, t} & {*KOREAN}}


@pytest.mark.parametrize(("language", "page"), CATALOGUES)
def test_a_catalogue_has_the_english_of_today(language, page):
    kept = {entry.id for entry in entries(language, page)}
    wanted = set(translations.messages_of(page))
    assert kept == wanted, (
        "run `make languages`: the English has changed. Who does not know the language runs "
        "`make languages LATER=1`"
    )


@pytest.mark.parametrize(("language", "page"), CATALOGUES)
def test_every_message_is_ready_or_to_be_translated(language, page):
    for entry in entries(language, page):
        assert catalogues.state(entry) in ("ready", "to be translated"), (
            f"{catalogues.state(entry)}: {entry.id!r}. Translate it in {page}.po and take the flag "
            "fuzzy away, or run `make languages LATER=1`, which leaves it to others"
        )


@pytest.mark.parametrize(("language", "page"), CATALOGUES)
def test_a_translation_has_the_numbers_code_formulas_and_links_of_its_english(language, page):
    for english, translation in judged(language, page).items():
        assert not catalogues.faults(english, translation), translation


@pytest.mark.parametrize(("language", "page"), CATALOGUES)
def test_one_word_stands_for_one_thing(language, page):
    for translation in judged(language, page).values():
        for avoided, used in language.avoid.items():
            assert avoided not in translation, f"say {used}, not {avoided}: {translation}"


@pytest.mark.parametrize(("language", "page"), CATALOGUES)
def test_the_tone_is_the_same_everywhere(language, page):
    for translation in language.words(page).values():
        for pattern, instead in language.refused.items():
            assert not re.search(pattern, translation), f"say {instead}: {translation}"


@pytest.mark.parametrize(("language", "page"), CATALOGUES)
def test_a_term_is_called_what_the_glossary_calls_it(language, page):
    if language.code != "ko":
        pytest.skip("the glossary has Korean terms only")
    names = {term.term: [name for name in term.names if name != term.term] for term in TERMS}
    for english, translation in language.words(page).items():
        for bold in BOLD.findall(english):
            if bold.lower() in names:
                said = BOLD.findall(translation)
                assert set(said) & set(names[bold.lower()]), f"{bold}: {names[bold.lower()]}"


def test_the_glossary_in_korean_has_its_own_terms_before_the_english_ones():
    (korean,) = [language for language in LANGUAGES if language.code == "ko"]
    words = korean.words("appendix/glossary")
    ready = {name: term for name, term in KOREAN.items() if name in words and term in words}
    assert ready
    for name, term in ready.items():
        assert (words[term], words[name]) == (name, term)


def test_a_glossary_is_in_the_order_of_its_own_language():
    table = "| term |\n|---|\n| 풀링 |\n| (배치 정규화) 접기 |\n| \u2063pooled |\n| 층 |\n\nA text"
    rows = "| \u2063pooled |\n| (배치 정규화) 접기 |\n| 층 |\n| 풀링 |"
    assert in_order(table) == f"| term |\n|---|\n{rows}\n\nA text"


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_an_english_word_of_the_package_has_one_translation(language):
    chosen = {}
    for page in ("package", *language.pages()):
        for english, translation in translations.package_words(language, page).items():
            assert chosen.setdefault(english, translation) == translation, page


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_the_package_has_the_words_of_the_catalogues(language):
    folder = translations.PACKAGE_WORDS / language.code
    stored = {p.stem: json.loads(p.read_text(encoding="utf-8")) for p in folder.glob("*.json")}
    pages = {page.split("/")[-1]: page for page in (*translations.OTHERS, *language.pages())}
    wanted = {name: translations.package_words(language, page) for name, page in pages.items()}
    assert stored == {name: words for name, words in wanted.items() if words}, "`make languages`"


@pytest.mark.parametrize(("language", "page"), NOTEBOOKS)
def test_a_notebook_is_what_its_catalogue_and_the_english_one_say(language, page):
    stored = nbformat.read(translations.notebook_path(language, page), 4)
    assert stored == translations.notebook_in(language, page), "run `make languages`"


@pytest.mark.parametrize(("language", "page"), NOTEBOOKS)
def test_the_code_is_the_same_but_for_the_cell_that_sets_the_language(language, page):
    stored = nbformat.read(translations.notebook_path(language, page), 4)
    english = nbformat.read(translations.pages()[page], 4)
    first, *others = translations.code_cells(stored)
    sources = [(cell.id, cell.source) for cell in translations.code_cells(english)]
    assert first.source.endswith(f'os.environ["CNN_LESSONS_LANGUAGE"] = "{language.code}"')
    assert [(cell.id, cell.source) for cell in others] == sources


@pytest.mark.parametrize(("language", "page"), NOTEBOOKS)
def test_a_text_has_the_blocks_of_its_english(language, page):
    stored = nbformat.read(translations.notebook_path(language, page), 4)
    english = nbformat.read(translations.pages()[page], 4)
    texts = [[c for c in nb.cells if c.cell_type == "markdown"] for nb in (english, stored)]
    for ours, theirs in zip(*texts, strict=True):
        assert kinds(theirs.source) == kinds(ours.source), theirs.source


def kinds(text):
    return [(token.type, token.tag, token.markup) for token in PARSER.parse(text)]


@pytest.mark.parametrize(("language", "page"), NOTEBOOKS)
def test_what_speaks_has_been_said_in_the_language(language, page):
    english = nbformat.read(translations.pages()[page], 4)
    stored = translations.made_anew(translations.notebook_path(language, page))
    for cell in translations.part(english, language.code).cells:
        if translations.speaks(cell):
            assert stored[cell.id] != cell.outputs, f"run `make languages`: {cell.source}"


@pytest.mark.parametrize(("language", "page"), NOTEBOOKS)
def test_what_is_said_anew_has_the_numbers_of_the_english(language, page):
    english = nbformat.read(translations.pages()[page], 4)
    stored = nbformat.read(translations.notebook_path(language, page), 4)
    said = {cell.id: numbers(cell) for cell in translations.code_cells(stored)}
    for cell in translations.code_cells(english):
        if translations.speaks(cell):
            assert not numbers(cell) - said[cell.id], cell.source


def numbers(cell):
    """Return how often each number stands in what a cell shows."""
    shown = " ".join(output.get("data", {}).get("text/html", "") for output in cell.outputs)
    return Counter(re.findall(r"\d+(?:[.,]\d+)*", UNSEEN.sub(" ", shown)))


@pytest.mark.parametrize(("language", "page"), CATALOGUES)
def test_a_box_begins_with_the_words_by_which_the_site_knows_it(language, page):
    words = language.words("site")
    for english, translation in language.words(page).items():
        if box := BOX.match(english):
            assert translation.startswith(f"**{words[box[1]]}.**"), translation
