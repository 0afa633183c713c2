"""Exercises of the chapter *Padding and stride*.

Cases avoid whatever hides a mistake: strides of 1, sizes that leave nothing over,
an even number of zeros, square images, one zero on each side.
"""

from functools import partial
from math import ceil

import numpy as np

from cnn_lessons.checks import RIGHT, ChoiceQuestion, Exercise, NumberQuestion, ShapeQuestion


def zeros_per_side(kernel_size):
    """Give back, half on each side, what the window takes away."""
    return (kernel_size - 1) // 2


same_size = Exercise(
    "padding_stride.same_size",
    reread="Put zeros around it",
    reference=zeros_per_side,
    cases=[(1,), (3,), (5,), (11,)],
    hints=[
        "Start from `size + 2 * padding - kernel_size + 1` and ask for `size`.",
        "Then `2 * padding` and what the kernel takes away must be equal. Solve for `padding`.",
    ],
    mistakes={
        "total instead of per side": (
            lambda kernel_size: kernel_size - 1,
            "That is how many pixels the image loses in total. Padding is added on two sides, "
            "so each side needs half of it.",
        ),
        "the 3 × 3 kernel's padding for all": (
            lambda kernel_size: 1,
            "One zero on each side is right for a kernel of 3. A larger one takes more away, "
            "and a kernel of 1 takes nothing.",
        ),
        "half the kernel, rounded up": (
            lambda kernel_size: (kernel_size + 1) // 2,
            "The output is now larger than the input. Do it for a kernel of one pixel: what "
            "does it take away?",
            "Count the places where the window fits",
        ),
        "not rounded": (
            lambda kernel_size: kernel_size / 2,
            "There is no half of a zero. How many pixels does the window take away in all?",
        ),
        "the whole kernel": (
            lambda kernel_size: kernel_size,
            "Then the window would also stand beside the image, on zeros alone. Do it for a "
            "kernel of one pixel.",
        ),
    },
)

exam_layer = ShapeQuestion(
    "padding_stride.exam_layer",
    reread="Count the places where the window fits",
    prompt="An exam question: {F} filters of {K} × {K} slide over an input of {N} × {N} × {C}, "
    "pixel by pixel, with padding {P}. What is the shape of the output?",
    inputs={"N": 32, "C": 3, "K": 5, "F": 10, "P": 3},
    answer=lambda N, K, F, P: (N + 2 * P - K + 1, N + 2 * P - K + 1, F),
    mistakes={
        "padding counted once": (
            lambda N, K, F, P: (N + P - K + 1, N + P - K + 1, F),
            "Padding {P} means {P} zeros on each side, and an axis has two sides.",
            "Put zeros around it",
        ),
        "padding forgotten": (
            lambda N, K, F: (N - K + 1, N - K + 1, F),
            "That is the output without padding.",
            "Put zeros around it",
        ),
        "size kept": (
            lambda N, F: (N, N, F),
            "Not every padding keeps the size. How many pixels does the window take away, and how "
            "many come back?",
        ),
        "window forgotten": (
            lambda N, F, P: (N + 2 * P, N + 2 * P, F),
            "That is the size of the padded input. The window fits in fewer places.",
        ),
        "channels kept": (
            lambda N, C, K, P: (N + 2 * P - K + 1, N + 2 * P - K + 1, C),
            "A filter sums over the input's channels. How many maps do the filters make?",
        ),
        "channels times filters": (
            lambda N, C, K, F, P: (N + 2 * P - K + 1, N + 2 * P - K + 1, C * F),
            "Each filter sums over all channels and gives one map.",
        ),
        "first place forgotten": (
            lambda N, K, F, P: (N + 2 * P - K, N + 2 * P - K, F),
            "These are the steps that the window can take. Before the first it has a place, too.",
        ),
    },
    hints=[
        "One axis first: how many pixels are there with the zeros on both sides?",
        "Count the places of a window of {K} on them. The last number is that of the feature maps.",
    ],
    explanation="{N} + 2·{P} − {K} + 1 places along each axis, and one map for each filter: "
    "{answer}.",
)

frame_of_zeros = ChoiceQuestion(
    "padding_stride.frame_of_zeros",
    reread="Put zeros around it",
    prompt="A uniformly bright photograph gets one zero on each side and goes through the kernel "
    "with the rows (−1, −2, −1), (0, 0, 0) and (1, 2, 1). Where is the feature map not 0?",
    choices={
        "Nowhere: a uniform photograph has no edges": (
            "zeros taken for nothing",
            "The zeros are black, and the photograph is not: where they meet, there is an edge.",
        ),
        "Along the left and the right side": (
            "direction of the other kernel",
            "This kernel subtracts the row above from the row below. Along the left side both "
            "hold the same numbers.",
        ),
        "Along the top and the bottom": RIGHT,
        "Along all four sides": (
            "one kernel for all edges",
            "The zeros make an edge on all four sides, but this kernel sees edges of one "
            "direction only.",
        ),
    },
    hints=[
        "Write down a window in the middle of the upper side: one of its rows is zeros.",
        "Now one in the middle of the left side: one of its columns is zeros. Add up each.",
    ],
    explanation="There the zeros lie above or below the photograph, and the kernel subtracts "
    "above from below.",
)


def mirror_row(row, amount):
    """Put the pixels beside the edge outside it, in reverse; the edge is the mirror."""
    before = row[amount:0:-1]
    after = row[-2 : -amount - 2 : -1]
    return np.concatenate([before, row, after])


reflect_padding = Exercise(
    "padding_stride.reflect_padding",
    reread="Put zeros around it",
    reference=mirror_row,
    cases=[
        (np.array([1.0, 2.0, 3.0, 4.0]), 2),
        (np.array([5.0, 1.0, 4.0, 2.0, 8.0]), 3),
        (np.array([3.0, 7.0]), 1),
    ],
    hints=[
        "Which pixels lie next to the first one? They come outside it, in reverse.",
        "`row[amount:0:-1]` walks backwards from pixel `amount` and stops before pixel 0.",
        "The other end is the same from behind: -1 is the last pixel, -2 its neighbour.",
    ],
    mistakes={
        "edge repeated": (
            partial(np.pad, mode="symmetric"),
            "The pixel at the edge stands there twice. It is the mirror: the reflection begins "
            "with its neighbour.",
        ),
        "edge stretched": (
            partial(np.pad, mode="edge"),
            "The pixel at the edge is repeated all the way. A mirror shows what lies before it.",
        ),
        "other end shown": (
            partial(np.pad, mode="wrap"),
            "The row goes on at its other end, as on a ring. A mirror shows the same end.",
        ),
        "zeros": (partial(np.pad, mode="constant"), "That is zero padding."),
        "not reversed": (
            lambda row, amount: np.concatenate([row[1 : amount + 1], row, row[-amount - 1 : -1]]),
            "The right pixels, in the order in which they stand inside. In a mirror what is "
            "nearest to it stays nearest.",
        ),
        "end not reversed": (
            lambda row, amount: np.concatenate(
                [row[amount:0:-1], row, row[len(row) - amount - 1 : -1]]
            ),
            "The front is a mirror, the end a copy. Both are reversed.",
        ),
        "last pixel repeated": (
            lambda row, amount: np.concatenate([row[amount:0:-1], row, row[: -amount - 1 : -1]]),
            "The last pixel stands there twice. The mirror is the edge: the reflection begins with "
            "its neighbour, `row[-2]`.",
        ),
    },
)


def output_size(size, kernel_size, strides, padding):
    """Count the steps that fit, and the place where the window stands before the first."""
    steps = (size + 2 * padding - kernel_size) // strides
    return steps + 1


places = Exercise(
    "padding_stride.places",
    reread="Take longer steps",
    reference=output_size,
    cases=[(7, 3, 1, 0), (4, 3, 2, 1), (224, 11, 4, 2), (10, 1, 3, 0), (6, 5, 2, 1)],
    hints=[
        "How far can the window's left edge move on the padded row? Count in pixels.",
        "How many whole steps is that? And where did the window stand before the first step?",
    ],
    mistakes={
        "padding counted once": (
            lambda n, k, s, p: (n + p - k) // s + 1,
            "That many zeros stand on each of two sides.",
            "Put zeros around it",
        ),
        "padding forgotten": (
            lambda n, k, s, p: (n - k) // s + 1,
            "The zeros around the image are missing.",
            "Put zeros around it",
        ),
        "steps instead of places": (
            lambda n, k, s, p: (n + 2 * p - k) // s,
            "These are the steps. Before the first step the window has a place, too.",
        ),
        "rounded up": (
            lambda n, k, s, p: ceil((n + 2 * p - k) / s) + 1,
            "A step that is begun must be finished: the window may not stick out.",
        ),
        "rounded to the nearest": (
            lambda n, k, s, p: int((n + 2 * p - k) / s + 0.5) + 1,
            "Half a step was rounded up to a whole one. Then the window sticks out.",
        ),
        "1 added before dividing": (
            lambda n, k, s, p: (n + 2 * p - k + 1) // s,
            "These are the places at stride 1, divided by the stride. The first place is kept "
            "whatever the stride is: it must not be divided.",
        ),
        "not rounded": (
            lambda n, k, s, p: (n + 2 * p - k) / s + 1,
            "There are no fractions of a place. Which way is a fraction rounded here?",
        ),
        "stride forgotten": (
            lambda n, k, s, p: n + 2 * p - k + 1,
            "That is right for steps of one pixel.",
        ),
        'as with "same"': (
            lambda n, k, s, p: -(-n // s),
            'That is the size that `padding="same"` gives. Here the number of zeros is given, and '
            "the kernel takes places away.",
        ),
        "window forgotten": (
            lambda n, k, s, p: (n + 2 * p) // s,
            "The window is wider than a pixel. How far can its left edge move?",
            "Count the places where the window fits",
        ),
    },
)

left_over = NumberQuestion(
    "padding_stride.left_over",
    reread="Take longer steps",
    prompt="A window of {k} pixels moves over {n} pixels in steps of {s}, without padding. How "
    "many pixels at the end are in no window?",
    inputs={"n": 59, "k": 12, "s": 10},
    answer=lambda n, k, s: (n - k) % s,
    mistakes={
        "window forgotten": (
            lambda n, s: n % s,
            "Steps are taken by the window. Its left edge cannot move as far as the image is long.",
        ),
        "what is missing": (
            lambda n, k, s: -(n - k) % s,
            "That many pixels are missing for one more step. How many lie there unused?",
        ),
        "rest of the windows": (
            lambda n, k: n % k,
            "Windows side by side would leave that many. Here each begins one step after the one "
            "before.",
        ),
        "steps counted": (
            lambda n, k, s: (n - k) // s,
            "That is how many whole steps fit. What is left when they are done?",
        ),
        "windows counted": (
            lambda n, k, s: (n - k) // s + 1,
            "The window stands in that many places. How many pixels come after the last?",
        ),
        "fraction of a step": (
            lambda n, k, s: (n - k) % s / s,
            "That is the part of a step that the floor drops. How many pixels is it?",
        ),
        "nothing": (
            0,
            "The windows fit without a remainder only if the steps end at the last pixel. Count "
            "them.",
        ),
    },
    hints=[
        "How far can the window's left edge move?",
        "How many whole steps of {s} is that, and what is left?",
    ],
    unit="pixels",
    explanation="The left edge can move by {n} − {k} pixels. In steps of {s}, {answer} are left.",
)


def output_shape(height, width, kernel_size, strides):
    """Each axis for itself: rows with the first numbers, columns with the second."""
    rows = (height - kernel_size[0]) // strides[0] + 1
    columns = (width - kernel_size[1]) // strides[1] + 1
    return (rows, columns)


each_axis = Exercise(
    "padding_stride.each_axis",
    reread="Take longer steps",
    reference=output_shape,
    cases=[(10, 12, (2, 2), (2, 3)), (32, 20, (3, 5), (1, 2)), (7, 9, (3, 1), (3, 1))],
    hints=[
        "Forget the columns: what are the height, the kernel's height and the first stride?",
        "The columns have numbers of their own. Rows come first in what you return.",
    ],
    mistakes={
        "the height's stride for both": (
            lambda H, W, k, s: ((H - k[0]) // s[0] + 1, (W - k[1]) // s[0] + 1),
            "The columns have a stride of their own.",
        ),
        "the kernel's height for both": (
            lambda H, W, k, s: ((H - k[0]) // s[0] + 1, (W - k[0]) // s[1] + 1),
            "The kernel need not be square.",
        ),
        "columns first": (
            lambda H, W, k, s: output_shape(H, W, k, s)[::-1],
            "Both numbers are right. Rows come first.",
        ),
        "strides swapped": (
            lambda H, W, k, s: output_shape(H, W, k, s[::-1]),
            "The first stride is the step downwards, from row to row.",
        ),
        "pairs taken as (x, y)": (
            lambda H, W, k, s: output_shape(H, W, k[::-1], s[::-1]),
            "Both pairs begin with the number for the rows, as the shape does.",
        ),
        "first place forgotten": (
            lambda H, W, k, s: ((H - k[0]) // s[0], (W - k[1]) // s[1]),
            "These are the steps. Before the first step the window has a place, too.",
        ),
        "strides ignored": (
            lambda H, W, k, s: (H - k[0] + 1, W - k[1] + 1),
            "That is right for steps of one pixel.",
        ),
        "rounded up": (
            lambda H, W, k, s: (ceil((H - k[0]) / s[0]) + 1, ceil((W - k[1]) / s[1]) + 1),
            "A step that is begun must be finished: the window may not stick out.",
        ),
        'as with "same"': (
            lambda H, W, k, s: (ceil(H / s[0]), ceil(W / s[1])),
            "Here nothing is padded, and so the kernel takes places away.",
        ),
        "1 added before dividing": (
            lambda H, W, k, s: ((H - k[0] + 1) // s[0], (W - k[1] + 1) // s[1]),
            "The first place is kept whatever the stride is: it must not be divided.",
        ),
        "places multiplied": (
            lambda H, W, k, s: output_shape(H, W, k, s)[0] * output_shape(H, W, k, s)[1],
            "That is how many places there are in all. Return their rows and columns, as a pair.",
        ),
    },
)

dilated_padding = NumberQuestion(
    "padding_stride.dilated_padding",
    reread="Take longer steps",
    prompt="In PyTorch, `Conv2d(3, 8, kernel_size={k}, padding={p}, dilation={d})` takes an "
    "image of {n} × {n}. How high is the output?",
    inputs={"n": 40, "k": 5, "p": 3, "d": 3},
    answer=lambda n, k, p, d: n + 2 * p - (d * (k - 1) + 1) + 1,
    mistakes={
        "dilation ignored": (
            lambda n, k, p: n + 2 * p - k + 1,
            "The weights do not stand side by side. With gaps between them the window is longer.",
        ),
        "padding counted once": (
            lambda n, k, p, d: n + p - (d * (k - 1) + 1) + 1,
            "The window is right. The zeros stand on both sides.",
            "Put zeros around it",
        ),
        "rate taken for the gap": (
            lambda n, k, p, d: n + 2 * p - ((d + 1) * (k - 1) + 1) + 1,
            "A rate of 1 means no gap: it is the distance from one weight to the next.",
        ),
        "padding forgotten": (
            lambda n, k, d: n - (d * (k - 1) + 1) + 1,
            "The window is right, and the zeros are missing.",
            "Put zeros around it",
        ),
        "size times dilation": (
            lambda n, k, p, d: n + 2 * p - k * d + 1,
            "There is no gap after the last weight: count the pixels from the first weight to "
            "the last.",
        ),
    },
    hints=[
        "How many pixels does the window span, from its first weight to its last?",
        "Put that in place of the kernel size, and count the zeros on both sides.",
    ],
    explanation="The window spans {d}·({k} − 1) + 1 = 13 pixels: {n} + 2·{p} − 13 + 1 = {answer}.",
)

same_at_stride_two = ShapeQuestion(
    "padding_stride.same_at_stride_two",
    reread="Same is not always the same",
    prompt='In Keras, a layer with a {k} × {k} kernel, stride {s} and `padding="same"` takes an '
    "image of {H} rows and {W} columns. What is the shape of an output map, (rows, columns)?",
    inputs={"H": 28, "W": 31, "k": 4, "s": 2},
    answer=lambda H, W, s: (ceil(H / s), ceil(W / s)),
    mistakes={
        "same taken for the same size": (
            lambda H, W: (H, W),
            "That holds where the stride is 1. Here the window takes longer steps.",
        ),
        "rounded down": (
            lambda H, W, s: (H // s, W // s),
            "“same” finishes a step that is begun: it adds the zeros that this takes.",
        ),
        "half a kernel on both sides": (
            lambda H, W, k, s: ((H + 2 * (k // 2) - k) // s + 1, (W + 2 * (k // 2) - k) // s + 1),
            "You put half a kernel of zeros on each side. That is another rule: “same” looks at "
            "the size it wants first, and adds no more zeros than that takes.",
        ),
        "no padding": (
            lambda H, W, k, s: ((H - k) // s + 1, (W - k) // s + 1),
            'These are the places without zeros: `padding="valid"`.',
            "Take longer steps",
        ),
        "steps instead of places": (
            lambda H, W, k, s: ((H - k) // s, (W - k) // s),
            "The place before the first step counts too, and so do the zeros.",
            "Take longer steps",
        ),
        "columns first": (
            lambda H, W, s: (ceil(W / s), ceil(H / s)),
            "Both numbers are right. Rows come first.",
        ),
    },
    hints=[
        "“same” is a rule about the size of the output. The kernel does not appear in it.",
        "Divide each size by the stride; a remainder counts as one more.",
    ],
    explanation="{H} / {s} and {W} / {s}, rounded up: {answer}.",
)


def same_zeros(size, kernel_size, strides):
    """TensorFlow's rule: as few zeros as it takes, and an odd one at the end."""
    outputs = -(-size // strides)
    total = max((outputs - 1) * strides + kernel_size - size, 0)
    return (total // 2, total - total // 2)


def _halves(total):
    return (total // 2, total - total // 2)


def _not_cut(size, kernel_size, strides):
    return _halves((ceil(size / strides) - 1) * strides + kernel_size - size)


tensorflow_same = Exercise(
    "padding_stride.tensorflow_same",
    reread="Same is not always the same",
    reference=same_zeros,
    cases=[
        (5, 3, 1),
        (6, 3, 2),
        (224, 7, 2),
        (9, 4, 1),
        (8, 1, 2),
        (12, 2, 3),
        (7, 3, 2),
        (10, 4, 3),
    ],
    hints=[
        "How many outputs shall there be? Round `size / strides` up.",
        "Where does the last window end, if the first begins at 0? What is missing up to there?",
        "Their number is never below 0. Halve it; a zero that is left over goes to the end.",
    ],
    mistakes={
        "the same on both sides": (
            lambda *arguments: same_zeros(*arguments)[1:] * 2,
            "Both sides get the same. That is how PyTorch pads, with the number you give it; "
            "TensorFlow adds no zero too many, and an odd total is split unevenly.",
        ),
        "odd zero first": (
            lambda *arguments: same_zeros(*arguments)[::-1],
            "The odd zero stands in front. TensorFlow puts it at the end.",
        ),
        "stride ignored": (
            lambda size, kernel_size, strides: same_zeros(size, kernel_size, 1),
            "That is what it takes at stride 1. With longer steps the last window ends "
            "somewhere else.",
        ),
        "fewer than no zeros": (
            _not_cut,
            "Where the windows end before the image does, nothing is missing, and no number "
            "may be negative.",
        ),
        "total on one side": (
            lambda *arguments: (0, sum(same_zeros(*arguments))),
            "All zeros stand at the end. They are shared between the two sides.",
        ),
        "zeros of stride 1, on both sides": (
            lambda size, kernel_size, strides: ((kernel_size - 1) // 2,) * 2,
            "That is how one pads by hand in PyTorch, whatever the size and the stride are. "
            "TensorFlow adds as few zeros as it takes.",
        ),
        "half a kernel on both sides": (
            lambda size, kernel_size, strides: (kernel_size // 2,) * 2,
            "That is how one pads by hand, whatever the size and the stride are. TensorFlow adds "
            "as few zeros as it takes.",
        ),
        "outputs rounded down": (
            lambda size, kernel_size, strides: _halves(
                max((size // strides - 1) * strides + kernel_size - size, 0)
            ),
            "A remainder counts as one more output: `size / strides` is rounded up.",
        ),
        "size left out": (
            lambda size, kernel_size, strides: _halves(max(kernel_size - strides, 0)),
            "That holds where the stride divides the size. How far the last window sticks out "
            "depends on the size.",
        ),
        "total": (
            lambda *arguments: sum(same_zeros(*arguments)),
            "That is how many zeros there are in all. How many come before, and how many after?",
        ),
        "all in front": (
            lambda *arguments: (sum(same_zeros(*arguments)), 0),
            "All zeros stand in front. They are shared between the two sides.",
        ),
    },
)

transposed_shape = ShapeQuestion(
    "padding_stride.transposed_shape",
    reread="Transposed convolution: larger again",
    prompt="A map of {H} rows and {W} columns goes through a transposed convolution: a kernel of "
    "{K} × {K}, stride {S}, nothing cut off. What is the shape of the output, (rows, columns)?",
    inputs={"H": 11, "W": 8, "K": 5, "S": 3},
    answer=lambda H, W, K, S: ((H - 1) * S + K, (W - 1) * S + K),
    mistakes={
        "size times stride": (
            lambda H, W, S: (H * S, W * S),
            "Keras cuts it to that size with “same”. Where does the last kernel end, if it is laid "
            "down whole?",
        ),
        "a convolution's size": (
            lambda H, W, K, S: ((H - K) // S + 1, (W - K) // S + 1),
            "The map has become smaller. Here the strides are steps on the output.",
        ),
        "a whole stride after the last": (
            lambda H, W, K, S: (H * S + K, W * S + K),
            "From the first kernel to the last there is one step less than there are pixels.",
        ),
        "stride ignored": (
            lambda H, W, K: (H + K - 1, W + K - 1),
            "That is for kernels that are laid down one pixel apart.",
        ),
        "kernel ignored": (
            lambda H, W, S: ((H - 1) * S + 1, (W - 1) * S + 1),
            "That is how far it is from the first corner to the last. A whole kernel lies at the "
            "last.",
        ),
        "kernels side by side": (
            lambda H, W, K: (H * K, W * K),
            "Kernels overlap where they are larger than the stride.",
        ),
        "columns first": (
            lambda H, W, K, S: ((W - 1) * S + K, (H - 1) * S + K),
            "Both numbers are right. Rows come first.",
        ),
    },
    hints=[
        "One axis first. Where does the first pixel's kernel begin, and where the last one's?",
        "Of {H} pixels, the last is {H} − 1 strides from the first. How long is its kernel?",
    ],
    explanation="({H} − 1) · {S} + {K} rows and ({W} − 1) · {S} + {K} columns: {answer}.",
)
