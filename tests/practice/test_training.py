"""Training: the schedule by its corners, and a model that learns."""

import numpy as np
import pytest

from cnn_lessons.practice import compile_classifier, retrain, train, worst_mistakes
from cnn_lessons.practice.training import rise_and_fall


@pytest.mark.keras
def test_the_rate_rises_for_a_quarter_of_the_steps_and_falls_to_nothing():
    rates = rise_and_fall(examples=101, epochs=4, peak=0.5, batch_size=10)  # 11 steps an epoch
    rate = [float(rates(step)) for step in (0, 11, 11 + 33 // 3, 44)]
    # A third of the way down half a cosine: (1 + cos 60°) / 2 of the peak.
    assert rate == pytest.approx([0.05, 0.5, 0.375, 0], abs=1e-6)
    assert max(float(rates(step)) for step in range(44)) == pytest.approx(0.5)


@pytest.mark.keras
def test_train_learns_which_half_is_brighter(capsys):
    import keras

    rng = np.random.default_rng(0)
    labels = rng.integers(0, 2, 301)
    images = rng.random((301, 5, 6, 1)).astype(np.float32)
    images[labels == 0, :, :3] += 0.5
    images[labels == 1, :, 3:] += 0.5
    keras.utils.set_random_seed(0)
    layers = [keras.Input((5, 6, 1)), keras.layers.Flatten(), keras.layers.Dense(2)]
    model = keras.Sequential(layers)
    history = train(model, images[:200], labels[:200], 5, 0.03, 16, (images[200:], labels[200:]))
    assert len(history["loss"]) == 5
    assert history["loss"][-1] < history["loss"][0]
    assert history["val_accuracy"][-1] > 0.95
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 5
    assert lines[4].startswith(f"epoch  5: loss {history['loss'][4]:.3f}, accuracy ")
    assert lines[4].endswith(f"; validation {history['val_accuracy'][4]:.3f}")
    train(model, images, labels, 1, 0.03, progress=False)
    assert not capsys.readouterr().out


def test_worst_mistakes_are_wrong_and_sorted_by_the_loss():
    rng = np.random.default_rng(1)
    logits, labels = rng.normal(0, 3, (53, 7)), rng.integers(0, 7, 53)
    worst = worst_mistakes(logits, labels, 11)
    losses = np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(53), labels]
    wrong = losses[[i for i in range(53) if logits[i].argmax() != labels[i]]]
    np.testing.assert_allclose(losses[worst], sorted(wrong, reverse=True)[:11])


def test_there_may_be_no_mistake():
    assert worst_mistakes(np.eye(3), np.arange(3), 5).shape == (0,)


@pytest.mark.keras
def test_retrain_takes_the_steps_of_train_and_remembers_nothing():
    import keras

    rng = np.random.default_rng(2)
    images = rng.random((37, 5, 6, 1)).astype(np.float32)
    labels = rng.integers(0, 3, 37)
    start = keras.initializers.GlorotUniform(seed=3)
    layers = [keras.layers.Flatten(), keras.layers.Dense(3, kernel_initializer=start)]
    model = keras.Sequential([keras.Input((5, 6, 1)), *layers])
    weights = model.get_weights()
    keras.utils.set_random_seed(7)
    train(model, images, labels, 3, 0.03, 8, progress=False)
    expected = model.get_weights()
    compile_classifier(model, 0.1)
    for seed in (1, 7):  # another training before must leave no trace
        history = retrain(model, weights, images, labels, 3, 0.03, 8, seed)
    for found, wanted in zip(model.get_weights(), expected, strict=True):
        np.testing.assert_allclose(found, wanted, atol=1e-6)
    assert len(history["accuracy"]) == 3
