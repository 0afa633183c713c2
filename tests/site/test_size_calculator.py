"""The size calculator in a browser, judged by `conv_output_size` and by its own fallback."""

import re
from itertools import product

import pytest
from accessibility import axe_violations
from element_page import SITE_THEMES, document

from cnn_lessons.operations.geometry import explicit_padding
from cnn_lessons.operations.padding_stride import conv_output_size
from cnn_lessons.visualization.size_calculator import SizeCalculator

pytestmark = pytest.mark.browser

LABELS = {
    "size": "Input size",
    "kernel_size": "Kernel size",
    "strides": "Stride",
    "dilation_rate": "Dilation",
    "padding": "Padding",
}
# Fill the fields as a reader does, and look at everything that is shown.
USE = """(all) => all.map((settings) => {
    const element = document.querySelector("cnn-size-calculator");
    const field = (name) => element.querySelector(`[name="${name}"]`);
    for (const [name, value] of Object.entries(settings)) field(name).value = value;
    field("size").dispatchEvent(new Event("input", { bubbles: true }));
    const cells = [...element.querySelectorAll(".pixels td")].map((cell) => cell.className);
    return [
        element.querySelector("mark")?.textContent ?? "",
        element.querySelector(".said").innerHTML,
        element.querySelector(".picture").innerHTML,
        cells,
    ];
})"""


def show(page, *settings):
    """Open a page with one calculator, and return it as a locator."""
    page.set_content(document(SizeCalculator(*settings)._repr_html_()))
    return page.locator("cnn-size-calculator")


def said(element):
    """Return formula and words as one line."""
    return " ".join(element.locator(".said").inner_text().split())


def fields_for(size, kernel_size, strides, padding, dilation_rate):
    """Return what a reader has to put into the fields."""
    is_number = not isinstance(padding, str)
    return {
        "size": size,
        "kernel_size": kernel_size,
        "strides": strides,
        "dilation_rate": dilation_rate,
        "padding": "number" if is_number else padding,
        "zeros": padding if is_number else 0,
    }


ALL = [
    (4, 3, 2, 1, 1),
    *product(
        (1, 4, 7, 28, 224), (1, 2, 3, 7, 11), (1, 2, 3, 5), ("valid", "same", 0, 1, 3), (1, 2)
    ),
]


def test_page_computes_what_conv_output_size_computes(page):
    show(page)
    shown = page.evaluate(USE, [fields_for(*settings) for settings in ALL])
    fitting = 0
    for settings, (output, words, _, cells) in zip(ALL, shown, strict=True):
        size, kernel_size, strides, padding, dilation_rate = settings
        try:
            expected = conv_output_size(*settings)
        except ValueError as error:
            assert "does not fit" in str(error)
            assert output == "" and "does not fit" in words, settings
            continue
        assert output == str(expected), settings
        fitting += 1
        if len(cells) != 29:  # not cut
            ((before, after), _) = explicit_padding(
                (size, size), kernel_size, strides, padding, dilation_rate
            )
            is_padding = [cell.startswith("pad") for cell in cells]
            assert is_padding == [True] * before + [False] * size + [True] * after, settings
    assert fitting > 700
    assert len(ALL) - fitting > 100


def test_page_writes_the_words_and_the_drawing_of_the_fallback(page):
    show(page)
    fitting = []
    for settings in ALL[::3]:
        try:
            fitting.append((settings, SizeCalculator(*settings)))
        except ValueError:
            continue
    shown = page.evaluate(USE, [fields_for(*settings) for settings, _ in fitting])
    for (settings, calculator), (_, words, picture, _) in zip(fitting, shown, strict=True):
        html = calculator._repr_html_()
        assert f'<div class="said">{words}</div>' in html, settings
        # Attributes lose nothing on their way through the browser, and "\n" stays.
        assert f'<div class="picture">{picture}</div>' in html, settings


def test_drawing_shows_every_place_and_every_pixel_that_none_reaches(page):
    element = show(page, 4, 3, 2, 1)
    weights = element.locator("tr.window").evaluate_all(
        """rows => rows.map((row) => [...row.cells].flatMap(
            (cell, i) => (cell.className === "on" ? [i] : [])))"""
    )
    assert weights == [[0, 1, 2], [2, 3, 4], []]
    assert element.locator("tr.pixels td.out").inner_text() == "✕"
    text = said(element)
    assert text.startswith("Output size = ⌊(4 + 1 + 1 − 3) / 2⌋ + 1 = ⌊3 / 2⌋ + 1 = 1 + 1 = 2")
    assert "Left over at the end (✕): 1 padding zero." in text
    element.get_by_label("Input size").fill("5")
    assert said(element).endswith(
        "= 2 + 1 = 3 The window fits in 3 places. It reaches every pixel."
    )
    assert element.locator("td.out, td.over").count() == 0


def test_windows_lie_under_the_cells_that_they_cover(page):
    element = show(page, 7, 2, 3, 1, 2)
    pixels = element.locator("tr.pixels td").all()
    for row, start in zip(element.locator("tr.window").all(), (0, 3), strict=False):
        boxes = [cell.bounding_box() for cell in row.locator("td.on").all()]
        covered = [pixels[start].bounding_box(), pixels[start + 2].bounding_box()]
        assert [box["x"] for box in boxes] == pytest.approx([box["x"] for box in covered], abs=0.5)
        assert boxes[0]["y"] > covered[0]["y"]


def test_kinds_of_cells_differ_by_more_than_colour(page):
    element = show(page, 4, 3, 2, 1)
    style = (
        "cell => { const s = getComputedStyle(cell); return [s.borderTopStyle, cell.textContent]; }"
    )
    looks = [cell.evaluate(style) for cell in element.locator("tr.pixels td").all()]
    assert looks[0] == ["solid", "0"]
    assert looks[1] == ["solid", ""]
    assert looks[5] == ["dashed", "✕"]
    window = element.locator("td.on").first
    assert window.evaluate("cell => getComputedStyle(cell).backgroundColor") == "rgb(230, 159, 0)"
    assert window.evaluate("cell => getComputedStyle(cell).borderTopWidth") == "2px"
    over = element.locator("td.over").first
    assert over.evaluate("cell => getComputedStyle(cell).borderTopStyle") == "dashed"


def test_fields_start_at_the_settings_given(page):
    element = show(page, 28, 5, 2, "same", 1)
    assert element.get_by_label("Padding").input_value() == "same"
    assert element.get_by_label("Zeros per side").is_disabled()
    element = show(page, 28, 5, 2, 3, 2)
    values = [element.get_by_label(label).input_value() for label in LABELS.values()]
    assert values == ["28", "5", "2", "2", "number"]
    assert element.get_by_label("Zeros per side").input_value() == "3"
    assert element.get_by_label("Zeros per side").is_enabled()


def test_keyboard_reaches_and_changes_everything(page):
    element = show(page, 4, 3, 2, 1)
    reached = []
    for _ in range(6):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.name"))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"
    assert reached == ["size", "kernel_size", "strides", "dilation_rate", "padding", "zeros"]
    page.keyboard.press("ArrowUp")  # 2 zeros per side
    assert "⌊(4 + 2 + 2 − 3) / 2⌋ + 1 = ⌊5 / 2⌋ + 1 = 2 + 1 = 3" in said(element)
    element.get_by_label("Padding").select_option("valid")
    assert "⌊(4 + 0 + 0 − 3) / 2⌋ + 1" in said(element)
    element.get_by_label("Padding").select_option("a number")
    assert "⌊(4 + 2 + 2 − 3) / 2⌋ + 1" in said(element)
    element.get_by_label("Stride").press("ArrowDown")
    assert "/ 1⌋ + 1 = 5 + 1 = 6" in said(element)


def test_same_says_how_many_zeros_it_adds_on_either_side(page):
    element = show(page, 224, 7, 2, "same")
    assert "“same” adds 2 before and 3 after. The window fits in 112 places." in said(element)


def test_a_window_that_does_not_fit_is_said_in_words(page):
    element = show(page, 5, 3)
    element.get_by_label("Dilation").fill("3")
    assert said(element) == (
        "A kernel of 3 weights, 3 pixels apart, spans 7 pixels. "
        "A window of 7 pixels does not fit on 5 (0 + 5 + 0 with the padding). "
        "Choose a smaller kernel or dilation, a larger input, or more padding."
    )
    assert element.locator("td.on, td.out").count() == 0
    assert element.locator("td.over").count() == 5
    element.get_by_label("Zeros per side").fill("1")
    assert "= 0 + 1 = 1 A kernel" in said(element)


@pytest.mark.parametrize(
    ("label", "value", "message"),
    [
        ("Stride", "0", "Stride: type a whole number from 1 to 999."),
        ("Input size", "", "Input size: type a whole number from 1 to 9999."),
        ("Kernel size", "1.5", "Kernel size: type a whole number from 1 to 999."),
        ("Dilation", "-2", "Dilation: type a whole number from 1 to 99."),
        ("Zeros per side", "1000", "Zeros per side: type a whole number from 0 to 999."),
    ],
)
def test_a_field_that_holds_no_such_number_says_what_to_type(page, label, value, message):
    element = show(page, 4, 3, 2, 1)
    field = element.get_by_label(label)
    before = field.input_value()
    picture = element.locator(".picture").bounding_box()
    field.fill(value)
    assert said(element) == message
    assert field.get_attribute("aria-invalid") == "true"
    assert element.locator(".picture").bounding_box()["height"] == picture["height"]
    field.fill(before)
    assert field.get_attribute("aria-invalid") == "false"
    assert "+ 1 = 2" in said(element)


def test_a_disabled_field_is_not_judged(page):
    element = show(page, 4, 3, 2, 1)
    element.get_by_label("Zeros per side").fill("")
    element.get_by_label("Padding").select_option("same")
    assert "“same” adds 0 before and 1 after." in said(element)


def test_two_calculators_on_a_page_do_not_share_anything(page):
    page.set_content(document(SizeCalculator()._repr_html_() + SizeCalculator(9)._repr_html_()))
    first, second = page.locator("cnn-size-calculator").all()
    second.get_by_label("Kernel size").fill("3")
    assert "+ 1 = 28" in said(first)
    assert "+ 1 = 7" in said(second)


CALCULATORS = [(4, 3, 2, 1), (32, 5), (224, 7, 2, "same"), (9, 2, 4), (9999, 11, 4, 0, 2)]


def several():
    return "".join(SizeCalculator(*settings)._repr_html_() for settings in CALCULATORS)


@pytest.mark.parametrize(
    ("theme", "scheme", "width"),
    [
        (SITE_THEMES["light"], "light", 1280),
        (SITE_THEMES["dark"], "dark", 390),
        ("", "light", 390),
        ("", "dark", 1280),
    ],
    ids=["site light", "site dark, phone", "system light, phone", "system dark"],
)
def test_axe_finds_nothing_in_the_calculator(page, theme, scheme, width):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 844})
    page.set_content(document(several(), theme))
    page.locator("[name=strides]").last.fill("")  # one that complains
    page.locator("[name=kernel_size]").nth(3).fill("99")  # one that does not fit

    assert axe_violations(page) == ""


def test_calculator_does_not_scroll_a_phone_sideways_and_is_large_enough_to_touch(page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.set_content(document(several()))
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    for control in page.locator("select, input, label").all():
        box = control.bounding_box()
        assert min(box["width"], box["height"]) >= 24, control.evaluate("it => it.outerHTML")


@pytest.mark.parametrize("width", [1280, 700, 390, 320])
@pytest.mark.parametrize("settings", CALCULATORS, ids=str)
def test_nothing_jumps_when_the_calculator_comes_to_life(page, settings, width):
    page.set_viewport_size({"width": width, "height": 844})
    html = SizeCalculator(*settings)._repr_html_()
    height = "() => document.querySelector('main').scrollHeight"
    page.set_content(document(re.sub(r"<script>.*?</script>", "", html, flags=re.S)))
    before = page.evaluate(height)
    page.goto("about:blank")
    page.set_content(document(html))
    assert page.evaluate(height) == pytest.approx(before, abs=3)


def test_calculator_works_from_a_file_and_keeps_its_keys_from_jupyterlab(page, tmp_path):
    file = tmp_path / "calculator.html"
    file.write_text(document(several()), encoding="utf-8")
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(file.as_uri())
    assert page.locator("input").count() == 5 * len(CALCULATORS)
    assert requests == [file.as_uri()]
    for control in page.locator("input, select").all():
        assert control.get_attribute("data-lm-suppress-shortcuts") == "true"


def test_the_largest_numbers_can_be_shown(page):
    element = show(page, 9999, 999, 1, 999)
    assert "⌊(9999 + 999 + 999 − 999) / 1⌋ + 1 = ⌊10998 / 1⌋ + 1" in said(element)
