"""The page *References* has every work that a chapter names, once, as the chapters name it."""

import re
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import pytest
import yaml
from project import ROOT
from test_texts import EARLIER
from texts import links

ROW = re.compile(r"^\| (?P<authors>[^|]+) \| (?P<work>.+) \| (?P<year>\d{4}) \| (?P<used>.+) \|$")
LINK = re.compile(r"\[(?P<title>.+?)\]\((?P<address>[^()]+)\)")
# One work has several addresses: pages of a book; a copy, and the page of its publisher.
SAME = {
    "https://www.deeplearningbook.org/contents/": "https://www.deeplearningbook.org",
    "http://yann.lecun.com/exdb/publis/pdf/lecun-98.pdf": "https://doi.org/10.1109/5.726791",
    "https://www.cs.toronto.edu/~kriz/cifar.html": (
        "https://www.cs.toronto.edu/~kriz/learning-features-2009-TR.pdf"
    ),
}
PAPERS = ("https://arxiv.org/", "https://doi.org/")
# In *Sources*, behind the link or the title: where in it, and the year.
YEAR = r",(?: [^\d\n\[]*(?:section|chapter|equation|edition)?[^\n\[,]*,)*? ((?:19|20)\d\d)\b"
DATED = re.compile(r"\[[^\]]+\]\((?P<address>https?://[^)]+)\)" + YEAR)
UNLINKED = re.compile(r"(?<!\*)\*(?P<title>[^*\n]{20,})\*(?!\*)" + YEAR)
FORM = re.compile(
    r"https://(?!.*\s)(?:arxiv\.org/abs/\d{4}\.\d{4,5}|doi\.org/10\.\d{4,}/\S+"
    r"|(?!arxiv|doi|dx\.doi)[\w.-]+(?:/\S*)?)"
)


class Work(NamedTuple):
    """A row of the page."""

    authors: str
    title: str
    address: str
    year: str
    used: list


def works():
    text = (ROOT / "book/appendix/references.md").read_text(encoding="utf-8")
    found = []
    for row in filter(None, map(ROW.match, text.splitlines())):
        link = LINK.fullmatch(row["work"])
        title, address = (link["title"], link["address"]) if link else (row["work"].strip("*"), "")
        used = [target for _, target in LINK.findall(row["used"])]
        found.append(Work(row["authors"], title, address, row["year"], used))
    return found


WORKS = works()
BY_ADDRESS = {work.address: work for work in WORKS if work.address}
BY_TITLE = {plain: work for work in WORKS if (plain := re.sub(r"\W+", " ", work.title).lower())}


def chapters():
    parts = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))["parts"]
    entries = [chapter["file"] for part in parts for chapter in part["chapters"]]
    return [file for file in entries if (ROOT / f"book/{file}.ipynb").exists()]


CHAPTERS = chapters()
each_chapter = pytest.mark.parametrize("file", CHAPTERS)
each_work = pytest.mark.parametrize("work", WORKS, ids=lambda work: work.title[:40])


@cache
def text_of(file):
    return (ROOT / f"book/{file}.md").read_text(encoding="utf-8")


def canonical(address):
    """Return the address that a work has on the page."""
    return next((new for old, new in SAME.items() if address.startswith(old)), address)


def dated(text):
    """Yield the address of each work that a chapter's *Sources* date, and the year."""
    sources = text.partition("\n## Sources\n")[2]
    for found in DATED.finditer(sources):
        yield canonical(found["address"]), found[2]
    for found in UNLINKED.finditer(sources):
        plain = re.sub(r"\W+", " ", found["title"]).lower()
        work = next((work for title, work in BY_TITLE.items() if plain.startswith(title)), None)
        yield (work.address or work.title) if work else found["title"], found[2]


@cache
def named(text):
    """Return the addresses of the works that a chapter names: in its *Sources* or its prose."""
    linked = {canonical(target) for _, target in links(text)}
    undated = {address for address in linked if address in BY_ADDRESS or address.startswith(PAPERS)}
    return undated | {address for address, _ in dated(text)}


@each_chapter
def test_a_work_is_on_the_page_with_the_year_that_the_chapter_gives(file):
    text = text_of(file)
    years = {work.address or work.title: work.year for work in WORKS}

    missing = named(text) - years.keys()

    assert not missing, f"add rows to book/appendix/references.md: {missing}"
    assert [(what, year) for what, year in dated(text) if years[what] != year] == []


@each_work
def test_a_work_lists_the_chapters_that_name_it_in_their_order(work):
    using = [file for file in CHAPTERS if (work.address or work.title) in named(text_of(file))]

    assert work.used == [f"../{file}.ipynb" for file in using]


@each_work
def test_an_address_has_its_form_and_arxivs_number_its_year(work):
    assert not work.address or FORM.fullmatch(work.address)
    if number := re.match(r"https://arxiv\.org/abs/((\d\d)\d\d\.\d+)", work.address):
        assert work.year == EARLIER.get(number[1], f"20{number[2]}")


def test_a_work_stands_once():
    for of in ("title", "address"):
        found = [getattr(work, of).lower() for work in WORKS if getattr(work, of)]
        assert sorted(found) == sorted(set(found))
    assert len(WORKS) > 130


def family_name(authors):
    """Return the family name of the first author, small, without accents."""
    first = re.split(r", | and | et al", authors)[0]
    words = [word for word in first.split() if not re.fullmatch(r"(?:\w\.-?)+", word)]
    name = " ".join(words) if words[0].islower() or len(words) == 1 else words[-1]
    name = first.split()[0] if first.startswith("International") else name
    return name.lower().translate(str.maketrans("öüéáń", "oueán"))


def test_works_stand_in_the_order_of_names_and_years():
    keys = [(family_name(work.authors), work.year) for work in WORKS]

    assert [(a, b) for a, b in pairwise(keys) if a > b] == []


@each_chapter
def test_an_address_in_a_chapter_is_secure(file):
    plain = [target for _, target in links(text_of(file)) if target.startswith("http:")]

    assert set(plain) <= SAME.keys()


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("- A, [T](https://x.org/t), 2014: why.", ("https://x.org/t", "2014")),
        ("- A, [T](https://x.org/t), section 2.1, 2014.", ("https://x.org/t", "2014")),
        ("- A, *A title that is long enough*, 2009: x.", ("A title that is long enough", "2009")),
        ("- A, [T](https://x.org/t): of 2014.", None),
        ("- A, [T](https://x.org/t), [U](https://x.org/u), 2011.", ("https://x.org/u", "2011")),
    ],
)
def test_a_dated_work_is_found(line, found):
    assert list(dated(f"# T\n\n## Sources\n\n{line}\n")) == ([found] if found else [])
