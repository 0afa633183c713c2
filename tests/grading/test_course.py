"""The chapters in the order of the book, and addresses that lead where they should."""

import re

import pytest
import yaml
from project import ROOT, notebooks

from cnn_lessons.exercises import chapters, exercises_of
from cnn_lessons.grading.course import (
    PART_OF,
    address_of,
    find_exercise,
    place_of,
    section_of,
    title_of,
)

make_id = pytest.importorskip("docutils.nodes").make_id
SECTIONS = {
    (name, mistake.reread)
    for name in chapters()
    for exercise in exercises_of(name).values()
    for mistake in exercise.mistakes
}


def test_the_parts_are_those_of_the_book_in_its_order():
    parts = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))["parts"]
    files = [chapter["file"].split("/") for part in parts for chapter in part["chapters"]]
    stems = {path.stem for path in notebooks()}
    expected = [(name, part) for part, name in files if name in stems]
    assert list(PART_OF.items()) == expected


def test_the_address_of_the_project_is_that_of_the_site():
    repository = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["repository"]
    for path in notebooks():
        address = address_of(path.stem)
        begins = f"{repository['url']}/blob/{repository['branch']}/"
        assert (ROOT / address.removeprefix(begins)) == path


@pytest.mark.parametrize(("chapter", "section"), sorted(SECTIONS), ids="{}".format)
def test_a_section_has_the_anchor_that_the_site_gives_it(chapter, section):
    text = (ROOT / f"book/{PART_OF[chapter]}/{chapter}.md").read_text(encoding="utf-8")
    (heading,) = re.findall(f"^##+ ({re.escape(section)})$", text, re.MULTILINE)[:1]
    address = address_of(chapter, heading, "site/")
    assert address == f"site/{PART_OF[chapter]}/{chapter}.html#{make_id(heading)}"


def test_what_is_no_exercise_is_none():
    for name in ("pooling", "pooling.no", "no.one", "", ".", "os.system", "pooling.Exercise"):
        assert find_exercise(name) is None


def test_the_order_is_the_courses_and_then_the_chapters():
    names = ["xception.middle_work", "pooling.means", "pooling.parameters", "images.crop"]
    assert sorted(names, key=place_of) == names[::-1]


def test_where_a_mistake_names_no_section_the_exercises_own_is_taken():
    exercise = exercises_of("pooling")["one_map"]
    assert section_of(exercise, exercise.assess(lambda *_: 0)) == "Size and stride"


def test_a_title_is_no_stem():
    assert title_of("cifar10") == "CIFAR-10"
