"""Segmentation: crops by what is drawn on them, training by what it learns, averages by hand."""

import numpy as np
import pytest

from cnn_lessons.tasks import (
    add_haze,
    build_unet,
    dice,
    draw_crops,
    predict_shares,
    settle_averages,
    standardize,
    train_unet,
)

SIDES = (23, 37)  # taller than the crops, and wider


@pytest.fixture
def scenes():
    """Bright rectangles on a dim ground with noise."""
    rng = np.random.default_rng(2)
    masks = np.zeros((7, *SIDES), np.int64)
    for mask in masks:
        top, left = rng.integers(2, 9), rng.integers(2, 19)
        mask[top : top + 11, left : left + 13] = 1
    images = (0.1 + 0.4 * masks + rng.normal(0, 0.1, masks.shape))[..., None]
    return images.astype(np.float32), masks


def test_each_image_gets_mean_0_and_deviation_1_of_its_own(scenes):
    images = scenes[0] * np.arange(1, 8)[:, None, None, None].astype(np.float32)
    made = standardize(images)
    assert made.dtype == np.float32
    assert made.mean(axis=(1, 2, 3)) == pytest.approx(np.zeros(7), abs=1e-5)
    assert made.std(axis=(1, 2, 3)) == pytest.approx(np.ones(7), abs=1e-5)
    assert np.allclose(made, standardize(scenes[0]), atol=1e-4)  # dim and bright become alike
    flat = np.full((2, 3, 5, 1), 0.7, np.float32)
    assert standardize(flat) == pytest.approx(np.zeros(flat.shape), abs=1e-6)


def test_a_crop_and_its_mask_are_cut_and_turned_alike():
    numbers = np.arange(3 * 23 * 37).reshape(3, 23, 37)
    images = np.stack([numbers, -numbers], axis=-1).astype(np.float32)
    crops, masks = draw_crops(images, numbers, 200, 11, np.random.default_rng(0))
    assert crops.shape == (200, 11, 11, 2)
    assert masks.shape == (200, 11, 11)
    assert (crops[..., 0] == masks).all()
    assert (crops[..., 1] == -masks).all()
    steps = {(m[1, 0] - m[0, 0], m[0, 1] - m[0, 0]) for m in masks}
    assert steps == {(a, b) for a, b in ((37, 1), (1, 37)) for a in (a, -a) for b in (b, -b)}
    corners = masks.min(axis=(1, 2))
    assert set(corners // (23 * 37)) == {0, 1, 2}
    rows, columns = corners % (23 * 37) // 37, corners % 37
    assert (rows.min(), rows.max()) == (0, 23 - 11)
    assert (columns.min(), columns.max()) == (0, 37 - 11)


def test_crops_are_the_same_for_the_same_generator(scenes):
    one, other = (draw_crops(*scenes, 5, 8, np.random.default_rng(3)) for _ in range(2))
    assert (one[0] == other[0]).all()
    assert (one[1] == other[1]).all()


def test_masks_of_another_size_and_crops_that_do_not_fit_are_refused(scenes):
    images, masks = scenes
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match=r"masks have shape \(7, 37, 23\), expected \(7, 23, 37\)"):
        draw_crops(images, masks.swapaxes(1, 2), 1, 8, rng)
    with pytest.raises(ValueError, match="size=24, but the images have 23 × 37 pixels"):
        draw_crops(images, masks, 1, 24, rng)
    assert draw_crops(images, masks, 1, 23, rng)[1].shape == (1, 23, 23)


@pytest.mark.keras
def test_it_learns_rectangles_from_noise(scenes, capsys):
    import keras

    images, masks = standardize(scenes[0])[:, :20, :36], scenes[1][:, :20, :36]
    keras.utils.set_random_seed(0)
    model = build_unet((None, None, 1), 1, (6, 8, 8), "same", momentum=0.9)
    losses = train_unet(model, images[:5], masks[:5], 45, 0.03, 16, 4, seed=1, report=20)
    assert len(losses) == 45
    assert np.mean(losses[-5:]) < np.mean(losses[:5]) / 2
    shares = predict_shares(model, images[5:])
    assert shares.shape == (2, 20, 36)
    assert shares.min() >= 0
    assert shares.max() <= 1
    assert dice(shares > 0.5, masks[5:]) > 0.9
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"step   20: loss {np.mean(losses[:20]):.3f}"
    assert [line[:9] for line in lines] == ["step   20", "step   40", "step   45"]


@pytest.mark.keras
def test_several_classes_are_learned_with_a_logit_each(scenes, capsys):
    import keras

    images, masks = scenes[0][:, :20, :36], scenes[1][:, :20, :36]
    masks = masks + (masks.cumsum(axis=2) > 6)  # the right part of each is class 2
    keras.utils.set_random_seed(0)
    model = build_unet((None, None, 1), 3, (6, 8), "same", momentum=0.9)
    losses = train_unet(model, images, masks, 40, 0.03, 16, 4, report=0)
    assert np.mean(losses[-5:]) < 0.7 * losses[0]
    assert not capsys.readouterr().out


@pytest.mark.keras
def test_the_rate_of_training_rises_and_falls(scenes):
    model = build_unet((None, None, 1), 1, (2, 3), "same")
    train_unet(model, scenes[0], scenes[1], 8, 0.5, 8, 2, report=0)
    rate = model.optimizer._learning_rate
    # 2 steps up from a tenth, and half a cosine down: half-way down is half the peak.
    assert [float(rate(step)) for step in (0, 2, 5, 8)] == pytest.approx([0.05, 0.5, 0.25, 0])


@pytest.mark.keras
def test_masks_that_cannot_be_learned_from_are_refused(scenes):
    images, masks = scenes
    model = build_unet((None, None, 1), 1, (2, 3), "same")
    with pytest.raises(ValueError, match="masks hold 2, but whole numbers from 0 to 1 are"):
        train_unet(model, images, masks * 2, 1, size=8)
    with pytest.raises(ValueError, match=r"masks hold 0\.5, .*repeat pixels instead of averaging"):
        train_unet(model, images, masks / 2, 1, size=8)
    with pytest.raises(ValueError, match="masks hold nan"):
        train_unet(model, images, np.where(masks, np.nan, 0), 1, size=8)
    with pytest.raises(ValueError, match="images hold NaN"):
        train_unet(model, images * np.nan, masks, 1, size=8)
    three = build_unet((None, None, 1), 3, (2, 3), "same")
    with pytest.raises(ValueError, match="masks hold 3, but whole numbers from 0 to 2 are"):
        train_unet(three, images, masks * 3, 1, size=8)


@pytest.mark.keras
def test_momentum_changes_the_averages_and_no_weight(scenes):
    import keras

    weights, averages = [], []
    for momentum in (0.99, 0.9):
        keras.utils.set_random_seed(0)
        model = build_unet((None, None, 1), 1, (2, 3), "same", momentum)
        train_unet(model, scenes[0], scenes[1], 6, 0.03, 8, 3, report=0)
        weights.append([w.numpy() for w in model.trainable_variables])
        averages.append([w.numpy() for w in model.non_trainable_variables if "moving" in w.path])
    assert all(np.allclose(a, b, atol=1e-5) for a, b in zip(*weights, strict=True))
    assert not any(np.allclose(a, b, atol=1e-2) for a, b in zip(*averages, strict=True))


@pytest.mark.keras
def test_settled_averages_are_the_means_over_the_batches_and_no_weight_moves(scenes):
    from keras import Input, Model, layers

    images = scenes[0][:7]
    image = Input((*SIDES, 1))
    norm = layers.BatchNormalization(momentum=0.6)
    model = Model(image, norm(image))
    trained = [w.numpy() for w in model.trainable_variables]
    assert settle_averages(model, images, 2) is model
    batches = [images[i : i + 2] for i in (0, 2, 4)]  # the seventh is left over
    assert norm.moving_mean.numpy() == pytest.approx(np.mean([b.mean() for b in batches]), rel=1e-4)
    assert norm.moving_variance.numpy() == pytest.approx(
        np.mean([b.var() for b in batches]), rel=1e-4
    )
    assert norm.momentum == 0.6
    assert all(
        (a == b.numpy()).all() for a, b in zip(trained, model.trainable_variables, strict=True)
    )
    with pytest.raises(ValueError, match="there are 7 images, fewer than a batch of 8"):
        settle_averages(model, images)


def test_haze_is_light_that_grows_to_one_side_and_has_a_most(scenes):
    images = np.abs(scenes[0])
    made = add_haze(images, np.random.default_rng(0), strength=0.5)
    assert made.dtype == np.float32
    light = (made - images)[..., 0]
    assert (light > -1e-6).all()
    bright = np.quantile(images, 0.99, axis=(1, 2, 3))
    assert (light.max(axis=(1, 2)) <= 0.5 * bright + 1e-6).all()
    for one in light:  # along each row and each column it only rises, or only falls
        for axis in (0, 1):
            steps = np.diff(one, axis=axis)
            assert (steps > -1e-6).all() or (steps < 1e-6).all()
    assert len({round(float(one.max()), 4) for one in light}) == 7
    again = add_haze(images, np.random.default_rng(0), strength=0.5)
    assert (made == again).all()
    assert np.allclose(add_haze(images, np.random.default_rng(0), 0), images)


@pytest.mark.parametrize("function", [standardize, lambda x: add_haze(x, np.random.default_rng(0))])
def test_what_are_no_images_is_refused(scenes, function):
    images = np.abs(scenes[0])
    for value in (np.nan, np.inf):
        with pytest.raises(ValueError, match="images hold NaN or infinity"):
            function(images * value)
    for wrong in (images[0], images[:0]):
        with pytest.raises(ValueError, match=r"expected \(N, H, W, C\) with N of at least 1"):
            function(wrong)


def test_haze_is_not_put_on_what_is_standardized(scenes):
    with pytest.raises(ValueError, match=r"images hold -.*before you standardize"):
        add_haze(standardize(scenes[0]), np.random.default_rng(0))


@pytest.mark.keras
def test_a_model_that_cannot_be_settled_trained_or_asked_is_refused(scenes):
    from keras import Input, Sequential, layers

    images, masks = scenes
    plain = build_unet((None, None, 1), 1, (2, 3), "same")
    inner = Sequential([Input((*SIDES, 1)), layers.BatchNormalization()])
    for model in (plain, Sequential([Input((*SIDES, 1)), inner, layers.BatchNormalization()])):
        with pytest.raises(ValueError, match="no batch normalization, or an inner model"):
            settle_averages(model, images, 2)
    with pytest.raises(ValueError, match="steps=0, expected at least 1"):
        train_unet(plain, images, masks, 0, size=8)
    with pytest.raises(ValueError, match="gives 3 logits for each pixel, expected 1"):
        predict_shares(build_unet((None, None, 1), 3, (2, 3), "same"), images)


@pytest.mark.keras
def test_momentum_is_put_back_where_settling_fails(scenes):
    from keras import Input, Sequential, layers

    norm = layers.BatchNormalization(momentum=0.6)
    model = Sequential([Input((*SIDES, 1)), norm])
    with pytest.raises(ValueError, match=r"incompatible|expected shape"):
        settle_averages(model, scenes[0][:, :-1, :, [0, 0]], 2)
    assert norm.momentum == 0.6
