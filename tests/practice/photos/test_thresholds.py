"""A threshold for "none of these": by brute force, and on classes that are far apart."""

import numpy as np
import pytest

from cnn_lessons.operations import softmax
from cnn_lessons.practice.photos import best_threshold, choose_threshold, fit_photo_head
from cnn_lessons.practice.photos.thresholds import MOST


def test_the_best_threshold_is_what_trying_all_finds():
    rng = np.random.default_rng(0)
    for _ in range(50):
        known = rng.beta(5, 2, rng.integers(1, 13)).round(2)
        strangers = rng.beta(3, 3, rng.integers(1, 17)).round(2)

        def quality(share, known=known, strangers=strangers):
            kept = sum(s >= share for s in known) / len(known)
            return kept + sum(s < share for s in strangers) / len(strangers)

        found = best_threshold(known, strangers)
        shares = sorted({*known, *strangers})
        best = max(quality(share) for share in shares)
        assert found == next(s for s in shares if quality(s) == pytest.approx(best))


def clusters(classes, count, seed=0):
    """Return features of classes around centres of their own, and everything else of them."""
    rng = np.random.default_rng(seed)
    labels = np.repeat(np.arange(classes), count)
    features = 2 * np.eye(classes, 13)[labels] + rng.normal(0, 0.3, (len(labels), 13))
    is_test = np.tile(np.arange(count) % 3 == 0, classes)
    return features, labels, np.arange(len(labels)), is_test


def test_each_class_is_held_out_once_and_counted_on_the_test_photographs():
    features, labels, groups, is_test = clusters(4, 23)
    chosen = choose_threshold(features, labels, groups, is_test, 0.1, "pqrs")
    assert list(chosen.refused) == list("pqrs")
    assert all(of == 8 for _, of in chosen.refused.values())
    refused, of = chosen.all_refused
    assert of == 32
    assert refused == sum(n for n, _ in chosen.refused.values())
    assert refused / of > 0.8
    head = fit_photo_head(features[~is_test], labels[~is_test], groups[~is_test], 0.1)
    shares = softmax(features[is_test] @ head[0] + head[1]).max(axis=1)
    assert np.mean(shares >= chosen.value) > 0.8


def test_test_photographs_do_not_choose():
    features, labels, groups, is_test = clusters(3, 17)
    one = choose_threshold(features, labels, groups, is_test, 0.1, "abc")
    other = np.where(is_test[:, np.newaxis], 9.0, features)
    two = choose_threshold(other, labels, groups, is_test, 0.1, "abc")
    assert two.value == one.value
    assert two.refused != one.refused


def test_with_two_classes_nothing_is_said_of_strangers():
    features, labels, groups, is_test = clusters(2, 61)
    chosen = choose_threshold(features, labels, groups, is_test, 0.1, "ab")
    assert chosen.refused == {}
    assert chosen.all_refused == (0, 0)
    assert 0.5 <= chosen.value < 1
    head = fit_photo_head(features[~is_test], labels[~is_test], groups[~is_test], 0.1)
    shares = softmax(features[is_test] @ head[0] + head[1]).max(axis=1)
    assert 0.8 < np.mean(shares >= chosen.value) <= 1


def test_with_one_photograph_to_learn_from_there_is_no_threshold():
    features, labels, groups, _ = clusters(3, 2)
    chosen = choose_threshold(features, labels, groups, np.arange(6) % 2 == 0, 0.1, "abc")
    assert chosen.value == 0
    assert chosen.refused == {}


def test_of_many_classes_some_take_a_turn():
    features, labels, groups, is_test = clusters(MOST + 2, 5)
    names = [f"class {number}" for number in range(MOST + 2)]
    chosen = choose_threshold(features, labels, groups, is_test, 0.1, names, seed=3)
    assert len(chosen.refused) == MOST
    again = choose_threshold(features, labels, groups, is_test, 0.1, names, seed=3)
    assert again == chosen
