"""Progress survives crashes, damage and read-only places."""

import json
import os

import pytest

from cnn_lessons.checks import NumberQuestion, State, completed
from cnn_lessons.checks.progress import record

question = NumberQuestion(
    "demo.sum",
    prompt="1 + 1?",
    answer=2,
    mistakes={"product": (1, "Add.")},
    hints=["One.", "Two."],
    explanation="{answer}.",
)


def test_a_right_answer_is_remembered_and_a_wrong_one_is_not(progress_file):
    question.check(1)
    assert completed() == set()
    question.check(2)
    assert completed() == {"demo.sum"}
    assert json.loads(progress_file.read_text()) == {"completed": ["demo.sum"]}


def test_a_crash_while_writing_leaves_the_old_file_whole(progress_file, monkeypatch):
    record("a.first")
    monkeypatch.setattr(os, "fsync", lambda handle: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        record("a.second")
    assert completed() == {"a.first"}
    assert list(progress_file.parent.iterdir()) == [progress_file]


@pytest.mark.parametrize(
    "damage", [b"", b'{"completed": ["a', b"[]", b"\xff\xfe", b'{"completed": 3}']
)
def test_a_damaged_file_is_put_aside_and_nothing_is_lost(progress_file, damage):
    progress_file.parent.mkdir()
    progress_file.write_bytes(damage)
    assert completed() == set()
    assert progress_file.with_name("progress.json.damaged").read_bytes() == damage
    assert record("a.new") == ""
    assert completed() == {"a.new"}


def test_where_progress_cannot_be_saved_the_answer_is_still_judged(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("CNN_LESSONS_PROGRESS", str(tmp_path / "file" / "progress.json"))
    feedback = question.check(2)
    assert feedback.state is State.CORRECT
    assert "could not be saved" in feedback.advice
