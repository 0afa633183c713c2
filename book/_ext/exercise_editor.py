"""Put an editor under the cell of each function exercise, and what it needs beside the site.

The stored notebooks stay as they are: the cell is recognised by its last line,
``exercises.NAME.check(FUNCTION)``. ``book/_editor`` holds what runs on the page.
"""

import hashlib
import json
import re
import shutil
from base64 import b64encode
from functools import cache
from pathlib import Path

import nbformat
import numpy as np
from docutils import nodes
from page_cases import chapter_cases
from page_python import translated_file
from script_words import in_readers_language

import cnn_lessons
from cnn_lessons.checks.moved import MOVED
from cnn_lessons.exercises import chapters, exercises_of
from cnn_lessons.language import language, words_of

EDITOR = Path(__file__).parents[1] / "_editor"
PACKAGE = Path(cnn_lessons.__file__).parent
CHECKS = (  # run on the page as they are
    *("advice", "comparison", "errors", "exercise", "feedback", "mistake"),
    *("multiples", "other_shapes", "other_values", "relations"),
)
MODULE = re.compile(r"^import .*\n|\bexport default \w+;|\bexport (?=async function)", re.MULTILINE)
CHECK = re.compile(r"\s*^exercises\.(\w+)\.check\((\w+)\)\s*\Z", re.MULTILINE)


def compact(data):
    return json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def without_comments(source):
    r"""Return a script or a style without comments and indentation.

    >>> without_comments("// why\n  a();  // what\n/* of\n   both */\n")
    'a();\n'
    """
    source = re.sub(r"(?<=;)[ \t]+(//.*|/\*.*\*/)$", "", source, flags=re.MULTILINE)
    source = re.sub(r"^\s*/\*.*?\*/[ \t]*\n", "", source, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"^\s*(//.*\n)?", "", source, flags=re.MULTILINE)


def own_script(name):
    """Return a script of ours in the language of the site."""
    return in_readers_language(name, (EDITOR / "page" / name).read_text(encoding="utf-8"))


def store_script():
    """Return the script that knows what the browser keeps, and where exercises have moved."""
    source = own_script("store.js")
    return source.replace("const MOVED = {};", f"const MOVED = {compact(MOVED)};")


def missing_names():
    """Return the public names of NumPy that the small one lacks."""
    source = (EDITOR / "small_numpy/__init__.py").read_text(encoding="utf-8")
    return {name for name in dir(np) if name[0] != "_"} - set(re.findall(r"\w+", source))


def python_files():
    """Return the sources that MicroPython imports, by their paths."""
    files = {"cnn_lessons/__init__.py": "", "cnn_lessons/checks/__init__.py": ""}
    for path in sorted((EDITOR / "small_numpy").glob("*.py")):
        files[f"numpy/{path.name}"] = translated_file(path)
    for path in sorted((EDITOR / "on_page").rglob("*.py")):
        files[path.relative_to(EDITOR / "on_page").as_posix()] = translated_file(path)
    for name in ("palette", *(f"checks/{name}" for name in CHECKS)):
        files[f"cnn_lessons/{name}.py"] = translated_file(PACKAGE / f"{name}.py")
    lacks = f"OF_NUMPY = frozenset({' '.join(sorted(missing_names()))!r}.split())"
    source = files["numpy/missing.py"]
    files["numpy/missing.py"] = source.replace("OF_NUMPY = frozenset()", lacks)
    words = f"WORDS = {words_of(language(), 'package')!r}"
    source = files["cnn_lessons/language.py"]
    files["cnn_lessons/language.py"] = source.replace("WORDS = {}", words)
    return files


def for_files(texts):
    """Return all that a worker needs, for pages that are files: these may fetch nothing.

    Nor do they start modules: MicroPython and what runs it become one plain script.
    """
    micropython = EDITOR / "micropython"
    module = (micropython / "micropython.mjs").read_text(encoding="utf-8")
    worker = (EDITOR / "page/python_worker.mjs").read_text(encoding="utf-8")
    script = MODULE.sub("", f"{module}\n{worker}").replace("import.meta.url", "location.href")
    return {
        "worker": f"(async () => {{\n{script}\n}})();",  # it may await, as a module does
        "wasm": b64encode((micropython / "micropython.wasm").read_bytes()).decode(),
        "files": json.loads(texts["python.json"]),
    }


@cache
def cases_of(notebook):
    """Return what the page has to know of a chapter, and the exercises that it cannot judge."""
    cells = nbformat.read(notebook, as_version=4).cells
    code = [c.source for c in cells if c.cell_type == "code"]
    cases, lacking = chapter_cases(notebook.stem, code)
    if words := words_of(language(), notebook.stem):
        cases["words"] = words
    return cases, lacking


def notebooks(app):
    """Return the notebooks of the chapters that have exercises."""
    return [path for path in sorted(Path(app.srcdir).glob("*/*.ipynb")) if path.stem in chapters()]


def write_files(app):
    """Write what the page loads into a folder that Sphinx copies to the site."""
    static = Path(app.doctreedir) / "exercise_editor"
    shutil.rmtree(static, ignore_errors=True)
    inner = static / "exercise_editor"
    (inner / "cases").mkdir(parents=True)
    for path in [*(EDITOR / "micropython").iterdir(), EDITOR / "page/python_worker.mjs"]:
        shutil.copyfile(path, inner / path.name)
    texts = {"python.json": compact(python_files())}
    texts["python_for_files.js"] = f"globalThis.cnnPython = {compact(for_files(texts))};\n"
    for path in notebooks(app):
        cases = f"(globalThis.cnnCases ??= {{}}).{path.stem} = {compact(cases_of(path)[0])};\n"
        texts[f"cases/{path.stem}.js"] = cases
    for name, text in texts.items():
        (inner / name).write_text(text, encoding="utf-8")
    elements = PACKAGE / "elements"
    script = (elements / "lesson_element.js").read_text(encoding="utf-8")
    store = store_script()
    scripts = {"exercise_editor.js": script, "progress.js": store, "map.js": store}
    for name, before in scripts.items():
        source = before + own_script(name)
        source = without_comments(f'(() => {{ "use strict";\n{source}}})();\n')
        (static / name).write_text(source, encoding="utf-8")
    style = (
        (elements / "theme.css").read_text(encoding="utf-8").replace("cnn-element", "cnn-exercise")
    )
    style += (EDITOR / "page/exercise_editor.css").read_text(encoding="utf-8")
    (static / "exercise_editor.css").write_text(without_comments(style), encoding="utf-8")
    app.config.html_static_path.append(str(static))
    # Browsers keep files: a change of any gives all of them new addresses.
    everything = "".join(path.read_bytes().hex() for path in sorted(inner.rglob("*.*")))
    app.exercise_editor_version = hashlib.sha256(everything.encode()).hexdigest()[:8]


def anchor(name):
    """Return the id on its page of a function exercise."""
    return f"exercise-{re.sub(r'[^A-Za-z0-9_]+', '-', name)}"


def add_editors(app, doctree):
    """Add an element behind the cell of each function exercise."""
    docname = app.env.docname
    notebook = Path(app.env.doc2path(docname))
    for cell in list(doctree.findall(nodes.container)):
        block = next(iter(cell.findall(nodes.literal_block)), None)
        if "cell" not in cell["classes"] or block is None:
            continue
        found = CHECK.search(block.astext())
        if not found or found[1] not in cases_of(notebook)[0]["exercises"]:
            continue
        data = {
            "id": f"{notebook.stem}.{found[1]}",
            "chapter": notebook.stem,
            "name": found[1],
            "function": found[2],
            "starter": CHECK.sub("\n", block.astext()),
            "version": app.exercise_editor_version,
        }
        text = compact(data).replace("<", r"\u003c")
        html = (
            f'<cnn-exercise id="{anchor(data["id"])}" class="mathjax_ignore tex2jax_ignore">'
            f'<script type="application/json">{text}</script></cnn-exercise>'
        )
        index = cell.parent.index(cell)
        cell.parent.insert(index + 1, nodes.raw("", html, format="html"))
    if docname == app.config.root_doc:
        doctree += nodes.raw("", exercises_by_chapter(app), format="html")


def exercises_by_chapter(app):
    """Return for the index which exercises each chapter has."""
    pages = {
        path.relative_to(app.srcdir).with_suffix("").as_posix(): [
            exercise.name for exercise in exercises_of(path.stem).values()
        ]
        for path in notebooks(app)
    }
    return f'<script type="application/json" id="exercises-by-chapter">{compact(pages)}</script>'


def add_scripts(app, pagename, templatename, context, doctree):
    """Load the editor where there is an exercise, and the progress where it is shown."""
    texts = [node.astext() for node in doctree.findall(nodes.raw)] if doctree else []
    has_editor = any("<cnn-exercise" in text for text in texts)
    has_quiz = any("<cnn-quiz" in text for text in texts)
    scripts = ["exercise_editor.js"] if has_editor else []
    scripts += ["progress.js"] if has_editor or has_quiz else []
    scripts += ["map.js"] if pagename == app.config.root_doc else []
    app.add_css_file("exercise_editor.css")  # on all pages, which share one style sheet then
    for script in scripts:
        app.add_js_file(script, loading_method="defer")


def setup(app):
    app.connect("builder-inited", write_files)
    app.connect("doctree-read", add_editors)
    app.connect("html-page-context", add_scripts)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
