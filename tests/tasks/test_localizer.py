"""A network with two heads: it learns, its losses are those that are said, its answers boxes."""

import numpy as np
import pytest

from cnn_lessons.datasets import make_scenes
from cnn_lessons.tasks.localization import encode_boxes, largest_objects, paired_iou
from cnn_lessons.tasks.localizer import build_localizer, iou_loss, locate, train_localizer

pytestmark = pytest.mark.keras
SIZE = (29, 37)


def bright_spots(count, seed=0, size=SIZE):
    """Return dark images with one bright object; its class is whether it is wide."""
    rng = np.random.default_rng(seed)
    images = np.zeros((count, *size, 1), np.float32)
    labels = rng.integers(0, 2, count)
    boxes = np.empty((count, 4))
    for image, label, box in zip(images, labels, boxes, strict=True):
        sides = (rng.integers(6, 9), rng.integers(14, 18))
        height, width = sides if label else sides[::-1]
        top, left = rng.integers(0, size[0] - height), rng.integers(0, size[1] - width)
        image[top : top + height, left : left + width] = 1
        box[:] = left, top, left + width, top + height
    return images, boxes, labels


@pytest.mark.parametrize("box_loss", ["squared", "absolute", "iou"])
def test_it_learns_where_and_what(box_loss, capsys):
    x, boxes, labels = bright_spots(300)
    test, true_boxes, true_labels = bright_spots(100, seed=1)
    model = build_localizer((*SIZE, 1), classes=2, filters=(8, 16, 16))
    history = train_localizer(model, x, boxes, labels, 8, 30, box_loss)
    found, classes = locate(model, test)
    guess = np.repeat(boxes.mean(axis=0)[None], 100, axis=0)
    assert paired_iou(found, true_boxes).mean() > 2 * paired_iou(guess, true_boxes).mean()
    assert np.mean(classes == true_labels) > 0.9
    assert (found.shape, classes.dtype) == ((100, 4), np.int64)
    lines = capsys.readouterr().out.splitlines()
    assert [line[:9] for line in lines] == ["epoch  4:", "epoch  8:"]
    assert lines[1].endswith(f"class_loss {history['class_loss'][-1]:.4f}")


def test_it_learns_a_box_alone(capsys):
    x, boxes, _ = bright_spots(300, size=(37, 23))
    model = build_localizer((37, 23, 1), filters=(8, 16, 16))
    history = train_localizer(model, x, boxes, epochs=8)
    found, classes = locate(model, x)
    assert classes is None
    assert paired_iou(found, boxes).mean() > 0.4
    assert capsys.readouterr().out.splitlines()[1].startswith("epoch  8: ")
    assert history["loss"][-1] < history["loss"][0]


def test_the_loss_is_the_weighted_sum_of_squares_and_cross_entropy():
    x, boxes, labels = bright_spots(32)
    model = build_localizer((*SIZE, 1), classes=2, filters=(3, 5))
    history = train_localizer(model, x, boxes, labels, 1, 7, progress=False)
    for part in ("box_loss", "class_loss", "loss"):
        assert len(history[part]) == 1
    total = 7 * history["box_loss"][0] + history["class_loss"][0]
    assert history["loss"][0] == pytest.approx(total, rel=1e-5)


def test_the_same_seed_gives_the_same_first_weights():
    first, again, other = (build_localizer((*SIZE, 3), 5, seed).get_weights() for seed in (0, 0, 1))
    assert all((a == b).all() for a, b in zip(first, again, strict=True))
    assert any((a != b).any() for a, b in zip(first, other, strict=True))


def test_parameters_are_those_of_the_layers():
    """Kernels of 3 × 3, four numbers for each map of batch normalization, three dense layers."""
    model = build_localizer((48, 64, 3), classes=3)
    convolutions = 9 * (3 * 8 + 8 * 16 + 16 * 32 + 32 * 64)
    normalization = 4 * (8 + 16 + 32 + 64)
    dense = 64 * (3 * 4 * 64 + 1) + 4 * 65 + 3 * 65
    assert model.count_params() == convolutions + normalization + dense


def test_iou_loss_is_one_less_the_iou():
    rng = np.random.default_rng(3)
    low = rng.uniform(0, 0.6, (2, 53, 2))
    high = low + rng.uniform(0.05, 0.4, (2, 53, 2))
    boxes, others = np.concatenate([low, high], axis=2) * (37, 29, 37, 29)
    codes = [encode_boxes(each, SIZE) for each in (boxes, others)]
    found = np.asarray(iou_loss(*codes))
    np.testing.assert_allclose(found, 1 - paired_iou(boxes, others), atol=1e-5)
    assert (found == 1).any()


def test_iou_loss_has_no_slope_where_boxes_are_apart():
    import tensorflow as tf

    truth = tf.constant([[0.2, 0.2, 0.2, 0.2]] * 2)
    shares = tf.Variable([[0.3, 0.2, 0.2, 0.2], [0.8, 0.8, 0.2, 0.2]])
    with tf.GradientTape() as tape:
        loss = iou_loss(truth, shares)
    slopes = tape.gradient(loss, shares).numpy()
    assert slopes[0, 0] > 0  # to the left the two overlap more
    assert (slopes[1] == 0).all()


def test_what_does_not_fit_is_an_error():
    x, boxes, labels = bright_spots(8)
    with pytest.raises(ValueError, match=r"'huber' is not known\. Use one of \['squared', 'absol"):
        train_localizer(build_localizer((*SIZE, 1)), x, boxes, box_loss="huber")
    for classes, given in ((2, None), (0, labels)):
        with pytest.raises(ValueError, match="give both, or none"):
            train_localizer(build_localizer((*SIZE, 1), classes), x, boxes, given)
    with pytest.raises(ValueError, match="over the edge of an image of 29 × 37"):
        train_localizer(build_localizer((*SIZE, 1)), x, boxes + 40)
    with pytest.raises(ValueError, match=r"\['iou'\] is not known"):
        train_localizer(build_localizer((*SIZE, 1)), x, boxes, box_loss=["iou"])


@pytest.mark.parametrize("number", [0, -30, np.inf, np.nan, None, "30", True])
def test_a_weight_is_a_number_above_0(number):
    x, boxes, _ = bright_spots(2)
    with pytest.raises(ValueError, match=r"box_weight=.*, but a number above 0 is expected"):
        train_localizer(build_localizer((*SIZE, 1), filters=(3,)), x, boxes, box_weight=number)


@pytest.mark.parametrize("number", [0, 1.5, None])
def test_it_trains_whole_epochs(number):
    x, boxes, _ = bright_spots(2)
    with pytest.raises(ValueError, match=r"epochs=.* a whole number of at least 1"):
        train_localizer(build_localizer((*SIZE, 1), filters=(3,)), x, boxes, epochs=number)


def test_images_boxes_and_labels_have_to_fit_the_model_and_each_other():
    x, boxes, labels = bright_spots(4)
    model = build_localizer((*SIZE, 1), 2, filters=(3,))
    broken = x.copy()
    broken[2, 3, 5] = np.nan
    endless = np.where(x > 0, np.float32(np.inf), x)
    for wrong, error, words in [
        (broken, ValueError, "NaN"),
        (endless, ValueError, "inf"),
        ((x * 255).astype(np.uint8), TypeError, "uint8, but floats are expected"),
        (x[:0], ValueError, "empty"),
        (x[:, 1:], ValueError, r"\(4, 28, 37, 1\), but \(N, 29, 37, 1\) is expected"),
        (list(x), TypeError, "a list, not an array"),
    ]:
        with pytest.raises(error, match=words):
            train_localizer(model, wrong, boxes, labels)
        with pytest.raises(error, match=words):
            locate(model, wrong)
    with pytest.raises(ValueError, match=r"there are 4 images and 3 boxes"):
        train_localizer(model, x, boxes[:3], labels)
    for wrong, error, words in [
        (labels + 7, ValueError, "2 logits need labels from 0 to 1"),
        (labels - 2, ValueError, "2 logits need labels from 0 to 1"),
        (labels[:3], ValueError, r"labels have shape \(3,\)"),
        (np.eye(2, dtype=int)[labels], ValueError, r"labels have shape \(4, 2\).*argmax"),
        (["wide"] * 4, TypeError, "integers from 0 to 1 are expected"),
    ]:
        with pytest.raises(error, match=words):
            train_localizer(model, x, boxes, wrong)


def test_a_network_that_cannot_be_built_is_refused_with_a_reason():
    for shape in ((48, 64), (48, 64, 3, 1), (48, 0, 3), (48, None, 3), 48, "abc"):
        with pytest.raises(
            ValueError, match=r"shape=.* height, width and channels .*images\.shape"
        ):
            build_localizer(shape)
    with pytest.raises(ValueError, match=r"8 × 17 is too small for 4 stages.* 16 pixels"):
        build_localizer((8, 17, 3))
    for classes in (["a", "b"], -1, 2.5):
        with pytest.raises(ValueError, match=r"classes=.* len\(data\.class_names\)"):
            build_localizer((*SIZE, 1), classes)
    for filters in (8, ()):
        with pytest.raises(ValueError, match=r"filters=.* one number a stage"):
            build_localizer((*SIZE, 1), filters=filters)
    with pytest.raises(ValueError, match=r"each of filters=0"):
        build_localizer((*SIZE, 1), filters=(8, 0))


def test_a_network_that_has_collapsed_is_judged_as_fitting_nothing():
    x, boxes, _ = bright_spots(5)
    model = build_localizer((*SIZE, 1), filters=(3,))
    head = model.get_layer("box")
    head.set_weights([np.zeros_like(head.kernel), np.array([0, 0, -200, 0], np.float32)])
    found, _ = locate(model, x)
    assert paired_iou(found, boxes).max() < 1e-5


def test_scenes_can_be_handed_on():
    images, boxes, labels = largest_objects(make_scenes(40, SIZE, most=1))
    model = build_localizer((*SIZE, 3), 3, filters=(3, 5))
    train_localizer(model, images, boxes, labels, 1, progress=False)
    assert locate(model, images)[0].shape == (40, 4)
