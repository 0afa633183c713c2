"""The network: equal to Keras with equal weights, reproducible, saved and loaded safely."""

import re
from contextlib import nullcontext

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from cnn_lessons.datasets import load_digits
from cnn_lessons.learning import (
    SGD,
    Activation,
    Adam,
    BatchNorm,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    MaxPool2D,
    Sequential,
    cross_entropy,
    cross_entropy_backward,
)

SHAPE = (8, 8, 1)


def small_cnn(seed=0, extra=()):
    layers = [Conv2D(5, 3, padding="same"), Activation("relu"), MaxPool2D(2), *extra]
    return Sequential([*layers, Flatten(), Dense(10)], SHAPE, seed)


@pytest.fixture(scope="module")
def digits():
    return load_digits()


def test_it_learns_digits(digits):
    network = small_cnn()
    before, guess = network.evaluate(digits.x_test, digits.y_test)
    history = network.fit(digits.x_train, digits.y_train, epochs=8, optimizer=Adam(0.01),
                          progress=False)  # fmt: skip
    after, accuracy = network.evaluate(digits.x_test, digits.y_test)
    assert before > 2
    assert after < 0.5
    assert guess < 0.3
    assert accuracy > 0.9
    assert history["loss"][-1] < history["loss"][0]
    assert len(history["accuracy"]) == 8


@pytest.mark.keras
def test_keras_takes_the_same_steps_from_the_same_weights(digits):
    import keras
    from keras import layers

    ours = Sequential(
        [
            Conv2D(6, 5, padding=2),
            Activation("tanh"),
            MaxPool2D(2),
            Conv2D(11, 3),
            BatchNorm(),
            Activation("relu"),
            Flatten(),
            Dense(10),
        ],
        SHAPE,
    )
    theirs = keras.Sequential(
        [
            layers.Input(SHAPE),
            layers.Conv2D(6, 5, padding="same", activation="tanh"),
            layers.MaxPooling2D(2),
            layers.Conv2D(11, 3),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.Flatten(),
            layers.Dense(10),
        ]
    )
    arrays = [a for layer in ours.layers for a in (layer.parameters | layer.state).values()]
    theirs.set_weights(arrays)
    x, y = digits.x_train[:53], digits.y_train[:53]
    np.testing.assert_allclose(ours.forward(x), theirs(x, training=False), rtol=1e-4, atol=1e-4)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    theirs.compile(keras.optimizers.SGD(0.05, momentum=0.9), loss)
    optimizer = SGD(0.05, momentum=0.9)
    for _ in range(5):
        theirs.reset_metrics()  # Keras 3.5: the loss is a mean over all batches so far
        their_loss = theirs.train_on_batch(x, y)
        logits = ours.forward(x, training=True)
        assert cross_entropy(logits, y) == pytest.approx(float(their_loss), rel=1e-3)
        ours.backward(cross_entropy_backward(logits, y))
        gradients = [g for layer in ours.layers for g in layer.gradients.values()]
        optimizer.update(ours.parameters, gradients)
    for mine, judge in zip(arrays, theirs.get_weights(), strict=True):
        np.testing.assert_allclose(mine, judge, rtol=5e-3, atol=2e-4)


def test_same_seed_same_network_and_same_training(digits):
    runs = []
    for seed in (3, 3, 4):
        network = small_cnn(seed, [Dropout(0.3)])
        network.fit(digits.x_train[:97], digits.y_train[:97], 2, progress=False)
        runs.append(network.predict(digits.x_test[:5]))
    np.testing.assert_array_equal(runs[0], runs[1])
    assert not np.allclose(runs[0], runs[2])


def test_predict_goes_batch_by_batch_and_as_after_training(digits):
    network = small_cnn(0, [BatchNorm(), Dropout(0.5)])
    x = digits.x_test[:23]
    together = network.forward(x)
    np.testing.assert_allclose(network.predict(x, batch_size=7), together, rtol=1e-5, atol=1e-6)


def test_training_does_without_the_gradient_of_the_images_and_is_the_same():
    networks = small_cnn(), small_cnn()
    x, labels = np.random.default_rng(0).random((7, *SHAPE), "float32"), np.arange(7)
    for network, needed in zip(networks, (True, False), strict=True):
        d_logits = cross_entropy_backward(network.forward(x, training=True), labels)
        d_inputs = network.backward(d_logits, needs_d_inputs=needed)
        assert (d_inputs is not None) == needed
    for one, other in zip(*(network.layers for network in networks), strict=True):
        for name, gradient in one.gradients.items():
            np.testing.assert_array_equal(gradient, other.gradients[name])


def test_every_example_is_shown_once_in_an_epoch():
    network = Sequential([Dense(2)], (1,))
    seen = []
    forward = network.forward

    def spy(inputs, training=False):
        if training:
            seen.append(inputs.ravel().tolist())
        return forward(inputs, training)

    network.forward = spy
    x = np.arange(11, dtype="float32").reshape(11, 1)
    network.fit(x, np.zeros(11, int), 2, batch_size=4, progress=False)
    assert [len(batch) for batch in seen] == [4, 4, 3] * 2
    first, second = np.concatenate(seen[:3]), np.concatenate(seen[3:])
    assert sorted(first) == sorted(second) == list(range(11))
    assert (first != second).any()


def test_weight_decay_shrinks_kernels_and_leaves_biases_alone():
    network = Sequential([Dense(3)], (4,))
    kernel, bias = network.parameters
    bias[:] = 0  # equal logits for zero inputs, so that the loss pulls at the bias only
    before = kernel.copy()
    x, y = np.zeros((3, 4), "float32"), np.arange(3)
    network.fit(x, y, 1, batch_size=3, optimizer=SGD(0.1), weight_decay=0.5, progress=False)
    np.testing.assert_allclose(kernel, before * (1 - 0.1 * 2 * 0.5), rtol=1e-6)
    np.testing.assert_allclose(bias, 0, atol=1e-7)  # one example of each class


def test_patience_stops_and_goes_back_to_the_best(digits):
    network = small_cnn()
    x, y = digits.x_train[:50], digits.y_train[:50]
    wrong = digits.x_test[:50], (digits.y_test[:50] + 1) % 10  # gets worse with learning
    history = network.fit(x, y, 40, optimizer=Adam(0.02), validation=wrong, patience=3,
                          progress=False)  # fmt: skip
    losses = history["val_loss"]
    assert len(losses) < 40
    best = int(np.argmin(losses))
    assert len(losses) == best + 1 + 3
    assert network.evaluate(*wrong)[0] == pytest.approx(losses[best], rel=1e-6)


def test_progress_is_shown_unless_it_is_not_wanted(digits, capsys):
    x, y = digits.x_train[:32], digits.y_train[:32]
    small_cnn().fit(x, y, 1, progress=False)
    assert capsys.readouterr() == ("", "")
    small_cnn().fit(x, y, 1)
    assert "training: 100%" in capsys.readouterr().out


def test_saved_and_loaded_networks_are_equal(digits, tmp_path):
    first, second = small_cnn(0, [BatchNorm()]), small_cnn(1, [BatchNorm()])
    first.fit(digits.x_train[:64], digits.y_train[:64], 1, progress=False)
    first.save(tmp_path / "weights.npz")
    second.load(tmp_path / "weights.npz")
    x = digits.x_test[:7]
    np.testing.assert_array_equal(first.predict(x), second.predict(x))


def test_a_file_that_is_refused_changes_nothing(tmp_path):
    network = small_cnn()
    before = [array.copy() for array in network.parameters]
    small_cnn(1, [BatchNorm()]).save(tmp_path / "other.npz")
    with pytest.raises(ValueError, match="is of another network"):
        network.load(tmp_path / "other.npz")
    network.save(tmp_path / "weights.npz")
    arrays = dict(np.load(tmp_path / "weights.npz"))
    arrays["4.bias"][7] = np.nan  # the last one that is read
    np.savez(tmp_path / "weights.npz", **arrays)
    with pytest.raises(ValueError, match="has infinity or NaN"):
        network.load(tmp_path / "weights.npz")
    for array, copy in zip(network.parameters, before, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_layers_that_do_not_fit_are_named():
    text = "Layer 1, Dense, cannot take examples of shape (8, 8, 1): Dense got examples of shape"
    with pytest.raises(ValueError, match=re.escape(text)):
        Sequential([Activation("relu"), Dense(10)], SHAPE)
    with pytest.raises(ValueError, match=r"Layer 0, Conv2D, cannot take .* A window of 9 pixels"):
        Sequential([Conv2D(3, 9)], SHAPE)


def test_a_layer_that_comes_twice_is_named():
    tanh = Activation("tanh")
    with pytest.raises(ValueError, match="Layer 3, Activation, is in the network twice"):
        Sequential([Flatten(), tanh, Dense(64), tanh], SHAPE)


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        (
            {"inputs": np.ones((2, 8, 8), "float32")},
            "inputs have shape (2, 8, 8), but (N",
        ),
        (
            {"labels": np.zeros(3, int)},
            "labels have shape (3,), but (2,) is expected. Give one label",
        ),
        ({"labels": np.array([0, 10])}, "10 is a label, but 10 logits need labels from 0 to 9"),
        ({"patience": 2}, "patience needs a validation"),
    ],
)
def test_wrong_arguments_of_fit_are_named(changed, text):
    arguments = {"inputs": np.ones((2, *SHAPE), "float32"), "labels": np.zeros(2, int)}
    with pytest.raises(ValueError, match=re.escape(text)):
        small_cnn().fit(**(arguments | {"epochs": 1, "progress": False} | changed))


def blas_threads():
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


@pytest.mark.parametrize("fails", [False, True])
def test_training_uses_one_thread_and_gives_the_others_back(fails):
    seen = []

    def look(images, rng):
        seen.append(blas_threads())
        if fails:
            raise ArithmeticError
        return images

    network = Sequential([Flatten(), Dense(3)], input_shape=(5, 7, 1))
    images, labels = np.ones((11, 5, 7, 1), "float32"), np.arange(11) % 3
    with threadpool_limits(2, user_api="blas"):
        with pytest.raises(ArithmeticError) if fails else nullcontext():
            network.fit(images, labels, 1, augment=look, progress=False)
        assert blas_threads() == {2}
    assert seen[0] == {1}


def test_prediction_uses_one_thread_and_gives_the_others_back():
    seen = []

    class Look(Flatten):
        def forward(self, inputs, training=False):
            seen.append(blas_threads())
            return super().forward(inputs, training)

    network = Sequential([Look(), Dense(3)], input_shape=(5, 7, 1))
    with threadpool_limits(2, user_api="blas"):
        network.predict(np.ones((11, 5, 7, 1), "float32"))
        assert blas_threads() == {2}
    assert seen[-1] == {1}
