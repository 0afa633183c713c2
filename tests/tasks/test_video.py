"""Films, judged by their own frames: what moved where, and what a mean of them keeps."""

import numpy as np
import pytest

from cnn_lessons.tasks import average_frames, make_films


def images(count=23, height=3, width=5, seed=0):
    return np.random.default_rng(seed).uniform(0.2, 1, (count, height, width, 1))


def corner(frame):
    """Return row and column of the upper left corner of what is not black."""
    rows, columns = np.nonzero(frame[..., 0])
    return rows.min(), columns.min()


@pytest.mark.parametrize("step", [0, 1, 2])
def test_an_image_goes_its_steps_in_its_direction_and_stays_whole(step):
    films, directions = make_films(images(), 4, (7, 17), noise=0, step=step)
    assert set(directions) == {0, 1}
    for film, direction, image in zip(films, directions, images(), strict=True):
        places = np.array([corner(frame) for frame in film])
        np.testing.assert_array_equal(np.diff(places[:, 0]), 0)
        np.testing.assert_array_equal(np.diff(places[:, 1]), step if direction else -step)
        for frame, (top, left) in zip(film, places, strict=True):
            cut = frame[top : top + 3, left : left + 5]
            np.testing.assert_allclose(cut, image, rtol=1e-6)
            assert frame.sum() == pytest.approx(image.sum(), rel=1e-5)


def test_all_places_are_reached():
    films, _ = make_films(np.ones((400, 3, 5, 1)), 3, (5, 9), noise=0)
    found = {corner(frame) for film in films for frame in film}
    assert found == {(top, left) for top in range(3) for left in range(5)}
    tight, _ = make_films(images(), 4, (3, 8), noise=0)
    assert {corner(film[0]) for film in tight} == {(0, 0), (0, 3)}


def test_a_film_to_the_left_is_one_to_the_right_played_backwards():
    films, directions = make_films(images(101, seed=1), 4, (5, 9), noise=0)
    starts = {d: {corner(f[0]) for f in films[directions == d]} for d in (0, 1)}
    ends = {d: {corner(f[-1]) for f in films[directions == d]} for d in (0, 1)}
    assert starts[0] == ends[1] and starts[1] == ends[0]


def test_noise_is_drawn_for_each_frame_or_once_for_the_film():
    clean, directions = make_films(images(), 4, (7, 17), noise=0, seed=3)
    for fixed in (False, True):
        films, same = make_films(images(), 4, (7, 17), 0.5, seed=3, fixed_noise=fixed)
        noise = films - clean
        assert (directions == same).all()
        assert noise.std() == pytest.approx(0.5, rel=0.03)
        assert np.allclose(noise[:, 0], noise[:, 1], atol=1e-6) == fixed
        assert abs(np.corrcoef(noise[0].ravel(), noise[1].ravel())[0, 1]) < 0.15


@pytest.mark.parametrize("frames", [2, 4, 9])
def test_the_mean_of_frames_divides_fresh_noise_by_the_root_of_their_number(frames):
    black = np.zeros((50, 3, 5, 1))
    fresh, _ = make_films(black, frames, (11, 29), 0.6)
    assert average_frames(fresh).std() == pytest.approx(0.6 / np.sqrt(frames), rel=0.03)
    fixed, _ = make_films(black, frames, (11, 29), 0.6, fixed_noise=True)
    assert average_frames(fixed).std() == pytest.approx(0.6, rel=0.03)


def test_a_mean_does_not_know_the_order():
    films, _ = make_films(images(), 4, (7, 17))
    np.testing.assert_allclose(average_frames(films), average_frames(films[:, ::-1]), atol=1e-6)


@pytest.mark.parametrize("step", [1, 2])
def test_moved_back_frames_are_the_first_one(step):
    films, directions = make_films(images(), 4, (7, 17), noise=0, step=step)
    back = average_frames(films, step * (2 * directions - 1))
    np.testing.assert_allclose(back, films[:, 0], atol=1e-6)
    assert np.abs(average_frames(films) - films[:, 0]).max() > 0.1


def test_steps_of_any_whole_dtype_move_back():
    films, directions = make_films(images(), 4, (7, 17), noise=0)
    right = films[directions == 1]
    back = average_frames(right, np.ones(len(right), np.uint8))
    np.testing.assert_allclose(back, right[:, 0], atol=1e-6)


def test_the_mean_keeps_the_shape_and_channels():
    films = np.random.default_rng(0).normal(size=(2, 3, 5, 7, 2))
    np.testing.assert_allclose(average_frames(films), (films[:, 0] + films[:, 1] + films[:, 2]) / 3)
    first, other = average_frames(films, [0, 1])
    np.testing.assert_allclose(first, films[0].mean(axis=0))
    assert other[2, 6, 1] == pytest.approx(
        (films[1, 0, 2, 6, 1] + films[1, 1, 2, 0, 1] + films[1, 2, 2, 1, 1]) / 3
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"images": np.ones((2, 3, 5))}, r"shape \(2, 3, 5\), expected \(N, H, W, 1\)"),
        ({"images": np.ones((2, 3, 5, 3))}, r"shape \(2, 3, 5, 3\), expected \(N, H, W, 1\)"),
        ({"frames": 1}, "at least 2 frames"),
        ({"size": (2, 17)}, "3 × 5 do not move over 4 frames of 2 × 17 pixels"),
        ({"size": (7, 7)}, "room for 3 × 8"),
        ({"step": 5}, "room for 3 × 20"),
        ({"step": -1}, "step=-1, expected at least 0"),
        ({"step": 0.5}, r"step=0\.5 and frames=4, expected whole numbers"),
        ({"step": True}, "step=True and frames=4, expected whole numbers"),
        ({"frames": 2.5}, r"frames=2\.5, expected whole numbers"),
        ({"images": np.full((2, 3, 5, 1), 255)}, "values from 255 to 255, expected 0 to 1"),
        ({"images": np.full((2, 3, 5, 1), -0.5)}, "expected 0 to 1"),
        ({"images": np.full((2, 3, 5, 1), np.nan)}, "values from nan to nan, expected 0 to 1"),
        ({"images": np.ones((0, 3, 5, 1))}, r"shape \(0, 3, 5, 1\), expected"),
        ({"noise": -0.1}, r"noise=-0\.1, expected a standard deviation"),
        ({"noise": np.nan}, "noise=nan, expected a standard deviation"),
    ],
)
def test_a_film_that_cannot_be_is_refused(arguments, message):
    given = {"images": images(2), "frames": 4, "size": (7, 17)}
    with pytest.raises(ValueError, match=message):
        make_films(**given | arguments)


@pytest.mark.parametrize(
    ("films", "steps", "message"),
    [
        (np.ones((4, 7, 17, 1)), None, r"shape \(4, 7, 17, 1\), expected \(N, T, H, W, C\)"),
        (np.ones((2, 0, 7, 17, 1)), None, r"\(2, 0, 7, 17, 1\), .* at least 1 of each"),
        (np.ones((0, 4, 7, 17, 1)), [], "at least 1 of each"),
        (np.ones((2, 4, 7, 17, 1)), [1], "one for each of 2 films"),
        (np.ones((2, 4, 7, 17, 1)), [1, 0.5], "steps are float64, expected whole numbers"),
        (np.ones((2, 4, 7, 17, 1)), 1, r"steps have shape \(\)"),
    ],
)
def test_a_mean_of_something_else_is_refused(films, steps, message):
    with pytest.raises(ValueError, match=message):
        average_frames(films, steps)
