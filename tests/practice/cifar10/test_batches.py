"""Order, shifts and parts: judged by brute force, and by what one device would get."""

import numpy as np
import pytest

from cnn_lessons.practice.cifar10.batches import augment, parts_of_epoch, rows_of_replica

N, H, W, C = 23, 7, 11, 3


@pytest.fixture
def images():
    return np.random.default_rng(1).random((N, H, W, C), np.float32)


def epoch_of(images, batch, epoch=0, seed=3, **workers):
    labels = np.arange(len(images))
    return list(parts_of_epoch(images, labels, batch, seed, epoch, **workers))


def test_each_image_becomes_a_window_of_its_mirrored_frame(images):
    moved = augment(images, np.random.default_rng(0))
    assert moved.shape == images.shape
    ways = set()
    for image, found in zip(images, moved, strict=True):
        framed = np.pad(image, ((4, 4), (4, 4), (0, 0)), mode="reflect")
        windows = {
            (top, left, mirrored): framed[top : top + H, left : left + W][
                :, :: -1 if mirrored else 1
            ]
            for top in range(9)
            for left in range(9)
            for mirrored in (False, True)
        }
        fits = [way for way, window in windows.items() if np.array_equal(window, found)]
        assert fits
        ways.add(fits[0])
    assert len(ways) > N / 2
    assert {mirrored for *_, mirrored in ways} == {False, True}


def test_every_shift_of_up_to_4_pixels_happens():
    image = np.zeros((1, 11, 13, 1), np.float32)
    image[:, 5, 6] = 1  # in the middle: it stays inside, and no mirror image of it comes in
    moved = augment(np.repeat(image, 700, axis=0), np.random.default_rng(0))
    _, rows, columns, _ = np.nonzero(moved)
    assert len(rows) == 700
    assert set(rows - 5) == set(columns - 6) == set(range(-4, 5))


def test_the_first_shifts_are_not_drawn_from_the_numbers_of_the_order(images):
    """NumPy takes [3, 0] and [3, 0, 0] for one seed."""
    moved, chosen = epoch_of(images, 5)[0]
    assert not np.array_equal(moved, augment(images[chosen], np.random.default_rng([3, 0])))


def test_an_epoch_has_each_image_once_at_most_and_whole_batches(images):
    parts = epoch_of(images, 5)
    assert [len(labels) for _, labels in parts] == [5, 5, 5, 5]
    seen = np.concatenate([labels for _, labels in parts])
    assert len(set(seen)) == 20
    assert list(seen) != sorted(seen)


def test_labels_stay_with_their_images():
    grey = np.ones((N, H, W, C), np.float32) * np.arange(N)[:, None, None, None] / N
    for moved, labels in epoch_of(grey, 5, replicas=5, mine=(1, 4)):
        np.testing.assert_allclose(moved, np.broadcast_to(grey[labels], moved.shape))


def test_an_epoch_is_the_same_each_time_and_another_epoch_is_another(images):
    first, again, later = epoch_of(images, 5), epoch_of(images, 5), epoch_of(images, 5, epoch=1)
    for (moved, labels), (moved_again, labels_again) in zip(first, again, strict=True):
        np.testing.assert_array_equal(moved, moved_again)
        np.testing.assert_array_equal(labels, labels_again)
    assert [list(labels) for _, labels in first] != [list(labels) for _, labels in later]


def test_the_same_image_is_moved_otherwise_in_other_steps_epochs_and_seeds():
    same = np.repeat(np.random.default_rng(1).random((1, H, W, C), np.float32), N, axis=0)
    for one, other in [
        (epoch_of(same, 5)[0], epoch_of(same, 5)[1]),
        (epoch_of(same, 5)[0], epoch_of(same, 5, epoch=1)[0]),
        (epoch_of(same, 5)[0], epoch_of(same, 5, seed=4)[0]),
    ]:
        assert not np.array_equal(one[0], other[0])


@pytest.mark.parametrize("workers", [[(0, 1, 2)], [(0,), (1,), (2,)], [(0, 1), (2,)]])
def test_the_parts_of_all_workers_are_the_batch_of_one_device(images, workers):
    whole = epoch_of(images, 6)
    parts = [iter(epoch_of(images, 6, replicas=3, mine=mine)) for mine in workers]
    for moved, labels in whole:
        step = [next(part) for part, mine in zip(parts, workers, strict=True) for _ in mine]
        np.testing.assert_array_equal(np.concatenate([m for m, _ in step]), moved)
        np.testing.assert_array_equal(np.concatenate([rows for _, rows in step]), labels)
    assert all(next(part, None) is None for part in parts)


def test_replicas_share_a_batch_without_gap_or_overlap():
    rows = [row for r in range(7) for row in range(35)[rows_of_replica(35, 7, r)]]
    assert rows == list(range(35))


def test_a_batch_that_cannot_be_cut_evenly_is_refused_with_one_that_can():
    with pytest.raises(ValueError, match=r"128 images cannot be cut into 3 equal.* Use 126"):
        rows_of_replica(128, 3, 0)
    with pytest.raises(ValueError, match=r"2 images cannot be cut into 5 equal.* Use 5"):
        rows_of_replica(2, 5, 0)


@pytest.mark.parametrize("replica", [-1, 2])
def test_a_replica_that_is_not_there_is_refused(replica):
    with pytest.raises(ValueError, match=f"replica {replica} is not there: they are 0 to 1"):
        rows_of_replica(4, 2, replica)
