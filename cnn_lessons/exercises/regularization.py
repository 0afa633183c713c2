"""Exercises of the chapter *Regularization*.

Cases avoid whatever hides a mistake: a rate of one half or 0, a mask that keeps its share
exactly, a strength of one half, losses without a tie or a second descent.
"""

import numpy as np

from cnn_lessons.checks import Exercise, Mistake, Question

GAP = "Learned by heart"
FILTERS = "Do too many filters hurt?"
DROPOUT = "Dropout: half of the crew each time"
DECAY = "Weight decay: a pull towards zero"
EARLY = "Early stopping: leave at the best moment"
CHOSEN = "What is learned, and what is chosen"

# --- Learned by heart -------------------------------------------------------------------------

gap = Question(
    "regularization.gap",
    prompt="After training, accuracy is 0.71 on the training set and 0.70 on the validation set. "
    "You need 0.90. What do you try first?",
    choices=[
        "More dropout",
        "More filters, or longer training",
        "Stronger weight decay",
        "Early stopping",
    ],
    answer="More filters, or longer training",
    mistakes=[
        Mistake(
            "dropout without a gap",
            "More dropout",
            "Dropout makes it harder to learn the training set. It is not learned yet.",
            GAP,
        ),
        Mistake(
            "decay without a gap",
            "Stronger weight decay",
            "Weight decay holds the weights back. Here nothing is learned by heart that should be "
            "held back.",
            GAP,
        ),
        Mistake(
            "stopped without a gap",
            "Early stopping",
            "It stops when validation gets worse. Here both are low, and close together.",
            GAP,
        ),
    ],
    hints=[
        "Is there a gap between training and validation?",
        "Regularization closes a gap. It cannot lift both.",
    ],
    explanation="Both are low: the network has not even learned what it is shown. That is "
    "underfitting.",
)

# --- Dropout ----------------------------------------------------------------------------------


def drop(inputs, kept, rate):
    """Set to 0 what is not kept, and enlarge the rest, so that the mean stays."""
    return inputs * kept / (1 - rate)


UNITS = np.array([4.0, -2.0, 1.0, 3.0, 5.0])
KEPT = np.array([1.0, 0.0, 1.0, 1.0, 1.0])
BATCH = np.array([[1.0, 2.0, -3.0], [4.0, 5.0, 6.0]])

dropout = Exercise(
    "regularization.dropout",
    reference=drop,
    cases=[
        (UNITS, KEPT, 0.25),
        (BATCH, np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]), 0.75),
        (UNITS, np.array([1.0, 1.0, 0.0, 0.0, 1.0]), 0.1),
        (UNITS, np.ones(5), 0.2),
    ],
    hints=[
        "First set to 0 what is dropped: multiply by the mask.",
        "On the average a share of 1 − rate is kept. By what must the rest be multiplied, so that "
        "the mean is as before?",
    ],
    mistakes=[
        Mistake(
            "not enlarged",
            lambda inputs, kept, rate: inputs * kept,
            "The mean is smaller than without dropout, and after training, when nothing is "
            "dropped, the next layer would get more than it has learned with.",
            DROPOUT,
        ),
        Mistake(
            "divided by the rate",
            lambda inputs, kept, rate: inputs * kept / rate,
            "The rate is the share that is dropped. What matters is the share that is left.",
            DROPOUT,
        ),
        Mistake(
            "made smaller",
            lambda inputs, kept, rate: inputs * kept * (1 - rate),
            "What is left was made smaller. It has to make up for what is missing.",
            DROPOUT,
        ),
        Mistake(
            "times the rate",
            lambda inputs, kept, rate: inputs * kept * rate,
            "Multiplying by the rate makes everything smaller. What is left has to become larger.",
            DROPOUT,
        ),
        Mistake(
            "the others kept",
            lambda inputs, kept, rate: inputs * (1 - kept) / (1 - rate),
            "The mask is the wrong way round: 1 means kept.",
            DROPOUT,
        ),
        Mistake(
            "nothing dropped",
            lambda inputs, kept, rate: inputs / (1 - rate),
            "The numbers are enlarged, but none is dropped.",
            DROPOUT,
        ),
        Mistake(
            "what this mask kept",
            lambda inputs, kept, rate: inputs * kept / kept.mean(),
            "You divided by the share that this very mask keeps. It differs from batch to batch; "
            "dropout divides by the share that is kept on the average.",
            DROPOUT,
        ),
        Mistake(
            "enlarged by one plus the rate",
            lambda inputs, kept, rate: inputs * kept * (1 + rate),
            "Of 4 units 3 are left at a rate of 0.25: they are enlarged by a third, not by a "
            "quarter.",
            DROPOUT,
        ),
        Mistake(
            "enlarged before and after",
            lambda inputs, kept, rate: inputs * kept / (1 - rate) ** 2,
            "The enlargement was applied twice.",
            DROPOUT,
        ),
    ],
)

at_test = Question(
    "regularization.at_test",
    prompt="After training with Keras’s `Dropout({rate})`, a unit before it gives {value}. What "
    "does the layer hand on when the network predicts?",
    inputs={"rate": 0.2, "value": 5.0},
    answer=lambda rate, value: value,
    tolerance=1e-6,
    mistakes=[
        Mistake(
            "made smaller",
            lambda rate, value: value * (1 - rate),
            "That was done in the first paper, whose training did not enlarge. Keras has made up "
            "for it in training already.",
            DROPOUT,
        ),
        Mistake(
            "enlarged",
            lambda rate, value: value / (1 - rate),
            "That happens in training, to units that are kept. Now nothing is dropped, and there "
            "is nothing to make up for.",
            DROPOUT,
        ),
        Mistake(
            "times the rate",
            lambda rate, value: value * rate,
            "The rate is the share that is dropped in training. Now nothing is dropped.",
            DROPOUT,
        ),
        Mistake(
            "dropped",
            0,
            "Nothing is dropped when a network predicts: you want the same answer each time.",
            DROPOUT,
        ),
        Mistake(
            "divided by the rate",
            lambda rate, value: value / rate,
            "Neither the rate nor its division belongs here. What is dropped when it predicts?",
            DROPOUT,
        ),
    ],
    hints=[
        "Is anything dropped when the network predicts?",
        "In training the kept units were enlarged, so that the mean is that of all units.",
    ],
    explanation="{answer}: in inference the layer does nothing.",
)

# --- Weight decay -----------------------------------------------------------------------------


def decayed_step(weights, gradient, learning_rate, strength):
    """Add the gradient of strength · Σ weights², then step downhill."""
    whole = gradient + 2 * strength * weights
    return weights - learning_rate * whole


WEIGHTS = np.array([3.0, -2.0, 0.5])
GRADIENT = np.array([1.0, 0.5, -4.0])

weight_decay = Exercise(
    "regularization.weight_decay",
    reference=decayed_step,
    cases=[
        (WEIGHTS, GRADIENT, 0.1, 0.2),
        (np.array([[1.0, -3.0], [0.25, 2.0]]), np.array([[0.0, 2.0], [1.0, -1.0]]), 0.3, 0.05),
        (WEIGHTS, np.zeros(3), 0.2, 0.7),
    ],
    hints=[
        "The loss is now the old loss plus strength · Σ weights². Its gradient has two parts.",
        "What is the slope of strength · w² at w?",
        "Add both parts, and go against the sum, as far as the learning rate says.",
    ],
    mistakes=[
        Mistake(
            "two forgotten",
            lambda weights, gradient, rate, strength: (
                weights - rate * (gradient + strength * weights)
            ),
            "The slope of w² is not w. (Many libraries halve the penalty or leave the factor out; "
            "here the penalty is strength · Σ weights².)",
            DECAY,
        ),
        Mistake(
            "pushed away from zero",
            lambda weights, gradient, rate, strength: (
                weights - rate * (gradient - 2 * strength * weights)
            ),
            "The penalty’s gradient has the wrong sign: the weights grow instead of shrinking.",
            DECAY,
        ),
        Mistake(
            "learning rate forgotten",
            lambda weights, gradient, rate, strength: (
                weights - rate * gradient - 2 * strength * weights
            ),
            "The pull does not depend on the learning rate. Here it is a part of the gradient, and "
            "the whole gradient is multiplied.",
            DECAY,
        ),
        Mistake(
            "signs only",
            lambda weights, gradient, rate, strength: (
                weights - rate * (gradient + strength * np.sign(weights))
            ),
            "That pulls small and large weights alike: it is the gradient of Σ |weights|, the L1 "
            "penalty.",
            DECAY,
        ),
        Mistake(
            "penalty itself added",
            lambda weights, gradient, rate, strength: (
                weights - rate * (gradient + strength * (weights**2).sum())
            ),
            "The penalty was added to the gradient. It belongs to the loss; to the gradient "
            "belongs its slope.",
            DECAY,
        ),
        Mistake(
            "squares added",
            lambda weights, gradient, rate, strength: (
                weights - rate * (gradient + strength * weights**2)
            ),
            "A square has lost its sign, so negative weights are pushed further away. Take the "
            "slope of the square.",
            DECAY,
        ),
        Mistake(
            "uphill",
            lambda weights, gradient, rate, strength: (
                weights + rate * (gradient + 2 * strength * weights)
            ),
            "The gradient points uphill: step against it.",
            DECAY,
        ),
        Mistake(
            "decay after the step",
            lambda weights, gradient, rate, strength: (
                (weights - rate * gradient) * (1 - 2 * rate * strength)
            ),
            "The weights were moved first, and the moved weights shrunk. Both parts of a gradient "
            "are taken at the same place.",
            DECAY,
        ),
        Mistake(
            "only the pull",
            lambda weights, gradient, rate, strength: weights - rate * 2 * strength * weights,
            "The gradient of the loss itself is missing.",
            DECAY,
        ),
        Mistake(
            "no decay",
            lambda weights, gradient, rate, strength: weights - rate * gradient,
            "That is a step without the penalty.",
            DECAY,
        ),
    ],
)

# --- Early stopping ---------------------------------------------------------------------------


def stop_early(losses, patience):
    """Walk through the epochs until `patience` of them in a row have not been the best."""
    best = 1
    for epoch in range(1, len(losses) + 1):
        if losses[epoch - 1] < losses[best - 1]:
            best = epoch
        if epoch - best >= patience:
            return epoch, best
    return len(losses), best


def _against_the_epoch_before(losses, patience):
    best, waited = 1, 0
    for epoch in range(2, len(losses) + 1):
        waited = 0 if losses[epoch - 1] < losses[epoch - 2] else waited + 1
        best = best if losses[epoch - 1] >= losses[best - 1] else epoch
        if waited >= patience:
            return epoch, best
    return len(losses), best


def _ties_count(losses, patience):
    best = 1
    for epoch in range(1, len(losses) + 1):
        best = epoch if losses[epoch - 1] <= losses[best - 1] else best
        if epoch - best >= patience:
            return epoch, best
    return len(losses), best


def _misses_in_all(losses, patience):
    best, missed = 1, 0
    for epoch in range(2, len(losses) + 1):
        if losses[epoch - 1] < losses[best - 1]:
            best = epoch
        else:
            missed += 1
        if missed >= patience:
            return epoch, best
    return len(losses), best


early_stopping = Exercise(
    "regularization.early_stopping",
    reference=stop_early,
    cases=[
        ([0.9, 0.7, 0.8, 0.75, 0.6, 0.5], 2),
        ([0.9, 0.7, 0.8, 0.6, 0.65, 0.5, 0.55, 0.52, 0.58, 0.4], 3),
        ([0.9, 0.5, 0.5, 0.6, 0.55, 0.3], 2),
        ([0.8, 0.6, 0.7], 4),
        ([0.5, 0.6, 0.4, 0.45, 0.3], 1),
    ],
    hints=[
        "Remember the best epoch so far. The first epoch is the best of one.",
        "After each epoch ask: is it smaller than the best? If so, it is the new best.",
        "Then ask how many epochs ago the best was; if `patience` or more, stop.",
    ],
    mistakes=[
        Mistake(
            "looked into the future",
            lambda losses, patience: (len(losses), int(np.argmin(losses)) + 1),
            "That is the best of all epochs. Once stopped, the later losses are never computed.",
            EARLY,
        ),
        Mistake(
            "counted from 0",
            lambda losses, patience: tuple(epoch - 1 for epoch in stop_early(losses, patience)),
            "The epochs are one too small: the first epoch is number 1.",
            EARLY,
        ),
        Mistake(
            "last epoch kept",
            lambda losses, patience: (stop_early(losses, patience)[0],) * 2,
            "The stop is right, but the weights to keep are those of the best epoch, not of the "
            "last one.",
            EARLY,
        ),
        Mistake(
            "one epoch too patient",
            lambda losses, patience: stop_early(losses, patience + 1),
            "One epoch too late: stop as soon as `patience` epochs have passed without a new best.",
            EARLY,
        ),
        Mistake(
            "one epoch too hasty",
            lambda losses, patience: stop_early(losses, patience - 1),
            "One epoch too early: the best epoch itself does not count as waiting.",
            EARLY,
        ),
        Mistake(
            "compared with the epoch before",
            _against_the_epoch_before,
            "The losses were compared with the epoch before. A loss may fall a little and still "
            "not be a new best.",
            EARLY,
        ),
        Mistake(
            "a tie taken for progress",
            _ties_count,
            "An equal loss was taken as a new best. Only a smaller one is.",
            EARLY,
        ),
        Mistake(
            "never forgiven",
            _misses_in_all,
            "All epochs without a new best were counted together. A new best starts the waiting "
            "anew.",
            EARLY,
        ),
        Mistake(
            "never stopped",
            lambda losses, patience: (
                len(losses),
                stop_early(losses, patience)[1],
            ),
            "The best epoch is right, but the training went on to the end.",
            EARLY,
        ),
        Mistake(
            "largest loss",
            lambda losses, patience: stop_early([-loss for loss in losses], patience),
            "The best epoch is the one with the smallest loss.",
            EARLY,
        ),
    ],
)

# --- What is learned, and what is chosen ------------------------------------------------------

chosen = Question(
    "regularization.chosen",
    prompt="`BatchNorm(momentum=0.9)` keeps gamma, beta, a moving mean and a moving variance for "
    "each channel. Which of the five is a hyperparameter?",
    choices=["gamma and beta", "the moving mean and variance", "the momentum", "all five"],
    answer="the momentum",
    mistakes=[
        Mistake(
            "parameters chosen",
            "gamma and beta",
            "The gradient trains them: they are parameters.",
            CHOSEN,
        ),
        Mistake(
            "state chosen",
            "the moving mean and variance",
            "Nobody chooses them: they are measured on the batches, though not by the gradient.",
            CHOSEN,
        ),
        Mistake(
            "everything chosen",
            "all five",
            "Training changes four of them by itself.",
            CHOSEN,
        ),
    ],
    hints=[
        "Which of them do you write down before training begins?",
        "Training changes the others, by the gradient or by measuring.",
    ],
    explanation="You choose the momentum; gamma and beta are learned, the averages are measured.",
)
