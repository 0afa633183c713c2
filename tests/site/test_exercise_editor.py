"""The editor under a function exercise: keys, Check and Stop, what it keeps, and how it looks."""

import re

import pytest
from accessibility import axe_violations

pytestmark = pytest.mark.browser

CHAPTER = "operations/pooling.html"
RIGHT = """def max_pool(feature_map, pool_size, strides):
    H, W = feature_map.shape
    rows = range(0, H - pool_size + 1, strides)
    columns = range(0, W - pool_size + 1, strides)
    outputs = np.zeros((len(rows), len(columns)))
    for i, top in enumerate(rows):
        for j, left in enumerate(columns):
            outputs[i, j] = feature_map[top : top + pool_size, left : left + pool_size].max()
    return outputs
"""
WRONG = RIGHT.replace(".max()", ".mean()")
STARTER = "def max_pool(feature_map, pool_size, strides):\n    ...\n"
ENDLESS = "def max_pool(feature_map, pool_size, strides):\n    while True:\n        pass\n"
LIMIT_IN_TEST = 600  # milliseconds


@pytest.fixture
def editor(page, site):
    """Return the first editor of a chapter, of a reader who has been nowhere before."""
    forget(page, site)
    page.goto(f"{site}/{CHAPTER}")
    return page.locator("cnn-exercise").first


@pytest.fixture(scope="module")
def asked_before(new_context, site):
    """Return the first editor of a chapter where others were answered before."""
    faults = []
    with new_context(faults) as context:
        page = context.new_page()
        page.goto(f"{site}/{CHAPTER}")
        yield page.locator("cnn-exercise").first
    assert not faults, "\n".join(faults)


def forget(page, site):
    """Leave nothing that the pages of the site keep in the browser."""
    session = page.context.new_cdp_session(page)
    kept = {"origin": site, "storageTypes": "local_storage"}
    session.send("Storage.clearDataForOrigin", kept)
    session.detach()


def text_of(editor):
    return editor.get_by_role("textbox").input_value()


def press(editor, name):
    editor.get_by_role("button", name=name).click()


def feedback(editor, answer=None):
    """Check an answer, and return what is said about it."""
    if answer is not None:
        editor.get_by_role("textbox").fill(answer)
    press(editor, "Check")
    editor.locator(".status strong").wait_for()
    return editor.get_by_role("status").inner_text()


# What an answer hears ---------------------------------------------------------------------------


def test_editor_takes_the_place_of_its_cell(page, editor):
    assert text_of(editor) == STARTER
    cell = page.locator("div.cell", has_text="exercises.one_map.check(max_pool)")
    assert not cell.is_visible()
    cell.page.emulate_media(media="print")
    assert cell.is_visible()
    assert not editor.is_visible()
    cell.page.emulate_media(media="screen")


def test_nothing_is_loaded_before_the_first_check(page, site, editor):
    asked = []
    page.on(
        "request", lambda request: asked.append(request.url.rpartition("/")[2].partition("?")[0])
    )
    page.reload()
    page.wait_for_load_state("networkidle")
    late = {"micropython.mjs", "micropython.wasm", "python.json", "pooling.js"}
    assert not late & set(asked)
    feedback(editor)
    assert late <= set(asked)


def test_answers_hear_what_they_hear_in_the_notebook(asked_before):
    assert feedback(asked_before).startswith("○ Not attempted. Write the body of max_pool")
    assert feedback(asked_before, RIGHT) == "✓ Correct. max_pool is right on all 4 cases."
    said = feedback(asked_before, WRONG)
    assert said.startswith("✗ Incorrect. max_pool(feature_map, pool_size, strides) returned")
    assert "Mean instead of maximum: That is average pooling." in said
    assert "Reread “Keep one number of each window”." in said


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("def max_pool(a, b, c):\n    return 3 +\n", "Line 2, return 3 +: SyntaxError"),
        ("def max_pool(a, b, c):\n  x = 1\n    y = 2\n", "Line 3, y = 2: IndentationError"),
        ("x = 1 / 0\n", "Line 1, x = 1 / 0: ZeroDivisionError: division by zero."),
        ("def max_pool(a, b, c):\n    return a[9]\n", "IndexError: index 9 is out of bounds"),
        (
            "def max_pool(a, b, c):\n    return maximum(a)\n",
            "name 'maximum' is not defined",
        ),
        (
            "def max_pool(a, b, c):\n    return max_pool(a, b, c)\n",
            "RecursionError",
        ),
    ],
)
def test_errors_name_their_line(asked_before, answer, said):
    found = feedback(asked_before, answer)
    assert found.startswith("! Your code raised an error.")
    assert said in found


@pytest.mark.parametrize(
    ("answer", "lack"),
    [
        ("def max_pool(a, b, c):\n    return np.histogram2d(a, a)\n", "Np.histogram2d is not"),
        ("def max_pool(a, b, c):\n    return a.view()\n", ".view of an array is not"),
        ("def max_pool(a, b, c):\n    return max_pool2d(a)\n", "Max_pool2d is not"),
        ("def max_pool(a, b, c):\n    return b < a\n", "An array behind a number, in return b < a"),
        ("import pandas\n", "Import pandas is not"),
        ("def max_pool(a, b, c):\n    return np.zeros((9999, 9999, 9))\n", "Memory for an array"),
        (
            "def max_pool(a, b, c):\n    match b:\n        case 1:\n            return a\n",
            "Match is",
        ),
        ("def max_pool(a, b, c):\n    return a.max().astype(int)\n", ".astype of a single number"),
        (
            "def max_pool(a, b, c):\n    return np.max(a, where=a > 0, initial=0)\n",
            "Np.max",
        ),
    ],
)
def test_what_the_page_lacks_is_never_called_incorrect(asked_before, answer, lack):
    found = feedback(asked_before, answer)
    assert found.startswith("? Cannot check here.")
    assert lack.lower() in found.lower()
    link = asked_before.get_by_role("link", name="Open this chapter on Colab")
    assert "/operations/pooling.ipynb" in link.get_attribute("href")


@pytest.mark.parametrize(
    "answer",
    [
        "[*range(3), 4][::-1]",
        "(*'ab', 'c')[::-1]",
        "{**{'z': 1}, 'a': 2, 'm': 3}",
        "{k: len(k) for k in ['zz', 'a', 'mmm']}",
        "sorted(['bb', 'a', 'cc', 'd'], key=len, reverse=True)",
        "(lambda text: text[::-1] + 'x' * 3)('turned')",
        "list(zip([1, 2], [3, 4], strict=True))",
        "[(0 < np.arange(3)).tolist(), 1 <= 2 < 3, -1 == -1, 5 >> 1, 1 if 0 != 1 else 2]",
        "[int(n) for n in np.arange(6)[::-2]]",
        "[math.prod([2, 3]), math.comb(5, 2), math.hypot(3, 4), math.isqrt(17), math.factorial(5)]",
        "[*itertools.product([0, 1], repeat=2), *itertools.pairwise('abc')]",
        "[(lambda *a, b=2: a + (b,))(*[1, 2]), f'{1 / 3:.2f} {[1, 2]!r:>8}']",
        "[0] * 2 + [x for y in [[1], [2, 3]] for x in y][-1:-3:-1]",
    ],
)
def test_pythons_own_grammar_works(asked_before, answer):
    source = f"import itertools\nimport math\n\nprint({answer})\n"
    names = {"np": __import__("numpy"), "math": __import__("math")}
    names["itertools"] = __import__("itertools")
    expected = str(eval(answer, names))
    said = feedback(asked_before, source)
    printed = said.partition("Printed:")[2].strip().splitlines()[0]
    assert re.sub(r"OrderedDict\((.*)\)", r"\1", printed) == expected


def test_what_is_printed_is_shown(asked_before):
    answer = "print('outside')\n" + WRONG.replace("return", "print(W)\n    return")
    said = feedback(asked_before, answer)
    assert said.startswith("Printed:\n\noutside")
    assert said.rstrip().endswith("Printed:\n\n5")


def test_answers_above_can_be_called(page, site):
    forget(page, site)
    page.goto(f"{site}/operations/convolution.html")
    above, below = (
        page.locator("cnn-exercise", has=page.get_by_role("textbox", name=name))
        for name in ("apply_kernel", "convolve")
    )
    above.get_by_role("textbox").fill("def apply_kernel(image, kernel):\n    return 'called'\n")
    starter = text_of(below).replace("...", "return apply_kernel(image, kernel)")
    assert "called" in feedback(below, starter)


# Stop ------------------------------------------------------------------------------------------


def test_stop_ends_a_loop_and_the_next_answer_is_checked(page, editor):
    editor.get_by_role("textbox").fill(ENDLESS)
    press(editor, "Check")
    stop = editor.get_by_role("button", name="Stop")
    page.wait_for_timeout(LIMIT_IN_TEST)
    stop.click()
    assert editor.get_by_role("status").inner_text() == "Stopped."
    assert not stop.is_visible()
    assert page.evaluate("document.activeElement.textContent") == "Check"
    assert feedback(editor, RIGHT).startswith("✓ Correct.")


def test_an_endless_loop_is_stopped_after_ten_seconds(page, editor):
    page.evaluate(
        """(short) => {
            const later = window.setTimeout;
            window.setTimeout = (f, ms) => later(f, ms === 10_000 ? short : ms);
        }""",
        LIMIT_IN_TEST,
    )
    editor.get_by_role("textbox").fill(ENDLESS)
    press(editor, "Check")
    editor.locator("[data-state=stopped]").wait_for()
    assert "Stopped after 10 seconds" in editor.get_by_role("status").inner_text()


def test_a_second_check_stops_the_first(page, editor):
    editor.get_by_role("textbox").fill(ENDLESS)
    press(editor, "Check")
    other = page.locator("cnn-exercise").nth(1)
    assert "Not attempted" in feedback(other)
    assert "another answer" in editor.get_by_role("status").inner_text()


# Keys ------------------------------------------------------------------------------------------


def test_tab_indents_and_escape_lets_it_go(page, editor):
    area = editor.get_by_role("textbox")
    area.fill("")
    area.press_sequentially("def f(x):")
    area.press("Enter")
    area.press_sequentially("if x:")
    area.press("Enter")
    area.press_sequentially("return 1")
    area.press("Enter")
    area.press("Shift+Tab")
    area.press_sequentially("return 2")
    assert text_of(editor) == "def f(x):\n    if x:\n        return 1\n    return 2"
    area.press("ControlOrMeta+a")
    area.press("Tab")
    assert text_of(editor).startswith("    def f(x):\n        if x:")
    area.press("Shift+Tab")
    area.press("ControlOrMeta+z")
    assert text_of(editor).startswith("    def f(x):")
    area.press("Escape")
    area.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Check"
    page.keyboard.press("Shift+Tab")
    assert area.evaluate("(e) => e === document.activeElement")


def test_control_enter_checks(editor):
    area = editor.get_by_role("textbox")
    area.fill(RIGHT)
    area.press("Control+Enter")
    editor.locator(".status strong").wait_for()
    assert "✓ Correct." in editor.get_by_role("status").inner_text()
    assert text_of(editor) == RIGHT


# What is kept ----------------------------------------------------------------------------------


def test_text_survives_a_reload_and_start_again_brings_the_starter(page, editor):
    editor.get_by_role("textbox").fill(WRONG)
    page.reload()
    assert text_of(editor) == WRONG
    press(editor, "Start again")
    assert text_of(editor) == STARTER
    page.keyboard.press("ControlOrMeta+z")
    assert text_of(editor) == WRONG
    press(editor, "Start again")
    page.reload()
    assert text_of(editor) == STARTER
    assert page.evaluate("Object.keys(localStorage).filter((k) => k.includes('answer'))") == []


def test_progress_is_shown_in_the_chapter_and_on_the_map(page, site, editor):
    assert (
        page.locator(".cnn-progress").all_inner_texts().count("")
        == page.locator(".cnn-progress").count()
    )
    feedback(editor, WRONG)
    assert editor.locator(".title").inner_text().endswith("○ tried")
    feedback(editor, RIGHT)
    assert editor.locator(".title").inner_text().endswith("✓ solved")
    feedback(editor, WRONG)  # what was solved stays solved
    quiz = page.locator("cnn-quiz").first
    quiz.get_by_role("textbox").fill("123456")
    quiz.get_by_role("button", name="Check").click()
    total = len(
        {
            *page.evaluate(
                "[...document.querySelectorAll('cnn-quiz, cnn-exercise')].map((e) => e.data.id)"
            )
        }
    )
    said = f"1 of {total} solved, 1 tried"
    assert page.locator("section#exercises > .cnn-progress").inner_text() == said
    page.goto(f"{site}/index.html")
    card = page.locator(".part", has=page.locator('a[href="operations/pooling.html"]'))
    assert f"({said})" in card.inner_text()


def test_a_browser_that_keeps_nothing_checks_all_the_same(page, editor):
    page.evaluate(
        """() => {
            const set = Storage.prototype.setItem;
            Storage.prototype.setItem = function (key, value) {
                if (key.startsWith("cnn-lessons")) throw new Error("full");
                set.call(this, key, value);
            };
        }"""
    )
    assert feedback(editor, RIGHT).startswith("✓ Correct.")


# Everywhere ------------------------------------------------------------------------------------


def test_from_a_file_functions_are_judged_as_well(page, build):
    page.goto((build / CHAPTER).as_uri())
    editor = page.locator("cnn-exercise").first
    assert feedback(editor, WRONG).startswith("✗ Incorrect.")
    assert feedback(editor, RIGHT).startswith("✓ Correct.")


def test_what_cannot_be_loaded_is_said(page, editor, faults):
    page.route("**/python.json*", lambda route: route.abort())
    assert feedback(editor, RIGHT).startswith("? Cannot check here.")
    page.unroute("**/python.json*")
    assert feedback(editor).startswith("✓ Correct.")
    faults.clear()


def test_axe_finds_nothing_in_the_feedback(page, editor):
    editors = page.locator("cnn-exercise")
    average = text_of(editors.nth(2)).replace("...", "return feature_maps.mean(axis=(1, 2))")
    answers = {WRONG: "✗", "import pandas\n": "?", average: "✓"}
    for answered, (answer, sign) in zip(editors.all(), answers.items(), strict=True):
        assert feedback(answered, answer).startswith(sign)
    judge_in_all_looks(page)
    assert feedback(editor, "x = 1 / 0\n").startswith("!")
    judge_in_all_looks(page)


def judge_in_all_looks(page):
    page.mouse.move(0, 0)  # the theme's button under it would be in its other colour
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 844})
            assert not axe_violations(page, within="cnn-exercise")
            assert page.evaluate("document.documentElement.scrollWidth") <= width
