"""Exercises of the chapter *Optimizers*.

Cases avoid whatever hides a mistake: a single step, a gradient that stays the same, a
learning rate of 1, a start from 0.
"""

import numpy as np

from cnn_lessons.checks import Exercise, Mistake, Question

GRADIENTS = [np.array([1.0, -2.0, 0.5]), np.array([3.0, 0.5, -1.0]), np.array([-1.0, 2.0, 4.0])]
START = np.array([1.0, 2.0, -1.0])

# --- Follow the slope -------------------------------------------------------------------------

largest_rate = Question(
    "optimizers.largest_rate",
    prompt="A valley has the height (a·x² + b·y²)/2 with a = {a} and b = {b}. Below which learning "
    "rate does plain gradient descent come to the bottom, and not fly apart?",
    inputs={"a": 1, "b": 50},
    answer=lambda a, b: 2 / max(a, b),
    tolerance=1e-6,
    mistakes=[
        Mistake(
            "the gentle direction",
            lambda a, b: 2 / min(a, b),
            "The gentle direction would allow that. Which one flies apart first?",
            "Follow the slope",
        ),
        Mistake(
            "one step to the bottom",
            lambda a, b: 1 / max(a, b),
            "With this rate the steep direction is at the bottom in one step. It may overshoot a "
            "little and still come nearer.",
            "Follow the slope",
        ),
        Mistake(
            "both directions added",
            lambda a, b: 2 / (a + b),
            "Each direction goes its own way; the steepest one decides.",
            "Follow the slope",
        ),
        Mistake(
            "upside down",
            lambda a, b: max(a, b) / 2,
            "The steeper the valley, the smaller the steps must be.",
            "Follow the slope",
        ),
    ],
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
    mistakes=[
        Mistake(
            "no memory",
            lambda *arguments: _momentum_with(*arguments, mistake="forgetful"),
            "Nothing is kept from one step to the next: this is plain gradient descent.",
            "Momentum: remember where you were going",
        ),
        Mistake(
            "uphill",
            lambda *arguments: _momentum_with(*arguments, mistake="uphill"),
            "The gradient points uphill: it is subtracted.",
            "Momentum: remember where you were going",
        ),
        Mistake(
            "averaged",
            lambda *arguments: _momentum_with(*arguments, mistake="averaged"),
            "The new gradient was weakened by 1 − momentum, as in Adam. Here it counts in full.",
            "Momentum: remember where you were going",
        ),
        Mistake(
            "old velocity followed",
            lambda *arguments: _momentum_with(*arguments, mistake="late"),
            "The move was that of the step before. First the velocity changes, then it is "
            "followed.",
            "Momentum: remember where you were going",
        ),
        Mistake(
            "Nesterov's look ahead",
            lambda *arguments: _momentum_with(*arguments, mistake="ahead"),
            "The velocity was followed ahead of time. That is Nesterov's variant.",
            "Momentum: remember where you were going",
        ),
    ],
)

effective_rate = Question(
    "optimizers.effective_rate",
    prompt="The gradient stays the same for a long time. With a learning rate of {rate} and a "
    "momentum of {momentum}, how long does a step become, as a multiple of the gradient?",
    inputs={"rate": 0.01, "momentum": 0.95},
    answer=lambda rate, momentum: rate / (1 - momentum),
    tolerance=1e-6,
    mistakes=[
        Mistake(
            "without the momentum",
            lambda rate, momentum: rate,
            "That is the first step. The velocity keeps adding to itself.",
            "Momentum: remember where you were going",
        ),
        Mistake(
            "second step",
            lambda rate, momentum: rate * (1 + momentum),
            "That is the second step. And the third, the hundredth?",
            "Momentum: remember where you were going",
        ),
        Mistake(
            "divided by the momentum",
            lambda rate, momentum: rate / momentum,
            "Add up 1 + m + m² + m³ + … : a geometric series.",
            "Momentum: remember where you were going",
        ),
        Mistake(
            "shortened",
            lambda rate, momentum: rate * (1 - momentum),
            "Momentum makes steps in one direction longer, not shorter.",
            "Momentum: remember where you were going",
        ),
    ],
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
    mistakes=[
        Mistake(
            "not corrected",
            lambda *arguments: _adam_with(*arguments, change="uncorrected"),
            "Both means begin at 0 and are too small at first. Divide by 1 − βᵗ.",
            "A step for each number",
        ),
        Mistake(
            "root forgotten",
            lambda *arguments: _adam_with(*arguments, change="no root"),
            "Divide by the root of the mean square, so that the unit of the gradient cancels.",
            "A step for each number",
        ),
        Mistake(
            "gradient instead of its mean",
            lambda *arguments: _adam_with(*arguments, change="no mean"),
            "The step follows the mean of the gradients, not the last one: that is RMSprop, "
            "corrected.",
            "A step for each number",
        ),
        Mistake(
            "steps counted from 0",
            lambda *arguments: _adam_with(*arguments, change="counted from 0"),
            "The second step is still corrected like the first. t is 1, 2, 3, …",
            "A step for each number",
        ),
        Mistake(
            "both betas exchanged",
            lambda start, gradients, rate, beta_1, beta_2, epsilon: adam_path(
                start, gradients, rate, beta_2, beta_1, epsilon
            ),
            "β₁ belongs to the mean of the gradients, β₂ to that of their squares.",
            "A step for each number",
        ),
    ],
)

scaled_loss = Question(
    "optimizers.scaled_loss",
    prompt="Somebody takes the sum over a batch of {N} examples as the loss, and not the mean. The "
    "learning rate stays. Which training hardly notices?",
    inputs={"N": 64},
    choices=["SGD", "SGD with momentum", "Adam", "None: every step is longer"],
    answer="Adam",
    mistakes=[
        Mistake(
            "rate times gradient",
            "SGD",
            "Its step is learning rate times gradient, and the gradient is 64 times as large.",
            "A step for each number",
        ),
        Mistake(
            "momentum taken for a brake",
            "SGD with momentum",
            "The velocity gathers gradients that are all 64 times as large.",
            "A step for each number",
        ),
        Mistake(
            "division forgotten",
            "None: every step is longer",
            "One of them divides by the size of the gradients it has seen.",
            "A step for each number",
        ),
    ],
    hints=[
        "Write 64 g for g in each formula. Where does the 64 cancel?",
        "The root of the mean square is 64 times as large, too.",
    ],
    explanation="Adam divides the mean gradient by the root of the mean square: the 64 cancels, "
    "but for ε.",
)
