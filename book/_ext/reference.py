"""The reference: a page for each room of the package, written from its docstrings.

A page holds its title and an introduction; the build adds what the room's modules hold, in the
order of the chapters that teach them. Names in the chapters lead there.
"""

import inspect
import re
import sys
from functools import cache
from importlib import import_module
from pathlib import Path

import yaml
from docstrings import PACKAGE, ROOMS, fill_in, find, homes, room
from docutils import nodes
from sphinx.addnodes import desc_signature, pending_xref

FOLDER = "reference/"
HOME = Path(import_module(PACKAGE).__file__).parents[1]
PAGES = {name.split(".")[-1]: name for name in ROOMS}
IMPORT = re.compile(rf"^from ({PACKAGE}[\w.]*) import (?:\(([^)]*)\)|(.+))$", re.MULTILINE)
FILE = re.compile(rf"({PACKAGE}/[\w/]+)\.py")
# An import as Pygments writes it, up to the bracket or the end of the line.
STATEMENT = re.compile(
    rf'(<span class="nn">(?P<module>{PACKAGE}[^<]*)</span>(?:<span class="w"> </span>| )'
    r'<span class="kn">import</span>)(?P<names>.*<span class="p">\([^)]*\)|[^\n]*)'
)
WORD = re.compile(r'<span class="n">(\w+)</span>')
USE = re.compile(r"(\w+)(?:\(.*\))?")
HEADINGS = {
    "gelu": "GELU",
    "conv1d": "1-D convolution",
    "litert": "LiteRT",
    "onnx": "ONNX",
    "voc": "Pascal VOC",
    "voc_folders": "Folders with Pascal VOC",
    "regnet": "RegNet",
    "wide_resnet": "Wide ResNet",
    "unet": "U-Net",
    "exercises": "Progress",
}
LABEL = re.compile(r"R[0-9a-f]{12}-(\d+)")
DIRECTIVES = {True: "autofunction", False: "autodata"}


def headings(app):
    """Return the title of each chapter by its stem, in the order of the book."""
    toc = yaml.safe_load(Path(app.config.external_toc_path).read_text(encoding="utf-8"))
    entries = [chapter for part in toc["parts"] for chapter in part["chapters"]]
    return {entry["file"].split("/")[-1]: entry for entry in entries if "title" in entry}


def directive(public):
    """Return the lines that document a public name."""
    if inspect.isclass(public.value):
        kind = "autoexception" if issubclass(public.value, Exception) else "autoclass"
        return [f".. {kind}:: {public.path}", "   :members:", ""]
    return [f".. {DIRECTIVES[callable(public.value)]}:: {public.path}", ""]


def sections(name, chapters):
    """Return the Markdown of what a room holds: a section for each of its modules."""
    by_module = {}
    for public in room(name).values():
        by_module.setdefault(public.module.split(".")[-1], []).append(public)
    order = [stem for stem in chapters if stem in by_module]
    order += sorted(by_module.keys() - chapters.keys())
    lines = []
    for stem in order:
        title = chapters[stem]["title"] if stem in chapters else heading(stem)
        lines += [f"({place(by_module[stem][0].module)})=", f"## {title}", ""]
        if stem in chapters:
            file = chapters[stem]["file"]
            lines += [f"Taught in [{title}](../{file}.ipynb).", ""]
        about = [*about_module(by_module[stem][0].module), ""]
        body = about + [line for public in by_module[stem] for line in directive(public)]
        lines += ["```{eval-rst}", f".. currentmodule:: {PACKAGE}.{name}", "", *body, "```", ""]
    return "\n".join(lines)


def about_module(module):
    """Return the first paragraph of a module's docstring, which says what it is about."""
    return inspect.getdoc(sys.modules[module]).split("\n\n")[0].splitlines()


def place(module):
    """Return the name by which pages refer to the section of a module."""
    return "code-" + module.replace(".", "-").replace("_", "-")


def heading(stem):
    words = HEADINGS.get(stem, stem.replace("_", " "))
    return words[:1].upper() + words[1:]


def add_sections(app, docname, source):
    """Write the sections below the introduction of a page of the reference."""
    if docname.startswith(FOLDER) and docname != f"{FOLDER}index":
        name = PAGES[docname.removeprefix(FOLDER)]
        for public in room(name).values():
            app.env.note_dependency(sys.modules[public.module].__file__)
        app.env.note_dependency(sys.modules[f"{PACKAGE}.{name}"].__file__)
        source[0] += "\n" + sections(name, headings(app))


def name_role(role, rawtext, text, line, inliner, options=None, content=None):
    """Link a name in single backticks to where it is documented, if it is public."""
    env = inliner.document.settings.env
    near = env.ref_context.get("py:module", PACKAGE)
    return [linked(nodes.literal(text, text), find(text, near), env.docname)], []


def linked(literal, public, docname):
    """Return a word of code, as a link where it is a public name."""
    if public is None:
        return literal
    return link(literal, ("py", "obj"), public.path, docname)


def link(literal, role, target, docname):
    """Return a word of code as a link, by the role of a domain; -n warns where it leads nowhere."""
    domain, kind = role
    found = pending_xref(
        "",
        refdomain=domain,
        reftype=kind,
        reftarget=target,
        refdoc=docname,
        refexplicit=True,
        refwarn=True,
    )
    found += literal
    return found


def imported(text):
    """Return the public names that a chapter's text imports, as `Public` by the name."""
    found = {}
    for module, several, one in IMPORT.findall(text):
        for name in re.findall(r"\w+", several or one):
            if public := exactly(module, name):
                found[name] = public
    return found


def exactly(module, name):
    """Return the `Public` that is imported from a room, or from the module that defines it."""
    for public in homes().get(name, []):
        if public.path == f"{module}.{name}" or public.module == module:
            return public
    return None


def unmistakable(name):
    """Return the `Public` of a function's name that no other library has, or None."""
    found = homes().get(name, [])
    is_ours = len(found) == 1 and name.islower() and re.search(r"[_\d]", name)
    return found[0] if is_ours else None


def link_names(app, doctree):
    """Link the package's names and files in a chapter, once in each section, to the reference."""
    docname = app.env.docname
    text = HOME / "book" / f"{docname}.md"  # in every language
    if not text.with_suffix(".ipynb").exists():
        return
    names, seen = imported(text.read_text(encoding="utf-8")), set()
    for word in list(doctree.findall(nodes.literal)):
        if within(word, (nodes.reference, nodes.title)):
            continue
        said = word.astext()
        use = USE.fullmatch(said)
        once = id(within(word, nodes.section)), use[1] if use else said
        if use and once not in seen:
            public = names.get(use[1]) or unmistakable(use[1])
            word.replace_self(linked(word.deepcopy(), public, docname))
        elif (file := FILE.fullmatch(said)) and file[1].replace("/", ".") in taught_modules():
            target = place(file[1].replace("/", "."))
            word.replace_self(link(word.deepcopy(), ("std", "ref"), target, docname))
        seen.add(once)


@cache
def taught_modules():
    return {public.module for found in homes().values() for public in found}


def keep_code(app, doctree, docname):
    """Give the links to sections their code back: Sphinx makes plain words of it."""
    for text in list(doctree.findall(nodes.inline)):
        if "std-ref" in text["classes"] and FILE.fullmatch(text.astext()):
            text.replace_self(nodes.literal("", text.astext()))


def link_source(app, doctree):
    """Link each entry to the lines of the code, in the repository."""
    if not app.env.docname.startswith(FOLDER):
        return
    options = app.config.html_theme_options
    files = f"{options['repository_url']}/blob/{options['repository_branch']}/"
    publics = {public.path: public for found in homes().values() for public in found}
    for entry in doctree.findall(desc_signature):
        public = publics.get(next(iter(entry["ids"]), None))
        if public and callable(public.value):
            file = Path(sys.modules[public.module].__file__).relative_to(HOME).as_posix()
            line = inspect.getsourcelines(inspect.unwrap(public.value))[1]
            link = f'<a class="source" href="{files}{file}#L{line}">source</a>'
            entry.append(nodes.raw("", link, format="html"))


def shorten_labels(app, doctree):
    """Call a source [1] where numpydoc has made its name unique on the page."""
    if app.env.docname.startswith(FOLDER):
        for text in list(doctree.findall(nodes.Text)):
            if LABEL.search(text):
                text.parent.replace(text, nodes.Text(LABEL.sub(r"\1", text)))


def within(node, kinds):
    """Return the nearest node of some kinds that holds a node, or None."""
    while node is not None and not isinstance(node, kinds):
        node = node.parent
    return node


def link_imports(app, pagename, templatename, context, doctree):
    """Link each name in the import statements of a page's cells."""
    if "body" not in context or pagename.startswith(FOLDER):
        return

    def statement(found):
        return found[1] + WORD.sub(lambda word: word_link(found["module"], word), found["names"])

    def word_link(module, word):
        public = exactly(module, word[1])
        if not public:
            return word[0]
        page = FOLDER + next(page for page, room in PAGES.items() if of_room(public, room))
        address = f"{app.builder.get_relative_uri(pagename, page)}#{public.path}"
        return f'<a class="name" href="{address}">{word[0]}</a>'

    context["body"] = STATEMENT.sub(statement, context["body"])


def of_room(public, room):
    """Whether a public name is on the page of a room; a module of *Elements* is within it."""
    parent = public.path.rpartition(".")[0].removeprefix(f"{PACKAGE}.")
    return parent == room or (room == "elements" and parent.startswith("elements."))


def setup(app):
    app.add_role("name", name_role)
    app.connect("source-read", add_sections)
    app.connect("doctree-read", link_names)
    app.connect("doctree-read", link_source)
    app.connect("doctree-read", shorten_labels, priority=600)  # after numpydoc
    app.connect("doctree-resolved", keep_code)
    app.connect("html-page-context", link_imports)
    app.connect("autodoc-process-docstring", fill_in, priority=100)  # before numpydoc
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
