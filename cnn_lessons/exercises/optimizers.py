"""Exercises of the chapter *Optimizers*.

Cases avoid whatever hides a mistake: a single step, a gradient that stays the same, a
learning rate of 1, a start from 0.
"""

import numpy as np

from cnn_lessons.checks import RIGHT, ChoiceQuestion, Exercise, NumberQuestion

GRADIENTS = [np.array([1.0, -2.0, 0.5]), np.array([3.0, 0.5, -1.0]), np.array([-1.0, 2.0, 4.0])]
START = np.array([1.0, 2.0, -1.0])

# --- Follow the slope -------------------------------------------------------------------------

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

# --- Momentum ---------------------------------------------------------------------------------


def momentum_path(start, gradients, learning_rate, momentum):
    """Let the velocity keep a part of itself and add the new step; follow it."""
    parameters, velocity = start.copy(), np.zeros_like(start)
    for gradient in gradients:
        velocity = momentum * velocity - learning_rate * gradient
        parameters = parameters + velocity
    return parameters


def _momentum_with(start, gradients, learning_rate, momentum, *, mistake):
    """Make a mistake on the way of `momentum_path`."""
    parameters, velocity = start.copy(), np.zeros_like(start)
    for gradient in gradients:
        old = velocity
        part = 1 - momentum if mistake == "averaged" else 1
        velocity = momentum * velocity - part * learning_rate * gradient
        move = {
            "late": old,
            "ahead": momentum * velocity - learning_rate * gradient,
            "uphill": -velocity,
            "forgetful": -learning_rate * gradient,
        }.get(mistake, velocity)
        parameters = parameters + move
    return parameters


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
            lambda *arguments: _momentum_with(*arguments, mistake="forgetful"),
            "Nothing is kept from one step to the next: this is plain gradient descent.",
        ),
        "uphill": (
            lambda *arguments: _momentum_with(*arguments, mistake="uphill"),
            "The gradient points uphill: it is subtracted.",
        ),
        "averaged": (
            lambda *arguments: _momentum_with(*arguments, mistake="averaged"),
            "The new gradient was weakened by 1 − momentum, as in Adam. Here it counts in full.",
        ),
        "old velocity followed": (
            lambda *arguments: _momentum_with(*arguments, mistake="late"),
            "The move was that of the step before. First the velocity changes, then it is "
            "followed.",
        ),
        "Nesterov's look ahead": (
            lambda *arguments: _momentum_with(*arguments, mistake="ahead"),
            "The velocity was followed ahead of time. That is Nesterov's variant.",
        ),
    },
)

effective_rate = NumberQuestion(
    "optimizers.effective_rate",
    reread="Momentum: remember where you were going",
    prompt="The gradient stays the same for a long time. With a learning rate of {rate} and a "
    "momentum of {momentum}, how long does a step become, as a multiple of the gradient?",
    inputs={"rate": 0.01, "momentum": 0.95},
    answer=lambda rate, momentum: rate / (1 - momentum),
    tolerance=1e-6,
    mistakes={
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
    "twenty times the learning rate.",
)

# --- A step for each number -------------------------------------------------------------------


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


def _adam_with(start, gradients, learning_rate, beta_1, beta_2, epsilon, change):
    """Make the mistake `change` on the way of `adam_path`."""
    parameters, mean, squares = start.copy(), np.zeros_like(start), np.zeros_like(start)
    for step, gradient in enumerate(gradients, start=1):
        power = step - 1 if change == "counted from 0" and step > 1 else step
        mean = beta_1 * mean + (1 - beta_1) * gradient
        squares = beta_2 * squares + (1 - beta_2) * gradient**2
        first, second = mean / (1 - beta_1**power), squares / (1 - beta_2**power)
        if change == "uncorrected":
            first, second = mean, squares
        root = second if change == "no root" else np.sqrt(second)
        if change == "no mean":
            first = gradient
        parameters -= learning_rate * first / (root + epsilon)
    return parameters


adam = Exercise(
    "optimizers.adam",
    reread="A step for each number",
    reference=adam_path,
    cases=[
        (START, GRADIENTS[:2], 0.1, 0.9, 0.99, 1e-8),
        (START, GRADIENTS, 0.5, 0.5, 0.9, 1e-3),
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
            lambda *arguments: _adam_with(*arguments, change="uncorrected"),
            "Both means begin at 0 and are too small at first. Divide by 1 − βᵗ.",
        ),
        "root forgotten": (
            lambda *arguments: _adam_with(*arguments, change="no root"),
            "Divide by the root of the mean square, so that the unit of the gradient cancels.",
        ),
        "gradient instead of its mean": (
            lambda *arguments: _adam_with(*arguments, change="no mean"),
            "The step follows the mean of the gradients, not the last one: that is RMSprop, "
            "corrected.",
        ),
        "steps counted from 0": (
            lambda *arguments: _adam_with(*arguments, change="counted from 0"),
            "The second step is still corrected like the first. t is 1, 2, 3, …",
        ),
        "both betas exchanged": (
            lambda start, gradients, rate, beta_1, beta_2, epsilon: adam_path(
                start, gradients, rate, beta_2, beta_1, epsilon
            ),
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
        "Write 64 g for g in each formula. Where does the 64 cancel?",
        "The root of the mean square is 64 times as large, too.",
    ],
    explanation="Adam divides the mean gradient by the root of the mean square: the 64 cancels, "
    "but for ε.",
)
