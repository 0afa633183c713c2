"""What was found in a folder of photographs, as text and as HTML.

A report is a heading, and sections of rows; each row has a name and what there is to say, a text
or a list of names.
"""

from collections import defaultdict
from html import escape
from unicodedata import east_asian_width

import numpy as np

from cnn_lessons.language import Name, message, said
from cnn_lessons.practice.photos.copies import about_near_copies
from cnn_lessons.practice.photos.counted import classes, files, photographs
from cnn_lessons.practice.photos.folder_layout import printable, within

MOST_NAMED = 6  # files of one kind that are named
UNEQUAL = 3  # times as many photographs in the largest class: then something is said


def folder_text(folder, most=MOST_NAMED):
    """Return the report on a `PhotoFolder` as text, with so many names of a kind."""
    return text_of(_folder_title(folder), _folder_sections(folder), most)


def folder_html(folder):
    """Return the report on a `PhotoFolder` as HTML."""
    return html_of(_folder_title(folder), _folder_sections(folder))


def _folder_title(folder):
    title = message(
        "{name}: {count} of {files} can be used, in {classes}",
        name=Name(printable(folder.path.resolve().name)),
        count=len(folder.photos),
        files=files(len(folder.photos) + len(folder.left_out)),
        classes=classes(len(folder.class_names)),
    )
    return f"{said(title)}. {said(folder.layout)}" if folder.layout else said(title)


def _folder_sections(folder):
    path = folder.path
    left_out, notes, copies = defaultdict(list), defaultdict(list), defaultdict(list)
    for reason, name in folder.left_out:
        left_out[said(reason)].append(name)
    for photo in folder.photos:
        copies[photo.group].append(photo)
        for note in photo.notes:
            notes[said(note)].append(within(photo.path, path))
    return [
        (said("Classes"), _class_rows(folder)),
        (said("Left out"), list(left_out.items())),
        (
            said("Copies, kept together"),
            [_copy_row(g, path) for g in copies.values() if len(g) > 1],
        ),
        (said("Read with care"), list(notes.items())),
        (said("Think about"), in_words(_worries(folder))),
    ]


def _class_rows(folder):
    labels, groups = folder.labels, folder.groups
    rows = []
    for index, name in enumerate(folder.class_names):
        here = labels == index
        count, different = int(here.sum()), len(np.unique(groups[here]))
        text = photographs(count)
        if folder.is_split:
            tested = sum(p.part == "test" and p.label == name for p in folder.photos)
            text = message(
                "{photographs}: {learned} to learn from, {tested} to test on",
                photographs=text,
                learned=count - tested,
                tested=tested,
            )
        if different < count:
            text = message("{text}, {different} different", text=text, different=different)
        rows.append((name, said(text)))
    return rows


def _copy_row(photos, path):
    same = len({photo.digest for photo in photos}) == 1
    names = [within(photo.path, path) for photo in photos]
    return said(message("the same file") if same else message("nearly the same picture")), names


def _worries(folder):
    counts = np.bincount(folder.labels) if folder.photos else np.array([])
    worries = []
    if len(counts) > 1 and counts.max() >= UNEQUAL * counts.min():
        times = counts.max() / counts.min()
        worries.append(
            (
                message("unequal classes"),
                message(
                    "the largest has {times} times as many photographs as the smallest: "
                    "look at each class, not at the accuracy alone",
                    times=f"{times:.1f}",
                ),
            )
        )
    if len(counts) > 1 and folder.near_copies > len(folder.photos) / 10:
        worries.append((message("alike photographs"), about_near_copies(folder.near_copies)))
    if len(counts) > 1 and counts.min() < 10:
        luck = message("with less than ten in a class, luck decides the test")
        worries.append((message("few photographs"), luck))
    return worries


def _first(names, most):
    """Return the names that are shown, and the others; never one other alone."""
    return (names, []) if len(names) <= most + 1 else (names[:most], names[most:])


def _named(names, most):
    shown, others = _first(names, most)
    return ", ".join([*shown, *([_more(others)] if others else [])])


def _more(others):
    return said(message("and {count} more", count=len(others)))


def in_words(rows):
    """Return rows of a report in the reader's language: what is left, and what is right."""
    return [(said(left), said(right)) for left, right in rows]


def text_of(title, sections, most=MOST_NAMED):
    """Return a report as text: a heading, and rows below the heading of each section."""
    lines = [title]
    for heading, rows in sections:
        if not rows:
            continue
        lines += ["", heading]
        width = max(map(_columns, (left for left, _ in rows)))
        for left, right in rows:
            told = right if isinstance(right, str) else _named(right, most)
            lines.append(f"  {left}{' ' * (width - _columns(left))}  {told}")
    return "\n".join(lines)


def _columns(text):
    """Return how wide a text is in a terminal: a Hangul syllable takes two columns."""
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def _cell(right):
    """Return text as HTML; of many names the first, and all others where they are asked for."""
    if isinstance(right, str):
        return escape(right)
    shown, others = _first(right, MOST_NAMED)
    html = escape(", ".join(shown))
    if others:
        html += f"<details><summary>{_more(others)}</summary>"
        html += f"{escape(', '.join(others))}</details>"
    return html


def html_of(title, sections):
    """Return a report as a table in HTML."""
    tables = "".join(
        f'<tr><th scope="colgroup" colspan="2" style="text-align: left">{escape(heading)}</th></tr>'
        + "".join(
            f'<tr><th scope="row" style="text-align: left; font-weight: normal">{escape(left)}'
            f'</th><td style="text-align: left">{_cell(right)}</td></tr>'
            for left, right in rows
        )
        for heading, rows in sections
        if rows
    )
    return (
        f'<div style="overflow-x: auto" tabindex="0" role="group" aria-label="{escape(title)}">'
        f"<table><caption>{escape(title)}</caption><tbody>{tables}</tbody></table></div>"
    )
