"""What Chromium leaves open in a PDF: the words of its bookmarks, who made it, and its size."""

import zlib

import numpy as np
import pikepdf

from cnn_lessons.language import language


def page_numbers(file):
    """Return the number of the page, from 1, on which each place is that a link leads to.

    Parameters
    ----------
    file : Path
        A PDF as Chromium prints it, with one destination for each id that is linked.
    """
    with pikepdf.open(file) as pdf:
        number = {page.objgen: n for n, page in enumerate(pdf.pages, 1)}
        places = pdf.Root.get("/Dests", {})
        return {str(name)[1:]: number[place[0].objgen] for name, place in places.items()}


def bookmarks(items):
    """Return bookmarks in the order in which they are read."""
    found = []
    for item in items:
        found += [item, *bookmarks(item.children)]
    return found


def name_bookmarks(pdf, titles):
    """Give the bookmarks their words: Chromium doubles those of headings that it has moved.

    Raises
    ------
    ValueError
        If there is not one bookmark for each title.
    """
    with pdf.open_outline() as outline:
        found = bookmarks(outline.root)
        if len(found) != len(titles):
            raise ValueError(
                f"{len(found)} bookmarks for {len(titles)} headings: this Chromium makes them "
                "otherwise. Try another one: CHROMIUM=/path/to/it"
            )
        for item, title in zip(found, titles, strict=True):
            item.title = title
            item.is_closed = True


def with_palette(image):
    """Return a drawing's pixels and their palette as bytes; None where it has too many colours."""
    if image.get("/Filter") != "/FlateDecode" or image.BitsPerComponent != 8:
        return None
    pixels = pikepdf.PdfImage(image).as_pil_image()
    if pixels.mode != "RGB":
        return None
    packed = np.asarray(pixels).astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], np.uint32)
    colours, indices = np.unique(packed, return_inverse=True)
    if len(colours) > 256:
        return None
    palette = np.stack([colours >> 16, colours >> 8 & 255, colours & 255], axis=1)
    return indices.astype(np.uint8).tobytes(), palette.astype(np.uint8).tobytes()


def pack_drawings(pdf):
    """Store drawings with their few colours as a palette: Chromium writes three bytes a pixel."""
    for image in pdf.objects:
        if not isinstance(image, pikepdf.Stream) or image.get("/Subtype") != "/Image":
            continue
        if found := with_palette(image):
            pixels, palette = found
            last = len(palette) // 3 - 1
            space = [pikepdf.Name.Indexed, pikepdf.Name.DeviceRGB, last, palette]
            image.ColorSpace = pikepdf.Array(space)
            image.write(zlib.compress(pixels, 9), filter=pikepdf.Name.FlateDecode)


def finish(source, target, titles, facts):
    """Write a printed PDF with bookmarks and metadata, packed; the same each time.

    Parameters
    ----------
    source, target : Path
        What Chromium has printed, and where to write.
    titles : list of str
        The words of all headings, in their order.
    facts : dict
        ``title`` and ``author`` of the book.
    """
    pikepdf.settings.set_flate_compression_level(9)
    with pikepdf.open(source) as pdf:
        name_bookmarks(pdf, titles)
        pack_drawings(pdf)
        pdf.Root.PageMode = pikepdf.Name.UseOutlines
        pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        for date in ("/CreationDate", "/ModDate"):
            del pdf.docinfo[date]
        with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata["dc:title"] = facts["title"]
            metadata["dc:creator"] = [facts["author"]]
            metadata["dc:language"] = [language()]
            metadata["dc:rights"] = "CC BY 4.0; the code: MIT"
        pdf.save(
            target,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            recompress_flate=True,
            deterministic_id=True,
        )
