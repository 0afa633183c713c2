"""The glossary and the misconceptions stay in step with the chapters."""

import re
import unicodedata

import pytest
import yaml
from mdit_py_plugins.anchors.index import slugify
from project import ROOT, notebooks
from texts import formulas

CALLOUTS = {"In this chapter.", "Remember.", "Note.", "Tip.", "Warning."}
BOLD = re.compile(r"\*\*([^*]+)\*\*")
CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[([^\]]+)\]\(\.\./(\w+/\w+)\.ipynb(?:#[^)]+)?\)")


def rows(name):
    """Return the cells of a page's table, row by row, without its head."""
    lines = (ROOT / "book/appendix" / name).read_text(encoding="utf-8").splitlines()
    table = [line.strip("| ").split(" | ") for line in lines if line.startswith("| ")]
    return table[1:]


def chapter_text(path):
    return CODE.sub("", path.with_suffix(".md").read_text(encoding="utf-8"))


def defined_terms(path):
    return [term for term in BOLD.findall(chapter_text(path)) if term not in CALLOUTS]


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_every_bold_term_is_in_the_glossary(path):
    known = {term for term, *_ in rows("glossary.md")}
    for bold in defined_terms(path):
        term = bold[:1].lower() + bold[1:]
        assert known & {bold, term, term.removesuffix("s"), term.removesuffix("es")}, (
            f"{path.stem} defines “{bold}”: add it to book/appendix/glossary.md"
        )


def test_a_term_is_defined_once_and_the_glossary_is_in_order():
    terms = [term.lower() for term, *_ in rows("glossary.md")]
    assert terms == sorted(set(terms))


@pytest.mark.parametrize("row", rows("glossary.md"), ids=lambda row: row[0])
def test_a_glossary_row_has_korean_a_sentence_and_a_chapter(row):
    _, korean, meaning, chapter = row
    assert re.search("[가-힣]", korean)
    assert meaning.endswith(".")
    ((_, target),) = LINK.findall(chapter)
    assert (ROOT / "book" / f"{target}.md").exists()


MISCONCEPTIONS = [row for row in rows("misconceptions.md") if LINK.search(row[-1])]


@pytest.mark.parametrize("row", MISCONCEPTIONS, ids=lambda row: row[0][:40])
def test_a_misconception_links_to_a_section_that_exists(row):
    _, _, where = row
    ((section, target),) = LINK.findall(where)
    text = (ROOT / "book" / f"{target}.md").read_text(encoding="utf-8")
    assert f"\n## {section}\n" in text
    assert where.endswith(f".ipynb#{slugify(section)})"), "the link leads to the top of its page"


def test_a_misconception_stands_once_under_its_part_and_chapter_in_the_order_of_the_book():
    """What is said once more, with another answer, contradicts itself sooner or later."""
    said = [row[0].lower() for row in MISCONCEPTIONS]
    assert sorted(said) == sorted(set(said))
    page = (ROOT / "book/appendix/misconceptions.md").read_text(encoding="utf-8")
    expected = []
    for part in yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))["parts"]:
        chapters = [each for each in part["chapters"] if f"../{each['file']}.ipynb" in page]
        if chapters:
            expected.append((f"## {part['caption']}", []))
        for each in chapters:
            text = (ROOT / f"book/{each['file']}.md").read_text(encoding="utf-8")
            sections = re.findall("^## (.+)$", text, re.MULTILINE)
            linked = [found for found in sections if f"[{found}](../{each['file']}." in page]
            expected.append((f"### {each['title']}", linked))
    found = []
    for line in page.splitlines():
        if line.startswith("##"):
            found.append((line, []))
        elif link := LINK.search(line):
            sections = found[-1][1]
            sections += [link[1]] if link[1] not in sections[-1:] else []
    assert found == expected


MACRO = re.compile(r"\\(?:var)?([A-Za-z]+)")
SPELT = {"lambda": "lamda"}  # in Unicode


def greek(text):
    """Return the Greek letters, and the sign of a derivative, in a text and in its formulas."""
    found = set(re.findall("[Α-Ωα-ω∂]", CODE.sub("", text)))
    for _, formula in formulas(text):
        for name in MACRO.findall(formula):
            size = "CAPITAL" if name[0].isupper() else "SMALL"
            letter = f"GREEK {size} LETTER {SPELT.get(name, name)}"
            found |= {"∂"} if name == "partial" else set()
            try:
                found.add(unicodedata.lookup(letter))
            except KeyError:
                continue
    return found


@pytest.mark.parametrize("name", ["notation.md", "formulas.md", *notebooks()], ids=str)
def test_every_greek_letter_is_in_the_notation(name):
    notation = (ROOT / "book/appendix/notation.md").read_text(encoding="utf-8")
    letters = "\n".join(line.split(" | ")[0] for line in notation.splitlines())
    path = ROOT / "book/appendix" / name if isinstance(name, str) else name.with_suffix(".md")

    unknown = greek(path.read_text(encoding="utf-8")) - greek(letters)

    assert not unknown, f"say in book/appendix/notation.md what {unknown} means"


def test_greek_letters_are_found_in_formulas_and_in_prose():
    assert greek(r"A $\lambda x + \varphi$, with β, $\beta_1$ and $\frac{\partial L}{x}$") == set(
        "λφβ∂"
    )
    assert greek(r"$\Phi(x) \cdot \text{mean}$, not `η`, $\leftarrow$") == set("Φη")


def italics(text):
    """Return what a page has in italics."""
    return re.findall(r"(?<![*\w])\*([^*\n]+)\*(?![*\w])", text)


def test_every_term_of_the_notation_is_in_the_glossary():
    known = {term.lower() for term, *_ in rows("glossary.md")}
    notation = (ROOT / "book/appendix/notation.md").read_text(encoding="utf-8")
    terms = [term.lower() for term in italics(notation)]

    unknown = [
        term
        for term in terms
        if not known & {term, term.removesuffix("s"), term.removesuffix("es")}
    ]

    assert len(terms) > 30
    assert unknown == []


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_a_chapter_that_the_glossary_names_has_the_term(path):
    text = chapter_text(path).lower()
    own = [term for term, *_, link in rows("glossary.md") if f"/{path.stem}.ipynb" in link]

    assert [term for term in own if re.sub("s$", "", term.lower()) not in text] == []


NAMED_ROWS = {
    *("learning rate", "learning rate of fine-tuning", "schedule", "warm-up", "batch size"),
    *("epochs", "image size", "share kept for testing", "weight decay", "dropout rate"),
}


def test_the_hyperparameters_that_everybody_sets_have_their_rows():
    assert {name for name, *_ in rows("hyperparameters.md")} >= NAMED_ROWS


@pytest.mark.parametrize("row", rows("hyperparameters.md"), ids=lambda row: row[0])
def test_a_hyperparameter_leads_to_chapters_that_exist(row):
    links = LINK.findall(row[-1])

    assert len(row) == 5
    assert all(row)
    assert links
    assert all((ROOT / f"book/{target}.ipynb").exists() for _, target in links)
