"""Sounds, judged by scipy's spectrogram: which pitch, when, and in which order."""

import numpy as np
import pytest

from cnn_lessons.tasks import KINDS, RATE, make_sounds
from cnn_lessons.tasks.sound import SAMPLES

WINDOW = 128


def pitches(sound):
    """Return the loudest frequency of each stretch that is not silent, in hertz."""
    from scipy.signal import spectrogram

    hertz, _, power = spectrogram(sound, RATE, nperseg=WINDOW, noverlap=WINDOW // 2)
    loud = power.max(axis=0) > 0.3 * power.max()
    return hertz[power.argmax(axis=0)][loud]


def sounds_of(kind, count=60):
    sounds, labels = make_sounds(8 * count, noise=0, seed=3)
    return sounds[labels == KINDS.index(kind)][:count, :, 0]


@pytest.mark.parametrize(("kind", "sign"), [("steady", 0), ("rising", 1), ("falling", -1)])
def test_the_pitch_goes_where_its_name_says(kind, sign):
    step = RATE / WINDOW
    for sound in sounds_of(kind):
        found = pitches(sound)
        change = found[-1] - found[0]
        assert abs(change) <= step if sign == 0 else sign * change >= 2 * step
        assert (sign * np.diff(found) >= -1e-9).all() or sign == 0


def test_a_trill_leaps_up_and_down_between_two_pitches():
    step = RATE / WINDOW
    for sound in sounds_of("trill"):
        found = pitches(sound)
        leaps = np.diff(found)[np.abs(np.diff(found)) > 3 * step]
        assert (leaps > 0).any() and (leaps < 0).any()


@pytest.mark.parametrize("kind", KINDS)
def test_pitches_stay_where_four_thousand_samples_can_show_them(kind):
    found = np.concatenate([pitches(sound) for sound in sounds_of(kind)])
    assert found.min() >= 300 - RATE / WINDOW and found.max() <= 600 * 2.4 + RATE / WINDOW
    assert found.max() < RATE / 2


def test_a_sound_begins_late_ends_early_and_fades():
    sounds, _ = make_sounds(200, noise=0, seed=1)
    first = (sounds[..., 0] != 0).argmax(axis=1)
    last = SAMPLES - (sounds[:, ::-1, 0] != 0).argmax(axis=1)
    assert np.unique(first).size > 50
    assert (last - first >= SAMPLES // 2 - 3).all() and (last <= SAMPLES).all()
    for sound, begin in zip(sounds[:, :, 0], first, strict=True):
        assert np.abs(sound[begin : begin + 4]).max() < 0.25
        assert np.abs(sound).max() <= 1
        assert np.abs(sound).max() > 0.95


def test_noise_has_the_deviation_that_was_asked_for_and_changes_nothing_else():
    quiet, labels = make_sounds(50, noise=0, seed=2)
    loud, same = make_sounds(50, noise=0.7, seed=2)
    assert (labels == same).all()
    silent = quiet == 0
    assert loud[silent].std() == pytest.approx(0.7, rel=0.03)
    assert make_sounds(3, seed=2)[0].dtype == np.float32


def test_all_kinds_occur_and_the_seed_decides():
    sounds, labels = make_sounds(400, seed=4)
    assert sounds.shape == (400, SAMPLES, 1)
    assert np.bincount(labels, minlength=4).min() > 70
    assert (make_sounds(5, seed=4)[0] == make_sounds(5, seed=4)[0]).all()
    assert not np.allclose(make_sounds(5, seed=4)[0], make_sounds(5, seed=[4, 1])[0])


@pytest.mark.parametrize("count", [0, 2.5, True])
def test_no_sounds_at_all_or_half_a_sound_are_refused(count):
    with pytest.raises(ValueError, match=f"count={count}, expected at least 1"):
        make_sounds(count)


@pytest.mark.parametrize("noise", [-0.1, np.nan, np.inf])
def test_noise_that_is_no_deviation_is_refused(noise):
    with pytest.raises(ValueError, match=f"noise={noise}, expected a standard deviation"):
        make_sounds(2, noise=noise)
