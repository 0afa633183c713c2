"""tools/editions.py: what is executed in another language, and what stays as it is in English."""

import nbformat
import nbformat.v4
import pytest
from editions import PAD, VARIABLE, hangs_on, part, speaks, translated_notebook
from project import ROOT

from cnn_lessons.blueprints import Conv, count_costs
from cnn_lessons.elements.drawing_words import DRAWING_WORDS

SPOKEN = nbformat.v4.new_output("execute_result", {"text/html": "<cnn-quiz></cnn-quiz>"})


def notebook(*sources):
    """Return a notebook with these cells, of which the last one speaks."""
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    cells[-1].outputs = [SPOKEN]
    return nbformat.v4.new_notebook(cells=cells)


def sources(made):
    return [cell.source for cell in made.cells[1:]]  # the first one sets the language


def test_what_speaks_is_executed_with_what_it_hangs_on():
    made = notebook("a = 1", "b = 2", "c = a + 1", "show(c)")
    assert sources(part(made, "ko")) == ["a = 1", "c = a + 1", "show(c)"]


@pytest.mark.parametrize(
    "training",
    [
        "model.fit(x, y)",
        "train(model)",
        "train_in_keras(model)",
        "trained('batch')",
        "training_errors(32)",
    ],
)
def test_what_hangs_on_a_training_stays_as_it_is(training):
    assert sources(part(notebook(f"shown = {training}", "show(shown)"), "ko")) == []


@pytest.mark.parametrize("called", ["training_bytes(32)", "training_set('none')", "constrain(7)"])
def test_what_only_sounds_like_a_training_is_executed(called):
    assert len(sources(part(notebook(f"shown = {called}", "show(shown)"), "ko"))) == 2


def test_a_pad_that_stays_as_it_is_gets_the_words_of_its_script():
    stored = nbformat.read(ROOT / "book/visualization/feature_maps.ipynb", 4)
    (cell,) = [
        cell
        for cell in stored.cells
        if any(
            f"<{PAD}" in out.get("data", {}).get("text/html", "") for out in cell.get("outputs", [])
        )
    ]
    english = cell.outputs[0].data["text/html"]
    made = translated_notebook(nbformat.v4.new_notebook(cells=[cell]), lambda text, _: text, "ko")
    korean = made.cells[1].outputs[0].data["text/html"]
    for piece in (*DRAWING_WORDS["digit_drawing.js"], *DRAWING_WORDS["digit_network.js"]):
        assert piece in english
        assert piece not in korean
    assert ">지우기</button>" in korean
    again = translated_notebook(made, lambda text, _: text, "ko")
    assert again.cells[-1].outputs == made.cells[1].outputs


def test_a_table_of_layers_speaks_in_every_language(monkeypatch):
    for code in ("en", "ko"):
        monkeypatch.setenv(VARIABLE, code)
        html = count_costs([Conv(5, 3)], (7, 7, 2))._repr_html_()
        cell = nbformat.v4.new_code_cell("costs")
        cell.outputs = [nbformat.v4.new_output("execute_result", {"text/html": html})]
        assert speaks(cell)


def test_what_is_in_a_folder_hangs_on_what_was_written_into_it():
    code = nbformat.v4.new_code_cell
    cells = [
        code("folder = Path('places')"),
        code("shutil.copy(folder / 'a.jpg', folder / 'b.jpg')"),
        code("for name in 'cd':\n    path = folder / name\n    image.save(path)"),
        code("(folder / 'e.jpg').touch()"),
        code("print(folder)"),
        code("check_folder(folder)"),
    ]
    assert hangs_on(cells, 5) == [3, 1, 0]
    assert hangs_on([*cells, code("read(path, folder)")], 6) == [3, 2, 1, 0]


def test_what_a_cell_defines_itself_hangs_on_nothing_before():
    code = nbformat.v4.new_code_cell
    cells = [code("share = train(7)"), code("def share(x):\n    return x\n\ncheck(share)")]
    assert hangs_on(cells, 1) == []
    assert hangs_on([*cells[:1], code("check(share)")], 1) == [0]
