"""The page Review: what it asks and when, what it says and keeps, and how it looks."""

import json
import re
from datetime import date, timedelta

import pytest
from accessibility import AXE, axe_violations

from cnn_lessons.checks import Question
from cnn_lessons.checks.feedback import upper_first
from cnn_lessons.exercises import exercises_of

pytestmark = pytest.mark.browser

REVIEW = "appendix/review.html"
KEY = "cnn-lessons:progress"
DAY = date(2026, 11, 28)
CHAPTER = exercises_of("pooling").values()
ALL = sum(isinstance(exercise, Question) for exercise in CHAPTER)
ASKED = "pooling.output_shape"  # one of them


@pytest.fixture(scope="module")
def window(new_context):
    """Return a page whose time a test can set, and the list of its faults."""
    faults = []
    with new_context(faults) as context:
        yield context.new_page(), faults


class Reader:
    """Somebody who opens the review on a day, with what the browser has kept."""

    def __init__(self, page, site):
        self.page, self.site = page, site
        self.today(0)
        if not page.url.startswith(site):
            page.goto(f"{site}/{REVIEW}")
        page.evaluate("localStorage.clear()")

    def today(self, days):
        """Let so many days pass since the first."""
        self.page.clock.set_fixed_time(f"{DAY + timedelta(days)}T10:00:00")

    def open(self, kept=None, name=REVIEW):
        if kept is not None:
            kept = kept if isinstance(kept, str) else json.dumps(kept)
            self.page.evaluate("([key, kept]) => localStorage.setItem(key, kept)", [KEY, kept])
        self.page.goto(f"{self.site}/{name}")
        return self

    @property
    def kept(self):
        return json.loads(self.page.evaluate("(key) => localStorage.getItem(key)", KEY))

    @property
    def place(self):
        return self.page.locator("#review-questions")

    @property
    def quiz(self):
        return self.place.locator("cnn-quiz")

    @property
    def question(self):
        return self.quiz.evaluate("(quiz) => quiz.data")

    @property
    def count(self):
        return self.place.locator(".count").inner_text()

    def answer(self, right):
        """Answer the question, and return what is said about it and when it comes back."""
        data = self.question
        value = data["answer"] if right else data["mistakes"][0]["answer"]
        if data["kind"] == "choice":
            self.quiz.get_by_role("radio").nth(value).check()
        else:
            self.quiz.get_by_role("textbox").fill(str(value))
        self.press("Check")
        return [status.inner_text() for status in self.quiz.get_by_role("status").all()]

    def press(self, name):
        self.place.get_by_role("button", name=name).click()


@pytest.fixture
def reader(window, site):
    page, faults = window
    faults.clear()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")
    yield Reader(page, site)
    assert not faults, "\n".join(faults)


def boxed(box, day=DAY, state="solved"):
    return {"state": state, "box": box, "day": str(day)}


def asked(new, before=""):
    """Return how the page says what it asks of a chapter."""
    return f"To be asked: {before}{', ' if before else ''}{new} new."


NOTHING = (
    "You have opened no chapter in this browser yet. "
    "Begin with Images, or choose a part above to be asked about it."
)


# What is asked, and when -----------------------------------------------------------------------


def test_who_has_opened_nothing_is_told_so_and_can_choose_a_part(reader):
    reader.open()
    assert reader.count == NOTHING
    assert reader.quiz.count() == 0
    reader.page.get_by_label("Questions of").select_option("Part 2 · Learning")
    assert re.fullmatch(r"To be asked: \d+ new\.", reader.count)
    assert reader.quiz.locator(".from a").get_attribute("href").startswith("../learning/")


def test_missed_questions_come_back_first_and_known_ones_later(reader):
    reader.open(name="operations/pooling.html")
    assert "Review" in reader.page.locator("section#exercises a[href$='review.html']").inner_text()
    assert reader.open().count == asked(ALL)
    missed = reader.question
    said, back = reader.answer(right=False)
    mistake = missed["mistakes"][0]
    assert said.startswith(f"✗ Incorrect. {upper_first(mistake['name'])}: ")
    assert f"Reread “{mistake['reread']}”." in said
    assert back == "This question comes back tomorrow."
    assert reader.answer(right=True)[1] == back  # the second try moves nothing on
    reader.press("Next question")
    known = reader.question["id"]
    assert reader.answer(right=True)[1] == "This question comes back in 3 days."
    later = reader.open().question["id"]
    assert reader.count == asked(ALL - 2)
    assert later == reader.open().question["id"]  # a reload changes no order

    reader.today(1)
    assert reader.open().count == asked(ALL - 2, "1 missed")
    assert reader.question["id"] == missed["id"]
    assert reader.answer(right=True)[1] == "This question comes back in 3 days."

    reader.today(3)
    assert reader.open().count == asked(ALL - 2, "1 to repeat")
    assert reader.question["id"] == known
    assert reader.answer(right=False)[1] == "This question comes back tomorrow."
    assert reader.kept[known] == boxed(1, DAY + timedelta(3))  # and it stays solved


def test_a_question_waits_as_long_as_the_page_says_of_its_box(reader):
    reader.open()
    rows = reader.page.locator("article tbody tr").all_inner_texts()
    intervals = [re.fullmatch(r"(\d)\s+(\d+) days?", row).groups() for row in rows]
    assert [int(box) for box, _ in intervals] == [1, 2, 3, 4, 5]
    for box, days in intervals:
        for passed, is_due in ((int(days) - 1, False), (int(days), True)):
            reader.today(passed)
            reader.open({"pooling": "opened", ASKED: boxed(int(box))})
            assert ("missed" in reader.count or "repeat" in reader.count) == is_due
        assert reader.question["id"] == ASKED
        reader.answer(right=True)
        assert reader.kept[ASKED] == boxed(min(int(box) + 1, 5), DAY + timedelta(int(days)))


def test_an_answer_in_a_chapter_counts_as_one_here(reader):
    reader.open(name="operations/pooling.html")
    quiz = reader.page.locator("#quiz-pooling-output_shape")
    quiz.get_by_role("textbox").fill("1 1")
    quiz.get_by_role("button", name="Check").click()
    assert reader.kept == {"pooling": boxed(1, state="opened"), ASKED: boxed(1, state="tried")}
    map_of_chapters = reader.page.locator(".parts")
    reader.open(name="index.html")
    assert "review," in map_of_chapters.inner_text()
    reader.today(1)
    reader.open(name="index.html")
    assert "review (1 to ask again)," in map_of_chapters.inner_text()
    assert reader.open().question["id"] == ASKED


def test_when_all_is_done_the_page_says_so_and_asks_all_the_same(reader):
    reader.open({"xception": "opened"})
    total = int(re.search(r"\d+", reader.count)[0])
    for number in range(total):
        reader.answer(right=number > 0)
        reader.answer(right=True)
        reader.press("Next question")
    said = reader.place.inner_text()
    assert f"{total - 1} of {total} right at the first try." in said
    assert "The next question comes back tomorrow." in said
    reader.press("Ask all the same")
    assert reader.count.startswith("To be asked: 1 missed")
    before = reader.kept
    reader.answer(right=True)  # before its time
    reader.press("Next question")
    assert [entry["box"] for entry in reader.kept.values()] == [e["box"] for e in before.values()]


# What was kept ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kept",
    [
        {"pooling.gradient": "solved"},
        {"pooling.gradient": "solved", "backpropagation.pooling": "tried"},
        {"backpropagation.pooling": "solved", "pooling.gradient": "tried"},
    ],
    ids=["old name", "old name is better", "new name is better"],
)
def test_what_has_moved_counts_under_its_new_name(reader, kept):
    reader.open(kept, name="learning/backpropagation.html")
    counted = reader.page.locator("section#exercises > .cnn-progress")
    assert counted.text_content().startswith("1 of ")
    assert "tried" not in counted.text_content()
    assert reader.kept["backpropagation.pooling"]["state"] == "solved"
    assert "pooling.gradient" not in reader.kept


@pytest.mark.parametrize(
    ("kept", "count"),
    [
        ({ASKED: "tried", "pooling.one_map": "solved"}, asked(ALL - 1, "1 missed")),
        ({ASKED: "solved"}, asked(ALL - 1, "1 to repeat")),
        ({"pooling": "opened", "pooling.renamed": boxed(1)}, asked(ALL)),
        ({"pooling": "opened", "gone.away": "tried", "x": None, "y": 7}, asked(ALL)),
        ({ASKED: boxed(3, DAY + timedelta(99))}, asked(ALL - 1, "1 to repeat")),
        ({ASKED: boxed(9, DAY - timedelta(9))}, asked(ALL - 1, "1 to repeat")),
        ({ASKED: boxed(3, "soon")}, asked(ALL - 1, "1 to repeat")),
        ('{"pooling": ', NOTHING),
        ("null", NOTHING),
    ],
    ids=[
        "old, tried",
        "old, solved",
        "renamed",
        "unknown",
        "clock moved back",
        "no such box",
        "no day",
        "cut",
        "null",
    ],
)
def test_what_the_browser_has_kept_is_read(reader, kept, count):
    reader.open(kept)
    assert reader.count == count
    if count == NOTHING:
        reader.page.get_by_label("Questions of").select_option("Part 1 · Operations")
    name = reader.question["id"]
    reader.answer(right=True)
    assert reader.kept[name]["day"] == str(DAY)
    old = {name for name in kept if "." in name} if isinstance(kept, dict) else set()
    assert old <= set(reader.kept)


def test_the_section_to_reread_is_a_link(reader):
    reader.open({"xception": "opened"})
    reader.page.get_by_label("Questions of").select_option("Part 1 · Operations")
    mistake = reader.question["mistakes"][0]
    reader.answer(right=False)
    section = reader.quiz.get_by_role("status").first.get_by_role("link", name=mistake["reread"])
    section.click()
    heading = reader.page.locator("section:target > :is(h2, h3)")
    assert heading.inner_text().startswith(mistake["reread"])


def test_every_section_to_reread_is_on_its_page(build):
    text = (build / "_static/review_questions.js").read_text(encoding="utf-8")
    data = json.loads(text.partition("=")[2].strip().removesuffix(";"))
    for chapter in (chapter for part in data["parts"] for chapter in part["chapters"]):
        page = (build / chapter["page"]).with_suffix(".html").read_text(encoding="utf-8")
        missing = {i for i in chapter["sections"].values() if f'<section id="{i}">' not in page}
        assert not missing, chapter["page"]


def test_functions_are_listed_with_their_place(reader):
    reader.open({"pooling.one_map": "tried", "pooling.back": "gone"})
    functions = reader.place.locator("details.functions")
    assert functions.locator("summary").inner_text() == "Functions to write again: 1"
    functions.locator("summary").click()
    functions.get_by_role("link", name="max_pool").click()
    editor = reader.page.locator("#exercise-pooling-one_map")
    editor.get_by_role("textbox", name="max_pool").wait_for()
    assert reader.page.url.endswith("operations/pooling.html#exercise-pooling-one_map")


@pytest.mark.parametrize("method", ["setItem", "getItem"], ids=["full", "forbidden"])
def test_a_browser_that_keeps_nothing_asks_all_the_same(own_page, site, method):
    own_page.add_init_script(
        """for (const name of ["setItem", METHOD]) {
            const before = Storage.prototype[name];
            Storage.prototype[name] = function (key, ...value) {
                if (key.startsWith("cnn-lessons")) throw new DOMException("no", "SecurityError");
                return before.call(this, key, ...value);
            };
        }""".replace("METHOD", f'"{method}"')
    )
    reader = Reader(own_page, site).open()
    own_page.get_by_label("Questions of").select_option("Part 1 · Operations")
    first = reader.question["id"]
    assert "This browser keeps nothing" in reader.answer(right=False)[1]
    reader.press("Next question")
    assert reader.question["id"] != first


# Everywhere ------------------------------------------------------------------------------------


def test_keys_are_enough_and_the_focus_goes_with_the_question(reader):
    reader.open({"images": "opened"})
    keyboard = reader.page.keyboard
    first = reader.question["id"]
    reader.quiz.locator("input").first.focus()
    keyboard.press("Enter")
    assert "Not attempted" in reader.quiz.get_by_role("status").first.inner_text()
    reader.place.get_by_role("button", name="Next question").focus()
    keyboard.press("Enter")
    assert reader.question["id"] != first
    assert reader.page.evaluate("document.activeElement.closest('cnn-quiz') !== null")


def test_it_works_from_a_folder(reader, build):
    page = reader.page
    page.goto((build / "operations/pooling.html").as_uri())
    page.goto((build / REVIEW).as_uri())
    assert reader.count == asked(ALL)
    assert reader.answer(right=True)[1] == "This question comes back in 3 days."
    page.evaluate("localStorage.clear()")


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing_while_questions_are_asked(reader, theme, width):
    page = reader.page
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 844})
    reader.open({"pooling.one_map": "tried", "xception.own": "tried"})
    reader.place.locator("details.functions summary").click()
    reader.answer(right=False)
    page.mouse.move(0, 0)
    assert not axe_violations(page, AXE)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    while reader.quiz.count():
        reader.press("Next question")
    page.mouse.move(0, 0)
    assert not axe_violations(page, AXE)
