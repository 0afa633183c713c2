"""What the package shows in another language: nothing is English that has a translation."""

import re

import numpy as np
import pytest
from element_html import fallback_of
from english_left import left_english, shown
from project import ROOT

from cnn_lessons import blueprints, language
from cnn_lessons.architectures.counts import compare_counts
from cnn_lessons.architectures.ledger import make_ledger
from cnn_lessons.architectures.published import NETWORKS
from cnn_lessons.architectures.shortlist import shortlist
from cnn_lessons.blueprints.network_exercise import NetworkExercise, first_difference, lines_of
from cnn_lessons.datasets import fetch_mnist
from cnn_lessons.datasets.sources import data_or_stand_in
from cnn_lessons.datasets.stand_ins import enlarged_digits
from cnn_lessons.elements.box_overlap import BoxOverlap
from cnn_lessons.elements.digit_drawing import DigitDrawing
from cnn_lessons.elements.optimizer_paths import OptimizerPaths
from cnn_lessons.elements.score_threshold import ScoreThreshold
from cnn_lessons.elements.words import WORDS, in_readers_language
from cnn_lessons.exercises import progress
from cnn_lessons.learning import SGD, Dense, Sequential
from cnn_lessons.operations.values import NotFiniteError


@pytest.fixture(autouse=True)
def korean(monkeypatch):
    monkeypatch.setenv(language.VARIABLE, "ko")


def column(filters):
    """Return a network in which two convolutions are added."""
    x = blueprints.Pool(2)(blueprints.Input((11, 7, 3)))
    x = blueprints.Conv(filters, 3, padding="same")(x)
    x = blueprints.Add()(x, blueprints.Conv(filters, 1)(x))
    return blueprints.Network("column", blueprints.Dense(5)(blueprints.GlobalPool()(x)))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda filters: column(2 * filters), "“1번 층, 2 × 2 max pool: 5 × 3 × 3”까지는 맞는"),
        (
            lambda filters: blueprints.Network("n", blueprints.Flatten()(blueprints.Input((7,)))),
            "첫 층부터 다른 신경망: “끝”, 기대한 것: “1번 층, 2 × 2 max pool",
        ),
        (lambda filters: blueprints.Input((5, 7, 3)), "층 하나의 출력, 기대한 값: Network"),
        (lambda filters: 3, "자료형이 int인 값, 기대한 값: Network"),
    ],
)
def test_networks_are_compared_in_the_language(answer, said):
    exercise = NetworkExercise("demo.column", column, cases=[(7,)], hints=[], mistakes={})
    text = repr(exercise.check(answer))
    assert said in text
    assert not left_english(text, "network_exercise")


def test_a_line_of_a_network_is_said_with_all_its_parts():
    lines = lines_of(column(7))
    told = language.said(first_difference([lines[2]], [lines[3], lines[5]]))
    # 7 · 7 + 7 parameters, 7 · 7 · 5 · 3 multiply-adds; the sum has none
    assert told == (
        "첫 층부터 다른 신경망: “3번 층, conv: 5 × 3 × 7, 매개변수 56개, 곱셈-덧셈 연산 735번”, "
        "기대한 것: “4번 층, add(입력: 2, 3번 층): 5 × 3 × 7”"
    )


def test_a_line_is_the_same_in_english_when_it_is_told(monkeypatch):
    monkeypatch.delenv(language.VARIABLE)
    for line in (*lines_of(column(7)), "layer 1, odd: 1, 2 things, of 3: 4", "a text", "layer "):
        assert (
            first_difference([line], ["b"]) == f"a network that begins with “{line}”, expected “b”"
        )


SCENE = {
    "truths": [(1, 1, 11, 11), (20, 2, 27, 13)],
    "boxes": [(20, 3, 27, 13), (2, 1, 12, 11), (30, 20, 33, 22), (1, 2, 11, 11)],
    "scores": [0.4, 0.95, 0.625, 0.7],
    "width": 37,
    "height": 23,
}
WALKS = {"halving": {0.25: [(4, 1), (2, 0.5)], 0.5: [(4, 1), (1, 0.25)]}}


@pytest.mark.parametrize("name", WORDS)
def test_a_script_has_none_of_its_english_pieces(name):
    script = (ROOT / "cnn_lessons/elements" / name).read_text(encoding="utf-8")
    script = "\n".join(line.strip() for line in script.splitlines())
    translated = in_readers_language(name, script)
    for piece, (english, _) in WORDS[name].items():
        assert piece in script
        assert piece not in translated or language.said(english) == english


@pytest.mark.parametrize(
    ("element", "words"),
    [
        (BoxOverlap((2, 1, 7, 4), (5, 2, 9, 9), 11, 10), ["교집합: 2 × 2 = 4.", "합집합: 4 × 7"]),
        (BoxOverlap((2, 1, 7, 4), (8, 6, 9, 9), 11, 10), ["교집합: 0: 겹치지 않음.", "왼쪽 <b>8<"]),
        (
            ScoreThreshold(**SCENE),
            ["점수 0.5부터: 4개 가운데 3개를", "1 / 3 = <mark>0.333</mark>: 남긴"],
        ),
        (ScoreThreshold(**SCENE, threshold=1), ["정밀도 = 0 / 0: 남긴 것이 없어", ">판정</th>"]),
        (OptimizerPaths(lambda x, y: x * x + y * y, WALKS), [">1스텝 뒤의 x, y<", "경로: halving"]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_element_is_read_in_the_language_where_scripts_are_stripped(element, words):
    text = fallback_of(element)
    for word in words:
        assert word in text
    module = type(element).__module__.rpartition(".")[2]
    script = "optimizer_path.js" if module == "optimizer_paths" else f"{module}.js"
    assert not left_english(shown(text), module, script, words=True)


@pytest.mark.keras
def test_the_pad_is_read_in_the_language_where_scripts_are_stripped():
    import keras

    layers = keras.layers.Flatten(name="flat"), keras.layers.Dense(3, name="scores")
    model = keras.Sequential([keras.Input((8, 8, 1)), *layers])
    text = fallback_of(DigitDrawing(model, {"3": np.eye(8)}))
    assert "가중치 195개의 신경망." in text  # 64 · 3 + 3
    assert re.findall("<th>(.*?)</th>", text) == ["층", "출력", "예시", "정답", "확률"]
    assert not left_english(shown(text), "digit_drawing", "digit_drawing.js", words=True)


def test_a_value_between_backticks_is_code_and_a_name_is_nobodys_word():
    assert language.said("size") != "size"
    text = language.message(
        "`{call}` writes into its argument `{parameter}`.", call="f", parameter="size"
    )
    assert "`size`" in language.said(text)
    assert language.said(language.Name("size")) == "size"
    text = language.message(
        "{name} does not exist. Name a folder of photographs.", name=language.Name("size")
    )
    assert language.said(text).startswith("size: ")


@pytest.mark.parametrize(
    ("make", "module", "heading", "last"),
    [
        (lambda: blueprints.count_costs(column(7)), "costs", "층", "전체"),
        (lambda: blueprints.receptive_fields(column(7)), "receptive_field", "층", "dense 1"),
        (lambda: make_ledger(NETWORKS[:1]), "ledger", "신경망", "LeNet-5"),
        (lambda: shortlist(most_multiply_adds=1e8), "shortlist", "신경망", "MobileNetV3Small"),
        (lambda: compare_counts(make_ledger()), "counts", "신경망", "ConvNeXt-Tiny"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_table_of_layers_is_headed_in_the_language(make, module, heading, last):
    table = make()
    first, *_, end = repr(table).splitlines()
    assert first.split()[0] == heading
    assert end.startswith(last)
    html = table._repr_html_()
    assert 'aria-label="층의 표"' in html
    assert f"{heading}</th>" in html
    for text in (repr(table), shown(html)):
        assert not left_english(text, module, "layer_table")
    heads = {cell for line in (first, shown(html)) for cell in line.split()}
    assert not heads & {"layer", "output", "parameters", "network", "year", "paper", "trainable"}


def test_the_columns_of_a_table_keep_their_widths():
    lines = repr(blueprints.count_costs(column(7))).splitlines()
    assert lines[0].startswith("층 ")
    wide = [len(line) + len(re.findall("[가-힣]", line)) for line in lines]
    assert len(set(wide)) == 1


def test_a_chapter_keeps_its_name_in_the_progress():
    assert "\nnetwork: " in f"\n{progress()!r}"


def test_what_takes_the_place_of_data_is_told_in_the_language(tmp_path):
    def download():
        raise OSError("no network")

    there = tmp_path / "mnist.npz"
    there.touch()
    with pytest.warns(UserWarning, match="MNIST 데이터가 이 컴퓨터에 없고") as raised:
        data = data_or_stand_in("MNIST", "mnist.npz", [there], download, enlarged_digits)
    text = str(raised[0].message)
    assert data.name in text
    assert f"{there}: 다른 파일이라 그대로 둡니다. 여기서부터" in text
    assert not left_english(text, "sources")


IMAGES = np.zeros((3, 28, 28), "uint8")


@pytest.mark.parametrize(
    ("images", "labels", "said"),
    [
        (IMAGES[:, :5, :7], [0, 1, 2], "이미지의 모양이 (3, 5, 7)"),
        (IMAGES / 1, [0, 1, 2], "자료형이 float64, 기대한 것: 0에서 255까지"),
        (IMAGES, [0, 1], "이미지 3개에 정수 하나씩"),
        (IMAGES, [3, 11, 5], "레이블이 3에서 11까지"),
        (IMAGES, None, "없는 것: y_train, y_test."),
    ],
    ids=range(5),
)
def test_a_file_of_a_classroom_is_refused_in_the_language(
    tmp_path, monkeypatch, images, labels, said
):
    arrays = {"name": "a", "x_train": images, "x_test": images}
    if labels is not None:
        arrays |= {"y_train": labels, "y_test": labels}
    np.savez(tmp_path / "mnist.npz", **arrays)
    monkeypatch.setenv("CNN_LESSONS_DATA", str(tmp_path))
    with pytest.raises(ValueError, match=r"mnist\.npz: ") as raised:
        fetch_mnist()
    assert said in str(raised.value)
    assert not left_english(str(raised.value), "fetch")


def test_a_training_is_shown_in_the_language(capsys):
    x, y = np.random.default_rng(0).normal(size=(7, 3)), np.arange(7) % 2
    network = Sequential([Dense(5), Dense(2)], input_shape=(3,), seed=1)
    network.fit(x, y, epochs=2, batch_size=3, optimizer=SGD(0.1), progress=True)
    shown_bar = capsys.readouterr().out
    assert "학습 중: 100%" in shown_bar
    assert "에포크" in shown_bar
    assert not left_english(shown_bar, "training_loop")
    diverged = pytest.raises(NotFiniteError, match=r"에포크 [0-9]+에서 학습이 발산했습니다: ")
    with diverged, np.errstate(all="ignore"):
        network.fit(x, y, epochs=5, batch_size=3, optimizer=SGD(1e30))
