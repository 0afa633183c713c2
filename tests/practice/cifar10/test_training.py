"""The step, judged by NumPy and Keras; a stopped training, by one that was not."""

from types import SimpleNamespace

import numpy as np
import pytest

from cnn_lessons.datasets.dataset import Dataset
from cnn_lessons.practice.cifar10.checkpoint import (
    COLUMNS,
    CheckpointError,
    Progress,
    data_key,
    load_checkpoint,
    save_checkpoint,
)
from cnn_lessons.practice.cifar10.recipe import Recipe
from cnn_lessons.practice.cifar10.training import Training, make_model

pytestmark = pytest.mark.keras

N, H, W = 63, 11, 13
RECIPE = Recipe(epochs=2, batch=14, images=70, rate=0.05, seed=5)


@pytest.fixture(scope="module")
def data():
    rng = np.random.default_rng(0)
    images, labels = rng.random((N, H, W, 3), np.float32), rng.integers(0, 10, N)
    return Dataset("noise", images, labels, images[:17], labels[:17])


def small_model(dtype=None):
    import keras

    start = [keras.initializers.HeNormal(seed=seed) for seed in (1, 2)]
    layers = [
        keras.Input((H, W, 3)),
        keras.layers.Conv2D(5, 3, strides=2, kernel_initializer=start[0], dtype=dtype),
        keras.layers.BatchNormalization(momentum=0.7, dtype=dtype),
        keras.layers.ReLU(dtype=dtype),
        keras.layers.GlobalAveragePooling2D(dtype=dtype),
        keras.layers.Dense(10, kernel_initializer=start[1], dtype=dtype),
    ]
    return keras.Sequential(layers)


def training_of(data, recipe=RECIPE, model=None, **how):
    return Training(recipe, data.x_train, data.y_train, model=model or small_model(), **how)


def values(training):
    return {name: variable.numpy() for name, variable in training.variables().items()}


@pytest.fixture(scope="module")
def straight(data):
    """Two epochs without a stop: what they logged, and where they ended."""
    training = training_of(data)
    log = [training.run_epoch(epoch) for epoch in (0, 1)]
    return log, values(training)


def test_a_stopped_training_ends_where_the_other_did(data, straight, tmp_path):
    first = training_of(data)
    log = [first.run_epoch(0)]
    progress = Progress({name: [0.5] for name in COLUMNS})
    save_checkpoint(tmp_path, first, data_key(data), progress)

    second = training_of(data)
    found = load_checkpoint(tmp_path, second, data_key(data))
    assert found == progress
    assert found.epochs == 1
    log.append(second.run_epoch(1))
    np.testing.assert_allclose(log, straight[0], rtol=1e-6)
    for name, value in values(second).items():
        np.testing.assert_allclose(value, straight[1][name], rtol=1e-5, atol=1e-7, err_msg=name)


@pytest.mark.parametrize("group", ["model", "optimizer"])
def test_what_a_checkpoint_holds_is_needed(data, straight, group, tmp_path):
    """The control: with the weights alone, or the optimizer alone, it ends elsewhere."""
    first = training_of(data)
    first.run_epoch(0)
    second = training_of(data)
    for name, variable in second.variables().items():
        if name.startswith(group):
            variable.assign(values(first)[name])
    second.run_epoch(1)
    kernel = "model/000"
    assert np.abs(values(second)[kernel] - straight[1][kernel]).max() > 1e-3


def test_a_step_is_that_of_kerass_fit(data, monkeypatch):
    """One batch with all images, so that their order does not matter; no image is moved.

    The decay is 200 times the recipe's: so a wrong one is more than rounding.
    """
    import keras

    monkeypatch.setattr("cnn_lessons.practice.cifar10.training.DECAY", 0.1)
    recipe = Recipe(epochs=3, batch=N, images=70, rate=0.05, seed=5)
    flat = np.ones_like(data.x_train) * data.x_train[:, :1, :1]  # a shift changes nothing
    training = Training(recipe, flat, data.y_train, model=small_model())
    training.run_epoch(0)

    other = small_model()
    penalty = keras.regularizers.L2(0.1 / 2)
    optimizer = keras.optimizers.SGD(recipe.schedule(), momentum=0.9, nesterov=True)

    class Penalized(keras.losses.CategoricalCrossentropy):
        def call(self, y_true, y_pred):
            squares = sum(penalty(w) for w in other.trainable_variables)
            return super().call(y_true, y_pred) + squares

    other.compile(optimizer, Penalized(from_logits=True, label_smoothing=0.1), jit_compile=False)
    other.fit(flat, np.eye(10)[data.y_train], N, shuffle=False, verbose=0)
    for mine, theirs in zip(training.model.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-4, atol=1e-5)


def test_an_epoch_reports_the_mean_of_its_steps(data):
    training = training_of(data)
    steps = iter([(1.0, 0.0), (3.0, 0.5), (2.0, 0.25), (6.0, 0.25)])  # 63 // 14
    training._step = lambda images, labels: next(steps)
    assert training.run_epoch(0) == (3.0, 0.25)


def test_the_colours_are_those_of_all_pixels_of_all_images(data):
    mean, variance = training_of(data).colours()
    for colour in range(3):
        values = data.x_train[..., colour].ravel().astype(float)
        np.testing.assert_allclose(mean[colour], sum(values) / len(values))
        np.testing.assert_allclose(variance[colour], np.mean((values - mean[colour]) ** 2))


def test_a_batch_that_devices_cannot_share_is_refused_before_anything_is_built(data):
    three = SimpleNamespace(num_replicas_in_sync=3)
    with pytest.raises(ValueError, match="14 images cannot be cut into 3 equal parts"):
        training_of(data, strategy=three)


def test_the_loss_is_a_mean_over_all_images_with_smoothed_labels(data, monkeypatch):
    training = training_of(data)
    monkeypatch.setattr("cnn_lessons.practice.cifar10.training.EVALUATED", 25)  # 25, 25, 13
    loss, accuracy = training.evaluate(data.x_train, data.y_train)
    logits = training.model.predict(data.x_train, verbose=0).astype(float)
    log_shares = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    target = 0.9 * np.eye(10)[data.y_train] + 0.1 / 10
    assert loss == pytest.approx(-(target * log_shares).sum(axis=1).mean(), rel=1e-5)
    assert accuracy == pytest.approx(np.mean(logits.argmax(axis=1) == data.y_train))


@pytest.mark.parametrize(("precision", "jit"), [("float32", True), ("float16", True)])
def test_compiled_and_in_half_precision_it_learns_about_the_same(data, straight, precision, jit):
    """What a GPU gets; XLA and float16 work on a processor as well, slowly."""
    recipe = Recipe(**{**vars(RECIPE), "precision": precision})
    dtype = "mixed_float16" if precision == "float16" else None
    training = training_of(data, recipe, small_model(dtype), jit=jit)
    log = [training.run_epoch(epoch) for epoch in (0, 1)]
    np.testing.assert_allclose(log, straight[0], atol=0.02)
    names = {variable.path for variable in training.optimizer.variables}
    assert any("dynamic_scale" in name for name in names) == (precision == "float16")
    for layer in training.model.layers:
        assert all(variable.dtype == "float32" for variable in layer.variables)


def test_half_precision_is_the_recipes_and_nobody_elses():
    import keras

    recipe = Recipe(depth=10, width=1, images=20, batch=9, precision="float16")
    images = np.random.default_rng(0).random((18, 32, 32, 3), np.float32)
    training = Training(recipe, images, np.zeros(18, int))
    assert training.model.layers[-1].compute_dtype == "float16"
    assert keras.mixed_precision.dtype_policy().name == "float32"
    assert np.isfinite(training.evaluate(images, np.zeros(18, int))).all()


def test_the_first_layer_standardizes_the_colours():
    mean, variance = np.array([0.2, 0.5, 0.7]), np.array([0.04, 0.09, 0.01])
    model = make_model(Recipe(depth=10, width=1), mean, variance)
    image = np.full((1, 32, 32, 3), 0.5, np.float32)
    found = np.asarray(model.get_layer("standardize")(image))[0, 0, 0]
    np.testing.assert_allclose(found, [1.5, 0, -2], rtol=1e-5, atol=1e-6)
    assert model.name == "WRN-10-1"


def test_a_checkpoint_of_another_training_is_refused_and_left(data, tmp_path):
    training = training_of(data)
    save_checkpoint(tmp_path, training, data_key(data), Progress())
    before = (tmp_path / "checkpoint.npz").read_bytes()
    other = training_of(data, Recipe(**{**vars(RECIPE), "epochs": 9, "seed": 6}))
    with pytest.raises(
        CheckpointError, match=r"epochs 2, and not 9; seed 5, and not 6.*left as it"
    ):
        load_checkpoint(tmp_path, other, data_key(data))
    with pytest.raises(CheckpointError, match=r"the images noise, .*, and not other, "):
        load_checkpoint(tmp_path, training, data_key(data).replace("noise", "other"))
    assert (tmp_path / "checkpoint.npz").read_bytes() == before


def test_a_checkpoint_with_other_variables_is_refused(data, tmp_path):
    save_checkpoint(tmp_path, training_of(data), data_key(data), Progress())
    wider = Training(
        RECIPE, data.x_train, data.y_train, model=make_model(RECIPE, [0.5] * 3, [1] * 3)
    )
    with pytest.raises(CheckpointError, match="has other variables than this network"):
        load_checkpoint(tmp_path, wider, data_key(data))


@pytest.mark.parametrize("content", [b"", b"no archive", "half"])
def test_a_damaged_checkpoint_is_refused_and_left(data, tmp_path, content):
    training, path = training_of(data), tmp_path / "checkpoint.npz"
    if content == "half":
        save_checkpoint(tmp_path, training, data_key(data), Progress())
        content = path.read_bytes()[: path.stat().st_size // 2]
    path.write_bytes(content)
    with pytest.raises(CheckpointError, match="is damaged, or no checkpoint of this command"):
        load_checkpoint(tmp_path, training, data_key(data))
    assert path.read_bytes() == content


def test_arrays_of_others_are_no_checkpoint(data, tmp_path):
    np.savez(tmp_path / "checkpoint.npz", kernel=np.zeros(3))
    with pytest.raises(CheckpointError, match="no checkpoint of this command"):
        load_checkpoint(tmp_path, training_of(data), data_key(data))


def test_no_checkpoint_is_a_beginning(data, tmp_path):
    assert load_checkpoint(tmp_path, training_of(data), data_key(data)).epochs == 0


def test_other_images_or_labels_have_another_key(data):
    other = Dataset("noise", data.x_train, data.y_train[::-1], data.x_test, data.y_test)
    assert data_key(data) == data_key(data)
    assert data_key(other) != data_key(data)
    assert data_key(data).startswith("noise, ")
