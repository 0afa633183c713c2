"""Trainings from the same start: repeated, and as many steps whatever comes."""

import numpy as np
import pytest

from cnn_lessons.architectures import small_cnn
from cnn_lessons.datasets import load_digits
from cnn_lessons.practice import SameStart

pytestmark = pytest.mark.keras


def test_a_training_begins_where_the_first_began_and_has_as_many_steps():
    data = load_digits()
    learner = SameStart(small_cnn(), 0.01, epochs=2, examples=256)
    few = data.x_train[:40], data.y_train[:40]
    first = learner.train(*few).model.get_weights()
    assert learner.model.optimizer.iterations == 2 * 256 // 64
    learner.train(data.x_train, data.y_train)
    assert learner.model.optimizer.iterations == 2 * 256 // 64
    assert any((a != b).any() for a, b in zip(first, learner.model.get_weights(), strict=True))
    again = learner.train(*few).model.get_weights()
    for a, b in zip(first, again, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-6)
    assert any((a != b).any() for a, b in zip(first, learner.weights, strict=True))


def test_it_learns():
    data = load_digits()
    learner = SameStart(small_cnn(), 0.01, epochs=4)
    before = learner.accuracy(data.x_test, data.y_test)
    assert before < 0.4
    assert learner.train(data.x_train, data.y_train).accuracy(data.x_test, data.y_test) > 0.85
