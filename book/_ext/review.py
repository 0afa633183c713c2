"""Collect the chapters' quizzes for the page *Review*, and link it from every chapter.

The page loads one script that holds them all: a file that is fetched would be out of reach where
the site is opened from a folder.
"""

import json
import re
from pathlib import Path

import nbformat
import yaml
from docutils import nodes
from exercise_editor import EDITOR, anchor, compact, own_script, store_script, without_comments

from cnn_lessons.checks import Exercise, Question
from cnn_lessons.elements.element import element_sources
from cnn_lessons.exercises import chapters, exercises_of
from cnn_lessons.language import said

PAGE = "appendix/review"
QUIZ = re.compile(r"<cnn-quiz [^>]*><script[^>]*>(?P<data>.*?)</script>.*?</cnn-quiz>", re.DOTALL)
LINK = '<p>{} <a href="../{}.html">{}</a>.</p>'
MIXED = said("Some days later, the questions come back mixed:")


def quizzes(notebook):
    """Return the quizzes that a notebook has stored, as pairs of their data and their HTML.

    The HTML is without script and style: each would bring them again.
    """
    cells = nbformat.read(notebook, as_version=4).cells
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    texts = [output.get("data", {}).get("text/html", "") for output in outputs]
    found = [match for text in texts for match in QUIZ.finditer(text)]
    return [(json.loads(match["data"]), match[0]) for match in found]


def chapter_review(folder, page, title):
    """Return what the review asks of one chapter, and where its sections are."""
    stem = Path(page).stem
    stored = quizzes(folder / f"{page}.ipynb")
    questions = [e for e in exercises_of(stem).values() if isinstance(e, Question)]
    headings = {mistake.reread for question in questions for mistake in question.mistakes} - {""}
    functions = [e for e in exercises_of(stem).values() if isinstance(e, Exercise)]
    return {
        "stem": stem,
        "page": page,
        "title": title,
        "sections": {said(heading): nodes.make_id(heading) for heading in sorted(headings)},
        "questions": [{"id": data["id"], "html": html} for data, html in stored],
        "functions": [
            {"id": e.name, "name": e.reference.__name__, "anchor": anchor(e.name)}
            for e in functions
        ],
    }


def review(folder, toc):
    """Return the parts of the book that ask something.

    Parameters
    ----------
    folder : Path
        Where the notebooks are.
    toc : dict
        What ``_toc.yml`` holds.
    """
    parts = []
    for part in toc["parts"]:
        asked = [c for c in part["chapters"] if Path(c.get("file", "")).stem in chapters()]
        if asked:
            found = [chapter_review(folder, c["file"], c["title"]) for c in asked]
            parts.append({"caption": part["caption"], "chapters": found})
    return {"parts": parts}


def write_files(app):
    """Write the page's scripts and style into a folder that Sphinx copies to the site."""
    static = Path(app.doctreedir) / "review"
    static.mkdir(parents=True, exist_ok=True)
    toc = yaml.safe_load(Path(app.config.external_toc_path).read_text(encoding="utf-8"))
    data = compact(review(Path(app.srcdir), toc))
    (static / "review_questions.js").write_text(
        f"globalThis.cnnReview = {data};\n", encoding="utf-8"
    )
    style, quiz = element_sources("cnn-quiz")
    own = store_script() + own_script("review.js")
    scripts = [f'(() => {{ "use strict";\n{script}\n}})();\n' for script in (quiz, own)]
    (static / "review.js").write_text(without_comments("".join(scripts)), encoding="utf-8")
    style += (EDITOR / "page/review.css").read_text(encoding="utf-8")
    (static / "review.css").write_text(without_comments(style), encoding="utf-8")
    app.config.html_static_path.append(str(static))


def link_review(app, doctree):
    """Add the link to the end of a chapter's exercises."""
    docname = app.env.docname
    if Path(docname).stem not in chapters():
        return
    for section in doctree.findall(nodes.section):
        if "exercises" in section["ids"]:
            section.append(nodes.raw("", LINK.format(MIXED, PAGE, said("Review")), format="html"))


def add_scripts(app, pagename, templatename, context, doctree):
    """Load the questions on their page alone, and the style on all: they share one sheet."""
    app.add_css_file("review.css")
    if pagename != PAGE:
        return
    for script in ("review_questions.js", "review.js", "progress.js"):
        app.add_js_file(script, loading_method="defer")


def setup(app):
    app.connect("builder-inited", write_files)
    app.connect("doctree-read", link_review)
    app.connect("html-page-context", add_scripts)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
