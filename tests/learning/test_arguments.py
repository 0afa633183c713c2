"""What training is given: refused where it is wrong, before anything is changed."""

import re
import signal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_lessons.datasets import load_digits
from cnn_lessons.learning import (
    SGD,
    Activation,
    Adam,
    AveragePool2D,
    BatchNorm,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    MaxPool2D,
    Sequential,
    cross_entropy,
    cross_entropy_backward,
    numerical_gradient,
    relative_error,
)
from cnn_lessons.operations.values import NotFiniteError

SHAPE = (5, 3, 1)
CLASSES = 4


def small(seed=0, **layers):
    """Return a network for images taller than wide, in four classes."""
    extra = layers.get("extra", [])
    return Sequential([Conv2D(3, 2), Activation("relu"), *extra, Flatten(), Dense(4)], SHAPE, seed)


def examples(N=11, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(N, *SHAPE)).astype("float32"), rng.integers(CLASSES, size=N)


def arrays_of(network):
    return [array.copy() for array in network.parameters]


def with_value(array, place, value):
    changed = array.copy()
    changed[place] = value
    return changed


X, Y = examples()
ONE_HOT = np.eye(CLASSES)[Y]
WRONG = {
    "labels in a column": (ValueError, {"labels": Y[:, None]}, "Use labels[:, 0]."),
    "one-hot labels": (TypeError, {"labels": ONE_HOT}, "use labels.argmax(axis=-1)"),
    "one-hot integers": (ValueError, {"labels": ONE_HOT.astype(int)}, "labels.argmax(axis=-1)"),
    "float labels": (TypeError, {"labels": Y.astype(float)}, "Use labels.astype(int)."),
    "float column": (TypeError, {"labels": Y[:, None] / 1}, "Use labels[:, 0].astype(int)."),
    "names as labels": (TypeError, {"labels": np.array(["a"] * 11)}, "Number the classes from 0"),
    "half labels": (TypeError, {"labels": Y + 0.5}, "Give one label, the number of a class"),
    "a label too large": (
        ValueError,
        {"labels": with_value(Y, 7, 4)},
        "4 is a label, but 4 logits need labels from 0 to 3: see labels[7]",
    ),
    "too few labels": (ValueError, {"labels": Y[:9]}, "labels have shape (9,), but (11,)"),
    "a negative batch": (ValueError, {"batch_size": -1}, "batch_size=-1, but a whole number"),
    "an empty batch": (ValueError, {"batch_size": 0}, "batch_size=0, but a whole number"),
    "half a batch": (ValueError, {"batch_size": 2.5}, "batch_size=2.5, but a whole number"),
    "negative epochs": (ValueError, {"epochs": -1}, "epochs=-1, but a whole number"),
    "no epochs": (ValueError, {"epochs": 0}, "epochs=0, but a whole number of at least 1"),
    "no patience": (
        ValueError,
        {"patience": 0, "validation": (X, Y)},
        "patience=0, but a whole number",
    ),
    "a negative decay": (ValueError, {"weight_decay": -1.0}, "weight_decay=-1.0, but a number"),
    "the optimizer's name": (TypeError, {"optimizer": "adam"}, "optimizer='adam' is none"),
    "the optimizer's class": (TypeError, {"optimizer": Adam}, "Use one such as Adam(0.001)"),
    "no pair": (TypeError, {"validation": X}, "validation is a ndarray, but a pair"),
    "validation of another shape": (
        ValueError,
        {"validation": (X[:, :, :, 0], Y)},
        "validation[0] have shape (11, 5, 3), but (N, 5, 3, 1)",
    ),
    "a wrong label in the validation": (
        ValueError,
        {"validation": (X, with_value(Y, 2, -1))},
        "-1 is a label, but 4 logits need labels from 0 to 3: see validation[1][2]",
    ),
    "no function": (TypeError, {"augment": "flip"}, "augment='flip', but a function"),
    "a list": (TypeError, {"inputs": X.tolist()}, "inputs is a list, not an array"),
    "one example": (ValueError, {"inputs": X[0]}, "For one example use inputs[np.newaxis]"),
    "bytes": (TypeError, {"inputs": X.astype("uint8")}, 'Use inputs.astype("float32") / 255.'),
    "nothing": (ValueError, {"inputs": X[:0], "labels": Y[:0]}, "it is empty"),
    "a masked array": (TypeError, {"inputs": np.ma.masked_less(X, 0)}, "inputs is a masked array"),
    "NaN": (ValueError, {"inputs": with_value(X, (9, 1, 2, 0), np.nan)}, "first at (9, 1, 2, 0)"),
    "infinity": (
        ValueError,
        {"inputs": with_value(X, (10, 0, 1, 0), -np.inf)},
        "inputs has -infinity, first at (10, 0, 1, 0)",
    ),
}


@pytest.mark.parametrize("kind", WRONG)
def test_wrong_arguments_of_fit_are_named_and_change_nothing(kind):
    error, changed, text = WRONG[kind]
    network = small()
    before = arrays_of(network)
    arguments = {"inputs": X, "labels": Y, "epochs": 1, "batch_size": 2, "progress": False}
    with pytest.raises(error, match=re.escape(text)):
        network.fit(**(arguments | changed))
    for array, copy in zip(network.parameters, before, strict=True):
        np.testing.assert_array_equal(array, copy)


@pytest.mark.parametrize("labels", [Y.tolist(), Y.astype("uint8"), tuple(Y)], ids=repr)
def test_labels_may_be_any_integers(labels):
    ours, same = small(), small()
    expected = ours.fit(X, Y, 2, progress=False)
    assert same.fit(X, labels, 2, progress=False) == expected


def test_a_network_that_ends_with_maps_is_told_so():
    network = Sequential([Conv2D(4, 2)], SHAPE)
    with pytest.raises(ValueError, match=r"gives \(4, 2, 4\) for an example, but one score"):
        network.fit(X, Y, 1)


def test_what_augment_returns_is_checked():
    with pytest.raises(ValueError, match="what augment returned have shape"):
        small().fit(X, Y, 1, augment=lambda images, rng: images[..., 0], progress=False)


@pytest.mark.parametrize("call", ["forward", "predict", "evaluate"])
def test_lists_are_named_by_all_that_takes_inputs(call):
    arguments = (X.tolist(), Y) if call == "evaluate" else (X.tolist(),)
    with pytest.raises(TypeError, match="inputs is a list, not an array"):
        getattr(small(), call)(*arguments)


@pytest.mark.parametrize("number", [0, 2], ids=["with weights", "without"])
def test_a_layer_belongs_to_one_network(number):
    layers = [Conv2D(3, 2), Flatten(), Activation("tanh"), Dense(4)]
    first = Sequential(layers, SHAPE)
    before = arrays_of(first)
    others = [Conv2D(3, 2), Flatten(), Activation("tanh"), Dense(4)]
    others[number] = layers[number]
    name = f"Layer {number}, {type(layers[number]).__name__}, belongs to another network"
    with pytest.raises(ValueError, match=name):
        Sequential(others, SHAPE, seed=1)
    for array, copy in zip(first.parameters, before, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_layers_of_a_network_that_was_refused_can_be_used():
    layers = [Conv2D(3, 2), Dense(4)]
    with pytest.raises(ValueError, match="Put a Flatten"):
        Sequential(layers, SHAPE)
    Sequential([layers[0], Flatten(), layers[1]], SHAPE)


@pytest.mark.parametrize(
    ("layers", "error", "text"),
    [
        ([], ValueError, "layers is empty"),
        ([Flatten, Dense(4)], TypeError, "Layer 0, Flatten, is no layer object"),
        ([Flatten(), "relu"], TypeError, "Layer 1, str, is no layer object"),
    ],
)
def test_what_is_no_layer_is_named(layers, error, text):
    with pytest.raises(error, match=text):
        Sequential(layers, SHAPE)


def test_a_training_that_diverged_says_so():
    network = small()
    with pytest.raises(NotFiniteError, match=r"has diverged in epoch 1: .* than 1e\+30"):
        network.fit(X, Y, 5, 4, SGD(1e30), progress=False)


def test_a_training_that_diverges_later_keeps_its_history_and_its_best_weights():
    network, steady = small(), small()
    expected = steady.fit(X, Y, 3, 11, SGD(0.1), validation=(X, Y), progress=False)

    class Worse(SGD):
        def update(self, parameters, gradients):
            self.learning_rate = 1e30 if self.steps == 3 else 0.1
            super().update(parameters, gradients)

    with pytest.raises(NotFiniteError, match="has diverged in epoch 4"):
        network.fit(X, Y, 9, 11, Worse(0.1), validation=(X, Y), patience=9, progress=False)
    assert network.history == expected
    for array, other in zip(network.parameters, steady.parameters, strict=True):
        np.testing.assert_array_equal(array, other)


def test_an_interrupt_keeps_the_history_and_the_best_weights():
    network, steady = small(), small()
    expected = steady.fit(X, Y, 2, 4, Adam(0.01), validation=(X, Y), progress=False)
    batches = 0

    def press_ctrl_c(images, rng):
        nonlocal batches
        batches += 1
        if batches == 8:  # the second of the third epoch's three
            signal.raise_signal(signal.SIGINT)
        return images

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            network.fit(X, Y, 9, 4, Adam(0.01), validation=(X, Y), patience=9,
                        augment=press_ctrl_c, progress=False)  # fmt: skip
    finally:
        signal.signal(signal.SIGINT, before)
    assert network.history == expected
    for array, other in zip(network.parameters, steady.parameters, strict=True):
        np.testing.assert_array_equal(array, other)


def test_the_progress_bar_counts_the_epoch_that_ends_it(capsys):
    digits = load_digits()
    x, y = digits.x_train[:50], digits.y_train[:50]
    network = Sequential([Flatten(), Dense(10)], x.shape[1:])
    history = network.fit(x, y, 30, validation=(x, (y + 1) % 10), patience=2, optimizer=Adam(0.1))
    epochs = len(history["loss"])
    assert epochs < 30
    assert f"{epochs}/30" in capsys.readouterr().out


@pytest.mark.parametrize("layer", [BatchNorm(), Dropout(0.5)], ids=repr)
def test_a_backward_pass_after_inference_is_that_of_inference(layer):
    layer.build((7,), np.random.default_rng(0))
    rng = np.random.default_rng(1)
    inputs, d_outputs = rng.normal(2, 3, (5, 7)), rng.normal(size=(5, 7))
    layer.forward(rng.normal(size=(11, 7)), training=True)  # whose moments and mask are stale
    layer.forward(inputs)
    d_inputs = layer.backward(d_outputs)
    slopes = numerical_gradient(lambda x: float((layer.forward(x) * d_outputs).sum()), inputs)
    assert relative_error(d_inputs, slopes) < 1e-7
    for name, parameter in layer.parameters.items():

        def loss(moved, name=name):
            layer.parameters[name] = moved
            return float((layer.forward(inputs) * d_outputs).sum())

        slopes = numerical_gradient(loss, parameter.astype(float))
        assert relative_error(layer.gradients[name], slopes) < 1e-7
        layer.parameters[name] = parameter


def test_an_infinite_gradient_of_a_dropped_number_stays_0():
    layer = Dropout(0.5)
    layer.build((9,), np.random.default_rng(0))
    kept = layer.forward(np.ones((1, 9)), training=True) > 0
    d_inputs = layer.backward(np.full((1, 9), np.inf))
    np.testing.assert_array_equal(d_inputs, np.where(kept, np.inf, 0))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("least", [-np.inf, -3e38])
def test_a_class_without_any_share_costs_nothing_where_another_is_right(dtype, least):
    largest = 0.0 if np.isinf(least) else 3e38
    logits = np.array([[largest, least]], dtype)
    assert cross_entropy(logits, [0]) == 0
    np.testing.assert_array_equal(cross_entropy_backward(logits, [0]), [[0, 0]])
    if np.isinf(least):
        assert cross_entropy(logits, [1]) == np.inf
    np.testing.assert_array_equal(cross_entropy_backward(logits, [1]), [[1, -1]])


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: BatchNorm(momentum=2.0), "momentum=2.0, but a share from 0 to below 1"),
        (lambda: BatchNorm(momentum=-0.1), "momentum=-0.1, but a share"),
        (lambda: BatchNorm(epsilon=-1), "epsilon=-1, but a number of at least 0"),
    ],
)
def test_ranges_of_batch_norm_are_named(make, text):
    with pytest.raises(ValueError, match=text):
        make()


ODD = st.one_of(
    st.integers(-3, 12),
    st.floats(-2, 12),
    st.sampled_from(
        [None, "same", "valid", "full", "2", True, [], (), [2], (1, 2), ((1, 0), (0, 2))]
    ),
    st.tuples(st.integers(-1, 5), st.integers(-1, 5)),
)
MAKERS = {
    "Conv2D": (Conv2D, 4),
    "MaxPool2D": (MaxPool2D, 3),
    "AveragePool2D": (AveragePool2D, 3),
    "Dense": (Dense, 1),
    "Dropout": (Dropout, 1),
    "Activation": (Activation, 1),
    "BatchNorm": (BatchNorm, 2),
}


@pytest.mark.parametrize("name", MAKERS)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_whatever_a_layer_is_given_it_works_or_says_what_is_wrong(name, data):
    make, most = MAKERS[name]
    arguments = data.draw(st.lists(ODD, min_size=min(1, most), max_size=most))
    before = [Flatten()] if name == "Dense" else []
    try:
        after = [] if before else [Flatten(), Dense(2)]
        network = Sequential([*before, make(*arguments), *after], (7, 5, 2))
    except (TypeError, ValueError) as error:
        assert len(str(error)) > 20, f"{name}{arguments}: {error!r}"
        assert "object" not in str(error), f"{name}{arguments}: {error!r} is Python's, not ours"
        return
    inputs = np.random.default_rng(0).normal(size=(3, 7, 5, 2)).astype("float32")
    outputs = network.forward(inputs, training=True)
    assert np.isfinite(outputs).all()
    assert network.backward(outputs).shape == (3, 7, 5, 2)


def test_a_network_shows_its_layers(capsys):
    network = small(extra=[BatchNorm(), Dropout(0.25)])
    layers = "Conv2D(3, (2, 2), strides=1, padding='valid'), Activation('relu'), BatchNorm()"
    assert repr(network).startswith(f"Sequential([{layers}, Dropout(0.25), Flatten(), Dense(4)]")
    network.summary()
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 7
    assert lines[0].split()[-4:] == ["(4,", "2,", "3)", "15"]  # 3 kernels of 2 · 2 and a bias
    assert lines[5].split()[-2:] == ["(4,)", "100"]  # 24 · 4 + 4
    assert lines[6].split() == ["parameters", "121"]  # and 2 · 3 of batch norm
