"""Classifiers: MobileNet where its weights are at hand, a clear error where they are not."""

import csv
import os
import socket
from pathlib import Path

import numpy as np
import pytest

from cnn_lessons.datasets import load_digits, load_squares
from cnn_lessons.practice import (
    Classifier,
    NoWeightsError,
    enlarge_digits,
    load_mobilenet,
    load_mobilenet_v2,
    train_digits_network,
)
from cnn_lessons.practice.digits_network import _scatter
from cnn_lessons.practice.photos import load_feature_network
from cnn_lessons.practice.pretrained import CLASS_NAMES, MOBILENET, MOBILENET_V2, local_path

pytestmark = pytest.mark.keras
real_mobilenet = pytest.mark.data(
    "KERAS_HOME/models/mobilenet_2_5_224_tf.h5", "KERAS_HOME/models/imagenet_class_index.json"
)
real_mobilenet_v2 = pytest.mark.data(
    "KERAS_HOME/models/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_0.35_224_no_top.h5"
)


@pytest.fixture(scope="module")
def mobilenet():
    return load_mobilenet()


@real_mobilenet
def test_mobilenet_names_the_cat_and_the_coffee(mobilenet):
    cat, coffee = load_squares("cat", "coffee", size=224)
    ((name, share),) = mobilenet.best(cat, 1)
    assert name == "tabby"
    assert share == pytest.approx(0.40, abs=0.03)
    ((name, share),) = mobilenet.best(coffee, 1)
    assert name == "espresso"
    assert share == pytest.approx(0.87, abs=0.03)
    assert repr(mobilenet) == "MobileNet: 224 × 224 × 3, 1000 classes"


@real_mobilenet
def test_mobilenet_gives_what_keras_gives_after_its_preprocessing(mobilenet):
    import keras

    images = load_squares("cat", "rocket", size=224)
    judge = keras.applications.MobileNet(alpha=0.25)
    scaled = keras.applications.mobilenet.preprocess_input(255 * images)
    logits = mobilenet.logits(images)
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(shares, judge(scaled, training=False), atol=1e-5)


@pytest.mark.parametrize("load", [load_mobilenet, load_mobilenet_v2])
def test_a_download_is_silent_and_not_waited_for(monkeypatch, capfd, load):
    import keras

    def no_network(*_, **__):
        assert socket.getdefaulttimeout() == 0.5
        assert not keras.config.is_interactive_logging_enabled()
        raise Exception("URL fetch failure")  # as Keras does

    monkeypatch.setattr(keras.utils, "get_file", no_network)
    with pytest.raises(
        NoWeightsError, match=r"cannot be downloaded: URL fetch failure\. Go online"
    ):
        load(timeout=0.5)
    assert socket.getdefaulttimeout() is None
    assert keras.config.is_interactive_logging_enabled()


@pytest.mark.parametrize(
    ("load", "name", "url"),
    [(load_mobilenet, "MobileNet", MOBILENET), (load_mobilenet_v2, "MobileNetV2", MOBILENET_V2)],
)
def test_without_weights_and_network_the_error_names_the_file(offline, capfd, load, name, url):
    path = local_path(url)
    assert path == Path(os.environ["KERAS_HOME"], "models", url.rpartition("/")[2])
    with pytest.raises(NoWeightsError) as raised:
        load()
    text = str(raised.value)
    assert text.startswith(f"{name}'s ImageNet weights (2 MB) are not in {path.parent} and cannot")
    assert text.endswith(f"Go online once, or put {path.name} there.")
    assert capfd.readouterr() == (f"Downloading {name}'s ImageNet weights (2 MB), once.\n", "")


def test_the_addresses_are_those_at_which_keras_looks(monkeypatch):
    import keras

    class AskedError(Exception):
        pass

    def asked(name, url, **where):
        assert where["cache_subdir"] == "models"
        assert url.endswith("/" + name)
        raise AskedError(url)

    monkeypatch.setattr("keras.src.utils.file_utils.get_file", asked)
    monkeypatch.setattr("keras.src.applications.imagenet_utils.CLASS_INDEX", None)
    with pytest.raises(AskedError, match=MOBILENET):
        keras.applications.MobileNet(alpha=0.25)
    with pytest.raises(AskedError, match=MOBILENET_V2):
        keras.applications.MobileNetV2((224, 224, 3), alpha=0.35, include_top=False)
    with pytest.raises(AskedError, match=CLASS_NAMES):
        keras.applications.mobilenet.decode_predictions(np.eye(1000))


@pytest.fixture
def models(tmp_path, monkeypatch):
    """Return a folder for weights, in a KERAS_HOME of this test's own."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    (tmp_path / "models").mkdir()
    return tmp_path / "models"


@pytest.mark.filterwarnings("ignore:__array__:DeprecationWarning")  # Keras writes the file
def test_a_file_that_is_there_is_read_and_nobody_is_asked(models, capfd):
    """Random weights stand in for the published ones, in a file of the same form."""
    import h5py
    import keras
    from keras.src.legacy.saving.legacy_h5_format import save_weights_to_hdf5_group

    keras.utils.set_random_seed(7)
    judge = keras.applications.MobileNetV2(
        (224, 224, 3), alpha=0.35, include_top=False, weights=None, pooling="avg"
    )
    with h5py.File(local_path(MOBILENET_V2), "w") as file:
        save_weights_to_hdf5_group(file, judge)
    model = load_mobilenet_v2()
    image = load_squares("cat", size=224)
    scaled = keras.applications.mobilenet_v2.preprocess_input(255 * image)
    np.testing.assert_allclose(model(image), judge(scaled, training=False), atol=1e-4)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("load", "url"), [(load_mobilenet, MOBILENET), (load_mobilenet_v2, MOBILENET_V2)]
)
def test_a_damaged_file_is_named_and_left_alone(models, capfd, load, url):
    for path in map(local_path, (url, CLASS_NAMES)):
        path.write_bytes(b"half of a file")
    with pytest.raises(
        NoWeightsError, match=r"cannot be read: .* It is damaged: remove it"
    ) as says:
        load()
    assert str(local_path(url)) in str(says.value)
    assert local_path(url).read_bytes() == b"half of a file"
    assert capfd.readouterr() == ("", "")


SPOILED = {
    "nan": ("kernel", np.nan, "is not finite"),
    "infinite": ("gamma", -np.inf, "is not finite"),
    "negative": ("moving_variance", -0.5, "a variance, is negative"),
}


@pytest.mark.filterwarnings("ignore:__array__:DeprecationWarning")  # Keras writes the file
@pytest.mark.parametrize("kind", ["cut", *SPOILED])
def test_weights_that_no_training_gives_are_named_and_what_is_used_instead(models, capfd, kind):
    import h5py
    import keras
    from keras.src.legacy.saving.legacy_h5_format import save_weights_to_hdf5_group

    network = keras.applications.MobileNetV2(
        (224, 224, 3), alpha=0.35, include_top=False, weights=None
    )
    path = local_path(MOBILENET_V2)
    name, value, reason = SPOILED.get(kind, (None, None, "cannot be read"))
    if name:
        chosen = [weights for weights in network.weights if weights.name == name][5]
        values = chosen.numpy()
        values.flat[1] = value
        chosen.assign(values)
    with h5py.File(path, "w") as file:
        save_weights_to_hdf5_group(file, network)
    if not name:
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    before = path.read_bytes()
    used = load_feature_network()
    assert used.name == "the course's backbone"
    assert f"MobileNetV2 would be better, but: {path} cannot be read: " in used.source
    assert reason in used.source
    assert used.source.endswith("It is damaged: remove it, to download it anew.")
    assert path.read_bytes() == before
    assert capfd.readouterr().out == ""


@real_mobilenet_v2
def test_mobilenet_v2_gives_the_features_that_keras_gives_after_its_preprocessing():
    import keras

    model = load_mobilenet_v2()
    images = load_squares("cat", "rocket", size=224)
    judge = keras.applications.MobileNetV2(
        (224, 224, 3), alpha=0.35, include_top=False, pooling="avg"
    )
    scaled = keras.applications.mobilenet_v2.preprocess_input(255 * images)
    features = model(images, training=False)
    assert features.shape == (2, 1280)
    np.testing.assert_allclose(features, judge(scaled, training=False), atol=1e-4)


@real_mobilenet
@pytest.mark.data("CNN_LESSONS_DATA/sample_photos/expected.csv")
def test_mobilenet_answers_as_expected_to_photographs_of_imagenet(mobilenet):
    import keras

    folder = Path(os.environ["CNN_LESSONS_DATA"], "sample_photos")
    with (folder / "expected.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    right = 0
    for row in rows:
        photo = keras.utils.load_img(
            folder / row["file"], target_size=(224, 224), keep_aspect_ratio=True
        )
        ((name, _),) = mobilenet.best(keras.utils.img_to_array(photo) / 255, 1)
        right += name == row["mobilenet025_top1"].replace("_", " ")
    assert len(rows) == 25
    assert right >= 20, "the expected answers are those to a finer way of resizing"


def test_the_digits_network_reads_digits_wherever_they_are():
    network = train_digits_network(epochs=6)
    data = load_digits()
    images = _scatter(enlarge_digits(data.x_test), np.random.default_rng(1))
    right = network.logits(images).argmax(axis=1) == data.y_test
    assert right.mean() > 0.85
    assert network.class_names == tuple("0123456789")


def test_enlarged_digits_are_four_of_every_pixel():
    digits = load_digits().x_test[:3]
    large = enlarge_digits(digits)
    assert large.shape == (3, 16, 16, 1)
    for row in (0, 1):
        for column in (0, 1):
            np.testing.assert_array_equal(large[:, row::2, column::2], digits)


def test_best_sorts_the_shares_of_logits():
    import keras

    model = keras.Sequential([keras.Input((1, 3, 1)), keras.layers.Flatten()])
    classifier = Classifier("demo", model, ("a", "b", "c"))
    image = np.log([[0.2], [0.5], [0.3]]).reshape(1, 3, 1) + 1.65  # from 0 to 1, shares as before
    best = classifier.best(image, 2)
    assert [name for name, _ in best] == ["b", "c"]
    assert [share for _, share in best] == pytest.approx([0.5, 0.3])
    with pytest.raises(ValueError, match=r"\(1, 3, 2\), expected \(N, 1, 3, 1\)\. Resize"):
        classifier.logits(np.zeros((1, 3, 2)))
    with pytest.raises(ValueError, match=r"go from 255 to 255, expected 0 to 1\. Divide"):
        classifier.logits(np.full((1, 1, 3, 1), 255))
