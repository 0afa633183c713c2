"""Exercises of the chapter *Convolution*.

Cases avoid whatever hides a mistake: square images, symmetric kernels, a single
channel, one filter.
"""

from functools import partial

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from cnn_lessons.checks import (
    RIGHT,
    ChoiceQuestion,
    Exercise,
    NumberQuestion,
    ShapeQuestion,
    whole_numbers,
)


def elementwise_sum(window, kernel):
    """Multiply element by element and add: what one position of the window gives."""
    return int(np.multiply(window, kernel).sum())


WINDOW = ((1, 2, 0), (0, 1, 0), (3, 4, 2))
KERNEL = ((1, 0, -1), (0, 1, 0), (2, 3, -1))


def _side_by_side(left, right):
    """Return two small tables as text, with true minus signs."""
    rows = zip(left, right, strict=True)
    lines = ("".join(f"{x:3}" for x in a) + "     " + "".join(f"{x:3}" for x in b) for a, b in rows)
    return "\n".join(lines).replace("-", "−")


first_sum = NumberQuestion(
    "convolution.first_sum",
    reread="Slide a window",
    prompt="On the left is what the window shows, on the right the kernel. Which number does "
    f"a convolutional layer write into the feature map?\n`{_side_by_side(WINDOW, KERNEL)}`",
    inputs={"window": WINDOW, "kernel": KERNEL},
    answer=elementwise_sum,
    mistakes={
        "matrix product": (
            lambda window, kernel: int(np.matmul(window, kernel).sum()),
            "Rows were multiplied by columns. Here each pixel is multiplied by the one weight "
            "that lies on it.",
        ),
        "kernel flipped": (
            lambda window, kernel: elementwise_sum(window, np.flip(kernel)),
            "The kernel was rotated by 180 degrees first. That is the convolution of mathematics; "
            "a layer lays the kernel on the image as it is.",
        ),
        "signs lost": (
            lambda window, kernel: elementwise_sum(window, np.abs(kernel)),
            "The negative weights were added as if they were positive.",
        ),
        "mean instead of sum": (
            lambda window, kernel: elementwise_sum(window, kernel) // 9,
            "The sum was divided by the number of weights. A layer only adds.",
        ),
        "one entry of the matrix product": (
            lambda window, kernel: int(np.matmul(window, kernel)[0, 0]),
            "The first row was multiplied by the first column. Here each pixel is multiplied by "
            "the one weight that lies on it.",
        ),
    },
    hints=[
        "Lay the kernel on the window: nine pairs of a pixel and a weight.",
        "The first row gives 1·1 + 2·0 + 0·(−1). Add the other two rows.",
    ],
    explanation="Nine products, pixel times the weight that lies on it, added: {answer}.",
)

output_shape = ShapeQuestion(
    "convolution.output_shape",
    reread="Slide a window",
    prompt="A kernel of {K} × {K} slides over a photograph of {H} rows and {W} "
    "columns, one pixel at a time, and never leaves it. What is the shape of the feature map, "
    "(rows, columns)?",
    inputs={"H": 70, "W": 120, "K": 7},
    answer=lambda H, W, K: (H - K + 1, W - K + 1),
    mistakes={
        "columns first": (
            lambda H, W, K: (W - K + 1, H - K + 1),
            "Both numbers are right, in the wrong order: an image array is (rows, columns), "
            "that is (height, width).",
        ),
        "one place too few": (
            lambda H, W, K: (H - K, W - K),
            "The first place has its left edge on pixel 0, and it counts too.",
        ),
        "size kept": (
            lambda H, W: (H, W),
            "Near the edge the window would stick out. Those places are left out.",
        ),
        "half a kernel lost": (
            lambda H, W, K: (H - K // 2, W - K // 2),
            "Half a kernel is lost on one side. There are two sides.",
        ),
        "window by window": (
            lambda H, W, K: (H // K, W // K),
            "These are windows side by side. The window moves by one pixel, so they overlap.",
        ),
    },
    hints=[
        "Take one axis alone. Where is the window's left edge at first, and where at last?",
        "A window of k pixels fits on n pixels in n − k + 1 places.",
    ],
    explanation="{H} − {K} + 1 rows and {W} − {K} + 1 columns: {answer}.",
)


def apply_kernel(image, kernel):
    """Lay the kernel on every place where it fits; multiply and add there."""
    rows = image.shape[0] - kernel.shape[0] + 1
    columns = image.shape[1] - kernel.shape[1] + 1
    outputs = np.zeros((rows, columns))
    for row in range(rows):
        for column in range(columns):
            window = image[row : row + kernel.shape[0], column : column + kernel.shape[1]]
            outputs[row, column] = (window * kernel).sum()
    return outputs


def _in_an_array(shape, image, kernel, missing=0):
    """Write the feature map, less its last rows and columns, into zeros of another shape."""
    feature_map = apply_kernel(image, kernel)
    outputs = np.zeros(shape(image, feature_map))
    rows, columns = feature_map.shape[0] - missing, feature_map.shape[1] - missing
    outputs[:rows, :columns] = feature_map[:rows, :columns]
    return outputs


def _with_border(image, kernel):
    return apply_kernel(np.pad(image, [(n - 1, n - 1) for n in kernel.shape]), kernel)


one_channel = Exercise(
    "convolution.one_channel",
    reread="Slide a window",
    reference=apply_kernel,
    cases=[
        (whole_numbers(4, 5, seed=1), whole_numbers(3, 3, seed=2)),
        (whole_numbers(6, 4, seed=3), whole_numbers(2, 3, seed=4)),
        (whole_numbers(3, 7, seed=5), whole_numbers(3, 2, seed=6)),
    ],
    hints=[
        "First the size: in how many rows, and in how many columns, does the kernel fit?",
        "Two loops, over rows and columns; `image[row : row + KH, column : column + KW]` is the "
        "window.",
        "In each place, `(window * kernel).sum()`.",
    ],
    mistakes={
        "kernel flipped": (
            lambda image, kernel: apply_kernel(image, kernel[::-1, ::-1]),
            "The kernel is rotated by 180 degrees, as in mathematics. A layer lays it on the "
            "image as it is.",
            "Convolution or cross-correlation?",
        ),
        "matrix product": (
            lambda image, kernel: (sliding_window_view(image, kernel.shape) @ kernel).sum((2, 3)),
            "`@` multiplies rows by columns. `*` multiplies each pixel by the weight on it.",
        ),
        "last row and column missing": (
            lambda image, kernel: apply_kernel(image, kernel)[:-1, :-1],
            "The last place where the window fits is left out: `range(n - k)` stops one early.",
        ),
        "mean instead of sum": (
            lambda image, kernel: apply_kernel(image, kernel) / kernel.size,
            "The products are averaged. A layer adds them.",
        ),
        "rows and columns swapped": (
            lambda image, kernel: apply_kernel(image, kernel).T,
            "The feature map is transposed. Rows come first, in the image and in the output.",
            "Channels and filters",
        ),
        "size kept": (
            lambda x, k: apply_kernel(np.pad(x, [(n // 2, (n - 1) // 2) for n in k.shape]), k),
            "Zeros were added around the image to keep its size. The task says: only places "
            "where the window fits.",
        ),
        "size kept, other side": (
            lambda x, k: apply_kernel(np.pad(x, [((n - 1) // 2, n // 2) for n in k.shape]), k),
            "Zeros were added around the image. The task says: only places where the window fits.",
        ),
        "whole border": (
            _with_border,
            "The window stood half outside, too, on zeros. The task says: only places where it "
            "fits.",
        ),
        "in an array as large as the image": (
            partial(_in_an_array, lambda image, feature_map: image.shape),
            "The sums are right, and rows and columns of zeros come after them. Make the array as "
            "large as there are places.",
        ),
        "last row and column left at 0": (
            partial(_in_an_array, lambda image, feature_map: feature_map.shape, missing=1),
            "The size is right, but the loops stop one place too early.",
        ),
        "windows side by side": (
            lambda image, kernel: apply_kernel(image, kernel)[
                :: kernel.shape[0], :: kernel.shape[1]
            ],
            "These windows do not overlap. The window moves by one pixel.",
        ),
        "negative sums cut off": (
            lambda image, kernel: np.maximum(apply_kernel(image, kernel), 0),
            "Negative sums have become 0. The sums may be negative.",
        ),
        "signs lost": (
            lambda image, kernel: np.abs(apply_kernel(image, kernel)),
            "The sums have lost their signs. They may be negative.",
        ),
    },
)

edge_direction = ChoiceQuestion(
    "convolution.edge_direction",
    reread="What a kernel finds",
    prompt="Which part of a photograph does the kernel with the rows (1, 2, 1), (0, 0, 0) and "
    "(−1, −2, −1) respond to most strongly?",
    choices={
        "The vertical side of a pillar": (
            "direction of the zeros",
            "Along the side of a pillar, the rows above and below are alike: their difference "
            "is 0. Which neighbours does this kernel subtract?",
        ),
        "The horizontal edge between a bright sky and a dark roof": RIGHT,
        "A uniformly bright sky": (
            "brightness taken for change",
            "The weights add up to 0, so that every uniform area gives 0, bright or dark.",
        ),
        "Every edge, whatever its direction": (
            "one kernel for all edges",
            "It subtracts rows from rows, never columns from columns.",
        ),
    },
    hints=[
        "What does it subtract from what: lower from upper pixels, or right from left ones?",
        "Imagine a window that is bright in its upper row and dark in its lower row.",
    ],
    explanation="It subtracts the row below from the row above, so it responds where brightness "
    "changes from top to bottom.",
)


def convolve(image, kernel):
    """Turn the kernel by 180 degrees, then slide it as a layer does."""
    return apply_kernel(image, kernel[::-1, ::-1])


true_convolution = Exercise(
    "convolution.true_convolution",
    reread="Convolution or cross-correlation?",
    reference=convolve,
    cases=[
        (np.eye(5)[1:4], whole_numbers(2, 2, seed=9)),
        (whole_numbers(5, 6, seed=2), whole_numbers(3, 3, seed=3)),
        (whole_numbers(4, 7, seed=4), whole_numbers(2, 3, seed=5)),
    ],
    hints=[
        "Everything is as in a layer but for the kernel.",
        "`kernel[::-1]` reverses the order of the rows. What reverses both axes?",
    ],
    mistakes={
        "not flipped": (
            apply_kernel,
            "This is the cross-correlation, which deep learning calls convolution. Right in "
            "Keras and PyTorch; here the task asks for the convolution of mathematics.",
        ),
        "only the rows reversed": (
            lambda image, kernel: apply_kernel(image, kernel[::-1]),
            "`kernel[::-1]` turns it upside down. Left and right must change places too.",
        ),
        "only the columns reversed": (
            lambda image, kernel: apply_kernel(image, kernel[:, ::-1]),
            "`kernel[:, ::-1]` mirrors left and right. Top and bottom must change places too.",
        ),
        "turned by 90 degrees": (
            lambda image, kernel: apply_kernel(image, np.rot90(kernel)),
            "A quarter turn is half of what is needed.",
        ),
        "transposed": (
            lambda image, kernel: apply_kernel(image, kernel.T),
            "Transposing mirrors the kernel along its diagonal; turning it by 180 degrees "
            "reverses both axes.",
        ),
        "whole border": (
            lambda image, kernel: _with_border(image, kernel[::-1, ::-1]),
            "`np.convolve` does that unless it is told not to. Here only places where the window "
            "fits count, as in your `apply_kernel`.",
        ),
        "result turned": (
            lambda image, kernel: apply_kernel(image, kernel)[::-1, ::-1],
            "The feature map was turned round. It is the kernel that has to be.",
        ),
    },
)


def count_parameters(kernel_height, kernel_width, channels, filters):
    """Each filter has one weight per pixel and channel of its window, and one bias."""
    return (kernel_height * kernel_width * channels + 1) * filters


first_layer_parameters = NumberQuestion(
    "convolution.first_layer_parameters",
    reread="Channels and filters",
    prompt="How many parameters has a layer with {F} filters of {KH} × {KW}, and biases, on a "
    "colour image of 100 × 100 pixels? (In Keras it is written `Conv2D({F}, ({KH}, {KW}))`.)",
    inputs={"KH": 5, "KW": 7, "C": 3, "F": 8},
    answer=lambda KH, KW, C, F: count_parameters(KH, KW, C, F),
    mistakes={
        "biases forgotten": (
            lambda KH, KW, C, F: KH * KW * C * F,
            "These are the weights. Every filter has a bias too.",
        ),
        "channels forgotten": (
            lambda KH, KW, F: count_parameters(KH, KW, 1, F),
            "A colour image has three channels, and a filter has a kernel for each of them.",
        ),
        "one bias for the whole layer": (
            lambda KH, KW, C, F: KH * KW * C * F + 1,
            "One bias was counted. There is one for each feature map.",
        ),
        "filters added instead of multiplied": (
            lambda KH, KW, C, F: (KH * KW * C + 1) + F,
            "The parameters of one filter are right. There are several such filters.",
        ),
        "one bias for each channel": (
            lambda KH, KW, C, F: (KH * KW + 1) * C * F,
            "A filter adds up all channels first, and then adds one bias.",
        ),
        "image size counted": (
            lambda C, F: (100 * 100 * C + 1) * F,
            "In your count every pixel has a weight of its own. A kernel is shared by all places: "
            "the size of the image does not matter.",
        ),
        "one filter": (
            lambda KH, KW, C: KH * KW * C + 1,
            "That is one filter. The layer has {F}.",
        ),
        "once for each pixel": (
            lambda KH, KW, C, F: 100 * 100 * count_parameters(KH, KW, C, F),
            "The same weights are used at every place. They are kept, and counted, once.",
        ),
    },
    hints=[
        "How many weights does one filter have? It has a kernel for each channel.",
        "Add its bias, then multiply by the number of filters.",
    ],
    explanation="({KH}·{KW}·{C} + 1)·{F} = {answer}. The image's size does not appear.",
)

parameters = Exercise(
    "convolution.parameters",
    reread="Channels and filters",
    reference=count_parameters,
    cases=[(5, 5, 1, 6), (5, 5, 3, 10), (3, 3, 3, 64), (7, 3, 16, 5)],
    hints=[
        "One filter first: how many weights lie in its window, over all channels?",
        "Add the filter's bias before you multiply by the number of filters.",
    ],
    mistakes={
        "biases forgotten": (
            lambda KH, KW, C, F: KH * KW * C * F,
            "The weights are right. Each filter has a bias as well.",
        ),
        "channels forgotten": (
            lambda KH, KW, C, F: (KH * KW + 1) * F,
            "A filter has a kernel for each channel of its input.",
        ),
        "filters added instead of multiplied": (
            lambda KH, KW, C, F: (KH * KW * C + 1) + F,
            "One filter is counted right. The layer has several of them.",
        ),
        "one bias for the whole layer": (
            lambda KH, KW, C, F: KH * KW * C * F + 1,
            "There is one bias for each filter.",
        ),
        "one bias for each channel": (
            lambda KH, KW, C, F: (KH * KW + 1) * C * F,
            "A filter adds up all channels first, and then adds one bias.",
        ),
        "kernel taken for square": (
            lambda KH, KW, C, F: (KH**2 * C + 1) * F,
            "The kernel's height and width may differ.",
        ),
        "biases of the channels": (
            lambda KH, KW, C, F: KH * KW * C * F + C,
            "A bias is added to what comes out: there is one for each filter.",
        ),
        "one filter": (
            lambda KH, KW, C, F: KH * KW * C + 1,
            "That is one filter. The layer has several.",
        ),
    },
)

one_by_one = ChoiceQuestion(
    "convolution.one_by_one",
    reread="Channels and filters",
    prompt="What does a 1 × 1 convolution with 16 filters do to 64 feature maps of 28 × 28?",
    choices={
        "Nothing: a kernel of one pixel extracts no feature": (
            "channels forgotten",
            "That holds for one channel. A filter has a weight for each of the 64 channels here.",
        ),
        "It mixes the 64 channels of each pixel into 16 new ones": RIGHT,
        "It multiplies each channel by one number": (
            "channels kept apart",
            "A filter adds up all channels. It does not keep them apart.",
        ),
        "It shrinks each map to 1 × 1": (
            "kernel size taken for output size",
            "The window of one pixel slides over the whole maps and fits in every place.",
            "Slide a window",
        ),
    },
    hints=["What is the shape of the kernel array?", "It is (1, 1, 64, 16)."],
    explanation="Each output is a weighted sum of the 64 channels at one pixel, with 16 sets "
    "of weights.",
)


def mix_channels(image, weights):
    """Apply a 1 × 1 convolution: one matrix product for every pixel."""
    return image @ weights


channel_mixing = Exercise(
    "convolution.channel_mixing",
    reread="Channels and filters",
    reference=mix_channels,
    cases=[
        (whole_numbers(2, 3, 3, seed=1), whole_numbers(3, 1, seed=2)),
        (whole_numbers(3, 2, 3, seed=3), whole_numbers(3, 3, seed=4)),
        (whole_numbers(2, 5, 4, seed=5), whole_numbers(4, 2, seed=6)),
    ],
    hints=[
        "For one pixel: the new channel f is the sum over c of `image[row, column, c] * "
        "weights[c, f]`.",
        "That is a vector times a matrix, and NumPy's `@` does it for all pixels at once.",
    ],
    mistakes={
        "weights not summed": (
            lambda image, weights: image * weights[:, 0],
            "Each channel is scaled, and they stay apart. A filter adds them up.",
        ),
        "only the first filter": (
            lambda image, weights: image @ weights[:, :1],
            "There is one output channel for every column of `weights`.",
        ),
        "weights transposed": (
            lambda image, weights: image @ weights.T,
            "Row c of `weights` belongs to input channel c, column f to filter f.",
        ),
        "mean instead of sum": (
            lambda image, weights: image @ weights / image.shape[-1],
            "The products are averaged over the channels. A filter adds them.",
        ),
        "maps in front": (
            lambda image, weights: (image @ weights).transpose(2, 0, 1),
            "The numbers are right. The new channels are the last axis, as the old ones were.",
        ),
        "all filters added up": (
            lambda image, weights: (image @ weights).sum(axis=-1),
            "Each filter makes a channel of its own. They stay apart.",
        ),
        "each channel times one number": (
            lambda image, weights: image * weights.sum(axis=1),
            "Each channel is scaled, and they stay apart. A filter adds them up.",
        ),
    },
)


def window_matrix(image, kernel_size):
    """Write every window as one row; the windows follow each other like words in a text."""
    windows = np.lib.stride_tricks.sliding_window_view(image, (kernel_size, kernel_size))
    return windows.reshape(-1, kernel_size**2)


def _windows_with(image, kernel_size, axes=(0, 1, 2, 3), strides=1):
    """Read windows or pixels in another order, or fewer windows."""
    windows = sliding_window_view(image, (kernel_size, kernel_size))[::strides, ::strides]
    return windows.transpose(axes).reshape(-1, kernel_size**2)


windows_as_rows = Exercise(
    "convolution.windows_as_rows",
    reread="From loops to one matrix product",
    reference=window_matrix,
    cases=[
        (np.arange(12.0).reshape(3, 4), 2),
        (whole_numbers(4, 6, seed=1), 3),
        (whole_numbers(5, 3, seed=2), 2),
    ],
    hints=[
        "How many windows are there, and how many pixels has each? That is the matrix's shape.",
        "Loop over rows, then columns; `image[row : row + k, column : column + k].ravel()` is "
        "one row of the matrix.",
    ],
    mistakes={
        "windows as columns": (
            lambda image, kernel_size: window_matrix(image, kernel_size).T,
            "The matrix is transposed. Each window is one row, so that the matrix times the "
            "flattened kernel gives one number for each window.",
        ),
        "windows in columns' order": (
            partial(_windows_with, axes=(1, 0, 2, 3)),
            "The windows go down first. They must go right first, as the pixels of an image do, "
            "or the feature map comes out transposed.",
        ),
        "pixels in columns' order": (
            partial(_windows_with, axes=(0, 1, 3, 2)),
            "Within a window, the pixels go down first. The kernel is flattened row by row, and "
            "so must the window be.",
        ),
        "windows side by side": (
            lambda image, kernel_size: _windows_with(image, kernel_size, strides=kernel_size),
            "These windows do not overlap. The window moves by one pixel.",
            "Slide a window",
        ),
        "last places missing": (
            lambda image, kernel_size: window_matrix(image[:-1, :-1], kernel_size),
            "The last row and column of places are left out: `range(n - k)` stops one early.",
            "Slide a window",
        ),
        "windows not flattened": (
            lambda image, k: window_matrix(image, k).reshape(-1, k, k),
            "Each window is still a square. In the matrix it is one row of numbers.",
        ),
        "places kept apart": (
            lambda image, k: window_matrix(image, k).reshape(len(image) - k + 1, -1, k * k),
            "Rows and columns of places are two axes here. In a matrix the windows follow each "
            "other in one.",
        ),
    },
)

multiply_adds = NumberQuestion(
    "convolution.multiply_adds",
    reread="From loops to one matrix product",
    prompt="{F} filters of {K} × {K} slide over a colour image of {H} × {W} "
    "pixels, one pixel at a time, only where the window fits. How many multiply-adds is that?",
    inputs={"H": 34, "W": 22, "K": 5, "C": 3, "F": 10},
    answer=lambda H, W, K, C, F: (H - K + 1) * (W - K + 1) * F * K * K * C,
    mistakes={
        "input size used": (
            lambda H, W, K, C, F: H * W * F * K * K * C,
            "The window does not fit in as many places as there are pixels. Count the outputs.",
        ),
        "channels forgotten": (
            lambda H, W, K, F: (H - K + 1) * (W - K + 1) * F * K * K,
            "Each window holds all channels of the image.",
            "Channels and filters",
        ),
        "additions counted apart": (
            lambda H, W, K, C, F: 2 * (H - K + 1) * (W - K + 1) * F * K * K * C,
            "A multiplication and an addition were counted as two. One multiply-add is both "
            "at once.",
        ),
        "parameters instead of operations": (
            lambda K, C, F: (K * K * C + 1) * F,
            "That is how many parameters there are. Each is used once in every place.",
        ),
        "one filter": (
            lambda H, W, K, C: (H - K + 1) * (W - K + 1) * K * K * C,
            "That is one filter. There are {F}.",
        ),
        "biases counted": (
            lambda H, W, K, C, F: (H - K + 1) * (W - K + 1) * F * (K * K * C + 1),
            "A bias is added, and not multiplied: it is no multiply-add.",
        ),
        "one place too few": (
            lambda H, W, K, C, F: (H - K) * (W - K) * F * K * K * C,
            "The first place counts, too: a window of {K} fits on {W} pixels once more.",
            "Slide a window",
        ),
        "one row of the window": (
            lambda H, W, K, C, F: (H - K + 1) * (W - K + 1) * F * K * C,
            "The window is {K} pixels wide and {K} high.",
        ),
    },
    hints=[
        "How many numbers come out? Multiply the sizes of the output.",
        "Each of them takes one multiply-add for every weight of a filter.",
    ],
    explanation="30 · 18 · {F} outputs, {K}·{K}·{C} products for each: {answer}.",
)

separable_weights = NumberQuestion(
    "convolution.separable_weights",
    reread="Kinds of convolution",
    prompt="A depthwise separable convolution takes {C} channels to {F}: first "
    "{K} × {K} depthwise, then 1 × 1. How many weights does it have, without biases?",
    inputs={"K": 3, "C": 32, "F": 64},
    answer=lambda K, C, F: K * K * C + C * F,
    mistakes={
        "standard convolution": (
            lambda K, C, F: K * K * C * F,
            "That is a standard convolution: each filter has weights for every channel. In the "
            "depthwise step a "
            "channel has one kernel of its own.",
        ),
        "1 × 1 step forgotten": (
            lambda K, C: K * K * C,
            "That is the depthwise step. The channels still have to be mixed.",
        ),
        "depthwise step for every filter": (
            lambda K, C, F: K * K * F + C * F,
            "The depthwise step has one kernel for each input channel.",
        ),
        "steps multiplied": (
            lambda K, C, F: K * K * C * C * F,
            "Two steps follow each other, so their weights are added.",
        ),
        "depthwise step forgotten": (
            lambda C, F: C * F,
            "That is the 1 × 1 step. Before it each channel is looked at by a kernel of its own.",
        ),
        "one kernel for all channels": (
            lambda K, C, F: K * K + C * F,
            "In the depthwise step each channel has a kernel of its own.",
        ),
        "one row of the kernel": (
            lambda K, C, F: K * C + C * F,
            "A kernel of {K} × {K} is {K} pixels wide and {K} high.",
        ),
    },
    hints=[
        "Depthwise: one kernel of {K} × {K} for each input channel, and nothing is mixed.",
        "1 × 1: as many weights as a matrix from the input channels to the filters.",
    ],
    explanation="{K}·{K}·{C} + {C}·{F} = {answer}.",
)

dilated_window = NumberQuestion(
    "convolution.dilated_window",
    reread="Kinds of convolution",
    prompt="A kernel of {K} × {K} has dilation rate {D}. How many rows of the image "
    "does its window span?",
    inputs={"K": 3, "D": 4},
    answer=lambda K, D: D * (K - 1) + 1,
    mistakes={
        "size times rate": (
            lambda K, D: K * D,
            "There are gaps between the weights, and none after the last one.",
        ),
        "last weight forgotten": (
            lambda K, D: D * (K - 1),
            "That is the distance from the first to the last weight. Both of their rows count.",
        ),
        "dilation ignored": (lambda K: K, "That is a kernel with its weights side by side."),
        "rate taken for the gap": (
            lambda K, D: (D + 1) * (K - 1) + 1,
            "A rate of 1 means no gap: the rate is the distance from one weight to the next.",
        ),
        "one gap only": (
            lambda K, D: K + D - 1,
            "There is a gap between each weight and the next, not one in all.",
        ),
        "pixels of the square": (
            lambda K, D: (D * (K - 1) + 1) ** 2,
            "That is how many pixels the square holds. How many rows does it span?",
        ),
    },
    hints=[
        "Draw the three weights on squared paper, each four squares from the last.",
        "From the first weight to the last there are two steps. Count both ends.",
    ],
    explanation="Two steps of {D} pixels, and both ends count: {answer} rows.",
)
