"""What is folded on a page, and that it stands open in the notebook."""

import pytest
from folded_code import PROMPTS, fold, kind_of, line_of_claims

LONG_DRAWING = "\n".join([f"ax.plot({n})" for n in range(7)] + ["plt.show()"])


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("import numpy as np\n\nfrom a import b", "imports"),
        ('import a\n\n%config Backend = ["jpeg"]  # small', "imports"),
        ('import logging\nlogging.getLogger("a").setLevel("ERROR")  # why', "imports"),
        ("import keras\nkeras.utils.set_random_seed(0)", None),
        ('claim("the sums agree", a == b)', "claim"),
        ('claim("one", a)\nclaim("two", b)', "claim"),
        ('claim("one", a)\nb = 2\nclaim("two", b)', "claim"),
        ('claim("one", a)\nprint(b)', None),
        ('same = a == b\nclaim("the sums agree", same)', None),
        ("claims(a)", None),
        (LONG_DRAWING, "drawing"),
        (LONG_DRAWING.split("\n", 1)[1], None),
        (LONG_DRAWING.replace("plt.show()", "plt.close()"), None),
        ("for n in range(3):\n    %time n", None),
        ("for n in range(3):\n    !echo", None),
        ("if a:\n!ls", None),
    ],
)
def test_code_is_of_a_kind(source, kind):
    assert kind_of(source) == kind


def cell(source, kind="code", tags=()):
    return {"cell_type": kind, "source": [source], "metadata": {"tags": [*tags]} if tags else {}}


def test_cells_that_are_shown_are_folded():
    imports, claim = cell("import a"), cell('claim("a", b)', tags=["nbval-ignore-output"])

    fold({"cells": [imports, claim]})

    assert imports["metadata"]["tags"] == ["hide-input", "imports"]
    assert imports["metadata"]["mystnb"]["code_prompt_show"] == PROMPTS["imports"]
    assert claim["metadata"]["tags"] == ["nbval-ignore-output", "hide-input", "claim"]


def test_a_figure_keeps_its_alternative_text():
    drawing = cell(LONG_DRAWING)
    drawing["metadata"]["mystnb"] = {"image": {"alt": "Seven lines."}}

    fold({"cells": [drawing]})

    assert drawing["metadata"]["mystnb"]["image"] == {"alt": "Seven lines."}
    assert drawing["metadata"]["mystnb"]["code_prompt_hide"] == PROMPTS["drawing"]


@pytest.mark.parametrize(
    "other",
    [
        cell("import a", "markdown"),
        cell("import a", tags=["remove-input"]),
        cell("import a", tags=["remove-cell"]),
        cell("a = 1"),
    ],
)
def test_other_cells_stay_as_they_are(other):
    before = list(other["metadata"].get("tags", []))

    fold({"cells": [other]})

    assert other["metadata"].get("tags", []) == before


def test_cells_of_imports_that_follow_each_other_become_one():
    cells = [cell("import a"), cell("import b"), cell("Text.", "markdown"), cell("import c")]
    notebook = {"cells": cells}

    fold(notebook)

    assert [c["source"] for c in notebook["cells"]] == ["import a\n\nimport b", "Text.", "import c"]


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ('a = 1\nclaim("one", a == 1)', 1),
        ('a = 1\n\n# why\nclaim("one", a == 1)', 1),
        ('a = 1\nclaim("one", a)\nb = 2\nclaim("two", b)', 1),
        ('claim("one", a)', None),  # nothing but claims
        ('a = 1\nclaim("one", a)\nprint(a)', None),  # what follows shows something
        ('a = 1\nclaim("one", a)\na', None),
        ("a = 1", None),
        ('%config A = 1\na = 1\nclaim("one", a)', 2),
        ("for n in range(3):\n    !echo", None),
    ],
)
def test_claims_at_the_end_of_a_cell_begin_at_a_line(source, line):
    assert line_of_claims(source) == line


def stream(text):
    return {"output_type": "stream", "name": "stdout", "text": [text]}


def test_claims_at_the_end_of_a_cell_stand_apart_with_what_they_print():
    mixed = cell('print(a)\nshow(a)\nclaim("one", a)', tags=["nbval-ignore-output"])
    picture = {"output_type": "display_data", "data": {}}
    said = "0.5\n– not claimed of digits: MNIST: one\n✓ one\n"
    notebook = {"cells": [mixed | {"outputs": [stream(said), picture], "id": "ab"}]}

    fold(notebook)

    first, second = notebook["cells"]
    assert (first["source"], second["source"]) == ("print(a)\nshow(a)", 'claim("one", a)')
    assert first["outputs"] == [stream("0.5\n"), picture]
    assert "".join(second["outputs"][0]["text"]) == said.removeprefix("0.5\n")
    assert first["metadata"]["tags"] == ["nbval-ignore-output"]
    assert second["metadata"]["tags"] == ["nbval-ignore-output", "hide-input", "claim"]
    assert (first["id"], second["id"]) == ("ab", "ab-claims")
