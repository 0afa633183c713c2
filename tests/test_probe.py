"""tools/probe.py, and the records of the probes: a chapter's conclusions are challenged."""

import re

import experiment as experiments
import numpy as np
import probe
import pytest
from experiment import Conclusion, Experiment
from project import ROOT

# What trains, or draws at random, in a chapter's cells.
DRAWS = re.compile(r"\.fit\(|\btrain\(|\bfit_\w+\(|\bseed\b|default_rng")
CELLS = re.compile(r"```\{code-cell\}.*?\n```", re.DOTALL)
# Chapters that draw at random and conclude nothing that another draw could contradict.
NOTHING_TO_PROBE = {
    "activations": "equalities of products that hold for every draw",
    "convnext": "equalities that hold for every draw, and factors of a millionth",
    "blocks": "trains nothing: it reads a log of five seeds, and says where there are fewer",
    "costs": "draws only arrays to multiply; their sizes decide",
    "dense": "equalities of sums that hold for every draw",
    "densenet": "an equality of sums that holds for every draw",
    "more_networks": "draws only a kernel with a shared mean, and takes that mean away",
    "images": "draws only the noise of one picture",
    "vgg": "a dense layer and a convolution are equal for every draw",
    "xception": "equalities, and the rank of a kernel, which holds for nearly every draw",
    "receptive_field": "which pixels change an output hangs on the windows, for nearly every draw",
    "plots": "draws only points to count the bytes of files; that many are that many anywhere",
}
FAKE = '''"""Whether a die is fair."""

from experiment import Conclusion, Experiment


def measure(seed, sides):
    return {"sides": sides, "seed": seed}


EXPERIMENTS = [
    Experiment(
        "How many sides?",
        measure,
        {"as in the chapter": {"sides": 6}, "more": {"sides": 8}, "many": {"sides": 20}},
        [Conclusion("It has six sides.", lambda found: (found["sides"] == 6).all()WHERE)],
    )
]
'''


def drawing_chapters():
    cells = {
        path.stem: "".join(CELLS.findall(path.read_text(encoding="utf-8")))
        for path in sorted(ROOT.glob("book/*/*.md"))
    }
    return [stem for stem, code in cells.items() if DRAWS.search(code)]


@pytest.mark.parametrize("stem", drawing_chapters())
def test_a_chapter_that_draws_conclusions_at_random_has_a_probe(stem):
    assert (stem in probe.names()) != (stem in NOTHING_TO_PROBE), (
        f"{stem} trains or draws at random: challenge what it concludes in tools/probes/{stem}.py, "
        "or say in NOTHING_TO_PROBE why another draw cannot contradict it; not both"
    )


def test_a_probe_belongs_to_a_chapter():
    chapters = {path.stem for path in ROOT.glob("book/*/*.md")}
    assert set(probe.names()) | set(NOTHING_TO_PROBE) <= chapters


@pytest.mark.parametrize("name", probe.names())
def test_an_experiment_has_five_seeds_and_two_neighbours(name):
    for each in probe.load(name).EXPERIMENTS:
        assert len(set(each.seeds)) >= 5, each.question
        assert len(each.settings) >= 3, each.question
        assert each.conclusions, each.question


@pytest.mark.parametrize("name", probe.names())
def test_a_record_is_of_its_probe_and_all_conclusions_survive(name):
    record = (probe.PROBES / f"{name}.md").read_text(encoding="utf-8")
    assert probe.fingerprint(name) in record, f"the probe has changed: make probe NAME={name}"
    assert "**no**" not in record, "a conclusion has not survived: say when it holds, or not at all"
    for each in probe.load(name).EXPERIMENTS:
        assert all(f"| {conclusion.text} |" in record for conclusion in each.conclusions)


@pytest.fixture
def fake(tmp_path, monkeypatch):
    """Return a function that writes a probe, whose conclusion speaks of `where`, and runs it."""
    monkeypatch.setattr(probe, "PROBES", tmp_path)
    monkeypatch.setattr(
        probe,
        "measured",
        lambda name, number: {
            setting: experiments.collect(
                [probe.one(name, number, setting, seed) for seed in range(5)]
            )
            for setting in ("as in the chapter", "more", "many")
        },
    )

    def run(where):
        (tmp_path / "dice.py").write_text(FAKE.replace("WHERE", where))
        return probe.main(["dice"]), (tmp_path / "dice.md").read_text()

    return run


def test_a_conclusion_that_does_not_survive_is_an_error_and_recorded(fake, capsys):
    status, record = fake("")

    assert status == 1
    assert "| It has six sides. | yes | **no** | **no** |" in record
    assert "| more | 8 | 2 (0 to 4) |" in record
    assert "not survived" in capsys.readouterr().err


def test_a_conclusion_with_its_condition_survives(fake):
    status, record = fake(', ("as in the chapter",)')

    assert status == 0
    assert "| It has six sides. | yes | (no) | (no) |" in record
    assert probe.fingerprint("dice") in record


def test_a_condition_that_is_no_setting_is_refused(fake):
    with pytest.raises(ValueError, match=r"'It has six sides.' speaks of \['most'\]"):
        fake(', ("most",)')


def test_a_comment_leaves_the_fingerprint_and_a_setting_changes_it(fake, tmp_path):
    fake(', ("more",)')
    before = probe.fingerprint("dice")
    path = tmp_path / "dice.py"
    path.write_text("# Dice.\n" + path.read_text())
    assert probe.fingerprint("dice") == before
    path.write_text(path.read_text().replace("20", "21"))
    assert probe.fingerprint("dice") != before


def test_a_name_without_probe_gets_the_list(capsys):
    with pytest.raises(SystemExit):
        probe.main(["nothing-of-ours"])
    assert "invalid choice: 'nothing-of-ours'" in capsys.readouterr().err


def test_processes_of_their_own_measure_every_seed_of_every_setting(tmp_path, monkeypatch):
    (tmp_path / "dice.py").write_text(FAKE.replace("WHERE", ""))
    monkeypatch.setattr(probe, "PROBES", tmp_path)
    monkeypatch.setattr(probe, "ProcessPoolExecutor", InThisProcess)

    found = probe.measured("dice", 0)

    assert list(found) == ["as in the chapter", "more", "many"]
    assert np.array_equal(found["many"]["seed"], range(5))
    assert np.array_equal(found["many"]["sides"], [20] * 5)


class InThisProcess:
    """Takes the place of a pool of processes."""

    def __init__(self, workers, context):
        assert workers == 2
        assert context.get_start_method() == "spawn"

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None

    def submit(self, function, *arguments):
        return Done(function(*arguments))


class Done:
    """A result that is there."""

    def __init__(self, value):
        self.value = value

    def result(self):
        return self.value


def test_ranges_and_marks_are_written_as_they_are():
    each = Experiment(
        "?",
        None,
        {"one": {}, "two": {}, "three": {}},
        [Conclusion("Small.", lambda found: found["x"].max() < 3, ("one", "two"))],
    )
    values = {name: {"x": np.array([n, n + 0.5])} for n, name in enumerate(each.settings, 1)}

    lines = each.tables(values)

    assert "| two | 2.25 (2 to 2.5) |" in lines
    assert lines[-1] == "| Small. | yes | yes | (no) |"
    assert each.survives(values)


def test_what_was_not_measured_is_a_dash_or_counted():
    each = Experiment("?", None, {"one": {}}, [], seeds=range(3))
    values = {"one": {"never": np.full(3, np.nan), "twice": np.array([1, np.nan, 3])}}
    assert "| one | – | 2 (1 to 3), with 2 of 3 |" in each.tables(values)
