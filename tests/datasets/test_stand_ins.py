"""Stand-ins: of the right shape, and learnable."""

import numpy as np

from cnn_lessons.datasets import load_digits
from cnn_lessons.datasets.stand_ins import enlarged_digits, photo_patches


def test_enlarged_digits_are_nine_of_every_pixel_in_a_frame():
    digits, large = load_digits().x_test, enlarged_digits().x_test
    assert large.shape == (360, 28, 28, 1)
    squares = large[:, 2:-2, 2:-2, 0].reshape(360, 8, 3, 8, 3)
    np.testing.assert_array_equal(squares.min((2, 4)), digits[..., 0])
    np.testing.assert_array_equal(squares.max((2, 4)), digits[..., 0])
    assert large[:, [0, 1, -2, -1]].max() == 0
    assert large[:, :, [0, 1, -2, -1]].max() == 0


def test_every_patch_class_is_there_equally_often():
    data = photo_patches()
    assert np.bincount(data.y_train).tolist() == [120] * 10
    assert np.bincount(data.y_test).tolist() == [30] * 10
    assert len(data.class_names) == 10
    assert "airplane" not in data.class_names


def test_patches_can_be_learned():
    from sklearn.neighbors import KNeighborsClassifier

    data = photo_patches()
    colours = [
        np.concatenate([x.mean((1, 2)), x.std((1, 2))], axis=1) for x in (data.x_train, data.x_test)
    ]
    judge = KNeighborsClassifier(5).fit(colours[0], data.y_train)
    assert judge.score(colours[1], data.y_test) > 0.3
