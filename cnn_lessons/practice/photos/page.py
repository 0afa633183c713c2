"""The report on a folder of photographs as a page of its own, with the worst mistakes shown."""

import base64
import io
import re
from html import escape

import numpy as np

from cnn_lessons.analysis.grad_cam import grad_cam
from cnn_lessons.analysis.heat_maps import enlarge
from cnn_lessons.language import Name, language, message, said
from cnn_lessons.practice.photos.evaluation_report import evaluation_html
from cnn_lessons.practice.photos.folder_layout import printable
from cnn_lessons.practice.photos.reading import open_photo
from cnn_lessons.practice.photos.report import folder_html

SHOWN = 224  # pixels
START = (
    '<!DOCTYPE html>\n<html lang="{}"><head><meta name="generator" content="cnn_lessons photos">'
)
DOT = message(
    "A dot on the dashed line keeps what it promises; the lines say how far luck can move it, "
    "95 times in 100."
)
WHOLE_WORDS = {"ko": "body { word-break: keep-all; }\n"}  # lines end at blanks
STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 50rem; padding: 0 1rem; }
table { margin-bottom: 1.5rem; width: 100%; }
th, td { overflow-wrap: anywhere; padding: 0.1rem 0.8rem 0.1rem 0; text-align: left;
  vertical-align: top; }
td { width: 50%; }
caption { font-weight: bold; text-align: left; }
figure { display: inline-block; margin: 0 1rem 1rem 0; }
img { width: 224px; max-width: 45%; }
svg { width: 20rem; max-width: 100%; }
svg * { stroke: currentColor; }
svg text { fill: currentColor; font-size: 11px; stroke: none; }
"""


def report_page(folder, classifier, evaluation, count=6):
    """Return a page of HTML that needs nothing else: both reports, and the worst mistakes.

    Beside each mistake stands where the network looked for its answer (Grad-CAM). The page
    holds these photographs: treat it as you treat them.

    Parameters
    ----------
    folder : PhotoFolder
    classifier : PhotoClassifier
    evaluation : Evaluation
    count : int, default=6
        How many mistakes are shown.

    Returns
    -------
    str
    """
    name = Name(printable(folder.path.resolve().name))
    title = escape(said(message("Photographs in {name}", name=name)))
    network = said(message("Network: {network}", network=repr(classifier.network)))
    promise = said("What the shares promise, and keep")
    worst, none = said("Worst mistakes, and where the network looked"), said("None.")
    figures = "".join(
        _figure(*mistake) for mistake in look_at_mistakes(classifier, evaluation, count)
    )
    return (
        f'{START.format(language())}<meta charset="utf-8">{_folder_mark(folder.path)}'
        f"<title>{title}</title>"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{STYLE}{WHOLE_WORDS.get(language(), '')}</style></head>"
        f"<body><main><h1>{title}</h1>"
        f"<p>{escape(network)}</p>"
        f"{folder_html(folder)}{evaluation_html(evaluation)}"
        f"<h2>{promise}</h2>{_reliability(evaluation.reliability)}"
        f"<h2>{worst}</h2>{figures or f'<p>{none}</p>'}"
        "</main></body></html>\n"
    )


def is_report_page(path, folder):
    """Return whether a file is a page that `report_page` made for a folder.

    The first pages did not say for which: they are taken for this folder's.
    """
    if not path.is_file():
        return False
    with path.open("rb") as file:
        start = file.read(20_000).decode(errors="replace")
    marked = start.partition("<title>")[0]
    return re.match(re.escape(START).replace(r"\{\}", "[a-zA-Z-]+"), start) and (
        "cnn_lessons.folder" not in marked or _folder_mark(folder) in marked
    )


def _folder_mark(folder):
    return f'<meta name="cnn_lessons.folder" content="{escape(printable(folder.resolve()))}">'


def look_at_mistakes(classifier, evaluation, count=6):
    """Return the worst mistakes, each with its picture and a heat map for the wrong answer.

    Parameters
    ----------
    classifier : PhotoClassifier
    evaluation : Evaluation
    count : int, default=6
        How many.

    Returns
    -------
    list of (Wrong, ndarray of float32, ndarray)
        The picture as the network got it, (side, side, 3) from 0 to 1, and Grad-CAM's map.
    """
    whole, side = classifier.as_classifier(), classifier.network.side
    found = []
    for wrong in evaluation.worst(count):
        image = np.asarray(open_photo(wrong.path, side).image, dtype=np.float32) / 255
        heat = grad_cam(whole.model, image, whole.class_names.index(wrong.answer))
        found.append((wrong, image, heat))
    return found


def _reliability(bins):
    """Return a drawing of the shares and of how many are right; on the dashed line both agree."""
    size, edge = 200, 40

    def place(share, right):
        return edge + size * share, edge + size * (1 - right)

    def line(start, end, more=""):
        (x1, y1), (x2, y2) = place(*start), place(*end)
        return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"{more}/>'

    drawn = line((0, 0), (1, 0)) + line((0, 0), (0, 1))
    drawn += line((0, 0), (1, 1), ' stroke-dasharray="4"')
    for each in bins:
        x, y = place(each.share, each.right)
        drawn += line((each.share, each.low), (each.share, each.high))
        drawn += f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
    for number in (0, 1):
        (x, y), (left, up) = place(number, 0), place(0, number)
        drawn += f'<text x="{x - 3:.0f}" y="{y + 16:.0f}">{number}</text>'
        drawn += f'<text x="{left - 14:.0f}" y="{up + 4:.0f}">{number}</text>'
    x, y = place(0.3, 0)
    right = said(message("right, of all answers with about it"))
    drawn += f'<text x="{x:.0f}" y="{y + 16:.0f}">{said("largest share")}</text>'
    drawn += f'<text x="{edge - 30}" y="{edge - 14}">{right}</text>'
    return (
        f'<svg role="img" aria-label="{said(_promised(bins))}" '
        f'viewBox="0 0 {size + 2 * edge} {size + 2 * edge}">{drawn}</svg>'
        f"<p>{said(DOT)}</p>"
    )


def _promised(bins):
    """Return the drawing in words."""
    each = (
        said(message("{right} at {share}", right=f"{b.right:.2f}", share=f"{b.share:.2f}"))
        for b in bins
    )
    return message("share of right answers: {each}", each=Name(", ".join(each)))


def _figure(wrong, image, heat):
    heat = enlarge(heat, *image.shape[:2])
    light = heat / (heat.max() or 1)
    looked = image * (0.25 + 0.75 * light[..., np.newaxis])  # dark where nothing speaks for it
    name = escape(f"{printable(wrong.path.parent.name)}/{printable(wrong.path.name)}")
    answer = Name(escape(wrong.answer))
    told = message("taken for {answer}, share {share}", answer=answer, share=f"{wrong.share:.2f}")
    same = said(message("the same, bright where the network looked"))
    return (
        f'<figure><img alt="{name}" src="{_data_uri(image)}"> '
        f'<img alt="{same}" src="{_data_uri(looked)}">'
        f"<figcaption>{name}: {said(told)}</figcaption></figure>"
    )


def _data_uri(image):
    from PIL import Image

    picture = Image.fromarray(np.rint(255 * np.clip(image, 0, 1)).astype(np.uint8))
    picture = picture.resize((SHOWN, SHOWN), Image.Resampling.BICUBIC)
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=80)
    return "data:image/jpeg;base64," + base64.b64encode(file.getvalue()).decode()
