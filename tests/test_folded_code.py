"""What is folded on a page, and that it stands open in the notebook."""

import pytest
from folded_code import PROMPTS, fold, kind_of

LONG_DRAWING = "\n".join([f"ax.plot({n})" for n in range(7)] + ["plt.show()"])


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("import numpy as np\n\nfrom a import b", "imports"),
        ('import a\n\n%config Backend = ["jpeg"]  # small', "imports"),
        ("import keras\nkeras.utils.set_random_seed(0)", None),
        ('claim("the sums agree", a == b)', "claim"),
        ('claim("one", a)\nclaim("two", b)', "claim"),
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

    assert other["metadata"]["tags"] == before
