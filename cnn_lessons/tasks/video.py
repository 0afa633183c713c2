"""Films of moving images, and the mean of their frames."""

import numpy as np

from cnn_lessons.operations.integers import is_int
from cnn_lessons.tasks.arguments import check_noise

DIRECTIONS = ("left", "right")


def make_films(images, frames=8, size=(12, 20), noise=0.5, seed=0, step=1, fixed_noise=False):
    """Return films in which images move to the left or to the right, or stand still.

    A film to the left is one to the right, played backwards. So the frames alone tell nothing
    of the direction, only their order does.

    Parameters
    ----------
    images : ndarray, shape (N, H, W, 1)
        What moves, bright on black, such as digits; values from 0 to 1.
    frames : int, default=8
        T, at least 2.
    size : (int, int), default=(12, 20)
        Height and width of the films, in pixels.
    noise : float, default=0.5
        Standard deviation of what is added to each pixel.
    seed : int or list of int, default=0
        Of places, directions and noise. Places and directions do not depend on the noise.
    step : int, default=1
        Pixels from frame to frame; 0 for films in which nothing moves.
    fixed_noise : bool, default=False
        Whether all frames of a film have the same noise, as from dirt on the lens; else each
        frame has its own, as from a dark room.

    Returns
    -------
    films : ndarray of float32, shape (N, T, height, width, 1)
    directions : ndarray of int, shape (N,)
        0 where it moves to the left, 1 to the right.

    Raises
    ------
    ValueError
        If `images` have another number of axes or values outside 0 to 1, `step` or `noise` is
        negative, `step` or `frames` is not whole, there are fewer than 2 frames, or an image has
        no room to move so far.

    Examples
    --------
    >>> films, directions = make_films(np.ones((5, 3, 3, 1)), frames=4, size=(7, 11), noise=0)
    >>> films.shape, films.sum(axis=(2, 3, 4))[0]
    ((5, 4, 7, 11, 1), array([9., 9., 9., 9.], dtype=float32))
    """
    check_noise(noise)
    rows, columns = _places(images, frames, size, step)
    N, H, W, _ = images.shape
    rng = np.random.default_rng(seed)
    tops, lefts = rng.integers(0, rows, N), rng.integers(0, columns, N)
    directions = rng.integers(0, 2, N)
    films = rng.normal(0, noise, (N, 1 if fixed_noise else frames, *size, 1)).astype(np.float32)
    films = np.repeat(films, frames, axis=1) if fixed_noise else films
    for i in range(N):
        for frame in range(frames):
            steps = frame if directions[i] else frames - 1 - frame
            left = lefts[i] + step * steps
            films[i, frame, tops[i] : tops[i] + H, left : left + W] += images[i]
    return films, directions


def _places(images, frames, size, step):
    """Return in how many rows and columns a film can begin, or say why it cannot."""
    if np.ndim(images) != 4 or np.shape(images)[3] != 1 or not np.size(images):
        raise ValueError(f"images have shape {np.shape(images)}, expected (N, H, W, 1).")
    least, greatest = np.min(images), np.max(images)
    if not (least >= 0 and greatest <= 1):  # so NaN is refused, too
        raise ValueError(
            f"images have values from {least} to {greatest}, expected 0 to 1: bright on black. "
            "Divide whole numbers by 255."
        )
    if not is_int(step) or not is_int(frames):
        raise ValueError(f"step={step} and frames={frames}, expected whole numbers.")
    if step < 0:
        raise ValueError(f"step={step}, expected at least 0: both directions occur anyway.")
    _, H, W, _ = images.shape
    way = step * (frames - 1)
    rows, columns = size[0] - H + 1, size[1] - W + 1 - way
    if frames < 2 or rows < 1 or columns < 1:
        raise ValueError(
            f"images of {H} × {W} do not move over {frames} frames of {size[0]} × {size[1]} "
            f"pixels. Expected at least 2 frames, and room for {H} × {W + way}."
        )
    return rows, columns


def average_frames(films, steps=None):
    """Return the mean of each film's frames, after each has been moved back to the first.

    Parameters
    ----------
    films : ndarray, shape (N, T, H, W, C)
    steps : array_like of int, shape (N,), optional
        Pixels to the right from frame to frame, negative to the left, for each film. What is
        moved out on one side comes in on the other. Without it, nothing is moved.

    Returns
    -------
    ndarray, shape (N, H, W, C)

    Raises
    ------
    ValueError
        If `films` have another number of axes or are empty, or there is not one whole
        number in `steps` for each.

    Examples
    --------
    A bright pixel that moves one to the right:

    >>> film = np.eye(3)[np.newaxis, :, np.newaxis, :, np.newaxis]
    >>> average_frames(film).ravel().round(2), average_frames(film, [1]).ravel()
    (array([0.33, 0.33, 0.33]), array([1., 0., 0.]))
    """
    films = np.asarray(films)
    if films.ndim != 5 or not films.size:
        raise ValueError(
            f"films have shape {films.shape}, expected (N, T, H, W, C), at least 1 of each."
        )
    if steps is not None:
        steps = np.asarray(steps)
        if steps.shape != films.shape[:1]:
            raise ValueError(
                f"steps have shape {steps.shape}, expected one for each of {len(films)} films."
            )
        if steps.dtype.kind not in "iu":
            raise ValueError(f"steps are {steps.dtype}, expected whole numbers of pixels.")
        films = np.stack([_moved_back(film, step) for film, step in zip(films, steps, strict=True)])
    return films.mean(axis=1)


def _moved_back(film, step):
    return np.stack([np.roll(frame, -int(step) * t, axis=1) for t, frame in enumerate(film)])
