"""Make a card of each exercise: its number, the question, editor, hints, and a way to Colab."""

import re

from docutils import nodes

from cnn_lessons.language import said

NUMBER = re.compile(r"(\d+)\. ")


def colab(config, docname):
    """Return the address under which Colab opens a chapter's notebook."""
    options = config.html_theme_options
    repository = options["repository_url"].removeprefix("https://github.com/")
    folder = config.editions.get(docname, options["path_to_docs"])
    page = f"{folder}/{docname}.ipynb"
    base = options["launch_buttons"]["colab_url"]
    return f"{base}/github/{repository}/blob/{options['repository_branch']}/{page}"


def with_badge(title):
    """Set the number before an exercise's title apart."""
    words = title[0]
    found = NUMBER.match(words)
    if found:
        badge = nodes.inline("", found[0], classes=["number"])
        title.replace(words, [badge, nodes.Text(words[found.end() :])])


def take_out(section):
    """Move what follows the last cell of an exercise, a summary of the chapter, behind it."""
    cells = [n for n, node in enumerate(section) if "cell" in node.get("classes", [])]
    end = cells[-1] + 1 if cells else len(section)
    rest = section[end:]
    del section[end:]
    index = section.parent.index(section) + 1
    section.parent.insert(index, rest)


def make_cards(app, doctree):
    docname = app.env.docname
    if not app.env.doc2path(docname).endswith(".ipynb"):
        return
    for section in list(doctree.findall(nodes.section)):
        above = section.parent
        if not isinstance(above, nodes.section) or "exercises" not in above["ids"]:
            continue
        section["classes"].append("exercise")
        with_badge(section[0])
        take_out(section)
        link = nodes.reference("", said("Open in Colab"), refuri=colab(app.config, docname))
        section.append(nodes.paragraph("", "", link, classes=["elsewhere"]))


def setup(app):
    app.connect("doctree-read", make_cards)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
