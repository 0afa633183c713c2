"""A head, judged by regressions on examples that are scaled and repeated by hand."""

import numpy as np
import pytest

from cnn_lessons.practice.head import dense_weights, fit_head, logistic_head


@pytest.fixture
def examples():
    rng = np.random.default_rng(3)
    labels = np.repeat([0, 1, 2], [5, 20, 10])
    return 100 + 30 * (rng.normal(0, 1, (35, 7)) + labels[:, np.newaxis]), labels


def test_a_head_for_balanced_classes_is_that_of_examples_repeated_until_they_are(examples):
    features, labels = examples
    scaled = (features - features.mean(axis=0)) / features.std(axis=0)
    times = np.array([4, 1, 2])[labels]  # 20 of each; then a class weighs 35 / 3 in all
    head = logistic_head(0.5, class_weight="balanced").fit(features, labels)
    judge = logistic_head(0.5)[1].set_params(C=0.5 * 35 / 60)
    judge.fit(np.repeat(scaled, times, axis=0), np.repeat(labels, times))
    np.testing.assert_allclose(head[1].coef_, judge.coef_, atol=1e-3)


def test_a_head_does_not_mind_the_scale_of_a_feature(examples):
    features, labels = examples
    scales = np.array([1, 1000, 1, 0.01, 7, 1, 3])
    shares = fit_head(features, labels).predict_proba(features)
    np.testing.assert_allclose(
        fit_head(features * scales, labels).predict_proba(features * scales), shares, atol=1e-3
    )


@pytest.mark.parametrize("classes", [2, 3])
def test_dense_weights_answer_as_the_head_does(examples, classes):
    features, labels = (array[labels_below(examples[1], classes)] for array in examples)
    head = fit_head(features, labels)
    kernel, bias = dense_weights(head)
    assert kernel.shape == (7, classes)
    powers = np.exp(features @ kernel + bias)
    shares = powers / powers.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(shares, head.predict_proba(features), atol=1e-9)


def labels_below(labels, classes):
    return labels < classes
