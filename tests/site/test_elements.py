"""The elements' JavaScript in a browser, judged by the package's Python functions."""

import re
from itertools import product

import numpy as np
import pytest
from accessibility import axe_violations
from element_page import LOOKS, begin, cells, document, marked, numbers, said, show

from cnn_lessons.elements.quiz import quiz_html
from cnn_lessons.elements.sliding_window import SlidingWindow

pytestmark = pytest.mark.browser

IMAGE = [[1, 2, 0, 1, 3], [0, 1, 3, 2, 1], [2, 0, 1, 0, 2], [1, 3, 2, 1, 0]]
EDGES = [[1, 0, -1], [1, 0, -1], [1, 0, -1]]
NUMBER = {
    "id": "convolution.weights",
    "kind": "number",
    "prompt": "How many weights has <code>VGG-16</code>?",
    "unit": "weights",
    "choices": [],
    "answer": 138_357_544,
    "tolerance": 0,
    "correct": "Most of them in the <em>first</em> dense layer.",
    "mistakes": [
        {"name": "no <biases>", "answer": 138_344_128, "advice": "Add them.", "reread": "Costs"},
        {"name": "VGG-19", "answer": 143_667_240, "advice": "Three <em>fewer</em>.", "reread": ""},
    ],
    "generic": "None that we know.",
    "hints": ["Layer by layer.", "And biases."],
}
SHAPE = NUMBER | {
    "id": "convolution.shape",
    "kind": "shape",
    "unit": "",
    "answer": [2, 30, 30, 8],
    "mistakes": [
        {"name": "depth kept", "answer": [2, 30, 30, 3], "advice": "It sums.", "reread": ""}
    ],
}
CHOICE = NUMBER | {
    "id": "convolution.choice",
    "kind": "choice",
    "unit": "",
    "choices": ["a <code>$x$</code>", "b", "c"],
    "answer": 2,
    "mistakes": [{"name": "the other", "answer": 0, "advice": "It is not a.", "reread": ""}],
}


def ask(page, *questions):
    """Open a page with quizzes, and return the first as a locator."""
    page.set_content(document("".join(quiz_html(question) for question in questions)))
    return page.locator("cnn-quiz").first


# The sliding window: its numbers -----------------------------------------------


def windows_of_all_kinds():
    """Yield every setting that fits, on sizes that are prime and unequal, or even."""
    rng = np.random.default_rng(0)
    sizes = product([(7, 5), (4, 6), (1, 3)], [(3, 2), (2, 3), (3, 3), (1, 1)])
    settings = product([1, 2, 3, (1, 2)], ["valid", "same", 1, ((1, 0), (0, 2))], [1, 2, (2, 1)])
    for (image_size, kernel_size), (strides, padding, dilation_rate) in product(sizes, settings):
        image = rng.integers(-9, 10, image_size)
        kernel = rng.integers(-9, 10, kernel_size) / 4
        try:
            yield SlidingWindow(image, kernel, strides, padding, dilation_rate)
        except ValueError as error:
            assert "does not fit" in str(error)


def test_page_computes_what_conv2d_computes(page):
    show(page, SlidingWindow([[1]], [[1]]))
    compute = """(html) => {
        document.querySelector("main").innerHTML = html;
        const { outputs, tables } = document.querySelector("cnn-sliding-window").now;
        return [outputs, tables[0].rows.map((row) => row.map((pixel) => pixel ?? null))];
    }"""
    windows = list(windows_of_all_kinds())
    assert len(windows) > 350
    for window in windows:
        # The script is on the page already, as after the first output in a notebook.
        html = re.search(r"<cnn-sliding-window.*</cnn-sliding-window>", window._repr_html_(), re.S)
        outputs, padded = page.evaluate(compute, html[0])
        np.testing.assert_allclose(outputs, window.outputs, err_msg=repr(window))
        zeros = np.pad(np.zeros(window.image.shape), window.window.padding, constant_values=1)
        is_padding = [[value is None for value in row] for row in padded]
        np.testing.assert_array_equal(is_padding, zeros == 1, err_msg=repr(window))


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"padding": "same", "strides": 2},
        {"padding": ((1, 0), (0, 2)), "dilation_rate": (1, 2)},
        {"padding": 2, "strides": (2, 1), "dilation_rate": 2},
    ],
)
def test_page_writes_the_tables_of_the_fallback(page, settings):
    window = SlidingWindow(IMAGE, [[1, 0.125], [-1 / 3, 2.5]], **settings)
    without_script = re.sub(r"<script>.*?</script>", "", window._repr_html_(), flags=re.S)
    page.set_content(document(without_script))
    fallback = page.locator("cnn-sliding-window")
    names = ["Input", "Kernel", "Output"]
    before = [cells(fallback, name) for name in names]
    captions = fallback.locator("figcaption").all_inner_texts()

    element = show_on_a_fresh_page(page, window)

    assert said(element) == "Before the first step Press Next."
    assert [marked(element, name) for name in names] == [[], [], []]
    assert [cells(element, name) for name in names] == before
    assert element.locator("figcaption").all_inner_texts() == captions


def test_page_writes_numbers_as_the_fallback_does(page):
    sizes = [0.0004, 0.0625, 0.9996, 1.005, 2.675, 12.345, 99.996, 138.85, 1e4, 123456.78]
    window = SlidingWindow([[-0.0, *sizes], [0, *np.negative(sizes)]], [[1]])
    fallback = window._repr_html_().partition('aria-label="Kernel"')[0]
    written = re.findall(r"<td[^>]*>(?:<b>)?([^<]*)", fallback)
    first, second = cells(show(page, window), "Input")
    assert first + second == written


def show_on_a_fresh_page(page, *windows):
    """Show windows on a page that has not met the element (`set_content` keeps definitions)."""
    page.goto("about:blank")
    return show(page, *windows)


def test_every_step_marks_the_pixels_it_touches_and_writes_their_sum(page):
    window = SlidingWindow(
        IMAGE, [[1, -1]], strides=(2, 1), padding=((0, 0), (1, 0)), dilation_rate=(1, 2)
    )
    element = begin(page, window)
    padded = numbers(cells(element, "Input"))
    slider = element.get_by_role("slider")
    for i, j in np.ndindex(window.outputs.shape):
        assert marked(element, "Input") == [[2 * i, j], [2 * i, j + 2]]
        assert marked(element, "Output") == [[i, j]]
        first, second, total = padded[2 * i][j], padded[2 * i][j + 2], window.outputs[i, j]
        text = f"Row {i + 1}, column {j + 1}: {first:g}·1 + {second:g}·(−1) = {total:g}"
        assert said(element) == text.replace("-", "−")
        total = f"{total:g}".replace("-", "−")
        assert (
            slider.get_attribute("aria-valuetext") == f"row {i + 1}, column {j + 1}, output {total}"
        )
        slider.press("ArrowRight")


@pytest.mark.parametrize(
    ("kernel", "text"),
    [
        ([[1, 0], [0.5, -1]], "1·1 + 2·0 + 0·0.5 + 1·(−1) = 0"),
        ([[1 / 9]], "1·0.111 ≈ 0.111"),
        (np.full((1, 3), 1 / 3), "1·0.333 + 2·0.333 + 0·0.333 ≈ 1"),
    ],
)
def test_a_sum_is_said_to_be_rounded_where_it_is(page, kernel, text):
    element = begin(page, SlidingWindow([[1, 2, 0], [0, 1, 3]], kernel))
    assert said(element) == f"Row 1, column 1: {text}"


def test_a_long_sum_is_cut_in_the_middle(page):
    text = said(begin(page, SlidingWindow(np.ones((9, 9)), np.ones((7, 8)))))
    assert text.count("1·1 + 1·1 + 1·1 + … + 1·1") == 4
    assert text.endswith("+ … + 1·1 + 1·1 + 1·1 + … + 1·1 = 56")


@pytest.mark.parametrize("width", [1280, 390])
def test_next_stays_where_it_is_while_the_sums_come(page, width):
    page.set_viewport_size({"width": width, "height": 844})
    element = show(page, SlidingWindow(IMAGE, EDGES))
    button = element.get_by_role("button", name="Next")
    before = button.bounding_box()
    for _ in range(3):
        button.click()
        assert button.bounding_box() == pytest.approx(before, abs=2)


def test_outputs_still_to_come_are_blank(page):
    element = show(page, SlidingWindow(IMAGE, EDGES))
    assert cells(element, "Output") == [["", "", ""], ["", "", ""]]
    assert element.locator(".frame").is_hidden()
    for _ in range(3):
        element.get_by_role("button", name="Next").click()
    assert cells(element, "Output") == [["−1", "0", "−2"], ["", "", ""]]
    element.get_by_role("button", name="Back").click()
    assert cells(element, "Output") == [["−1", "0", ""], ["", "", ""]]
    for _ in range(3):
        element.get_by_role("button", name="Back").click()
    assert said(element) == "Before the first step Press Next."
    assert element.get_by_role("slider").get_attribute("aria-valuetext") == "before the first step"
    assert marked(element, "Input") == marked(element, "Output") == []


def test_weights_stand_beside_the_pixels_they_meet_where_they_are_short(page):
    for kernel, shown in ((EDGES, ["×1", "×0", "×−1"]), (np.full((3, 3), 1 / 9), [None] * 3)):
        element = begin(page, SlidingWindow(IMAGE, kernel))
        weights = element.locator(".input td.on").evaluate_all(
            "cells => cells.map((cell) => cell.dataset.label ?? null)"
        )
        assert weights == shown * 3


def test_frame_lies_around_the_window(page):
    element = begin(page, SlidingWindow(IMAGE, [[1, 1], [1, 1]], padding=1, dilation_rate=(1, 2)))
    element.get_by_role("slider").press("ArrowDown")
    element.get_by_role("slider").press("ArrowRight")
    page.wait_for_timeout(400)  # it glides
    frame = element.locator(".frame").bounding_box()
    boxes = [cell.bounding_box() for cell in element.locator(".input td.on").all()]
    edges = (frame["x"], frame["y"], frame["x"] + frame["width"], frame["y"] + frame["height"])
    expected = (
        min(box["x"] for box in boxes),
        min(box["y"] for box in boxes),
        max(box["x"] + box["width"] for box in boxes),
        max(box["y"] + box["height"] for box in boxes),
    )
    assert edges == pytest.approx(expected, abs=1.5)


# The sliding window: its controls ----------------------------------------------


def test_keyboard_moves_the_window(page):
    element = show(page, SlidingWindow(IMAGE, EDGES))  # 2 × 3 outputs
    slider = element.get_by_role("slider")
    for key, place in [
        ("ArrowLeft", None),
        ("ArrowUp", None),
        ("ArrowDown", [0, 0]),
        ("ArrowUp", [0, 0]),
        ("ArrowRight", [0, 1]),
        ("ArrowDown", [1, 1]),
        ("ArrowDown", [1, 1]),
        ("ArrowRight", [1, 2]),
        ("ArrowRight", [1, 2]),
        ("ArrowUp", [0, 2]),
        ("ArrowUp", [0, 2]),
        ("ArrowRight", [1, 0]),
        ("Home", None),
        ("ArrowRight", [0, 0]),
        ("ArrowLeft", None),
        ("End", [1, 2]),
    ]:
        slider.press(key)
        assert marked(element, "Output") == ([place] if place else []), key
    element.get_by_role("button", name="Back").press("ArrowLeft")
    assert marked(element, "Output") == [[1, 1]]


def test_controls_are_reached_with_the_tab_key_in_reading_order(page):
    show(page, SlidingWindow(IMAGE, EDGES))
    reached = []
    for _ in range(7):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("document.activeElement.className || document.activeElement.name")
        )
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"
    assert reached == ["back", "play", "next", "", "strides", "padding", "dilation_rate"]


def test_window_stays_in_sight_where_tables_scroll_sideways(page):
    page.set_viewport_size({"width": 390, "height": 844})
    element = show(page, SlidingWindow(np.ones((16, 16)), EDGES, padding=1))
    for key in ("End", "ArrowLeft"):
        element.get_by_role("slider").press(key)
        for cell in element.locator(".on").all():
            box = cell.bounding_box()
            assert 0 <= box["x"] <= 390 - box["width"], key


@pytest.mark.parametrize("width", [1280, 390])
def test_the_sites_own_outputs_do_not_make_a_table_scroll(page, width):
    page.set_viewport_size({"width": width, "height": 844})
    site = "<style>div.cell_output .output { max-width: 100%; overflow-x: auto }</style>"
    html = SlidingWindow(IMAGE, EDGES)._repr_html_()
    page.set_content(
        document(f'{site}<div class="cell_output"><div class="output">{html}</div></div>')
    )
    overflow = page.locator("figure.output").evaluate("it => getComputedStyle(it).overflowY")
    assert overflow == "visible"


def test_a_click_on_an_output_goes_there(page):
    element = show(page, SlidingWindow(IMAGE, EDGES))
    element.locator(".output td").nth(4).click()
    assert marked(element, "Output") == [[1, 1]]


@pytest.mark.parametrize("key", ["Space", "Enter"])
def test_play_slides_to_the_end_and_starts_again(stopped_page, key):
    element = show(stopped_page, SlidingWindow(IMAGE, EDGES))
    play = element.locator(".play")
    live = element.locator("[aria-live]")
    assert live.get_attribute("aria-live") == "polite"

    play.press(key)
    assert play.inner_text() == "Pause"
    assert live.get_attribute("aria-live") == "off"
    stopped_page.clock.run_for(2500)
    assert marked(element, "Output") == [[0, 2]]
    play.press(key)
    stopped_page.clock.run_for(5000)
    assert play.inner_text() == "Play"
    assert live.get_attribute("aria-live") == "polite"
    assert marked(element, "Output") == [[0, 2]]

    play.press(key)
    stopped_page.clock.run_for(5000)
    assert play.inner_text() == "Play"
    assert marked(element, "Output") == [[1, 2]]
    play.press(key)
    assert marked(element, "Output") == []
    stopped_page.clock.run_for(900)
    assert marked(element, "Output") == [[0, 0]]


def test_any_other_control_stops_the_play(stopped_page):
    element = show(stopped_page, SlidingWindow(IMAGE, EDGES))
    for use in (
        lambda: element.get_by_role("button", name="Next").click(),
        lambda: element.get_by_role("slider").press("Home"),
        lambda: element.get_by_label("Stride").select_option("2"),
    ):
        element.locator(".play").click()
        use()
        assert element.locator(".play").inner_text() == "Play"


def test_play_is_slower_and_does_not_glide_where_motion_is_unwelcome(stopped_page):
    stopped_page.emulate_media(reduced_motion="reduce")
    element = show(stopped_page, SlidingWindow(IMAGE, EDGES))
    glide = "frame => getComputedStyle(frame).transitionDuration"
    assert element.locator(".frame").evaluate(glide) == "0s"
    element.locator(".play").click()
    stopped_page.clock.run_for(1000)
    assert marked(element, "Output") == []
    stopped_page.clock.run_for(1000)
    assert marked(element, "Output") == [[0, 0]]


def test_menus_start_at_the_settings_given(page):
    window = SlidingWindow(
        IMAGE, EDGES, strides=(1, 2), padding=((1, 0), (2, 1)), dilation_rate=(2, 1)
    )
    element = show(page, window)
    chosen = "menu => menu.selectedOptions[0].textContent"
    assert element.get_by_label("Stride").evaluate(chosen) == "1 × 2"
    assert element.get_by_label("Padding").evaluate(chosen) == "top 1, bottom 0, left 2, right 1"
    assert element.get_by_label("Dilation").evaluate(chosen) == "2 × 1"
    options = element.locator("select").evaluate_all(
        "menus => menus.map((menu) => [...menu.options].map((option) => option.textContent))"
    )
    assert options == [
        ["1", "2", "3", "1 × 2"],
        ["valid", "same", "top 1, bottom 0, left 2, right 1"],
        ["1", "2", "2 × 1"],
    ]


def test_menus_recompute_what_conv2d_computes(page):
    element = show(page, SlidingWindow(IMAGE, EDGES, padding=1))
    element.get_by_role("slider").press("End")
    for stride, padding, dilation in product("123", ["valid", "same", "1 on each side"], "12"):
        # "same" first: every stride and dilation fits on it
        element.get_by_label("Padding").select_option("same")
        element.get_by_label("Stride").select_option(stride)
        element.get_by_label("Dilation").select_option(dilation)
        element.get_by_label("Padding").select_option(padding)
        arguments = (int(stride), 1 if padding[0] == "1" else padding, int(dilation))
        try:
            expected = SlidingWindow(IMAGE, EDGES, *arguments).outputs
        except ValueError:
            assert "does not fit" in said(element)
            continue
        assert marked(element, "Output") == []
        element.get_by_role("slider").press("End")
        np.testing.assert_allclose(numbers(cells(element, "Output")), expected)


def test_a_window_that_does_not_fit_is_said_in_words(page):
    element = show(page, SlidingWindow(IMAGE, EDGES))
    element.get_by_label("Dilation").select_option("2")
    assert said(element) == (
        "A window of 5 × 5 pixels does not fit on 4 × 5 pixels. "
        "Choose a smaller dilation, or the padding “same”."
    )
    assert element.get_by_role("table", name="Output").count() == 0
    assert element.locator("button:enabled, [type=range]:enabled").count() == 0
    element.get_by_label("Padding").select_option("same")
    assert said(element) == "Before the first step Press Next."
    assert element.locator("button:enabled").count() == 3


def test_two_windows_on_a_page_do_not_share_anything(page):
    show(page, SlidingWindow(IMAGE, EDGES), SlidingWindow(IMAGE, [[2]]))
    first, second = page.locator("cnn-sliding-window").all()
    second.get_by_role("slider").press("ArrowRight")
    assert said(first) == "Before the first step Press Next."
    assert said(second) == "Row 1, column 1: 1·2 = 2"


# The quiz ----------------------------------------------------------------------


def answer(quiz, text):
    """Type an answer, press Enter, and return what the quiz says."""
    quiz.get_by_role("textbox").fill(text)
    quiz.get_by_role("textbox").press("Enter")
    return quiz.get_by_role("status").inner_text()


def test_quiz_says_why_a_right_answer_is_right(page):
    quiz = ask(page, NUMBER)
    assert quiz.get_by_role("status").inner_text() == ""
    right = "✓ Correct. Most of them in the first dense layer."
    assert answer(quiz, "138357544") == right
    assert quiz.get_by_role("status").locator("em").inner_text() == "first"


def test_quiz_names_each_known_mistake(page):
    quiz = ask(page, NUMBER)
    advice = "✗ Incorrect. No <biases>: Add them. Reread “Costs”."
    assert answer(quiz, "138344128") == advice
    assert answer(quiz, "143667240") == "✗ Incorrect. VGG-19: Three fewer."


def test_quiz_names_a_slip_by_any_of_its_answers_and_what_lies_between_whole_numbers(page):
    slips = [
        {"name": "off by one", "answers": [138_357_543, 138_357_545], "advice": "Count."},
        {"name": "no <biases>", "answers": [138_344_128], "advice": "A slip."},
        {"name": "not rounded", "answers": [], "between": 1, "advice": "Up or down?"},
    ]
    quiz = ask(page, NUMBER | {"slips": slips})
    assert answer(quiz, "138357545") == "✗ Incorrect. Off by one: Count."
    assert "No <biases>: Add them." in answer(quiz, "138344128")  # known ones go first
    assert answer(quiz, "138357544.5") == "✗ Incorrect. Not rounded: Up or down?"
    assert answer(quiz, "138357546") == "✗ Incorrect. None that we know."


def test_quiz_has_a_word_for_unknown_mistakes(page):
    assert answer(ask(page, NUMBER), "5") == "✗ Incorrect. None that we know."


@pytest.mark.parametrize(
    "text",
    ["", " ", "many", "1/0", "1/2/3", "1,2,3", "10,20,30", "1 2", "--5", "NaN", "%", "5 % %"],
)
def test_quiz_does_not_judge_what_is_not_a_number(page, text):
    asked = "○ Not attempted. Type a number, such as 26, 0.5 or 1/2."
    assert answer(ask(page, NUMBER), text) == asked


@pytest.mark.parametrize(
    ("right", "texts"),
    [
        (
            138_357_544,
            [
                "138357544",
                " 138357544 ",
                "+138357544",
                "138,357,544",
                "138_357_544",
                "138 357 544",
                "138\u202f357\u00a0544",
                "138'357'544",
                "138’357’544",
                "13,83,57,544",
                "1,3835,7544",
                "１３８，３５７，５４４",
                "138.357.544",
                "138357544.0",
                "138,357,544.0",
                "1.38357544e8",
                "276715088/2",
                "138,357,544 weights",
                "138357544Weights",
            ],
        ),
        (1234, ["1,234", "1 234", "1.234,0", "2,468 / 2"]),
        (-4, ["-4", "−4", "–4", "- 4".replace(" ", ""), "-8/2"]),
        (0.5, ["0.5", "0,5", ".5", ",5", "1/2", "-1/-2", "5e-1", "5E-1", "50 %", "50%", "５０％"]),
        (1234.5, ["1,234.5", "1.234,5", "1234,5", "1 234,5", "1_234.5"]),
        (1.234, ["1.234", "1,234"]),
        (0, ["0", "-0", "0,0", "0/7"]),
    ],
)
def test_quiz_reads_numbers_as_people_write_them(page, right, texts):
    quiz = ask(page, NUMBER | {"answer": right})
    for text in texts:
        assert answer(quiz, text).startswith("✓ Correct."), text


@pytest.mark.parametrize(
    ("right", "texts"),
    [
        (125, ["0,125", "0.125", "125.5", "125 %"]),
        (1234, ["1.234"]),
        (1.234, ["1234"]),
        (0.5, ["0.50001"]),
    ],
)
def test_quiz_does_not_read_a_wrong_number_as_the_right_one(page, right, texts):
    quiz = ask(page, NUMBER | {"answer": right})
    for text in texts:
        assert answer(quiz, text).startswith("✗ Incorrect."), text


def test_quiz_accepts_a_real_number_within_its_tolerance(page):
    quiz = ask(page, NUMBER | {"answer": -2.25, "tolerance": 0.01})
    assert answer(quiz, "-2.27").startswith("✓")
    assert answer(quiz, "-2.28").startswith("✗")
    assert answer(quiz, "2.25").startswith("✗")


def test_quiz_reads_shapes_as_people_write_them(page):
    quiz = ask(page, SHAPE)
    for text in [
        "(2, 30, 30, 8)",
        "[2,30,30,8]",
        "2, 30, 30, 8",
        "2x30x30x8",
        "2 X 30 X 30 X 8",
        "2 × 30 × 30 × 8",
        "2 30 30 8",
        "2*30*30*8",
        "(2, 30, 30, 8,)",
        "( 2 , 30 , 30 , 8 )",
        "（２，３０，３０，８）",
        "2、30、30、8",
        "(None, 2, 30, 30, 8)",
    ]:
        assert answer(quiz, text).startswith("✓ Correct."), text
    assert answer(quiz, "2x30x30x3") == "✗ Incorrect. Depth kept: It sums."
    for text in ["(2, 30, 30)", "(30, 30, 8, 2)", "26", "(2, 30, 30, 8, 1)"]:
        assert answer(quiz, text) == "✗ Incorrect. None that we know.", text
    for text in ["", "()", "(2, None, 8)", "(2, 30.5)", "two"]:
        asked = "○ Not attempted. Type a shape, such as (2, 30, 30, 8)."
        assert answer(quiz, text) == asked, text


def test_quiz_reads_a_shape_of_one_axis(page):
    quiz = ask(page, SHAPE | {"answer": [5]})
    for text in ["(5,)", "5", "[5]"]:
        assert answer(quiz, text).startswith("✓ Correct."), text


def test_quiz_judges_a_choice(page):
    quiz = ask(page, CHOICE)
    status = quiz.get_by_role("status")
    check = quiz.get_by_role("button", name="Check")
    check.click()
    assert status.inner_text() == "○ Not attempted. Choose an answer first."
    quiz.get_by_text("a $x$").click()
    check.click()
    assert status.inner_text() == "✗ Incorrect. The other: It is not a."
    quiz.get_by_role("radio").nth(0).press("ArrowDown")
    page.keyboard.press("Enter")
    assert status.inner_text() == "✗ Incorrect. None that we know."
    quiz.get_by_role("radio", name="C. c").check()
    check.click()
    assert status.inner_text().startswith("✓ Correct.")


def test_quiz_keeps_hints_and_answer_one_click_away(page):
    quiz = ask(page, CHOICE)
    assert quiz.locator("summary").all_inner_texts() == ["Hint 1", "Hint 2", "Answer"]
    solution = quiz.get_by_text("C: c.")
    assert not solution.is_visible()
    quiz.get_by_text("Answer", exact=True).press("Enter")
    assert solution.is_visible()


def test_quiz_names_its_field_by_the_question(page):
    quiz = ask(page, NUMBER)
    field = quiz.get_by_role("textbox", name="How many weights has VGG-16? weights")
    assert field.get_attribute("inputmode") == "decimal"
    quiz = ask(page, CHOICE)
    assert quiz.get_by_role("radiogroup", name="How many weights has VGG-16?").count() == 1


def test_same_question_may_stand_on_a_page_twice(page):
    ask(page, CHOICE, CHOICE, NUMBER)
    first, second, third = page.locator("cnn-quiz").all()
    ids = page.locator("[id]").evaluate_all("elements => elements.map((element) => element.id)")
    assert len(ids) == len(set(ids))
    assert first.get_attribute("id") == "quiz-convolution-choice"
    first.get_by_role("radio").nth(0).check()
    second.get_by_role("radio").nth(2).check()
    assert first.get_by_role("radio").nth(0).is_checked()
    second.get_by_role("button", name="Check").click()
    assert first.get_by_role("status").inner_text() == ""
    assert second.get_by_role("status").inner_text().startswith("✓")
    assert answer(third, "5").startswith("✗")


# Both --------------------------------------------------------------------------


def all_elements():
    photo = np.arange(7 * 8).reshape(7, 8) * 4
    html = [
        SlidingWindow(IMAGE, EDGES, padding="same")._repr_html_(),
        SlidingWindow(photo, np.full((3, 3), 1 / 9), strides=2, padding=1)._repr_html_(),
        SlidingWindow(np.ones((16, 16)), EDGES, padding=1, dilation_rate=2)._repr_html_(),
        *(quiz_html(question) for question in (NUMBER, SHAPE, CHOICE)),
    ]
    return "".join(html)


def use_all(page):
    """Bring the elements into a state in which everything that can be shown is shown."""
    for slider in page.get_by_role("slider").all():
        slider.press("ArrowRight")
    for quiz, text in zip(page.locator("cnn-quiz").all(), ["138357544", "2x30x30x3"], strict=False):
        answer(quiz, text)
    page.locator("cnn-quiz").last.get_by_role("button").click()
    page.locator("details").evaluate_all("all => all.forEach((details) => (details.open = true))")


@pytest.mark.parametrize(("theme", "scheme", "width"), LOOKS.values(), ids=LOOKS)
def test_axe_finds_nothing_in_the_elements(page, theme, scheme, width):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 844})
    page.set_content(document(all_elements(), theme))
    use_all(page)

    assert axe_violations(page) == ""


def test_elements_do_not_scroll_a_phone_sideways_and_are_large_enough_to_touch(page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.set_content(document(all_elements()))
    use_all(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    for control in page.locator("button, select, input:not([type=radio]), label, summary").all():
        box = control.bounding_box()
        assert min(box["width"], box["height"]) >= 24, control.evaluate("it => it.outerHTML")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("number", range(6))
def test_nothing_jumps_when_an_element_comes_to_life(page, number, width):
    page.set_viewport_size({"width": width, "height": 844})
    parts = re.findall(r"<style>.*?</cnn-[a-z-]+>\n<script>.*?</script>", all_elements(), re.S)
    assert len(parts) == 6
    page.set_content(document(re.sub(r"<script>.*?</script>", "", parts[number], flags=re.S)))
    height = "() => document.querySelector('main').scrollHeight"
    before = page.evaluate(height)
    page.goto("about:blank")
    page.set_content(document(parts[number]))
    assert page.evaluate(height) == pytest.approx(before, abs=3)


def test_elements_work_from_a_file_and_ask_nobody_for_anything(page, tmp_path):
    file = tmp_path / "elements.html"
    file.write_text(document(all_elements()), encoding="utf-8")
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(file.as_uri())
    use_all(page)
    assert requests == [file.as_uri()]
    statuses = page.get_by_role("status").all_inner_texts()
    assert [status[0] for status in statuses] == ["✓", "✗", "○"]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("outputs", [1, 2])
def test_elements_come_to_life_where_a_notebook_inserts_them(page, when, outputs):
    # As JupyterLab does: the markup first, then fresh copies of its scripts. What was parsed
    # elsewhere and comes with its scripts is but a tag when they run.
    page.set_content(document(""))
    for _ in range(outputs):
        page.evaluate(
            """([html, when]) => {
                const output = document.createElement("div");
                const parsed = new DOMParser().parseFromString(html, "text/html");
                output.append(...parsed.head.childNodes, ...parsed.body.childNodes);
                if (when === "before") document.querySelector("main").append(output);
                for (const script of output.querySelectorAll("script")) {
                    const copy = document.createElement("script");
                    for (const { name, value } of script.attributes) copy.setAttribute(name, value);
                    copy.textContent = script.textContent;
                    script.replaceWith(copy);
                }
                if (when === "after") document.querySelector("main").append(output);
            }""",
            [all_elements(), when],
        )
    sliders = page.get_by_role("slider")
    assert sliders.count() == 3 * outputs
    sliders.last.press("ArrowRight")
    assert said(page.locator("cnn-sliding-window").last).startswith("Row 1, column 1:")
    assert page.get_by_role("button", name="Check").count() == 3 * outputs


def test_elements_keep_their_keys_from_jupyterlab(page):
    # JupyterLab looks for this attribute on the element that has the focus.
    page.set_content(document(all_elements()))
    controls = page.locator("main").locator("button, input, select, summary, [tabindex]")
    assert controls.count() > 20
    for control in controls.all():
        assert control.get_attribute("data-lm-suppress-shortcuts") == "true"
