"""A file as a photograph: upright, 8 bits, red, green and blue, or a reason why not.

What cameras, phones and scanners write differs more than its file names say. Files are only
ever read.
"""

import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from cnn_lessons.language import Spoken, message

# Read by content, not by name. Formats that call other programs are not among them.
FORMATS = ("JPEG", "MPO", "PNG", "GIF", "WEBP", "BMP", "TIFF", "PPM", "AVIF", "HEIF")
ENDINGS = {".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".tif", ".tiff", ".avif"}
ENDINGS |= {".heic", ".heif"}
SMALLEST = 32  # pixels of the shorter side
ORIENTATION = 0x0112  # the EXIF tag: 1 is upright, 2 to 8 are turned or mirrored
HEIC = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1")
BLANK = 1.0  # levels of 255: a thumbnail that varies less shows nothing
THUMBNAIL = 16  # pixels


class PhotoError(Spoken, ValueError):
    """A file is no photograph that can be read; the text says why."""


class Picture(NamedTuple):
    """A photograph that was read.

    Parameters
    ----------
    image : PIL.Image.Image
        Mode ``"RGB"``. ``np.asarray(image)`` has shape (H, W, 3), uint8.
    size : (int, int)
        Height and width of the whole photograph, upright, in pixels.
    notes : tuple of str
        What had to be done: ``"turned upright"``, ``"CMYK"``, …
    """

    image: Any
    size: tuple
    notes: tuple


def open_photo(path, side=None):
    """Return a photograph as a network needs it, and what had to be done for that.

    Parameters
    ----------
    path : str or Path
        A picture in one of `FORMATS`, whatever its name ends in; HEIC where the package
        ``pillow-heif`` is installed.
    side : int, optional
        Cut the largest square out of the middle, and resize it to `side` × `side` pixels.
        Without it, the whole photograph in its own size.

    Returns
    -------
    Picture
        Its notes are empty for an ordinary photograph.

    Raises
    ------
    PhotoError
        If the file is empty, damaged, too large, may not be read, or is no picture.

    References
    ----------
    .. [1] CIPA DC-008, "Exchangeable image file format for digital still cameras: Exif",
       section 4.6.4, tag 274: orientation.
    """
    from PIL import Image, UnidentifiedImageError

    path = Path(path)
    if path.is_dir():
        raise PhotoError(message("is a folder: name the photographs in it"))
    if path.exists() and not path.is_file():  # opening a pipe would wait for ever
        raise PhotoError(message("is no ordinary file"))
    try:
        with _opened(path) as image:
            return _decode(image, side)
    except UnidentifiedImageError:
        raise no_picture(path) from None
    except PhotoError:
        raise
    except FileNotFoundError:
        raise PhotoError(message("does not exist")) from None
    except PermissionError:
        raise PhotoError(message("may not be read: no permission")) from None
    except Image.DecompressionBombError:
        raise PhotoError(message("has too many pixels: save it smaller")) from None
    except MemoryError:
        raise PhotoError(message("is too large for the memory of this machine")) from None
    except Exception as error:  # a damaged file raises a dozen kinds
        raise PhotoError(message("is damaged: {error}", error=error)) from None


@contextmanager
def _opened(path):
    from PIL import Image

    Image.init()
    _reads_heic()
    formats = [name for name in FORMATS if name in Image.OPEN]  # some need a library
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # many pixels, odd metadata: we look ourselves
        with path.open("rb") as file, Image.open(file, formats=formats) as image:
            yield image


def _reads_heic():
    """Return whether HEIC can be read, and let Pillow do so: an extra, for its library is large."""
    try:
        from pillow_heif import register_heif_opener
    except ImportError:
        return False
    register_heif_opener()
    return True


def looks_like_picture(path):
    """Return whether a file is meant to be a picture, by its name or its first bytes."""
    from PIL import Image

    if path.suffix.lower() in ENDINGS:
        return True
    try:
        with _opened(path):
            return True
    except Image.DecompressionBombError:
        return True
    except Exception:  # damaged, or another thing
        return False


def find_fault(picture):
    """Return why a picture teaches nothing, or nothing: what is left out of a folder."""
    if min(picture.size) < SMALLEST:
        return message("is smaller than {number} pixels", number=SMALLEST)
    return "" if thumbnail(picture.image).any() else message("shows one colour only")


def thumbnail(image):
    """Return what a photograph shows in very small: what copies of it share.

    Parameters
    ----------
    image : PIL.Image.Image
        As `open_photo` returns it.

    Returns
    -------
    ndarray of float32, shape (16 · 16 · 3,)
        Each channel with mean 0, all of it with length 1; all 0 where the photograph shows one
        colour only.
    """
    from PIL import Image

    small = image.resize((THUMBNAIL, THUMBNAIL), Image.Resampling.BOX)
    values = np.asarray(small, dtype=np.float32)
    values = (values - values.mean(axis=(0, 1))).ravel()
    contrast = np.sqrt(np.mean(values**2))
    return values / np.linalg.norm(values) if contrast >= BLANK else np.zeros_like(values)


def _decode(image, side):
    """Return an opened image as RGB, upright, and the notes on the way."""
    from PIL import Image, ImageOps

    notes = []
    width, height = image.size
    if side is not None:
        image.draft("RGB", (2 * side, 2 * side))  # JPEG decodes to an 8th without the rest
    if getattr(image, "n_frames", 1) > 1:
        notes.append(message("first of several pictures"))
        image.seek(0)
    image.load()
    if (turned := _orientation(image)) != 1:
        notes.append(message("turned upright"))
        image = ImageOps.exif_transpose(image)
        if turned > 4:  # from lying to standing
            width, height = height, width
    image = _as_rgb(image, notes)
    if side is not None:
        image = ImageOps.fit(image, (side, side), Image.Resampling.BICUBIC)
    return Picture(image, (height, width), tuple(notes))


def _orientation(image):
    try:
        orientation = image.getexif().get(ORIENTATION, 1)
    except Exception:  # damaged metadata: the pixels are there
        return 1
    return orientation if orientation in range(1, 9) else 1


def _as_rgb(image, notes):
    from PIL import Image

    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        notes.append(message("more than 8 bits"))
        return Image.fromarray(_eight_bits(np.asarray(image))).convert("RGB")
    if image.mode == "CMYK":
        notes.append(message("CMYK"))
    if image.has_transparency_data:
        notes.append(message("transparent, put on white"))
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image)
    return image.convert("RGB")


def _eight_bits(values):
    """Return grey values of up to 65535, or of 0 to 1, as 0 to 255; Pillow would cut them off."""
    values = np.nan_to_num(values.astype(np.float64), posinf=0, neginf=0)
    highest = values.max()
    white = next((top for top in (1, 255, 65535) if highest <= top), highest)
    return np.rint(255 * np.clip(values / white, 0, 1)).astype(np.uint8)


def no_picture(path):
    """Return the `PhotoError` for a file that Pillow does not know."""
    try:
        with path.open("rb") as file:
            start = file.read(12)
    except OSError as error:
        return PhotoError(message("cannot be read: {error}", error=error.strerror))
    if not start:
        return PhotoError(message("is empty: 0 bytes"))
    if start[4:8] == b"ftyp" and start[8:12] in HEIC and not _reads_heic():
        return PhotoError(
            message(
                "is HEIC, as iPhones write it: install the extra heic (pip install pillow-heif), "
                "or export it as JPEG"
            )
        )
    if path.suffix.lower() in ENDINGS:
        return PhotoError(message("is damaged, or no picture in spite of its name"))
    return PhotoError(message("is no picture that can be read here"))
