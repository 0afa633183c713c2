"""Folders of photographs for tests: good ones, and the worst that people have."""

import io

import numpy as np
from PIL import Image

from cnn_lessons.datasets import load_photos

SIZES = {"cat": (300, 451), "coffee": (400, 600), "flower": (427, 640), "rocket": (427, 640)}


def crops(name, count, seed=0):
    """Return pieces of an embedded photograph, of unequal sizes."""
    rng = np.random.default_rng(seed)
    photo = load_photos(name, size=SIZES[name])[0]
    pieces = []
    for _ in range(count):
        height, width = rng.integers(71, 160, 2)
        top = rng.integers(0, photo.shape[0] - height)
        left = rng.integers(0, photo.shape[1] - width)
        pieces.append(Image.fromarray(photo[top : top + height, left : left + width]))
    return pieces


def make_folder(folder, counts, seed=0):
    """Write photographs into a folder, one folder for each class: names to (photo, count)."""
    for number, (label, (name, count)) in enumerate(counts.items()):
        (folder / label).mkdir(parents=True)
        for index, piece in enumerate(crops(name, count, seed + number)):
            piece.save(folder / label / f"{index:02}.jpg", quality=92)
    return folder


def make_worst_folder(folder):
    """Write everything that people have in their folders; Korean names; two good classes."""
    make_folder(folder, {"고양이": ("cat", 6), "커피": ("coffee", 6)})
    cat, coffee = folder / "고양이", folder / "커피"
    piece, other, third, *more = crops("flower", 12, seed=9)
    (cat / "빈 파일.jpg").touch()
    (cat / "text.jpg").write_text("no picture", encoding="utf-8")
    (cat / "notes.txt").write_text("no picture", encoding="utf-8")
    whole = io.BytesIO()
    piece.save(whole, "JPEG")
    (cat / "half.jpg").write_bytes(whole.getvalue()[: len(whole.getvalue()) // 2])
    (cat / "iphone.heic").write_bytes(b"\x00\x00\x00\x18ftypheic" + bytes(100))
    more[0].convert("CMYK").save(cat / "cmyk.jpg")
    grey = np.asarray(more[1].convert("L")).astype(np.uint16) * 257
    Image.fromarray(grey).save(cat / "16 bits.png")
    more[2].save(cat / "film.gif", save_all=True, append_images=[more[3]])
    exif = Image.Exif()
    exif[0x0112] = 6
    more[4].save(cat / "lying.jpg", exif=exif)
    Image.fromarray(np.asarray(more[5])[:9, :12]).save(cat / "tiny.png")
    Image.new("RGB", (99, 77), "black").save(cat / "black.png")
    more[6].convert("P").save(cat / "palette.png")
    more[7].convert("L").save(cat / "grey.png")
    alpha = more[8].convert("RGBA")
    alpha.putalpha(Image.fromarray(np.tri(alpha.height, alpha.width, dtype=np.uint8) * 255))
    alpha.save(cat / "alpha.png")
    Image.new("1", (20011, 19997)).save(cat / "huge.png")  # 400 million pixels in 50 kB
    (cat / "00 copy.jpg").write_bytes((cat / "00.jpg").read_bytes())
    small = Image.open(cat / "01.jpg")
    small = small.resize((small.width * 2 // 3, small.height * 2 // 3))
    small.save(cat / "01 small.jpg", quality=60)
    Image.open(cat / "02.jpg").save(coffee / "also a cat.png")
    (cat / ".DS_Store").write_bytes(b"x")
    (cat / "deep" / "deeper").mkdir(parents=True)
    other.save(cat / "deep" / "deeper" / "nested.webp")
    third.save(folder / "in no class.jpg")
    (folder / "one photo").mkdir()
    piece.save(folder / "one photo" / "1.png")
    (folder / "empty").mkdir()
    (coffee / "broken").symlink_to("nowhere")
    (coffee / "circle").symlink_to(folder, target_is_directory=True)
    (coffee / "link.jpg").symlink_to(coffee / "00.jpg")
    return folder


def snapshot(folder):
    """Return every file of a folder with its bytes and its time."""
    return {
        path: (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
