"""The command line, as a reader runs it: reports, refusals and exit codes, never a traceback.

What is about processes is tested with one: the whole way once, encodings, an interrupt. The
rest calls `main`, since each process would import TensorFlow anew.
"""

import io
import json
import os
import pickle
import re
import shutil
import signal
import subprocess
import sys

import numpy as np
import pytest
from photo_files import crops, make_folder, make_worst_folder, snapshot
from PIL import Image

from cnn_lessons import __version__
from cnn_lessons.__main__ import main
from cnn_lessons.practice import run_litert
from cnn_lessons.practice.photos import fine_tuning
from cnn_lessons.practice.photos.file import load_photo_classifier, read_photo_file
from cnn_lessons.practice.photos.reading import open_photo

GOOD = {"고양이": ("cat", 8), "coffee": ("coffee", 8)}
COMMAND = [sys.executable, "-m", "cnn_lessons", "photos"]
OFFLINE = {"https_proxy": "http://127.0.0.1:9", "no_proxy": ""}
MOBILENET_V2 = "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_0.35_224_no_top.h5"
SMALL, LARGE = "the course's backbone", "MobileNetV2"

pytestmark = pytest.mark.usefixtures("offline")


@pytest.fixture(
    scope="module",
    params=[
        SMALL,
        pytest.param(LARGE, marks=pytest.mark.data(f"KERAS_HOME/models/{MOBILENET_V2}")),
    ],
)
def good(request, tmp_path_factory):
    """A folder with photographs, its classifier trained by the command, and the network's name.

    Without weights, as for a newcomer, and with the real ones.
    """
    home = tmp_path_factory.mktemp("good")
    make_folder(home / "동물", GOOD)
    before = snapshot(home / "동물")
    result = run(["동물"], home)
    assert snapshot(home / "동물") == before
    return home, result, request.param


def run(arguments, folder, **environment):
    """Run the command in a folder, offline; no text of it may be a traceback."""
    result = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        cwd=folder,
        env={**os.environ, **OFFLINE, "PYTHONIOENCODING": "utf-8", **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert "Traceback" not in result.stderr
    return result


def command(arguments, monkeypatch):
    """Call `main` in this process, whose streams are pytest's."""
    for stream in (sys.stdout, sys.stderr):
        monkeypatch.setattr(stream, "reconfigure", lambda **_: None, raising=False)
    return main(arguments)


@pytest.mark.keras
def test_a_good_folder_gets_a_report_a_classifier_and_a_page(good):
    home, result, network = good
    assert result.returncode == 0, result.stderr
    assert "동물: 16 of 16 files can be used, in 2 classes" in result.stdout
    assert f"The features are from {network}: " in result.stdout
    assert "of 4 test photographs are right" in result.stdout
    assert sorted(path.name for path in home.iterdir()) == [
        "동물", "동물_classifier.html", "동물_classifier.npz",
    ]  # fmt: skip
    arrays, description = read_photo_file(home / "동물_classifier.npz")
    assert description["class_names"] == ["coffee", "고양이"]
    assert description["network"] == network
    assert arrays["kernel"].shape == ({SMALL: 176, LARGE: 1280}[network], 2)
    assert "고양이" in (home / "동물_classifier.html").read_text(encoding="utf-8")


@pytest.mark.keras
def test_one_line_says_which_weights_are_used_and_why_and_keras_says_nothing(good):
    _, result, network = good
    models = os.path.join(os.environ["KERAS_HOME"], "models")  # noqa: PTH118
    lines = result.stdout.splitlines()
    start = lines.index("Loading the network.") + 1
    if network == LARGE:
        (line,) = lines[start : lines.index("", start)]
        assert line.endswith(f"features out. Its ImageNet weights are in {models}.")
    else:
        asking, line = lines[start : lines.index("", start)]
        assert asking == "Downloading MobileNetV2's ImageNet weights (2 MB), once."
        assert "features out. Its weights come with the course. MobileNetV2 would be better" in line
        assert f"are not in {models} and cannot be downloaded: " in line
        assert line.endswith(f"Go online once, or put {MOBILENET_V2} there.")
    said = re.split(r"[\r\n]+", result.stderr.strip())
    # The three progress bars.
    assert {line.partition(":")[0] for line in said} == {
        "looking at the files",
        "looking at the photographs",
        "fitting the head",
    }


@pytest.mark.keras
def test_a_new_photo_is_predicted_with_the_saved_classifier(good, monkeypatch, capfd):
    home, _, network = good
    crops("cat", 1, seed=99)[0].save(home / "새 사진.png")
    before = snapshot(home)
    monkeypatch.chdir(home)
    capfd.readouterr()
    assert command(["photos", "동물", "--predict", "새 사진.png"], monkeypatch) == 0
    said = capfd.readouterr()
    assert snapshot(home) == before
    (home / "새 사진.png").unlink()
    assert said.err == ""
    first, second = said.out.splitlines()  # no third one: nothing is looked for elsewhere
    assert f"on features of {network}, learned from coffee (6), 고양이 (6)" in first
    assert {SMALL: "come with the course.", LARGE: "/models."}[network] in first
    assert second.startswith("새 사진.png: ")
    assert second.count("0.") + second.count("1.") >= 2


@pytest.mark.keras
def test_a_photo_that_a_check_would_leave_out_is_answered_with_a_doubt(good, monkeypatch, capsys):
    home, _, _ = good
    monkeypatch.chdir(home)
    Image.new("RGB", (20, 20), "red").save("small.png")
    Image.new("RGB", (90, 70), "red").save("red.png")
    asked = ["photos", "동물", "--predict", "small.png", "red.png", "동물/coffee/00.jpg"]
    assert command(asked, monkeypatch) == 0
    (home / "small.png").unlink()
    (home / "red.png").unlink()
    _, small, red, good_one = capsys.readouterr().out.splitlines()
    doubt = "--check would leave it out, and this is a guess."
    assert small.endswith(f" But it is smaller than 32 pixels: {doubt}")
    assert red.endswith(f" But it shows one colour only: {doubt}")
    assert "But" not in good_one


@pytest.mark.keras
def test_a_folder_is_answered_with_a_table_that_replaces_nothing(good, monkeypatch, capsys):
    home, _, _ = good
    monkeypatch.chdir(home)
    make_folder(home / "새 사진", {"a": ("cat", 2), "b/c": ("rocket", 1)})
    (home / "새 사진" / "broken.jpg").write_bytes(b"\xff\xd8\xff")
    before = snapshot(home)
    assert command(["photos", "동물", "--predict", "새 사진"], monkeypatch) == 0
    said = capsys.readouterr().out
    assert "새 사진: 3 of 4 files are answered" in said
    assert "broken.jpg" in said
    assert "Written: 새 사진_predictions.csv, a row for each file." in said
    table = home / "새 사진_predictions.csv"
    text = table.read_text(encoding="utf-8-sig")
    assert len(text.splitlines()) == 5
    assert "새 사진/b/c/00.jpg," in text
    mine = text + "mine"
    table.write_text(mine, encoding="utf-8")
    assert command(["photos", "동물", "--predict", "새 사진"], monkeypatch) == 1
    said = capsys.readouterr()
    assert said.out == ""  # before any work
    assert "새 사진_predictions.csv is there already, and is not replaced." in said.err
    assert table.read_text(encoding="utf-8") == mine
    table.unlink()
    asked = ["--csv", "one.csv", "--threshold", "1", "--predict", "동물/coffee/00.jpg"]
    assert command(["photos", "동물", *asked], monkeypatch) == 0
    assert "동물/coffee/00.jpg: none of these (" in capsys.readouterr().out
    assert ",none of these," in (home / "one.csv").read_text(encoding="utf-8-sig")
    (home / "one.csv").unlink()
    assert snapshot(home) == before
    shutil.rmtree(home / "새 사진")


def test_a_table_has_a_folder_and_answers_to_hold(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    asked = ["photos", "x", "--predict", "a.jpg", "--csv", "nowhere/a.csv"]
    assert command(asked, monkeypatch) == 1
    assert "there is no folder nowhere for --csv nowhere/a.csv" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["photos", "x", "--csv", "a.csv"])
    assert "--csv is for the answers to --predict PHOTO" in capsys.readouterr().err


@pytest.mark.parametrize("share", ["-0.1", "1.1", "much"])
def test_a_threshold_is_from_0_to_1(capsys, share):
    with pytest.raises(SystemExit) as stopped:
        main(["photos", "x", f"--threshold={share}"])
    assert stopped.value.code == 2
    assert "--threshold" in capsys.readouterr().err


@pytest.mark.keras
def test_fine_tuning_says_what_came_out_and_is_kept_or_not(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(fine_tuning, "EPOCHS", 2)
    make_folder(tmp_path / "x", {"cat": ("cat", 8), "tea": ("coffee", 8), "rose": ("flower", 8)})
    monkeypatch.chdir(tmp_path)
    assert command(["photos", "x", "--fine-tune"], monkeypatch) == 0
    said = capsys.readouterr().out
    assert "\nFine-tuning\n" in said
    assert "  head alone" in said
    kept = "the fine-tuned network" in said
    assert kept != ("the head alone: no epoch was better by its validation loss" in said)
    format_ = read_photo_file(tmp_path / "x_classifier.npz")[1]["format"]
    assert format_.endswith("2" if kept else "1")
    assert command(["photos", "x", "--predict", "x/tea/00.jpg"], monkeypatch) == 0
    assert (", fine-tuned" in capsys.readouterr().out) == kept


@pytest.mark.keras
def test_an_export_answers_as_the_classifier_and_replaces_nothing(tmp_path, monkeypatch, capsys):
    make_folder(tmp_path / "pets", GOOD)
    monkeypatch.chdir(tmp_path)
    assert main(["photos", "pets", "--export", "pets_app"]) == 0
    assert "Exported to pets_app: labels.txt, card.json, model.tflite" in capsys.readouterr().out

    photo = tmp_path / "pets" / "coffee" / "00.jpg"
    classifier = load_photo_classifier("pets_classifier.npz")
    image = open_photo(photo, classifier.network.side).image
    shares = run_litert("pets_app/model.tflite", np.stack([image]))[0]
    (name, share), *_ = classifier.predict(photo)
    labels = (tmp_path / "pets_app" / "labels.txt").read_text(encoding="utf-8").splitlines()
    assert labels == sorted(GOOD)
    assert labels[shares.argmax()] == name
    assert shares.max() == pytest.approx(share, abs=1e-3)

    before = snapshot(tmp_path)
    assert main(["photos", "pets", "--export", "pets_app"]) == 1
    assert "is not replaced. Name a new folder" in capsys.readouterr().err
    assert snapshot(tmp_path) == before


def test_an_export_needs_a_training(capsys):
    with pytest.raises(SystemExit):
        main(["photos", "pets", "--export", "app", "--check"])
    assert "leave out --check and --predict" in capsys.readouterr().err


def test_the_folder_may_stand_last(good, monkeypatch, capsys):
    home, _, _ = good
    monkeypatch.chdir(home)
    assert command(["photos", "--predict", "동물/coffee/00.jpg", "동물"], monkeypatch) == 0
    assert "\n동물/coffee/00.jpg: " in capsys.readouterr().out


@pytest.mark.keras
@pytest.mark.parametrize("asked", [[], ["--predict", "동물/coffee/00.jpg"]])
def test_another_folder_of_the_same_name_gets_no_answer_and_replaces_nothing(
    good, monkeypatch, capsys, tmp_path, asked
):
    home, _, _ = good
    other = make_folder(tmp_path / "동물", {"고양이": ("flower", 3), "coffee": ("rocket", 3)})
    monkeypatch.chdir(home)
    before = snapshot(home)
    assert command(["photos", str(other), *asked], monkeypatch) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert (
        f"동물_classifier.npz was trained on {home / '동물'}, and not on {other}. It is neither "
        "asked nor replaced. Name another file with --output" in said.err
    )
    assert snapshot(home) == before


@pytest.mark.keras
def test_a_page_of_another_folder_is_not_replaced(good, monkeypatch, capsys, tmp_path):
    home, _, _ = good
    make_folder(tmp_path / "동물", GOOD)
    page = (home / "동물_classifier.html").read_bytes()
    (tmp_path / "동물_classifier.html").write_bytes(page)
    monkeypatch.chdir(tmp_path)
    assert command(["photos", "동물"], monkeypatch) == 1
    assert "is not a report of this command on this folder" in capsys.readouterr().err
    assert (tmp_path / "동물_classifier.html").read_bytes() == page


@pytest.mark.keras
def test_a_folder_that_is_gone_or_lacks_a_class_is_not_answered_for(
    good, monkeypatch, capsys, tmp_path
):
    home, _, _ = good
    photo, saved = home / "동물/coffee/00.jpg", home / "동물_classifier.npz"
    monkeypatch.chdir(tmp_path)
    asked = ["photos", "동물", "--output", str(saved), "--predict", str(photo)]
    assert command(asked, monkeypatch) == 1
    assert capsys.readouterr().err == "Error: 동물 does not exist. Name a folder of photographs.\n"
    monkeypatch.chdir(home)
    (home / "동물/coffee").rename(home / "coffee")
    try:
        assert command(["photos", "동물", "--predict", "coffee/00.jpg"], monkeypatch) == 1
    finally:
        (home / "coffee").rename(home / "동물/coffee")
    assert "동물 has no class coffee any more" in capsys.readouterr().err


@pytest.mark.keras
def test_a_first_file_that_did_not_say_its_folder_is_known_by_its_classes(
    good, monkeypatch, capsys, tmp_path
):
    home, _, _ = good
    arrays, description = read_photo_file(home / "동물_classifier.npz")
    del description["folder"]
    arrays["description"] = np.frombuffer(json.dumps(description).encode(), np.uint8)
    np.savez(tmp_path / "x.npz", **arrays)
    monkeypatch.chdir(home)
    asked = ["--output", str(tmp_path / "x.npz"), "--predict", "동물/coffee/00.jpg"]
    assert command(["photos", "동물", *asked], monkeypatch) == 0
    other = make_folder(tmp_path / "동물", {"a": ("cat", 2), "b": ("coffee", 2)})
    assert command(["photos", str(other), *asked], monkeypatch) == 1
    assert "was trained on the classes coffee, 고양이, and " in capsys.readouterr().err


@pytest.mark.keras
def test_a_photo_that_cannot_be_read_is_refused_after_the_others(good, monkeypatch, capsys):
    home, _, _ = good
    monkeypatch.chdir(home)
    asked = ["photos", "동물", "--predict", "nowhere.jpg", "동물/coffee/00.jpg"]
    assert command(asked, monkeypatch) == 1
    said = capsys.readouterr()
    assert "coffee/00.jpg: " in said.out
    assert said.err == "Error: nowhere.jpg does not exist\n"


@pytest.mark.keras
@pytest.mark.data(f"KERAS_HOME/models/{MOBILENET_V2}")
def test_a_classifier_whose_network_is_gone_says_how_to_get_it(tmp_path, monkeypatch, capsys):
    make_folder(tmp_path / "x", GOOD)
    monkeypatch.chdir(tmp_path)
    assert command(["photos", "x"], monkeypatch) == 0
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "empty"))
    (tmp_path / "empty").mkdir()
    capsys.readouterr()
    assert command(["photos", "x", "--predict", "x/coffee/00.jpg"], monkeypatch) == 1
    said = capsys.readouterr()
    assert said.out == "Downloading MobileNetV2's ImageNet weights (2 MB), once.\n"
    assert said.err.startswith("Error: x_classifier.npz was made with MobileNetV2. MobileNetV2's ")
    assert said.err.endswith(f"or put {MOBILENET_V2} there. Or train again.\n")


@pytest.mark.keras
def test_the_worst_folder_gets_a_report_and_a_result_on_any_terminal(tmp_path, monkeypatch):
    folder = make_worst_folder(tmp_path / "사진")
    before = snapshot(folder)
    monkeypatch.chdir(tmp_path)
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    assert main(["photos", "사진"]) == 0
    terminal.flush()
    said = terminal.buffer.getvalue().decode("ascii")
    assert "22 of 37 files can be used, in 2 classes" in said
    assert "test photographs are right" in said
    assert snapshot(folder) == before


def test_only_a_check_writes_nothing_on_any_terminal(tmp_path):
    folder = make_worst_folder(tmp_path / "사진")
    before = snapshot(tmp_path)
    result = run(["사진", "--check"], tmp_path, LC_ALL="C", PYTHONIOENCODING="ascii")
    assert result.returncode == 0, result.stderr
    assert "\\uc0ac\\uc9c4: 22 of 37 files can be used, in 2 classes" in result.stdout
    assert snapshot(tmp_path) == before
    assert folder.exists()


def test_a_check_of_a_good_folder_writes_nothing(tmp_path, monkeypatch, capsys):
    make_folder(tmp_path / "x", GOOD)
    before = snapshot(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert command(["photos", "x", "--check"], monkeypatch) == 0
    assert capsys.readouterr().out.startswith("x: 16 of 16 files can be used")
    assert snapshot(tmp_path) == before


REFUSED = {
    "no folder": (lambda home: None, "x does not exist. Name a folder of photographs."),
    "a file": (lambda home: (home / "x").touch(), "x is a file"),
    "empty": (
        lambda home: (home / "x").mkdir(),
        "Two classes at least are needed, and there is none",
    ),
    "one class": (lambda home: make_folder(home / "x", {"a": ("cat", 3)}), "there is only 'a'"),
    "one photo each": (
        lambda home: make_folder(home / "x", {"a": ("cat", 1), "b": ("coffee", 1)}),
        "there is none",
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_learned_from_is_refused(tmp_path, monkeypatch, capsys, kind):
    make, reason = REFUSED[kind]
    make(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert command(["photos", "x"], monkeypatch) == 1
    assert reason in capsys.readouterr().err


@pytest.mark.parametrize("name", ["x_classifier.npz", "x_classifier.html"])
def test_somebody_elses_file_is_not_replaced(tmp_path, monkeypatch, capsys, name):
    make_folder(tmp_path / "x", GOOD)
    (tmp_path / name).write_bytes(b"mine")
    monkeypatch.chdir(tmp_path)
    assert command(["photos", "x"], monkeypatch) == 1
    assert "is not replaced" in capsys.readouterr().err
    assert (tmp_path / name).read_bytes() == b"mine"


@pytest.mark.parametrize("output", ["nowhere/a.npz", "x/고양이/00.jpg/a.npz", "/proc/a.npz"])
def test_where_nothing_can_be_written_nothing_is_trained(tmp_path, monkeypatch, capsys, output):
    make_folder(tmp_path / "x", GOOD)
    monkeypatch.chdir(tmp_path)
    assert command(["photos", "x", "--output", output], monkeypatch) == 1
    assert "nothing can be written into" in capsys.readouterr().err


def test_a_folder_that_is_read_only_is_no_place_for_the_output(tmp_path, monkeypatch, capsys):
    make_folder(tmp_path / "x", GOOD)
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    if os.access(locked, os.W_OK):
        pytest.skip("this user may write everywhere")
    monkeypatch.chdir(locked)
    assert command(["photos", "../x"], monkeypatch) == 1
    assert "Permission denied" in capsys.readouterr().err


def test_a_damaged_classifier_is_refused(tmp_path, monkeypatch, capsys):
    make_folder(tmp_path / "x", GOOD)
    (tmp_path / "x_classifier.npz").write_bytes(b"PK\x03\x04")
    monkeypatch.chdir(tmp_path)
    assert command(["photos", "x", "--predict", "a.jpg"], monkeypatch) == 1
    assert "is not a saved classifier for photographs, or it is damaged" in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["a pickle", "a pickle in it", "text"])
def test_nobody_is_told_to_allow_pickles(tmp_path, monkeypatch, capsys, kind):
    make_folder(tmp_path / "x", GOOD)
    path = tmp_path / "x_classifier.npz"
    if kind == "a pickle":
        path.write_bytes(pickle.dumps({"kernel": 1}))
    elif kind == "a pickle in it":
        objects = np.array([{}], dtype=object)
        np.savez(path, kernel=objects, bias=objects, description=objects)
    else:
        path.write_text("no archive")
    before = path.read_bytes()
    monkeypatch.chdir(tmp_path)
    for asked in ([], ["--predict", "x/coffee/00.jpg"]):
        assert command(["photos", "x", *asked], monkeypatch) == 1
        said = capsys.readouterr().err
        assert "x_classifier.npz is not a saved classifier for photographs" in said
        assert "pickle" not in said
    assert path.read_bytes() == before


def test_an_empty_folder_and_a_pipe_are_refused_at_once(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "new").mkdir()
    assert command(["photos", "x", "--predict", "new"], monkeypatch) == 1
    assert capsys.readouterr().err == (
        "Error: there is no file in new. Name a folder of photographs.\n"
    )
    if hasattr(os, "mkfifo"):
        os.mkfifo("pipe")
        assert command(["photos", "x", "--predict", "pipe"], monkeypatch) == 1
        assert "pipe is no ordinary file" in capsys.readouterr().err


def test_the_folder_has_to_be_named(tmp_path, capsys):
    for asked in (["--predict", "a.jpg", "b.jpg"], ["--predict", str(tmp_path)], ["--check"]):
        with pytest.raises(SystemExit) as stopped:
            main(["photos", *asked])
        assert stopped.value.code == 2
        assert "name the folder first: photos FOLDER" in capsys.readouterr().err


def test_an_output_that_is_a_folder_is_one(tmp_path, monkeypatch, capsys):
    make_folder(tmp_path / "x", GOOD)
    (tmp_path / "results").mkdir()
    mine = tmp_path / "results" / "x_classifier.npz"
    mine.write_bytes(b"mine")
    monkeypatch.chdir(tmp_path)
    for output in ("results", "results/", "./results/.", str(tmp_path / "results")):
        assert command(["photos", "x", "--output", output], monkeypatch) == 1
        assert "results/x_classifier.npz is not a saved classifier" in capsys.readouterr().err
    assert command(["photos", "x", "--output", "new/"], monkeypatch) == 1
    assert f"nothing can be written into {tmp_path / 'new'}" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["results", "x"]
    assert mine.read_bytes() == b"mine"


def test_another_ending_is_refused_with_the_right_one(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert command(["photos", "x", "--output", "a/x.h5"], monkeypatch) == 1
    said = capsys.readouterr().err
    assert "a classifier is written as .npz only" in said
    assert said.endswith("Say --output a/x.npz.\n")


@pytest.mark.parametrize("seed", ["-1", "1.5", "", "4294967296"])
def test_a_seed_is_a_whole_number_from_0(capsys, seed):
    with pytest.raises(SystemExit) as stopped:
        main(["photos", "x", "--seed", seed])
    assert stopped.value.code == 2
    assert "is not a whole number from 0 to 4294967295" in capsys.readouterr().err


def test_an_output_without_a_name_is_refused(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["photos", "x", "--output", ""])
    assert stopped.value.code == 2
    assert "the name is empty" in capsys.readouterr().err


def test_without_tensorflow_one_sentence_comes_first_and_a_check_works(
    tmp_path, monkeypatch, capsys
):
    make_folder(tmp_path / "x", GOOD)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "tensorflow", None)
    for asked in ([], ["--predict", "x/coffee/00.jpg"]):
        assert command(["photos", "x", *asked], monkeypatch) == 1
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.startswith("Error: TensorFlow is not installed")
        assert said.err.count("\n") == 1
    assert command(["photos", "x", "--check"], monkeypatch) == 0


def test_the_version_is_said(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["--version"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out == f"cnn_lessons {__version__}\n"


def fixed_camera(folder):
    """Write what a camera that does not move sees: one scene, with a little noise."""
    rng = np.random.default_rng(0)
    scene = np.asarray(crops("coffee", 1)[0]).astype(int)
    for name, count in {"good": 7, "bad": 5}.items():
        (folder / name).mkdir(parents=True)
        for index in range(count):
            seen = scene + rng.integers(-9, 10, scene.shape)
            Image.fromarray(np.clip(seen, 0, 255).astype(np.uint8)).save(
                folder / name / f"{index}.png"
            )
    (folder / "good" / "again.png").write_bytes((folder / "good" / "0.png").read_bytes())
    return folder


def test_near_alike_photographs_are_kept_by_a_switch(tmp_path, monkeypatch, capsys):
    fixed_camera(tmp_path / "x")
    monkeypatch.chdir(tmp_path)
    assert command(["photos", "x", "--check"], monkeypatch) == 1
    assert "13 more can be used if those that are nearly alike are no copies" in (
        said := capsys.readouterr().err
    )
    assert "--keep-near-copies" in said
    assert command(["photos", "x", "--check", "--keep-near-copies"], monkeypatch) == 0
    said = capsys.readouterr().out
    assert "x: 13 of 13 files can be used, in 2 classes" in said
    assert "  good  8 photographs, 7 different\n" in said
    assert "the same file  good/0.png, good/again.png" in said


def test_all_names_are_said_by_a_switch(tmp_path, monkeypatch, capsys):
    make_folder(tmp_path / "x", GOOD)
    names = [f"{index:02}.txt" for index in range(31)]
    for name in names:
        (tmp_path / "x" / "coffee" / name).write_text("no picture")
    monkeypatch.chdir(tmp_path)
    assert command(["photos", "x", "--check"], monkeypatch) == 0
    assert "coffee/05.txt, and 25 more\n" in capsys.readouterr().out
    assert command(["photos", "x", "--check", "--all-names"], monkeypatch) == 0
    assert f"{', '.join(f'coffee/{name}' for name in names)}\n" in capsys.readouterr().out


def test_a_competitions_folder_is_understood_and_changed_in_nothing(tmp_path, monkeypatch, capsys):
    make_folder(tmp_path / "x/train", GOOD)
    make_folder(tmp_path / "x", {"test1": ("flower", 9)})
    before = snapshot(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert command(["photos", "x", "--check"], monkeypatch) == 0
    said = capsys.readouterr().out
    assert said.splitlines()[0] == (
        "x: 16 of 25 files can be used, in 2 classes. The classes are the folders in train. "
        "Left out, without classes: test1."
    )
    assert "is in no class: test1 has no folders of the classes  test1/00.jpg" in said
    assert snapshot(tmp_path) == before


def test_a_folder_of_folders_of_classes_is_asked_about(tmp_path, monkeypatch, capsys):
    make_folder(tmp_path / "x/pets", GOOD)
    make_folder(tmp_path / "x/wild", {"lion": ("flower", 3), "wolf": ("rocket", 3)})
    monkeypatch.chdir(tmp_path)
    assert command(["photos", "x"], monkeypatch) == 1
    assert "Is pets a class, or are coffee and 고양이 in it?" in capsys.readouterr().err


@pytest.mark.parametrize("share", ["0", "1", "1.5", "much"])
def test_a_share_is_between_0_and_1(capsys, share):
    with pytest.raises(SystemExit) as stopped:
        main(["photos", "x", "--test-share", share])
    assert stopped.value.code == 2
    assert "--test-share" in capsys.readouterr().err


def test_help_says_how_a_folder_looks(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["photos", "--help"])
    assert stopped.value.code == 0
    text = capsys.readouterr().out
    assert "pets/cat/1.jpg" in text
    assert "Nothing in it is ever changed, and no photograph leaves this machine." in text
    assert "Only the weights of MobileNetV2 (2 MB) are downloaded" in text


@pytest.mark.keras
@pytest.mark.skipif(os.name != "posix", reason="sends a signal as a terminal does")
def test_ctrl_c_leaves_nothing_half_written(tmp_path):
    make_folder(tmp_path / "x", GOOD)
    # Where these tests run in the background, interrupts are ignored, by child processes too.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [*COMMAND, "x"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    signal.signal(signal.SIGINT, before)
    for line in process.stdout:
        if line.startswith("The features are from"):
            break
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 130, errors
    assert "Stopped. Nothing is half-written." in errors
    assert "Traceback" not in errors
    assert [path.name for path in tmp_path.iterdir()] == ["x"]
