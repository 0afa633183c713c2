"""Saliency, occlusion and Grad-CAM, on networks whose answers can be derived."""

import numpy as np
import pytest

from cnn_lessons.analysis import grad_cam, maps_and_gradients, occlusion, patch_places, saliency

H, W, C, CLASSES = 7, 5, 3, 4
RNG = np.random.default_rng(0)
IMAGE = RNG.random((H, W, C)).astype(np.float32)


@pytest.fixture(scope="module")
def keras():
    return pytest.importorskip("keras")


@pytest.fixture(scope="module")
def linear(keras):
    """Return scores that are a weighted sum of all pixels, and the weights."""
    model = keras.Sequential(
        [keras.Input((H, W, C)), keras.layers.Flatten(), keras.layers.Dense(CLASSES)]
    )
    kernel = RNG.normal(size=(H * W * C, CLASSES)).astype(np.float32)
    model.set_weights([kernel, np.zeros(CLASSES, np.float32)])
    return model, kernel.reshape(H, W, C, CLASSES)


@pytest.fixture(scope="module")
def pooled(keras):
    """Return a convolution, global average pooling and a dense layer."""
    keras.utils.set_random_seed(1)
    return keras.Sequential(
        [
            keras.Input((H, W, C)),
            keras.layers.Conv2D(6, 3, activation="tanh", name="maps"),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(CLASSES, bias_initializer="random_normal"),
        ]
    )


@pytest.mark.keras
def test_saliency_of_a_linear_model_is_its_largest_absolute_weight(linear):
    model, kernel = linear
    for index in (0, 3):
        expected = np.abs(kernel[..., index]).max(axis=-1)
        np.testing.assert_allclose(saliency(model, IMAGE, index), expected, rtol=1e-6)


@pytest.mark.keras
def test_saliency_is_the_slope_of_the_score(pooled):
    found = saliency(pooled, IMAGE, 2)
    for row, column in ((0, 0), (3, 4), (6, 2)):
        slopes = []
        for channel in range(C):
            step = np.zeros_like(IMAGE)
            step[row, column, channel] = 0.01
            up, down = np.asarray(pooled(np.stack([IMAGE + step, IMAGE - step])))[:, 2]
            slopes.append(abs(up - down) / 0.02)
        assert found[row, column] == pytest.approx(max(slopes), rel=2e-3)


@pytest.mark.keras
def test_occlusion_finds_the_one_pixel_that_a_model_looks_at(keras):
    model = keras.Sequential(
        [keras.Input((H, W, C)), keras.layers.Flatten(), keras.layers.Dense(2)]
    )
    kernel = np.zeros((H, W, C, 2), np.float32)
    kernel[4, 1, 2, 1] = 3
    model.set_weights([kernel.reshape(-1, 2), np.array([5, 7], np.float32)])
    expected = np.zeros((H, W))
    expected[4, 1] = 3 * (IMAGE[4, 1, 2] - 0.5)
    np.testing.assert_allclose(occlusion(model, IMAGE, 1, 1, 1), expected, atol=1e-6)
    assert not occlusion(model, IMAGE, 0, 1, 1).any()


@pytest.mark.keras
@pytest.mark.parametrize(("window", "stride"), [(2, 1), (3, 2), (4, 3)])
def test_occlusion_is_the_mean_loss_of_the_patches_over_a_pixel(linear, window, stride):
    model, kernel = linear
    fill = RNG.random((H, W, C)).astype(np.float32)
    losses = ((IMAGE - fill) * kernel[..., 1]).sum(axis=-1)  # of each pixel alone
    places = patch_places((H, W), window, stride)
    found = occlusion(model, IMAGE, 1, window, stride, fill=fill)
    for row in range(H):
        for column in range(W):
            over = [
                losses[rows, columns].sum()
                for rows, columns in places
                if rows.start <= row < rows.stop and columns.start <= column < columns.stop
            ]
            expected = np.mean(over) if over else 0
            assert found[row, column] == pytest.approx(expected, abs=1e-5)


@pytest.mark.keras
def test_occlusion_of_several_classes_is_that_of_each(linear):
    model, kernel = linear
    found = occlusion(model, IMAGE, [2, 0], 1, 1, fill=0)
    expected = (IMAGE[..., np.newaxis] * kernel).sum(axis=2)  # (H, W, classes)
    np.testing.assert_allclose(found, expected.transpose(2, 0, 1)[[2, 0]], atol=1e-5)


@pytest.mark.keras
def test_occlusion_hides_in_batches_and_leaves_the_image_alone(linear):
    model, kernel = linear
    before = IMAGE.copy()
    found = occlusion(model, np.tile(IMAGE, (1, 1, 1)), 0, 1, 1, fill=0)
    np.testing.assert_allclose(found, (IMAGE * kernel[..., 0]).sum(axis=-1), atol=1e-5)
    np.testing.assert_array_equal(IMAGE, before)


@pytest.mark.parametrize("shape", [(7, 5), (11, 6)])
@pytest.mark.parametrize(("window", "stride"), [(2, 2), (3, 2), (5, 3), (1, 4)])
def test_patches_begin_every_stride_and_touch_the_last_pixel(shape, window, stride):
    places = patch_places(shape, window, stride)
    assert len(set(map(repr, places))) == len(places)
    for axis, size in enumerate(shape):
        starts = sorted({place[axis].start for place in places})
        steps = np.diff(starts)
        assert starts[0] == 0
        assert starts[-1] + window == size
        assert (steps[:-1] == stride).all()
        assert steps[-1:].max(initial=0) <= stride


@pytest.mark.keras
def test_grad_cam_of_a_globally_pooled_network_is_cam(pooled):
    """The score is b + Σ_f w_f mean(A_f): its gradient for A_f is w_f / (number of places)."""
    kernel, _ = pooled.layers[-1].get_weights()
    feature_maps, gradients = maps_and_gradients(pooled, IMAGE, 1)
    places = (H - 2) * (W - 2)
    assert feature_maps.shape == gradients.shape == (H - 2, W - 2, 6)
    np.testing.assert_allclose(
        gradients, np.broadcast_to(kernel[:, 1] / places, gradients.shape), rtol=1e-5
    )
    cam = np.maximum(feature_maps @ kernel[:, 1], 0)
    assert cam.any()
    assert not cam.all()
    np.testing.assert_allclose(grad_cam(pooled, IMAGE, 1) * places, cam, rtol=1e-4, atol=1e-6)


@pytest.mark.keras
def test_grad_cam_before_relu_adds_up_to_the_score_without_its_bias(pooled):
    feature_maps, gradients = maps_and_gradients(pooled, IMAGE, 3)
    total = (feature_maps @ gradients.mean(axis=(0, 1))).sum()
    score, bias = np.asarray(pooled(IMAGE[np.newaxis]))[0, 3], pooled.layers[-1].get_weights()[1][3]
    assert total == pytest.approx(score - bias, rel=1e-4)


@pytest.mark.keras
def test_the_gradients_for_a_layer_are_slopes(keras):
    """Two convolutions: what follows the asked layer is a model of its own, to be nudged."""
    keras.utils.set_random_seed(2)
    first = keras.layers.Conv2D(4, 3, activation="tanh", name="first")
    rest = [
        keras.layers.Conv2D(3, 3, activation="tanh", name="second"),
        keras.layers.Flatten(),
        keras.layers.Dense(CLASSES),
    ]
    model = keras.Sequential([keras.Input((H, W, C)), first, *rest])
    feature_maps, gradients = maps_and_gradients(model, IMAGE, 2, layer="first")

    def score(maps):
        for layer in rest:
            maps = layer(maps)
        return np.asarray(maps)[:, 2]

    step = np.zeros_like(feature_maps)
    step[3, 1, 2] = 0.01
    up, down = score(np.stack([feature_maps + step, feature_maps - step]))
    assert gradients[3, 1, 2] == pytest.approx((up - down) / 0.02, rel=2e-3)
    weights = [gradients[..., f].sum() / 15 for f in range(4)]
    expected = sum(w * feature_maps[..., f] for f, w in enumerate(weights))
    np.testing.assert_allclose(
        grad_cam(model, IMAGE, 2, layer="first"), np.maximum(expected, 0), rtol=1e-4, atol=1e-6
    )
    assert grad_cam(model, IMAGE, 2).shape == (H - 4, W - 4)  # the last layer, by default


@pytest.mark.keras
def test_errors_say_what_would_be_right(pooled):
    with pytest.raises(ValueError, match=r"\(2, 7, 5, 3\), expected \(7, 5, 3\).*images\[0\]"):
        saliency(pooled, np.stack([IMAGE, IMAGE]), 0)
    with pytest.raises(ValueError, match=r"\(5, 7, 3\), expected \(7, 5, 3\)"):
        occlusion(pooled, IMAGE.swapaxes(0, 1), 0, 2, 2)
    with pytest.raises(ValueError, match=r"class_index=4 is not a class\. .* has 4: 0 to 3"):
        grad_cam(pooled, IMAGE, 4)
    with pytest.raises(ValueError, match=r"class_index=\[0, 4\] is not a class"):
        occlusion(pooled, IMAGE, [0, 4], 2, 2)
    with pytest.raises(ValueError, match=r"layer='dense' has no feature maps.*: maps"):
        grad_cam(pooled, IMAGE, 0, layer="dense")


def test_a_patch_that_does_not_fit_says_so():
    with pytest.raises(ValueError, match=r"window=6, strides=1 do not fit on 7 × 5 pixels"):
        patch_places((7, 5), 6, 1)
    with pytest.raises(ValueError, match=r"window=2, strides=0"):
        patch_places((7, 5), 2, 0)
