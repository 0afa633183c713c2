"""Progress in a file for somebody else: no name unless it is added, and nobody's file replaced."""

import json
import re

import pytest

from cnn_lessons.checks.progress import records
from cnn_lessons.checks.progress_export import ExportError, export_progress, read_export
from cnn_lessons.exercises import exercises_of


@pytest.fixture
def solved():
    """Solve one exercise, and meet a mistake in another."""
    parameters = exercises_of("pooling")["parameters"]
    parameters.check(0)
    exercises_of("pooling")["head_parameters"].check(2048 * 1000)
    return records()


def test_what_was_done_comes_back(tmp_path, solved):
    export_progress(tmp_path / "a.json", name="김민수")
    export = read_export(tmp_path / "a.json")
    assert export.name == "김민수"
    assert export.records == solved
    assert export.records["pooling.head_parameters"].mistakes == ("biases forgotten",)


def test_nobody_is_named_who_does_not_wish_it(tmp_path, solved, monkeypatch):
    monkeypatch.setenv("USER", "somebody")
    monkeypatch.chdir(tmp_path)
    export_progress()
    text = (tmp_path / "progress.json").read_text(encoding="utf-8")
    assert set(json.loads(text)) == {"format", "name", "exercises"}
    assert json.loads(text)["name"] == ""
    assert not re.search("somebody|home|root|/", text)


def test_an_export_is_renewed_and_anything_else_is_left(tmp_path, solved):
    path = tmp_path / "a.json"
    export_progress(path)
    export_progress(path, name="b")
    assert read_export(path).name == "b"
    path.write_text('{"exercises": {}}', encoding="utf-8")
    with pytest.raises(FileExistsError, match="is no export of progress, and is not replaced"):
        export_progress(path)
    assert path.read_text(encoding="utf-8") == '{"exercises": {}}'


MARK = '"format": "cnn_lessons progress", "name": ""'
BROKEN = [
    "", "[]", "3", "[" * 100_000, '{"exercises": {}}', f"{{{MARK}}}",
    f'{{{MARK}, "exercises": []}}', f'{{{MARK}, "exercises": {{"a": 3}}}}',
    f'{{{MARK}, "exercises": {{"a": {{"state": "won", "day": "", "mistakes": []}}}}}}',
]  # fmt: skip


@pytest.mark.parametrize("text", BROKEN, ids=lambda text: text[:60])
def test_another_file_is_refused(tmp_path, text):
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ExportError, match="is no export of progress"):
        read_export(path)


def test_a_picture_a_huge_file_and_none_are_refused(tmp_path):
    (tmp_path / "a.json").write_bytes(b"\x89PNG")
    with (tmp_path / "b.json").open("wb") as file:
        file.truncate(10**7)
    for name, said in {"a": "is no export", "b": "is too large", "c": "cannot be opened"}.items():
        with pytest.raises(ExportError, match=said):
            read_export(tmp_path / f"{name}.json")
