"""The course on paper: one document of all pages, its contents, and its bookmarks."""

import re

import numpy as np
import pikepdf
import pytest
from bs4 import BeautifulSoup
from paper.document import chapters_of, contents, document, headings, picture, read_pages
from paper.finish import finish, name_bookmarks, page_numbers
from paper.pages import Page
from PIL import Image
from project import ROOT

PAGE = """<html><body><nav>Elsewhere</nav><article class="bd-article"><section id="a-title">
<h1>A title: what you do<a class="headerlink" href="#a-title">#</a></h1>
<p><a href="pooling.html#size">Pooling</a>, <a href="../appendix/review.html">Review</a>,
<a href="#below">below</a>, <a href="https://arxiv.org/abs/1512.03385">a paper</a>.</p>
<div class="cell tag_hide-input"><details class="hide"><summary>Imports</summary>
<div class="cell_input"><div class="highlight"><pre><span class="kn">import</span>
<span class="nn">numpy</span></pre></div></div></details></div>
<style>cnn-quiz{}</style><cnn-quiz class="x"><script type="application/json">{"id": "a"}</script>
<p class="title"><strong>Question</strong></p><div class="prompt">How many?</div>
<ol><li>Six</li><li>Seven</li></ol>
<details><summary>Hint 1</summary><p>Count.</p></details>
<details><summary>Answer</summary><p><strong>Seven.</strong> All of them.</p></details></cnn-quiz>
<script>define()</script>
<section id="below"><h2>Below</h2><p id="p">Words.</p>
<img src="../_images/x.webp" alt="Seven dots." width="100" height="50" loading="lazy"></section>
<section id="exercises"><h2>Exercises</h2><section class="exercise" id="count">
<h3><span class="number">1. </span>Count</h3><p>Return the number.</p>
<div class="cell"><div class="cell_input"><pre>def f(x): pass</pre></div>
<div class="cell_output">○ Not attempted. Write it.</div></div><cnn-exercise>Editor</cnn-exercise>
<div class="cell"><details><summary>Hint 1</summary><p>Use <code>len</code>.</p></details></div>
<div class="cell"><details><summary>Solution</summary><pre>def f(x):
    return len(x)</pre></details></div>
<p class="elsewhere"><a href="https://colab.research.google.com/">Open in Colab</a></p></section>
</section></section></article></body></html>"""
NAMES = ["operations/convolution", "operations/pooling"]


@pytest.fixture
def page():
    return Page(NAMES[0], PAGE, NAMES)


def words(element):
    return re.sub(r" ([.,]) ", r"\1 ", " ".join(element.get_text(" ").split()))


def test_what_needs_a_browser_is_gone(page):
    text = str(page.section)
    for gone in ("cnn-quiz", "cnn-exercise", "Open in Colab", "Not attempted", "headerlink"):
        assert gone not in text
    assert "<details" not in text
    assert page.styles == ["cnn-quiz{}"]
    assert page.scripts == ["define()"]


def test_in_another_language_its_words_are_used_and_its_folder_is_left(monkeypatch):
    monkeypatch.setenv("CNN_LESSONS_LANGUAGE", "ko")
    text = PAGE.replace("Hint", "힌트").replace("Solution", "풀이").replace("Answer<", "정답<")
    text = text.replace("Not attempted", "아직 풀지 않음").replace("../_images", "../../_images")
    page = Page(NAMES[0], text, NAMES, "ko/")
    assert words(page.section.select_one(".question")).startswith("문제 1 ")
    assert "풀지 않음" not in str(page.section)
    first, second = page.section.select(".answers .answer")
    assert words(first) == "문제 1 힌트 1. Count. 정답. Seven. All of them."
    assert words(second).startswith("연습 문제 1. Count 힌트 1. Use len. 풀이. def f(x):")
    assert page.section.img["src"] == "_images/x.webp"
    links = {words(a): a["href"] for a in page.section("a")}
    assert links["Pooling"] == "#pooling.size"


def test_a_question_keeps_its_place_and_its_answer_is_at_the_end(page):
    question = page.section.select_one(".question")
    assert words(question) == "Question 1 How many? Six Seven Hints and answer"
    last = page.section.find_all("section", recursive=False)[-1]
    assert last["class"] == ["answers"]
    first, second = last.select(".answer")
    assert words(first) == "Question 1 Hint 1. Count. Answer. Seven. All of them."
    assert words(second).startswith("Exercise 1. Count Hint 1. Use len. Solution. def f(x):")
    assert words(page.section.select_one(".exercise")) == (
        "1. Count Return the number. def f(x): pass Hints and answer"
    )


def test_questions_and_answers_lead_to_each_other(page):
    ids = {element["id"] for element in page.section(id=True)} | {page.section["id"]}
    links = [a["href"][1:] for a in page.section.select("[href^='#convolution']")]
    assert set(links) == {
        "convolution.below",
        "convolution.question-1",
        "convolution.answer-question-1",
        "convolution.count",
        "convolution.answer-count",
    }
    assert set(links) <= ids


def test_links_stay_in_the_book_go_to_the_web_or_are_words_only(page):
    links = {words(a): a["href"] for a in page.section("a")}
    assert links["Pooling"] == "#pooling.size"
    assert links["below"] == "#convolution.below"
    assert links["a paper"] == "https://arxiv.org/abs/1512.03385"
    assert "Review" not in links
    assert "Review" in page.section.p.get_text()


def test_headings_are_one_level_lower_and_keep_their_words(page):
    assert page.title == "A title: what you do"
    assert page.headings == [page.title, "Below", "Exercises", "1. Count", "Hints and answers"]
    assert [h.name for h in page.section(re.compile("^h"))] == ["h2", "h3", "h3", "h4", "h3"]


def test_folded_code_is_open_and_only_its_keywords_are_coloured(page):
    code = page.section.select_one(".unfolded pre")
    assert code.get_text().split() == ["import", "numpy"]
    assert [span["class"] for span in code("span")] == [["kn"]]


def test_a_reference_and_the_review_are_no_chapters():
    files = ["tasks/boxes", "appendix/review", "reference/operations"]
    toc = {"parts": [{"caption": "Part 6 · Tasks", "chapters": [{"file": f} for f in files]}]}
    assert chapters_of(toc) == [("Part 6 · Tasks", ["tasks/boxes"])]


@pytest.fixture
def site(tmp_path):
    for name in NAMES:
        path = tmp_path / f"{name}.html"
        path.parent.mkdir(exist_ok=True)
        path.write_text(PAGE + '<link href="../_static/styles-1.css">')
    (tmp_path / "_static").mkdir()
    (tmp_path / "_static" / "styles-1.css").write_text("")
    return tmp_path


def test_the_contents_have_a_line_for_each_chapter_with_its_page(site):
    book = read_pages(site, [("Part 1 · Operations", NAMES)])
    before = BeautifulSoup(contents(book, {}), "html.parser")
    after = BeautifulSoup(contents(book, {"convolution": 5, "pooling": 113}), "html.parser")
    assert [n.get_text() for n in before.select(".number")] == ["000", "000"]
    assert [n.get_text() for n in after.select(".number")] == ["5", "113"]
    assert [a["href"] for a in after("a")] == ["#convolution", "#pooling"]
    assert words(after).startswith("Contents Part 1 · Operations A title: what you do 5")


def test_the_document_has_title_licence_language_and_every_id_once(site):
    book = read_pages(site, [("Part 1 · Operations", NAMES)])
    text = document(book, ROOT, site, {})
    found = BeautifulSoup(text, "html.parser")
    assert found.html["lang"] == "en"
    assert found.title.get_text() == "CNN Lessons"
    assert "CC BY 4.0" in words(found.select_one(".front"))
    ids = [element["id"] for element in found(id=True)]
    assert len(ids) == len(set(ids))
    assert text.count("define()") == 1
    shown = [words(h) for h in found(re.compile("^h[1-6]$"))]
    assert [h.replace(" · ", " ") for h in headings(book)] == shown


def test_two_pages_of_one_name_are_refused(site):
    with pytest.raises(ValueError, match="Two pages are called pooling"):
        read_pages(site, [("Part", ["operations/pooling", "tasks/pooling"])])


def test_a_photograph_is_a_jpeg_and_a_drawing_stays(tmp_path):
    rows, columns = np.mgrid[:71, :97]
    photo = np.stack([rows, columns, rows + columns], axis=-1).astype(np.uint8)
    Image.fromarray(photo).save(tmp_path / "photo.webp", quality=80)
    Image.fromarray(photo).save(tmp_path / "drawing.webp", lossless=True)
    folder = tmp_path / "pdf"
    folder.mkdir()
    assert picture(tmp_path / "drawing.webp", folder) == tmp_path / "drawing.webp"
    small = picture(tmp_path / "photo.webp", folder)
    assert small == folder / "photo.jpg"
    with Image.open(small) as image:
        assert image.format == "JPEG"


@pytest.fixture
def printed(tmp_path):
    """Return a PDF of three pages as Chromium leaves it: with a drawing, and doubled words."""
    pdf = pikepdf.new()
    for _ in range(3):
        pdf.add_blank_page()
    drawing = np.zeros((7, 11, 3), np.uint8)
    drawing[2:5, 3:] = (230, 159, 0)
    image = pikepdf.Stream(pdf, drawing.tobytes())
    image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    image.Width, image.Height, image.BitsPerComponent = 11, 7, 8
    image.ColorSpace = pikepdf.Name.DeviceRGB
    pdf.pages[2].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=image))
    place = pikepdf.Array([pdf.pages[1].obj, pikepdf.Name.XYZ, 0, 800, 0])
    pdf.Root.Dests = pikepdf.Dictionary({"/pooling": place})
    with pdf.open_outline() as outline:
        part = pikepdf.OutlineItem("Part 1Operations", 0)
        part.children.append(pikepdf.OutlineItem("PoolingPooling", 1))
        outline.root.append(part)
    pdf.docinfo["/CreationDate"] = pdf.docinfo["/ModDate"] = "D:20260101000000Z"
    pdf.save(tmp_path / "printed.pdf", compress_streams=True)
    return tmp_path / "printed.pdf"


FACTS = {"title": "CNN Lessons", "author": "The authors"}


def test_a_link_knows_its_page(printed):
    assert page_numbers(printed) == {"pooling": 2}


def test_a_finished_pdf_has_titles_and_the_same_drawing_in_fewer_bytes(printed, tmp_path):
    titles = ["Part 1 · Operations", "Pooling"]
    for name in ("one.pdf", "other.pdf"):
        finish(printed, tmp_path / name, titles, FACTS)
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "other.pdf").read_bytes()
    with pikepdf.open(printed) as before, pikepdf.open(tmp_path / "one.pdf") as after:
        outline = after.open_outline().root
        assert [outline[0].title, outline[0].children[0].title] == titles
        assert after.docinfo["/Title"] == "CNN Lessons"
        assert "/CreationDate" not in after.docinfo
        images = [pdf.pages[2].Resources.XObject.X for pdf in (before, after)]
        assert images[1].ColorSpace[0] == pikepdf.Name.Indexed
        pixels = [np.asarray(pikepdf.PdfImage(i).as_pil_image().convert("RGB")) for i in images]
        np.testing.assert_array_equal(*pixels)


def test_bookmarks_that_are_not_the_headings_are_refused(printed):
    with (
        pikepdf.open(printed) as pdf,
        pytest.raises(ValueError, match="2 bookmarks for 1 headings"),
    ):
        name_bookmarks(pdf, ["Part 1"])
