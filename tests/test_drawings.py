"""Drawings get a palette, and nobody sees it; photographs are left alone."""

from base64 import b64decode, b64encode
from io import BytesIO

import matplotlib.pyplot as plt
import nbformat
import numpy as np
from drawings import FARTHEST, lighten, with_palette
from PIL import Image


def encoded(image, **options):
    file = BytesIO()
    image.save(file, "png", **options)
    return b64encode(file.getvalue()).decode()


def decoded(png):
    return Image.open(BytesIO(b64decode(png)))


def drawing():
    figure, ax = plt.subplots(figsize=(3, 2))
    ax.plot([0, 1, 0.3], [0, 1, 0.2], color="#0072B2")
    ax.set_title("a drawing with letters")
    file = BytesIO()
    figure.savefig(file)
    plt.close(figure)
    return b64encode(file.getvalue()).decode()


def test_a_drawing_becomes_much_lighter_and_looks_the_same():
    png = drawing()
    light = with_palette(png)
    before, after = (np.asarray(decoded(p).convert("RGB"), int) for p in (png, light))
    assert len(light) < len(png) / 2
    assert decoded(light).mode == "P"
    assert abs(after - before).max() <= FARTHEST
    assert (after[0, 0] == 255).all()  # on a white page no edge is seen
    line = (before == (0, 0x72, 0xB2)).all(axis=-1)
    assert line.any()
    np.testing.assert_array_equal(after[line], before[line])


def test_a_photograph_is_left_as_it_is():
    pixels = np.random.default_rng(0).integers(0, 256, (80, 90, 3), dtype=np.uint8)
    png = encoded(Image.fromarray(pixels))
    assert with_palette(png) == png


def test_many_colours_that_a_palette_cannot_hold_are_left_as_they_are():
    pixels = np.zeros((16, 256, 3), np.uint8)  # 4,096 colours, each a step from the next
    pixels[..., 0], pixels[..., 1] = np.arange(256), 17 * np.arange(16)[:, None]
    png = encoded(Image.fromarray(pixels))
    assert with_palette(png) == png


def test_paper_that_would_be_less_white_is_left_as_it_is():
    pixels = np.full((20, 20, 3), 255, np.uint8)
    pixels[1:] = 247, 246, 245  # nearly white, and more of it
    png = encoded(Image.fromarray(pixels))
    assert np.asarray(decoded(with_palette(png)).convert("RGB"))[0, 0].tolist() == [255] * 3


def test_what_has_a_palette_stays_the_same():
    light = with_palette(drawing())
    assert with_palette(light) == light


def test_all_drawings_of_a_cell_become_light_and_nothing_else_changes():
    png, jpeg = drawing(), "not looked at"
    outputs = [
        nbformat.v4.new_output("display_data", {"image/png": png, "text/plain": "<Figure>"}),
        nbformat.v4.new_output("display_data", {"image/jpeg": jpeg}),
        nbformat.v4.new_output("stream", text="a line\n"),
    ]
    cell = nbformat.v4.new_code_cell("plt.show()", outputs=outputs)
    lighten(cell)
    assert cell.outputs[0].data == {"image/png": with_palette(png), "text/plain": "<Figure>"}
    assert cell.outputs[1].data == {"image/jpeg": jpeg}
    assert cell.outputs[2].text == "a line\n"
