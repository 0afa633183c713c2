"""Exercises of the chapter *Scaling up*.

Cases avoid whatever hides a mistake: parts of equal size, a scale of 1, gradients so large
that nothing is lost.
"""

import numpy as np

from cnn_lessons.checks import RIGHT, ChoiceQuestion, Exercise, NumberQuestion

order = ChoiceQuestion(
    "scaling_up.order",
    reread="A pipeline, and its order",
    prompt="Images are read from a disk and augmented at random. They fit into memory. Which "
    "pipeline is right?",
    choices={
        "read, augment, cache, shuffle, batch, prefetch": (
            "cache behind the augmentation",
            "The cache keeps what comes in. From the second epoch on, every picture is changed as "
            "it was in the first.",
        ),
        "read, cache, batch, shuffle, augment, prefetch": (
            "shuffle behind the batch",
            "Whole batches change places. Which images stand together in one?",
        ),
        "read, shuffle, cache, augment, batch, prefetch": (
            "cache behind the shuffle",
            "The cache keeps an order as well: each epoch has that of the first.",
        ),
        "read, cache, shuffle, augment, batch, prefetch": RIGHT,
    },
    hints=[
        "What stands before the cache happens once. What has to be new in each epoch?",
        "Shuffle single images, not batches.",
    ],
    explanation="Only what was read is worth keeping. Order and augmentation are new in each "
    "epoch.",
)


def scaled_step(weights, gradient, scale, learning_rate):
    """Leave the weights if something is infinite, else divide in float32, and step."""
    if not np.isfinite(gradient).all():
        return weights.copy()
    return weights - np.float32(learning_rate) * (gradient.astype(np.float32) / np.float32(scale))


def _divided_in_float16(weights, gradient, scale, learning_rate):
    small = (gradient / np.float16(scale)).astype(np.float16)
    return scaled_step(weights, small, 1, learning_rate)


def _stepped_anyway(weights, gradient, scale, learning_rate):
    return weights - np.float32(learning_rate) * (gradient.astype(np.float32) / np.float32(scale))


def _infinite_as_zero(weights, gradient, scale, learning_rate):
    cleaned = np.where(np.isfinite(gradient), gradient, np.float16(0))
    return scaled_step(weights, cleaned, scale, learning_rate)


step = Exercise(
    "scaling_up.step",
    reread="Half the bits",
    reference=scaled_step,
    cases=[
        (np.array([1.0, -2.0], np.float32), np.array([512.0, -256.0], np.float16), 1024, 0.5),
        (np.array([0.0, 0.0], np.float32), np.array([0.0001, 0.002], np.float16), 4096, 100.0),
        (np.array([3.0, 5.0], np.float32), np.array([np.inf, 64.0], np.float16), 128, 0.25),
        (np.array([3.0, 5.0], np.float32), np.array([8.0, np.nan], np.float16), 128, 0.25),
        (np.array([3.0, 5.0], np.float32), np.array([-np.inf, 8.0], np.float16), 128, 0.25),
    ],
    hints=[
        "The gradient is `scale` times too large. Divide before the step.",
        "A quotient may be too small for float16: `gradient.astype(np.float32)` first.",
        "If one number is infinite or NaN, the weights stay as they are: `np.isfinite`.",
    ],
    mistakes={
        "not divided": (
            lambda weights, gradient, scale, rate: scaled_step(weights, gradient, 1, rate),
            "The loss was multiplied by `scale`, and so was the gradient. The step is that many "
            "times too long.",
        ),
        "multiplied once more": (
            lambda weights, gradient, scale, rate: scaled_step(weights, gradient, 1 / scale, rate),
            "The gradient is already too large by `scale`.",
        ),
        "divided in float16": (
            _divided_in_float16,
            "In float16 the quotient is rounded to 0 or nearly so: just what the scale was to "
            "prevent.",
        ),
        "stepped into infinity": (
            _stepped_anyway,
            "One infinite number, and the weights are lost. Leave this step out.",
        ),
        "infinite taken for 0": (
            _infinite_as_zero,
            "Where one number has overflowed, the others of this step are not to be trusted "
            "either. Leave the whole step out.",
        ),
        "NaN overlooked": (
            lambda *case: case[0] if np.isinf(case[1]).any() else _stepped_anyway(*case),
            "You asked for infinity only. NaN is not infinite, and spoils the weights as well.",
        ),
        "infinity overlooked": (
            lambda *case: case[0] if np.isnan(case[1]).any() else _stepped_anyway(*case),
            "You asked for NaN only. What has overflowed in float16 is infinite.",
        ),
        "learning rate forgotten": (
            lambda weights, gradient, scale, rate: scaled_step(weights, gradient, scale, 1),
            "The gradient is right. What is it multiplied by before the step?",
        ),
        "zeros for the old weights": (
            lambda *case: scaled_step(*case) * np.float32(np.isfinite(case[1]).all()),
            "A step that is left out keeps the weights that are there.",
        ),
        "minus infinity overlooked": (
            lambda *case: _stepped_anyway(*case) if case[1].max() < np.inf else case[0],
            "What overflows below 0 becomes minus infinity. `np.isfinite` knows both, and NaN.",
        ),
    },
    rtol=1e-5,
    atol=0,
)


def average(gradients, counts):
    """Let each device count for as many examples as it had."""
    total = sum(counts)
    return sum(g * (n / total) for g, n in zip(gradients, counts, strict=True))


gradients = Exercise(
    "scaling_up.gradients",
    reread="Two devices, one step",
    reference=average,
    cases=[
        ([np.array([1.0, 4.0]), np.array([5.0, -2.0])], [3, 1]),
        ([np.array([2.0]), np.array([3.0]), np.array([7.0])], [5, 2, 1]),
        ([np.array([[1.0, 2.0], [3.0, 5.0]])] * 2 + [np.zeros((2, 2))], [4, 4, 3]),
    ],
    hints=[
        "Each gradient is a mean over the device's own examples. Make sums of them first.",
        "Add up mean times count, and divide by the number of all examples.",
    ],
    mistakes={
        "mean of means": (
            lambda gradients, counts: sum(gradients) / len(gradients),
            "That is right where all devices have equally many examples. Here they have not.",
        ),
        "added up": (
            lambda gradients, counts: sum(gradients),
            "Means were added: the step becomes longer with each device.",
        ),
        "sums instead of a mean": (
            lambda gradients, counts: average(gradients, counts) * sum(counts),
            "This is the sum over all examples. Divide by their number.",
        ),
        "divided by the devices": (
            lambda gradients, counts: average(gradients, counts) * sum(counts) / len(gradients),
            "Sums of examples were divided by the number of devices.",
        ),
        "first device only": (
            lambda gradients, counts: gradients[0],
            "Nothing was exchanged: every device would go its own way.",
        ),
        "not multiplied by the counts": (
            lambda gradients, counts: sum(gradients) / sum(counts),
            "Means were added and divided by all examples. Make a sum of each mean first: how many "
            "examples are in it?",
        ),
        "divided once more by the count": (
            lambda gradients, counts: sum(g / n for g, n in zip(gradients, counts, strict=True)),
            "Each gradient is a mean already. To become a sum again, it is multiplied.",
        ),
        "counts along the wrong axis": (
            lambda gradients, counts: (
                (np.array(gradients) * np.array(counts)).sum(axis=0) / sum(counts)
            ),
            "NumPy has put the counts against the last axis, the weights. A count belongs to a "
            "device: go through both lists with `zip`.",
        ),
        "not yet added up": (
            lambda gradients, counts: [
                g * n / sum(counts) for g, n in zip(gradients, counts, strict=True)
            ],
            "These are the parts of the devices. The sum of them is wanted.",
        ),
        "axis not named": (
            lambda gradients, counts: np.average(gradients, weights=counts),
            "`np.average` wants one weight for each number, or an axis along which there is one: "
            "the devices are the first.",
        ),
    },
)

steps = NumberQuestion(
    "scaling_up.steps",
    reread="A larger batch wants a larger step",
    prompt="On one device you train {epochs} epochs of {images:,} images with batches of {batch}. "
    "Now {devices} devices take a batch of {batch} each. How many steps are made in all, if the "
    "last, smaller batch is left out?",
    inputs={"epochs": 3, "images": 50_000, "batch": 64, "devices": 8},
    answer=lambda epochs, images, batch, devices: epochs * (images // (batch * devices)),
    mistakes={
        "as on one device": (
            lambda epochs, images, batch: epochs * (images // batch),
            "That is how many steps one device makes. Eight of them see eight batches in one step.",
        ),
        "steps of all devices": (
            lambda epochs, images, batch, devices: epochs * (images // (batch * devices)) * devices,
            "All devices make the same step at the same time: it counts once.",
        ),
        "one epoch": (
            lambda images, batch, devices: images // (batch * devices),
            "That is one epoch.",
        ),
        "batch divided": (
            lambda epochs, images, batch, devices: epochs * (images // (batch // devices)),
            "Here the batch of a device stays 64, so the global batch grows.",
        ),
        "last batch counted": (
            lambda epochs, images, batch, devices: epochs * -(-images // (batch * devices)),
            "The last batch of an epoch is not full, and is left out here.",
        ),
        "rounded down once at the end": (
            lambda epochs, images, batch, devices: epochs * images // (batch * devices),
            "A batch does not reach over the end of an epoch: round before you multiply.",
        ),
        "rounded up once at the end": (
            lambda epochs, images, batch, devices: -(-epochs * images // (batch * devices)),
            "A batch does not reach over the end of an epoch, and what is left there is left out.",
        ),
        "one epoch of one device": (
            lambda images, batch: images // batch,
            "That is one epoch on one device.",
        ),
    },
    hints=[
        "How many images do all devices take in one step?",
        "How many whole such steps are in {images:,} images?",
    ],
    explanation="8 · 64 = 512 images in a step, 97 steps in an epoch: {answer} in all, an eighth "
    "of what one device makes.",
)

scaled_rate = NumberQuestion(
    "scaling_up.scaled_rate",
    reread="A larger batch wants a larger step",
    prompt="On one device a batch of {batch} trains well at a learning rate of {rate}. Now "
    "{devices} devices take a batch of {batch} each. Which rate does linear scaling try?",
    inputs={"batch": 48, "rate": 0.05, "devices": 6},
    answer=lambda rate, devices: rate * devices,
    tolerance=1e-6,
    mistakes={
        "rate kept": (
            lambda rate: rate,
            "An epoch has fewer steps now, and each is no longer than before.",
        ),
        "divided by the devices": (
            lambda rate, devices: rate / devices,
            "The steps become fewer. Shorter ones would lead even less far.",
        ),
        "square root": (
            lambda rate, devices: rate * devices**0.5,
            "That is another rule, square-root scaling. The linear one multiplies by as much as "
            "the batch grows.",
        ),
        "times the batch": (
            lambda rate, batch: rate * batch,
            "What counts is how many times larger the global batch has become.",
        ),
        "times the global batch": (
            lambda rate, batch, devices: rate * batch * devices,
            "What counts is how many times larger the global batch has become, not its size.",
        ),
        "the global batch": (
            lambda batch, devices: batch * devices,
            "That is the global batch. What becomes of the rate?",
        ),
    },
    hints=[
        "How many times larger is the global batch?",
        "Fewer steps in an epoch, so each is made longer by the same factor.",
    ],
    explanation="{devices} · {rate} = {answer:g}. It is a rule for trying, and has its limit.",
)

sent = NumberQuestion(
    "scaling_up.sent",
    reread="What changes on a cluster",
    prompt="A network has {millions} million parameters and trains on {devices} devices in a ring, "
    "gradients in float32. How many MB does each device send in a step? (1 MB is a million bytes.)",
    inputs={"millions": 15, "devices": 5},
    answer=lambda millions, devices: 2 * (devices - 1) / devices * 4 * millions,
    tolerance=1e-3,
    unit="MB",
    mistakes={
        "once round": (
            lambda millions, devices: (devices - 1) / devices * 4 * millions,
            "Once round adds the parts up; a second time round, the sums come to all devices. (Or "
            "did you count two bytes for each number? A float32 has four.)",
        ),
        "numbers, not bytes": (
            lambda millions, devices: 2 * (devices - 1) / devices * millions,
            "That is how many million numbers are sent. How many bytes has each?",
        ),
        "bits": (
            lambda millions, devices: 2 * (devices - 1) / devices * 32 * millions,
            "Those are bits. A byte has eight.",
        ),
        "the gradient": (
            lambda millions: 4 * millions,
            "That is the size of one gradient. It goes round nearly twice.",
        ),
        "twice the gradient": (
            lambda millions: 2 * 4 * millions,
            "Nearly. A part need not be sent to the device that has it already.",
        ),
        "to each of the others": (
            lambda millions, devices: (devices - 1) * 4 * millions,
            "That is what it would be if each sent its whole gradient to each other one. In a ring "
            "a device sends parts, to its neighbour only.",
        ),
        "all devices together": (
            lambda millions, devices: 2 * (devices - 1) * 4 * millions,
            "That is what all of them send together. How much is it for one?",
        ),
    },
    hints=[
        "How many bytes has the gradient?",
        "Of {devices} parts, each device sends {devices} − 1, and that twice: once to add them up, "
        "once to hand the sums on.",
    ],
    explanation="2 · 4/5 · 4 bytes · {millions} million = {answer:g} MB: less than twice the "
    "gradient, however many devices there are.",
)

undivided = NumberQuestion(
    "scaling_up.undivided",
    reread="When one machine is not enough",
    prompt="{replicas} replicas have {part} images each in a step. In your loop each computes the "
    "mean loss of its images, and the optimizer adds up the gradients of all replicas. The "
    "learning rate is {rate}, of plain gradient descent. With which rate would one device, which "
    "has all images of the step, make the same step?",
    inputs={"replicas": 8, "part": 64, "rate": 0.05},
    answer=lambda replicas, rate: replicas * rate,
    mistakes={
        "as if averaged": (
            lambda rate: rate,
            "That would be so if the gradients were averaged. They are added up.",
        ),
        "divided by the replicas": (
            lambda replicas, rate: rate / replicas,
            "The step is too long, not too short: the sum of several means is larger than a mean.",
        ),
        "multiplied by the images": (
            lambda part, rate: part * rate,
            "Over its images each replica has a mean already. What is added up are the gradients "
            "of the replicas.",
        ),
        "sum over all images": (
            lambda replicas, part, rate: replicas * part * rate,
            "Nothing is added up over images: each replica takes the mean of its own.",
        ),
    },
    hints=[
        "If all parts had the same images, what would the sum of the gradients be?",
        "The mean of the means is the gradient of all images. How often is it in their sum?",
    ],
    explanation="The sum of {replicas} means is {replicas} times the gradient of one device: the "
    "rate acts as {replicas} · {rate} = {answer:g}. Divide each loss by {replicas}.",
)


def own_images(order, batch, step, worker, workers):
    """Take the batch of this step, and of it the rows of this worker."""
    part = batch // workers
    first = step * batch + worker * part
    return order[first : first + part]


def _whole(order, batch, step, worker, workers):
    return order[step * batch : (step + 1) * batch]


def _of_blocks(order, batch, step, worker, workers):
    size = len(order) // workers
    part = batch // workers
    return order[worker * size : (worker + 1) * size][step * part : (step + 1) * part]


ORDER = [11, 4, 17, 8, 0, 14, 2, 19, 6, 12, 9, 3, 16, 1, 18, 7, 13, 5, 15, 10, 20, 22, 21]

worker_images = Exercise(
    "scaling_up.worker_images",
    reread="When one machine is not enough",
    reference=own_images,
    cases=[
        (ORDER, 6, 2, 1, 3),
        (ORDER, 6, 1, 2, 3),
        (ORDER, 10, 1, 1, 2),
        (ORDER, 8, 0, 3, 4),
        (ORDER, 5, 3, 0, 1),
    ],
    hints=[
        "The batch of this step begins at place `step * batch` of the order.",
        "A worker has `batch // workers` images of it, and `worker` others have theirs before.",
    ],
    mistakes={
        "the batch taken for a worker's": (
            lambda order, batch, step, worker, workers: own_images(
                order, batch * workers, step, worker, workers
            ),
            "`batch` is the global batch: all workers together have so many images.",
        ),
        "the whole batch": (
            _whole,
            "Each worker would take all images of the step: the same work, done several times.",
        ),
        "the same for each worker": (
            lambda order, batch, step, worker, workers: own_images(order, batch, step, 0, workers),
            "These are the images of the first worker. Where does this one begin?",
        ),
        "the first step for ever": (
            lambda order, batch, step, worker, workers: own_images(
                order, batch, 0, worker, workers
            ),
            "That is right in step 0. Later steps go on behind it.",
        ),
        "dealt out by turns": (
            lambda order, batch, step, worker, workers: _whole(order, batch, step, worker, workers)[
                worker::workers
            ],
            "Dealt out by turns, no image is lost and none comes twice, so it would train as well. "
            "Here each worker takes rows that stand together.",
        ),
        "the data set cut up": (
            _of_blocks,
            "The order was cut into a block for each worker. Then the images of a step are not "
            "those that one device would take.",
        ),
        "places instead of images": (
            lambda order, batch, step, worker, workers: own_images(
                list(range(len(order))), batch, step, worker, workers
            ),
            "These are places in the order. Which images stand there?",
        ),
        "steps of a worker's part": (
            lambda order, batch, step, worker, workers: order[
                (step + worker) * (batch // workers) : (step + worker + 1) * (batch // workers)
            ],
            "A step goes on by a whole global batch, not by one worker's part: with this, two "
            "workers get the same images in different steps.",
        ),
    },
)
