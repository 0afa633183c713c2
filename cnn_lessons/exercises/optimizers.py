"""Exercises of the chapter *Optimizers*.

Cases avoid whatever hides a mistake: a single step, a gradient that stays the same, a
learning rate of 1, a start from 0.
"""

from functools import partial

import numpy as np

from cnn_lessons.checks import RIGHT, ChoiceQuestion, Exercise, NumberQuestion

GRADIENTS = [np.array([1.0, -2.0, 0.5]), np.array([3.0, 0.5, -1.0]), np.array([-1.0, 2.0, 4.0])]
START = np.array([1.0, 2.0, -1.0])
EACH = "A step for each number"

largest_rate = NumberQuestion(
    "optimizers.largest_rate",
    reread="Follow the slope",
    prompt="A valley has the height (a·x² + b·y²)/2 with a = {a} and b = {b}. Below which learning "
    "rate does plain gradient descent come to the bottom, and not diverge?",
    inputs={"a": 4, "b": 50},
    answer=lambda a, b: 2 / max(a, b),
    tolerance=0.002,
    mistakes={
        "the gentle direction": (
            lambda a, b: 2 / min(a, b),
            "The gentle direction would allow that. Which one diverges first?",
        ),
        "one step to the bottom": (
            lambda a, b: 1 / max(a, b),
            "With this rate the steep direction is at the bottom in one step. It may overshoot a "
            "little and still come nearer.",
        ),
        "both directions added": (
            lambda a, b: 2 / (a + b),
            "Each direction goes its own way; the steepest one decides.",
        ),
        "upside down": (
            lambda a, b: max(a, b) / 2,
            "The steeper the valley, the smaller the steps must be.",
        ),
    },
    hints=[
        "One step takes y to y − rate · b · y = (1 − rate · b) y. When does that shrink?",
        "It shrinks while 1 − rate · b lies between −1 and 1.",
    ],
    explanation="y is multiplied by 1 − rate · b, which must stay above −1: rate < 2/b = {answer}.",
)


def momentum_path(start, gradients, learning_rate, momentum):
    """Let the velocity keep a part of itself and add the new step; follow it."""
    parameters, velocity = start.copy(), np.zeros_like(start)
    for gradient in gradients:
        velocity = momentum * velocity - learning_rate * gradient
        parameters = parameters + velocity
    return parameters


def _nesterov_path(start, gradients, learning_rate, momentum):
    velocities = momentum_path(start, gradients, learning_rate, momentum) - start
    return start + momentum * velocities - learning_rate * sum(gradients)


momentum = Exercise(
    "optimizers.momentum",
    reread="Momentum: remember where you were going",
    reference=momentum_path,
    cases=[
        (np.array([1.0, 0.0, 2.0]), GRADIENTS[:2], 0.5, 0.5),
        (START, GRADIENTS, 0.1, 0.9),
        (START, GRADIENTS[::-1], 0.2, 0.0),
    ],
    hints=[
        "Two things are kept from step to step: the parameters, and a velocity that begins at 0.",
        "New velocity: momentum times the old one, minus learning rate times gradient.",
        "Then the parameters move by the new velocity.",
    ],
    mistakes={
        "no memory": (
            lambda start, gradients, rate, momentum: momentum_path(start, gradients, rate, 0),
            "Nothing is kept from one step to the next: this is plain gradient descent.",
        ),
        "uphill": (
            lambda x, gradients, rate, part: momentum_path(x, gradients, -rate, part),
            "The gradient points uphill: it is subtracted.",
        ),
        "averaged": (
            lambda x, gradients, rate, part: momentum_path(x, gradients, (1 - part) * rate, part),
            "The new gradient was weakened by 1 − momentum, as in Adam. Here it counts in full.",
        ),
        "old velocity followed": (
            lambda start, gradients, *rates: momentum_path(start, gradients[:-1], *rates),
            "The move was that of the step before. First the velocity changes, then it is "
            "followed.",
        ),
        "Nesterov's look ahead": (
            _nesterov_path,
            "The velocity was followed ahead of time. That is Nesterov's variant.",
        ),
    },
)

effective_rate = NumberQuestion(
    "optimizers.effective_rate",
    reread="Momentum: remember where you were going",
    prompt="The gradient stays the same for a long time. With a learning rate of {rate} and a "
    "momentum of {momentum}, how long does a step become, as a multiple of the gradient?",
    inputs={"rate": 0.02, "momentum": 0.75},
    answer=lambda rate, momentum: rate / (1 - momentum),
    tolerance=0.005,
    mistakes={
        "learning rate forgotten": (
            lambda momentum: 1 / (1 - momentum),
            "That is how many times as long as the first step it becomes. How long was that one?",
        ),
        "without the momentum": (
            lambda rate: rate,
            "That is the first step. The velocity keeps adding to itself.",
        ),
        "second step": (
            lambda rate, momentum: rate * (1 + momentum),
            "That is the second step. And the third, the hundredth?",
        ),
        "divided by the momentum": (
            lambda rate, momentum: rate / momentum,
            "Add up 1 + m + m² + m³ + … : a geometric series.",
        ),
        "shortened": (
            lambda rate, momentum: rate * (1 - momentum),
            "Momentum makes steps in one direction longer, not shorter.",
        ),
    },
    hints=[
        "In the end the velocity no longer changes: v = momentum · v + rate · gradient.",
        "Solve that for v.",
    ],
    explanation="v = {momentum} v + {rate} g gives v = {rate}/(1 − {momentum}) g: {answer} g, "
    "four times the learning rate.",
)


def adagrad_path(start, gradients, learning_rate, epsilon):
    """Add up the squares of all gradients so far; divide each number's step by their root."""
    parameters, squares = start.copy(), np.zeros_like(start)
    for gradient in gradients:
        squares = squares + gradient**2
        parameters -= learning_rate * gradient / (np.sqrt(squares) + epsilon)
    return parameters


def _divided_with(gather, start, gradients, rate, epsilon, size=np.sqrt, begin=0.0, late=False):
    """Gather something else of the gradients, or divide by another function of it."""
    parameters, gathered = start.copy(), np.full_like(start, begin)
    for gradient in gradients:
        after = gather(gathered, gradient)
        parameters -= rate * gradient / (size(gathered if late else after) + epsilon)
        gathered = after
    return parameters


def _add_square(squares, gradient):
    return squares + gradient**2


adagrad = Exercise(
    "optimizers.adagrad",
    reread=EACH,
    reference=adagrad_path,
    cases=[
        (START, GRADIENTS[:2], 0.1, 1e-8),
        (START, GRADIENTS, 0.5, 0.01),
        (np.zeros(2), [np.array([0.25, -3.0]), np.array([-2.0, 0.5])], 0.01, 1e-7),
    ],
    hints=[
        "Two things are kept for each number: the parameter, and the sum of its squared "
        "gradients, which begins at 0.",
        "First the sum grows by the square of the new gradient. Then the parameter moves.",
        "Subtract learning rate · gradient / (√sum + ε).",
    ],
    mistakes={
        "the new gradient only": (
            partial(_divided_with, lambda squares, gradient: gradient**2),
            "Each step was divided by its own gradient alone, so all steps are equally long. The "
            "squares of all gradients so far are added.",
        ),
        "squares averaged": (
            lambda start, gradients, rate, epsilon: rmsprop_path(
                start, gradients, rate, 0.9, epsilon
            ),
            "A moving average of the squares forgets: that is RMSprop. AdaGrad adds them up.",
        ),
        "root forgotten": (
            partial(_divided_with, _add_square, size=np.positive),
            "Divide by the root of the sum, so that the unit of the gradient cancels.",
        ),
        "not squared": (
            partial(
                _divided_with, lambda sums, gradient: sums + np.abs(gradient), size=np.positive
            ),
            "The gradients were added without their signs. It is the root of the sum of their "
            "squares.",
        ),
        "one sum for all numbers": (
            partial(_divided_with, lambda squares, gradient: squares + (gradient**2).sum()),
            "All numbers have one sum, and so one rate. Each number has its own.",
        ),
        "learning rate squared away": (
            lambda start, gradients, rate, epsilon: adagrad_path(
                start, [rate * gradient for gradient in gradients], 1.0, epsilon
            ),
            "The gradients were multiplied by the learning rate before they were squared: in the "
            "fraction it cancels.",
        ),
        "divided by the old sum": (
            partial(_divided_with, _add_square, late=True),
            "The sum grows first, and then the step is divided by it. The old one is 0 at first.",
        ),
        "begun at a tenth": (
            partial(_divided_with, _add_square, begin=0.1),
            "Right in Keras, whose sums begin at 0.1. Here they begin at 0.",
        ),
        "ε inside of the root": (
            lambda start, gradients, rate, epsilon: _divided_with(
                _add_square, start, gradients, rate, 0.0, lambda x: np.sqrt(x + epsilon)
            ),
            "Right in Keras, which adds ε under the root. Here it is added to the root.",
        ),
        "ε forgotten": (
            lambda start, gradients, rate, epsilon: adagrad_path(start, gradients, rate, 0.0),
            "Without ε, a number whose gradients are all 0 would be divided by 0.",
        ),
        "uphill": (
            lambda start, gradients, rate, epsilon: adagrad_path(start, gradients, -rate, epsilon),
            "The gradient points uphill: the step is subtracted.",
        ),
        "a tenth, and ε inside of the root": (
            lambda start, gradients, rate, epsilon: _divided_with(
                _add_square, start, gradients, rate, 0.0, lambda x: np.sqrt(x + epsilon), 0.1
            ),
            "Right in Keras and in this package: their sums begin at 0.1, and ε is added under the "
            "root. Here they begin at 0, and ε is added to the root.",
        ),
        "plain gradient descent": (
            lambda start, gradients, rate, epsilon: start - rate * sum(gradients),
            "Nothing was divided: all numbers have one learning rate.",
        ),
        "mean instead of sum": (
            lambda start, gradients, rate, epsilon: (
                start
                - sum(
                    rate
                    * gradient
                    / (np.sqrt(sum(g**2 for g in gradients[: n + 1]) / (n + 1)) + epsilon)
                    for n, gradient in enumerate(gradients)
                )
            ),
            "The sum of the squares was divided by how many they are, so the rates do not shrink.",
        ),
        "the last sum for all": (
            lambda start, gradients, rate, epsilon: (
                start - rate * sum(gradients) / (np.sqrt(sum(g**2 for g in gradients)) + epsilon)
            ),
            "All steps were divided by the last sum. In each step the sum holds the gradients so "
            "far.",
        ),
        "always from the start": (
            lambda start, gradients, rate, epsilon: (
                start - rate * gradients[-1] / (np.sqrt(sum(g**2 for g in gradients)) + epsilon)
            ),
            "Each step was taken from `start`, and only the last one is left. Go on from where the "
            "step before has led.",
        ),
        "first step only": (
            lambda start, gradients, rate, epsilon: adagrad_path(
                start, gradients[:1], rate, epsilon
            ),
            "That is the first step. Does `return` stand within the loop?",
        ),
    },
)


def rmsprop_path(start, gradients, learning_rate, rho, epsilon):
    """Keep a moving average of the squares; divide each number's step by its root."""
    parameters, squares = start.copy(), np.zeros_like(start)
    for gradient in gradients:
        squares = rho * squares + (1 - rho) * gradient**2
        parameters -= learning_rate * gradient / (np.sqrt(squares) + epsilon)
    return parameters


def _rmsprop_with(gather, start, gradients, rate, rho, epsilon, **change):
    """Gather with ``gather(gathered, gradient, rho)``, or change what `_divided_with` can."""
    return _divided_with(
        lambda gathered, gradient: gather(gathered, gradient, rho),
        start,
        gradients,
        rate,
        epsilon,
        **change,
    )


def _mean_square(squares, gradient, rho):
    return rho * squares + (1 - rho) * gradient**2


def _rmsprop_corrected(start, gradients, rate, rho, epsilon):
    return adam_path(start, gradients, rate, 0.0, rho, epsilon)


rmsprop = Exercise(
    "optimizers.rmsprop",
    reread=EACH,
    reference=rmsprop_path,
    cases=[
        (START, GRADIENTS[:2], 0.1, 0.75, 1e-8),
        (START, GRADIENTS, 0.5, 0.9, 0.01),
        (np.zeros(2), [np.array([0.25, -3.0]), np.array([-2.0, 0.5])], 0.01, 0.2, 1e-7),
    ],
    hints=[
        "Two things are kept for each number: the parameter, and a moving average of its squared "
        "gradients, which begins at 0.",
        "Of the old average the part rho stays. How large is the part of the new square?",
        "Then subtract learning rate · gradient / (√average + ε).",
    ],
    mistakes={
        "parts exchanged": (
            lambda x, gradients, rate, rho, epsilon: rmsprop_path(
                x, gradients, rate, 1 - rho, epsilon
            ),
            "Rho is the part of the old average. The new square gets the rest.",
        ),
        "new square in full": (
            partial(_rmsprop_with, lambda squares, gradient, rho: rho * squares + gradient**2),
            "The parts add up to more than 1: it is no mean. The new square is weakened by "
            "1 − rho.",
        ),
        "never forgotten": (
            lambda x, gradients, rate, rho, epsilon: adagrad_path(x, gradients, rate, epsilon),
            "All squares were added up, and none is forgotten: that is AdaGrad.",
        ),
        "the new gradient only": (
            partial(_rmsprop_with, lambda squares, gradient, rho: gradient**2),
            "Each step was divided by its own gradient alone. A moving average remembers the ones "
            "before.",
        ),
        "square of the mean": (
            partial(
                _rmsprop_with,
                lambda mean, gradient, rho: rho * mean + (1 - rho) * gradient,
                size=np.abs,
            ),
            "The mean was taken first and then squared, so that opposite gradients cancel. Square "
            "first.",
        ),
        "root forgotten": (
            partial(_rmsprop_with, _mean_square, size=np.positive),
            "Divide by the root of the mean, so that the unit of the gradient cancels.",
        ),
        "one mean for all numbers": (
            partial(
                _rmsprop_with,
                lambda squares, gradient, rho: rho * squares + (1 - rho) * (gradient**2).mean(),
            ),
            "All numbers have one mean, and so one rate. Each number has its own.",
        ),
        "divided by the old mean": (
            partial(_rmsprop_with, _mean_square, late=True),
            "The mean changes first, and then the step is divided by it. The old one is 0 at "
            "first.",
        ),
        "corrected as in Adam": (
            _rmsprop_corrected,
            "Adam corrects its means for having begun at 0. RMSprop does not: its first steps are "
            "longer.",
        ),
        "ε inside of the root": (
            lambda x, gradients, rate, rho, epsilon: _rmsprop_with(
                _mean_square, x, gradients, rate, rho, 0.0, size=lambda s: np.sqrt(s + epsilon)
            ),
            "Right in Keras, which adds ε under the root. Here it is added to the root.",
        ),
        "ε forgotten": (
            lambda x, gradients, rate, rho, epsilon: rmsprop_path(x, gradients, rate, rho, 0.0),
            "Without ε, a number whose gradients are all 0 would be divided by 0.",
        ),
        "uphill": (
            lambda x, gradients, rate, rho, epsilon: rmsprop_path(
                x, gradients, -rate, rho, epsilon
            ),
            "The gradient points uphill: the step is subtracted.",
        ),
        "plain gradient descent": (
            lambda x, gradients, rate, rho, epsilon: x - rate * sum(gradients),
            "Nothing was divided: all numbers have one learning rate.",
        ),
        "begun with the first square": (
            lambda x, gradients, rate, rho, epsilon: _rmsprop_with(
                _mean_square, x, gradients, rate, rho, epsilon, begin=gradients[0] ** 2
            ),
            "The mean began with the first square. It begins at 0.",
        ),
        "mean of the gradients, too": (
            lambda x, gradients, rate, rho, epsilon: _adam_with(
                lambda m, s, first, second, e: m / (np.sqrt(s) + e),
                x,
                gradients,
                rate,
                rho,
                rho,
                epsilon,
            ),
            "The step follows the mean of the gradients: that is Adam's, not corrected. RMSprop "
            "follows the gradient itself.",
        ),
        "first step only": (
            lambda x, gradients, *rest: rmsprop_path(x, gradients[:1], *rest),
            "That is the first step. Does `return` stand within the loop?",
        ),
    },
)


def adam_path(start, gradients, learning_rate, beta_1, beta_2, epsilon):
    """Keep means of gradients and squares, correct both for starting from 0, and divide."""
    parameters, mean, squares = start.copy(), np.zeros_like(start), np.zeros_like(start)
    for step, gradient in enumerate(gradients, start=1):
        mean = beta_1 * mean + (1 - beta_1) * gradient
        squares = beta_2 * squares + (1 - beta_2) * gradient**2
        corrected_mean = mean / (1 - beta_1**step)
        corrected_squares = squares / (1 - beta_2**step)
        parameters -= learning_rate * corrected_mean / (np.sqrt(corrected_squares) + epsilon)
    return parameters


def _adam_with(move, start, gradients, rate, beta_1, beta_2, epsilon, power=np.positive):
    """Move by another function of both means and their corrections, 1 − beta to a power."""
    parameters, mean, squares = start.copy(), np.zeros_like(start), np.zeros_like(start)
    for step, gradient in enumerate(gradients, start=1):
        mean = beta_1 * mean + (1 - beta_1) * gradient
        squares = beta_2 * squares + (1 - beta_2) * gradient**2
        corrections = 1 - beta_1 ** power(step), 1 - beta_2 ** power(step)
        with np.errstate(all="ignore"):
            parameters -= rate * move(mean, squares, *corrections, epsilon)
    return parameters


def _corrected_move(mean, squares, first, second, epsilon):
    return mean / first / (np.sqrt(squares / second) + epsilon)


def _corrected_again(start, gradients, rate, beta_1, beta_2, epsilon):
    parameters, mean, squares = start.copy(), np.zeros_like(start), np.zeros_like(start)
    for step, gradient in enumerate(gradients, start=1):
        mean = (beta_1 * mean + (1 - beta_1) * gradient) / (1 - beta_1**step)
        squares = (beta_2 * squares + (1 - beta_2) * gradient**2) / (1 - beta_2**step)
        parameters -= rate * mean / (np.sqrt(squares) + epsilon)
    return parameters


adam = Exercise(
    "optimizers.adam",
    reread=EACH,
    reference=adam_path,
    cases=[
        (START, GRADIENTS[:2], 0.1, 0.9, 0.99, 1e-8),
        (START, GRADIENTS, 0.5, 0.5, 0.9, 0.01),
        (np.zeros(3), GRADIENTS[::-1], 0.01, 0.9, 0.999, 1e-7),
    ],
    hints=[
        "Two moving averages are kept for each number, of the gradients and of their squares; "
        "both begin at 0.",
        "In step t, divide the first by 1 − β₁ᵗ and the second by 1 − β₂ᵗ; t begins with 1.",
        "Then subtract learning rate · mean / (√squares + ε).",
    ],
    mistakes={
        "not corrected": (
            partial(_adam_with, lambda m, s, first, second, epsilon: m / (np.sqrt(s) + epsilon)),
            "Both means begin at 0 and are too small at first. Divide by 1 − βᵗ.",
        ),
        "only the gradients' mean corrected": (
            partial(
                _adam_with, lambda m, s, first, second, epsilon: m / first / (np.sqrt(s) + epsilon)
            ),
            "The mean of the squares begins at 0, too, and is too small at first.",
        ),
        "only the squares' mean corrected": (
            partial(
                _adam_with, lambda m, s, first, second, epsilon: m / (np.sqrt(s / second) + epsilon)
            ),
            "The mean of the gradients begins at 0, too, and is too small at first.",
        ),
        "corrected again and again": (
            _corrected_again,
            "The corrected means have taken the place of the means, and are corrected once more "
            "in the next step. Keep the means as they are; correct for the step only.",
        ),
        "corrected without the power": (
            partial(_adam_with, _corrected_move, power=lambda step: 1),
            "Each step is corrected like the first. In step t it is 1 − βᵗ.",
        ),
        "steps counted from 0": (
            partial(_adam_with, _corrected_move, power=lambda step: step - 1),
            "In the first step 1 − β⁰ is 0, and 0 cannot be divided by. t is 1, 2, 3, …",
        ),
        "root forgotten": (
            partial(
                _adam_with, lambda m, s, first, second, epsilon: m / first / (s / second + epsilon)
            ),
            "Divide by the root of the mean square, so that the unit of the gradient cancels.",
        ),
        "ε beside the uncorrected root": (
            partial(
                _adam_with,
                lambda m, s, first, second, epsilon: (
                    m / first * np.sqrt(second) / (np.sqrt(s) + epsilon)
                ),
            ),
            "Right in Keras and in this package, as in the paper's second form (“ε hat”): ε is "
            "added before the root is corrected. Algorithm 1 corrects first.",
        ),
        "ε inside of the root": (
            partial(
                _adam_with,
                lambda m, s, first, second, epsilon: m / first / np.sqrt(s / second + epsilon),
            ),
            "Here ε is added to the root, not under it.",
        ),
        "ε forgotten": (
            partial(
                _adam_with, lambda m, s, first, second, epsilon: m / first / np.sqrt(s / second)
            ),
            "Without ε, a number whose gradients are all 0 would be divided by 0.",
        ),
        "gradient instead of its mean": (
            lambda x, gradients, rate, _, *rest: adam_path(x, gradients, rate, 0, *rest),
            "The step follows the mean of the gradients, not the last one: that is RMSprop, "
            "corrected.",
        ),
        "both betas exchanged": (
            lambda x, g, rate, b1, b2, epsilon: adam_path(x, g, rate, b2, b1, epsilon),
            "β₁ belongs to the mean of the gradients, β₂ to that of their squares.",
        ),
        "uphill": (
            lambda x, gradients, rate, *rest: adam_path(x, gradients, -rate, *rest),
            "The gradient points uphill: the step is subtracted.",
        ),
    },
)

scaled_loss = ChoiceQuestion(
    "optimizers.scaled_loss",
    reread=EACH,
    prompt="Somebody takes the sum over a batch of {N} examples as the loss, and not the mean. The "
    "learning rate stays. Which training hardly notices?",
    inputs={"N": 64},
    choices={
        "SGD": (
            "rate times gradient",
            "Its step is learning rate times gradient, and the gradient is 64 times as large.",
        ),
        "SGD with momentum": (
            "momentum taken for a brake",
            "The velocity gathers gradients that are all 64 times as large.",
        ),
        "Adam": RIGHT,
        "None: every step is longer": (
            "division forgotten",
            "One of them divides by the size of the gradients it has seen.",
        ),
    },
    hints=[
        "Write {N} g for g in each formula. Where does the {N} cancel?",
        "The root of the mean square is {N} times as large, too.",
    ],
    explanation="Adam divides the mean gradient by the root of the mean square: the {N} cancels, "
    "but for ε.",
)
