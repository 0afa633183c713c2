"""Fine-tuning: what learns, what stays, what is kept, and what comes back from a file."""

import numpy as np
import pytest
from photo_files import crops, make_folder

from cnn_lessons.practice.photos import (
    FeatureNetwork,
    check_folder,
    fine_tune,
    fine_tuning,
    load_feature_network,
    load_photo_classifier,
    save_photo_classifier,
    train_photo_classifier,
)
from cnn_lessons.practice.photos.fine_tuning import FineTuning

SIDE = 37


@pytest.fixture(scope="module")
def network():
    """A small network with random weights and two blocks."""
    keras = pytest.importorskip("keras")
    start = keras.initializers.HeNormal
    image = keras.Input((SIDE, SIDE, 3))
    x = keras.layers.Conv2D(7, 5, strides=4, kernel_initializer=start(1), name="first")(image)
    x = keras.layers.ReLU(name="between")(x)
    x = keras.layers.Conv2D(11, 3, kernel_initializer=start(2), name="second")(x)
    x = keras.layers.BatchNormalization(name="norm")(x)
    x = keras.layers.ReLU(name="last")(x)
    x = keras.layers.GlobalAveragePooling2D(name="means")(x)
    return FeatureNetwork("two blocks", keras.Model(image, x), last_block="between")


@pytest.fixture(scope="module")
def images():
    pieces = [*crops("cat", 9), *crops("coffee", 12), *crops("flower", 7)]
    labels = np.repeat([0, 1, 2], [9, 12, 7])
    images = [np.asarray(piece.resize((SIDE, SIDE))) for piece in pieces]
    return images, labels, np.arange(len(labels))


def weights(network):
    return {layer.name: layer.get_weights() for layer in network.model.layers if layer.weights}


def same(one, other):
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_the_last_block_and_what_is_before_it_make_the_whole(network, images):
    maps = network.maps_before_last_block(images[0])
    assert maps.shape == (28, 9, 9, 7)
    judge = network.features(images[0])
    np.testing.assert_allclose(network.tail()(maps), judge, rtol=1e-4, atol=1e-5)


@pytest.fixture(scope="module")
def tuned(network, images):
    """What came out, and the network's stamp before."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fine_tuning, "RATE", 1e-3)
        stamp = network.stamp
        return fine_tune(network, *images, 0.01, seed=3), stamp


def test_only_the_last_block_learns_and_batch_norm_does_not(network, tuned):
    (changed, kernel, bias, found), stamp = tuned
    assert found.epochs > 0
    assert network.stamp == stamp  # a copy has learned
    before, after = weights(network), weights(changed)
    assert same(before["first"], after["first"])
    assert not same(before["second"], after["second"])
    assert same(before["norm"], after["norm"])
    assert changed.tuned_from == stamp
    assert (kernel.shape, bias.shape) == ((11, 3), (3,))
    assert kernel.dtype == bias.dtype == np.float32


def test_the_numbers_are_those_of_the_validation_photographs(tuned):
    found = tuned[0][3]
    assert len(found.losses) == len(found.right) == fine_tuning.EPOCHS + 1
    assert found.losses[found.epochs] == min(found.losses)
    assert found.count == 2 + 3 + 2
    assert max(found.right) <= found.count


def test_the_same_seed_gives_the_same(network, images, tuned, monkeypatch):
    monkeypatch.setattr(fine_tuning, "RATE", 1e-3)
    _, kernel, _, found = fine_tune(network, *images, 0.01, seed=3)
    assert found == tuned[0][3]
    np.testing.assert_array_equal(kernel, tuned[0][1])


def test_what_is_no_better_leaves_the_network_as_it_was(network, images, monkeypatch):
    from cnn_lessons.practice.photos import fit_photo_head

    monkeypatch.setattr(fine_tuning, "RATE", 30.0)  # steps that ruin everything
    monkeypatch.setattr(fine_tuning, "EPOCHS", 2)
    kept, kernel, bias, found = fine_tune(network, *images, 0.01)
    assert found.epochs == 0
    assert kept is network
    judge = fit_photo_head(network.features(images[0]), *images[1:], 0.01)
    np.testing.assert_allclose(kernel, judge[0], rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(bias, judge[1], rtol=1e-3, atol=1e-3)


def test_with_nothing_to_set_aside_nothing_is_tuned(network, images):
    chosen = [0, 9, 21]
    few = [images[0][i] for i in chosen]
    kept, *_, found = fine_tune(network, few, np.arange(3), np.arange(3), 0.01)
    assert kept is network
    assert found == FineTuning((), (), 0)
    assert found.epochs == 0


def test_a_network_that_does_not_say_where_its_last_block_begins_is_refused(network, images):
    with pytest.raises(ValueError, match="two blocks does not say where its last block begins"):
        fine_tune(FeatureNetwork("two blocks", network.model), *images, 0.01)


def test_the_networks_at_hand_say_where_their_last_block_begins(images):
    network = load_feature_network("the course's backbone")
    small = [np.asarray(crops("cat", 1)[0].resize((32, 32)))]
    maps = network.maps_before_last_block(small)
    assert maps.shape == (1, 4, 4, 176)
    judge = network.features(small)
    np.testing.assert_allclose(network.tail()(maps), judge, rtol=1e-3, atol=1e-4)


@pytest.fixture(scope="module")
def trained(network, tmp_path_factory):
    counts = {"cat": ("cat", 9), "coffee": ("coffee", 7), "flower": ("flower", 8)}
    folder = check_folder(make_folder(tmp_path_factory.mktemp("tuned") / "x", counts))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fine_tuning, "RATE", 1e-3)
        return train_photo_classifier(folder, network, tune=True)


def test_a_fine_tuned_classifier_says_so_and_is_measured_as_it_is(trained):
    classifier, evaluation = trained
    assert repr(classifier.network).startswith("two blocks, fine-tuned: ")
    assert evaluation.tuning.epochs > 0
    text = repr(evaluation)
    assert f"after {evaluation.tuning.epochs} epoch" in text
    assert "the fine-tuned network, with the smallest validation loss" in text
    assert classifier.threshold == 0  # what it has learned from is no stranger
    assert "none was chosen: the last block has learned from every class" in text
    answer = dict(classifier.predict(evaluation.paths[0]))
    judge = dict(zip(evaluation.class_names, evaluation.shares[0], strict=True))
    assert answer == pytest.approx(judge, abs=1e-4)


def test_a_saved_one_answers_as_before_and_leaves_the_network_alone(trained, network, tmp_path):
    classifier, evaluation = trained
    save_photo_classifier(classifier, tmp_path / "a.npz")
    stamp = network.stamp
    loaded = load_photo_classifier(tmp_path / "a.npz", network)
    assert network.stamp == stamp
    assert loaded.network.stamp == classifier.network.stamp != stamp
    assert loaded.predict(evaluation.paths[0]) == classifier.predict(evaluation.paths[0])
    save_photo_classifier(loaded, tmp_path / "b.npz")
    with np.load(tmp_path / "a.npz") as one, np.load(tmp_path / "b.npz") as two:
        assert sorted(one.files) == sorted(two.files)
        assert all(np.array_equal(one[name], two[name]) for name in one.files)


@pytest.mark.parametrize("kind", ["one less", "another shape", "infinite", "first format"])
def test_a_last_block_that_does_not_fit_is_refused(trained, network, tmp_path, kind):
    path = tmp_path / "a.npz"
    save_photo_classifier(trained[0], path)
    with np.load(path) as stored:
        arrays = dict(stored)
    if kind == "one less":
        del arrays["last block 000"]
    elif kind == "another shape":
        arrays["last block 000"] = arrays["last block 000"][:2]
    elif kind == "infinite":
        arrays["last block 001"] = arrays["last block 001"] + np.float32(np.inf)
    else:
        text = arrays["description"].tobytes().replace(b"classifier 2", b"classifier 1")
        arrays["description"] = np.frombuffer(text, np.uint8)
    np.savez(path, **arrays)
    with pytest.raises(ValueError, match=r"is not a saved classifier .*Train again"):
        load_photo_classifier(path, network)


def test_the_report_says_what_was_kept():
    from cnn_lessons.practice.photos import Evaluation

    def report(tuning):
        shares = np.array([[0.9, 0.1], [0.2, 0.8]])
        return repr(Evaluation(("a", "b"), ("p", "q"), np.array([0, 1]), shares, tuning=tuning))

    kept = report(FineTuning((0.5, 0.6, 0.7), (8, 8, 7), 9))
    assert "head alone      validation loss 0.500, 8 of 9 are right" in kept
    assert "after 2 epochs  validation loss 0.700, 7 of 9 are right" in kept
    assert "the head alone: no epoch was better by its validation loss" in kept
    assert "too few photographs to set any aside" in report(FineTuning((), (), 0))
    assert "Fine-tuning" not in report(None)
