"""Reading photographs: Pillow's own tools judge, and every bad file has its reason."""

import io
import os
import sys

import numpy as np
import pytest
from photo_files import crops
from PIL import Image, ImageOps

from cnn_lessons.practice.photos.reading import (
    PhotoError,
    looks_like_picture,
    open_photo,
    thumbnail,
)

PIECE = crops("cat", 1)[0]
COLOURS = np.asarray(PIECE)


def saved(path, image, **options):
    image.save(path, **options)
    return path


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_turned_as_the_camera_says(tmp_path, orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = saved(tmp_path / "a.png", PIECE, exif=exif)
    picture = open_photo(path)
    judge = np.asarray(ImageOps.exif_transpose(Image.open(path)))
    np.testing.assert_array_equal(np.asarray(picture.image), judge)
    assert picture.size == judge.shape[:2]
    assert picture.notes == (() if orientation == 1 else ("turned upright",))


def test_an_ordinary_photo_comes_as_it_is(tmp_path):
    picture = open_photo(saved(tmp_path / "a.png", PIECE))
    np.testing.assert_array_equal(np.asarray(picture.image), COLOURS)
    assert picture.size == COLOURS.shape[:2]
    assert picture.notes == ()


@pytest.mark.parametrize(
    ("dtype", "white"), [(np.uint16, 65535), (np.int32, 65535), (np.float32, 1)]
)
def test_grey_of_many_bits_keeps_its_shades(tmp_path, dtype, white):
    grey = np.asarray(PIECE.convert("L"))
    path = saved(tmp_path / "a.tif", Image.fromarray((grey / 255 * white).astype(dtype)))
    picture = open_photo(path)
    np.testing.assert_allclose(np.asarray(picture.image)[..., 1], grey, atol=1)
    assert picture.notes == ("more than 8 bits",)


def test_what_is_transparent_becomes_white(tmp_path):
    alpha = PIECE.convert("RGBA")
    alpha.putalpha(0)
    alpha.paste(PIECE.crop((0, 0, 31, 17)), (0, 0))
    pixels = np.asarray(open_photo(saved(tmp_path / "a.png", alpha)).image)
    np.testing.assert_array_equal(pixels[:17, :31], COLOURS[:17, :31])
    assert (pixels[17:] == 255).all()


def test_a_transparent_palette_becomes_white(tmp_path):
    pixels = np.zeros((40, 41), np.uint8)
    pixels[:, 20:] = 1
    image = Image.fromarray(pixels).convert("P")
    image.putpalette([10, 20, 30, 200, 0, 0] + [0] * 762)
    path = saved(tmp_path / "a.png", image, transparency=0)
    read = np.asarray(open_photo(path).image)
    assert read[0, 0].tolist() == [255, 255, 255]
    assert read[0, 40].tolist() == [200, 0, 0]


@pytest.mark.parametrize("mode", ["L", "1", "P", "CMYK", "LA"])
def test_every_mode_becomes_three_channels(tmp_path, mode):
    path = saved(tmp_path / "a.tif", PIECE.convert(mode))
    pixels = np.asarray(open_photo(path).image)
    assert pixels.shape == COLOURS.shape
    if mode != "1":
        judge = np.asarray(PIECE.convert(mode).convert("RGB")).astype(int)
        assert np.abs(pixels - judge).mean() < 3


def test_the_first_picture_of_a_film_is_taken(tmp_path):
    path = saved(tmp_path / "a.gif", PIECE, save_all=True, append_images=[ImageOps.invert(PIECE)])
    picture = open_photo(path)
    assert np.abs(np.asarray(picture.image).astype(int) - COLOURS).mean() < 12  # 256 colours
    assert picture.notes == ("first of several pictures",)


def test_a_square_is_cut_out_of_the_middle(tmp_path):
    wide = np.zeros((60, 200, 3), np.uint8)
    wide[:, 65:135] = 255
    picture = open_photo(saved(tmp_path / "a.png", Image.fromarray(wide)), side=30)
    assert np.asarray(picture.image).min() == 255
    assert picture.image.size == (30, 30)
    assert picture.size == (60, 200)


def test_a_large_jpeg_read_small_is_the_same_picture(tmp_path):
    path = saved(tmp_path / "a.jpg", PIECE.resize((2000, 1504)), quality=95)
    picture = open_photo(path, side=32)
    judge = ImageOps.fit(Image.open(path), (32, 32), Image.Resampling.BICUBIC)
    assert np.abs(np.asarray(picture.image).astype(int) - np.asarray(judge)).mean() < 5
    assert picture.size == (1504, 2000)


def half(path):
    file = io.BytesIO()
    PIECE.save(file, "JPEG")
    path.write_bytes(file.getvalue()[:1500])


BAD = {
    "empty": (lambda path: path.touch(), "is empty: 0 bytes"),
    "half": (half, "is damaged: "),
    "folder": (lambda path: path.mkdir(), "is a folder: name the photographs in it"),
    "huge": (lambda path: Image.new("1", (20011, 19997)).save(path, "PNG"), "too many pixels"),
    "html": (lambda path: path.write_text("<html>"), "no picture in spite of its name"),
    "eps": (lambda path: PIECE.save(path, "EPS"), "in spite"),  # would start Ghostscript
}


if hasattr(os, "mkfifo"):
    BAD["pipe"] = (os.mkfifo, "is no ordinary file")  # opened, it would wait for ever


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_has_its_reason(tmp_path, kind):
    write, reason = BAD[kind]
    path = tmp_path / "bad.jpg"
    write(path)
    with pytest.raises(PhotoError, match=reason):
        open_photo(path, side=32)


def test_every_cut_of_a_file_is_read_or_refused(tmp_path):
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 3
    PIECE.resize((61, 47)).save(file, "JPEG", exif=exif)
    whole, path = file.getvalue(), tmp_path / "a.jpg"
    rng = np.random.default_rng(0)
    for _ in range(200):
        damaged = bytearray(whole[: rng.integers(1, len(whole) + 1)])
        for place in rng.integers(0, len(damaged), 5):
            damaged[place] = rng.integers(256)
        path.write_bytes(damaged)
        try:
            assert open_photo(path).image.mode == "RGB"
        except PhotoError as error:
            assert str(error)


def test_a_thumbnail_forgives_brightness_and_knows_one_colour():
    small = thumbnail(PIECE)
    assert small.shape == (768,)
    assert np.linalg.norm(small) == pytest.approx(1)
    np.testing.assert_allclose(small.reshape(256, 3).sum(axis=0), 0, atol=1e-4)
    brighter = Image.fromarray((20 + COLOURS * 0.8).astype(np.uint8))
    assert small @ thumbnail(brighter) > 0.999
    assert not thumbnail(Image.new("RGB", (50, 50), "red")).any()


def write_heic(path, image, **options):
    """Write a real HEIC file, as phones do."""
    pytest.importorskip("pillow_heif").register_heif_opener()
    image.save(path, format="HEIF", quality=95, **options)
    return path


def test_heic_is_read_where_its_package_is(tmp_path):
    path = write_heic(tmp_path / "IMG_0001.HEIC", PIECE)
    assert path.read_bytes()[4:12] == b"ftypheic"
    picture = open_photo(path)
    assert picture.size == COLOURS.shape[:2]
    assert picture.notes == ()
    assert np.abs(np.asarray(picture.image).astype(int) - COLOURS).mean() < 4
    assert open_photo(path, side=64).image.size == (64, 64)
    assert looks_like_picture(path)


def test_heic_that_was_held_on_its_side_stands(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    path = write_heic(tmp_path / "a.heic", PIECE, exif=exif)
    with Image.open(path) as opened:
        judge = np.asarray(ImageOps.exif_transpose(opened).convert("RGB"))
    picture = open_photo(path)
    assert picture.size == judge.shape[:2]
    np.testing.assert_array_equal(np.asarray(picture.image), judge)


def test_damaged_heic_is_refused(tmp_path):
    whole = write_heic(tmp_path / "a.heic", PIECE).read_bytes()
    (tmp_path / "a.heic").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(PhotoError, match="is damaged"):
        open_photo(tmp_path / "a.heic")


def test_without_its_package_heic_names_the_extra(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    (tmp_path / "a.heic").write_bytes(b"\x00\x00\x00\x18ftypheic" + bytes(100))
    with pytest.raises(PhotoError, match=r"install the extra heic \(pip install pillow-heif\)"):
        open_photo(tmp_path / "a.heic")
