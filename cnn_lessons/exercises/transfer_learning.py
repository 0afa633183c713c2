"""Exercises of the chapter *Transfer learning*.

Cases avoid whatever hides a mistake: classes in order, batches whose mean is the moving average,
a single channel, gamma 1 and beta 0.
"""

import numpy as np

from cnn_lessons.checks import Exercise, Mistake, Question

RNG = np.random.default_rng(11)
FROZEN = "Freeze, and count what learns"
RATES = "Thaw it, with small steps"
NORM = "Batch normalization does not stay frozen by itself"
IMAGES = "How many images does it take?"

# --- Freeze, and count what learns ------------------------------------------------------------

trainable = Question(
    "transfer_learning.trainable",
    prompt="A base is one convolution with {filters} filters of {size} × {size} on {channels} "
    "channels, with biases, and global average pooling. It is frozen, and a new dense layer with "
    "{classes} outputs and biases is put on it. How many trainable parameters does the model have?",
    inputs={"filters": 24, "size": 3, "channels": 3, "classes": 7},
    answer=lambda filters, size, channels, classes: (filters + 1) * classes,
    mistakes=[
        Mistake(
            "frozen ones counted",
            lambda filters, size, channels, classes: (
                (size * size * channels + 1) * filters + (filters + 1) * classes
            ),
            "These are all parameters. The base is frozen.",
            FROZEN,
        ),
        Mistake(
            "only the frozen ones",
            lambda filters, size, channels, classes: (size * size * channels + 1) * filters,
            "Those are the ones that do not learn.",
            FROZEN,
        ),
        Mistake(
            "biases forgotten",
            lambda filters, size, channels, classes: filters * classes,
            "Each output has a bias as well.",
            FROZEN,
        ),
        Mistake(
            "biases of the base counted",
            lambda filters, size, channels, classes: (filters + 1) * classes + filters,
            "The biases of the convolution are frozen with it.",
            FROZEN,
        ),
        Mistake(
            "one bias for all",
            lambda filters, size, channels, classes: filters * classes + 1,
            "There is a bias for each output.",
            FROZEN,
        ),
    ],
    hints=[
        "Which layer learns? How many features does it get?",
        "After global pooling there is one feature for each filter.",
    ],
    explanation="Only the dense layer learns: 24 features and a bias for each of 7 outputs make "
    "{answer}.",
)

after_compile = Question(
    "transfer_learning.after_compile",
    prompt="A model with a frozen base has been compiled and fitted. Now you write "
    "`base.trainable = True` and call `fit` again. What learns?",
    choices=[
        "The head alone, until you compile again",
        "Base and head",
        "The base alone",
        "Nothing: `fit` raises an error",
    ],
    answer="The head alone, until you compile again",
    mistakes=[
        Mistake(
            "taken for live",
            "Base and head",
            "`compile` has told the optimizer and the training step what there is to learn, and "
            "they have not been told anything new.",
            FROZEN,
        ),
        Mistake(
            "taken for a switch",
            "The base alone",
            "Freezing one part does not follow from thawing another: the head stays trainable.",
            FROZEN,
        ),
        Mistake(
            "warning expected",
            "Nothing: `fit` raises an error",
            "Nothing is said at all, which is why this is so often overlooked.",
            FROZEN,
        ),
    ],
    hints=[
        "When does Keras decide which weights get a gradient?",
        "It decides when the training step is made. What makes a new one?",
    ],
    explanation="`trainable` is looked up when the training step is made. After each change of it, "
    "compile. It is worth comparing a weight before and after `fit`.",
)

# --- Batch normalization ----------------------------------------------------------------------


def batch_norm(inputs, gamma, beta, averages, training, trainable):
    """Take the batch only where the layer is in training and may learn; else the averages."""
    mean, variance = averages
    if training and trainable:
        mean, variance = inputs.mean(axis=0), inputs.var(axis=0)
    return gamma * (inputs - mean) / np.sqrt(variance + 0.001) + beta


def _batch_norm_if(uses_batch):
    """Return `batch_norm` with another rule for when it uses the batch."""

    def normalize(inputs, gamma, beta, averages, training, trainable):
        return batch_norm(inputs, gamma, beta, averages, uses_batch(training, trainable), True)

    return normalize


def _only_frozen(inputs, gamma, beta, averages, training, trainable):
    outputs = batch_norm(inputs, gamma, beta, averages, training, trainable)
    return outputs if trainable else inputs


def _case(rows, columns, training, trainable):
    inputs = RNG.integers(-4, 9, (rows, columns)) / 2
    gamma, beta = RNG.integers(1, 5, (2, columns)) / 2
    averages = RNG.integers(1, 5, (2, columns)) / 2
    return inputs, gamma, beta, averages, training, trainable


frozen_norm = Exercise(
    "transfer_learning.frozen_norm",
    reference=batch_norm,
    cases=[
        _case(3, 2, training=True, trainable=False),
        _case(5, 3, training=True, trainable=True),
        _case(2, 3, training=False, trainable=True),
        _case(7, 2, training=False, trainable=False),
    ],
    rtol=1e-4,  # Keras's own layer, in float32, is right as well
    hints=[
        "There are two sources for mean and variance: the batch, and the averages.",
        "The batch is used in one of the four combinations of `training` and `trainable` only.",
        "`inputs.mean(axis=0)` and `inputs.var(axis=0)` are those of the batch.",
    ],
    mistakes=[
        Mistake(
            "frozen layer uses the batch",
            _batch_norm_if(lambda training, trainable: training),
            "So it was in old Keras: frozen, it still took mean and variance from each batch, and "
            "in use it met other ones.",
            NORM,
        ),
        Mistake(
            "averages in training",
            _batch_norm_if(lambda training, trainable: False),
            "A layer that may learn takes the mean of the batch while it is trained.",
            NORM,
        ),
        Mistake(
            "batch in use",
            _batch_norm_if(lambda training, trainable: trainable),
            "In use, with `training` false, even a trainable layer works with its averages.",
            NORM,
        ),
        Mistake(
            "either of the two",
            _batch_norm_if(lambda training, trainable: training or trainable),
            "Both have to be true, not one of them.",
            NORM,
        ),
        Mistake(
            "always the batch",
            _batch_norm_if(lambda training, trainable: True),
            "What are the averages for, if nobody uses them?",
            NORM,
        ),
        Mistake(
            "frozen taken for absent",
            _only_frozen,
            "A frozen layer still normalizes. It only does not change any more.",
            NORM,
        ),
    ],
)

moved_average = Question(
    "transfer_learning.moved_average",
    prompt="A batch normalization with momentum {momentum} has a moving mean of 0. It is frozen, "
    "and the model is compiled. Then one training step runs on a batch whose mean is {mean}. What "
    "is the moving mean now, in Keras 3?",
    inputs={"momentum": 0.99, "mean": 5},
    answer=lambda momentum, mean: 0.0,
    tolerance=1e-6,
    mistakes=[
        Mistake(
            "averages move on",
            lambda momentum, mean: (1 - momentum) * mean,
            "So it would be if the layer were trainable, and so it was in Keras before version "
            "2.1.3. Now frozen is frozen.",
            NORM,
        ),
        Mistake(
            "momentum the wrong way round",
            lambda momentum, mean: momentum * mean,
            "Momentum is the share that is kept. And does a frozen layer take anything new?",
            NORM,
        ),
        Mistake(
            "mean of the batch",
            lambda momentum, mean: mean,
            "That would be a layer without a memory. This one is frozen.",
            NORM,
        ),
    ],
    hints=[
        "What does a layer that is not trainable do in `fit`: does it work as in training or as "
        "in use?",
        "In use, are the averages changed?",
    ],
    explanation="A frozen batch normalization works as in use and leaves its averages alone: "
    "{answer}.",
)

# --- How many images does it take? ------------------------------------------------------------


def few_of_each(labels, count):
    """Find the places of each class in turn, and keep the first ones."""
    places = [np.flatnonzero(labels == label)[:count] for label in np.unique(labels)]
    return np.sort(np.concatenate(places))


few = Exercise(
    "transfer_learning.few",
    reference=few_of_each,
    cases=[
        (np.array([2, 0, 0, 1, 2, 0, 1, 2, 2]), 2),
        (np.array([1, 1, 1, 0, 1, 2, 0, 2, 1, 0, 0, 2, 2]), 3),
        (np.array([3, 3, 1, 0, 0, 3, 2, 1, 0, 2, 1, 3, 2]), 1),
    ],
    hints=[
        "`np.flatnonzero(labels == 2)` are the places where the class is 2.",
        "Do that for each class of `np.unique(labels)`, and keep the first `count` of each.",
        "Join them with `np.concatenate`, and sort.",
    ],
    mistakes=[
        Mistake(
            "the first in the list",
            lambda labels, count: np.arange(count * len(np.unique(labels))),
            "So many images are right in all, but some classes get more of them than others.",
            IMAGES,
        ),
        Mistake(
            "in all instead of each",
            lambda labels, count: np.arange(count),
            "That is the number for one class. Each class should have as many.",
            IMAGES,
        ),
        Mistake(
            "not sorted",
            lambda labels, count: np.concatenate(
                [np.flatnonzero(labels == label)[:count] for label in np.unique(labels)]
            ),
            "The right images, but class by class. Asked for is the order of the list.",
            IMAGES,
        ),
        Mistake(
            "labels instead of places",
            lambda labels, count: np.unique(labels).repeat(count),
            "These are classes. Asked for is where images of these classes stand.",
            IMAGES,
        ),
        Mistake(
            "the last of each",
            lambda labels, count: np.sort(
                np.concatenate(
                    [np.flatnonzero(labels == label)[-count:] for label in np.unique(labels)]
                )
            ),
            "These are the last images of each class.",
            IMAGES,
        ),
    ],
)

# --- Freeze, and count what learns: once for all epochs --------------------------------------

features_once = Question(
    "transfer_learning.features_once",
    prompt="The base needs {forward} s to look at all training images once, and the head's own "
    "training is for nothing. You train the head for {epochs} epochs. By what factor is it faster "
    "to compute the features once, instead of in each epoch?",
    inputs={"forward": 12, "epochs": 30},
    answer=lambda forward, epochs: epochs,
    mistakes=[
        Mistake(
            "backward counted",
            lambda forward, epochs: 3 * epochs,
            "In a frozen base there is no way backward, in either case.",
            FROZEN,
        ),
        Mistake(
            "seconds saved",
            lambda forward, epochs: forward * (epochs - 1),
            "So many seconds are saved. What is the factor?",
            FROZEN,
        ),
        Mistake(
            "one epoch forgotten",
            lambda forward, epochs: epochs - 1,
            "Divide the time of one way by the time of the other.",
            FROZEN,
        ),
        Mistake(
            "seconds taken for a factor",
            lambda forward, epochs: forward,
            "How long one look takes does not matter: it is in both times.",
            FROZEN,
        ),
    ],
    hints=[
        "How many times does the base look at each image in the one case, and in the other?",
        "360 s against 12 s.",
    ],
    explanation="Once instead of {epochs} times: a factor of {answer}. It is possible as long as "
    "the images stay the same; with augmentation they are new in each epoch.",
)
