"""Exercises of the chapter *Gradients*.

Cases avoid whatever hides a mistake: points with equal numbers, square kernels, a batch of
one, units that are all above 0.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from cnn_lessons.checks import (
    RIGHT,
    ChoiceQuestion,
    Exercise,
    NumberQuestion,
    whole_numbers,
)


@dataclass(frozen=True)
class Height:
    """A function of an array that shows its formula: equal where the formulas are."""

    formula: str
    function: Callable = field(compare=False)

    def __call__(self, x):
        """Return the value at the point `x`."""
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
        "one nudge each": (lambda parameters: parameters, "A slope needs two losses."),
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
    """Move one number of the point at a time, up and down, and compare the values."""
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
            "The value above was compared with the one at the start. On a curve that is the slope "
            "half a step further; go down as well.",
        ),
        "downwards only": (
            partial(_slopes_with, up=0.0),
            "The value at the start was compared with the one below. Go up as well.",
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
            "That is how much the value changes. How far did you go for it?",
        ),
        "below minus above": (
            lambda *arguments: -_slopes_with(*arguments),
            "It is above minus below: where the function rises, its slope is positive.",
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
            "Each number was moved by `step` times itself. Move each by `step`.",
        ),
    },
)

two_links = NumberQuestion(
    "gradients.two_links",
    reread="Link by link",
    prompt="h = ReLU(w₁ · x), y = w₂ · h, loss = (y − t)², with x = {x}, w₁ = {first}, "
    "w₂ = {second} and t = {target}. What is the slope of the loss for w₁?",
    inputs={"x": 3, "first": 2, "second": 5, "target": 23},
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
            "Each link multiplies the nudge by its own slope: the slopes multiply.",
        ),
    },
    hints=[
        "Forwards first: h, y, and how far y is from t.",
        "Backwards: from the loss to y, from y to h, from h to w₁ · x, and from there to w₁.",
    ],
    explanation="y is 7 too large, so the slope for y is 14; times w₂ for h, times 1 through the "
    "ReLU, whose sum is above 0, times x for w₁: 14 · {second} · 1 · {x} = {answer}.",
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
    reread="Back, one layer at a time",
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
        ),
        "the second kernel's gradient": (
            lambda d_outputs, inputs, first, second: np.maximum(inputs @ first, 0).T @ d_outputs,
            "That is the gradient of `second`. Go one layer further back.",
        ),
        "kernel not transposed": (
            lambda d_outputs, inputs, first, second: inputs.T @ (d_outputs @ second),
            "The kernel takes hidden units to outputs. On the way back it is transposed.",
        ),
    },
)


step = ChoiceQuestion(
    "gradients.step",
    reread="Let nudges check the formulas",
    prompt="You check a formula by nudging up and down, with numbers of 64 bits and of usual size. "
    "How large should the nudge be?",
    choices={
        "As small as can be, about 1e-300": (
            "as small as possible",
            "1 and 1 + 1e-300 are one and the same number in 64 bits: the nudge is lost.",
        ),
        "About 1e-12: the smaller, the nearer to the slope": (
            "rounding forgotten",
            "Nearer to the slope, but the two losses agree in nearly all of their digits, and what "
            "is left of their difference is rounding.",
        ),
        "About 1e-5": RIGHT,
        "About 0.1: the larger, the less is rounded": (
            "curve forgotten",
            "Little is rounded, but over so long a nudge a curve is no straight line.",
        ),
    },
    hints=[
        "Two things go wrong: over a long nudge the slope changes, and with a short one the "
        "difference is rounded. Which error grows and which shrinks with the nudge?",
        "64 bits hold about 16 digits. How many of them are left of the difference of two losses?",
    ],
    explanation="Over a short nudge the curve is straight, and a long one keeps digits: the best "
    "lies between, and with 64 bits that is about a hundred-thousandth.",
)
