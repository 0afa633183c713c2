"""Figures, style sheets and scripts of a page, before and after it is made light."""

import re

import numpy as np
import pytest
from light_pages import one_sheet, to_webp, with_one_sheet, with_size, without_repeats
from PIL import Image


@pytest.fixture
def images(tmp_path):
    """Return a folder with a drawing and a photograph."""
    folder = tmp_path / "_images"
    folder.mkdir()
    drawing = np.zeros((37, 53, 3), np.uint8)
    drawing[5:20, 7:30] = (230, 159, 0)
    Image.fromarray(drawing).save(folder / "drawing.png")
    rows, columns = np.mgrid[:71, :97]
    photo = np.stack([rows, columns, rows + columns], axis=-1).astype(np.uint8)
    Image.fromarray(photo).save(folder / "photo.jpg", quality=98)
    return folder


def test_a_drawing_becomes_smaller_and_stays_the_same(images):
    before = np.array(Image.open(images / "drawing.png"))
    size = (images / "drawing.png").stat().st_size

    renamed = to_webp(images)

    assert renamed["drawing.png"] == "drawing.webp"
    assert not (images / "drawing.png").exists()
    assert (images / "drawing.webp").stat().st_size < size
    np.testing.assert_array_equal(Image.open(images / "drawing.webp").convert("RGB"), before)


def test_a_photograph_becomes_smaller_and_stays_alike(images):
    before = np.array(Image.open(images / "photo.jpg"), float)

    assert to_webp(images)["photo.jpg"] == "photo.webp"

    after = np.array(Image.open(images / "photo.webp"), float)
    assert np.abs(after - before).mean() < 5


def test_what_would_not_become_smaller_stays(images, monkeypatch):
    monkeypatch.setattr(Image.Image, "save", lambda self, path, **_: path.write_bytes(b"0" * 9999))

    assert to_webp(images) == {}
    assert sorted(path.suffix for path in images.iterdir()) == [".jpg", ".png"]


def test_figures_have_their_size_and_all_but_the_first_come_late(images):
    page = images.parent / "page.html"
    text = (
        '<img src="logo.svg"/><img alt="Its width." src="_images/drawing.png" />'
        '<img src="_images/photo.jpg"><img style="width: 50%" src="_images/photo.jpg">'
    )

    first, drawing, photo, narrow = re.findall("<img[^>]*>", with_size(page, text))

    assert first == '<img src="logo.svg"/>'
    assert drawing == '<img width="53" height="37" alt="Its width." src="_images/drawing.png" />'
    assert photo == (
        '<img width="97" height="71" loading="lazy" decoding="async" src="_images/photo.jpg">'
    )
    assert narrow == (
        '<img loading="lazy" decoding="async" style="width: 50%" src="_images/photo.jpg">'
    )


@pytest.fixture
def static(tmp_path):
    """Return a folder of style sheets, one of which imports another."""
    static = tmp_path / "_static"
    (static / "icons" / "css").mkdir(parents=True)
    (static / "basic.css").write_text("p { color: red }")
    (static / "site.css").write_text(
        '@charset "utf-8";@import url("basic.css");a{background:url(data:image/png;base64,AA)}'
    )
    (static / "icons/css/all.css").write_text(
        "@font-face{src:url('../fonts/a.woff?#iefix'),url(../fonts/a.ttf)}"
    )
    return static


def test_one_sheet_holds_what_the_others_say(static):
    css = one_sheet([static / "site.css", static / "icons/css/all.css"], static)

    assert css.splitlines() == [
        "p { color: red }a{background:url(data:image/png;base64,AA)}",
        "@font-face{src:url(icons/fonts/a.woff?#iefix),url(icons/fonts/a.ttf)}",
    ]


def test_a_page_links_the_one_sheet_where_the_first_one_stood(static):
    (static.parent / "part").mkdir()
    page = static.parent / "part/page.html"
    text = (
        '<title>a</title>\n<link href="../_static/site.css?v=1" rel="stylesheet" />\n'
        '<link rel="preload" href="x.js">\n'
        '<link rel="stylesheet" href="../_static/icons/css/all.css">'
    )

    text = with_one_sheet(page, text, static)

    name = re.search(r"_static/(styles-\w{8}\.css)", text)[1]
    assert text == (
        f'<title>a</title>\n<link rel="stylesheet" href="../_static/{name}" />\n'
        '<link rel="preload" href="x.js">'
    )
    assert "color: red" in (static / name).read_text()


def test_the_first_style_and_the_last_script_are_left():
    text = (
        "<style>b</style><script>a</script>1<script>c</script><style>b</style>2<script>a</script>3"
    )

    assert without_repeats(text) == "<style>b</style>1<script>c</script>2<script>a</script>3"


def test_data_and_files_are_no_repeats():
    text = '<script type="application/json">1</script>' * 2 + '<script src="a.js"></script>' * 2

    assert without_repeats(text) == text
