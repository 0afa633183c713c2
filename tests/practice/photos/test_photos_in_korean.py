"""The command ``photos`` in another language: nothing is English that has a translation."""

import csv
import re
import sys

import numpy as np
import pytest
from english_left import left_english, shown
from photo_files import crops, make_folder, make_worst_folder

from cnn_lessons import language
from cnn_lessons.__main__ import main
from cnn_lessons.practice.photos import check_folder
from cnn_lessons.practice.photos.class_folders import FolderError, understand
from cnn_lessons.practice.photos.evaluation import Evaluation
from cnn_lessons.practice.photos.fine_tuning import FineTuning
from cnn_lessons.practice.photos.page import START
from cnn_lessons.practice.photos.reading import PhotoError, open_photo
from cnn_lessons.practice.photos.thresholds import Threshold

pytestmark = pytest.mark.usefixtures("offline")

REPORTS = ("report", "counted", "copies", "folder", "folder_layout", "folder_questions", "reading")
ALL = (*REPORTS, "answers", "class_folders", "command", "evaluation_report", "feature_network")
ALL = (*ALL, "downloads", "page", "predictions", "pretrained", "__main__", "classifier", "head")


@pytest.fixture(autouse=True)
def korean(monkeypatch):
    monkeypatch.setenv(language.VARIABLE, "ko")


@pytest.fixture
def command(monkeypatch, tmp_path, capsys):
    """Return a function: calls `main` in a folder of its own, and returns status and streams."""
    monkeypatch.chdir(tmp_path)
    for stream in (sys.stdout, sys.stderr):
        monkeypatch.setattr(stream, "reconfigure", lambda **_: None, raising=False)

    def call(*arguments):
        status = main(["photos", *map(str, arguments)])
        return status, *capsys.readouterr()

    return call


def test_the_report_on_the_worst_folder_is_in_the_language(tmp_path):
    folder = check_folder(make_worst_folder(tmp_path / "최악"))
    for text in (repr(folder), shown(folder._repr_html_())):
        assert "최악: 파일 " in text
        assert not left_english(text, *REPORTS)
    reasons = {reason for reason, _ in folder.left_out}
    assert "is empty: 0 bytes" in reasons  # inside it is English
    assert "is smaller than 32 pixels" in reasons


def test_a_class_keeps_its_name_whatever_it_means(tmp_path):
    counts = {"right": ("cat", 2), "none": ("coffee", 2), "Left": ("flower", 2)}
    report = repr(check_folder(make_folder(tmp_path / "kept", counts)))
    assert report.startswith("kept: 파일 6개 가운데 6개를 쓸 수 있음, 클래스 3개")
    assert all(f"\n  {name}" in report for name in counts)
    make_folder(tmp_path / "one", {"right": ("cat", 2)})
    with pytest.raises(FolderError, match="있는 것: 'right'뿐"):
        check_folder(tmp_path / "one").require_classes()


@pytest.mark.parametrize(
    ("pictures", "said"),
    [
        (["train/images/1", "test/images/1"], "사진은 저마다 어느 클래스인가요?"),
        (["a/x/1", "a/y/1", "b/1"], "a 폴더가 클래스인가요, 그 안의 x, y 폴더가"),
        (["Cat/1", "cat/1"], "'Cat', 'cat': 대소문자나 빈칸만"),
        (["cat/1", "test/1"], "나란히 있는 폴더: cat, test. 'test' 폴더는 클래스인가요?"),
    ],
)
def test_a_question_is_asked_in_the_language(pictures, said):
    with pytest.raises(FolderError) as asked:
        understand(path.split("/") for path in pictures)
    assert said in str(asked.value)
    assert not left_english(str(asked.value), *REPORTS)
    assert not re.search("[가-힣]", asked.value.args[0])  # inside it is English


def test_an_evaluation_is_told_in_the_language(tmp_path):
    truth = np.array([0, 0, 1, 2])
    shares = np.array([[0.9, 0.1, 0], [0.5, 0.3, 0.2], [0.1, 0.9, 0], [0.9, 0, 0.1]])
    paths = [tmp_path / f"{i}.jpg" for i in range(4)]
    chosen = Threshold(0.6, {"right": (3, 7), "b": (2, 5)})
    for tuning in (
        None,
        FineTuning((), (), 0),
        FineTuning((2, 1), (3, 5), 7),
        FineTuning((1, 2), (3, 5), 7),
    ):
        for threshold in (chosen, Threshold(0.6), Threshold()):
            text = repr(Evaluation(("right", "b", "c"), paths, truth, shares, threshold, tuning))
            assert text.startswith("테스트 사진 4장 가운데 3장 맞음")
            assert not left_english(text, "evaluation_report", "predictions")
    text = repr(Evaluation(("right", "b", "c"), paths, truth, shares, chosen))
    assert "12장 가운데 5장의 답이 '이 중에 없음': right 7장 가운데 3장, b 5장 가운데 2장" in text


def test_why_a_file_is_no_photograph_is_told_in_the_language(tmp_path):
    (tmp_path / "a.jpg").touch()
    with pytest.raises(PhotoError, match=r"^비어 있음: 0바이트$"):
        open_photo(tmp_path / "a.jpg")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere", "--check"], "오류: nowhere: 없는 폴더입니다."),
        (["pets", "--output", "a.txt"], "--output a.npz 형태로 쓰세요."),
        (["pets", "--predict", "empty"], "empty: 안에 파일이 없습니다."),
        (["pets", "--check"], "오류: 클래스가 적어도 2개 있어야 하는데, 있는 것: 'cat'뿐."),
    ],
)
def test_the_command_refuses_in_the_language(command, tmp_path, arguments, said):
    make_folder(tmp_path / "pets", {"cat": ("cat", 2)})
    (tmp_path / "empty").mkdir()
    status, out, error = command(*arguments)
    assert status == 1
    assert said in error
    assert not left_english(out + error, *ALL)


def test_the_help_is_in_the_language_but_for_the_words_of_argparse(command, capsys):
    with pytest.raises(SystemExit):
        command("--help")
    text = capsys.readouterr().out
    assert "사진 폴더로 분류기를 만듭니다." in text
    assert '임계값보다 작으면 답은 "이 중에 없음"입니다.' in text
    assert not left_english(" ".join(text.split()), "photos")


def test_a_language_that_there_is_not_is_no_traceback(command, monkeypatch):
    monkeypatch.setenv(language.VARIABLE, "xx")
    status, _, error = command("pets")
    assert status == 1
    assert error.startswith("Error: CNN_LESSONS_LANGUAGE='xx': there is no such language.")


@pytest.mark.keras
def test_a_training_and_its_answers_are_told_in_the_language(command, tmp_path):
    make_folder(tmp_path / "pets", {"고양이": ("cat", 5), "커피": ("coffee", 5)})
    new = tmp_path / "new"
    new.mkdir()
    crops("rocket", 1)[0].save(new / "a.jpg")
    (new / "b.jpg").touch()
    status, out, error = command("pets", "--predict", new / "a.jpg", new)
    assert status == 0, error
    page = (tmp_path / "pets_classifier.html").read_text(encoding="utf-8")
    assert page.startswith(START.format("ko"))
    assert "word-break: keep-all" in page
    assert "이 강의의 백본: 입력 32 × 32픽셀" in out
    assert "사진을 보는 중" in error  # the progress
    for text in (out, error, shown(page)):
        assert not left_english(text, *ALL)
    with (tmp_path / "new_predictions.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert rows[-1]["note"] == "is empty: 0 bytes"  # programs read it
    status, out, error = command("pets", "--predict", new / "b.jpg", "--csv", "again.csv")
    assert status == 1
    assert f"오류: {new / 'b.jpg'}: 비어 있음: 0바이트" in error
    assert "다시 학습하려면 --predict를 빼세요." in out
    assert not left_english(out + error, *ALL)
    assert command("pets")[0] == 0  # a page in another language is known as one's own
