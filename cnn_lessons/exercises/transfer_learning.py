"""Exercises of the chapter *Transfer learning*.

Cases avoid whatever hides a mistake: classes in order, batches whose mean is the moving average,
a single channel, gamma 1 and beta 0, draws that are all alike.
"""

from functools import partial

import numpy as np

from cnn_lessons.checks import RIGHT, ChoiceQuestion, Exercise, NumberQuestion, whole_numbers

FROZEN = "Freeze, and count what learns"
PAYS = "Where fine-tuning pays"
NORM = "Batch normalization does not stay frozen by itself"

trainable = NumberQuestion(
    "transfer_learning.trainable",
    reread=FROZEN,
    prompt="A base is one convolution with {filters} filters of {size} × {size} on {channels} "
    "channels, with biases, and global average pooling. It is frozen, and a new dense layer with "
    "{classes} outputs and biases is put on it. How many trainable parameters does the model have?",
    inputs={"filters": 24, "size": 3, "channels": 3, "classes": 7},
    answer=lambda filters, classes: (filters + 1) * classes,
    mistakes={
        "frozen ones counted": (
            lambda filters, size, channels, classes: (
                (size * size * channels + 1) * filters + (filters + 1) * classes
            ),
            "These are all parameters. The base is frozen.",
        ),
        "only the frozen ones": (
            lambda filters, size, channels: (size * size * channels + 1) * filters,
            "Those are the ones that do not learn.",
        ),
        "biases forgotten": (
            lambda filters, classes: filters * classes,
            "Each output has a bias as well.",
        ),
        "biases of the base counted": (
            lambda filters, classes: (filters + 1) * classes + filters,
            "The biases of the convolution are frozen with it.",
        ),
        "one bias for all": (
            lambda filters, classes: filters * classes + 1,
            "There is a bias for each output.",
        ),
        "a bias for each feature": (
            lambda filters, classes: filters * classes + filters,
            "A bias is added to an output. How many outputs are there?",
        ),
        "colours for features": (
            lambda channels, classes: (channels + 1) * classes,
            "The dense layer does not see the image, but what the base makes of it.",
        ),
    },
    hints=[
        "Which layer learns? How many features does it get?",
        "After global pooling there is one feature for each filter.",
    ],
    explanation="Only the dense layer learns: 24 features and a bias for each of 7 outputs make "
    "{answer}.",
)

after_compile = ChoiceQuestion(
    "transfer_learning.after_compile",
    reread=FROZEN,
    prompt="A model with a frozen base has been compiled and fitted. Now you write "
    "`base.trainable = True` and call `fit` again. What learns?",
    choices={
        "The head alone, until you compile again": RIGHT,
        "Base and head": (
            "taken for live",
            "The first `fit` made the training step from what was trainable then, and this one "
            "uses it again.",
        ),
        "The base alone": (
            "taken for a switch",
            "Freezing one part does not follow from thawing another: the head stays trainable.",
        ),
        "Nothing: `fit` raises an error": (
            "warning expected",
            "Nothing is said at all, which is why this is so often overlooked.",
        ),
    },
    hints=[
        "When does Keras decide which weights get a gradient?",
        "It decides when the training step is made, in the first `fit` after a `compile`. What "
        "makes a new one?",
    ],
    explanation="`trainable` is looked up when the training step is made, in the first `fit` after "
    "a `compile`. After each change of it, compile. It is worth comparing a weight before and "
    "after `fit`.",
)


def batch_norm(inputs, gamma, beta, averages, training, trainable):
    """Take the batch only where the layer is in training and may learn; else the averages."""
    mean, variance = averages
    if training and trainable:
        mean, variance = inputs.mean(axis=0), inputs.var(axis=0)
    return gamma * (inputs - mean) / np.sqrt(variance + 0.001) + beta


def _norm(formula, statistics=lambda inputs: (inputs.mean(axis=0), inputs.var(axis=0))):
    """Normalize by another formula, or with other statistics of the batch."""

    def wrong(inputs, gamma, beta, averages, training, trainable):
        mean, variance = statistics(inputs) if training and trainable else averages
        return formula(inputs - mean, variance, gamma, beta)

    return wrong


def _formula(shifted, variance, gamma, beta):
    return gamma * shifted / np.sqrt(variance + 0.001) + beta


def _of_each_example(inputs):
    return inputs.mean(axis=1, keepdims=True), inputs.var(axis=1, keepdims=True)


def _batch_norm_if(uses_batch, inputs, gamma, beta, averages, training, trainable):
    """Normalize with another rule for when the batch is used."""
    return batch_norm(inputs, gamma, beta, averages, uses_batch(training, trainable), True)


def _case(rows, columns, training, trainable, seed):
    inputs = whole_numbers(rows, columns, seed=seed, low=-4, high=9) / 2
    gamma, beta, *averages = whole_numbers(4, columns, seed=seed + 1, low=1, high=5) / 2
    return inputs, gamma, beta, averages, training, trainable


frozen_norm = Exercise(
    "transfer_learning.frozen_norm",
    reread=NORM,
    reference=batch_norm,
    cases=[
        _case(3, 2, training=True, trainable=False, seed=1),
        _case(5, 3, training=True, trainable=True, seed=3),
        _case(2, 3, training=False, trainable=True, seed=5),
        _case(7, 2, training=False, trainable=False, seed=7),
    ],
    rtol=1e-4,
    hints=[
        "There are two sources for mean and variance: the batch, and the averages.",
        "The batch is used in one of the four combinations of `training` and `trainable` only.",
        "`inputs.mean(axis=0)` and `inputs.var(axis=0)` are those of the batch.",
    ],
    mistakes={
        "frozen layer uses the batch": (
            partial(_batch_norm_if, lambda training, trainable: training),
            "So it was in old Keras: frozen, it still took mean and variance from each batch, and "
            "in use it met other ones.",
        ),
        "averages in training": (
            partial(_batch_norm_if, lambda training, trainable: False),
            "A layer that may learn takes the mean of the batch while it is trained.",
        ),
        "batch in use": (
            partial(_batch_norm_if, lambda training, trainable: trainable),
            "In use, with `training` false, even a trainable layer works with its averages.",
        ),
        "either of the two": (
            partial(_batch_norm_if, lambda training, trainable: training or trainable),
            "Both have to be true, not one of them.",
        ),
        "always the batch": (
            partial(_batch_norm_if, lambda training, trainable: True),
            "What are the averages for, if nobody uses them?",
        ),
        "frozen taken for absent": (
            lambda inputs, *rest: batch_norm(inputs, *rest) if rest[-1] else inputs,
            "A frozen layer still normalizes. It only does not change any more.",
        ),
        "the other way round": (
            partial(_batch_norm_if, lambda training, trainable: not (training and trainable)),
            "Batch and averages have changed places: where should the batch be used?",
        ),
        "averages exchanged": (
            lambda *case: batch_norm(*case[:3], case[3][::-1], *case[4:]),
            "`averages` holds the mean first, then the variance.",
        ),
        "ε forgotten": (
            _norm(
                lambda shifted, variance, gamma, beta: gamma * shifted / np.sqrt(variance) + beta
            ),
            "A channel that never varies would divide by 0. What is added to the variance?",
        ),
        "ε outside the root": (
            _norm(lambda shifted, v, gamma, beta: gamma * shifted / (np.sqrt(v) + 0.001) + beta),
            "In Keras ε is added to the variance, before the root is taken.",
        ),
        "root forgotten": (
            _norm(
                lambda shifted, variance, gamma, beta: gamma * shifted / (variance + 0.001) + beta
            ),
            "That divides by the variance. What has the unit of the inputs?",
        ),
        "beta scaled as well": (
            _norm(lambda shifted, v, gamma, beta: gamma * (shifted / np.sqrt(v + 0.001) + beta)),
            "`gamma` scales what is normalized. `beta` is added afterwards.",
        ),
        "statistics of each example": (
            _norm(_formula, _of_each_example),
            "That is one mean for each example, as in layer normalization. A batch has one for "
            "each feature: along `axis=0`.",
        ),
        "one mean for all features": (
            _norm(_formula, lambda inputs: (inputs.mean(), inputs.var())),
            "Each feature has a mean and a variance of its own: along `axis=0`.",
        ),
        "batch where frozen": (
            partial(_batch_norm_if, lambda training, trainable: training and not trainable),
            "A frozen layer takes its averages; one that is trained takes the batch.",
        ),
    },
)

moved_average = NumberQuestion(
    "transfer_learning.moved_average",
    reread=NORM,
    prompt="A batch normalization with momentum {momentum} has a moving mean of 0. It is frozen, "
    "and the model is compiled. Then one training step runs on a batch whose mean is {mean}. What "
    "is the moving mean now, in Keras 3?",
    inputs={"momentum": 0.99, "mean": 5},
    answer=lambda: 0.0,
    tolerance=1e-6,
    mistakes={
        "averages move on": (
            lambda momentum, mean: (1 - momentum) * mean,
            "So it would be if the layer were trainable, and so it was in Keras before version "
            "2.1.3. Now frozen is frozen.",
        ),
        "momentum the wrong way round": (
            lambda momentum, mean: momentum * mean,
            "Momentum is the part of the old mean that is kept. And does a frozen layer take "
            "anything new?",
        ),
        "mean of the batch": (
            lambda mean: mean,
            "That would be a layer without a memory. This one is frozen.",
        ),
    },
    hints=[
        "What does a layer that is not trainable do in `fit`: does it work as in training or as "
        "in use?",
        "In use, are the averages changed?",
    ],
    explanation="A frozen batch normalization works as in use and leaves its averages alone: "
    "{answer}.",
)


def few_of_each(labels, count):
    """Find the places of each class in turn, and keep the first ones."""
    places = [np.flatnonzero(labels == label)[:count] for label in np.unique(labels)]
    return np.sort(np.concatenate(places))


def _of_classes(classes, labels, count):
    """Keep the first ones of these classes only."""
    places = [np.flatnonzero(labels == label)[:count] for label in classes]
    return np.sort(np.concatenate(places))


few = Exercise(
    "transfer_learning.few",
    reread="How many images does it take?",
    reference=few_of_each,
    cases=[
        (np.array([2, 0, 0, 1, 2, 0, 1, 2, 2]), 2),
        (np.array([1, 1, 1, 0, 1, 2, 0, 2, 1, 0, 0, 2, 2]), 3),
        (np.array([3, 3, 1, 0, 0, 3, 2, 1, 0, 2, 1, 3, 2]), 1),
        (np.array([4, 0, 4, 4, 0, 12, 0, 12]), 2),  # numbers with gaps, and above 9
    ],
    hints=[
        "`np.flatnonzero(labels == 2)` are the places where the class is 2.",
        "Do that for each class of `np.unique(labels)`, and keep the first `count` of each.",
        "Join them with `np.concatenate`, and sort.",
    ],
    mistakes={
        "the first in the list": (
            lambda labels, count: np.arange(count * len(np.unique(labels))),
            "That is how many images are right in all, but some classes get more of them than "
            "others.",
        ),
        "in all instead of each": (
            lambda labels, count: np.arange(count),
            "That is the number for one class. Each class should have as many.",
        ),
        "not sorted": (
            lambda labels, count: np.concatenate(
                [np.flatnonzero(labels == label)[:count] for label in np.unique(labels)]
            ),
            "The right images, but class by class. Asked for is the order of the list.",
        ),
        "labels instead of places": (
            lambda labels, count: np.unique(labels).repeat(count),
            "These are classes. Asked for is where images of these classes stand.",
        ),
        "the last of each": (
            lambda labels, count: len(labels) - 1 - few_of_each(labels[::-1], count)[::-1],
            "These are the last images of each class.",
        ),
        "ten classes taken for granted": (
            partial(_of_classes, range(10)),
            "You went through the numbers 0 to 9. Which classes are there? `np.unique` says so.",
        ),
        "classes counted through": (
            lambda labels, count: _of_classes(range(len(np.unique(labels))), labels, count),
            "That is how many classes there are, but they need not be 0, 1, 2, … without a gap.",
        ),
        "labels of these places": (
            lambda labels, count: labels[few_of_each(labels, count)],
            "These are the labels at the right places. The places are wanted.",
        ),
        "one too many of each": (
            lambda labels, count: few_of_each(labels, count + 1),
            "There is one more of each class than asked for.",
        ),
        "one too few of each": (
            lambda labels, count: few_of_each(labels, count - 1),
            "There is one less of each class than asked for.",
        ),
        "a mask": (
            lambda labels, count: np.isin(np.arange(len(labels)), few_of_each(labels, count)),
            "It says of each image whether it is taken. The places are wanted: `np.flatnonzero`.",
        ),
        "a list for each class": (
            lambda labels, count: [np.flatnonzero(labels == c)[:count] for c in np.unique(labels)],
            "The places are right, class by class. Join them, and sort.",
        ),
    },
)

features_once = NumberQuestion(
    "transfer_learning.features_once",
    reread=FROZEN,
    prompt="The base needs {forward} s to look at all training images once, and the head's own "
    "training takes no time. You train the head for {epochs} epochs. By what factor is it faster "
    "to compute the features once, instead of in each epoch?",
    inputs={"forward": 12, "epochs": 30},
    answer=lambda epochs: epochs,
    mistakes={
        "backward counted": (
            lambda epochs: 3 * epochs,
            "Through a frozen base there is no backward pass, in either case.",
        ),
        "seconds saved": (
            lambda forward, epochs: forward * (epochs - 1),
            "That is how many seconds are saved. What is the factor?",
        ),
        "one epoch forgotten": (
            lambda epochs: epochs - 1,
            "Divide the time of one method by the time of the other.",
        ),
        "seconds taken for a factor": (
            lambda forward: forward,
            "How long one look takes does not matter: it is in both times.",
        ),
        "seconds in all": (
            lambda forward, epochs: forward * epochs,
            "That is how many seconds it takes if they are computed in each epoch. By what factor "
            "is that longer than once?",
        ),
        "upside down": (
            lambda epochs: 1 / epochs,
            "That part of the time is left. By what factor is it faster?",
        ),
    },
    hints=[
        "How many times does the base look at each image in the one case, and in the other?",
        "360 s against 12 s.",
    ],
    explanation="Once instead of {epochs} times: a factor of {answer}. It is possible as long as "
    "the images stay the same; with augmentation they are new in each epoch.",
)


def choose_way(scores, gain):
    """Keep a way until a costlier one is ahead in each draw, and by enough on the average."""
    kept = 0
    for way, found in enumerate(scores):
        lead = found - scores[kept]
        if lead.min() > 0 and lead.mean() > gain:
            kept = way
    return kept


def _choose(rule, scores, gain):
    """Go through the ways, and compare by another rule."""
    kept = 0
    for way in range(1, len(scores)):
        if rule(scores[way], scores[kept], gain):
            kept = way
    return kept


def _compared_with(reference, scores, gain):
    """Compare each way with another one than the one that is kept."""
    kept = 0
    for way in range(1, len(scores)):
        lead = scores[way] - scores[reference(way)]
        if lead.min() > 0 and lead.mean() > gain:
            kept = way
    return kept


def _stop(after_a_win, scores, gain):
    """Look no further after the first costlier way that wins, or that does not."""
    kept = 0
    for way in range(1, len(scores)):
        lead = scores[way] - scores[kept]
        wins = lead.min() > 0 and lead.mean() > gain
        if wins:
            kept = way
        if wins == after_a_win:
            break
    return kept


def _ways(gain, *rows):
    """Return scores and gain from 64ths, which are exact."""
    return np.array(rows) / 64, gain / 64


way = Exercise(
    "transfer_learning.way",
    reread=PAYS,
    reference=choose_way,
    cases=[
        _ways(2, (25, 27, 24), (47, 45, 49), (45, 48, 50)),  # wins; the next only in two draws
        _ways(2, (48, 44, 54), (53, 50, 52)),  # ahead on the average, and behind in one draw
        _ways(2, (40, 41, 42, 40), (36, 37, 36, 35), (39, 40, 40, 39)),  # better than the last
        _ways(2, (40, 36), (39, 38), (47, 44), (58, 52)),  # one that fails, two that win
        _ways(2, (20, 40, 31), (27, 48, 39)),  # draws that differ more than the ways
        _ways(3, (50, 51, 49, 52, 50), (51, 52, 50, 53, 51)),  # always ahead, by too little
        _ways(3, (30, 34, 38), (31, 44, 47)),  # enough on the average, and little in one draw
        _ways(3, (30, 34), (32, 38)),  # exactly as much as the gain
        _ways(3, (30, 34, 32), (40, 34, 43)),  # level in one draw
        _ways(2, (40, 42, 41), (52, 41, 40)),  # ahead on the average, by one draw of three
        _ways(3, (47, 49), (48, 50)),  # too little, in all draws together, too
        _ways(0, (33, 31, 32)),  # nothing to choose from
    ],
    hints=[
        "Begin with `kept = 0`, and go through the costlier ways in turn.",
        "`lead = scores[way] - scores[kept]` has one number for each draw.",
        "Ahead in each draw means that the smallest lead is more than 0.",
    ],
    mistakes={
        "best on the average": (
            lambda scores, gain: int(scores.mean(axis=1).argmax()),
            "That is the best mean, however little it is ahead, and even if it lost some draws. "
            "A costlier way has to earn its place.",
        ),
        "best of all draws": (
            lambda scores, gain: int(scores.max(axis=1).argmax()),
            "One lucky draw decides here. Compare in every draw.",
        ),
        "best of the worst": (
            lambda scores, gain: int(scores.min(axis=1).argmax()),
            "You compare the worst draw of each way. Subtract draw by draw.",
        ),
        "only the average": (
            partial(_choose, lambda new, old, gain: (new - old).mean() > gain),
            "On the average it is ahead. But is it in each draw?",
        ),
        "only each draw": (
            partial(_choose, lambda new, old, gain: (new - old).min() > 0),
            "It is ahead in each draw. But by more than `gain` on the average?",
        ),
        "the gain in each draw": (
            partial(_choose, lambda new, old, gain: (new - old).min() > gain),
            "The gain is asked for on the average. In a single draw any lead will do.",
        ),
        "some draw": (
            partial(_choose, lambda new, old, gain: (new - old).max() > gain),
            "To be ahead in one draw is not enough: it has to be ahead in each of them.",
        ),
        "most draws": (
            partial(
                _choose,
                lambda new, old, gain: (new > old).mean() > 0.5 and (new - old).mean() > gain,
            ),
            "Most draws are not all of them.",
        ),
        "draws not paired": (
            partial(
                _choose,
                lambda new, old, gain: new.min() > old.max() and new.mean() - old.mean() > gain,
            ),
            "One draw is harder than another, for every way. Compare the two ways in the same "
            "draw.",
        ),
        "level counts as ahead": (
            partial(
                _choose, lambda new, old, gain: (new - old).min() >= 0 and (new - old).mean() > gain
            ),
            "Level is not ahead.",
        ),
        "as much as the gain": (
            partial(
                _choose, lambda new, old, gain: (new - old).min() > 0 and (new - old).mean() >= gain
            ),
            "Asked for is more than `gain`.",
        ),
        "gain in all": (
            partial(
                _choose, lambda new, old, gain: (new - old).min() > 0 and (new - old).sum() > gain
            ),
            "That is the lead of all draws together. Take their mean.",
        ),
        "compared with the one before": (
            partial(_compared_with, lambda way: way - 1),
            "You compare with the way before. If that one was not taken, compare with the one "
            "that you have.",
        ),
        "compared with the first": (
            partial(_compared_with, lambda way: 0),
            "You always compare with the cheapest way. Compare with the one that you have by now.",
        ),
        "given up too early": (
            partial(_stop, False),
            "You stop at the first way that does not win. A costlier one may win all the same.",
        ),
        "the first that wins": (
            partial(_stop, True),
            "You stop at the first way that wins. A costlier one may win against it.",
        ),
        "ways and draws exchanged": (
            lambda scores, gain: choose_way(scores.T, gain),
            "`scores` has a row for each way, and a column for each draw.",
        ),
        "the score instead of the number": (
            lambda scores, gain: scores[choose_way(scores, gain)].mean(),
            "That is how good the way is. Return its number.",
        ),
        "counted from 1": (
            lambda scores, gain: choose_way(scores, gain) + 1,
            "The cheapest way has number 0.",
        ),
    },
)
