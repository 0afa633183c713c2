"""Diffusion: noise by its variance, the walk back against a known answer."""

import numpy as np
import pytest

from cnn_lessons.tasks import (
    add_noise,
    build_denoiser,
    noise_levels,
    remove_noise,
    train_denoiser,
)


def test_it_begins_clean_and_ends_as_noise():
    clean, noise = noise_levels(np.array([0, 1 / 3, 1]))
    np.testing.assert_allclose(clean, [1, np.sqrt(3) / 2, 0], atol=1e-12)
    np.testing.assert_allclose(noise, [0, 1 / 2, 1], atol=1e-12)


@pytest.mark.parametrize("time", [-0.1, 1.01, np.nan])
def test_a_time_outside_0_to_1_is_refused(time):
    with pytest.raises(ValueError, match=r"expected 0 \(all clean\) to 1 \(all noise\)"):
        noise_levels(np.array([0.5, time]))


def test_noise_comes_in_row_by_row_and_keeps_the_variance():
    rng = np.random.default_rng(0)
    codes, noise = rng.choice([-1.0, 1.0], (40_001, 3)), rng.normal(size=(40_001, 3))
    time = rng.random((40_001, 1))
    mixture = add_noise(codes, noise, time)
    np.testing.assert_allclose(mixture.var(axis=0), 1, atol=0.03)
    row = np.cos(np.pi * time[7] / 2) * codes[7] + np.sin(np.pi * time[7] / 2) * noise[7]
    np.testing.assert_allclose(mixture[7], row)


def test_noise_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"codes have shape \(5, 3\) and the noise \(3,\)"):
        add_noise(np.zeros((5, 3)), np.zeros(3), 0.5)


@pytest.mark.parametrize("time", [[0.1, 0.2, 0.3], [[0.1, 0.2, 0.3]], [[0.1], [0.2]], [0.5]])
def test_times_are_one_or_one_for_each_code(time):
    with pytest.raises(ValueError, match=r"expected one number, or .* of shape \(3, 1\)"):
        add_noise(np.zeros((3, 3)), np.zeros((3, 3)), np.array(time))


def test_one_step_returns_the_guess_from_nothing_but_noise():
    noise = np.random.default_rng(0).normal(size=(7, 2))
    asked = []

    def guess(mixture, time):
        asked.append((mixture, time))
        return np.full((7, 2), 3.0)

    np.testing.assert_allclose(remove_noise(guess, noise, 1), 3.0)
    ((mixture, time),) = asked
    assert time == 1
    np.testing.assert_array_equal(mixture, noise)


def test_who_knows_the_clean_code_finds_it_on_the_way_that_the_noise_came():
    rng = np.random.default_rng(1)
    codes, noise = rng.normal(size=(2, 5, 3))
    times = []

    def guess(mixture, time):
        np.testing.assert_allclose(mixture, add_noise(codes, noise, time), atol=1e-9)
        times.append(time)
        return codes

    np.testing.assert_allclose(remove_noise(guess, noise, 4), codes)
    assert times == [1, 0.75, 0.5, 0.25]


def test_many_steps_of_the_best_guess_make_one_normal_number_another():
    # Codes of N(0, 1) in each column: the best guess is the mixture's share of the code, and the
    # mixture has variance 1 all the way, so that the walk ends with variance 1 as well.
    noise = np.random.default_rng(2).normal(size=(2003, 2))
    codes = remove_noise(lambda mixture, time: noise_levels(time)[0] * mixture, noise, 200)
    np.testing.assert_allclose(codes.std(axis=0), noise.std(axis=0), rtol=0.02)


def test_the_best_guess_leads_to_two_values_only():
    # Codes are -1 or 1: the mean of what may lie below a mixture is a tanh (Bayes).
    noise = np.random.default_rng(3).normal(size=(997, 1))

    def guess(mixture, time):
        clean, level = noise_levels(time)
        return np.tanh(clean * mixture / level**2)

    once, often = (remove_noise(guess, noise, steps) for steps in (1, 60))
    np.testing.assert_allclose(once, 0, atol=1e-9)
    assert np.mean(np.abs(np.abs(often) - 1) < 0.05) > 0.95
    np.testing.assert_array_equal(np.sign(often), np.sign(noise))


def test_a_walk_has_a_step():
    with pytest.raises(ValueError, match="steps=0, expected at least 1"):
        remove_noise(lambda mixture, time: mixture, np.zeros((2, 3)), 0)


@pytest.mark.parametrize("change", [lambda z: z + 0.2, lambda z: 1.2 * z, lambda z: [1, 3] * z])
def test_codes_that_are_not_scaled_are_refused(change):
    codes = np.random.default_rng(6).normal(size=(2003, 2))
    with pytest.raises(ValueError, match="expected 0 and 1: noise"):
        train_denoiser(change(codes), steps=1)


@pytest.mark.parametrize("broken", [np.nan, np.inf])
def test_codes_are_finite(broken):
    codes = np.random.default_rng(6).normal(size=(2003, 2))
    codes[7, 1] = broken
    with np.errstate(invalid="ignore"), pytest.raises(ValueError, match="expected 0 and 1: noise"):
        train_denoiser(codes, steps=1)


def test_codes_have_two_axes():
    with pytest.raises(ValueError, match=r"shape \(6, 2, 2\), expected \(N, K\)"):
        train_denoiser(np.zeros((6, 2, 2)))


@pytest.mark.keras
def test_the_denoiser_guesses_a_code_of_its_size():
    assert build_denoiser(5, units=7, layers=2).output_shape == (None, 5)
    # (5 numbers + 8 waves) · 7 + 7, one more layer of 7, and 5 outputs.
    assert build_denoiser(5, units=7, layers=2).count_params() == 13 * 7 + 7 + 7 * 8 + 5 * 8


@pytest.mark.keras
def test_a_trained_denoiser_makes_what_it_was_shown():
    codes = np.random.default_rng(7).choice([-1.0, 1.0], (500, 1))
    guess = train_denoiser(codes, steps=500, batch_size=256, progress=False)
    noise = np.random.default_rng(8).normal(size=(200, 1))
    assert np.abs(remove_noise(guess, noise, 1)).mean() < 0.2
    made = remove_noise(guess, noise, 20)
    assert np.mean(np.abs(np.abs(made) - 1) < 0.2) > 0.6
    assert 0.3 < np.mean(made > 0) < 0.7
