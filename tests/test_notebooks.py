"""Every notebook: it is what its text says, it was run, and its numbers are its own."""

import re

import nbformat
import pytest
import yaml
from execution import STAND_IN
from notebooks import difference
from project import ROOT, notebooks

CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
INSTALL = f"""try:
    import cnn_lessons
except ModuleNotFoundError:
    %pip install -q git+{CONFIG["repository"]["url"]}"""
CHECK = re.compile(r"\bexercises\.(\w+)\.check\(.*\)", re.DOTALL)
SOLVED = r"print(repr(exercises.\1.check(exercises.\1.right_answer)))"
MAGIC = re.compile(r"^%config InlineBackend.*", re.MULTILINE)  # how a kernel stores figures
CLAIM = re.compile(r'^claim\(\s*"([^"]+)"', re.MULTILINE)
# A number of three digits or more; links, code and the sources are taken out first.
NUMBER = re.compile(r"(?<![\w.,])\d[\d,_]*\.\d+|(?<![\w.,])\d[\d,_]*\d\d(?!\w)")
NOT_PROSE = re.compile(r"\]\([^)]*\)|`[^`]*`")

pytestmark = pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)


def code_cells(path):
    return [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]


def texts_of(cell):
    """Return what a cell's outputs say, as plain text."""
    for output in cell.outputs:
        yield output.get("text", "") or "".join(output.get("data", {}).get("text/plain", ""))


def plain(number):
    """Return a number without its thousands separators."""
    return number.replace(",", "").replace("_", "")


def test_text_and_notebook_agree(path):
    assert difference(path.with_suffix(".md")) is None, "run `make notebooks`"


def test_every_cell_was_run_and_none_failed(path):
    for cell in code_cells(path):
        assert cell.execution_count, f"never run: {cell.source}"
        assert all(output.output_type != "error" for output in cell.outputs), cell.source
        assert all(output.get("name") != "stderr" for output in cell.outputs), cell.source


def test_the_install_cell_names_the_repository_and_installed_nothing(path):
    install = code_cells(path)[0]
    assert install.source == INSTALL
    assert not install.outputs


def test_what_is_stored_is_of_the_real_data(path):
    for cell in code_cells(path):
        said = "\n".join(texts_of(cell))
        assert not STAND_IN.search(said), "execute it with the data: see CONTRIBUTING.md"


def test_every_claim_was_made_and_is_printed(path):
    for cell in code_cells(path):
        printed = "".join(texts_of(cell))
        for statement in CLAIM.findall(cell.source):
            assert f"✓ {statement}\n" in printed


def test_a_claim_about_one_kind_of_data_is_not_compared(path):
    for cell in code_cells(path):  # elsewhere the line printed says that it is not made
        if CLAIM.search(cell.source) and re.search(r"\bdata=", cell.source):
            assert "nbval-ignore-output" in cell.metadata.get("tags", []), cell.source


def test_a_measured_output_is_followed_by_a_claim(path):
    cells = code_cells(path)
    for cell, following in zip(cells, [*cells[1:], None], strict=True):
        if CLAIM.search(cell.source):  # it fails by itself, compared or not
            continue
        if "nbval-ignore-output" in cell.metadata.get("tags", []):
            assert following is not None
            assert CLAIM.search(following.source), f"no claim after: {cell.source}"


def test_every_number_in_the_prose_is_among_the_outputs(path):
    computed = [cell for cell in code_cells(path) if "exercises." not in cell.source]
    printed = " ".join(text for cell in computed for text in texts_of(cell))
    known = {plain(number) for number in NUMBER.findall(printed)}
    cells = [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "markdown"]
    for prose in "\n".join(cell.source for cell in cells).split("\n## Sources")[0].splitlines():
        for number in NUMBER.findall(NOT_PROSE.sub("", prose)):
            assert plain(number) in known, f"{number} is in no output: {prose}"


def test_every_figure_has_alt_text(path):
    for cell in code_cells(path):
        if re.search(r"image/(png|jpeg|svg)", str(cell.outputs)):
            alt = cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
            assert len(alt) >= 20, f"no alt text: {cell.source}"


def test_every_interactive_output_is_light(path):
    for cell in code_cells(path):
        for output in cell.outputs:
            html = "".join(output.get("data", {}).get("text/html", ""))
            assert "<cnn-" not in html or len(html.encode()) <= 60_000, cell.source


def test_cells_are_short(path):
    for cell in code_cells(path):
        lines = cell.source.splitlines()
        assert len(lines) <= 15, cell.source
        assert max(map(len, lines)) <= 79, f"a page cuts the line: {max(lines, key=len)}"


def test_the_exercises_accept_their_solutions(path, capsys):
    """Run the imports and the exercises' cells alone, with the solutions filled in."""
    namespace = {"__name__": "__main__"}
    for cell in code_cells(path):
        if "as exercises" in cell.source:
            run(MAGIC.sub("", cell.source), namespace)
        elif CHECK.search(cell.source):
            run(CHECK.sub(SOLVED, cell.source), namespace)
            assert capsys.readouterr().out.startswith("Correct: "), cell.source


def run(source, namespace):
    """Execute a cell as a kernel does, but in this process: a kernel takes seconds to start."""
    exec(compile(source, "a cell", "exec"), namespace)
