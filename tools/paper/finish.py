"""What Chromium leaves open in a PDF: the words of its bookmarks, who made it, and its size."""

import pikepdf


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
        pdf.Root.PageMode = pikepdf.Name.UseOutlines
        pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        for date in ("/CreationDate", "/ModDate"):
            del pdf.docinfo[date]
        with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata["dc:title"] = facts["title"]
            metadata["dc:creator"] = [facts["author"]]
            metadata["dc:language"] = ["en"]
            metadata["dc:rights"] = "CC BY 4.0; the code: MIT"
        pdf.save(
            target,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            recompress_flate=True,
            deterministic_id=True,
        )
