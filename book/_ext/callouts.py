"""Turn blockquotes that begin with a bold word into admonitions.

``> **Note.** …`` reads well in JupyterLab, on Colab and on GitHub as it stands;
on the site it becomes a box, whose title is the bold word.
"""

from docutils import nodes

from cnn_lessons.language import said

KINDS = {  # the bold word: the theme's kind of box
    said("Note"): "note",
    said("Tip"): "tip",
    said("Warning"): "warning",
    said("In this chapter"): "seealso",
    said("Remember"): "important",
}


def make_admonitions(app, doctree):
    for quote in list(doctree.findall(nodes.block_quote)):
        first = quote[0]
        words = [node for node in first.children if node.astext()]  # the parser leaves empty ones
        if not (
            isinstance(first, nodes.paragraph) and words and isinstance(words[0], nodes.strong)
        ):
            continue
        title = words[0].astext().removesuffix(".")
        if title not in KINDS:
            continue
        if len(words) > 1 and isinstance(words[1], nodes.Text):
            words[1] = nodes.Text(words[1].lstrip())
        first.children = []
        first += words[1:]
        box = nodes.admonition("", nodes.title("", title), classes=[KINDS[title]])
        box += quote.children if first.astext() else quote.children[1:]
        quote.replace_self(box)


def setup(app):
    app.connect("doctree-read", make_admonitions)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
