"""The drawing pad in a browser: Keras judges the network, NumPy the way from ink to an image."""

import re

import nbformat
import numpy as np
import pytest
from accessibility import axe_violations
from element_page import SITE_THEMES, document
from project import ROOT

from cnn_lessons.datasets import load_digits
from cnn_lessons.visualization.digit_drawing import DigitDrawing

pytestmark = [pytest.mark.browser, pytest.mark.keras]

CHAPTER = ROOT / "book" / "visualization" / "feature_maps.ipynb"
OUTPUTS = """() => document.querySelector("cnn-digit-drawing").outputs.map((output) =>
    [output.name, output.height, output.width, output.channels, [...output.values]])"""
INK = '() => [...document.querySelector("cnn-digit-drawing").ink]'
# Strokes on a pad of 1 × 1, as (right, down).
CIRCLE = [(0.5 - 0.22 * np.sin(t), 0.5 - 0.36 * np.cos(t)) for t in np.linspace(0, 6.4, 40)]
DRAWINGS = {
    0: [CIRCLE],
    1: [[(0.5, 0.15), (0.5, 0.85)]],
    4: [[(0.4, 0.12), (0.22, 0.6), (0.8, 0.6)], [(0.62, 0.3), (0.62, 0.9)]],
    7: [[(0.25, 0.15), (0.75, 0.15), (0.45, 0.88)], [(0.35, 0.52), (0.78, 0.52)]],  # with a bar
}


@pytest.fixture(scope="module")
def stored():
    """Return the pad of the chapter, as its notebook stores it."""
    cells = nbformat.read(CHAPTER, 4).cells
    htmls = [
        output.get("data", {}).get("text/html", "")
        for cell in cells
        for output in cell.get("outputs", [])
    ]
    (html,) = [html for html in htmls if "<cnn-digit-drawing" in html]
    return html


def show(page, html):
    page.set_content(document(html))
    return page.locator("cnn-digit-drawing")


def guess(element):
    """Return the digit that the network says."""
    return int(re.search(r"The network says (\d),", element.locator(".guess").inner_text())[1])


def draw(page, strokes):
    """Draw with the mouse; points are shares of the pad, (right, down)."""
    box = page.locator(".pad").bounding_box()
    for stroke in strokes:
        points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points:
            page.mouse.move(*point, steps=4)
        page.mouse.up()


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def ink(page):
    return np.array(page.evaluate(INK), bool).reshape(64, 64)


def lenet(layers):
    return [
        layers.Resizing(28, 28, name="enlarge"),
        layers.Conv2D(6, 5, activation="relu", name="conv1"),
        layers.MaxPooling2D(name="pool1"),
        layers.Conv2D(16, 5, activation="relu", name="conv2"),
        layers.MaxPooling2D(name="pool2"),
        layers.Flatten(),
        layers.Dense(10, name="scores"),
    ]


def uneven(layers):
    return [
        layers.Conv2D(2, (1, 2), name="first"),  # linear, and so negative too
        layers.Resizing(17, 11, name="enlarge"),
        layers.Conv2D(5, (4, 2), activation="relu", name="conv"),
        layers.MaxPooling2D((3, 2), name="pool"),  # leaves rows over
        layers.Flatten(),
        layers.Dense(7, activation="relu", name="hidden"),
        layers.Dense(3, activation="softmax", name="scores"),
    ]


@pytest.mark.parametrize("chosen", [lenet, uneven], ids=["LeNet", "uneven sizes"])
def test_page_computes_what_keras_computes(page, chosen):
    import keras

    from cnn_lessons.visualization.feature_maps import layer_outputs

    model = keras.Sequential([keras.Input((8, 8, 1)), *chosen(keras.layers)])
    rng = np.random.default_rng(1)
    model.set_weights([rng.normal(scale=0.4, size=w.shape) for w in model.weights])
    images = load_digits().x_test[:12]
    expected = layer_outputs(model, images)
    logits = list(expected.values())[-1]
    if chosen is lenet:
        expected["scores"] = keras.ops.softmax(logits).numpy()
    samples = {str(number): image for number, image in enumerate(images)}
    element = show(page, DigitDrawing(model, samples)._repr_html_())
    for number, image in enumerate(images):
        element.get_by_role("button", name=f"Sample {number}", exact=True).click()
        shown = page.evaluate(OUTPUTS)
        assert [name for name, *_ in shown] == ["image", *expected]
        np.testing.assert_allclose(shown[0][-1], image.ravel(), atol=1e-6)
        for name, height, width, channels, values in shown[1:]:
            right = expected[name][number]
            shape = right.shape if right.ndim == 3 else (1, 1, right.size)
            assert (height, width, channels) == shape
            np.testing.assert_allclose(values, right.ravel(), atol=1e-4, rtol=1e-5)


def test_page_answers_to_the_samples_as_the_fallback_says(page, stored):
    still = re.sub(r"<(style|script)\b.*?</\1>", "", stored, flags=re.DOTALL)
    rows = re.findall(r"<tr><td>(\d)</td><td>(\d)</td><td>([\d.]+)%</td></tr>", still)
    assert len(rows) == 10
    element = show(page, stored)
    for name, answer, share in rows:
        element.get_by_role("button", name=f"Sample {name}", exact=True).click()
        assert guess(element) == int(answer)
        shown = element.locator("tr.best .share").inner_text().removesuffix(" %")
        assert float(shown) == pytest.approx(float(share), abs=0.6)


@pytest.mark.parametrize("digit", DRAWINGS)
def test_a_drawn_digit_is_read(page, stored, digit):
    element = show(page, stored)
    element.get_by_role("button", name="Clear").click()
    draw(page, DRAWINGS[digit])
    assert guess(element) == digit
    assert element.locator("tr.best th").inner_text() == str(digit)


def test_ink_is_where_the_brush_was(page, stored):
    show(page, stored)
    draw(page, [[(0.25, 0.75), (0.75, 0.5)]])
    along = np.linspace(0, 1, 2000)[:, None]
    points = (1 - along) * [48, 16] + along * [32, 48]  # (row, column) of the 64 × 64 cells
    centres = np.stack(np.mgrid[:64, :64], -1).reshape(-1, 1, 2) + 0.5
    distance = np.hypot(*np.moveaxis(centres - points, -1, 0)).min(axis=1).reshape(64, 64)
    sure = np.abs(distance - 4) > 0.2  # the mouse stands on whole pixels of the screen
    np.testing.assert_array_equal(ink(page)[sure], (distance < 4)[sure])


def test_image_counts_the_ink_of_the_scaled_box_in_blocks(page, stored):
    element = show(page, stored)
    draw(page, DRAWINGS[7])
    drawn = ink(page)
    rows, columns = np.nonzero(drawn)
    top, left = rows.min(), columns.min()
    height, width = rows.max() + 1 - top, columns.max() + 1 - left
    side = max(height, width)
    centre = (np.arange(32) + 0.5) / 32 - 0.5  # of each of 32 × 32 cells, from the middle
    expected = np.zeros((8, 8))
    for i, down in enumerate(centre):
        for j, right in enumerate(centre):
            row = int(np.floor(top + height / 2 + down * side))
            column = int(np.floor(left + width / 2 + right * side))
            if 0 <= row < 64 and 0 <= column < 64:
                expected[i // 4, j // 4] += drawn[row, column] / 16
    image = np.reshape(page.evaluate(OUTPUTS)[0][-1], (8, 8))
    np.testing.assert_allclose(image, expected, atol=1e-6)
    assert image.max() == 1
    element.get_by_role("button", name="Clear").click()
    # The same drawing elsewhere is the same image.
    draw(page, [[(x - 0.125, y + 0.0625) for x, y in stroke] for stroke in DRAWINGS[7]])
    moved = np.reshape(page.evaluate(OUTPUTS)[0][-1], (8, 8))
    np.testing.assert_allclose(moved, image, atol=0.13)


def test_keyboard_draws_a_one(page, stored):
    element = show(page, stored)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "pad"
    assert element.locator(".pen").is_visible()
    press(page, *["ArrowUp"] * 6)
    assert not ink(page).any()  # the pen is up
    said = element.locator(".where")
    assert said.inner_text() == "Pen up, row 3, column 9 of 16."
    press(page, "Space", *["ArrowDown"] * 11)
    assert said.inner_text() == "Pen down, row 14, column 9 of 16."
    assert guess(element) == 1
    before = ink(page)
    press(page, "Space", "ArrowLeft", "ArrowLeft")
    np.testing.assert_array_equal(ink(page), before)
    rows, columns = np.nonzero(before)
    assert (rows.min(), rows.max()) == (4, 55)  # 8 − 4 and 52 + 4
    assert (columns.min(), columns.max()) == (28, 35)


def test_keyboard_reaches_everything_in_reading_order(page, stored):
    show(page, stored)
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        name = (
            "document.activeElement.getAttribute('aria-label') ?? document.activeElement.innerText"
        )
        reached.append(page.evaluate(name))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert reached[0].startswith("Drawing pad. ")
    assert reached[1:] == ["Clear", *(f"Sample {digit}" for digit in range(10))]
    page.keyboard.press("Enter")
    assert guess(page) == 9
    shares = page.locator(".share").all_inner_texts()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    assert page.locator(".share").all_inner_texts() != shares


def test_pen_stays_on_the_pad_and_leaves_other_keys_alone(page, stored):
    element = show(page, stored)
    element.locator(".pad").focus()
    press(page, *["ArrowUp"] * 20, *["ArrowLeft"] * 20)
    assert element.locator(".where").inner_text() == "Pen up, row 1, column 1 of 16."
    press(page, *["ArrowDown"] * 20, *["ArrowRight"] * 20)
    assert element.locator(".where").inner_text() == "Pen up, row 16, column 16 of 16."
    press(page, "Control+ArrowUp", "d", "Enter")
    assert element.locator(".where").inner_text() == "Pen up, row 16, column 16 of 16."
    assert not ink(page).any()


def test_pad_is_emptied_and_a_drawing_begins_anew_after_a_sample(page, stored):
    element = show(page, stored)
    draw(page, DRAWINGS[0])
    element.get_by_role("button", name="Sample 3").click()
    draw(page, DRAWINGS[1])
    assert guess(element) == 1  # nothing of the 0 or the 3 is left
    element.get_by_role("button", name="Clear").click()
    assert not ink(page).any()
    assert element.locator(".guess").inner_text().startswith("The pad is empty. The network says")


def test_only_the_first_button_of_the_mouse_draws(page, stored):
    element = show(page, stored)
    element.get_by_role("button", name="Clear").click()
    box = element.locator(".pad").bounding_box()
    page.mouse.move(box["x"] + 50, box["y"] + 50)
    page.mouse.down(button="right")
    page.mouse.move(box["x"] + 90, box["y"] + 90)
    page.mouse.up(button="right")
    page.mouse.move(box["x"] + 20, box["y"] + 90)
    assert not ink(page).any()


def test_every_map_is_painted_and_silent_ones_are_counted(page, stored):
    element = show(page, stored)
    outputs = page.evaluate(OUTPUTS)
    figures = element.locator("figure").all()
    for figure, (name, height, width, channels, values) in zip(figures, outputs, strict=False):
        maps = np.reshape(values, (height, width, channels))
        caption = figure.locator("figcaption").inner_text()
        assert f"{height} × {width}" in caption
        assert caption.startswith(name)
        canvases = figure.locator("canvas").all()
        assert len(canvases) == channels
        if channels > 1:
            silent = int((maps <= 0).all(axis=(0, 1)).sum())
            assert caption.endswith(f", {silent} silent" if silent else f"{height} × {width}")
            # The strongest pixel of the layer has the fullest colour, and 0 is nearly white.
            place = np.unravel_index(maps.argmax(), maps.shape)
            assert pixel(canvases[place[2]], place) == [127, 59, 8]
            zero = np.argwhere(maps == 0)[0]
            assert pixel(canvases[zero[2]], zero) == [247, 247, 247]
    assert len(figures) == 6


def pixel(canvas, place):
    row, column = int(place[0]), int(place[1])
    read = "(c, [x, y]) => [...c.getContext('2d').getImageData(x, y, 1, 1).data].slice(0, 3)"
    return canvas.evaluate(read, [column, row])


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
def test_axe_finds_nothing_in_the_pad(page, stored, theme, scheme, width):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 844})
    page.set_content(document(stored, theme))
    page.locator(".pad").focus()
    press(page, "Space", "ArrowDown")

    assert axe_violations(page) == ""


@pytest.mark.parametrize("width", [390, 320])
def test_pad_does_not_scroll_a_phone_sideways_and_is_large_enough_to_touch(page, stored, width):
    page.set_viewport_size({"width": width, "height": 844})
    element = show(page, stored)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    for control in element.locator("button, .pad").all():
        box = control.bounding_box()
        assert min(box["width"], box["height"]) >= 24
    # The longest probability stays on one line.
    heights = {row.bounding_box()["height"] for row in element.locator("tbody tr").all()}
    assert max(heights) - min(heights) < 4
    # A finger draws, and does not scroll the page.
    assert element.locator(".pad").evaluate("pad => getComputedStyle(pad).touchAction") == "none"


@pytest.mark.parametrize("width", [1280, 390])
def test_hardly_anything_moves_when_the_pad_comes_to_life(page, stored, width):
    page.set_viewport_size({"width": width, "height": 844})
    height = "() => document.querySelector('main').scrollHeight"
    page.set_content(document(re.sub(r"<script>.*?</script>", "", stored, flags=re.DOTALL)))
    before = page.evaluate(height)
    page.goto("about:blank")
    page.set_content(document(stored))
    assert page.evaluate(height) == pytest.approx(before, abs=30)


def test_two_pads_work_from_a_file_and_ask_nobody_for_anything(page, stored, tmp_path):
    file = tmp_path / "pads.html"
    file.write_text(document(stored + stored), encoding="utf-8")
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(file.as_uri())
    first, second = page.locator("cnn-digit-drawing").all()
    second.get_by_role("button", name="Sample 4").click()
    assert first.locator("tr.best th").inner_text() != second.locator("tr.best th").inner_text()
    assert requests == [file.as_uri()]
    for control in second.locator("button, .pad").all():
        assert control.get_attribute("data-lm-suppress-shortcuts") == "true"
