"""Exercises of the chapter *Gradients*.

Cases avoid whatever hides a mistake: kernels that look the same upside down, square
kernels and maps, a batch of one, units that are all above 0.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from cnn_lessons.checks import Exercise, NumberQuestion, ShapeQuestion, whole_numbers


@dataclass(frozen=True)
class Height:
    """A function of an array that shows its formula: equal where the formulas are."""

    formula: str
    function: Callable = field(compare=False)

    def __call__(self, x):
        """Return the height at the point `x`."""
        return self.function(x)

    def __repr__(self):
        return f"x → {self.formula}"


nudges = NumberQuestion(
    "gradients.nudges",
    reread="Nudge every weight",
    prompt="AlexNet has {parameters:,} parameters. How many forward passes does it take to nudge "
    "each of them up and down?",
    inputs={"parameters": 61_100_840},
    answer=lambda parameters: 2 * parameters,
    mistakes={
        "one nudge each": (lambda parameters: parameters, "A slope needs two heights."),
        "compared with the start": (
            lambda parameters: parameters + 1,
            "That is enough for nudges upwards, each compared with the same start. Here each "
            "goes down, too.",
        ),
        "all at once": (
            lambda: 2,
            "If all are nudged together, nobody can say which one moved the loss.",
        ),
    },
    hints=[
        "How many losses are needed for the slope of one weight?",
        "None of them can be used for another weight.",
    ],
    explanation="Two for each: {answer:,} forward passes, for one step of the training.",
)


def slopes_by_nudging(function, point, step):
    """Move one number of the point at a time, up and down, and compare the heights."""
    slopes = np.zeros_like(point)
    for i in range(len(point)):
        nudge = np.zeros_like(point)
        nudge[i] = step
        slopes[i] = (function(point + nudge) - function(point - nudge)) / (2 * step)
    return slopes


def _slopes_with(function, point, step, *, up=1.0, down=1.0, width=None, sizes=1.0):
    """Nudge by shares of the step upwards and downwards, and divide by another width."""
    nudges = np.diag(step * sizes * np.ones_like(point))
    rises = np.array([function(point + up * n) - function(point - down * n) for n in nudges])
    return rises / ((up + down) * step if width is None else width)


def _never_put_back(function, point, step):
    points = point - step * np.tri(len(point), k=-1)  # the numbers before stay nudged
    return np.diag([slopes_by_nudging(function, moved, step) for moved in points])


slopes = Exercise(
    "gradients.slopes",
    reread="Nudge every weight",
    reference=slopes_by_nudging,
    cases=[
        (Height("x[0]**2 + 3 * x[1]", lambda x: x[0] ** 2 + 3 * x[1]), np.array([1.0, 2.0]), 0.5),
        (
            Height("x[0] * x[1]**2 * x[2]", lambda x: x[0] * x[1] ** 2 * x[2]),
            np.array([2.0, -1.0, 3.0]),
            0.25,
        ),
        (Height("(x**3).sum()", lambda x: (x**3).sum()), np.array([1.0, -2.0, 0.5, 4.0]), 0.125),
    ],
    hints=[
        "One number at a time: begin with a nudge of zeros, and set one of them to `step`.",
        "The function's value above, minus its value below. How far apart are the two points?",
        "Divide by `2 * step`.",
    ],
    mistakes={
        "upwards only": (
            partial(_slopes_with, down=0.0),
            "The height above was compared with the start. On a curve that is the slope half a "
            "step further; go down as well.",
        ),
        "downwards only": (
            partial(_slopes_with, up=0.0),
            "The start was compared with the height below. Go up as well.",
        ),
        "divided by one step": (
            lambda function, point, step: _slopes_with(function, point, step, width=step),
            "Between the point above and the point below lie two steps.",
        ),
        "divided by two": (
            partial(_slopes_with, width=2),
            "That is half of the difference. A slope is a difference per length.",
        ),
        "not divided": (
            partial(_slopes_with, width=1),
            "That is how much the height changes. How far did you go for it?",
        ),
        "upside down": (
            lambda *arguments: -_slopes_with(*arguments),
            "Above minus below: where the function rises, its slope is positive.",
        ),
        "all at once": (
            lambda f, x, step: np.full_like(x, (f(x + step) - f(x - step)) / (2 * step)),
            "All numbers were nudged together. Each one has a slope of its own: leave the others "
            "where they are.",
        ),
        "never put back": (
            _never_put_back,
            "Numbers that have had their turn stay nudged. Put each one back before the next.",
        ),
        "nudged by a share": (
            lambda function, point, step: _slopes_with(function, point, step, sizes=point),
            "Each number was moved by a share of itself, and divided by the step. Move each by "
            "the step itself.",
        ),
    },
)

two_links = NumberQuestion(
    "gradients.two_links",
    reread="Link by link",
    prompt="h = ReLU(w₁ · x), y = w₂ · h, loss = (y − t)², with x = {x}, w₁ = {first}, "
    "w₂ = {second} and t = {target}. What is the slope of the loss for w₁?",
    inputs={"x": 3, "first": 2, "second": 5, "target": 27},
    answer=lambda x, first, second, target: 2 * (second * first * x - target) * second * x,
    mistakes={
        "slope for w₂": (
            lambda x, first, second, target: 2 * (second * first * x - target) * first * x,
            "That is the other weight's slope. For w₁ the way back goes through w₂, and on.",
        ),
        "2 of the square forgotten": (
            lambda x, first, second, target: (second * first * x - target) * second * x,
            "The slope of a square is twice what is squared.",
        ),
        "second link left out": (
            lambda x, first, second, target: 2 * (second * first * x - target) * x,
            "A nudge of h reaches y only times w₂.",
        ),
        "stopped at the sum": (
            lambda x, first, second, target: 2 * (second * first * x - target) * second,
            "That is the slope for w₁ · x. One link is missing.",
        ),
        "weight instead of input": (
            lambda x, first, second, target: 2 * (second * first * x - target) * second * first,
            "That is the slope for x. How much does w₁ · x grow when w₁ grows by 1?",
        ),
        "links added": (
            lambda x, first, second, target: 2 * (second * first * x - target) + second + x,
            "A nudge is stretched by each link in turn: factors multiply.",
        ),
    },
    hints=[
        "Forwards first: h, y, and how far y is from t.",
        "Backwards: from the loss to y, from y to h, from h to w₁ · x, and from there to w₁.",
    ],
    explanation="y is 3 too large, so the slope for y is 6; times w₂ for h, times 1 through the "
    "open ReLU, times x for w₁: 6 · {second} · 1 · {x} = {answer}.",
)


def first_kernel_gradient(d_outputs, inputs, first, second):
    """Go back through the second layer, then the ReLU, and meet the inputs."""
    sums = inputs @ first
    d_hidden = d_outputs @ second.T
    d_sums = d_hidden * (sums > 0)
    return inputs.T @ d_sums


def _first_with(let_pass, d_outputs, inputs, first, second):
    """Let another part of the gradient pass the ReLU."""
    return inputs.T @ let_pass(d_outputs @ second.T, inputs @ first)


def _layers(N, C, H, F, seed, part=1):
    """Draw the gradient of the outputs, a part of the inputs, and the kernels of two layers."""
    shapes = (N, F), (N, C), (C, H), (H, F)
    d_outputs, inputs, *kernels = (
        whole_numbers(*shape, seed=seed + i) for i, shape in enumerate(shapes)
    )
    return d_outputs, inputs / part, *kernels


two_layers = Exercise(
    "gradients.two_layers",
    reread="Link by link",
    reference=first_kernel_gradient,
    cases=[
        _layers(2, 2, 3, 1, seed=10),
        _layers(3, 4, 5, 2, seed=20),
        _layers(5, 2, 7, 3, seed=30, part=4),
    ],
    hints=[
        "Four lines: the sums again, the gradient of what ReLU gave, that of the sums, and that "
        "of the first kernel.",
        "A dense layer hands back `d_outputs @ kernel.T`. ReLU lets it pass where its input, the "
        "sum, was above 0.",
        "A kernel's gradient is `inputs.T @ d_outputs`, with the inputs and the gradient of its "
        "own layer.",
    ],
    mistakes={
        "ReLU forgotten": (
            partial(_first_with, lambda d_hidden, sums: d_hidden),
            "The gradient went through the ReLU as if it were not there. Units that were off "
            "stop it.",
        ),
        "ReLU behind the second layer": (
            lambda d_outputs, inputs, first, second: (
                inputs.T @ ((d_outputs * (np.maximum(inputs @ first, 0) @ second > 0)) @ second.T)
            ),
            "The gradient was stopped where an output is negative. The ReLU stands between the two "
            "layers: it is the sums of the first that matter.",
        ),
        "ReLU of the gradient": (
            partial(_first_with, lambda d_hidden, sums: np.maximum(d_hidden, 0)),
            "The gradient was cut where it is itself negative. What matters is whether the "
            "sum was above 0 on the way forwards.",
        ),
        "value instead of slope": (
            partial(_first_with, lambda d_hidden, sums: d_hidden * np.maximum(sums, 0)),
            "The gradient was multiplied by what ReLU gave. Its slope is 1 or 0.",
        ),
        "slope only": (
            partial(_first_with, lambda d_hidden, sums: 1.0 * (sums > 0)),
            "What came back from the second layer was lost. Multiply it by the slope.",
        ),
        "divided by the batch again": (
            lambda d, *arguments: first_kernel_gradient(d, *arguments) / len(d),
            "The mean over the batch belongs to the loss, and is in `d_outputs` already. Here "
            "the examples add up.",
            "What is shared adds up",
        ),
        "the second kernel's gradient": (
            lambda d_outputs, inputs, first, second: np.maximum(inputs @ first, 0).T @ d_outputs,
            "That is the gradient of `second`. Go one layer further back.",
        ),
        "kernel not turned round": (
            lambda d_outputs, inputs, first, second: inputs.T @ (d_outputs @ second),
            "The kernel takes hidden units to outputs. On the way back it is transposed.",
        ),
    },
)

full_padding = ShapeQuestion(
    "gradients.full_padding",
    reread="A convolution backwards",
    prompt="A kernel of {KH} × {KW} made {F} maps of {OH} × {OW} from {C} channels, without "
    "padding, stride 1, batch of {N}. The gradient of the inputs is a convolution of `d_outputs`, "
    "padded. What shape has the padded `d_outputs`?",
    inputs={"N": 8, "OH": 24, "OW": 27, "C": 6, "F": 16, "KH": 5, "KW": 3},
    answer=lambda N, OH, OW, F, KH, KW: (N, OH + 2 * (KH - 1), OW + 2 * (KW - 1), F),
    mistakes={
        "size of the inputs": (
            lambda N, OH, OW, F, KH, KW: (N, OH + KH - 1, OW + KW - 1, F),
            "That size is to come out. The flipped kernel takes pixels away once more.",
        ),
        "a whole kernel on each side": (
            lambda N, OH, OW, F, KH, KW: (N, OH + 2 * KH, OW + 2 * KW, F),
            "In its outermost place the kernel still touches one gradient.",
        ),
        "height and width exchanged": (
            lambda N, OH, OW, F, KH, KW: (N, OH + 2 * (KW - 1), OW + 2 * (KH - 1), F),
            "The first size of a kernel is its height: rows first.",
        ),
        "not padded": (
            lambda N, OH, OW, F: (N, OH, OW, F),
            "Then the pixels at the edge of the image would get no gradient.",
        ),
        "channels of the inputs": (
            lambda N, OH, OW, C, KH, KW: (N, OH + 2 * (KH - 1), OW + 2 * (KW - 1), C),
            "`d_outputs` has one map for each filter. The channels come out in the end.",
        ),
    },
    hints=[
        "How many places does a row of 5 pixels have to be moved past a single pixel, so that it "
        "touches it each time?",
        "Pad by the kernel's size less 1, on each of both sides, for each axis by itself.",
    ],
    explanation="{KH} − 1 rows above and below, {KW} − 1 columns left and right: {answer}.",
)


def image_gradient(d_outputs, kernel):
    """Let each output hand its gradient to the pixels of its window, times the weights."""
    OH, OW = d_outputs.shape
    KH, KW = kernel.shape
    d_image = np.zeros((OH + KH - 1, OW + KW - 1))
    for row, column in np.ndindex(OH, OW):
        d_image[row : row + KH, column : column + KW] += d_outputs[row, column] * kernel
    return d_image


def _overwritten(d_outputs, kernel):
    KH, KW = kernel.shape
    d_image = np.zeros(np.add(d_outputs.shape, kernel.shape) - 1)
    for row, column in np.ndindex(d_outputs.shape):
        d_image[row : row + KH, column : column + KW] = d_outputs[row, column] * kernel
    return d_image


image = Exercise(
    "gradients.image",
    reread="A convolution backwards",
    reference=image_gradient,
    cases=[
        (whole_numbers(3, 4, low=1, seed=1), np.array([[1.0, 2.0], [0.0, -3.0]])),
        (whole_numbers(4, 5, seed=2), whole_numbers(2, 3, seed=3)),
        (whole_numbers(6, 5, seed=4), whole_numbers(5, 3, seed=5)),
    ],
    hints=[
        "The image is larger than `d_outputs`, by the kernel's size less 1.",
        "Output `[row, column]` looked at `image[row : row + KH, column : column + KW]`, and each "
        "of these pixels had a weight.",
        "Begin with zeros. Each output adds its gradient, times the kernel, to its window.",
    ],
    mistakes={
        "kernel the wrong way up": (
            lambda d_outputs, kernel: image_gradient(d_outputs, kernel[::-1, ::-1]),
            "Each gradient went to the right window, but to the opposite pixels. As a "
            "convolution it needs the flipped kernel; handed out window by window, it does not.",
        ),
        "flipped along one axis": (
            lambda d_outputs, kernel: image_gradient(d_outputs, kernel[::-1]),
            "Rows and columns have to be treated alike: flip both, or, handing out, neither.",
        ),
        "kernel transposed": (
            lambda d_outputs, kernel: image_gradient(d_outputs, kernel.T),
            "Transposing exchanges rows and columns. To flip is to turn round: `[::-1, ::-1]`.",
        ),
        "not padded": (
            lambda d_outputs, kernel: kernel_gradient(kernel[::-1, ::-1], d_outputs),
            "The result is smaller than `d_outputs`, but the image was larger: pad with zeros on "
            "all sides.",
        ),
        "as large as the outputs": (
            lambda d, kernel: image_gradient(d, kernel)[: d.shape[0], : d.shape[1]],
            "A part of the image is missing. Each pixel needs a gradient, at the edge too.",
        ),
        "overwritten": (
            _overwritten,
            "A pixel lies in several windows, and kept only what the last one gave. It gathers "
            "from all of them.",
            "What is shared adds up",
        ),
        "mean over the windows": (
            lambda d, k: image_gradient(d, k) / image_gradient(np.ones_like(d), np.ones_like(k)),
            "What a pixel gathers from its windows was averaged. It is added.",
            "What is shared adds up",
        ),
        "weights left out": (
            lambda d_outputs, kernel: image_gradient(d_outputs, np.ones_like(kernel)),
            "Every pixel of a window received the same. A pixel reaches the output times its "
            "weight.",
        ),
    },
)


def kernel_gradient(d_outputs, image):
    """Slide `d_outputs` over the image: each weight met as many pixels as there are outputs."""
    OH, OW = d_outputs.shape
    KH, KW = image.shape[0] - OH + 1, image.shape[1] - OW + 1
    d_kernel = np.zeros((KH, KW))
    for i, j in np.ndindex(KH, KW):
        d_kernel[i, j] = (image[i : i + OH, j : j + OW] * d_outputs).sum()
    return d_kernel


kernel = Exercise(
    "gradients.kernel",
    reread="A convolution backwards",
    reference=kernel_gradient,
    cases=[
        (np.array([[1.0, 0.0, 2.0], [0.0, -1.0, 3.0]]), whole_numbers(3, 5, seed=1)),
        (whole_numbers(4, 5, seed=2), whole_numbers(6, 7, seed=3)),
        (whole_numbers(3, 2, seed=4), whole_numbers(7, 4, seed=5)),
    ],
    hints=[
        "How large was the kernel? The image less the outputs, plus 1, along each axis.",
        "Weight `[i, j]` met the pixels `image[i : i + OH, j : j + OW]`, one for each output.",
        "Multiply these pixels by `d_outputs`, and add up.",
    ],
    mistakes={
        "flipped d_outputs": (
            lambda d_outputs, image: kernel_gradient(d_outputs[::-1, ::-1], image),
            "Here nothing is flipped: weight and output move over the image in the same direction.",
        ),
        "result flipped": (
            lambda d_outputs, image: kernel_gradient(d_outputs, image)[::-1, ::-1],
            "The numbers are right, and stand upside down.",
        ),
        "mean instead of sum": (
            lambda d_outputs, image: kernel_gradient(d_outputs, image) / d_outputs.size,
            "A weight works at every place, and what it does there adds up.",
            "What is shared adds up",
        ),
        "pixels left out": (
            lambda d_outputs, image: kernel_gradient(d_outputs, np.ones_like(image)),
            "That is the gradient of a bias. A weight's gradient counts the pixels that it met.",
            "What is shared adds up",
        ),
        "one place only": (
            lambda d, x: d[0, 0] * x[: len(x) - len(d) + 1, : x.shape[1] - d.shape[1] + 1],
            "Only the first window was counted. The same weights work in all of them.",
            "What is shared adds up",
        ),
        "padded": (
            lambda d, x: kernel_gradient(d, np.pad(x, [(n - 1, n - 1) for n in d.shape])),
            "The result is too large. Full padding is for the gradient of the image.",
        ),
        "gradients left out": (
            lambda d_outputs, image: kernel_gradient(np.ones_like(d_outputs), image),
            "The pixels were added up as they are. Each counts times the gradient of the output "
            "that it went to.",
        ),
    },
)


def bias_gradient(d_outputs):
    """Add up all places of all images that the bias was added to."""
    return d_outputs.sum(axis=(0, 1, 2))


bias = Exercise(
    "gradients.bias",
    reread="What is shared adds up",
    reference=bias_gradient,
    cases=[
        (whole_numbers(*shape, seed=2),) for shape in ((2, 1, 3, 4), (3, 2, 4, 5), (2, 5, 3, 7))
    ],
    hints=[
        "To how many numbers was the bias of one filter added?",
        "Which of the four axes (N, OH, OW, F) is the filters'? The others have to go.",
    ],
    mistakes={
        "mean of all places": (
            lambda d_outputs: d_outputs.mean(axis=(0, 1, 2)),
            "The bias moves every place, and what they say adds up. A mean is taken in the loss "
            "and nowhere else.",
        ),
        "divided by the batch again": (
            lambda d_outputs: d_outputs.sum(axis=(0, 1, 2)) / len(d_outputs),
            "The mean over the batch belongs to the loss, and is in `d_outputs` already.",
        ),
        "images kept apart": (
            lambda d_outputs: d_outputs.sum(axis=(1, 2)),
            "Each image has a row of its own. All of them share one bias.",
        ),
        "places kept apart": (
            lambda d_outputs: d_outputs.sum(axis=0),
            "Each place has a gradient of its own. All of them share one bias.",
        ),
        "filters mixed": (
            lambda d_outputs: np.full(d_outputs.shape[-1], d_outputs.sum()),
            "Every filter received the sum of all. Its bias moves its own map only.",
        ),
        "summed over the filters": (
            lambda d_outputs: d_outputs.sum(axis=3),
            "The filters are gone and the places are left. It must be the other way round.",
        ),
        "places counted": (
            lambda d_outputs: np.full(d_outputs.shape[-1], float(np.prod(d_outputs.shape[:-1]))),
            "That is how many numbers the bias moved. Each counts with its gradient.",
        ),
        "axes kept": (
            lambda d_outputs: d_outputs.sum(axis=(0, 1, 2), keepdims=True),
            "The numbers are right, but a gradient has the shape of what it belongs to: (F,).",
        ),
    },
)

tied = NumberQuestion(
    "gradients.tied",
    reread="Where there is no slope",
    prompt="A window of max pooling holds {values[0]}, {values[1]}, {values[2]} and {values[3]}. "
    "The gradient of its output is {gradient}. What slope does a numerical check find for the "
    "first {values[0]}?",
    inputs={"values": (5, 5, 5, 1), "gradient": 12},
    answer=lambda gradient: gradient / 2,
    mistakes={
        "formula of the backward pass": (
            lambda gradient: gradient,
            "That is what `max_pool2d_backward` says, and a nudge upwards. What happens to the "
            "maximum when this pixel is nudged downwards?",
        ),
        "shared among equals": (
            lambda values, gradient: gradient / values.count(max(values)),
            "The others do not move. Do the two nudges one by one.",
        ),
        "shared by the window": (
            lambda values, gradient: gradient / len(values),
            "That is average pooling.",
        ),
        "covered by the others": (lambda: 0, "Downwards, yes: another 5 takes over. And upwards?"),
    },
    hints=[
        "Nudge it up by h: what is the largest now? Nudge it down by h: and now?",
        "The maximum changes by h in one direction and not at all in the other. Divide by 2h.",
    ],
    explanation="Up, the maximum rises by h; down, another {values[0]} holds it. h · {gradient} / "
    "2h = {answer:g}, for each of the three.",
)
