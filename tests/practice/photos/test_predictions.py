"""Answers to files: each has its row, whatever it is, and no file of yours is replaced."""

import csv
from dataclasses import replace

import numpy as np
import pytest
from photo_files import crops, make_worst_folder, snapshot
from PIL import Image

from cnn_lessons.practice.photos import (
    FeatureNetwork,
    PhotoClassifier,
    Prediction,
    predict_files,
    predict_folder,
    write_predictions,
)
from cnn_lessons.practice.photos.answers import MOST_SHOWN, answer_text, folder_answers_text
from cnn_lessons.practice.photos.feature_network import BATCH
from cnn_lessons.practice.photos.predictions import COLUMNS


@pytest.fixture(scope="module")
def classifier():
    """A classifier by mean colours, for red, green and blue."""
    keras = pytest.importorskip("keras")
    image = keras.Input((37, 37, 3))
    model = keras.Model(image, keras.layers.GlobalAveragePooling2D()(image))
    kernel = 9 * np.eye(3, dtype=np.float32)
    names, bias = ("red", "green", "파랑"), np.zeros(3, np.float32)
    return PhotoClassifier(FeatureNetwork("colours", model), names, kernel, bias, (5, 5, 5))


def test_the_answer_is_a_class_or_none_of_these():
    ranked = (("cat", 0.62), ("dog", 0.38))
    assert Prediction("a.jpg", ranked, 0.62).answer == "cat"
    assert Prediction("a.jpg", ranked, 0.63).answer == "none of these"
    assert Prediction("a.jpg", ranked, 0.0).answer == "cat"
    assert Prediction("a.jpg", (), 0.0, "is empty: 0 bytes").answer == ""


def test_many_files_are_answered_as_each_alone(classifier, tmp_path):
    paths = []
    for index, piece in enumerate(crops("flower", BATCH + 3)):
        paths.append(tmp_path / f"{index:02}.png")
        piece.save(paths[-1])
    paths.insert(5, tmp_path / "nowhere.jpg")
    found = predict_files(classifier, paths)
    assert [each.path for each in found] == paths
    assert found[5].ranked == ()
    assert found[5].note == "does not exist"
    for each in found[:5] + found[6:]:
        alone = classifier.predict(each.path)
        assert [name for name, _ in each.ranked] == [name for name, _ in alone]
        assert each.ranked[0][1] == pytest.approx(alone[0][1], abs=1e-5)
        assert each.note == ""


def test_a_file_that_is_named_twice_has_two_answers(classifier, tmp_path):
    crops("cat", 1)[0].save(tmp_path / "a.png")
    first, second = predict_files(classifier, [tmp_path / "a.png"] * 2)
    assert first == second


def test_the_worst_folder_has_an_answer_or_a_reason_for_everything(classifier, tmp_path):
    folder = make_worst_folder(tmp_path / "사진")
    before = snapshot(folder)
    found = predict_folder(replace(classifier, threshold=0.5), folder)
    assert snapshot(folder) == before
    by_name = {each.path.relative_to(folder).as_posix(): each for each in found}
    assert len(by_name) == len(found)
    assert by_name["고양이/빈 파일.jpg"].note == "is empty: 0 bytes"
    assert by_name["고양이/.DS_Store"].note == "is hidden"
    assert by_name["커피/broken"].note == "is a broken link"
    assert by_name["고양이/deep/deeper/nested.webp"].ranked
    assert by_name["고양이/tiny.png"].note.startswith("is smaller than 32 pixels: --check would")
    assert by_name["고양이/tiny.png"].ranked
    assert all(bool(each.ranked) or each.note for each in found)
    write_predictions(found, tmp_path / "a.csv")
    raw = (tmp_path / "a.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")  # spreadsheets take the rest for Korean
    rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines()))
    assert len(rows) == len(found)
    assert tuple(rows[0]) == COLUMNS
    good = next(row for row in rows if row["file"].endswith("nested.webp"))
    assert 0.5 <= float(good["probability"]) + float(good["second probability"]) <= 1.0001
    assert good["answer"] in (good["class"], "none of these")
    assert (good["answer"] == "none of these") == (float(good["probability"]) < 0.5)


def test_a_table_holds_commas_quotes_and_lines_and_replaces_nothing(tmp_path):
    ranked = (('a "b", c', 0.75), ("d", 0.25))
    strange = tmp_path / "x,\n\udcff.jpg"
    write_predictions([Prediction(strange, ranked, 0.8)], tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        _, row = csv.reader(file)
    assert row[0] == f"{tmp_path}/x,\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}.jpg"
    assert row[1:] == ["none of these", 'a "b", c', "0.7500", "d", "0.2500", ""]
    before = (tmp_path / "a.csv").read_bytes()
    with pytest.raises(FileExistsError, match="is there already, and is not replaced"):
        write_predictions([], tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes() == before


def test_an_answer_names_three_classes_at_most():
    ranked = (("a", 0.5), ("b", 0.25), ("c", 0.1251), ("d", 0.1))
    assert answer_text(Prediction("x", ranked, 0)) == "a 0.50, b 0.25, c 0.13"
    assert answer_text(Prediction("x", ranked, 0.6)) == "none of these (a 0.50, b 0.25, c 0.13)"
    assert answer_text(Prediction("x", ranked, 0, "is odd")).endswith("c 0.13 But it is odd.")


def test_a_folders_answers_are_counted_and_the_first_are_named(classifier, tmp_path):
    for index in range(MOST_SHOWN + 2):
        level = 255 if index % 7 else 128
        Image.new("RGB", (41, 43), (level, 0, 0)).save(tmp_path / f"{index:03}.png")
    (tmp_path / "a.txt").write_text("no picture")
    found = predict_folder(replace(classifier, threshold=0.99), tmp_path)
    text = folder_answers_text(tmp_path, found)
    assert f"{tmp_path}: {MOST_SHOWN + 2} of {MOST_SHOWN + 3} files are answered" in text
    assert "  red            36 photographs\n  none of these  6 photographs\n" in text
    assert "  is no picture that can be read here  a.txt\n" in text
    assert text.endswith("and 2 more")
    assert "039.png" in text
    assert "040.png" not in text
