"""Generation: codes by their sizes, the best line, and distances by loops."""

import numpy as np
import pytest

from cnn_lessons.tasks import build_autoencoder, fit_squares, nearest_distances


@pytest.mark.parametrize("batch_size", [1, 4, 250])
def test_the_nearest_is_found_as_by_loops(batch_size):
    rng = np.random.default_rng(4)
    images, others = rng.random((7, 5, 3, 1)), rng.random((11, 5, 3, 1))
    expected = [
        min(sum((a - b) ** 2 for a, b in zip(i.flat, o.flat, strict=True)) ** 0.5 for o in others)
        for i in images
    ]
    np.testing.assert_allclose(nearest_distances(images, others, batch_size), expected)


def test_a_copy_is_at_no_distance_in_float32_as_well():
    images = np.random.default_rng(5).random((13, 28, 28)).astype(np.float32)
    assert nearest_distances(images[[3, 9]], images).tolist() == [0, 0]


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.int16, bool])
def test_whole_numbers_are_not_wrapped_around(dtype):
    rng = np.random.default_rng(12)
    images, others = rng.integers(0, 256, (5, 7, 3)), rng.integers(0, 256, (11, 7, 3))
    images, others = images.astype(dtype), others.astype(dtype)
    expected = nearest_distances(images.astype(float), others.astype(float))
    np.testing.assert_allclose(nearest_distances(images, others), expected)


def test_half_precision_is_not_overrun():
    images = np.array([[300.0, 0.0]], np.float16)
    others = np.array([[0.0, 400.0], [297.0, 4.0]], np.float16)
    np.testing.assert_allclose(nearest_distances(images, others), [5])


@pytest.mark.parametrize(
    ("images", "others"),
    [
        (np.zeros((2, 5, 3)), np.zeros((0, 5, 3))),
        (np.zeros((2, 5, 3)), np.zeros((4, 3, 5))),
        (np.zeros((0, 5, 3)), np.zeros((4, 5, 3))),
        (np.zeros((2, 0)), np.zeros((4, 0))),
        (np.zeros(3), np.zeros(5)),
    ],
)
def test_images_and_others_are_there_and_of_the_same_size(images, others):
    with pytest.raises(ValueError, match="at least one of each, and images of one size"):
        nearest_distances(images, others)


def test_a_batch_has_an_image():
    with pytest.raises(ValueError, match="batch_size=0, expected at least 1"):
        nearest_distances(np.zeros((2, 5)), np.zeros((3, 5)), 0)


@pytest.mark.parametrize("broken", [np.nan, np.inf])
def test_what_is_no_number_is_near_to_nothing(broken):
    images, others = np.zeros((2, 5)), np.zeros((3, 5))
    others[1, 2] = broken
    for pair in ((images, others), (others, images)):
        with pytest.raises(ValueError, match="NaN or infinity"):
            nearest_distances(*pair)


@pytest.mark.parametrize("name", ["inputs", "targets"])
def test_nan_is_not_fitted(name):
    values = {"inputs": np.zeros((7, 3)), "targets": np.zeros((7, 1))}
    values[name][5, 0] = np.nan
    with pytest.raises(ValueError, match=f"The {name} have NaN or infinity"):
        fit_squares(None, **values, epochs=1, peak=0.1)


@pytest.mark.keras
def test_squares_are_fitted_to_the_best_line(capsys):
    import keras

    rng = np.random.default_rng(9)
    inputs = rng.normal(size=(301, 3))
    targets = inputs @ [[1.0], [-2.0], [0.5]] + 3
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    losses = fit_squares(model, inputs, targets, 30, 0.1, batch_size=50)
    assert len(losses) == 30
    assert losses[-1] < 1e-3
    np.testing.assert_allclose(model.layers[0].bias, [3], atol=0.05)
    # 30 epochs of 7 steps, a line for each quarter of them, 53 steps.
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines] == [
        f"step {step:4} of 210" for step in (53, 106, 159, 210)
    ]
    # The rate has fallen to 0 after 30 epochs of 7 steps.
    assert float(model.optimizer.learning_rate) == pytest.approx(0, abs=1e-9)


@pytest.mark.keras
def test_an_autoencoder_squeezes_and_unfolds():
    encoder, decoder = build_autoencoder(3, (7, 5), units=(11, 4))
    assert encoder.output_shape == (None, 3)
    assert decoder.output_shape == (None, 7, 5, 1)
    assert encoder.count_params() == 35 * 11 + 11 + 11 * 4 + 4 + 4 * 3 + 3
    assert decoder.count_params() == 3 * 4 + 4 + 4 * 11 + 11 + 11 * 35 + 35
    codes = np.random.default_rng(10).normal(0, 100, (13, 3))
    images = decoder(codes).numpy()
    assert images.min() >= 0
    assert images.max() <= 1
    other, _ = build_autoencoder(3, (7, 5), units=(11, 4), seed=1)
    same, _ = build_autoencoder(3, (7, 5), units=(11, 4))
    np.testing.assert_array_equal(encoder.layers[1].kernel, same.layers[1].kernel)
    assert np.abs(encoder.layers[1].kernel - other.layers[1].kernel).max() > 0.01


@pytest.mark.keras
def test_two_numbers_find_a_bent_line_that_one_component_cannot_follow():
    # A bright pixel wanders round: the images need one number, but do not lie on a line.
    from sklearn.decomposition import PCA

    place = np.random.default_rng(11).uniform(0, 7, 600)
    pixels = np.exp(-((place[:, np.newaxis] - np.arange(8)) ** 2))
    images = pixels.reshape(-1, 2, 4, 1)
    encoder, decoder = build_autoencoder(2, (2, 4), units=(32, 16))
    import keras

    fit_squares(keras.Sequential([encoder, decoder]), images, images, 60, 0.005, 32, False)
    found = decoder(encoder(images)).numpy()
    pca = PCA(2).fit(pixels)
    flat = pca.inverse_transform(pca.transform(pixels))
    assert np.mean((found - images) ** 2) < 0.3 * np.mean((flat - pixels) ** 2)
