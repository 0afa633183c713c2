"""The site in other languages: the same pages and places, linked, and in the language's words."""

import pickle
import re
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import translated_site
import translations
from docutils import nodes
from docutils.utils import new_document
from element_page import show
from exercise_card import colab
from project import ROOT
from translated_site import ENGLISH, KeepAnchors, MarkEnglish, editions

from cnn_lessons.elements.box_overlap import BoxOverlap
from cnn_lessons.elements.channels_window import ChannelsWindow
from cnn_lessons.elements.optimizer_paths import OptimizerPaths
from cnn_lessons.elements.pooling_window import PoolingWindow
from cnn_lessons.elements.score_threshold import ScoreThreshold
from cnn_lessons.elements.size_calculator import SizeCalculator
from cnn_lessons.elements.sliding_window import SlidingWindow
from cnn_lessons.elements.transposed_window import TransposedWindow
from cnn_lessons.language import VARIABLE

SECTION = re.compile(r'<section[^>]* id="([^"]+)"')
OTHERS = [code for code in editions() if code != "en"]
CHAPTER = "operations/softmax.html"  # translated whole
NEXT = "learning/losses.html"
each_language = pytest.mark.parametrize("code", OTHERS)


def pages(folder):
    """Return the pages of one language's site that every language has, by their names."""
    found = [path.relative_to(folder) for path in folder.rglob("*.html")]
    first = {*OTHERS, "_static", "_images", "_sources", "reference"}
    return {path.as_posix() for path in found if path.parts[0] not in first}


class Words(HTMLParser):
    """Collects the texts of an article that nothing says to be code."""

    def __init__(self, page):
        super().__init__()
        self.texts, self.within = [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        if tag in ("pre", "code", "script", "style", "annotation"):
            self.within.append(tag)

    def handle_endtag(self, tag):
        if self.within and self.within[-1] == tag:
            self.within.pop()

    def handle_data(self, data):
        if not self.within:
            self.texts.append(data)


@each_language
def test_every_page_is_there_in_every_language(build, code):
    assert pages(build / code) == pages(build)


@each_language
def test_the_reference_is_there_once(build, code):
    assert not (build / code / "reference").exists()
    text = (build / code / CHAPTER).read_text(encoding="utf-8")
    found = set(re.findall(r'href="((?:\.\./)*reference/[^"#]+)', text))
    assert len(found) > 2
    assert all(((build / code / CHAPTER).parent / address).exists() for address in found)
    english = (build / "reference/operations.html").read_text(encoding="utf-8")
    assert f"btn-language-{code}" not in english


@each_language
def test_places_have_the_same_anchors(build, code):
    for name in pages(build):
        english, other = (
            SECTION.findall((folder / name).read_text(encoding="utf-8"))
            for folder in (build, build / code)
        )
        assert other == english, name


@each_language
def test_a_page_says_its_language_and_where_it_is_in_others(build, code):
    for name in pages(build):
        up = "../" * name.count("/")
        english = (build / name).read_text(encoding="utf-8")
        other = (build / code / name).read_text(encoding="utf-8")
        assert re.search(r'<html lang="en"', english)
        assert re.search(rf'<html lang="{code}"', other)
        assert f'hreflang="{code}" href="{up}{code}/{name}"' in english
        assert f'hreflang="en" href="{up}../{name}"' in other


@each_language
def test_what_is_not_translated_says_that_it_is_english(build, code):
    (language,) = [each for each in translations.languages() if each.code == code]
    left = set(translations.pages()) - set(language.pages())
    for name in pages(build):
        text = (build / code / name).read_text(encoding="utf-8")
        is_english = bool(re.search(r'<section[^>]* lang="en"', text))
        assert is_english == (name.removesuffix(".html") in left), name
        assert ENGLISH not in text


def test_what_an_earlier_build_published_is_no_page_of_the_english_build(tmp_path):
    for name in ("index.html", "ko/index.html", "kombu/index.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    translated_site.take_out_editions(SimpleNamespace(outdir=tmp_path))
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.html")}
    assert left == {"index.html", "kombu/index.html"}


@pytest.mark.parametrize("names", [["chapter"], []])
def test_a_page_that_nobody_began_says_that_it_is_english(tmp_path, monkeypatch, names):
    (tmp_path / "chapter.doctree").write_bytes(pickle.dumps(one_section("a-title")))
    english = SimpleNamespace(metadata={"chapter": {"myst_slugs": {}}})
    monkeypatch.setattr(translated_site, "english_environment", lambda folder: english)
    document = one_section("id1")
    document.settings.env = SimpleNamespace(
        docname="chapter",
        metadata={"chapter": {}},
        config=SimpleNamespace(english_doctrees=tmp_path, english_pages=names),
    )
    KeepAnchors(document).apply()
    (section,) = document.findall(nodes.section)
    assert section["ids"] == ["a-title"]
    assert section["classes"] == (["language-en"] if names else [])


def one_section(name):
    document = new_document("page")
    document += nodes.section("", nodes.title("", "A title"), ids=[name], names=[name])
    document.reporter = None  # holds what no pickle does
    return document


def test_the_sign_before_english_becomes_a_language():
    document = new_document("page")
    document += nodes.paragraph("", "", nodes.strong("", f"{ENGLISH}One"), nodes.Text(" word"))
    document += nodes.paragraph("", "한 낱말")
    MarkEnglish(document).apply()
    first, second = document.children
    assert (first.astext(), first["classes"]) == ("One word", ["language-en"])
    assert second["classes"] == []


@each_language
def test_no_mark_of_markdown_is_left(build, code):
    for name in ("index.html", CHAPTER):
        text = " ".join(Words((build / code / name).read_text(encoding="utf-8")).texts)
        assert "**" not in text, name
        assert not re.search(r"\]\(|(?<!\w)\$\S", text), name


def test_colab_opens_the_translated_notebook(build):
    page = (build / "ko" / CHAPTER).read_text(encoding="utf-8")
    links = re.findall(r'href="https://colab\.research\.google\.com/[^"]*/blob/([^"]+)"', page)
    assert links
    assert set(links) == {"main/languages/ko/operations/softmax.ipynb"}
    assert (ROOT / "languages/ko/operations/softmax.ipynb").exists()


def test_colab_opens_the_english_notebook_of_what_is_not_translated():
    config = SimpleNamespace(
        editions={"operations/softmax": "languages/ko"},
        html_theme_options={
            "repository_url": "https://github.com/us/lessons",
            "repository_branch": "main",
            "path_to_docs": "book",
            "launch_buttons": {"colab_url": "https://colab"},
        },
    )
    address = "https://colab/github/us/lessons/blob/main"
    assert colab(config, "learning/losses") == f"{address}/book/learning/losses.ipynb"
    assert colab(config, "operations/softmax").startswith(f"{address}/languages/ko/operations/")


@pytest.mark.browser
def test_the_link_leads_to_the_same_place_and_the_choice_is_remembered(site, own_page):
    own_page.emulate_media(reduced_motion="reduce")
    own_page.goto(f"{site}/{CHAPTER}")
    own_page.evaluate("document.documentElement.style.scrollBehavior = 'auto'")
    own_page.evaluate("document.querySelector('#each-row-by-itself').scrollIntoView()")
    own_page.evaluate("document.querySelector('a.btn-language-ko').click()")  # no scrolling to it
    own_page.wait_for_url(f"{site}/ko/{CHAPTER}#each-row-by-itself")

    own_page.goto(f"{site}/{NEXT}")
    own_page.wait_for_url(f"{site}/ko/{NEXT}")
    own_page.click("a.btn-language-en")
    own_page.wait_for_url(f"{site}/{NEXT}")
    own_page.goto(f"{site}/ko/{CHAPTER}")
    own_page.wait_for_url(f"{site}/{CHAPTER}")


@pytest.mark.browser
@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("합성곱", "operations/convolution.html#term-convolution"),
        ("채널", "operations/images.html#term-channel"),
        ("필터", "operations/convolution.html#term-filter"),
        ("패딩", "operations/padding_stride.html#term-padding"),
        ("로짓", "operations/softmax.html#term-logit"),
        ("경찰", "practice/your_photos.html"),  # the text has 경찰에서는
    ],
)
def test_a_korean_word_finds_its_chapter_first(site, page, query, address):
    page.goto(f"{site}/ko/search.html?q={query}")
    first = page.locator("#search-results > ul > li:first-child > a")
    first.wait_for()
    assert first.get_attribute("href").split("?")[0] == address


@pytest.mark.browser
def test_hangul_is_not_slanted_and_lines_break_between_words(site, page):
    page.goto(f"{site}/ko/{CHAPTER}")
    styles = page.evaluate(
        """() => [...document.querySelectorAll("article em, article i, article p")]
            .filter((node) => /[가-힣]/.test(node.textContent))
            .map((node) => getComputedStyle(node))
            .map((style) => [style.fontStyle, style.wordBreak, style.fontSynthesis])"""
    )
    assert {tuple(style) for style in styles} == {("normal", "keep-all", "none")}


@pytest.mark.browser
def test_an_answer_is_judged_in_the_language(site, page):
    page.goto(f"{site}/ko/{CHAPTER}")
    quiz = page.locator("cnn-quiz").first
    quiz.locator("input").fill("7390")
    quiz.get_by_role("button", name="확인").click()
    assert "틀렸습니다. 이미지를 셈: " in quiz.locator(".status").inner_text()
    quiz.locator("input").fill("37")
    quiz.get_by_role("button", name="확인").click()
    assert "정답입니다. " in quiz.locator(".status").inner_text()
    assert "풀었음" in quiz.inner_text()

    editor = page.locator("cnn-exercise").first
    editor.locator("textarea").fill(
        "def softmax_rows(scores):\n    powers = np.exp(scores)\n"
        "    return powers / powers.sum(axis=1, keepdims=True)\n"
    )
    editor.get_by_role("button", name="확인").click()
    editor.get_by_text("오버플로: 작은 점수에서는 맞습니다.").wait_for()
    assert "틀렸습니다." in editor.inner_text()

    editor.locator("textarea").fill('def softmax_rows(scores):\n    return "점수"\n')
    editor.get_by_role("button", name="확인").click()
    editor.get_by_text("'점수'").first.wait_for()


@pytest.mark.browser
def test_the_review_asks_in_the_language(site, own_page):
    own_page.goto(f"{site}/ko/{CHAPTER}")
    own_page.goto(f"{site}/ko/appendix/review.html")
    review = own_page.locator("#review-questions")
    review.get_by_text("풀 문제: ").wait_for()
    review.locator("input").first.fill("1")
    review.get_by_role("button", name="확인").click()
    review.get_by_text("이 문제는 내일 다시 나옵니다.").wait_for()
    assert review.locator(".status a").count() == 1


def test_the_words_of_the_scripts_stand_in_them():
    from script_words import WORDS

    for name, pieces in WORDS.items():
        script = (Path(ROOT) / "book/_editor/page" / name).read_text(encoding="utf-8")
        for piece, *_ in pieces:
            assert piece in script, f"{name}: {piece}"


@pytest.mark.browser
@pytest.mark.parametrize(
    ("element", "said"),
    [
        (SlidingWindow([[1, 2, 0], [3, 1, 5]], [[1, 0], [0, 1]]), "1행 1열:"),
        (PoolingWindow([[1, 2], [3, 1]], 2), "1행 1열:"),
        (TransposedWindow([[1, 2], [3, 1]], [[1, 2]]), "1 놓기"),
        (ChannelsWindow(np.ones((2, 3, 2)), np.ones((2, 2, 2, 1))), "모두 더하면: "),
        (SizeCalculator(7, 3, strides=2), "윈도가 들어가는 곳: 자리 3개."),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_moves_speaks_the_language(own_page, monkeypatch, element, said):
    monkeypatch.setenv(VARIABLE, "ko")
    shown = show(own_page, element)
    if shown.get_by_role("slider").count():
        assert "첫 단계 전 ‘다음’을 누르세요." in " ".join(shown.inner_text().split())
        shown.get_by_role("button", name="다음").click()
    text = " ".join(shown.inner_text().split())
    assert said in text
    assert not re.search("Input|Output|Kernel|Channel|Next|Stride|row|pixel|window", text), text


ENGLISH_OF_DRAWINGS = (
    "Box|Score|Verdict|Step|Rate|Height|Optimizer|[Pp]recision|[Rr]ecall|kept|right|wrong|[Uu]nion|"
    "[Ii]ntersection|Left|Width|[Tt]hreshold|Draw|draw|Clear|network|maps|silent|Probabilit|[Pp]en "
)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("element", "said"),
    [
        (BoxOverlap((2, 1, 7, 4), (5, 2, 9, 9), 11, 10), "교집합: 2 × 2 = 4."),
        (
            ScoreThreshold([(1, 1, 5, 4)], [(1, 1, 5, 4), (6, 2, 9, 4)], [0.7, 0.9], 10, 6, 0.8),
            "점수 0.8부터: 2개 가운데 1개를 남깁니다.",
        ),
        (
            OptimizerPaths(lambda x, y: x * x + y * y, {"반씩": {0.25: [(4, 1), (2, 0.5)]}}),
            "1스텝 가운데 0스텝",
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_drawing_that_moves_speaks_the_language(own_page, monkeypatch, element, said):
    monkeypatch.setenv(VARIABLE, "ko")
    drawing = show(own_page, element)
    text = " ".join(drawing.inner_text().split())
    labels = drawing.evaluate(
        "(e) => [e, ...e.querySelectorAll('[aria-label]')].map((e) => e.ariaLabel).join()"
    )
    assert said in text
    assert not re.search(ENGLISH_OF_DRAWINGS, f"{text} {labels}"), f"{text} {labels}"
