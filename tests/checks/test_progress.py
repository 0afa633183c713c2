"""Progress survives crashes, damage, read-only places and older versions, and is shown."""

import json
import os
from datetime import date
from pathlib import Path

import pytest

from cnn_lessons.checks import (
    ChapterProgress,
    Exercise,
    NumberQuestion,
    Progress,
    Record,
    State,
    completed,
    records,
)
from cnn_lessons.checks.moved import MOVED
from cnn_lessons.checks.progress import progress_file as default_file
from cnn_lessons.exercises import chapters, exercises_of

question = NumberQuestion(
    "demo.sum",
    prompt="1 + 1?",
    answer=2,
    mistakes={"product": (1, "Add.")},
    hints=["One.", "Two."],
    explanation="{answer}.",
)


exercise = Exercise(
    "demo.double",
    reference=lambda number: 2 * number,
    cases=[(3,), (5,)],
    hints=["One.", "Two."],
    mistakes={
        "square": (lambda number: number**2, "Add."),
        "− for ×": (lambda number: number - 2, "Twice."),
    },
)


@pytest.fixture
def today(monkeypatch):
    """Return a function that sets the date."""

    def set_date(text):
        class Date(date):
            @classmethod
            def today(cls):
                return cls.fromisoformat(text)

        monkeypatch.setattr("cnn_lessons.checks.progress.date", Date)

    set_date("2026-11-28")
    return set_date


def test_what_was_tried_and_solved_is_remembered_with_its_day_and_mistakes(today):
    question.check(...)
    assert records() == {}
    question.check(1)
    question.check(7)
    assert records() == {"demo.sum": Record("tried", "2026-11-28", ("product",))}
    assert completed() == set()
    today("2026-11-29")
    question.check(17.3)
    assert records()["demo.sum"].day == "2026-11-29"
    question.check(2)
    today("2026-11-30")
    question.check(2)
    question.check(3)
    solved = Record("solved", "2026-11-29", ("product", "off by one"))
    assert records() == {"demo.sum": solved}
    assert completed() == {"demo.sum"}


def test_the_file_is_in_the_home_folder_unless_the_environment_says_another(monkeypatch):
    monkeypatch.delenv("CNN_LESSONS_PROGRESS")
    assert default_file() == Path.home() / ".cnn_lessons" / "progress.json"


def test_the_file_can_be_read_by_people(today, tmp_path, monkeypatch):
    path = tmp_path / "not" / "there" / "yet.json"
    monkeypatch.setenv("CNN_LESSONS_PROGRESS", str(path))
    question.check(2)
    exercise.check(lambda number: number - 2)
    assert path.read_text(encoding="utf-8").splitlines() == [
        "{",
        ' "exercises": {',
        '  "demo.double": {',
        '   "state": "tried",',
        '   "day": "2026-11-28",',
        '   "mistakes": [',
        '    "− for ×"',
        "   ]",
        "  },",
        '  "demo.sum": {',
        '   "state": "solved",',
        '   "day": "2026-11-28",',
        '   "mistakes": []',
        "  }",
        " }",
        "}",
    ]


def test_functions_are_remembered_like_questions(today):
    exercise.check(lambda number: number**2)
    assert records() == {"demo.double": Record("tried", "2026-11-28", ("square",))}
    exercise.check(lambda number: next(iter(())))
    exercise.check(lambda number: number + number)
    assert records() == {"demo.double": Record("solved", "2026-11-28", ("square",))}


def test_an_older_file_is_read_and_kept(today, progress_file):
    progress_file.parent.mkdir()
    progress_file.write_text('{"completed": ["a.first", "demo.sum"]}')
    assert records() == {"a.first": Record("solved"), "demo.sum": Record("solved")}
    question.check(1)
    assert records() == {
        "a.first": Record("solved"),
        "demo.sum": Record("solved", "", ("product",)),
    }


@pytest.mark.parametrize(("old", "new"), MOVED.items())
def test_what_was_solved_under_an_old_name_counts_under_the_new_one(progress_file, old, new):
    chapter, _ = new.split(".")
    names = {exercise.name for exercise in exercises_of(chapter).values()}
    assert new in names
    before, _ = old.split(".")
    known = exercises_of(before).values() if before in chapters() else []
    assert old not in {exercise.name for exercise in known}
    progress_file.parent.mkdir()
    progress_file.write_text(json.dumps({"completed": [old]}))
    assert records() == {new: Record("solved")}
    assert ChapterProgress.of(chapter, names, records()).solved == 1


@pytest.mark.parametrize("states", [("solved", "tried"), ("tried", "solved")])
def test_of_two_records_of_one_exercise_the_better_is_kept(progress_file, states):
    kept = {
        name: {"state": state, "day": "", "mistakes": []}
        for name, state in zip(("dense.backward", "backpropagation.dense"), states, strict=True)
    }
    progress_file.parent.mkdir()
    progress_file.write_text(json.dumps({"exercises": kept}))
    assert records() == {"backpropagation.dense": Record("solved")}
    assert progress_file.exists()


def test_the_same_answer_again_writes_nothing(today, progress_file):
    question.check(1)
    progress_file.chmod(0o400)
    before = progress_file.stat().st_ino
    question.check(1)
    assert progress_file.stat().st_ino == before


def test_a_crash_while_writing_leaves_the_old_file_whole(progress_file, monkeypatch):
    question.check(2)
    monkeypatch.setattr(os, "fsync", lambda handle: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        exercise.check(exercise.reference)
    assert completed() == {"demo.sum"}
    assert list(progress_file.parent.iterdir()) == [progress_file]


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b'{"completed": ["a',
        b"[]",
        b"\xff\xfe",
        b'{"completed": 3}',
        b'{"exercises": ["a.new"]}',
        b'{"exercises": {"a.new": {"state": "won", "day": "", "mistakes": []}}}',
        b'{"exercises": {"a.new": {"state": "solved"}}}',
    ],
)
def test_a_damaged_file_is_put_aside_and_nothing_is_lost(progress_file, damage):
    progress_file.parent.mkdir()
    progress_file.write_bytes(damage)
    assert completed() == set()
    assert progress_file.with_name("progress.json.damaged").read_bytes() == damage
    assert question.check(2).advice == ""
    assert completed() == {"demo.sum"}


def test_where_progress_cannot_be_saved_the_answer_is_still_judged(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("CNN_LESSONS_PROGRESS", str(tmp_path / "file" / "progress.json"))
    feedback = question.check(2)
    assert feedback.state is State.CORRECT
    assert "could not be saved" in feedback.advice
    assert question.check(1).advice == "Add."


def test_progress_is_a_text_and_a_table():
    done = {
        "a.one": Record("solved", "2026-11-28", ("off by one",)),
        "a.two": Record("tried", "2026-11-29", ("a < b", "off by one")),
        "gone.away": Record("solved", "2026-12-24", ("never shown",)),
    }
    first = ChapterProgress.of("a", {"a.one", "a.two", "a.three"}, done)
    other = ChapterProgress.of("b", {"b.one"}, done)
    shown = Progress((first, other), first)
    line = "a: 1 of 3 solved, 1 tried, last on 2026-11-29; mistakes met: off by one (2), a < b"
    assert repr(shown).splitlines() == [line, "b: 0 of 1 solved", line]
    html = shown._repr_html_()
    cells = "<td>1 of 3</td><td>1</td><td>2026-11-29</td><td>off by one (2), a &lt; b</td>"
    assert html.count(cells) == 2
    assert "<td>0 of 1</td><td></td><td></td><td></td>" in html
