"""The reference as it is built: every name has its entry, and chapters lead to it."""

import re

import pytest
from docstrings import ROOMS, parameters, room
from project import ROOT

LINK = re.compile(r'<a [^>]*href="(?P<to>[^"]*reference/[^"]+)"[^>]*>(?P<text>.*?)</a>', re.DOTALL)


def page_of(build, name):
    return (build / "reference" / f"{name.split('.')[-1]}.html").read_text(encoding="utf-8")


def plain(html):
    return re.sub("<[^>]+>", "", html)


@pytest.mark.parametrize("name", ROOMS)
def test_every_public_name_is_on_the_page_of_its_room(build, name):
    page = page_of(build, name)
    ids = set(re.findall(r'<dt [^>]*id="([^"]+)"', page))

    assert {public.path for public in room(name).values()} - ids == set()
    assert "R[0-9a-f]{12}" not in plain(page)


@pytest.mark.parametrize("name", ROOMS)
def test_an_entry_names_each_parameter_with_its_type(build, name):
    page = page_of(build, name)
    entries = re.split(r'<dt class="sig [^>]*id="', page)[1:]
    by_path = {entry.partition('"')[0]: entry for entry in entries}
    for public in room(name).values():
        if not callable(public.value):
            continue
        for each in parameters(public.value).values():
            said = rf"<strong>{re.escape(each.name)}</strong><span[^>]*classifier"
            assert re.search(said, by_path[public.path]), f"{public.path}: {each.name}"


def test_what_stands_elsewhere_in_the_code_stands_on_the_page(build):
    page = page_of(build, "operations")
    entry = page.partition('id="cnn_lessons.operations.conv2d_backward"')[2].partition("</dl>")[0]
    loops = plain(page.partition('id="cnn_lessons.operations.conv2d_loops"')[2][:6000])

    assert "dilation_rate" in plain(entry)
    assert "int or (height, width), default=1" in loops
    assert "Distance between neighbouring kernel weights, in pixels." in loops


def test_an_entry_leads_to_its_lines_in_the_repository(build):
    page = page_of(build, "operations")
    entry = page.partition('id="cnn_lessons.operations.conv2d"')[2].partition("</dt>")[0]

    file, line = re.search(r'href="[^"]+/blob/main/(\S+)#L(\d+)">source<', entry).groups()

    code = (ROOT / file).read_text(encoding="utf-8").splitlines()
    assert code[int(line) - 1].startswith("def conv2d(")


def links(build, chapter):
    """Return the texts of a chapter's links to the reference, by where they lead."""
    html = (build / f"{chapter}.html").read_text(encoding="utf-8")
    return {
        found["to"]: plain(found["text"]) for found in LINK.finditer(html.partition("<article")[2])
    }


@pytest.mark.parametrize(
    ("chapter", "target", "text"),
    [
        ("operations/convolution", "operations.html#cnn_lessons.operations.conv2d", "conv2d"),
        ("operations/convolution", "operations.html#cnn_lessons.operations.conv1d", "conv1d"),
        (
            "operations/convolution",
            "operations.html#code-cnn-lessons-operations-convolution",
            "cnn_lessons/operations/convolution.py",
        ),
        ("practice/transfer_learning", "practice.html#cnn_lessons.practice.fit_head", "fit_head"),
        (
            "operations/pooling",
            "elements.html#cnn_lessons.elements.pooling_window.PoolingWindow",
            "PoolingWindow",
        ),
    ],
)
def test_names_and_files_in_a_chapter_lead_to_the_reference(build, chapter, target, text):
    assert links(build, chapter)[f"../reference/{target}"] == text


def test_a_name_of_keras_leads_nowhere(build):
    for chapter in ("operations/first_cnn", "operations/convolution"):
        assert "Conv2D" not in links(build, chapter).values()


def test_no_heading_has_a_link_to_the_reference(build):
    html = (build / "operations/convolution.html").read_text(encoding="utf-8")
    headings = re.findall(r"<h[1-6]>.*?</h[1-6]>", html, re.DOTALL)

    assert len(headings) > 8
    assert [heading for heading in headings if "reference/" in heading] == []


@pytest.mark.browser
def test_a_name_in_an_import_leads_to_its_entry(site, page):
    page.goto(f"{site}/operations/pooling.html")
    page.locator("details.folded, details").first.evaluate("fold => { fold.open = true; }")

    link = page.locator("pre a.name", has_text="max_pool2d").first
    link.evaluate("link => link.click()")
    page.wait_for_url("**/reference/operations.html#cnn_lessons.operations.max_pool2d")

    assert page.locator(":target").evaluate("place => place.tagName") == "DT"
