"""Every text: its links lead somewhere, its formulas can be set, the files it names exist.

The site's build finds a wrong link too, but late, and names a line of the notebook's JSON.
"""

import re
from urllib.parse import unquote, urlsplit

import pytest
from project import ROOT
from texts import anchors, complaint, formulas, links, parts

READMES = [ROOT / "README.md", ROOT / "README.ko.md"]
TEXTS = [*READMES, ROOT / "CONTRIBUTING.md", *sorted((ROOT / "book").rglob("*.md"))]
FILE = re.compile(r"(book|cnn_lessons|tests|tools|benchmarks)/[\w/.-]+\.\w+")

each_text = pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)


def wrong_target(path, target):
    """Return what is wrong with a link in the text at `path`, or None."""
    address = urlsplit(target)
    if address.scheme:
        return None
    file = (path.parent / unquote(address.path)).resolve() if address.path else path
    if not file.exists():
        return "there is no such file"
    if file.suffix == ".md" and file.with_suffix(".ipynb").exists() and address.path:
        return f"a chapter is linked as its notebook, {file.stem}.ipynb"
    text = file.with_suffix(".md") if file.suffix == ".ipynb" else file
    if address.fragment and address.fragment not in anchors(text.read_text(encoding="utf-8")):
        return f"{text.name} has no heading #{address.fragment}"
    return None


def complaints(path, found, judge):
    """Return one line for each thing in a text that `judge` has something against."""
    where = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
    return [f"{where}:{line}: {thing}: {said}" for line, thing in found if (said := judge(thing))]


def fail_if_any(wrong):
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)


@each_text
def test_every_link_leads_somewhere(path):
    found = links(path.read_text(encoding="utf-8"))
    fail_if_any(complaints(path, found, lambda target: wrong_target(path, target)))


@each_text
def test_every_formula_can_be_set(path):
    found = formulas(path.read_text(encoding="utf-8"))
    fail_if_any(complaints(path, found, complaint))


@each_text
def test_every_file_that_is_named_exists(path):
    named = [
        (line, token.content)
        for line, token in parts(path.read_text(encoding="utf-8"))
        if token.type == "code_inline" and FILE.fullmatch(token.content)
    ]
    missing = "there is no such file"
    fail_if_any(complaints(path, named, lambda name: None if (ROOT / name).exists() else missing))


BROKEN = """# A *text* with `code`

One line,
a [wrong link](nowhere.ipynb) on the fourth, [a right one](other.md#a-text-with-code),
and a [wrong anchor](other.md#a-tex).

> A [chapter](chapter.md), and ![a picture](none.png).

- $\\frac{1}{2}$ is right, $\\fracc{1}{2}$ is not,
  nor is $\\alhpa$.

$$
a_b_c
$$
"""


def test_a_wrong_link_is_named_with_its_line(tmp_path):
    for name in ("text.md", "other.md", "chapter.md", "chapter.ipynb"):
        (tmp_path / name).write_text(BROKEN)
    path = tmp_path / "text.md"
    found = complaints(path, links(BROKEN), lambda target: wrong_target(path, target))
    assert found == [
        f"{path}:4: nowhere.ipynb: there is no such file",
        f"{path}:5: other.md#a-tex: other.md has no heading #a-tex",
        f"{path}:7: chapter.md: a chapter is linked as its notebook, chapter.ipynb",
        f"{path}:7: none.png: there is no such file",
    ]


def test_a_wrong_formula_is_named_with_its_line(tmp_path):
    assert complaints(tmp_path / "text.md", formulas(BROKEN), complaint) == [
        f"{tmp_path}/text.md:9: \\fracc{{1}}{{2}}: Undefined control sequence: \\fracc",
        f"{tmp_path}/text.md:10: \\alhpa: Undefined control sequence: \\alhpa",
        f"{tmp_path}/text.md:12: a_b_c: Double subscript",
    ]


# arXiv's number begins with the year. A paper that came out elsewhere before has that year.
CITED = re.compile(
    r"arxiv\.org/(?:abs|pdf)/(\d\d)(\d\d\.\d{4,5})\)[,:]?\s*[^.\n\d]{0,15}?((?:19|20)\d\d)\b"
)
EARLIER = {"1701.04128": "2016"}


@pytest.mark.parametrize("path", sorted((ROOT / "book").glob("*/*.md")), ids=lambda path: path.stem)
def test_a_paper_has_the_year_in_which_it_came_out(path):
    for year, rest, said in CITED.findall(path.read_text(encoding="utf-8")):
        expected = EARLIER.get(year + rest, f"20{year}")
        assert said == expected, f"arXiv {year}{rest} came out in {expected}, not in {said}"
