"""The script that trained the backbone: its schedule by corners, its batches by pixels."""

import numpy as np
import pytest

pytestmark = pytest.mark.keras


def test_the_rate_rises_to_its_peak_and_falls_to_nothing():
    from train_backbone import PEAK, OneCycle

    schedule = OneCycle(epochs=8, steps=5)  # a quarter of 40 steps is 10
    schedule.set_model(type("Model", (), {"optimizer": type("Optimizer", (), {})()})())
    rates = []
    for epoch in range(8):
        schedule.on_epoch_begin(epoch)
        for batch in range(5):
            schedule.on_train_batch_begin(batch)
            rates.append(schedule.model.optimizer.learning_rate)
    assert rates[4] == pytest.approx(PEAK / 2)
    assert rates[9] == max(rates) == pytest.approx(PEAK)
    assert rates[24] == pytest.approx(PEAK / 2)
    assert rates[39] == 0


def test_an_epoch_shows_each_image_at_most_once_moved_by_four_pixels_at_most():
    from train_backbone import BATCH, Augmented

    # Each image has a number of its own everywhere, but for one bright pixel in the middle.
    count = 2 * BATCH + 7
    images = np.zeros((count, 32, 32, 1), np.float32)
    images += np.arange(count, dtype=np.float32)[:, None, None, None] / count / 2
    images[:, 16, 15] = 1
    batches = Augmented(images, np.arange(count), seed=3)
    assert len(batches) == 2
    seen = []
    for number in range(2):
        moved, labels = batches[number]
        assert moved.shape == (BATCH, 32, 32, 1)
        np.testing.assert_allclose(moved[:, 0, 0, 0], labels / count / 2, rtol=1e-6)
        rows, columns = np.nonzero(moved[..., 0] == 1)[1:]
        assert (np.abs(rows - 16) <= 4).all()
        assert (np.abs(columns - 15.5) <= 4.5).all()  # 15, or 16 in the mirror
        assert len(set(rows)) == 9
        assert len(set(columns)) == 10
        seen += labels.tolist()
    assert len(set(seen)) == 2 * BATCH
    order = batches.order.tolist()
    batches.on_epoch_end()
    assert batches.order.tolist() != order
