"""One palette: a style sheet, which cannot import it, repeats it."""

import re

import pytest
from project import ROOT

from cnn_lessons import palette

COLOURS = {name: value for name, value in vars(palette).items() if name.isupper()}
COLOURED = re.compile(r"#[0-9a-fA-F]{6}\b|(?<=')[0-9A-F]{6}(?=')")
# Text and ground, and a yellow that is dark enough for a thin line on white.
OTHERS = {"#1C1300", "#1F2328", "#1F1F1F", "#E3E3E3", "#B8860B", "#000000"}
SHEETS = [
    *sorted(ROOT.glob("cnn_lessons/elements/*.css")),
    ROOT / "cnn_lessons/visualization/house.mplstyle",
]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_a_style_sheet_has_the_colours_of_the_palette(sheet):
    found = {
        f"#{c.strip('#').upper()}" for c in COLOURED.findall(sheet.read_text(encoding="utf-8"))
    }
    assert found <= {*COLOURS.values(), *OTHERS}
