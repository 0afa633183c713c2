"""Exercises of the chapter *Optimizers*.

Cases avoid whatever hides a mistake: a single step, a gradient that stays the same, a
learning rate of 1, a start from 0.
"""

from functools import partial

import numpy as np

from cnn_lessons.checks import RIGHT, ChoiceQuestion, Exercise, NumberQuestion

GRADIENTS = [np.array([1.0, -2.0, 0.5]), np.array([3.0, 0.5, -1.0]), np.array([-1.0, 2.0, 4.0])]
START = np.array([1.0, 2.0, -1.0])

largest_rate = NumberQuestion(
    "optimizers.largest_rate",
    reread="Follow the slope",
    prompt="A valley has the height (a·x² + b·y²)/2 with a = {a} and b = {b}. Below which learning "
    "rate does plain gradient descent come to the bottom, and not fly apart?",
    inputs={"a": 1, "b": 50},
    answer=lambda a, b: 2 / max(a, b),
    tolerance=1e-6,
    mistakes={
        "the gentle direction": (
            lambda a, b: 2 / min(a, b),
            "The gentle direction would allow that. Which one flies apart first?",
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
    inputs={"rate": 0.02, "momentum": 0.95},
    answer=lambda rate, momentum: rate / (1 - momentum),
    tolerance=1e-6,
    mistakes={
        "without the momentum": (
            lambda rate: rate,
            "That is the first step. The velocity keeps adding to itself.",
        ),
        "rate forgotten": (
            lambda momentum: 1 / (1 - momentum),
            "So many times the learning rate. As a multiple of the gradient, the rate is in it.",
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
    "twenty times the learning rate.",
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


def _size(squares, epsilon):
    return np.sqrt(squares) + epsilon


def _adam_with(start, gradients, rate, beta_1, beta_2, epsilon, power=np.positive, size=_size):
    """Correct by another power of each beta, or divide by another size."""
    parameters, mean, squares = start.copy(), np.zeros_like(start), np.zeros_like(start)
    for step, gradient in enumerate(gradients, start=1):
        mean = beta_1 * mean + (1 - beta_1) * gradient
        squares = beta_2 * squares + (1 - beta_2) * gradient**2
        divisor = size(squares / (1 - beta_2 ** power(step)), epsilon)
        parameters -= rate * mean / (1 - beta_1 ** power(step)) / divisor
    return parameters


def _adam_of_keras(start, gradients, rate, beta_1, beta_2, epsilon):
    """Correct the learning rate, so that epsilon is added to what is not corrected."""
    parameters, mean, squares = start.copy(), np.zeros_like(start), np.zeros_like(start)
    for step, gradient in enumerate(gradients, start=1):
        mean = beta_1 * mean + (1 - beta_1) * gradient
        squares = beta_2 * squares + (1 - beta_2) * gradient**2
        corrected = rate * np.sqrt(1 - beta_2**step) / (1 - beta_1**step)
        parameters -= corrected * mean / (np.sqrt(squares) + epsilon)
    return parameters


def _adam_carried_on(start, gradients, rate, beta_1, beta_2, epsilon, new=None):
    """Correct the means for good; or take `new` shares of the gradient and its square."""
    parameters, mean, squares = start.copy(), np.zeros_like(start), np.zeros_like(start)
    for step, gradient in enumerate(gradients, start=1):
        mean = beta_1 * mean + (new or 1 - beta_1) * gradient
        squares = beta_2 * squares + (new or 1 - beta_2) * gradient**2
        corrected = mean / (1 - beta_1**step), squares / (1 - beta_2**step)
        parameters -= rate * corrected[0] / (np.sqrt(corrected[1]) + epsilon)
        mean, squares = (mean, squares) if new else corrected
    return parameters


adam = Exercise(
    "optimizers.adam",
    reread="A step for each number",
    reference=adam_path,
    cases=[
        (START, GRADIENTS[:2], 0.1, 0.9, 0.99, 1e-8),
        (START, GRADIENTS, 0.5, 0.5, 0.9, 1e-2),
        (np.zeros(3), GRADIENTS[::-1], 0.01, 0.9, 0.999, 1e-7),
    ],
    hints=[
        "Two means are kept for each number, of the gradients and of their squares; both begin "
        "at 0.",
        "In step t, divide the first by 1 − β₁ᵗ and the second by 1 − β₂ᵗ; t begins with 1.",
        "Then subtract learning rate · mean / (√squares + ε).",
    ],
    mistakes={
        "not corrected": (
            partial(_adam_with, power=lambda step: np.inf),
            "Both means begin at 0 and are too small at first. Divide by 1 − βᵗ.",
        ),
        "root forgotten": (
            partial(_adam_with, size=np.add),
            "Divide by the root of the mean square, so that the unit of the gradient cancels.",
        ),
        "epsilon under the root": (
            partial(_adam_with, size=lambda squares, epsilon: np.sqrt(squares + epsilon)),
            "Epsilon is added to the root, not to what stands under it.",
        ),
        "epsilon as in Keras": (
            _adam_of_keras,
            "That is no mistake, but another convention: Keras corrects the learning rate, and "
            "adds epsilon to the root of the mean that is not corrected. Here it is added to the "
            "root of the corrected one.",
        ),
        "corrected for good": (
            _adam_carried_on,
            "The corrected means were kept for the next step, and corrected once more. Keep those "
            "that are not.",
        ),
        "1 − β forgotten": (
            partial(_adam_carried_on, new=1),
            "Both are means: what the old one loses, the new one brings in.",
        ),
        "gradient instead of its mean": (
            lambda x, gradients, rate, _, *rest: adam_path(x, gradients, rate, 0, *rest),
            "The step follows the mean of the gradients, not the last one: that is RMSprop, "
            "corrected.",
        ),
        "steps counted from 0": (
            partial(_adam_with, power=lambda step: max(step - 1, 1)),
            "The second step is still corrected like the first. t is 1, 2, 3, …",
        ),
        "both betas exchanged": (
            lambda x, g, rate, b1, b2, epsilon: adam_path(x, g, rate, b2, b1, epsilon),
            "β₁ belongs to the mean of the gradients, β₂ to that of their squares.",
        ),
    },
)

scaled_loss = ChoiceQuestion(
    "optimizers.scaled_loss",
    reread="A step for each number",
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
