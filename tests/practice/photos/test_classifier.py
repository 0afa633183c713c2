"""A classifier for photographs: its head, its numbers, its file."""

import json
import os
from dataclasses import replace

import numpy as np
import pytest
from photo_files import crops, make_folder

from cnn_lessons.operations import softmax
from cnn_lessons.practice.photos import (
    Evaluation,
    FeatureNetwork,
    FolderError,
    PhotoClassifier,
    PhotoError,
    check_folder,
    fit_photo_head,
    load_photo_classifier,
    look_at_mistakes,
    open_photo,
    report_page,
    save_photo_classifier,
    train_photo_classifier,
)
from cnn_lessons.practice.photos.feature_network import BATCH
from cnn_lessons.practice.photos.head import STRENGTHS
from cnn_lessons.practice.photos.page import is_report_page

COUNTS = {"고양이": ("cat", 9), "coffee": ("coffee", 7), "flower": ("flower", 5)}


@pytest.fixture(scope="module")
def network():
    """A network that gives the colours of an image in 4 × 4 places, and edges: no weights."""
    keras = pytest.importorskip("keras")
    keras.utils.set_random_seed(0)
    layers = [
        keras.Input((32, 32, 3)),
        keras.layers.Conv2D(29, 5, strides=3, activation="relu"),
        keras.layers.GlobalAveragePooling2D(),
    ]
    return FeatureNetwork("colours", keras.Sequential(layers))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return check_folder(make_folder(tmp_path_factory.mktemp("photos") / "x", COUNTS))


@pytest.fixture(scope="module")
def trained(folder, network):
    return train_photo_classifier(folder, network, test_share=0.3, seed=1)


def features_and_labels(classes, seed=0):
    rng = np.random.default_rng(seed)
    labels = np.repeat(np.arange(classes), [23, 7, 11][:classes])
    return rng.normal(size=(len(labels), 13)) * 5 + 3 * labels[:, np.newaxis], labels


@pytest.mark.parametrize("classes", [2, 3])
def test_the_head_gives_scikit_learns_shares(classes):
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    features, labels = features_and_labels(classes)
    kernel, bias = fit_photo_head(features, labels, np.arange(len(labels)), strength=0.1)
    scaled = StandardScaler().fit_transform(features)
    judge = LogisticRegression(C=0.1, class_weight="balanced", max_iter=3000).fit(scaled, labels)
    shares = softmax(features @ kernel + bias)
    assert kernel.shape == (13, classes)
    np.testing.assert_allclose(shares, judge.predict_proba(scaled), atol=1e-4)


def test_the_strength_is_chosen_by_cross_validation():
    rng = np.random.default_rng(5)  # of little noise, some fits by chance
    labels = np.arange(40) % 2
    noise = rng.normal(size=(40, 31))
    signal = np.where(labels, 9.0, -9.0)[:, np.newaxis]
    kernels = {
        strength: fit_photo_head(noise, labels, np.arange(40), strength)[0]
        for strength in STRENGTHS
    }
    chosen, _ = fit_photo_head(noise, labels, np.arange(40))
    np.testing.assert_array_equal(chosen, kernels[STRENGTHS[0]])  # nothing to be learned
    chosen, _ = fit_photo_head(signal, labels, np.arange(40))
    strongest, _ = fit_photo_head(signal, labels, np.arange(40), STRENGTHS[-1])
    np.testing.assert_array_equal(chosen, strongest)


def test_two_photos_of_each_class_are_enough(network, tmp_path):
    counts = {"cat": ("cat", 2), "coffee": ("coffee", 2)}
    folder = check_folder(make_folder(tmp_path / "x", counts))
    classifier, evaluation = train_photo_classifier(folder, network)
    assert classifier.counts == (1, 1)
    assert evaluation.truth.tolist() == [0, 1]


def test_features_come_in_the_order_of_the_images_in_batches(network):
    images = [np.asarray(piece.resize((32, 32))) for piece in crops("cat", BATCH + 3)]
    together = network.features(iter(images))
    alone = np.concatenate([network.features([image]) for image in images])
    np.testing.assert_allclose(together, alone, rtol=1e-4, atol=1e-5)
    judge = network.model(np.stack(images).astype("float32") / 255)
    np.testing.assert_allclose(together, judge, rtol=1e-4, atol=1e-5)


def test_training_keeps_the_test_photos_apart(folder, trained):
    classifier, evaluation = trained
    assert classifier.class_names == ("coffee", "flower", "고양이")
    tested = np.bincount(evaluation.truth)
    assert (np.array(classifier.counts) + tested).tolist() == [7, 5, 9]
    assert tested.tolist() == [2, 2, 3]
    for path, label in zip(evaluation.paths, evaluation.truth, strict=True):
        assert path.parent.name == classifier.class_names[label]


def test_one_class_cannot_be_trained(network, tmp_path):
    folder = check_folder(make_folder(tmp_path / "x", {"cat": ("cat", 3)}))
    with pytest.raises(FolderError, match="Two classes at least"):
        train_photo_classifier(folder, network)


def test_a_prediction_is_that_of_the_whole_model(trained):
    classifier, evaluation = trained
    path = evaluation.paths[0]
    answer = classifier.predict(path)
    image = np.asarray(open_photo(path, 32).image) / 255
    whole = classifier.as_classifier()
    for (name, share), (judge, other) in zip(answer, whole.best(image), strict=True):
        assert name == judge
        assert share == pytest.approx(other, abs=1e-4)
    assert sum(share for _, share in answer) == pytest.approx(1)
    at = classifier.class_names.index(answer[0][0])
    assert evaluation.shares[0, at] == pytest.approx(answer[0][1], abs=1e-4)


def test_a_whole_model_says_how_wide_its_network_is(trained):
    classifier, _ = trained
    assert classifier.as_classifier().name == "colours"
    narrow = replace(classifier.network, width=0.35)
    assert replace(classifier, network=narrow).as_classifier().name == "colours, width 0.35"


EVALUATION = Evaluation(
    ("a", "b"),
    tuple("pqrstu"),
    np.array([0, 0, 0, 0, 1, 1]),
    np.array([[0.9, 0.1], [0.6, 0.4], [0.2, 0.8], [0.55, 0.45], [0.7, 0.3], [0.1, 0.9]]),
)


def test_the_numbers_of_an_evaluation_by_hand():
    # The answers are 0, 0, 1, 0 to four photographs of class 0, and 0, 1 to two of class 1.
    np.testing.assert_array_equal(EVALUATION.counts, [[3, 1], [1, 1]])
    assert EVALUATION.balanced_accuracy == pytest.approx((3 / 4 + 1 / 2) / 2)
    assert EVALUATION.accuracy == pytest.approx(4 / 6)
    assert EVALUATION.always_the_largest == pytest.approx(4 / 6)
    # Wilson (1927): (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n)
    n, p, z = 6, 4 / 6, 1.959964
    middle, half = p + z**2 / (2 * n), z * (p * (1 - p) / n + z**2 / (4 * n**2)) ** 0.5
    bounds = [(middle - half) / (1 + z**2 / n), (middle + half) / (1 + z**2 / n)]
    assert EVALUATION.interval == pytest.approx(bounds, abs=1e-4)


def test_a_class_that_neither_photographs_nor_answers_name_is_counted_as_none():
    evaluation = Evaluation(tuple("abc"), (), np.array([2, 2]), np.array([[1, 0, 0], [0, 0, 1]]))
    np.testing.assert_array_equal(evaluation.counts, [[0, 0, 0], [0, 0, 0], [1, 0, 1]])


def test_the_worst_mistakes_are_the_surest_wrong_answers():
    worst = EVALUATION.worst()
    assert [(w.path, w.label, w.answer, w.share) for w in worst] == [
        ("r", "a", "b", 0.8),
        ("t", "b", "a", 0.7),
    ]
    assert len(EVALUATION.worst(1)) == 1


def test_an_evaluation_is_read_as_text_and_as_html(trained):
    _, evaluation = trained
    for text in (repr(evaluation), evaluation._repr_html_()):
        assert f"{(evaluation.answers == evaluation.truth).sum()} of 7 test photographs" in text
        assert "고양이" in text


def test_mistakes_come_with_their_picture_and_where_the_network_looked(trained):
    classifier, evaluation = trained
    wrong = Evaluation(
        evaluation.class_names,
        evaluation.paths,
        (evaluation.truth + 1) % 3,  # so that there are some
        evaluation.shares,
    )
    found = look_at_mistakes(classifier, wrong, 2)
    assert len(found) == 2
    for mistake, image, heat in found:
        judge = np.asarray(open_photo(mistake.path, 32).image) / 255
        np.testing.assert_allclose(image, judge, atol=1e-6)
        assert heat.shape == (10, 10)
        assert heat.min() >= 0


def test_the_page_holds_everything_and_is_recognized(folder, trained, tmp_path):
    page = report_page(folder, *trained)
    path = tmp_path / "a.html"
    path.write_text(page, encoding="utf-8")
    assert is_report_page(path, folder.path)
    assert page.count("<table>") == 2
    assert 'src="http' not in page
    path.write_text("<!DOCTYPE html>", encoding="utf-8")
    assert not is_report_page(path, folder.path)


def test_a_saved_classifier_answers_as_before(trained, network, tmp_path):
    classifier, evaluation = trained
    path = tmp_path / "분류기"
    save_photo_classifier(classifier, path)
    assert [file.name for file in tmp_path.iterdir()] == ["분류기"]
    loaded = load_photo_classifier(path, network)
    assert loaded.predict(evaluation.paths[0]) == classifier.predict(evaluation.paths[0])
    assert repr(loaded) == repr(classifier)


@pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
def test_a_file_is_for_whom_the_umask_says(trained, tmp_path):
    before = os.umask(0o027)
    try:
        save_photo_classifier(trained[0], tmp_path / "a.npz")
    finally:
        os.umask(before)
    assert (tmp_path / "a.npz").stat().st_mode & 0o777 == 0o640


def test_a_saved_classifier_knows_its_folder_whatever_its_name(trained, folder, network, tmp_path):
    assert trained[0].folder == str(folder.path.resolve())
    for name in (trained[0].folder, "/사진/\udcff"):  # bytes that are no Unicode
        save_photo_classifier(replace(trained[0], folder=name), tmp_path / "a.npz")
        assert load_photo_classifier(tmp_path / "a.npz", network).folder == name


def test_a_photograph_that_is_gone_is_named(network, tmp_path):
    folder = check_folder(make_folder(tmp_path / "x", COUNTS))
    folder.photos[3].path.unlink()
    with pytest.raises(PhotoError, match=rf"{folder.photos[3].path} does not exist"):
        train_photo_classifier(folder, network)


def test_photos_that_were_rescaled_before_are_refused(network):
    image = np.asarray(crops("cat", 1)[0].resize((32, 32))) / 255
    with pytest.raises(ValueError, match=r"expected 0 to 255\. Use compute_features"):
        network.features([image])


def test_another_network_is_refused(trained, network, tmp_path):
    import keras

    path = tmp_path / "a.npz"
    save_photo_classifier(trained[0], path)
    other = keras.models.clone_model(network.model)
    other.set_weights([2 * array for array in network.model.get_weights()])
    with pytest.raises(ValueError, match=r"made with colours, and at hand is other.*train again"):
        load_photo_classifier(path, FeatureNetwork("other", other))


def changed(arrays, **changes):
    return {**arrays, **changes}


def described(arrays, **changes):
    description = json.loads(arrays["description"].tobytes()) | changes
    text = json.dumps(description).encode()
    return {**arrays, "description": np.frombuffer(text, np.uint8)}


FOREIGN = {
    "pickle": lambda a: changed(a, kernel=np.array([{}], dtype=object)),
    "no bias": lambda a: {"kernel": a["kernel"], "description": a["description"]},
    "other sizes": lambda a: changed(a, bias=a["bias"][:2]),
    "infinite": lambda a: changed(a, bias=np.full(3, np.inf, np.float32)),
    "whole numbers": lambda a: changed(a, bias=np.zeros(3, int)),
    "no JSON": lambda a: changed(a, description=np.zeros(5, np.uint8)),
    "a list": lambda a: changed(a, description=np.frombuffer(b"[1, 2]", np.uint8)),
    "another format": lambda a: described(a, format="2"),
    "no names": lambda a: described(a, class_names=[1, 2, 3]),
    "no folder's name": lambda a: described(a, folder=7),
    "four names": lambda a: described(a, class_names=list("abcd")),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_foreign_file_is_refused(trained, network, tmp_path, kind):
    path = tmp_path / "a.npz"
    save_photo_classifier(trained[0], path)
    with np.load(path) as stored:
        arrays = dict(stored)
    np.savez(path, **FOREIGN[kind](arrays))
    with pytest.raises(ValueError, match=r"is not a saved classifier .*Train again"):
        load_photo_classifier(path, network)


def test_every_damaged_file_is_refused_or_whole(trained, network, tmp_path):
    path = tmp_path / "a.npz"
    save_photo_classifier(trained[0], path)
    whole = path.read_bytes()
    rng = np.random.default_rng(0)
    for _ in range(60):
        path.write_bytes(whole[: rng.integers(len(whole))])
        with pytest.raises(ValueError, match="damaged"):
            load_photo_classifier(path, network)
    with pytest.raises(FileNotFoundError):
        load_photo_classifier(tmp_path / "nowhere", network)


def test_a_classifier_says_what_it_learned_from(network):
    classifier = PhotoClassifier(network, ("a", "b"), np.zeros((29, 2)), np.zeros(2), (3, 5))
    assert repr(classifier) == "Classifier on features of colours, learned from a (3), b (5)"
    assert repr(network) == "colours: 32 × 32 pixels in, 29 features out"
