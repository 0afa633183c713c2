"""Exercises of the chapter *Normalization*.

Cases avoid whatever hides a mistake: one image, one pixel, gamma 1, beta 0, a tiny epsilon,
a momentum of one half, averages that begin where they end.
"""

from functools import partial

import numpy as np

from cnn_lessons.checks import RIGHT, ChoiceQuestion, Exercise, NumberQuestion, whole_numbers

CHANNELS = "One channel, one mean"
BACKWARDS = "The way back"
AVERAGES = "Averages for later"
PLACES = "Layer normalization: each place by itself"
MODES = "Two modes, and what happens when they are mixed up"

numbers_in_a_mean = NumberQuestion(
    "normalization.numbers_in_a_mean",
    reread=CHANNELS,
    prompt="A batch of feature maps has the shape ({N}, {H}, {W}, {C}). Of how many numbers does "
    "batch normalization take each mean?",
    inputs={"N": 16, "H": 7, "W": 5, "C": 3},
    answer=lambda N, H, W: N * H * W,
    mistakes={
        "one place only": (
            lambda N: N,
            "That is a mean for each place of each map. A filter does the same everywhere, so all "
            "of its places share one mean.",
        ),
        "one image only": (
            lambda H, W: H * W,
            "That is a mean for each image by itself. The other images of the batch count too.",
        ),
        "one mean for all": (
            lambda N, H, W, C: N * H * W * C,
            "Then all channels would share one mean. Each channel has its own.",
        ),
        "the number of means": (
            lambda C: C,
            "That is how many means there are. Of how many numbers is each?",
        ),
        "along the channels": (
            lambda H, W, C: H * W * C,
            "That is all of one image, which is what group normalization with one group takes. "
            "Here images are together and channels apart.",
        ),
    },
    hints=[
        "Each channel has one mean. What is left when one channel is taken out of the array?",
        "Of `inputs[..., 0]` count the numbers.",
    ],
    explanation="Images, rows and columns together: {N} · {H} · {W} = {answer}.",
)


def normalize(inputs, gamma, beta, epsilon):
    """Bring each channel to mean 0 and variance 1, over images, rows and columns; set it anew."""
    mean = inputs.mean(axis=(0, 1, 2))
    variance = inputs.var(axis=(0, 1, 2))
    return gamma * (inputs - mean) / np.sqrt(variance + epsilon) + beta


def _over(axes, inputs, gamma, beta, epsilon):
    """Normalize with mean and variance over other axes."""
    mean = inputs.mean(axis=axes, keepdims=True)
    variance = inputs.var(axis=axes, keepdims=True)
    return gamma * (inputs - mean) / np.sqrt(variance + epsilon) + beta


def _by(divisor, inputs, gamma, beta, epsilon):
    """Normalize with something else below the fraction bar."""
    flat = inputs.reshape(-1, inputs.shape[-1])
    return gamma * (inputs - flat.mean(axis=0)) / divisor(flat, epsilon) + beta


MAPS = np.array([[[[1.0, 9.0], [2.0, 0.0], [6.0, 4.0]]], [[[3.0, -2.0], [0.0, 5.0], [9.0, 7.0]]]])
WIDE = np.random.default_rng(0).normal(2.0, 3.0, (3, 2, 5, 4))

normalization = Exercise(
    "normalization.normalization",
    reread=CHANNELS,
    reference=normalize,
    cases=[
        (MAPS, np.array([2.0, 0.5]), np.array([1.0, -3.0]), 0.25),
        (WIDE, np.array([1.5, -1.0, 0.5, 2.0]), np.array([0.5, 1.0, -2.0, 3.0]), 0.5),
        (WIDE[:1], np.array([1.5, 2.0, 0.5, 3.0]), np.array([0.5, 1.0, -2.0, 3.0]), 1e-3),
    ],
    hints=[
        "A mean for each channel: which axes does it go over? `mean` takes a tuple, `axis=(…)`.",
        "The variance goes over the same axes. Epsilon is added to it before the root.",
        "Then multiply by gamma and add beta: both have one number for each channel, and NumPy "
        "fits them to the last axis by itself.",
    ],
    mistakes={
        "over the images only": (
            partial(_over, 0),
            "Every place of a map got a mean of its own. A filter does the same everywhere: rows "
            "and columns belong together, too.",
        ),
        "each image by itself": (
            partial(_over, (1, 2)),
            "Every image got means of its own. That is instance normalization; here the images of "
            "the batch share them.",
        ),
        "one mean for everything": (
            partial(_over, None),
            "All channels were thrown together. Each channel has its own mean and variance.",
        ),
        "over the channels": (
            partial(_over, 3),
            "The channels of each pixel were brought together: that is layer normalization. Here a "
            "channel is normalized over everything that is not the channel axis.",
        ),
        "each image as a whole": (
            partial(_over, (1, 2, 3)),
            "Each image was normalized as a whole. Here images are together and channels apart.",
        ),
        "divided by one less": (
            partial(_by, lambda flat, epsilon: np.sqrt(flat.var(axis=0, ddof=1) + epsilon)),
            "The variance was divided by m − 1, which estimates that of all data. The batch is "
            "normalized with its own variance, divided by m.",
        ),
        "epsilon outside of the root": (
            partial(_by, lambda flat, epsilon: flat.std(axis=0) + epsilon),
            "Epsilon was added to the standard deviation. It is added to the variance, before "
            "the root.",
        ),
        "no root": (
            partial(_by, lambda flat, epsilon: flat.var(axis=0) + epsilon),
            "The variance is in squared units. Divide by a standard deviation.",
        ),
        "no epsilon": (
            partial(_by, lambda flat, epsilon: flat.std(axis=0)),
            "Epsilon was not used. A channel that is the same everywhere would be divided by 0.",
        ),
        "mean not subtracted": (
            lambda inputs, gamma, beta, epsilon: (
                gamma * inputs / np.sqrt(inputs.var(axis=(0, 1, 2)) + epsilon) + beta
            ),
            "The standard deviation is right, but the channels are not centred first.",
        ),
        "gamma times beta, too": (
            lambda inputs, gamma, beta, epsilon: normalize(inputs, gamma, gamma * beta, epsilon),
            "Beta was added before gamma multiplied. Beta is the new mean as it stands.",
        ),
        "gamma and beta forgotten": (
            lambda inputs, gamma, beta, epsilon: normalize(inputs, 1, 0, epsilon),
            "That is the normalized batch. The learned standard deviation and mean are still to be "
            "set.",
        ),
    },
)


def normalize_backward(d_outputs, inputs, gamma, epsilon):
    """Take off what moves only the mean or the deviation; gamma and the root scale the rest."""
    deviation = np.sqrt(inputs.var(axis=0) + epsilon)
    normal = (inputs - inputs.mean(axis=0)) / deviation
    moves_mean = d_outputs.mean(axis=0)
    moves_deviation = normal * (d_outputs * normal).mean(axis=0)
    return gamma * (d_outputs - moves_mean - moves_deviation) / deviation


def _backward_with(change, d_outputs, inputs, gamma, epsilon):
    """Make another gradient of what arrives, the normalized inputs and their deviation."""
    deviation = np.sqrt(inputs.var(axis=0) + epsilon)
    normal = (inputs - inputs.mean(axis=0)) / deviation
    return gamma * change(d_outputs, normal, deviation)


UNITS = np.array([[2.0, -1.0], [4.0, 5.0], [0.0, 2.0]])
ARRIVING = np.array([[3.0, 6.0], [-1.0, 0.0], [1.0, 1.0]])

backward = Exercise(
    "normalization.backward",
    reread=BACKWARDS,
    reference=normalize_backward,
    cases=[
        (ARRIVING, UNITS, np.array([2.0, 0.5]), 0.25),
        (whole_numbers(5, 3, seed=1), whole_numbers(5, 3, seed=2), np.array([0.5, -1.0, 3.0]), 0.5),
        (whole_numbers(3, 7, seed=3), whole_numbers(3, 7, seed=4), np.arange(1.0, 8), 0.1),
    ],
    hints=[
        "Normalize first, as on the way there: the way back needs the deviation, the root with "
        "epsilon in it, and the normalized inputs.",
        "Of what arrives, take off its mean over the batch; and take off the normalized inputs "
        "times the mean of their product with what arrives.",
        "What is left is multiplied by gamma and divided by the deviation.",
    ],
    mistakes={
        "mean and variance taken for constants": (
            partial(_backward_with, lambda d, normal, deviation: d / deviation),
            "That is the way back in inference, where mean and variance are fixed numbers. In "
            "training each input moves both, and so all outputs of its unit.",
        ),
        "variance taken for a constant": (
            partial(_backward_with, lambda d, normal, deviation: (d - d.mean(axis=0)) / deviation),
            "The way through the mean is there. An input moves the variance as well.",
        ),
        "mean taken for a constant": (
            partial(
                _backward_with,
                lambda d, normal, deviation: (d - normal * (d * normal).mean(axis=0)) / deviation,
            ),
            "The way through the variance is there. An input moves the mean as well.",
        ),
        "gamma forgotten": (
            lambda d, inputs, gamma, epsilon: normalize_backward(d, inputs, 1.0, epsilon),
            "The outputs were multiplied by gamma, and so is what comes back.",
        ),
        "not divided by the deviation": (
            partial(
                _backward_with,
                lambda d, normal, deviation: (
                    d - d.mean(axis=0) - normal * (d * normal).mean(axis=0)
                ),
            ),
            "The inputs were divided by their deviation, and so is what comes back.",
        ),
        "divided by the variance": (
            lambda d, inputs, gamma, epsilon: (
                normalize_backward(d, inputs, gamma, epsilon)
                / np.sqrt(inputs.var(axis=0) + epsilon)
            ),
            "The inputs were divided by a root on the way there. You have divided by it twice.",
        ),
        "multiplied by the deviation": (
            lambda d, inputs, gamma, epsilon: (
                normalize_backward(d, inputs, gamma, epsilon) * (inputs.var(axis=0) + epsilon)
            ),
            "Where the inputs spread widely, a nudge of one moves its output less.",
        ),
        "sums instead of means": (
            partial(
                _backward_with,
                lambda d, normal, deviation: (
                    (d - d.sum(axis=0) - normal * (d * normal).sum(axis=0)) / deviation
                ),
            ),
            "Mean and variance are means over the batch: each input has only a part in them.",
        ),
        "each example by itself": (
            lambda d, inputs, gamma, epsilon: (
                normalize_backward(d.T, inputs.T, 1, epsilon).T * gamma
            ),
            "The means went along the units of one example: that is layer normalization. Each "
            "unit is normalized over the batch.",
        ),
        "epsilon forgotten": (
            lambda d, inputs, gamma, epsilon: normalize_backward(d, inputs, gamma, 0.0),
            "Close, but epsilon stands in the root on the way there, and so on the way back.",
        ),
        "inputs not normalized": (
            lambda d, inputs, gamma, epsilon: (
                gamma
                * (d - d.mean(axis=0) - inputs * (d * inputs).mean(axis=0))
                / np.sqrt(inputs.var(axis=0) + epsilon)
            ),
            "The formula wants the normalized inputs, whose standard deviation is 1.",
        ),
        "divided by the batch again": (
            lambda d, *arguments: normalize_backward(d, *arguments) / len(d),
            "The mean over the batch belongs to the loss, and is in `d_outputs` already.",
        ),
        "gradient of gamma": (
            lambda d, inputs, gamma, epsilon: (
                d * (inputs - inputs.mean(axis=0)) / np.sqrt(inputs.var(axis=0) + epsilon)
            ).sum(axis=0),
            "That is how gamma learns. The question is what the layer before gets: a number for "
            "each input.",
        ),
        "one mean for all units": (
            partial(
                _backward_with,
                lambda d, normal, deviation: (
                    (d - d.mean() - normal * (d * normal).mean()) / deviation
                ),
            ),
            "One mean was taken over all units. Each unit has its own: say along which axis.",
        ),
        "forward once more": (
            lambda d, inputs, gamma, epsilon: normalize(inputs[:, None, None], gamma, 0.0, epsilon)[
                :, 0, 0
            ],
            "That is the way there. What arrives was not used.",
        ),
    },
)

parameters = NumberQuestion(
    "normalization.parameters",
    reread=AVERAGES,
    prompt="A `Conv2D` with {F} filters takes {H} × {W} feature maps of {C} channels and keeps "
    'their size (`padding="same"`). How many numbers does the batch normalization behind it keep '
    "in all, trained or not?",
    inputs={"F": 48, "C": 20, "H": 14, "W": 12},
    answer=lambda F: 4 * F,
    mistakes={
        "only what is trained": (
            lambda F: 2 * F,
            "Those are gamma and beta, which the gradient trains. What else has to be saved with "
            "the network?",
        ),
        "one set for each place": (
            lambda F, H, W: 4 * F * H * W,
            "A channel has one set of numbers, whatever the size of its map.",
        ),
        "channels of the input": (
            lambda C: 4 * C,
            "It normalizes what comes out of the convolution. How many channels does that have?",
        ),
        "one number for each channel": (
            lambda F: F,
            "That is what a bias has. Count gamma, beta and what inference needs.",
        ),
        "one set for the layer": (
            lambda: 4,
            "The kinds are counted rightly. Each channel has its own.",
        ),
        "with the convolution's bias": (
            lambda F: 5 * F,
            "A bias belongs to the convolution, and is not needed there: beta moves the channel.",
        ),
        "gamma, beta and mean": (
            lambda F: 3 * F,
            "One of them is missing: what is divided by in inference?",
        ),
    },
    hints=[
        "How many channels come out of the convolution?",
        "For each: two numbers that training changes, and two averages.",
    ],
    explanation="Gamma, beta, moving mean and moving variance for each of {F} channels: {answer}, "
    "half of them trained.",
)


def moving_average(start, batch_means, momentum):
    """Keep a part of the average at each batch, and take the rest from the batch."""
    kept = start
    for mean in batch_means:
        kept = momentum * kept + (1 - momentum) * mean
    return kept


def _last_too_much(start, batch_means, momentum):
    average = start
    for mean in batch_means:
        average = momentum * average + mean
    return average


def _corrected(start, batch_means, momentum):
    average = moving_average(np.zeros_like(start), batch_means, momentum)
    return average / (1 - momentum ** len(batch_means))


MEANS = [np.array([4.0, -2.0, 1.0]), np.array([8.0, 0.0, -3.0]), np.array([2.0, 6.0, 5.0])]

averaging = Exercise(
    "normalization.averaging",
    reread=AVERAGES,
    reference=moving_average,
    cases=[
        (np.array([1.0, 2.0, -1.0]), MEANS[:1], 0.75),
        (np.array([1.0, 2.0, -1.0]), MEANS, 0.9),
        (np.array([-2.0, 3.0, 7.0]), MEANS[::-1], 0.2),
    ],
    hints=[
        "The average begins at `start` and is changed once for each batch.",
        "Momentum is the part of the old average that stays. How large is that of the new "
        "mean, so that both make a whole?",
    ],
    mistakes={
        "parts exchanged": (
            lambda start, batch_means, momentum: moving_average(start, batch_means, 1 - momentum),
            "Momentum was taken as the part of the new mean. That is right in PyTorch, whose "
            "0.1 is Keras's 0.9; here it is the part that is kept.",
        ),
        "plain mean of the batches": (
            lambda start, batch_means, momentum: np.mean(batch_means, axis=0),
            "All batches counted alike. Early batches were made by weights of long ago; they "
            "should count less and less.",
        ),
        "last batch only": (
            lambda start, batch_means, momentum: batch_means[-1],
            "Only the last batch is left. The average keeps most of what it was.",
        ),
        "added in full": (
            _last_too_much,
            "The parts add up to more than 1, so the average grows beyond all means.",
        ),
        "begun with the first batch": (
            lambda start, means, momentum: moving_average(means[0], means[1:], momentum),
            "The first batch was taken whole, and `start` was not used.",
        ),
        "corrected as in Adam": (
            _corrected,
            "Adam corrects its means for having begun at 0. Batch normalization does not: its "
            "start fades by itself.",
        ),
        "every part from the start": (
            lambda start, means, momentum: moving_average(start, [np.mean(means, 0)], momentum),
            "All batches were mixed in at once. After each batch the average has changed, and the "
            "next batch meets the changed one.",
        ),
        "each batch mixed with the start": (
            lambda start, means, momentum: moving_average(start, means[-1:], momentum),
            "Each batch meets what the batch before has left, not the start.",
        ),
        "never updated": (
            lambda start, batch_means, momentum: start,
            "The average is still at its start. Assign it anew for each batch.",
        ),
    },
)

share_of_the_start = NumberQuestion(
    "normalization.share_of_the_start",
    reread=AVERAGES,
    prompt="The momentum is {momentum}. After {steps} steps of training, how many percent of the "
    "moving average still come from the value that it began with?",
    inputs={"momentum": 0.99, "steps": 60},
    answer=lambda momentum, steps: 100 * momentum**steps,
    tolerance=0.004,
    unit="%",
    mistakes={
        "a part of the whole each time": (
            lambda momentum, steps: 100 * (1 - steps * (1 - momentum)),
            "One percent of what is left is taken at each step, not one percent of the whole.",
        ),
        "what has been replaced": (
            lambda momentum, steps: 100 * (1 - momentum**steps),
            "That is what came from the batches. The question is what is left of the start.",
        ),
        "the start counted as a step": (
            lambda momentum, steps: 100 * momentum ** (steps + 1),
            "At the start all of it is there: the first step is the first that takes one percent.",
        ),
        "one step": (
            lambda momentum: 100 * momentum,
            "That is after the first step. The same happens again at each of the others.",
        ),
        "nothing": (0, "It fades, but more slowly than one would think."),
    },
    hints=[
        "After one step a part of {momentum} is left; after two, {momentum} of that.",
        "{momentum} · {momentum} · {momentum} · …, once for each step: a power.",
    ],
    explanation="{momentum} to the power of {steps} is {answer:.1f} %: more than half of the "
    "average is not from the data at all.",
)

wrong_mode = ChoiceQuestion(
    "normalization.wrong_mode",
    reread=MODES,
    prompt="A dense network with batch normalization is right about 97 % of the test digits when "
    "they come {N} at a time, and about 10 % when they come one by one. What is the cause?",
    inputs={"N": 256},
    choices={
        "It still normalizes with the batch, as in training": RIGHT,
        "The momentum was too large, and the averages have not settled": (
            "averages blamed",
            "Then large batches would be as bad: in inference an image gets the same answer, "
            "whatever other images are in its batch.",
        ),
        "It has learned the training set by heart": (
            "overfitting blamed",
            "It is right about 97 % of digits that it has never seen.",
        ),
        "Gamma and beta were not trained": (
            "parameters blamed",
            "They are the same numbers for every batch. What differs between one digit and many?",
        ),
    },
    hints=[
        "The digits are the same; only the others in the batch change. Which mode looks at them?",
        "What is a single number minus its own mean?",
    ],
    explanation="With one digit, each unit’s mean is its own number, and the difference is 0: "
    "every digit looks the same. Say `training=False`, or in PyTorch `model.eval()`.",
)


def fold(kernel, bias, gamma, beta, mean, variance, epsilon):
    """Scale each unit's weights; then move its bias as the batch normalization would."""
    scale = gamma / np.sqrt(variance + epsilon)
    new_bias = (bias - mean) * scale + beta
    return np.vstack([kernel * scale, new_bias])


def _fold(mistake, kernel, bias, gamma, beta, mean, variance, epsilon):
    """Make the mistake `mistake` on the way of `fold`."""
    root = {
        "no root": variance + epsilon,
        "outside": np.sqrt(variance) + epsilon,
        "no epsilon": np.sqrt(variance),
    }.get(mistake, np.sqrt(variance + epsilon))
    scale = gamma / root
    new_bias = {
        "bias unscaled": bias - mean * scale + beta,
        "mean unscaled": bias * scale - mean + beta,
        "mean forgotten": bias * scale + beta,
        "bias forgotten": -mean * scale + beta,
        "beta scaled": (bias - mean + beta) * scale,
        "mean added": (bias + mean) * scale + beta,
    }.get(mistake, (bias - mean) * scale + beta)
    return np.vstack([kernel if mistake == "kernel unscaled" else kernel * scale, new_bias])


KERNEL = np.array([[1.0, -2.0, 0.5], [3.0, 1.0, -1.0]])
OTHER = np.random.default_rng(1).normal(size=(5, 2))
# bias, gamma, beta, mean and variance
THREE = np.array([[0.5, 1, -2], [2, 1.5, 3], [1, -1, 0.5], [4, 2, -3], [3.5, 0.75, 1.75]])
TWO = np.array([[-1, 3], [0.7, -2], [0.2, 5], [1, -0.5], [0.3, 6]])

folding = Exercise(
    "normalization.folding",
    reread="Folded into the layer before",
    reference=fold,
    cases=[(KERNEL, *THREE, 0.5), (OTHER, *TWO, 1e-2)],
    hints=[
        "Write both layers in one line: gamma · (x·kernel + bias − mean) / √(variance + ε) + beta.",
        "Call gamma / √(variance + ε) the scale, and multiply out. What stands before x? "
        "That is the new kernel.",
        "Everything without x is the new bias: bias and mean are scaled, beta is not.",
    ],
    mistakes={
        "kernel unscaled": (
            partial(_fold, "kernel unscaled"),
            "The bias has moved, but the weights are the old ones. Multiply out: the scale stands "
            "before x as well.",
        ),
        "bias unscaled": (
            partial(_fold, "bias unscaled"),
            "The old bias came before the normalization, and goes through it like everything else.",
        ),
        "mean unscaled": (
            partial(_fold, "mean unscaled"),
            "The mean is subtracted first and the difference is scaled. Both are in the bracket.",
        ),
        "mean forgotten": (partial(_fold, "mean forgotten"), "The moving mean was not subtracted."),
        "mean added": (
            partial(_fold, "mean added"),
            "The mean has the wrong sign: normalizing takes it away.",
        ),
        "old bias forgotten": (
            partial(_fold, "bias forgotten"),
            "The layer before had a bias. In training the batch’s mean would swallow it, but a "
            "given mean does not.",
        ),
        "beta scaled": (partial(_fold, "beta scaled"), "Beta is added last, after the scale."),
        "no root": (partial(_fold, "no root"), "The variance is in squared units: take the root."),
        "epsilon outside of the root": (
            partial(_fold, "outside"),
            "Epsilon is added to the variance, before the root.",
        ),
        "no epsilon": (
            partial(_fold, "no epsilon"),
            "Close, but the outputs would not be equal: epsilon is missing.",
        ),
    },
)

means_of_places = NumberQuestion(
    "normalization.means_of_places",
    reread=PLACES,
    prompt="A batch has the shape ({N}, {H}, {W}, {C}). How many means does a layer normalization "
    "over the channels take?",
    inputs={"N": 16, "H": 7, "W": 5, "C": 12},
    answer=lambda N, H, W: N * H * W,
    mistakes={
        "one for each channel": (
            lambda C: C,
            "That is batch normalization. Here all channels of a place share a mean.",
        ),
        "one for each image": (
            lambda N: N,
            "Each image by itself, yes. And in the image each place by itself.",
        ),
        "one for each place of the maps": (
            lambda H, W: H * W,
            "That is how many places an image has. Each image is normalized by itself.",
        ),
        "one for each channel of an image": (
            lambda N, C: N * C,
            "That is instance normalization. Here the channels are together, and the places apart.",
        ),
        "one for each number": (
            lambda N, H, W, C: N * H * W * C,
            "That is how many numbers there are. {C} of them share a mean.",
        ),
    },
    hints=["Which numbers share a mean?", "How many places are there in all images together?"],
    explanation="One for each place of each image: {N} · {H} · {W} = {answer}. Batch normalization "
    "takes one for each channel.",
)


def layer_normalize(inputs, gamma, beta, epsilon):
    """Normalize over the channels, the last axis; gamma and beta have one number for each."""
    mean = inputs.mean(axis=-1, keepdims=True)
    variance = inputs.var(axis=-1, keepdims=True)
    return gamma * (inputs - mean) / np.sqrt(variance + epsilon) + beta


def _places_by(deviation, inputs, gamma, beta, epsilon):
    """Divide by something else than the root of variance and epsilon."""
    centred = inputs - inputs.mean(axis=-1, keepdims=True)
    return gamma * centred / deviation(inputs.var(axis=-1, keepdims=True), epsilon) + beta


places = Exercise(
    "normalization.places",
    reread=PLACES,
    reference=layer_normalize,
    cases=[
        (MAPS, np.array([2.0, 0.5]), np.array([1.0, -3.0]), 0.25),
        (WIDE, np.array([1.5, -1.0, 0.5, 2.0]), np.array([0.5, 1.0, -2.0, 3.0]), 0.5),
        (WIDE[:1], np.array([1.5, 2.0, 0.5, 3.0]), np.array([0.5, 1.0, -2.0, 3.0]), 1e-3),
    ],
    hints=[
        "A mean for each place: over which axis? `keepdims=True` lets it stand beside the inputs.",
        "The variance goes over the same axis; then epsilon, the root, gamma and beta as in batch "
        "normalization.",
    ],
    mistakes={
        "batch normalization": (
            partial(_over, (0, 1, 2)),
            "Each channel was normalized over the batch. Here it is the channels of each place.",
        ),
        "each image as a whole": (
            partial(_over, (1, 2, 3)),
            "That is group normalization with one group. Here each place has a mean of its own.",
        ),
        "instance normalization": (
            partial(_over, (1, 2)),
            "The places of each map were brought together. Here it is the channels of each place.",
        ),
        "one mean for everything": (
            partial(_over, None),
            "Say along which axis: each place has a mean of its own.",
        ),
        "over the images": (
            partial(_over, 0),
            "No image needs another one here.",
        ),
        "no root": (
            partial(_places_by, lambda variance, epsilon: variance + epsilon),
            "The variance is in squared units. Divide by a standard deviation.",
        ),
        "epsilon outside of the root": (
            partial(_places_by, lambda variance, epsilon: np.sqrt(variance) + epsilon),
            "Epsilon is added to the variance, before the root.",
        ),
        "no epsilon": (
            partial(_places_by, lambda variance, epsilon: np.sqrt(variance)),
            "Epsilon was not used. A place of equal numbers would be divided by 0.",
        ),
        "mean not subtracted": (
            lambda inputs, gamma, beta, epsilon: (
                gamma * inputs / np.sqrt(inputs.var(axis=-1, keepdims=True) + epsilon) + beta
            ),
            "The deviation is right, but the places are not centred first.",
        ),
        "divided by one less": (
            lambda inputs, gamma, beta, epsilon: (
                gamma
                * (inputs - inputs.mean(axis=-1, keepdims=True))
                / np.sqrt(inputs.var(axis=-1, keepdims=True, ddof=1) + epsilon)
                + beta
            ),
            "The variance was divided by C − 1. It is divided by C.",
        ),
        "gamma and beta forgotten": (
            lambda inputs, gamma, beta, epsilon: layer_normalize(inputs, 1, 0, epsilon),
            "That is normalized. What the network has learned is still to be set.",
        ),
        "gamma times beta, too": (
            lambda inputs, gamma, beta, epsilon: layer_normalize(
                inputs, gamma, gamma * beta, epsilon
            ),
            "Beta was added before gamma multiplied. Beta is added last, as it stands.",
        ),
    },
)
