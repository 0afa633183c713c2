"""The map of paths in a browser, judged by the arrays that were put in, and by its fallback."""

import re

import numpy as np
import pytest
from accessibility import axe_violations
from element_page import LOOKS, cells, document, show

from cnn_lessons.visualization import OptimizerPaths
from cnn_lessons.visualization.optimizer_paths import short

pytestmark = pytest.mark.browser


def valley(x, y):
    return (x**2 + 20 * y**2) / 2


def descent(rate, steps):
    """Return gradient descent in the valley, written out."""
    powers = np.arange(steps + 1)
    return np.column_stack([-4 * (1 - rate) ** powers, (1 - 20 * rate) ** powers])


RATES = (0.09, 0.03, 0.27, 1.0)
PATHS = {
    "SGD & co": {rate: descent(rate, 12) for rate in RATES},
    "short <run>": {0.05: descent(0.05, 5)},
    "slow": {0.01: descent(0.01, 12), 0.002: descent(0.002, 12)},
}


def example():
    return OptimizerPaths(valley, PATHS, x_range=(-4.5, 1.5), y_range=(-1.2, 1.2))


def trails(element):
    """Return the points of each path on the map, in pixels."""
    paths = element.locator(".trail").evaluate_all(
        "paths => paths.map((path) => path.getAttribute('d'))"
    )
    return [np.array([p.split() for p in path[1:].split("L")], float) for path in paths]


def on_the_map(points):
    """Return points in pixels of a map of 6 × 2.4 units on 480 × 192 pixels."""
    points = np.asarray(points)
    return np.column_stack([(points[:, 0] + 4.5) * 80, (1.2 - points[:, 1]) * 80])


def places(element):
    """Return what stands under x, y and height for each optimizer."""
    return [row[2:] for row in cells(element, "")[1:]]


def as_written(point):
    return [short(float(f"{value:.4g}")) for value in (*point, valley(*point))]


def test_every_step_draws_and_writes_what_was_put_in(page):
    element = show(page, example())
    paths = [next(iter(rates.values())) for rates in PATHS.values()]
    for step in range(13):
        for drawn, path in zip(trails(element), paths, strict=True):
            np.testing.assert_allclose(drawn, on_the_map(path[: step + 1]), atol=0.11)
        assert places(element) == [as_written(path[min(step, len(path) - 1)]) for path in paths]
        assert element.locator(".count").inner_text() == f"Step {step} of 12"
        valuetext = element.get_by_role("slider").get_attribute("aria-valuetext")
        assert valuetext == f"step {step} of 12"
        element.get_by_role("button", name="Next").click()


def test_heads_stand_at_the_end_of_their_paths(page):
    element = show(page, example())
    element.get_by_role("slider").press("End")
    heads = element.locator(".head").evaluate_all(
        "heads => heads.map((head) => head.getAttribute('transform'))"
    )
    for head, trail in zip(heads, trails(element), strict=True):
        assert [float(n) for n in re.findall(r"[-\d.]+", head)] == trail[-1].tolist()


@pytest.mark.parametrize("rate", RATES)
def test_a_learning_rate_can_be_chosen(page, rate):
    element = show(page, example())
    element.get_by_role("slider").press("End")
    menu = element.get_by_role("combobox", name="Learning rate of SGD & co")
    assert menu.locator("option").all_inner_texts() == ["0.03", "0.09", "0.27", "1"]
    menu.select_option(f"{rate:g}")
    path = PATHS["SGD & co"][rate]
    assert places(element)[0] == as_written(path[-1])
    near = np.abs(path).max(axis=1) < 9  # what lies far outside is drawn less far away
    np.testing.assert_allclose(trails(element)[0][near], on_the_map(path[near]), atol=0.11)
    assert element.locator(".count").inner_text() == "Step 12 of 12"


def test_where_there_is_one_rate_there_is_no_menu(page):
    element = show(page, example())
    assert element.get_by_role("combobox").count() == 2
    assert [cell.strip() for cell in cells(element, "")[2][:2]] == ["short <run>", "0.05"]


def test_optimizers_can_be_hidden(page):
    element = show(page, example())
    box = element.get_by_role("checkbox", name="short <run>")
    assert len(trails(element)) == 3
    box.press("Space")
    assert element.locator(".paths .n1").count() == 0
    assert element.locator(".paths .n2").count() == 1
    element.get_by_role("slider").press("End")
    assert len(trails(element)) == 2
    box.press("Space")
    assert len(trails(element)) == 3


def test_keyboard_steps_through_time(page):
    element = show(page, example())
    slider = element.get_by_role("slider")
    for key, step in [
        ("ArrowLeft", 0),
        ("ArrowRight", 1),
        ("ArrowUp", 2),
        ("ArrowDown", 1),
        ("End", 12),
        ("ArrowRight", 12),
        ("ArrowUp", 12),
        ("Home", 0),
    ]:
        slider.press(key)
        assert element.locator(".count").inner_text() == f"Step {step} of 12", key
    element.get_by_role("button", name="Next").press("ArrowRight")
    assert element.locator(".count").inner_text() == "Step 1 of 12"


@pytest.mark.parametrize(("motion", "milliseconds"), [("no-preference", 400), ("reduce", 800)])
def test_play_goes_on_stops_and_starts_again(stopped_page, motion, milliseconds):
    stopped_page.emulate_media(reduced_motion=motion)
    element = show(stopped_page, example())
    play, count = element.locator(".play"), element.locator(".count")
    assert count.get_attribute("aria-live") == "polite"
    play.press("Enter")
    assert play.inner_text() == "Pause"
    assert count.get_attribute("aria-live") == "off"
    stopped_page.clock.run_for(3 * milliseconds + 50)
    assert count.inner_text() == "Step 3 of 12"
    play.press("Enter")
    stopped_page.clock.run_for(10_000)
    assert (play.inner_text(), count.inner_text()) == ("Play", "Step 3 of 12")
    play.press("Space")
    stopped_page.clock.run_for(20_000)
    assert (play.inner_text(), count.inner_text()) == ("Play", "Step 12 of 12")
    play.press("Space")
    assert count.inner_text() == "Step 0 of 12"
    element.get_by_role("combobox").first.select_option("0.27")
    assert play.inner_text() == "Play"


def test_the_map_has_no_motion_of_its_own(page):
    element = show(page, example())
    moving = element.evaluate(
        "it => [it, ...it.querySelectorAll('*')].filter((e) => "
        "getComputedStyle(e).transitionDuration !== '0s' || "
        "getComputedStyle(e).animationName !== 'none').length"
    )
    assert moving == 0


def test_on_paper_every_path_is_whole(page):
    element = show(page, example())
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert [len(trail) for trail in trails(element)] == [13, 6, 13]
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert [len(trail) for trail in trails(element)] == [1, 1, 1]


def test_last_step_looks_like_the_fallback(page):
    html = example()._repr_html_()
    page.set_content(document(re.sub(r"<script>.*?</script>", "", html, flags=re.S)))
    element = page.locator("cnn-optimizer-path")
    drawn = trails(element)
    dots = element.locator(".dots").evaluate_all("all => all.map((e) => e.getAttribute('d'))")
    heads = element.locator(".head").evaluate_all("all => all.map((e) => e.getAttribute('d'))")
    page.goto("about:blank")
    element = show(page, example())
    element.get_by_role("slider").press("End")
    for before, after in zip(drawn, trails(element), strict=True):
        np.testing.assert_allclose(after, before, atol=0.11)
    assert heads == element.locator(".head").evaluate_all(
        "all => all.map((e) => e.getAttribute('d'))"
    )
    assert [path.count("M") for path in dots] == [13, 6, 13]


def test_two_maps_on_a_page_do_not_share_anything(page):
    show(page, example(), example())
    first, second = page.locator("cnn-optimizer-path").all()
    second.get_by_role("slider").press("End")
    second.get_by_role("checkbox").first.uncheck()
    assert first.locator(".count").inner_text() == "Step 0 of 12"
    assert len(trails(first)) == 3


@pytest.mark.parametrize(("theme", "scheme", "width"), LOOKS.values(), ids=LOOKS)
def test_axe_finds_nothing_on_the_map(page, theme, scheme, width):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 844})
    page.set_content(document(example()._repr_html_(), theme))
    page.get_by_role("slider").press("ArrowRight")
    page.get_by_role("checkbox").first.uncheck()

    assert axe_violations(page) == ""
    assert page.evaluate("document.documentElement.scrollWidth") == width


def contrast(page, one, other):
    """Return the contrast of two CSS colours, as WCAG 2 defines it."""
    return page.evaluate(
        """([one, other]) => {
            const light = (colour) => {
                const canvas = document.createElement("canvas").getContext("2d");
                canvas.fillStyle = colour;
                canvas.fillRect(0, 0, 1, 1);
                const part = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
                const bytes = [...canvas.getImageData(0, 0, 1, 1).data];
                const [r, g, b] = bytes.map((v) => part(v / 255));
                return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
            };
            const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
            return high / low;
        }""",
        [one, other],
    )


@pytest.mark.parametrize(("theme", "scheme", "width"), LOOKS.values(), ids=LOOKS)
def test_every_path_can_be_seen_against_the_map(page, theme, scheme, width):
    # WCAG 2, 1.4.11: three to one for graphics.
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 844})
    paths = {name: {1: descent(0.01, 2)} for name in "abcdef"}
    page.set_content(document(OptimizerPaths(valley, paths)._repr_html_(), theme))
    back = page.locator("cnn-optimizer-path").evaluate("it => getComputedStyle(it).backgroundColor")
    strokes = page.locator(".trail").evaluate_all(
        "all => all.map((path) => getComputedStyle(path).stroke)"
    )
    assert len(set(strokes)) == 6
    assert min(contrast(page, stroke, back) for stroke in strokes) >= 3


def test_controls_are_large_enough_to_touch(page):
    page.set_viewport_size({"width": 390, "height": 844})
    element = show(page, example())
    for control in element.locator("button, select, [type=range], label").all():
        box = control.bounding_box()
        assert min(box["width"], box["height"]) >= 24, control.evaluate("it => it.outerHTML")


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_jumps_when_the_map_comes_to_life(page, width):
    page.set_viewport_size({"width": width, "height": 844})
    html = example()._repr_html_()
    height = "() => document.querySelector('main').scrollHeight"
    page.set_content(document(re.sub(r"<script>.*?</script>", "", html, flags=re.S)))
    before = page.evaluate(height)
    page.goto("about:blank")
    page.set_content(document(html))
    assert page.evaluate(height) == pytest.approx(before, abs=3)


def test_map_keeps_its_keys_from_jupyterlab(page):
    element = show(page, example())
    for control in element.locator("button, input, select").all():
        assert control.get_attribute("data-lm-suppress-shortcuts") == "true"
