"""Films of moving images, and one answer from the answers to their frames."""

import numpy as np

from cnn_lessons.operations.probabilities import softmax

DIRECTIONS = ("left", "right")
WAYS = ("probabilities", "logits", "votes")


def make_films(images, frames=8, size=(12, 20), noise=0.5, seed=0, fixed_noise=False):
    """Return films in which images move to the left or to the right, one pixel a frame.

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
    seed : int, default=0
        Of places, directions and noise.
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
        If there are fewer than 2 frames, or an image has no room to move so far.

    Examples
    --------
    >>> films, directions = make_films(np.ones((5, 3, 3, 1)), frames=4, size=(7, 11), noise=0)
    >>> films.shape, films.sum(axis=(2, 3, 4))[0]
    ((5, 4, 7, 11, 1), array([9., 9., 9., 9.], dtype=float32))
    """
    N, H, W, _ = images.shape
    rows, columns = size[0] - H + 1, size[1] - W + 2 - frames
    if frames < 2 or rows < 1 or columns < 1:
        raise ValueError(
            f"images of {H} × {W} do not move over {frames} frames of {size[0]} × {size[1]} "
            f"pixels. Expected at least 2 frames, and room for {H} × {W + frames - 1}."
        )
    rng = np.random.default_rng(seed)
    tops, lefts = rng.integers(0, rows, N), rng.integers(0, columns, N)
    directions = rng.integers(0, 2, N)
    films = rng.normal(0, noise, (N, 1 if fixed_noise else frames, *size, 1)).astype(np.float32)
    films = np.repeat(films, frames, axis=1) if fixed_noise else films
    for i in range(N):
        for frame in range(frames):
            step = frame if directions[i] else frames - 1 - frame
            left = lefts[i] + step
            films[i, frame, tops[i] : tops[i] + H, left : left + W] += images[i]
    return films, directions


def average_answers(logits, way="probabilities"):
    """Return one answer for each film from the answers to its frames.

    Parameters
    ----------
    logits : ndarray, shape (N, T, K)
        For each of T frames of N films the logits of K classes.
    way : {"probabilities", "logits", "votes"}, default="probabilities"
        What is averaged: the softmax of each frame, its logits, or a 1 for its largest logit
        and 0 for the others.

    Returns
    -------
    ndarray, shape (N, K)
        Its largest entry is the film's answer. The order of the frames makes no difference.

    Raises
    ------
    ValueError
        If `logits` has another number of axes, or `way` is not known.

    Examples
    --------
    Two frames are a little for class 1, one is strongly for class 0:

    >>> logits = np.array([[[0.0, 1.0], [0.0, 1.0], [5.0, 0.0]]])
    >>> {way: int(average_answers(logits, way).argmax()) for way in WAYS}
    {'probabilities': 0, 'logits': 0, 'votes': 1}
    """
    logits = np.asarray(logits)
    if logits.ndim != 3:
        raise ValueError(f"logits have shape {logits.shape}, expected (films, frames, classes).")
    if way not in WAYS:
        raise ValueError(f"way={way!r} is not known. Use one of {', '.join(WAYS)}.")
    if way == "probabilities":
        logits = softmax(logits)
    elif way == "votes":
        logits = np.eye(logits.shape[2])[logits.argmax(axis=2)]
    return logits.mean(axis=1)
