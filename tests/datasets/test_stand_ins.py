"""Stand-ins: of the right shape, learnable, and with no test pixel among those to learn from."""

import numpy as np

from cnn_lessons.datasets import load_digits, load_photos
from cnn_lessons.datasets.stand_ins import _tiles, enlarged_digits, photo_patches


def test_enlarged_digits_are_nine_of_every_pixel_in_a_frame():
    digits, large = load_digits().x_test, enlarged_digits().x_test
    assert large.shape == (360, 28, 28, 1)
    np.testing.assert_array_equal(
        large[:, 2:-2, 2:-2].reshape(360, 8, 3, 8, 3).max((2, 4)), digits[..., 0]
    )
    assert large[:, [0, 1, -2, -1]].max() == 0
    assert large[:, :, [0, 1, -2, -1]].max() == 0


def test_every_patch_class_is_there_equally_often():
    data = photo_patches()
    assert np.bincount(data.y_train).tolist() == [120] * 10
    assert np.bincount(data.y_test).tolist() == [30] * 10
    assert data.class_names[:3] == ("china, left", "china, right", "cat, left")
    assert (data.x_train.min(), data.x_train.max()) == (0, 1)


def test_tiles_are_the_squares_of_the_image_row_by_row():
    image = load_photos("cat")[0]  # 300 × 451
    tiles = _tiles(image)
    assert tiles.shape == (6 * 9, 48, 48, 3)
    np.testing.assert_array_equal(tiles[9 * 2 + 5], image[96:144, 240:288])


def test_a_patch_lies_in_the_half_that_its_class_names():
    data = photo_patches()
    right = load_photos("cat")[0][:, 226:]  # array_split: 226 and 225 columns
    windows = np.lib.stride_tricks.sliding_window_view(right, (32, 32, 3))[:, :, 0]
    patch = np.rint(data.x_test[data.y_test == 3][0] * 255).astype(np.uint8)
    assert (windows == patch).all(axis=(2, 3, 4)).any()


def test_no_pixel_is_in_both_parts(monkeypatch):
    H, W = 300, 451
    numbers = np.arange(H * W)  # a photograph whose pixels are all different
    photograph = np.stack([numbers >> 16, numbers >> 8 & 255, numbers & 255], axis=-1)
    photograph = photograph.reshape(1, H, W, 3).astype(np.uint8)
    monkeypatch.setattr("cnn_lessons.datasets.stand_ins.load_photos", lambda name: photograph)
    data = photo_patches()
    train, test = (
        set(map(bytes, np.rint(images * 255).astype(np.uint8).reshape(-1, 3)))
        for images in (data.x_train, data.x_test)
    )
    assert len(train) > 10_000
    assert len(test) > 5_000
    assert not train & test


def test_patches_can_be_learned():
    from sklearn.neighbors import KNeighborsClassifier

    data = photo_patches()
    colours = [
        np.concatenate([x.mean((1, 2)), x.std((1, 2))], axis=1) for x in (data.x_train, data.x_test)
    ]
    judge = KNeighborsClassifier(5).fit(colours[0], data.y_train)
    assert judge.score(colours[1], data.y_test) > 0.4
