"""Optimizers: step for step the same as Keras's, and right where a step is known by hand."""

import re

import numpy as np
import pytest

from cnn_lessons.learning import SGD, AdaGrad, Adam, RMSprop

OPTIMIZERS = {
    "SGD": (SGD, "SGD", {"learning_rate": 0.1}),
    "momentum": (SGD, "SGD", {"learning_rate": 0.1, "momentum": 0.9}),
    "Nesterov": (SGD, "SGD", {"learning_rate": 0.1, "momentum": 0.8, "nesterov": True}),
    "AdaGrad": (AdaGrad, "Adagrad", {"learning_rate": 0.1, "epsilon": 1e-3}),
    "AdaGrad from 0": (AdaGrad, "Adagrad", {"initial_value": 0.0, "learning_rate": 0.1}),
    "RMSprop": (RMSprop, "RMSprop", {"learning_rate": 0.1, "rho": 0.7, "epsilon": 1e-3}),
    "Adam": (Adam, "Adam", {"learning_rate": 0.1, "beta_1": 0.8, "beta_2": 0.95, "epsilon": 1e-3}),
    "defaults of SGD": (SGD, "SGD", {}),
    "defaults of AdaGrad": (AdaGrad, "Adagrad", {}),
    "defaults of RMSprop": (RMSprop, "RMSprop", {}),
    "defaults of Adam": (Adam, "Adam", {}),
}


@pytest.mark.keras
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_twenty_steps_equal_keras(name):
    import keras

    ours, theirs, arguments = OPTIMIZERS[name]
    arguments = {"initial_accumulator_value" if k == "initial_value" else k: v
                 for k, v in arguments.items()}  # fmt: skip
    rng = np.random.default_rng(0)
    start = [rng.normal(size=shape).astype("float32") for shape in ((3, 2), (5,))]
    variables = [keras.Variable(array) for array in start]
    judge = getattr(keras.optimizers, theirs)(**arguments)
    parameters = [array.copy() for array in start]
    optimizer = ours(**OPTIMIZERS[name][2])
    for _ in range(20):
        gradients = [
            rng.normal(size=array.shape).astype("float32") * [1, 0.01][number]
            for number, array in enumerate(start)
        ]
        optimizer.update(parameters, gradients)
        judge.apply([keras.ops.convert_to_tensor(g) for g in gradients], variables)
        for parameter, variable in zip(parameters, variables, strict=True):
            np.testing.assert_allclose(parameter, variable.numpy(), rtol=2e-5, atol=1e-6)
    assert not np.allclose(parameters[0], start[0], atol=1e-3)


def test_momentum_gathers_the_same_gradient_to_ten_times_its_size():
    weight = np.array([0.0])
    optimizer = SGD(learning_rate=1.0, momentum=0.9)
    for _ in range(200):
        before = weight.copy()
        optimizer.update([weight], [np.array([1.0])])
    assert before[0] - weight[0] == pytest.approx(1 / (1 - 0.9))


def test_first_steps_of_adam_do_not_depend_on_the_size_of_the_gradient():
    weights = np.zeros(3)
    Adam(learning_rate=0.01, epsilon=1e-15).update([weights], [np.array([1e-4, -1.0, 1e4])])
    np.testing.assert_allclose(weights, [-0.01, 0.01, -0.01])


def test_steps_of_adagrad_shrink_with_the_root_of_their_number():
    weight = np.array([0.0])
    optimizer = AdaGrad(learning_rate=1.0, initial_value=0.0, epsilon=1e-12)
    moves = []
    for _ in range(9):
        before = weight.copy()
        optimizer.update([weight], [np.array([5.0])])
        moves.append((before - weight).item())
    np.testing.assert_allclose(moves, [1 / n**0.5 for n in range(1, 10)])


@pytest.mark.parametrize("make", [SGD, AdaGrad, RMSprop, Adam])
def test_parameters_change_in_place_and_keep_their_type(make):
    weights = np.ones((2, 3), "float32")
    same = weights
    make(learning_rate=0.5).update([weights], [np.ones((2, 3))])
    assert same is weights
    assert weights.dtype == np.float32
    assert (weights < 1).all()


@pytest.mark.parametrize("make", [SGD, AdaGrad, RMSprop, Adam])
def test_every_optimizer_finds_the_bottom_of_a_bowl(make):
    weights = np.array([3.0, -2.0])
    optimizer = make(learning_rate=0.1)
    for _ in range(3000):
        optimizer.update([weights], [2 * weights * [1, 5]])
    assert np.abs(weights).max() < 0.1


def test_learning_rate_may_be_changed_between_steps():
    weight = np.array([0.0])
    optimizer = SGD(learning_rate=1.0)
    optimizer.update([weight], [np.array([1.0])])
    optimizer.learning_rate = 0.25
    optimizer.update([weight], [np.array([1.0])])
    assert weight.item() == -1.25


@pytest.mark.parametrize(
    ("make", "arguments", "text"),
    [
        (SGD, {"learning_rate": 0}, "learning_rate=0, but a number above 0 is expected"),
        (Adam, {"learning_rate": "0.1"}, "learning_rate='0.1', but a number above 0"),
        (SGD, {"momentum": 1}, "momentum=1, but a share from 0 to below 1 is expected"),
        (RMSprop, {"rho": -0.1}, "rho=-0.1, but a share"),
        (Adam, {"beta_2": 1.0}, "beta_2=1.0, but a share"),
        (AdaGrad, {"initial_value": -1}, "initial_value=-1, but a number of at least 0"),
        (Adam, {"epsilon": 0.0}, "epsilon=0.0, but a number above 0"),
    ],
)
def test_numbers_outside_of_their_range_are_named(make, arguments, text):
    with pytest.raises(ValueError, match=re.escape(text)):
        make(**arguments)


@pytest.mark.parametrize(
    ("gradients", "text"),
    [
        ([np.ones(3)], "2 parameters, but 1 gradients"),
        ([np.ones(3), np.ones((2, 1))], "gradient 1 has shape (2, 1), but its parameter has (2,)"),
        ([np.ones(3), np.array([1, np.nan])], "gradient 1 has infinity or NaN in it"),
        ([np.array([1, 1, np.inf]), np.ones(2)], "gradient 0 has infinity or NaN in it"),
    ],
)
def test_wrong_gradients_are_named_and_change_nothing(gradients, text):
    parameters = [np.zeros(3), np.zeros(2)]
    optimizer = Adam()
    optimizer.update(parameters, [np.ones(3), np.ones(2)])
    before = [array.copy() for array in parameters]
    with pytest.raises(ValueError, match=re.escape(text)):
        optimizer.update(parameters, gradients)
    np.testing.assert_array_equal(np.concatenate(parameters), np.concatenate(before))
    assert optimizer.steps == 1


@pytest.mark.parametrize("make", [SGD, AdaGrad, RMSprop, Adam])
@pytest.mark.parametrize("sizes", [(3, 2), (4,), (3,)], ids=["more", "other sizes", "the same"])
def test_an_optimizer_belongs_to_one_network(make, sizes):
    optimizer = make()
    optimizer.update([np.zeros(3)], [np.ones(3)])
    others = [np.zeros(size) for size in sizes]
    with pytest.raises(ValueError, match="Make a new optimizer for another network"):
        optimizer.update(others, [np.ones(size) for size in sizes])
    assert not any(array.any() for array in others)
    assert optimizer.steps == 1


@pytest.mark.parametrize(
    ("parameters", "gradients", "text"),
    [
        ([np.zeros(2), [0.0, 0.0]], [np.ones(2), np.ones(2)], "parameter 1 is of list, but an"),
        ([np.zeros(2), np.zeros(2, int)], [np.ones(2), np.ones(2)], "parameter 1 is of int64"),
        ([np.zeros(2), np.zeros(2)], [np.ones(2), [1.0, 1.0]], "gradient 1 is of list"),
        ([np.zeros(2), np.zeros(2)], [np.ones(2), None], "gradient 1 is of NoneType"),
    ],
)
def test_what_is_no_array_of_floats_is_named_and_changes_nothing(parameters, gradients, text):
    with pytest.raises(TypeError, match=re.escape(text)):
        SGD(0.1).update(parameters, gradients)
    assert not parameters[0].any()


def test_a_parameter_that_cannot_be_changed_is_named_before_the_others_are():
    parameters = [np.zeros(2), np.zeros(2)]
    parameters[1].flags.writeable = False
    with pytest.raises(ValueError, match="parameter 1 is read-only"):
        SGD(0.1).update(parameters, [np.ones(2), np.ones(2)])
    assert not parameters[0].any()
