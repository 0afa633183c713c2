"""The shortlist, judged by Keras's models, by the blueprints, and by Keras's own table."""

from functools import partial
from math import prod

import pytest

from cnn_lessons.architectures import (
    count_multiply_adds,
    densenet,
    efficientnet,
    make_ledger,
    mobilenet,
    mobilenet_v2,
    resnet,
    shortlist,
    vgg,
    xception,
)
from cnn_lessons.architectures.shortlist import PAPERS, SHORTLIST, Candidate, Shortlist
from cnn_lessons.blueprints import count_costs

TABLE = Shortlist(SHORTLIST)
BLUEPRINTS = {
    "VGG16": partial(vgg, 16),
    "ResNet50": partial(resnet, 50, use_bias=True),
    "DenseNet121": densenet,
    "Xception": xception,
    "MobileNet": mobilenet,
    "MobileNetV2": mobilenet_v2,
    "EfficientNetB0": efficientnet,
    "EfficientNetB3": partial(efficientnet, "B3"),
    "EfficientNetB7": partial(efficientnet, "B7"),
}
KERAS_MILLIONS = {  # keras.io/api/applications, "Parameters"
    "VGG16": 138.4, "ResNet50": 25.6, "InceptionV3": 23.9, "ResNet50V2": 25.6,
    "ResNet152V2": 60.4, "InceptionResNetV2": 55.9, "DenseNet121": 8.1, "Xception": 22.9,
    "MobileNet": 4.3, "NASNetMobile": 5.3, "MobileNetV2": 3.5, "EfficientNetB0": 5.3,
    "EfficientNetB3": 12.3, "EfficientNetB7": 66.7, "EfficientNetV2B0": 7.2,
    "EfficientNetV2B3": 14.5, "EfficientNetV2S": 21.6, "EfficientNetV2L": 119.0,
    "ConvNeXtTiny": 28.6,
}  # fmt: skip
KERAS_MEBIBYTES = {  # there, "Size (MB)"; of 1,048,576 bytes
    "VGG16": 528, "ResNet50": 98, "InceptionV3": 92, "ResNet50V2": 98, "ResNet152V2": 232,
    "InceptionResNetV2": 215, "DenseNet121": 33, "Xception": 88, "MobileNet": 16,
    "NASNetMobile": 23, "MobileNetV2": 14, "EfficientNetB3": 48, "EfficientNetB7": 256,
    "EfficientNetV2B0": 29, "EfficientNetV2B3": 59, "ConvNeXtTiny": 109.42,
}  # fmt: skip
SMALL = ["MobileNetV3Small", "MobileNetV3Large", "NASNetMobile", "EfficientNetV2B0"]


@pytest.mark.parametrize("name", BLUEPRINTS)
def test_counts_are_those_of_the_blueprints(name):
    costs, row = count_costs(BLUEPRINTS[name]()), TABLE[name]
    assert (row.parameters, row.multiply_adds) == (costs.parameters, costs.multiply_adds)


@pytest.mark.keras
@pytest.mark.parametrize("name", [*SMALL, "ConvNeXtTiny", "ResNet50V2", "InceptionV3"])
def test_counts_are_those_of_keras(name, forget_models):
    import keras

    row = TABLE[name]
    shape = (row.side, row.side, 3)
    model = getattr(keras.applications, name)(weights=None, input_shape=shape)
    assert model.count_params() == row.parameters
    assert count_multiply_adds(model) == row.multiply_adds


@pytest.mark.keras
def test_what_was_first_trained_on_more_images_is_what_keras_says():
    import keras

    text = " ".join(keras.applications.ConvNeXtBase.__doc__.split())
    assert (
        "The `base`, `large`, and `xlarge` models were first pre-trained on the ImageNet-21k"
        in text
    )
    assert [row.name for row in SHORTLIST if row.first_on_more] == ["ConvNeXtBase"]
    assert TABLE.cells(TABLE["ConvNeXtBase"])[6:] == ["85.3 %*", "(MIT)"]


@pytest.mark.keras
def test_names_and_sizes_of_images_are_those_of_keras():
    import inspect

    import keras

    assert all(inspect.isfunction(getattr(keras.applications, row.name)) for row in SHORTLIST)
    text = keras.applications.MobileNetV3Large.__doc__
    for size in ("Small", "Large"):
        (line,) = [
            line for line in text.splitlines() if f"mobilenet_v3_{size.lower()}_1.0_224 " in line
        ]
        assert float(line.split("|")[4]) == TABLE[f"MobileNetV3{size}"].top_1


def test_parameters_and_sizes_are_those_of_keras_table():
    for name, millions in KERAS_MILLIONS.items():
        assert round(TABLE[name].parameters / 1e6, 1) == millions
    for name, size in KERAS_MEBIBYTES.items():
        weights = TABLE[name].megabytes * 1e6 / 2**20
        assert -1 < size - weights < 4, name  # the file has names and shapes, too


def test_accuracies_differ_from_one_crop_in_the_ledger_by_less_than_a_point():
    ledger = make_ledger()
    names = {
        "VGG16": "VGG-16", "ResNet50": "ResNet-50", "DenseNet121": "DenseNet-121",
        "Xception": "Xception", "MobileNet": "MobileNet", "MobileNetV2": "MobileNetV2",
        "EfficientNetB0": "EfficientNet-B0", "EfficientNetB3": "EfficientNet-B3",
        "EfficientNetB7": "EfficientNet-B7",
    }  # fmt: skip
    for name, other in names.items():
        assert abs(TABLE[name].top_1 - (100 - ledger[other].published.top_1)) < 0.6, name
    for name, accuracy in PAPERS.items():
        assert 0 < abs(TABLE[name].top_1 - accuracy) < 1


def test_years_are_in_order_and_what_keras_never_named_is_marked():
    years = [row.year for row in SHORTLIST]
    assert years == sorted(years)
    assert len({row.name for row in SHORTLIST}) == len(SHORTLIST)
    # The documentation of Keras named licences until 2.3, of 2019.
    assert all(row.named == (row.year < 2019) for row in SHORTLIST)
    assert TABLE.cells(TABLE["ConvNeXtTiny"])[-1] == "(MIT)"
    assert TABLE.cells(TABLE["VGG16"])[-1] == "CC BY 4.0"


def test_the_table_has_a_line_for_each():
    lines = repr(TABLE).splitlines()
    assert len(lines) == len(SHORTLIST) + 1
    cells = ["Xception", "2016", "299", "22,910,480", "92", "8.36 G", "79.0 %", "MIT"]
    assert TABLE.cells(TABLE["Xception"]) == cells


def candidate(name, work, accuracy, parameters=1000, licence="MIT", side=100, named=True):
    return Candidate(name, 2000, side, parameters, work, accuracy, licence, named)


FOUR = [
    candidate("far", 700, 80.0, 5_000_000),
    candidate("near", 300, 60.0),
    candidate("beaten", 500, 60.0, licence="BSD"),
    candidate("twin", 300, 60.0, licence="BSD"),
]


def names_of(**changes):
    return [row.name for row in shortlist(networks=FOUR, **changes)]


def test_the_list_has_those_that_no_other_beats_the_cheapest_first():
    assert names_of() == ["near", "twin", "far"]


def test_budgets_may_be_used_up():
    assert names_of(most_multiply_adds=300) == ["near", "twin"]
    assert names_of(most_multiply_adds=299) == []
    assert names_of(most_megabytes=20) == ["near", "twin", "far"]
    assert names_of(most_megabytes=19.9) == ["near", "twin"]


def test_what_may_not_be_taken_beats_nobody():
    only = [FOUR[1], FOUR[2]]
    assert [row.name for row in shortlist(networks=only, licences=["BSD"])] == ["beaten"]
    assert names_of(licences=["BSD"]) == ["twin"]
    assert names_of(licences=["BSD", "MIT"]) == ["near", "twin", "far"]


def test_a_licence_has_to_be_named_if_that_is_asked_for():
    other = [*FOUR, candidate("unnamed", 100, 90.0, named=False)]
    assert [row.name for row in shortlist(networks=other)] == ["unnamed"]
    left = shortlist(networks=other, named_only=True)
    assert [row.name for row in left] == ["near", "twin", "far"]


def test_the_beaten_are_there_if_they_are_asked_for_within_the_budgets():
    assert names_of(beaten=True) == ["near", "twin", "beaten", "far"]
    assert names_of(beaten=True, most_multiply_adds=500) == ["near", "twin", "beaten"]


def test_the_work_grows_with_the_square_of_the_side():
    assert names_of(side=200, most_multiply_adds=1200) == ["near", "twin"]
    assert names_of(side=200, most_multiply_adds=1199) == []
    other = [*FOUR, candidate("wide", 350, 60.0, side=200)]
    assert "wide" not in [row.name for row in shortlist(networks=other)]
    assert [row.name for row in shortlist(networks=other, side=100)] == ["wide", "far"]


@pytest.mark.parametrize(("describe", "name"), [(mobilenet, "MobileNet"), (xception, "Xception")])
def test_the_square_is_nearly_what_the_blueprint_counts(describe, name):
    counted = count_costs(describe(input_shape=(448, 448, 3))).multiply_adds
    assert TABLE[name].work(448) == pytest.approx(counted, rel=0.03)
    assert TABLE[name].work() == TABLE[name].multiply_adds


def test_a_licence_that_nobody_has_is_refused():
    said = r"licences=\['MIT', 'GPL'\], but 'GPL' is not that of any .* some of BSD, MIT\."
    with pytest.raises(ValueError, match=said):
        names_of(licences=["MIT", "GPL"])


def test_sizes_in_bytes_are_four_for_each_parameter():
    assert FOUR[0].megabytes == 20
    assert prod((4, TABLE["MobileNet"].parameters)) == TABLE["MobileNet"].megabytes * 1e6
