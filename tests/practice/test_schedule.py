"""A learning rate by its corners."""

import pytest

from cnn_lessons.practice.schedule import cosine_with_warmup


@pytest.mark.keras
def test_the_rate_rises_from_a_tenth_and_falls_along_half_a_cosine_to_nothing():
    rates = cosine_with_warmup(17, peak=0.3, warmup_steps=5)
    # Half-way up: (0.1 + 1) / 2 of the peak; a quarter of the way down: (1 + cos 45°) / 2 of it.
    rate = [float(rates(step)) for step in (0, 2.5, 5, 8, 11, 17, 19)]
    down = 0.3 * (1 + 0.5**0.5) / 2
    assert rate == pytest.approx([0.03, 0.165, 0.3, down, 0.15, 0, 0], abs=1e-6)


@pytest.mark.keras
def test_a_training_of_one_step_that_warms_up_has_a_rate():
    assert float(cosine_with_warmup(1, peak=0.3, warmup_steps=1)(0)) == pytest.approx(0.03)
