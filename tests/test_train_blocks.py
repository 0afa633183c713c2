"""The script that trained the blocks: schedules by corners, mixed batches by pixels, its log."""

import csv
import json
from dataclasses import replace
from importlib.resources import files
from itertools import product
from types import SimpleNamespace

import numpy as np
import pytest

from cnn_lessons.architectures.blocks import load_trials

pytestmark = pytest.mark.keras
LOG = files("cnn_lessons.architectures") / "blocks.csv"


class Recorder:
    """A model that only looks: at the batches, and at the rate of each step."""

    def __init__(self):
        self.optimizer = SimpleNamespace(learning_rate=0.0)
        self.seen, self.rates = [], []

    def train_on_batch(self, images, targets):
        self.seen.append((images, targets))
        self.rates.append(self.optimizer.learning_rate)


@pytest.fixture
def tiny(monkeypatch):
    """Return the script with few images of random pixels, two rates and one epoch."""
    import train_blocks

    rng = np.random.default_rng(5)
    parts = {"pool": 150, "held out": 30, "test": 40}
    data = {
        name: (rng.random((count, 32, 32, 3), np.float32), np.arange(count) % 10)
        for name, count in parts.items()
    }
    recipes = {
        name: replace(each, rates=each.rates[:2]) for name, each in train_blocks.RECIPES.items()
    }
    monkeypatch.setattr(train_blocks, "_cifar10", lambda: data)
    monkeypatch.setattr(train_blocks, "POOL", 150)
    monkeypatch.setattr(train_blocks, "TRAINED", 131)
    monkeypatch.setattr(train_blocks, "RECIPES", recipes)
    monkeypatch.setattr(train_blocks, "MODELS", {})
    monkeypatch.setattr(train_blocks, "CHOICE_EPOCHS", 1)
    few = {
        "blocks": (("plain", "gated"), 1, ("course",), 2, 2),
        "recipes": (("plain",), 1, ("today",), 1, 1),
    }
    monkeypatch.setattr(train_blocks, "EXPERIMENTS", few)
    return train_blocks


def without_seconds(path):
    with path.open(encoding="utf-8", newline="") as file:
        return [{**row, "seconds": ""} for row in csv.DictReader(file)]


def test_started_again_it_goes_on_where_it_stopped_and_finds_the_same(tiny, tmp_path):
    whole, parted = tmp_path / "whole.csv", tmp_path / "parted.csv"
    tiny.main([str(whole)])
    lines = whole.read_text(encoding="utf-8").splitlines(keepends=True)
    assert len(lines) == 1 + 2 * 2 + 2 * 2 + 2 + 1  # head; two rates, two blocks; seeds; recipe
    parted.write_text("".join(lines[:4]), encoding="utf-8")
    tiny.MODELS.clear()
    tiny.main([str(parted)])
    assert parted.read_text(encoding="utf-8").splitlines(keepends=True)[:4] == lines[:4]
    assert without_seconds(parted) == without_seconds(whole)
    before = whole.read_bytes()
    tiny.main([str(whole)])
    assert whole.read_bytes() == before


def test_the_rate_is_the_best_of_the_validation_and_the_test_images_choose_nothing(tiny, tmp_path):
    path = tmp_path / "log.csv"
    head = ",".join(tiny.COLUMNS)
    trial = "choice,plain,1,course,1,{},100,1.0,0.9,{},"
    rates = tiny.RECIPES["course"].rates
    tried = [trial.format(rate, share) for rate, share in zip(rates, (0.2, 0.3), strict=True)]
    path.write_text("\n".join([head, *tried, ""]), encoding="utf-8")
    tiny.main([str(path), "blocks", "--blocks", "plain"])
    *_, first, second = without_seconds(path)
    assert first["rate"] == second["rate"] == str(rates[1])
    assert [first["seed"], second["seed"]] == ["0", "1"]
    assert first["validation"] == ""
    assert 0 <= float(first["test"]) <= 1


def test_the_second_rate_is_the_second_best(tmp_path):
    from train_blocks import COLUMNS, RECIPES, Job, Log

    found = dict(zip(RECIPES["course"].rates, (0.2, 0.4, 0.1, 0.3), strict=True))
    lines = [f"choice,dense,1,course,3,{rate},100,1.0,0.9,{v}," for rate, v in found.items()]
    path = tmp_path / "log.csv"
    path.write_text("\n".join([",".join(COLUMNS), *lines, ""]), encoding="utf-8")
    for name, rate in {"blocks": 0.1, "longer": 0.1, "second rate": 1.0}.items():
        job = Job(name, "dense", 1, "course", 6, 0.0, 2)
        assert Log(path).chosen(job) == replace(job, rate=rate)


def test_blocks_of_one_seed_see_the_same_batches_in_the_same_order(tiny):
    images, labels = tiny.split(3)[0]
    seen = []
    for block in ("plain", "dense"):
        model = Recorder()
        tiny.fit(model, images, labels, tiny.Job("blocks", block, 1, "course", 2, 0.1, 3))
        seen.append([(images.sum(), targets.argmax(-1).tolist()) for images, targets in model.seen])
    assert seen[0] == seen[1]
    assert len(seen[0]) == 2 * (131 // tiny.BATCH)
    other = tiny.split(4)[0][1].tolist()
    assert other != labels.tolist()


def test_each_step_has_the_rate_of_its_share_of_all_steps(tiny):
    images, labels = tiny.split(3)[0]
    for name in tiny.RECIPES:
        model = Recorder()
        tiny.fit(model, images, labels, tiny.Job("recipes", "plain", 1, name, 3, 0.7, 3))
        schedule = tiny.RECIPES[name].schedule
        expected = [0.7 * schedule(step / 6) for step in (1, 2, 3, 4, 5, 6)]  # 2 in an epoch
        np.testing.assert_allclose(model.rates, expected)


def test_todays_recipe_mixes_each_batch_and_the_others_none(tiny):
    images, labels = tiny.split(3)[0]
    for name in tiny.RECIPES:
        model = Recorder()
        tiny.fit(model, images, labels, tiny.Job("recipes", "plain", 1, name, 4, 0.1, 3))
        whole = [np.isin(targets, (0, 1)).all() for _, targets in model.seen]
        assert (not any(whole)) if name == "today" else all(whole)


def test_what_learns_what_chooses_and_what_tests_have_no_image_in_common(monkeypatch):
    import train_blocks

    numbers = np.arange(60)
    data = SimpleNamespace(name="CIFAR-10", x_train=numbers, y_train=numbers % 10)
    data.x_test, data.y_test = -1 - numbers, numbers % 10
    for name, count in {"POOL": 23, "VALIDATED": 7, "TESTED": 5}.items():
        monkeypatch.setattr(train_blocks, name, count)
    monkeypatch.setattr(train_blocks, "fetch_cifar10", lambda: data)
    parts = train_blocks._cifar10.__wrapped__()
    assert [parts[name][0].tolist() for name in ("pool", "held out", "test")] == [
        list(range(23)),
        list(range(23, 30)),
        [-1, -2, -3, -4, -5],
    ]
    data.name = "patches (stand-in for CIFAR-10)"
    with pytest.raises(SystemExit, match="CIFAR-10 is not here: go online"):
        train_blocks._cifar10.__wrapped__()


def test_an_accuracy_counts_every_image_once():
    from train_blocks import accuracy

    scores = np.random.default_rng(2).random((1003, 7))
    model = SimpleNamespace(predict_on_batch=lambda places: scores[places])
    labels = np.where(np.arange(1003) < 900, scores.argmax(-1), scores.argmin(-1))
    assert accuracy(model, np.arange(1003), labels) == 900 / 1003


def test_a_model_begins_anew_with_the_first_weights_of_its_seed(tiny):
    job = tiny.Job("blocks", "gated", 1, "course", 1, 0.1, 3)
    first = tiny.fresh_model(job)
    start = first.get_weights()
    tiny.fit(first, *tiny.split(3)[0], job)
    assert not all(map(np.array_equal, start, first.get_weights()))
    again = tiny.fresh_model(job)
    assert again is first
    assert all(map(np.array_equal, start, again.get_weights()))
    assert not any(np.any(variable.numpy()) for variable in again.optimizer.variables)
    other = tiny.fresh_model(replace(job, seed=4))
    assert not all(map(np.array_equal, start, other.get_weights()))
    norms = [layer for layer in other.layers if layer.name.endswith("_bn")]
    assert {layer.momentum for layer in norms} == {0.9}


def test_the_schedules_have_their_corners():
    from train_blocks import one_cycle, stairs, warm_cosine

    assert [one_cycle(done) for done in (0.125, 0.25, 0.625, 1)] == [0.5, 1, 0.5, 0]
    assert [stairs(done) for done in (0.01, 0.5, 0.51, 0.75, 0.76, 1)] == [1, 1, 0.1, 0.1] + [
        0.01
    ] * 2
    found = [warm_cosine(done) for done in (0.05, 0.1, 0.55, 1)]
    np.testing.assert_allclose(found, [0.5, 1, 0.5, 0], atol=1e-12)


def test_a_mixed_batch_has_targets_with_the_shares_of_its_pixels():
    from train_blocks import mixed

    images = np.zeros((7, 32, 32, 1), np.float32)
    images += np.arange(7, dtype=np.float32)[:, None, None, None]
    targets = np.eye(7, dtype=np.float32)
    pasted = 0
    for seed in range(20):
        found, shares = mixed(images, targets, np.random.default_rng(seed))
        assert found.dtype == np.float32
        np.testing.assert_allclose(shares.sum(axis=1), 1, rtol=1e-5)
        np.testing.assert_allclose(found.mean(axis=(1, 2, 3)), shares @ np.arange(7), atol=1e-4)
        pasted += (found != found[:, :1, :1]).any()  # CutMix; mixup leaves an image even
    assert 3 < pasted < 17


def test_the_log_is_whole_and_each_line_has_the_rate_that_was_chosen():
    from train_blocks import CHOICE_SEED, COLUMNS, EXPERIMENTS, RECIPES, Log, jobs_of, trials

    with LOG.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    log = Log(LOG)
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == len(log.lines)  # none stands there twice
    expected = set()
    for name in EXPERIMENTS:
        for job in jobs_of(name):
            tried = trials(job)
            assert job.seed != CHOICE_SEED  # chosen with other images than are compared
            assert len(set(tried)) == len(set(RECIPES[job.recipe].rates)) == 4
            expected |= {*tried, log.chosen(job)}
    assert len(expected) == len(rows)
    assert [job for job in expected if job not in log] == []


def test_no_rate_that_was_chosen_is_the_lowest_or_the_highest_that_was_tried():
    from train_blocks import EXPERIMENTS, RECIPES, Log, jobs_of

    log = Log(LOG)
    for job in (job for name in EXPERIMENTS if "second" not in name for job in jobs_of(name)):
        assert log.chosen(job).rate in RECIPES[job.recipe].rates[1:-1], job


def test_each_experiment_has_all_its_seeds():
    from train_blocks import EXPERIMENTS

    for name, (blocks, _, recipes, epochs, seeds) in EXPERIMENTS.items():
        for block, recipe in product(blocks, recipes):
            runs = load_trials(experiment=name, block=block, recipe=recipe)
            assert sorted(run["seed"] for run in runs) == list(range(seeds)), (name, block)
            assert {run["epochs"] for run in runs} == {epochs}
            assert len({run["rate"] for run in runs}) == 1


def test_what_was_measured_are_shares_of_whole_images():
    for run in load_trials():
        is_choice = run["experiment"] == "choice"
        count = 2000 if is_choice else 4000
        share = run["validation" if is_choice else "test"]
        assert np.isnan(run["test" if is_choice else "validation"])
        assert 0.1 < share < 0.9
        assert abs(share * count - round(share * count)) < 0.25
        assert 0.1 < run["train"] <= 1
        assert 0 < run["seconds"] < 60


def test_where_it_was_made_stands_beside_the_log():
    made = json.loads((LOG.parent / "blocks.json").read_text(encoding="utf-8"))
    assert set(made) == {"command", "data", "minutes", "machine", "date"}
    assert "tools/train_blocks.py" in made["command"]
