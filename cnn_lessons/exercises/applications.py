"""Exercises of the chapter *Applications*.

Cases avoid whatever hides a mistake: features of length 1, a gallery in the order of its
nearness, as many results as there are right ones, cubes, square frames, a step of 1 only.
"""

import numpy as np

from cnn_lessons.checks import RIGHT, ChoiceQuestion, Exercise, NumberQuestion

own_neighbour = ChoiceQuestion(
    "applications.own_neighbour",
    reread="Search by example",
    prompt="Somebody asks with the very images that are in the gallery, and reports a precision "
    "at 1 of 1.00. What does it say of the features?",
    choices={
        "They are perfect: the nearest image is always of the right class": (
            "query found in the gallery",
            "Which image of the gallery is nearest to an image that is in the gallery?",
        ),
        "Nothing: each image is its own nearest neighbour": RIGHT,
        "They are good, but for large k the precision would fall": (
            "half seen",
            "It would. But what had the first place to do with how good the features are? Random "
            "numbers would have got it, too.",
        ),
        "The network has learned the gallery by heart": (
            "learned by heart",
            "Nothing is learned in a search. An untrained network would get the same 1.00 here.",
        ),
    },
    hints=["What is the distance from a query to itself?", "Would pixels get another number?"],
    explanation="The distance to itself is 0, whatever the features, as long as no two images are "
    "alike to them. Leave the query out of the gallery, and look for copies of it, too.",
)


def nearest(query, gallery, count):
    """Sort by the cosine of the angle, the largest first."""
    lengths = np.linalg.norm(gallery, axis=1) * np.linalg.norm(query)
    cosines = gallery @ query / lengths
    return np.argsort(-cosines)[:count]


def _cosines(query, gallery):
    lengths = np.linalg.norm(gallery, axis=1) * np.linalg.norm(query)
    return gallery @ query / lengths


def _largest_first(score):
    """Return `nearest` with another score than the cosine."""
    return lambda query, gallery, count: np.argsort(-score(query, gallery))[:count]


FLAT = np.array([[-2, -1], [1, 2], [6, 2], [1, 0.4], [0.5, 3.5]])
DEEP = np.array([[5, 5, 5], [0.1, 0, 0.2], [-1, 0.5, -3], [9, 1, 0], [0, 0.3, 1], [1.5, 1, 3]])
ANGLES = 0.1 + np.arange(401) * 150 % 401 / 150
FAN = np.stack([np.cos(ANGLES), np.sin(ANGLES)], axis=1)

cosine_search = Exercise(
    "applications.cosine_search",
    reread="Search by example",
    reference=nearest,
    cases=[
        (np.array([2.0, 1.0]), FLAT, 3),
        (np.array([1.0, 0.0, 3.0]), DEEP, 4),
        # All but one are turned away from the query, and none is left out.
        (np.array([2.0, 1.0]), np.array([[-1.0, -1.0], [-2.0, 0.5], [1.0, 2.0], [-3.0, 1.0]]), 4),
        # Two cosines that differ in the third place: 0.970 and 0.973.
        (np.array([1.0, 0.0]), np.array([[4.0, 1.0], [4.0, 0.95], [1.0, 3.0]]), 2),
        # So many that `argpartition` does not sort them by the way.
        (np.array([2.0, 0.0]), FAN, 300),
    ],
    hints=[
        "`gallery @ query` gives the inner product with each image of the gallery.",
        "Divide it by the two lengths, `np.linalg.norm`: along `axis=1` for the gallery.",
        "`np.argsort` begins with the smallest. Sort the negative, and keep `count`.",
    ],
    mistakes={
        "farthest first": (
            _largest_first(lambda query, gallery: -_cosines(query, gallery)),
            "`argsort` begins with the smallest, and the smallest cosine is the farthest image.",
        ),
        "not divided by the lengths": (
            _largest_first(lambda query, gallery: gallery @ query),
            "A long vector has large products with everybody. Only the direction is to count.",
        ),
        "distance instead of angle": (
            _largest_first(lambda query, gallery: -np.linalg.norm(gallery - query, axis=1)),
            "That is the Euclidean distance, in which lengths count. The angle is asked for.",
        ),
        "cosines instead of positions": (
            lambda query, gallery, count: np.sort(_cosines(query, gallery))[::-1][:count],
            "These are the cosines themselves. Where in the gallery are these images?",
        ),
        "without a limit": (
            lambda query, gallery, count: nearest(query, gallery, len(gallery)),
            "That is the whole gallery, sorted. Return the first `count` of it.",
        ),
        "sign lost": (
            _largest_first(lambda query, gallery: np.abs(_cosines(query, gallery))),
            "A cosine of −1 is the opposite direction, the farthest there is. Keep its sign.",
        ),
        "lengths of the wrong axis": (
            _largest_first(
                lambda query, gallery: gallery / np.linalg.norm(gallery, axis=0) @ query
            ),
            "Each image is a row, so its length is taken along `axis=1`.",
        ),
        "axis of the lengths lost": (
            _largest_first(
                lambda query, gallery: gallery / np.linalg.norm(gallery, axis=1) @ query
            ),
            "The lengths have shape `(G,)`, which does not divide rows. Keep the axis with "
            "`keepdims=True`, or divide after the product.",
        ),
        "nearest last": (
            lambda query, gallery, count: np.argsort(_cosines(query, gallery))[-count:],
            "These are the right images, in the wrong order: the nearest comes last.",
        ),
        "found, not ordered": (
            lambda query, gallery, count: np.sort(nearest(query, gallery, count)),
            "These are the right images, in the order of the gallery. The nearest comes first.",
        ),
        "images instead of positions": (
            lambda query, gallery, count: gallery[nearest(query, gallery, count)],
            "These are the features of the images found. Where in the gallery are they?",
        ),
        "first one left out": (
            lambda query, gallery, count: nearest(query, gallery, count + 1)[1:],
            "The query is not in this gallery: the nearest image is a result as well.",
        ),
        "the nearest only": (
            lambda query, gallery, count: int(np.argmax(_cosines(query, gallery))),
            "That is the nearest image alone. How many are asked for?",
        ),
        "lengths squared": (
            _largest_first(lambda query, gallery: gallery @ query / (gallery**2).sum(axis=1)),
            "A length is the root of the sum of the squares: `np.linalg.norm`.",
        ),
        "one is missing": (
            lambda query, gallery, count: np.argsort(_cosines(query, gallery))[:-count:-1],
            "A slice ends before its second number: here it holds one image less than asked for.",
        ),
    },
)


def precision_at_k(neighbours, label, gallery_labels, k):
    """Look at the first k results only, and take the share of the right ones."""
    found = np.asarray(gallery_labels)[np.asarray(neighbours)[:k]]
    return float(np.mean(found == label))


def _hits(labels, label):
    return int(np.sum(labels == label))


search_precision = Exercise(
    "applications.search_precision",
    reread="Search by example",
    reference=precision_at_k,
    cases=[
        (np.array([4, 0, 2, 1, 3]), 7, np.array([7, 7, 5, 5, 7]), 3),
        (np.array([1, 3, 0, 5, 2, 4]), 2, np.array([2, 9, 2, 2, 2, 9]), 4),
        (np.array([2, 0, 1]), 1, np.array([3, 1, 3]), 2),
        (np.array([4, 1, 5, 2]), 8, np.array([8, 3, 8, 3, 8, 3, 8]), 3),
        (np.array([0, 2, 1, 3]), 6, np.array([5, 6, 6, 5]), 3),
    ],
    hints=[
        "`neighbours` are positions: `gallery_labels[neighbours[:k]]` are the classes found.",
        "Compare them with `label`, and take the mean.",
    ],
    mistakes={
        "recall": (
            lambda found, label, labels, k: _hits(labels[found[:k]], label) / _hits(labels, label),
            "That is the share of the right images that were found: recall. Precision is the share "
            "of the results that are right.",
        ),
        "a number of hits": (
            lambda found, label, labels, k: float(_hits(labels[found[:k]], label)),
            "That is how many are right. Of how many?",
        ),
        "one hit is enough": (
            lambda found, label, labels, k: float(label in labels[found[:k]]),
            "That says whether at least one is right. How large is the share?",
        ),
        "k not used": (
            lambda found, label, labels, k: precision_at_k(found, label, labels, len(found)),
            "Only the first k results are looked at.",
        ),
        "gallery in its own order": (
            lambda found, label, labels, k: float(np.mean(labels[:k] == label)),
            "These are the first k of the gallery. Which positions did the search return?",
        ),
        "divided by the whole gallery": (
            lambda found, label, labels, k: _hits(labels[found[:k]], label) / len(labels),
            "The results are k images. Divide by that.",
        ),
        "divided by all results": (
            lambda found, label, labels, k: _hits(labels[found[:k]], label) / len(found),
            "Only the first k results are looked at, so they are what is divided by.",
        ),
        "first result left out": (
            lambda found, label, labels, k: precision_at_k(found[1:], label, labels, k),
            "The first result counts as well: the query is not in this gallery.",
        ),
        "positions taken for labels": (
            lambda found, label, labels, k: float(np.mean(found[:k] == label)),
            "`neighbours` are positions in the gallery. Which classes stand there?",
        ),
        "not yet a share": (
            lambda found, label, labels, k: labels[found[:k]] == label,
            "That says of each result whether it is right. Which share of them is?",
        ),
        "the k-th result only": (
            lambda found, label, labels, k: float(labels[found[k - 1]] == label),
            "That is one result, the k-th. Which share of the first k is right?",
        ),
        "one result more": (
            lambda found, label, labels, k: precision_at_k(found, label, labels, k + 1),
            "A slice ends before its second number: `[:k]` are k results.",
        ),
        "the last k": (
            lambda found, label, labels, k: precision_at_k(found[-k:], label, labels, k),
            "The nearest come first. These are the last ones.",
        ),
    },
)

sound_steps = NumberQuestion(
    "applications.sound_steps",
    reread="Hear: a window over time",
    prompt="A sound of {samples} samples goes through `Conv1D({filters}, {window}, strides={stride}"
    ")`, without padding. How many steps has each of its feature sequences?",
    inputs={"samples": 1000, "filters": 24, "window": 48, "stride": 5},
    answer=lambda samples, window, stride: (samples - window) // stride + 1,
    mistakes={
        "rounded up": (
            lambda samples, window, stride: -(-(samples - window) // stride) + 1,
            "The last of these windows would reach beyond the end of the sound. Round down.",
        ),
        "not rounded": (
            lambda samples, window, stride: (samples - window) / stride + 1,
            "A part of a step is none. Which windows end inside?",
        ),
        "window forgotten": (
            lambda samples, stride: samples // stride,
            "With padding it would be so many. Without it, the window has to end inside.",
        ),
        "first place not counted": (
            lambda samples, window, stride: (samples - window) // stride,
            "Count the place at the very beginning, too.",
        ),
        "stride forgotten": (
            lambda samples, window: samples - window + 1,
            "That is how many places there are at stride 1.",
        ),
        "filters for steps": (
            lambda filters: filters,
            "That is how many sequences there are, not how long one is.",
        ),
        "all sequences together": (
            lambda samples, filters, window, stride: filters * ((samples - window) // stride + 1),
            "That is all sequences together. One is asked for.",
        ),
    },
    hints=[
        "Along one axis it is the formula that you know from images.",
        "Where can the window begin, in steps of {stride}, and where at last?",
    ],
    explanation="({samples} − {window}) / {stride}, rounded down, + 1 = {answer}: one axis of the "
    "formula for images.",
)

film_parameters = NumberQuestion(
    "applications.film_parameters",
    reread="Watch: one axis more",
    prompt="`Conv3D({filters}, ({frames}, {height}, {width}))` on films with {channels} channels: "
    "how many parameters, with biases?",
    inputs={"filters": 16, "frames": 3, "height": 5, "width": 7, "channels": 2},
    answer=lambda filters, frames, height, width, channels: (
        (frames * height * width * channels + 1) * filters
    ),
    mistakes={
        "no time in the kernel": (
            lambda filters, height, width, channels: (height * width * channels + 1) * filters,
            "That is `Conv2D`. Each filter here has weights for several frames.",
        ),
        "no biases": (
            lambda filters, frames, height, width, channels: (
                frames * height * width * channels * filters
            ),
            "These are the weights. Each filter also has a bias.",
        ),
        "one channel": (
            lambda filters, frames, height, width: (frames * height * width + 1) * filters,
            "A filter is as deep as its input: it has such a block for each channel.",
        ),
        "one bias for all": (
            lambda filters, frames, height, width, channels: (
                frames * height * width * channels * filters + 1
            ),
            "There is not one bias for all, but one for each filter.",
        ),
        "frames taken for channels": (
            lambda filters, frames, height, width, channels: (
                (height * width * (channels + frames) + 1) * filters
            ),
            "Time and channels do not add up: for each frame and each channel there is a kernel.",
        ),
        "one filter": (
            lambda frames, height, width, channels: frames * height * width * channels + 1,
            "That is how many one filter has. How many filters are there?",
        ),
        "one channel, no biases": (
            lambda filters, frames, height, width: frames * height * width * filters,
            "A filter has such a block for each channel, and it also has a bias.",
        ),
        "no time, no biases": (
            lambda filters, height, width, channels: height * width * channels * filters,
            "These are the weights of `Conv2D`. What of the frames, and of the biases?",
        ),
        "a bias for each channel": (
            lambda filters, frames, height, width, channels: (
                (frames * height * width + 1) * channels * filters
            ),
            "The channels are summed before the bias is added: each filter has one.",
        ),
        "a bias for each frame": (
            lambda filters, frames, height, width, channels: (
                (height * width * channels + 1) * frames * filters
            ),
            "The frames are summed before the bias is added: each filter has one.",
        ),
        "one size left out": (
            lambda filters, frames, height, channels: (frames * height * channels + 1) * filters,
            "A filter has three sizes, and the channels. Which one is missing?",
        ),
    },
    hints=[
        "One filter: how many frames, rows, columns and channels does it cover?",
        "Add its bias, and take it times the filters.",
    ],
    explanation="({frames} · {height} · {width} · {channels} + 1) · {filters} = {answer}: "
    "as in `Conv2D`, with one factor more.",
)

averaged_noise = NumberQuestion(
    "applications.averaged_noise",
    reread="Average the frames",
    prompt="Nothing moves, and each frame has noise of its own, with a standard deviation of "
    "{deviation} grey levels. What is left in the mean of {frames} frames?",
    inputs={"deviation": 24, "frames": 9},
    answer=lambda deviation, frames: deviation / frames**0.5,
    tolerance=1e-3,
    mistakes={
        "divided by the number": (
            lambda deviation, frames: deviation / frames,
            "In a sum some of the noise cancels: it grows as the root of the number. Dividing it "
            "by the number leaves more than this.",
        ),
        "nothing gained": (
            lambda deviation: deviation,
            "It stays where all frames have the same noise. Here each has its own.",
        ),
        "noise of the sum": (
            lambda deviation, frames: deviation * frames**0.5,
            "That is how large it is in the sum. The mean divides the sum once more.",
        ),
        "noise all gone": (lambda: 0, "A finite number of frames leaves something."),
        "variance": (
            lambda deviation, frames: deviation**2 / frames,
            "That is what is left of the variance. Take its root.",
        ),
        "halved, whatever the number": (
            lambda deviation: deviation / 2,
            "Four frames halve it. Here there are more.",
        ),
        "the divisor only": (
            lambda frames: frames**0.5,
            "By so much the noise is divided. What is left of it?",
        ),
        "multiplied": (
            lambda deviation, frames: deviation * frames,
            "That would be the sum of frames with the same noise. Some of it cancels, and a mean "
            "divides.",
        ),
    },
    hints=[
        "The variance of a sum of independent numbers is the sum of their variances.",
        "Of the mean's variance take the root.",
    ],
    explanation="{deviation} / √{frames} = {answer:g}. Four times the frames halve it.",
)


def mean_moved_back(film, step):
    """Move each frame back to where the first one is, and take the mean."""
    back = [np.roll(frame, -step * t, axis=1) for t, frame in enumerate(film)]
    return np.mean(back, axis=0)


def _in_from_black(frame, shift):
    moved = np.zeros_like(frame)
    places = np.arange(frame.shape[1]) + shift
    inside = (places >= 0) & (places < frame.shape[1])
    moved[:, places[inside]] = frame[:, inside]
    return moved


def _sum_in_place(film, step):
    total = np.zeros_like(film[0])
    for t, frame in enumerate(film):
        total += np.roll(frame, -step * t, axis=1)
    return total / len(film)


def _mean_of_moved(film, shift, axis=1):
    return np.mean([np.roll(frame, shift(t), axis=axis) for t, frame in enumerate(film)], axis=0)


FILM = np.array(
    [[[9, 0, 0, 0], [1, 0, 2, 0]], [[0, 6, 0, 0], [0, 1, 0, 2]], [[0, 0, 3, 0], [2, 0, 1, 0]]]
)
LONGER = np.arange(60.0).reshape(4, 3, 5) % 7
BRIGHT = np.full((3, 2, 4), 200, dtype=np.uint8)  # its sum is more than 255
BRIGHT[1, 0, 2] = 40

moved_back = Exercise(
    "applications.moved_back",
    reread="Average the frames",
    reference=mean_moved_back,
    cases=[(FILM, 1), (LONGER, 2), (LONGER, -1), (BRIGHT, 1)],
    hints=[
        "`enumerate(film)` gives each frame with its number t, from 0.",
        "Frame t has moved by `step * t` pixels since the first: `np.roll(frame, …, axis=1)` "
        "with a negative number moves it back.",
        "Take the mean of the moved frames along the first axis.",
    ],
    mistakes={
        "not moved": (
            lambda film, step: np.mean(film, axis=0),
            "That is the mean of the frames as they are, with a trail in it.",
        ),
        "moved on": (
            lambda film, step: mean_moved_back(film, -step),
            "Now each frame is twice as far away. Back is the other direction.",
        ),
        "all by one step": (
            lambda film, step: _mean_of_moved(film, lambda t: -step),
            "All frames have been moved by the same amount, so they are apart as before. Frame t "
            "has gone t steps.",
        ),
        "rows for columns": (
            lambda film, step: _mean_of_moved(film, lambda t: -step * t, axis=0),
            "That moves it up. To the side is along the columns.",
        ),
        "sum": (
            lambda film, step: mean_moved_back(film, step) * len(film),
            "That is the sum, as many times as bright as there are frames.",
        ),
        "step not used": (
            lambda film, step: mean_moved_back(film, 1),
            "It moves by one pixel a frame. By how many does the film?",
        ),
        "back to the last frame": (
            lambda film, step: _mean_of_moved(film, lambda t: step * (len(film) - 1 - t)),
            "The frames lie on one another, where the last one is. The first one is asked for.",
        ),
        "one frame late": (
            lambda film, step: _mean_of_moved(film, lambda t: -step * (t + 1)),
            "The first frame is number 0: it stays where it is.",
        ),
        "axis not named": (
            lambda film, step: _mean_of_moved(film, lambda t: -step * t, axis=None),
            "Without `axis`, `np.roll` moves the frame as one long row: what goes out of a row "
            "comes into its neighbour.",
        ),
        "black comes in": (
            lambda film, step: np.mean(
                [_in_from_black(frame, -step * t) for t, frame in enumerate(film)], axis=0
            ),
            "What is moved out on one side comes in on the other. Here zeros come in.",
        ),
        "mean over everything": (
            lambda film, step: float(np.mean(film)),
            "That is one number. The mean over the frames is an image: `axis=0`.",
        ),
        "divided by the rows": (
            lambda film, step: mean_moved_back(film, step) * len(film) / film.shape[1],
            "That divides by the number of rows. How many frames are there?",
        ),
        "whole numbers wrap": (
            _sum_in_place,
            "A `uint8` holds no more than 255, so a sum of bright frames begins again at 0. Add "
            "them as real numbers.",
        ),
        "not averaged": (
            lambda film, step: np.stack(
                [np.roll(frame, -step * t, 1) for t, frame in enumerate(film)]
            ),
            "These are the frames, moved back. One image is asked for: their mean.",
        ),
        "first frame left out": (
            lambda film, step: np.mean(
                [np.roll(film[t], -step * t, axis=1) for t in range(1, len(film))], axis=0
            ),
            "The first frame has not moved, but it belongs to the mean as well.",
        ),
    },
)
