"""The ledger, judged by papers, by Distill's receptive fields, and by two libraries' counts."""

import re
from decimal import ROUND_HALF_UP, Decimal
from math import prod

import pytest

from cnn_lessons.architectures import (
    compare_counts,
    googlenet,
    ledger,
    lenet5,
    make_ledger,
    measure_latency,
)
from cnn_lessons.architectures.counts import CUT_OFF, REASONS, Comparison, read_count
from cnn_lessons.architectures.published import NETWORKS, SAID, TESTED_OTHERWISE, Published
from cnn_lessons.blueprints import count_costs

LEDGER = make_ledger()
COMPARISONS = compare_counts(LEDGER)
DISAGREEMENTS = list(COMPARISONS.disagreements())
REFERENCE_COUNTS = {  # trainable, and all where they differ
    "LeNet-5": (61_706, 61_706),
    "AlexNet": (60_965_224, 60_965_224),
    "AlexNet, one tower": (61_100_840, 61_100_840),
    "VGG-16": (138_357_544, 138_357_544),
    "VGG-19": (143_667_240, 143_667_240),
    "GoogLeNet": (6_998_552, 6_998_552),
    "ResNet-18": (11_689_512, 11_699_112),
    "ResNet-34": (21_797_672, 21_814_696),
    "ResNet-50": (25_557_032, 25_610_152),
    "SE-ResNet-50": (28_088_024, 28_141_144),
    "DenseNet-121": (7_978_856, 8_062_504),
    "Xception": (22_855_952, 22_910_480),
    "MobileNet": (4_231_976, 4_253_864),
    "MobileNetV2": (3_504_872, 3_538_984),
    "EfficientNet-B0": (5_288_548, 5_330_571),
    "ConvNeXt-Tiny": (28_589_128, 28_589_128),
}
STATED_MULTIPLY_ADDS = {  # in the papers, rounded; of VGG known
    "VGG-16": "15.5 G",
    "ResNet-18": "1.8 G",
    "ResNet-101": "7.6 G",
    "ResNet-152": "11.3 G",
    "ResNeXt-50": "4.2 G",
    "MobileNet": "569 M",
    "EfficientNet-B0": "0.39 G",
    "EfficientNet-B3": "1.8 G",
    "ConvNeXt-Tiny": "4.5 G",
}
RECEPTIVE_FIELDS = {  # Araujo et al. 2019, table of the discussion
    "AlexNet": 195,
    "VGG-16": 212,
    "ResNet-50": 483,
    "ResNet-101": 1027,
    "ResNet-152": 1507,
    "MobileNet": 315,
}


@pytest.mark.parametrize("name", REFERENCE_COUNTS)
def test_parameters_are_the_reference_counts(name):
    row = LEDGER[name]
    assert (row.trainable, row.parameters) == REFERENCE_COUNTS[name]


@pytest.mark.parametrize("name", STATED_MULTIPLY_ADDS)
def test_multiply_adds_rounded_are_the_papers(name):
    number, worth = read_count(STATED_MULTIPLY_ADDS[name])
    assert number - worth / 2 <= LEDGER[name].multiply_adds < number + worth / 2


@pytest.mark.parametrize("name", RECEPTIVE_FIELDS)
def test_receptive_fields_are_distills(name):
    assert LEDGER[name].receptive_field == RECEPTIVE_FIELDS[name]


def test_a_number_in_a_name_is_the_depth():
    named = {row.name: int(found[1]) for row in LEDGER if (found := re.search(r"-(\d+)", row.name))}
    named.pop("LeNet-5")  # its fifth version, and it has five layers all the same
    assert len(named) == 11
    assert {name: LEDGER[name].depth for name in named} == named


def test_published_rows_are_in_order_and_say_where_they_are_from():
    years = [published.year for published in NETWORKS]
    assert years == sorted(years)
    for row in LEDGER:
        said = row.published
        assert said.source or said.top_1 is None, row.name
        assert said.top_1 is None or said.top_5 is None or said.top_5 < said.top_1 < 50, row.name


def test_all_errors_are_of_one_crop():
    assert all("one crop" in row.published.source for row in LEDGER if row.published.top_5)


def test_errors_are_those_of_the_sources_rounded():
    """Of torchvision's accuracies, and of ResNet's page, which has one decimal."""
    accuracies = {
        "AlexNet, one tower": (56.522, 79.066),
        "ResNet-18": (69.758, 89.078),
        "ResNet-34": (73.314, 91.42),
        "ResNet-50": (75.3, 92.2),
        "ResNet-101": (76.4, 92.9),
        "ResNet-152": (77.0, 93.3),
    }
    for name, shares in accuracies.items():
        said = LEDGER[name].published
        for ours, theirs in zip((said.top_1, said.top_5), shares, strict=True):
            assert ours == rounded(100 - Decimal(str(theirs))), name


def test_errors_of_resnets_with_ten_crops_are_those_of_table_3():
    """He et al. 2015, table 3: two decimals there, one here."""
    table = {"ResNet-50": "22.85", "ResNet-101": "21.75", "ResNet-152": "21.43"}
    ten = {name: error for name, how, error in TESTED_OTHERWISE if how == "ten crops"}
    for name, error in table.items():
        assert ten[name] == rounded(Decimal(error))


def test_more_crops_or_pixels_make_fewer_errors():
    for name, _, error in TESTED_OTHERWISE:
        assert 1 < LEDGER[name].published.top_1 - error < 3


def test_work_is_at_the_tested_size():
    row = LEDGER["ResNet-152 v2"]
    assert row.resolution == 320
    assert f"{row.multiply_adds / 1e9:.2f}" == "23.02"


def rounded(number):
    return float(number.quantize(Decimal("0.1"), ROUND_HALF_UP))


def test_years_are_those_of_the_competition_or_of_the_first_version_of_the_paper():
    arxiv = {  # its numbers begin with year and month
        "AlexNet, one tower": "1404.5997",
        "VGG-16": "1409.1556",
        "VGG-19": "1409.1556",
        "GoogLeNet": "1409.4842",
        "ResNet-18": "1512.03385",
        "ResNet-34": "1512.03385",
        "ResNet-50": "1512.03385",
        "ResNet-101": "1512.03385",
        "ResNet-152": "1512.03385",
        "ResNet-152 v2": "1603.05027",
        "ResNeXt-50": "1611.05431",
        "DenseNet-121": "1608.06993",
        "Xception": "1610.02357",
        "SE-ResNet-50": "1709.01507",
        "MobileNet": "1704.04861",
        "MobileNetV2": "1801.04381",
        **{f"EfficientNet-B{i}": "1905.11946" for i in range(8)},
        "ConvNeXt-Tiny": "2201.03545",
    }
    years = {name: 2000 + int(number[:2]) for name, number in arxiv.items()}
    years |= {"LeNet-5": 1998, "AlexNet": 2012}  # IEEE; ILSVRC
    assert {row.name: row.published.year for row in LEDGER} == years


def test_the_table_has_a_line_for_each_network():
    lines = repr(LEDGER).splitlines()
    assert len(lines) == len(NETWORKS) + 1
    (vgg,) = [line for line in lines if line.startswith("VGG-16")]
    for cell in ("2014", "28.5 %", "10.2 %", "224", "138,357,544", "15,470,264,320"):
        assert cell in vgg
    with pytest.raises(KeyError, match="no layer is called 'VGG-15'"):
        LEDGER["VGG-15"]


def test_behind_a_gate_all_is_seen():
    names = {row.name for row in LEDGER if LEDGER.cells(row)[6] == "all"}
    assert names == {"SE-ResNet-50", *(f"EfficientNet-B{i}" for i in range(8))}
    assert LEDGER["SE-ResNet-50"].receptive_field == LEDGER["ResNet-50"].receptive_field


def test_a_ledger_of_ones_own():
    (row,) = make_ledger([Published(lambda: lenet5(classes=7, input_shape=(37, 41, 3)), 1998)])
    # C1: 6 · (25 · 3 + 1); C3: 16 · 151; C5 sees 16 maps of 6 × 7; F6; seven classes.
    assert row.trainable == 456 + 2_416 + 120 * (16 * 42 + 1) + 84 * 121 + 7 * 85
    assert row.resolution == 37


def test_a_count_is_read_with_the_worth_of_its_last_digit():
    assert read_count("0.39 G") == (390_000_000, 10_000_000)
    assert read_count("138 M") == (138_000_000, 1_000_000)
    assert read_count("22,855,952") == (22_855_952, 1)


@pytest.mark.parametrize(
    ("says", "ours", "agrees"),
    [
        ("3.8 G", 3_849_999_999, True),
        ("3.8 G", 3_750_000_000, True),
        ("3.8 G", 3_850_000_000, False),
        ("3.8 G", 3_749_999_999, False),
        ("61,706", 61_706, True),
        ("61,706", 61_707, False),
        ("61,706", 61_705, False),
    ],
)
def test_numbers_agree_if_ours_rounded_is_printed(says, ours, agrees):
    assert Comparison("LeNet-5", "paper", "trainable", says, ours).agrees is agrees


@pytest.mark.parametrize(
    ("ours", "agrees"),
    [(60_999_999, True), (60_000_000, True), (61_000_000, False), (59_999_999, False)],
)
def test_numbers_of_who_cuts_off_agree_if_ours_cut_off_is_printed(ours, agrees):
    assert Comparison("AlexNet", "paper", "trainable", "60 M", ours).agrees is agrees
    assert Comparison("AlexNet", "Keras", "trainable", "60 M", ours).agrees is (
        59_500_000 <= ours < 60_500_000
    )


def test_nobody_who_cuts_off_has_a_number_that_is_only_rounded():
    for who, name in CUT_OFF:
        own = [row for row in COMPARISONS if (row.who, row.name) == (who, name)]
        assert own
        assert all(row.agrees or row.explained for row in own)


def test_googlenets_first_layer_is_that_of_its_table_1():
    """2.7 K weights and 34 M multiply-adds there, 9.4 K and 118 M for a full convolution."""
    weights = 7 * 7 * 3 * 8 + 3 * 8 * 64
    assert f"{weights / 1e3:.1f} {weights * 112**2 / 1e6:.0f}" == "2.7 34"
    stated = (34, 360, 128, 304, 73, 88, 100, 119, 170, 54, 71, 1)  # table 1, M
    (row,) = [row for row in DISAGREEMENTS if (row.who, row.name) == ("paper", "GoogLeNet")]
    full = count_costs(googlenet())["conv1"].multiply_adds
    assert row.recount == row.ours - full + weights * 112**2
    assert abs(row.recount / 1e6 - sum(stated)) < 0.5 * len(stated)


def test_every_statement_is_compared():
    said = sum(
        bool(text) for networks in SAID.values() for row in networks.values() for text in row
    )
    assert len(COMPARISONS) == said


@pytest.mark.parametrize("row", DISAGREEMENTS, ids=lambda row: f"{row.who} {row.name}")
def test_every_disagreement_but_five_is_explained_to_the_last_digit(row):
    unexplained = {("paper", f"EfficientNet-B{i}") for i in (1, 4, 5, 7)}
    unexplained |= {("paper", "ResNet-50")}
    assert row.explained != ((row.who, row.name) in unexplained)
    assert abs(row.ours / read_count(row.says)[0] - 1) < 0.1


def test_every_reason_is_needed():
    assert set(REASONS) == {(r.who, r.name) for r in DISAGREEMENTS if r.explained}


def test_latency_is_the_shortest_run_in_milliseconds_and_the_first_does_not_count(monkeypatch):
    seconds = [9.0, 0.5, 0.25, 0.75]  # of the runs, on a clock that only they move
    clock = [100.0]

    class Model:
        input_shape = (None, 7, 5, 3)

        def predict_on_batch(self, images):
            assert images.shape == (1, 7, 5, 3)
            assert images.dtype == "float32"
            clock[0] += seconds.pop(0)

    monkeypatch.setattr(ledger, "perf_counter", lambda: clock[0])
    assert measure_latency(Model(), repeats=3) == 250
    assert not seconds


@pytest.mark.keras
def test_latency_is_a_time():
    from cnn_lessons.architectures import build

    assert 0 < measure_latency(build(lenet5()), repeats=2) < 60_000


@pytest.mark.keras
@pytest.mark.parametrize("name", ["MobileNet", "MobileNetV2", "EfficientNet-B0"])
def test_keras_says_what_we_say_it_says(name):
    import keras

    made = {
        "MobileNet": keras.applications.MobileNet,
        "MobileNetV2": keras.applications.MobileNetV2,
        "EfficientNet-B0": keras.applications.EfficientNetB0,
    }
    model = made[name](weights=None)
    trainable, all_of_them, _ = SAID["Keras"][name]
    assert f"{model.count_params():,}" == all_of_them
    assert f"{sum(prod(w.shape) for w in model.trainable_weights):,}" == trainable
