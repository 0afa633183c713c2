"""Classes by their shares."""

import numpy as np

from cnn_lessons.practice.classifier import rank_classes


def test_the_largest_share_comes_first():
    shares = np.random.default_rng(1).permutation(np.arange(11) / 55)
    ranked = rank_classes([f"{share:.9f}" for share in shares], shares)
    assert [share for _, share in ranked] == sorted(shares, reverse=True)
    assert all(name == f"{share:.9f}" for name, share in ranked)
    assert type(ranked[0][1]) is float
