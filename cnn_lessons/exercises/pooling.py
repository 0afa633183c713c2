"""Exercises of the chapter *Pooling*.

Cases avoid whatever hides a mistake: square maps, strides as large as the window,
sizes that the windows fill, maps without a negative window, windows with one maximum.
"""

from functools import partial

import numpy as np

from cnn_lessons.checks import (
    RIGHT,
    ChoiceQuestion,
    Exercise,
    NumberQuestion,
    ShapeQuestion,
    whole_numbers,
)

parameters = NumberQuestion(
    "pooling.parameters",
    reread="Keep one number of each window",
    prompt="A max pooling layer with windows of {K} × {K} acts on {C} feature maps of "
    "{H} × {H}. How many parameters does it have?",
    inputs={"K": 2, "H": 28, "C": 64},
    answer=lambda: 0,
    mistakes={
        "counted like a convolution": (
            lambda K, C: K * K * C,
            "A convolution would have a weight for each pixel and channel of its window. What "
            "could a weight change about the largest of four numbers?",
        ),
        "one weight for each pixel of the window": (
            lambda K: K * K,
            "The four pixels are compared, not weighted.",
        ),
        "one bias for each channel": (
            lambda C: C,
            "LeNet-5's pooling of 1998 had such biases. Today's adds nothing to what it picks.",
        ),
        "size of the output": (
            lambda K, H, C: (H // K) ** 2 * C,
            "That is how many numbers come out. Parameters are what a layer learns.",
        ),
        "a window and a bias": (
            lambda K: K * K + 1,
            "That would be a filter for one channel. Pooling has neither weights nor a bias.",
        ),
        "a window and a bias for each channel": (
            lambda K, C: (K * K + 1) * C,
            "That would be a depthwise convolution. Pooling has neither weights nor biases.",
        ),
        "channels to channels": (
            lambda K, C: K * K * C * C,
            "That would be a convolution with as many filters as channels. Pooling mixes nothing "
            "and learns nothing.",
        ),
    },
    hints=[
        "Which numbers in this layer could training change?",
        "Write max pooling as a formula of the four pixels: where is a weight?",
    ],
    explanation="{answer}: the largest of four numbers needs no weight, and nothing is learned.",
)


def max_pool(feature_map, pool_size, strides):
    """Return the largest number of each window that fits on the map."""
    rows = (feature_map.shape[0] - pool_size) // strides + 1
    columns = (feature_map.shape[1] - pool_size) // strides + 1
    outputs = np.zeros((rows, columns))
    for row in range(rows):
        for column in range(columns):
            top, left = row * strides, column * strides
            window = feature_map[top : top + pool_size, left : left + pool_size]
            outputs[row, column] = window.max()
    return outputs


def _pool_at(place, sizes, feature_map):
    """Pool windows at ``slice(*place(i))``, in as many rows and columns as `sizes` says."""
    rows, columns = ([slice(*place(i)) for i in range(size)] for size in sizes)
    return np.array([[feature_map[i, j].max() for j in columns] for i in rows], dtype=float)


def _pool_with(reduce, feature_map, pool_size, strides, extra=0):
    """Pool like `max_pool`, with another reduction, or with windows that stick out by `extra`."""
    rows, columns = (range(0, n - pool_size + 1 + extra, strides) for n in feature_map.shape)
    windows = [[feature_map[i : i + pool_size, j : j + pool_size] for j in columns] for i in rows]
    return np.array([[reduce(window) for window in row] for row in windows], dtype=float)


one_map = Exercise(
    "pooling.one_map",
    reread="Size and stride",
    reference=max_pool,
    cases=[
        (whole_numbers(4, 5, seed=1), 2, 2),
        (-1 - whole_numbers(6, 5, low=0, seed=2), 3, 2),
        (whole_numbers(5, 8, seed=3), 3, 2),
        (whole_numbers(7, 6, seed=4), 2, 3),
    ],
    hints=[
        "First the size: in how many places does the window fit, if it moves by `strides`?",
        "The window for output `[row, column]` begins at `row * strides`, `column * strides`.",
        "`window.max()` is one output.",
    ],
    mistakes={
        "mean instead of maximum": (
            partial(_pool_with, np.mean),
            "That is average pooling.",
            "Keep one number of each window",
        ),
        "largest without its sign": (
            lambda feature_map, *window: max_pool(np.abs(feature_map), *window),
            "The largest absolute value was taken. Of −5 and 1 the larger is 1.",
            "Keep one number of each window",
        ),
        "started from zero": (
            lambda *arguments: np.maximum(max_pool(*arguments), 0),
            "A window of negative numbers has a negative maximum. Compare its pixels with each "
            "other, and with nothing else.",
            "A frame that never wins",
        ),
        "strides ignored": (
            lambda feature_map, pool_size, strides: max_pool(feature_map, pool_size, pool_size),
            "The windows stand side by side. They must move by `strides`, which may be less or "
            "more than their size.",
        ),
        "one pixel at a time": (
            lambda feature_map, pool_size, strides: max_pool(feature_map, pool_size, 1),
            "The windows move by one pixel, as a convolution's do. They must move by `strides`.",
        ),
        "rounded up": (
            lambda x, size, strides: _pool_with(np.max, x, size, strides, extra=strides - 1),
            "A last window that sticks out was counted, as in Caffe. Here, as in Keras, only "
            "windows that fit count.",
        ),
        "window as a slice of strides": (
            lambda x, k, s: _pool_with(lambda window: window[:s, :s].max(), x, k, s),
            "Each window was cut off where the next one begins. Windows overlap if they are "
            "larger than the stride.",
        ),
        "start not times the stride": (
            lambda x, k, s: _pool_at(lambda i: (i, i + k), max_pool(x, k, s).shape, x),
            "There are as many windows as there should be, but they move by one pixel. Window i "
            "begins at i times the stride.",
        ),
        "as many windows as strides": (
            lambda x, k, s: _pool_at(lambda i: (i * s, i * s + k), [n // s for n in x.shape], x),
            "A window that sticks out was counted. The last place is where the whole window still "
            "fits.",
        ),
        "first window forgotten": (
            lambda x, k, s: max_pool(x, k, s)[:-1, :-1],
            "The last row and column of windows are missing: the steps were counted, and not the "
            "place before the first.",
        ),
        "sum instead of maximum": (
            partial(_pool_with, np.sum),
            "The pixels of each window were added. Keep the largest.",
            "Keep one number of each window",
        ),
        "place instead of value": (
            partial(_pool_with, np.argmax),
            "`argmax` says where the largest number stands. The number itself is asked for.",
        ),
        "range ends too early": (
            lambda x, k, s: _pool_at(
                lambda i: (i * s, i * s + k), [len(range(0, n - k, s)) for n in x.shape], x
            ),
            "`range(0, n - k, strides)` leaves out a window that ends on the last pixel.",
        ),
    },
)

output_shape = ShapeQuestion(
    "pooling.output_shape",
    reread="Size and stride",
    prompt="`MaxPooling2D(pool_size={K}, strides={S})` takes a batch of shape "
    "({N}, {H}, {W}, {C}), without padding. What is the shape of its output?",
    inputs={"N": 4, "H": 28, "W": 30, "C": 16, "K": 3, "S": 2},
    answer=lambda N, H, W, C, K, S: (N, (H - K) // S + 1, (W - K) // S + 1, C),
    mistakes={
        "rounded up": (
            lambda N, H, W, C, K, S: (N, -(-(H - K) // S) + 1, -(-(W - K) // S) + 1, C),
            "Right in Caffe, which lets the last window stick out. Keras and PyTorch round down.",
        ),
        "divided by the window": (
            lambda N, H, W, C, K: (N, H // K, W // K, C),
            "That would be windows side by side. Here they move by less than their size.",
        ),
        "stride forgotten": (
            lambda N, H, W, C, K: (N, H - K + 1, W - K + 1, C),
            "In these places the window fits, but it stands only in every second of them.",
        ),
        "channels pooled too": (
            lambda N, H, W, C, K, S: (N, (H - K) // S + 1, (W - K) // S + 1, C // S),
            "Each channel is pooled by itself, so that all of them come out.",
            "Keep one number of each window",
        ),
        "batch forgotten": (
            lambda H, W, C, K, S: ((H - K) // S + 1, (W - K) // S + 1, C),
            "That is one image. The batch has several.",
            "Keep one number of each window",
        ),
        "first window forgotten": (
            lambda N, H, W, C, K, S: (N, (H - K) // S, (W - K) // S, C),
            "These are the steps. Before the first the window has a place, too.",
        ),
        "channels first": (
            lambda N, H, W, C, K, S: (N, C, (H - K) // S + 1, (W - K) // S + 1),
            "That is PyTorch's order. The batch came with its channels last, and keeps them there.",
            "Keep one number of each window",
        ),
    },
    hints=[
        "Take one axis alone: the first window begins at pixel 0. Where does the last one begin?",
        "({H} − {K}) / {S} is 12.5: so 12 steps fit. How many windows is that?",
    ],
    explanation="({H} − {K}) // {S} + 1 rows, ({W} − {K}) // {S} + 1 columns: {answer}.",
)

CORNER = ((5, -1, -2), (0, -6, 1), (2, -1, -3))
_ROWS = "\n".join("".join(f"{value:4}" for value in row) for row in CORNER).replace("-", "−")

corner = NumberQuestion(
    "pooling.corner",
    reread="A frame that never wins",
    prompt="Max pooling, 2 × 2, stride 2, `padding='same'`: a row is added below and a column "
    f"on the right. What is the number at the bottom right of the output?\n`{_ROWS}`",
    inputs={"feature_map": CORNER},
    answer=lambda feature_map: feature_map[2][2],
    mistakes={
        "padding with zeros": (
            lambda feature_map: max(feature_map[2][2], 0),
            "The zeros of the padding have won. Padding is there for the size only.",
        ),
        "window pushed back": (
            lambda feature_map: max(feature_map[i][j] for i in (1, 2) for j in (1, 2)),
            "The window was moved back until it lay inside. It stays where it is, and sees what "
            "is there.",
        ),
        "padding left out": (
            lambda feature_map: max(feature_map[i][j] for i in (0, 1) for j in (0, 1)),
            'That is the only window that fits: `padding="valid"`. Here four windows are made.',
        ),
        "mean with zeros": (
            lambda feature_map: feature_map[2][2] / 4,
            "That is an average, and over zeros that are no pixels.",
        ),
    },
    hints=[
        "The last window begins in the third row and the third column.",
        "How many real pixels does it hold?",
    ],
    explanation="The last window holds one real pixel, {answer}, and padding never wins.",
)


def average_pool(feature_map, pool_size):
    """Return the mean around each pixel: of the pixels that the window holds, no others."""
    outputs = np.zeros(feature_map.shape)
    half = pool_size // 2
    for row, column in np.ndindex(feature_map.shape):
        top, left = max(row - half, 0), max(column - half, 0)
        outputs[row, column] = feature_map[top : row + half + 1, left : column + half + 1].mean()
    return outputs


def _means_of(window, feature_map, pool_size):
    """Average over other rows and columns: ``window(place, half)`` gives first and end."""
    outputs, half = np.zeros(feature_map.shape), pool_size // 2
    for row, column in np.ndindex(feature_map.shape):
        pixels = feature_map[slice(*window(row, half)), slice(*window(column, half))]
        outputs[row, column] = pixels.mean() if pixels.size else np.nan
    return outputs


def _keep_size(reduce, feature_map, pool_size, **padding):
    """Pool around each pixel, in a frame."""
    return _pool_with(reduce, np.pad(feature_map, pool_size // 2, **padding), pool_size, 1)


means = Exercise(
    "pooling.means",
    reread="A frame that never wins",
    reference=average_pool,
    cases=[
        (whole_numbers(3, 4, seed=1), 3),
        (whole_numbers(5, 4, seed=2), 3),
        (whole_numbers(6, 7, seed=3), 5),
    ],
    hints=[
        "The window of output `[row, column]` reaches `pool_size // 2` pixels to each side.",
        "Cut it at the edge: a slice may not begin below 0, and ends by itself at the end.",
        "`.mean()` of that slice divides by as many pixels as it holds.",
    ],
    mistakes={
        "zeros counted": (
            partial(_keep_size, np.mean),
            "Zeros outside of the map were averaged in, as PyTorch does by default. Here, as in "
            "Keras, only real pixels count.",
        ),
        "edge repeated": (
            partial(_keep_size, np.mean, mode="edge"),
            "The pixels at the edge were counted several times.",
        ),
        "size lost": (
            lambda feature_map, pool_size: _pool_with(np.mean, feature_map, pool_size, 1),
            "The map has shrunk. There is one output for every pixel, at the edge too.",
        ),
        "sum instead of mean": (
            partial(_keep_size, np.sum),
            "The pixels are added, and not divided by how many they are.",
            "Keep one number of each window",
        ),
        "maximum instead of mean": (
            partial(_keep_size, np.max, constant_values=-np.inf),
            "That is max pooling.",
            "Keep one number of each window",
        ),
        "window begins below 0": (
            partial(_means_of, lambda i, half: (i - half, i + half + 1)),
            "A slice that begins at −1 begins at the last pixel, so the window is empty. Cut the "
            "beginning at 0.",
        ),
        "window ends one too early": (
            partial(_means_of, lambda i, half: (max(i - half, 0), max(i + half, 1))),
            "The end of a slice is not in it: one row and one column are missing.",
        ),
        "window begins at the pixel": (
            partial(_means_of, lambda i, half: (i, i + 2 * half + 1)),
            "The pixel is the first of its window. It should be in the middle.",
        ),
        "half the window too wide": (
            partial(_means_of, lambda i, half: (max(i - 2 * half - 1, 0), i + 2 * half + 2)),
            "The window reaches its whole size to each side. It should reach half of that.",
        ),
    },
)

broken_pixel = ChoiceQuestion(
    "pooling.broken_pixel",
    reread="The largest is not the most important",
    prompt="One pixel of a camera is broken and always white. Its photographs go through three "
    "max poolings of 2 × 2. What becomes of the pixel?",
    choices={
        "It is gone: pooling keeps what is important": (
            "importance imagined",
            "Pooling knows nothing but sizes. Is white large or small?",
        ),
        "It is still there, and a quarter as strong after each pooling": (
            "average taken for maximum",
            "That is what average pooling would do to it, in a black photograph.",
        ),
        "It is as strong as before, and speaks for 2 × 2 pixels": (
            "one pooling only",
            "That is after the first pooling. The other two enlarge it further.",
        ),
        "It is as strong as before, and speaks for 8 × 8 pixels": RIGHT,
    },
    hints=[
        "Can any pixel of its window be larger than white?",
        "After the first pooling, how many pixels of the photograph does one output stand for?",
    ],
    explanation="No pixel is larger than white, so it wins three times, and each pooling "
    "doubles the height and width that it speaks for.",
)

stride_saving = NumberQuestion(
    "pooling.stride_saving",
    reread="Do you need it?",
    prompt="A convolution of {K} × {K} with stride 1 is followed by {S} × {S} max pooling. The "
    "same convolution with stride {S} takes the place of both. Its multiply-adds are fewer by a "
    "factor of …?",
    inputs={"S": 3, "K": 5},
    answer=lambda S: S * S,
    tolerance=0.01,
    mistakes={
        "one axis only": (lambda S: S, "The stride skips rows as well as columns."),
        "same output, same work": (
            lambda: 1,
            "In the end there are about as many outputs. But the first way computes many more, "
            "and then throws most of them away.",
        ),
        "axes added": (
            lambda S: 2 * S,
            "For each row that is left there are all columns that are left: factors multiply.",
        ),
        "kernel counted": (
            lambda K: K * K,
            "The kernel's size is in both counts, and cancels out.",
        ),
        "share that is left": (
            lambda S: 1 / (S * S),
            "That is the share of the work that is left. By which factor is it less?",
        ),
        "share that is saved": (
            lambda S: 1 - 1 / (S * S),
            "That is the share of the work that is saved. By which factor is it less?",
        ),
    },
    hints=[
        "Each output of a convolution costs the same. Count outputs.",
        "How many does the convolution make before the pooling, and how many with the stride?",
    ],
    explanation="It makes outputs in every third row and column only: a factor of {answer}.",
)

head_parameters = NumberQuestion(
    "pooling.head_parameters",
    reread="One number for each map",
    prompt="ResNet-50 ends with {C:,} feature maps of {H} × {H}, global average pooling, and a "
    "dense layer for {K:,} classes, with biases. How many parameters has this head?",
    inputs={"H": 7, "C": 2048, "K": 1000},
    answer=lambda C, K: C * K + K,
    mistakes={
        "flattened": (
            lambda H, C, K: H * H * C * K + K,
            "That is the head after flattening. Global pooling leaves one number of each map.",
        ),
        "biases forgotten": (
            lambda C, K: C * K,
            "These are the weights. Each class has a bias too.",
        ),
        "maps averaged away": (
            lambda H, K: H * H * K + K,
            "The average was taken over the channels. It runs over height and width.",
        ),
        "pooling given weights": (
            lambda H, C, K: C * K + K + H * H * C,
            "The dense layer is right. Pooling has nothing to learn.",
            "Keep one number of each window",
        ),
        "flattened, without biases": (
            lambda H, C, K: H * H * C * K,
            "That is after flattening, and without the biases. Global pooling leaves one number of "
            "each map.",
        ),
        "one bias for the head": (
            lambda C, K: C * K + 1,
            "Each class has a bias of its own.",
        ),
        "biases of the maps": (
            lambda C, K: C * K + C,
            "A bias is added to what comes out: there is one for each class.",
        ),
    },
    hints=[
        "How many numbers does the dense layer see for one image?",
        "Each class has a weight for every one of them, and a bias.",
    ],
    explanation="{C} numbers, {K} classes: {C} · {K} + {K} = {answer}.",
)


def average_of_each_map(feature_maps):
    """Average over rows and columns; keep images and channels apart."""
    return feature_maps.mean(axis=(1, 2))


global_average = Exercise(
    "pooling.global_average",
    reread="One number for each map",
    reference=average_of_each_map,
    cases=[
        (whole_numbers(*shape, seed=1),) for shape in ((2, 2, 3, 4), (3, 4, 2, 5), (2, 5, 3, 3))
    ],
    hints=[
        "Which of the four axes of (N, H, W, C) are to disappear?",
        "`.mean(axis=…)` takes a tuple of axes.",
    ],
    mistakes={
        "averaged over the channels": (
            lambda feature_maps: feature_maps.mean(axis=3),
            "The channels are gone and the pixels are left. It must be the other way round.",
        ),
        "channels first": (
            lambda feature_maps: feature_maps.mean(axis=(2, 3)),
            "The last two axes were averaged: right for PyTorch's (N, C, H, W). Here the last "
            "axis is the channels.",
        ),
        "images mixed": (
            lambda feature_maps: feature_maps.mean(axis=(0, 1, 2)),
            "The average runs over the batch, too. Each image needs numbers of its own.",
        ),
        "maximum instead of mean": (
            lambda feature_maps: feature_maps.max(axis=(1, 2)),
            "That is global max pooling.",
        ),
        "sum instead of mean": (
            lambda feature_maps: feature_maps.sum(axis=(1, 2)),
            "The pixels are added, and not divided by how many they are.",
        ),
        "axes kept": (
            lambda feature_maps: feature_maps.mean(axis=(1, 2), keepdims=True),
            "The numbers are right. The axes of height and width, now of size 1, must go: the "
            "shape is (N, C).",
        ),
        "over the rows only": (
            lambda feature_maps: feature_maps.mean(axis=1),
            "The rows are gone and the columns are left. A map has both.",
        ),
        "over the columns only": (
            lambda feature_maps: feature_maps.mean(axis=2),
            "The columns are gone and the rows are left. A map has both.",
        ),
        "one number for everything": (
            lambda feature_maps: feature_maps.mean(),
            "Images and channels were thrown together. Name the axes that have to go.",
        ),
        "channels averaged, too": (
            lambda feature_maps: feature_maps.mean(axis=(1, 2, 3)),
            "One number for each image is left. Each channel needs its own.",
        ),
    },
)
