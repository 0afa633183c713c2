"""The report on a class and a student's page, in a browser: both themes, a phone, no script."""

import pytest
from accessibility import axe_violations
from notebook_files import answered, function_cell, write_notebook

from cnn_lessons.checks.progress_export import export_progress
from cnn_lessons.grading.classroom import Classroom, Limits
from cnn_lessons.grading.command import pages_of, write_folder
from cnn_lessons.grading.sandbox import weak_sandbox
from cnn_lessons.grading.submissions import find_submissions

WRONG = "def averages(feature_maps):\n    return feature_maps.mean(axis=3)"
RAISES = "def averages(feature_maps):\n    return feature_maps[99]"
ALERT = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """A report on a class in which names, errors and types are markup."""
    folder = tmp_path_factory.mktemp("반")
    error = f"def averages(feature_maps):\n    raise ValueError('{ALERT}')"
    for name, source in {"김민수": WRONG, "<b>Bo": RAISES, ALERT: error}.items():
        cells = answered(global_average=function_cell("global_average", source))
        write_notebook(folder / f"{name}.ipynb", cells)
    (folder / "cut.ipynb").write_text("{")
    export_progress(folder / "cut.json", name=ALERT)
    sandbox = weak_sandbox("a test wants it so")
    graded = Classroom(sandbox, Limits()).grade(find_submissions(folder))
    write_folder(folder / "graded", pages_of("반", graded, sandbox))
    return folder / "graded"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", ["report.html", "feedback/김민수.html"])
def test_a_page_is_accessible_and_does_not_scroll_sideways(page, report, name, width, scheme):
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme=scheme)
    page.goto((report / name).as_uri())
    assert axe_violations(page) == ""
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_names_can_be_hidden_and_are_numbers_then(page, report):
    page.goto((report / "report.html").as_uri())
    names = page.locator(".class").first.locator("tbody th")
    assert "김민수" in names.all_inner_texts()
    page.get_by_label("Hide the names").check()
    assert {text.partition(" ")[0] for text in names.all_inner_texts()} == {"Student"}
    shown = page.locator("main").inner_text()
    assert "김민수" not in shown
    assert "cut.ipynb" not in shown
    assert "onerror" not in shown


def test_whatever_a_notebook_holds_is_text(page, report):
    pages = [report / "report.html", *(report / "feedback").iterdir()]
    assert len(pages) == 5
    for path in pages:
        page.goto(path.as_uri())
        assert page.locator("img, script, b:has-text('Bo')").count() == 0
    page.goto((report / "report.html").as_uri())
    assert page.get_by_role("link", name=ALERT).count() == 1


def test_a_students_page_is_found_from_the_report(page, report):
    page.goto((report / "report.html").as_uri())
    page.get_by_role("link", name="김민수").click()
    assert page.get_by_role("heading", level=1).inner_text() == "김민수"
    assert "Averaged over the channels: The channels are gone" in page.locator("main").inner_text()
