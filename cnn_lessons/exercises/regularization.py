"""Exercises of the chapter *Regularization*.

Cases avoid whatever hides a mistake: a rate of one half or 0, a mask that keeps its part
exactly, a strength of one half, losses without a tie or a second descent.
"""

from functools import partial

import numpy as np

from cnn_lessons.checks import RIGHT, ChoiceQuestion, Exercise, NumberQuestion, whole_numbers

DROPOUT = "Dropout: a part of the crew each time"
DEPTH = "Stochastic depth: leave out what a block adds"

gap = ChoiceQuestion(
    "regularization.gap",
    reread="Learned by heart",
    prompt="After training, accuracy is 0.71 on the training set and 0.70 on the validation set. "
    "You need 0.90. What do you try first?",
    choices={
        "More dropout": (
            "dropout without a gap",
            "Dropout makes it harder to learn the training set. It is not learned yet.",
        ),
        "More filters, or longer training": RIGHT,
        "Stronger weight decay": (
            "decay without a gap",
            "Weight decay holds the weights back. Here nothing is learned by heart that should be "
            "held back.",
        ),
        "Early stopping": (
            "stopped without a gap",
            "It stops when validation gets worse. Here both are low, and close together.",
        ),
    },
    hints=[
        "Is there a gap between training and validation?",
        "Regularization closes a gap. It cannot lift both.",
    ],
    explanation="Both are low: the network has not even learned what it is shown. That is "
    "underfitting.",
)


def drop(inputs, kept, rate):
    """Set to 0 what is not kept, and enlarge the rest, so that the mean stays."""
    return inputs * kept / (1 - rate)


UNITS = np.array([4.0, -2.0, 1.0, 3.0, 5.0])
KEPT = np.array([1.0, 0.0, 1.0, 1.0, 1.0])
BATCH = np.array([[1.0, 2.0, -3.0], [4.0, 5.0, 6.0]])

dropout = Exercise(
    "regularization.dropout",
    reread=DROPOUT,
    reference=drop,
    cases=[
        (UNITS, KEPT, 0.25),
        (BATCH, np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]), 0.75),
        (UNITS, np.array([1.0, 1.0, 0.0, 0.0, 1.0]), 0.1),
        (UNITS, np.ones(5), 0.2),
    ],
    hints=[
        "First set to 0 what is dropped: multiply by the mask.",
        "On the average a part of 1 − rate is kept. By what must the rest be multiplied, so that "
        "the mean is as before?",
    ],
    mistakes={
        "not enlarged": (
            lambda inputs, kept, rate: inputs * kept,
            "The mean is smaller than without dropout, and after training, when nothing is "
            "dropped, the next layer would get more than it has learned with.",
        ),
        "divided by the rate": (
            lambda inputs, kept, rate: inputs * kept / rate,
            "The rate is the part that is dropped. What matters is the part that is left.",
        ),
        "made smaller": (
            lambda inputs, kept, rate: inputs * kept * (1 - rate),
            "What is left was made smaller. It has to make up for what is missing.",
        ),
        "times the rate": (
            lambda inputs, kept, rate: inputs * kept * rate,
            "Multiplying by the rate makes everything smaller. What is left has to become larger.",
        ),
        "the others kept": (
            lambda inputs, kept, rate: inputs * (1 - kept) / (1 - rate),
            "The mask is the wrong way round: 1 means kept.",
        ),
        "nothing dropped": (
            lambda inputs, kept, rate: inputs / (1 - rate),
            "The numbers are enlarged, but none is dropped.",
        ),
        "what this mask kept": (
            lambda inputs, kept, rate: inputs * kept / kept.mean(),
            "You divided by the part that this very mask keeps. It differs from batch to batch; "
            "dropout divides by the part that is kept on the average.",
        ),
        "enlarged by one plus the rate": (
            lambda inputs, kept, rate: inputs * kept * (1 + rate),
            "Of 4 units 3 are left at a rate of 0.25: they are enlarged by a third, not by a "
            "quarter.",
        ),
        "enlarged before and after": (
            lambda inputs, kept, rate: inputs * kept / (1 - rate) ** 2,
            "The enlargement was applied twice.",
        ),
    },
)

at_test = NumberQuestion(
    "regularization.at_test",
    reread=DROPOUT,
    prompt="After training with Keras’s `Dropout({rate})`, a unit before it gives {value}. What "
    "does the layer hand on when the network predicts?",
    inputs={"rate": 0.2, "value": 6.0},
    answer=lambda value: value,
    tolerance=1e-6,
    mistakes={
        "made smaller": (
            lambda rate, value: value * (1 - rate),
            "That was done in the first paper, whose training did not enlarge. Keras has made up "
            "for it in training already.",
        ),
        "enlarged": (
            lambda rate, value: value / (1 - rate),
            "That happens in training, to units that are kept. Now nothing is dropped, and there "
            "is nothing to make up for.",
        ),
        "times the rate": (
            lambda rate, value: value * rate,
            "The rate is the part that is dropped in training. Now nothing is dropped.",
        ),
        "dropped": (
            0,
            "Nothing is dropped when a network predicts: you want the same answer each time.",
        ),
        "divided by the rate": (
            lambda rate, value: value / rate,
            "Neither the rate nor its division belongs here. What is dropped when it predicts?",
        ),
    },
    hints=[
        "Is anything dropped when the network predicts?",
        "In training the kept units were enlarged, so that the mean is that of all units.",
    ],
    explanation="{answer}: in inference the layer does nothing.",
)


def decayed_step(weights, gradient, learning_rate, strength):
    """Add the gradient of strength · Σ weights², then step downhill."""
    whole = gradient + 2 * strength * weights
    return weights - learning_rate * whole


WEIGHTS = np.array([3.0, -2.0, 0.5])
GRADIENT = np.array([1.0, 0.5, -4.0])

weight_decay = Exercise(
    "regularization.weight_decay",
    reread="L2 regularization and weight decay",
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
    mistakes={
        "two forgotten": (
            lambda w, g, rate, strength: w - rate * (g + strength * w),
            "The slope of w² is not w. (Many libraries halve the penalty or leave the factor out; "
            "here the penalty is strength · Σ weights².)",
        ),
        "pushed away from zero": (
            lambda w, g, rate, strength: w - rate * (g - 2 * strength * w),
            "The penalty’s gradient has the wrong sign: the weights grow instead of shrinking.",
        ),
        "learning rate forgotten": (
            lambda w, g, rate, strength: w - rate * g - 2 * strength * w,
            "The pull does not depend on the learning rate. Here it is a part of the gradient, and "
            "the whole gradient is multiplied.",
        ),
        "pulled beside the step, two forgotten": (
            lambda w, g, rate, strength: w - rate * g - strength * w,
            "The pull does not depend on the learning rate, and the slope of w² is not w. Here it "
            "is a part of the gradient.",
        ),
        "learning rate for the pull only": (
            lambda w, g, rate, strength: w - g - rate * 2 * strength * w,
            "The learning rate multiplies the whole gradient, the old part as well.",
        ),
        "signs only": (
            lambda w, g, rate, strength: w - rate * (g + strength * np.sign(w)),
            "That pulls small and large weights alike: it is the gradient of Σ |weights|, the L1 "
            "penalty.",
        ),
        "penalty itself added": (
            lambda w, g, rate, strength: w - rate * (g + strength * (w**2).sum()),
            "The penalty was added to the gradient. It belongs to the loss; to the gradient "
            "belongs its slope.",
        ),
        "squares added": (
            lambda w, g, rate, strength: w - rate * (g + strength * w**2),
            "A square has lost its sign, so negative weights are pushed further away. Take the "
            "slope of the square.",
        ),
        "uphill": (
            lambda w, g, rate, strength: w + rate * (g + 2 * strength * w),
            "The gradient points uphill: step against it.",
        ),
        "decay after the step": (
            lambda w, g, rate, strength: (w - rate * g) * (1 - 2 * rate * strength),
            "The weights were moved first, and the moved weights shrunk. Both parts of a gradient "
            "are taken at the same place.",
        ),
        "only the pull": (
            lambda w, g, rate, strength: w - rate * 2 * strength * w,
            "The gradient of the loss itself is missing.",
        ),
        "no decay": (
            lambda w, g, rate, strength: w - rate * g,
            "That is a step without the penalty.",
        ),
    },
)


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
    reread="Early stopping: leave at the best moment",
    reference=stop_early,
    cases=[
        ([0.9, 0.7, 0.8, 0.75, 0.6, 0.5], 2),
        ([0.9, 0.7, 0.8, 0.6, 0.65, 0.5, 0.55, 0.52, 0.58, 0.4], 3),
        ([0.9, 0.5, 0.5, 0.6, 0.55, 0.3], 2),
        ([0.8, 0.6, 0.7], 4),
        ([0.5, 0.6, 0.4, 0.45, 0.3], 1),
        ([0.8, 0.6, 0.7, 0.5], 4),
        ([0.7], 3),
    ],
    hints=[
        "Remember the best epoch so far. The first epoch is the best of one.",
        "After each epoch ask: is its loss smaller than the best one? If so, it is the new best.",
        "Then ask how many epochs ago the best was; if `patience` or more, stop.",
    ],
    mistakes={
        "looked into the future": (
            lambda losses, patience: (len(losses), int(np.argmin(losses)) + 1),
            "That is the best of all epochs. Once stopped, the later losses are never computed.",
        ),
        "best of all, though stopped": (
            lambda losses, patience: (stop_early(losses, patience)[0], int(np.argmin(losses)) + 1),
            "The stop is right. The best epoch lies before it: the later losses are never "
            "computed.",
        ),
        "loss for its epoch": (
            lambda losses, patience: (
                stop_early(losses, patience)[0],
                losses[stop_early(losses, patience)[1] - 1],
            ),
            "You hand back the smallest loss. Its epoch is asked for.",
        ),
        "counted from 0": (
            lambda losses, patience: tuple(epoch - 1 for epoch in stop_early(losses, patience)),
            "The epochs are one too small: the first epoch is number 1.",
        ),
        "last epoch kept": (
            lambda losses, patience: (stop_early(losses, patience)[0],) * 2,
            "The stop is right, but the weights to keep are those of the best epoch, not of the "
            "last one.",
        ),
        "one epoch too patient": (
            lambda losses, patience: stop_early(losses, patience + 1),
            "One epoch too late: stop as soon as `patience` epochs have passed without a new best.",
        ),
        "one epoch too hasty": (
            lambda losses, patience: stop_early(losses, patience - 1),
            "One epoch too early: the best epoch itself does not count as waiting.",
        ),
        "compared with the epoch before": (
            _against_the_epoch_before,
            "The losses were compared with the epoch before. A loss may fall a little and still "
            "not be a new best.",
        ),
        "a tie taken for progress": (
            lambda losses, patience: stop_early(losses - 1e-9 * np.arange(len(losses)), patience),
            "An equal loss was taken as a new best. Only a smaller one is.",
        ),
        "never forgiven": (
            _misses_in_all,
            "All epochs without a new best were counted together. A new best starts the waiting "
            "anew.",
        ),
        "never stopped": (
            lambda losses, patience: (len(losses), stop_early(losses, patience)[1]),
            "The best epoch is right, but the training went on to the end.",
        ),
        "largest loss": (
            lambda losses, patience: stop_early([-loss for loss in losses], patience),
            "The best epoch is the one with the smallest loss.",
        ),
    },
)

chosen = ChoiceQuestion(
    "regularization.chosen",
    reread="What is learned, and what is chosen",
    prompt="`BatchNorm(momentum=0.9)` keeps gamma, beta, a moving mean and a moving variance for "
    "each channel. Which of the five is a hyperparameter?",
    choices={
        "gamma and beta": ("parameters chosen", "The gradient trains them: they are parameters."),
        "the moving mean and variance": (
            "state chosen",
            "Nobody chooses them: they are measured on the batches, though not by the gradient.",
        ),
        "the momentum": RIGHT,
        "all five": ("everything chosen", "Training changes four of them by itself."),
    },
    hints=[
        "Which of them do you write down before training begins?",
        "Training changes the others, by the gradient or by measuring.",
    ],
    explanation="You choose the momentum; gamma and beta are learned, the averages are measured.",
)


def skip(inputs, computed, kept, rate):
    """Add what the block computed to the images that keep it, enlarged; the others stay."""
    return inputs + computed * kept[:, np.newaxis, np.newaxis, np.newaxis] / (1 - rate)


def _skip(change, inputs, computed, kept, rate):
    """Put something else together of inputs, computed, the mask (N, 1, 1, 1) and the rate."""
    return change(inputs, computed, kept.reshape(-1, 1, 1, 1), rate)


depth = Exercise(
    "regularization.depth",
    reread=DEPTH,
    reference=skip,
    cases=[
        (
            np.array([[[[1.0]]], [[[4.0]]], [[[-2.0]]]]),
            np.array([[[[3.0]]], [[[5.0]]], [[[6.0]]]]),
            np.array([1.0, 0.0, 1.0]),
            0.25,
        ),
        (
            whole_numbers(3, 2, 4, 3, seed=1),
            whole_numbers(3, 2, 4, 3, seed=2),
            np.array([0.0, 1.0, 1.0]),
            0.2,
        ),
        (
            whole_numbers(5, 1, 2, 3, seed=3),
            whole_numbers(5, 1, 2, 3, seed=4),
            np.array([1.0, 1, 0, 1, 0]),
            0.1,
        ),
    ],
    hints=[
        "The mask multiplies what was computed. What came in goes by as it is.",
        "`kept` has the shape (N,), and one number is for a whole image: give it three more axes, "
        "`kept[:, None, None, None]`. And the mean has to stay.",
    ],
    mistakes={
        "not enlarged": (
            partial(_skip, lambda x, f, kept, rate: x + f * kept),
            "In the mean less is added than in inference. What is kept makes up for the rest.",
        ),
        "what came in left out, too": (
            partial(_skip, lambda x, f, kept, rate: (x + f) * kept / (1 - rate)),
            "Such an image would be lost for all layers behind. Only what the block computed is "
            "left out; what came in goes on.",
        ),
        "what came in enlarged, too": (
            partial(_skip, lambda x, f, kept, rate: (x + f * kept) / (1 - rate)),
            "Only what is left out now and then has to be enlarged. What came in always comes.",
        ),
        "the sum enlarged where it is kept": (
            partial(_skip, lambda x, f, kept, rate: np.where(kept > 0, (x + f) / (1 - rate), x)),
            "Only what is left out now and then has to be enlarged. What came in always comes.",
        ),
        "nothing left out": (
            partial(_skip, lambda x, f, kept, rate: x + f / (1 - rate)),
            "The mask was not used.",
        ),
        "as in inference": (
            partial(_skip, lambda x, f, kept, rate: x + f),
            "That is inference, where all blocks are there.",
        ),
        "the others left out": (
            partial(_skip, lambda x, f, kept, rate: x + f * (1 - kept) / (1 - rate)),
            "The mask is the wrong way round: 1 means kept.",
        ),
        "divided by the rate": (
            partial(_skip, lambda x, f, kept, rate: x + f * kept / rate),
            "The rate is the part that is left out. What matters is the part that is kept.",
        ),
        "made smaller": (
            partial(_skip, lambda x, f, kept, rate: x + f * kept * (1 - rate)),
            "What is kept has to become larger.",
        ),
        "nothing added to": (
            partial(_skip, lambda x, f, kept, rate: f * kept / (1 - rate)),
            "That is what the block adds. To what?",
        ),
        "the shortcut left out": (
            partial(_skip, lambda x, f, kept, rate: x * kept / (1 - rate) + f),
            "The shortcut was left out, and what the block computed always comes. It is the other "
            "way round.",
        ),
    },
)
