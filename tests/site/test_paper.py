"""Two chapters as a PDF, and the stick in a folder with a space and Korean in its name."""

import subprocess
import sys
import zipfile
from urllib.parse import unquote

import bundle
import pikepdf
import pytest
from accessibility import axe_violations
from bs4 import BeautifulSoup
from editions import folder_in_site
from paper.finish import bookmarks, page_numbers
from pdf import FOLDER, READY, WIDTH
from project import ROOT

from cnn_lessons.language import language, said, words_of

CHAPTERS = ["operations/pooling", "tasks/boxes"]
POOL = """def max_pool(feature_map, pool_size, strides):
    H, W = feature_map.shape
    rows = range(0, H - pool_size + 1, strides)
    columns = range(0, W - pool_size + 1, strides)
    cut = [[feature_map[i : i + pool_size, j : j + pool_size] for j in columns] for i in rows]
    return np.array([[window.max() for window in row] for row in cut])
"""


def links(page):
    """Return the places within the book to which a page of a PDF links."""
    return [str(note.Dest)[1:] for note in page.get("/Annots", []) if "/Dest" in note]


def tagged(element, kind):
    """Return the elements of one kind below an element of the tree of tags."""
    kids = element.get("/K", [])
    found = [element] if element.get("/S") == f"/{kind}" else []
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary):
            found += tagged(kid, kind)
    return found


def check_contents(pdf, html, numbers, words):
    """The contents name the page on which the link and the bookmark of a chapter lead."""
    printed = {
        a["href"][1:]: int(a.select_one(".number").get_text()) for a in html.select(".toc a")
    }
    assert printed == {name: numbers[name] for name in ("pooling", "boxes")}
    assert list(printed) == links(pdf.pages[printed["pooling"] - 2])
    page = {p.objgen: n for n, p in enumerate(pdf.pages, 1)}
    with pdf.open_outline() as outline:
        marks = {mark.title: page[mark.destination[0].objgen] for mark in bookmarks(outline.root)}
    for a in html.select(".toc a"):
        assert marks[a.select_one(".title").get_text()] == printed[a["href"][1:]]
    names = ("Part 1 · Operations", "Part 6 · Tasks", "Hints and answers", "Contents")
    assert {words.get(name, name) for name in names} <= set(marks)


def check_tags(pdf, html, code):
    """Who hears the book hears its language, its headings, and what the figures show."""
    assert pdf.Root.MarkInfo.Marked
    assert pdf.Root.Lang == code
    assert pdf.docinfo.Title == "CNN Lessons"
    tree = pdf.Root.StructTreeRoot
    heard = [str(figure.get("/Alt", "")) for figure in tagged(tree, "Figure")]
    for image in html("img"):
        assert image["alt"] in heard
    assert len(tagged(tree, "H2")) == len(html("h2"))


def check_fonts(pdf):
    """The shapes of all letters are in the file; those of a font of type 3 always are."""
    dictionaries = [found for found in pdf.objects if isinstance(found, pikepdf.Dictionary)]
    fonts = [font for font in dictionaries if str(font.get("/Subtype")).startswith("/CIDFont")]
    assert fonts
    for font in fonts:
        assert {"/FontFile2", "/FontFile3"} & set(font.FontDescriptor.keys())


@pytest.mark.parametrize("code", ["en", "ko"])
def test_two_chapters_on_paper(page, code):
    command = [sys.executable, "tools/pdf.py", "--only", code, *CHAPTERS]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    folder = FOLDER / code
    html = BeautifulSoup((folder / "book.html").read_text(encoding="utf-8"), "html.parser")
    with pikepdf.open(folder / "chosen.pdf") as pdf:
        numbers = page_numbers(folder / "chosen.pdf")
        check_contents(pdf, html, numbers, words_of(code))
        check_tags(pdf, html, code)
        assert all(set(links(p)) <= numbers.keys() for p in pdf.pages)
        check_fonts(pdf)
    page.set_viewport_size({"width": WIDTH, "height": 900})
    page.emulate_media(media="print", color_scheme="light")
    page.goto((folder / "book.html").as_uri())
    page.evaluate(READY)
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH


@pytest.fixture(params=["en", "ko"])
def stick(build, tmp_path, monkeypatch, request):
    """Return the folder that a teacher finds on a stick."""
    monkeypatch.setenv("CNN_LESSONS_LANGUAGE", request.param)
    monkeypatch.setattr("pdf.BUILD", tmp_path)
    bundle.target_of(request.param).write_bytes(b"%PDF")
    (tmp_path / "cnn_lessons-0.1.0-py3-none-any.whl").write_bytes(b"0")
    packed_into = bundle.zip_of(request.param)
    bundle.write_zip(bundle.bundle_files(tmp_path), packed_into)
    folder = tmp_path / "1학기 수업 자료"
    with zipfile.ZipFile(packed_into) as packed:
        packed.extractall(folder)
    return folder / packed_into.stem


def addresses(page):
    """Return the files to which a page links, and those that it is made of."""
    found = page.eval_on_selector_all(
        "a[href], link[href], script[src], img[src]",
        "elements => elements.map((element) => element.href || element.src)",
    )
    return {address.partition("#")[0] for address in found if address.startswith("file:")}


def test_the_stick_works_without_a_server_and_without_internet(page, stick):
    page.goto((stick / "START HERE.html").as_uri())
    for theme in ("dark", "light"):
        page.emulate_media(color_scheme=theme)
        assert not axe_violations(page)
    seen = addresses(page)
    page.locator("a.start").click()
    seen |= addresses(page)
    page.locator("article a[href='operations/pooling.html']").first.click()
    page.locator("cnn-quiz form").first.wait_for()
    seen |= addresses(page)

    quiz = page.locator("cnn-quiz").first
    quiz.get_by_role("button", name=said("Check")).click()
    assert quiz.get_by_role("status").inner_text().startswith("○")
    editor = page.locator("cnn-exercise").first
    editor.get_by_role("textbox").fill(POOL)
    editor.get_by_role("button", name=said("Check")).click()
    editor.locator(".status strong").wait_for()
    assert editor.get_by_role("status").inner_text().startswith(f"✓ {said('Correct')}.")

    site = stick / "site" / folder_in_site(language())
    page.goto((site / "appendix" / "review.html").as_uri())
    page.locator("#review-questions cnn-quiz").first.wait_for()
    seen |= addresses(page)
    page.goto((stick / "site" / "reference" / "operations.html").as_uri())
    seen |= addresses(page)
    assert not page.locator("[class*=btn-language]").count()
    paths = {unquote(address.removeprefix("file://").partition("?")[0]) for address in seen}
    assert len(paths) > 50
    assert not [path for path in paths if not (stick / path).exists()]
    notebook = str(stick / "notebooks" / "operations" / "pooling.ipynb")
    assert notebook in paths
