"""Exercises of the chapter *CIFAR-10*.

Cases avoid whatever hides a mistake: a symmetric confusion matrix, a largest number on its
diagonal only by chance, a batch size that divides the images, a rise as long as the fall; a
training that stopped with a velocity of 0, or after so many epochs that the order begins again;
a stop at the end of an epoch alone; a best epoch that is best on the test images too.
"""

from math import ceil

import numpy as np

from cnn_lessons.checks import RIGHT, ChoiceQuestion, Exercise, NumberQuestion

layer_parameters = NumberQuestion(
    "cifar10.layer_parameters",
    reread="A small network",
    prompt="A convolution of 3 × 3 without bias makes {filters} maps of {channels}, and batch "
    "normalization follows. How many parameters have they together, as Keras counts them, with "
    "moving averages?",
    inputs={"channels": 48, "filters": 80},
    answer=lambda channels, filters: 9 * channels * filters + 4 * filters,
    mistakes={
        "trained ones only": (
            lambda channels, filters: 9 * channels * filters + 2 * filters,
            "These are trained. Keras also counts what batch normalization keeps for use: a mean "
            "and a variance for each map.",
        ),
        "a bias instead": (
            lambda channels, filters: 9 * channels * filters + filters,
            "The convolution has no bias here: what follows would take it away again.",
        ),
        "convolution only": (
            lambda channels, filters: 9 * channels * filters,
            "That is the convolution alone.",
        ),
        "filters of one channel": (
            lambda filters: 9 * filters + 4 * filters,
            "A filter has a kernel for each channel of its input: 3 × 3 numbers each time.",
        ),
        "normalized per channel of the input": (
            lambda channels, filters: 9 * channels * filters + 4 * channels,
            "It normalizes what comes out of the convolution. How many maps are that?",
        ),
        "three weights for 3 × 3": (
            lambda channels, filters: 3 * channels * filters + 4 * filters,
            "A window of 3 × 3 is an area. How many pixels has it?",
        ),
        "a bias as well": (
            lambda channels, filters: 9 * channels * filters + 5 * filters,
            "The convolution has no bias here, as the question says. What does normalization keep?",
        ),
        "a bias, and the trained ones only": (
            lambda channels, filters: 9 * channels * filters + 3 * filters,
            "The convolution has no bias here. And Keras also counts what batch normalization "
            "keeps for use: a mean and a variance for each map.",
        ),
    },
    hints=[
        "A filter has 3 · 3 · channels numbers, and there is one for each map.",
        "Batch normalization keeps four numbers for each map: which?",
    ],
    explanation="9 · 48 · 80 weights, and for each of 80 maps gamma, beta, a mean and a variance: "
    "{answer}.",
)

leaking_copies = ChoiceQuestion(
    "cifar10.leaking_copies",
    reread="Mirror and shift",
    prompt="You save five shifted copies of every photograph, and then split all of them at random "
    "into a training and a validation set. What about the validation accuracy?",
    choices={
        "It is right: no two images are equal": (
            "not equal, but brothers",
            "Not equal, no. But how much is new in a photograph that the network has seen two "
            "pixels further left?",
        ),
        "It is too low: shifted images are harder": (
            "the smaller effect",
            "A little harder, perhaps. But what has the network seen of these very photographs?",
        ),
        "It is right, since the split is random": (
            "validation after augmentation",
            "By chance, most of the photographs have copies on both sides.",
        ),
        "It is too high: copies of one photograph are in both parts": RIGHT,
    },
    hints=[
        "Follow the five copies of one cat. Where do they end up?",
        "What would a network that knows its images by heart reach?",
    ],
    explanation="Split first, augment afterwards, and only what is trained on. With copies on both "
    "sides, learning by heart looks like understanding.",
)

moved_test = ChoiceQuestion(
    "cifar10.moved_test",
    reread="Mirror and shift",
    prompt="Somebody mirrors and shifts the test photographs, too, at random. What about the test "
    "accuracy?",
    choices={
        "It is better founded: there are more images": (
            "augmenting the test set",
            "There are as many photographs as before. What was asked about them has changed.",
        ),
        "It changes from run to run, and tells about shifted photographs": RIGHT,
        "It is the same: the network is used to it": (
            "taken for nothing",
            "It is used to shifts, yes; but a wheel that is cut off is missing all the same.",
        ),
        "It is higher: the training images were moved, too": (
            "harder taken for easier",
            "A shift pushes a part of the picture out of the frame. Does that make a photograph "
            "easier to recognize?",
        ),
    },
    hints=[
        "Evaluate twice. Are the numbers equal?",
        "Which photographs will the network be used on?",
    ],
    explanation="Test images stay as they will be in use. (To average the answers to several views "
    "of an image is something else: a method, and a report says where it was used.)",
)

steps_taken = NumberQuestion(
    "cifar10.steps_taken",
    reread="Many images, few times",
    prompt="{images} images, batches of {batch}, {epochs} epochs. How many steps does the "
    "optimizer take?",
    inputs={"images": 5000, "batch": 128, "epochs": 17},
    answer=lambda images, batch, epochs: ceil(images / batch) * epochs,
    mistakes={
        "last batch forgotten": (
            lambda images, batch, epochs: images // batch * epochs,
            "What is left at the end of an epoch is a batch as well, a small one.",
        ),
        "rounded once at the end": (
            lambda images, batch, epochs: ceil(images * epochs / batch),
            "A batch does not reach over the end of an epoch: round before you multiply.",
        ),
        "not rounded": (
            lambda images, batch, epochs: images * epochs / batch,
            "A step is whole. How many steps has one epoch, with a small batch at its end?",
        ),
        "images counted": (
            lambda images, epochs: images * epochs,
            "That is how many images go by. A step is taken once for each batch.",
        ),
        "one epoch": (lambda images, batch: ceil(images / batch), "That is one epoch."),
        "rounded down once at the end": (
            lambda images, batch, epochs: images * epochs // batch,
            "A batch does not reach over the end of an epoch, and the small one at its end counts.",
        ),
        "one epoch, its last batch forgotten": (
            lambda images, batch: images // batch,
            "These are the full batches of one epoch.",
        ),
    },
    hints=[
        "How many batches has one epoch, the last, smaller one included?",
        "Multiply by the epochs.",
    ],
    explanation="40 batches, the last one of 8 images, {epochs} times: {answer} steps.",
)


def find_largest(counts):
    """Find the largest number off the diagonal."""
    wrong = counts - np.diag(np.diag(counts))
    true, answer = np.unravel_index(wrong.argmax(), wrong.shape)
    return int(true), int(answer)


def _wrong(counts):
    return counts - np.diag(np.diag(counts))


def _of_the_worst_class(counts):
    worst = int(_wrong(counts).sum(axis=1).argmax())
    return worst, int(_wrong(counts)[worst].argmax())


most_confused = Exercise(
    "cifar10.most_confused",
    reread="What it confuses",
    reference=find_largest,
    cases=[
        (np.array([[9, 1, 0], [4, 7, 5], [2, 6, 8]]),),
        (np.array([[80, 3, 11, 0], [9, 70, 8, 2], [10, 4, 60, 1], [0, 5, 7, 9]]),),
        (np.array([[5, 2, 2], [3, 4, 3], [20, 30, 900]]),),
        # The largest number, and the largest pair, both above the diagonal, at two places.
        (np.array([[6, 7, 5], [1, 9, 0], [5, 2, 8]]),),
    ],
    hints=[
        "Right answers are on the diagonal, and usually many. Set them to 0 first, in a copy.",
        "`argmax()` gives one number for the whole table; `np.unravel_index` makes a row and a "
        "column of it.",
        "Return `(int(row), int(column))`.",
    ],
    mistakes={
        "right answers taken for mistakes": (
            lambda counts: tuple(map(int, np.unravel_index(counts.argmax(), counts.shape))),
            "The largest number of all is on the diagonal: there, answer and class are equal.",
        ),
        "answer and class exchanged": (
            lambda counts: find_largest(counts)[::-1],
            "A row belongs to a true class, a column to an answer. First the true class.",
        ),
        "both directions together": (
            lambda counts: find_largest(np.triu(counts + counts.T)),
            "Cats taken for dogs are not dogs taken for cats. One number of the table is wanted.",
        ),
        "fractions instead of counts": (
            lambda counts: find_largest(counts / counts.sum(axis=1, keepdims=True)),
            "That is the largest part of a row: in a small class a few mistakes are a large part. "
            "Here the counts are compared.",
        ),
        "fractions of the answers": (
            lambda counts: find_largest(counts / counts.sum(axis=0)),
            "That is the largest part of a column, of all that got this answer. Here the counts "
            "are compared.",
        ),
        "the second largest of all": (
            lambda counts: divmod(int(np.argsort(counts, axis=None)[-2]), len(counts)),
            "Several right answers may be larger than any mistake. Leave out the whole diagonal.",
        ),
        "one number for a place": (
            lambda counts: int(_wrong(counts).argmax()),
            "`argmax` counts through the whole table, row by row. Which row and which column is "
            "that?",
        ),
        "row and column found apart": (
            lambda counts: tuple(int(_wrong(counts).sum(axis).argmax()) for axis in (1, 0)),
            "The class with most mistakes and the answer that is wrong most often need not belong "
            "together.",
        ),
        "above the diagonal only": (
            lambda counts: find_largest(np.triu(counts)),
            "Below the diagonal there are mistakes as well, and other ones.",
        ),
        "number instead of its place": (
            lambda counts: int(_wrong(counts).max()),
            "That is how often it happens. Which class is it, and what is answered?",
        ),
        "the worst class first": (
            _of_the_worst_class,
            "That is the class with most mistakes, and its most frequent wrong answer. Another "
            "class may have a larger number in one place.",
        ),
    },
)


def rate_at(step, steps, peak, rising):
    """Follow two straight lines: from 0 up to the peak, and down to 0."""
    if step < rising:
        return peak * step / rising
    return peak * (steps - step) / (steps - rising)


def _falling(rate):
    """Rise as asked, and fall by another formula."""
    return lambda step, steps, peak, rising: (
        peak * step / rising if step < rising else rate(step, steps, peak, rising)
    )


one_cycle = Exercise(
    "cifar10.one_cycle",
    reread="A longer training",
    reference=rate_at,
    cases=[
        (1, 10, 0.6, 4),
        (3, 10, 0.6, 4),
        (4, 10, 0.6, 4),
        (7, 10, 0.6, 4),
        (10, 10, 0.6, 4),
        (35, 99, 0.2, 23),
    ],
    hints=[
        "Before step `rising` the rate grows in proportion to `step`. What part of the peak has it "
        "reached?",
        "The fall has `steps - rising` steps in all. How many of them are still to come?",
    ],
    mistakes={
        "no rise": (
            lambda step, steps, peak, rising: peak * (steps - step) / steps,
            "It begins with the peak. The first steps, from random weights, are to be small.",
        ),
        "no fall": (
            lambda step, steps, peak, rising: peak * min(1, step / rising),
            "It stays at the peak. What happens to the rate behind it?",
        ),
        "a jump at the peak": (
            lambda step, steps, peak, rising: (
                rate_at(step, steps, peak, rising) if step < rising else peak * (1 - step / steps)
            ),
            "Behind the peak it falls as if it had begun to at step 0. Try the step of the peak: "
            "is it the peak?",
        ),
        "rises all the time": (
            lambda step, steps, peak, rising: peak * step / rising,
            "At the last step it ought to be 0.",
        ),
        "bent fall": (
            lambda step, steps, peak, rising: (
                rate_at(step, steps, peak, rising) * min(1, (steps - step) / (steps - rising))
            ),
            "Both ways are straight lines. This fall is bent.",
        ),
        "falls too slowly": (
            _falling(lambda step, steps, peak, rising: peak * (1 - (step - rising) / steps)),
            "At the last step something is left. How many steps has the fall?",
        ),
        "rises too slowly": (
            lambda step, steps, peak, rising: (
                peak * step / steps if step < rising else rate_at(step, steps, peak, rising)
            ),
            "One step before the peak the rate is far below it. How many steps has the rise?",
        ),
        "as steep down as up": (
            _falling(lambda step, steps, peak, rising: peak * (2 - step / rising)),
            "The fall has a length of its own, and ends at 0 with the last step.",
        ),
        "from 0 once more": (
            _falling(lambda step, steps, peak, rising: peak * (step - rising) / (steps - rising)),
            "Behind the peak it begins at 0 and rises again. Which part of the fall is still to "
            "come?",
        ),
        "peak forgotten": (
            lambda step, steps, peak, rising: rate_at(step, steps, 1, rising),
            "This rises to 1. The largest rate is `peak`.",
        ),
        "a quarter for the rise": (
            lambda step, steps, peak, rising: rate_at(step, steps, peak, steps / 4),
            "A quarter is what the longer training took. Here the rise ends at step `rising`.",
        ),
        "one step ahead": (
            lambda step, steps, peak, rising: rate_at(step + 1, steps, peak, rising),
            "That is the rate of the next step. At step 0 the rate is 0, and at `rising` the peak.",
        ),
        "as steep down as up, and 0": (
            _falling(lambda step, steps, peak, rising: max(0, peak * (2 - step / rising))),
            "It is 0 long before the last step. The fall takes all steps that are left.",
        ),
        "cosine": (
            _falling(
                lambda step, steps, peak, rising: (
                    peak * (1 + np.cos(np.pi * (step - rising) / (steps - rising))) / 2
                )
            ),
            "That is a fall along a cosine, as in other schedules. Here it is a straight line.",
        ),
    },
)


MOMENTUM = 0.9


def go_on(saved, numbers, epochs, peak):
    """Train the epochs that are left, as if the training had never been stopped."""
    w, velocity = saved["weight"], saved["velocity"]
    count = len(numbers)
    for epoch in range(saved["epochs"], epochs):
        for i in range(count):
            step = epoch * count + i
            rate = peak * (1 - step / (epochs * count))
            gradient = w - numbers[(epoch + i) % count]
            velocity = 0.9 * velocity - rate * gradient
            w = w + velocity
    return w


def _train(saved, numbers, planned, peak, **other):
    """Go on with something forgotten, which `other` names, and return weight and velocity."""
    weight, velocity = saved["weight"], other.get("velocity", saved["velocity"])
    count, done = len(numbers), saved["epochs"]
    steps = other.get("steps", planned * count)
    step = other.get("step", done * count)
    for epoch in range(done, other.get("end", planned)):
        for i in range(count):
            first = other.get("first", epoch)
            rate = peak * (1 - other.get("frozen", step) / steps)
            gradient = weight - numbers[(first + i) % count]
            velocity = MOMENTUM * velocity - rate * gradient
            weight, step = weight + velocity, step + 1
    return weight, velocity


def _forgetting(**forgotten):
    """Return `go_on` with what is forgotten: each a function of done, epochs and steps an epoch."""

    def mistaken(saved, numbers, epochs, peak):
        done, count = saved["epochs"], len(numbers)
        other = {name: made(done, epochs, count) for name, made in forgotten.items()}
        return _train(saved, numbers, epochs, peak, **other)[0]

    return mistaken


def _order_from_the_first_epoch(saved, numbers, epochs, peak):
    """Go on with all but the order, which begins with that of epoch 0."""
    done = saved["epochs"] % len(numbers)
    return go_on(saved, [*numbers[-done:], *numbers[:-done]] if done else numbers, epochs, peak)


def _train_by(rate, push=0.0):
    """Return `go_on` with another `rate` of a share, or with Nesterov's `push` beside a step."""

    def mistaken(saved, numbers, epochs, peak):
        weight, velocity, count = saved["weight"], saved["velocity"], len(numbers)
        for step in range(saved["epochs"] * count, epochs * count):
            epoch, i = divmod(step, count)
            change = -peak * (1 - rate(step, count) / (epochs * count))
            change *= weight - numbers[(epoch + i) % count]
            velocity = MOMENTUM * velocity + change
            weight += velocity + push * (MOMENTUM * velocity + change - velocity)
        return weight

    return mistaken


def _rate_outside(saved, numbers, epochs, peak):
    """Go on as PyTorch's momentum does: the rate is multiplied with the velocity."""
    weight, velocity, count = saved["weight"], saved["velocity"], len(numbers)
    for step in range(saved["epochs"] * count, epochs * count):
        epoch, i = divmod(step, count)
        velocity = MOMENTUM * velocity - (weight - numbers[(epoch + i) % count])
        weight = weight + peak * (1 - step / (epochs * count)) * velocity
    return weight


def _stopped(numbers, epochs, peak, after):
    """Return what a training from a weight of 0 has saved when it stops after some epochs."""
    start = {"weight": 0.0, "velocity": 0.0, "epochs": 0}
    weight, velocity = _train(start, numbers, epochs, peak, end=after)
    return {"weight": weight, "velocity": velocity, "epochs": after}


resumed = Exercise(
    "cifar10.resumed",
    reread="A command for a GPU, not yet run",
    reference=go_on,
    cases=[
        ({"weight": 2.0, "velocity": 1.0, "epochs": 1}, [1.0, 5.0], 2, 0.5),
        (_stopped([3.0, 1.0, 7.0], 5, 0.4, 2), [3.0, 1.0, 7.0], 5, 0.4),
        (_stopped([2.0, -4.0, 5.0, 1.0, 8.0], 7, 0.2, 3), [2.0, -4.0, 5.0, 1.0, 8.0], 7, 0.2),
        ({"weight": 0.0, "velocity": 0.0, "epochs": 0}, [3.0, 1.0, 7.0], 2, 0.4),
        (_stopped([3.0, 1.0, 7.0], 5, 0.4, 5), [3.0, 1.0, 7.0], 5, 0.4),
    ],
    hints=[
        "Three things go on where they were: the velocity, the number of the step, and the number "
        "of the epoch. Which line of the training needs which?",
        '`for epoch in range(saved["epochs"], epochs)`: so the order is that of this epoch.',
        "The number of the step is `epoch * len(numbers) + i`, in the whole training.",
    ],
    mistakes={
        "momentum lost": (
            _forgetting(velocity=lambda done, epochs, count: 0.0),
            "The velocity begins at 0, as in a new optimizer. A checkpoint of the weights alone "
            "does just that.",
        ),
        "schedule from its beginning": (
            _forgetting(step=lambda done, epochs, count: 0),
            "The rate is at its peak again. The number of the step goes on where it was.",
        ),
        "all but the weight and the order lost": (
            _forgetting(
                velocity=lambda done, epochs, count: 0.0, step=lambda done, epochs, count: 0
            ),
            "Velocity and step begin at 0: that is a new optimizer with old weights.",
        ),
        "only the weight kept": (
            lambda saved, numbers, epochs, peak: go_on(
                {**saved, "velocity": 0.0, "epochs": 0}, numbers, epochs, peak
            ),
            "That is a whole new training, which begins with the weight of the old one.",
        ),
        "all epochs once more": (
            lambda saved, numbers, epochs, peak: go_on(
                {**saved, "epochs": 0}, numbers, epochs, peak
            ),
            "`epochs` counts those of the whole training. Some are done already.",
        ),
        "so many epochs more": (
            _forgetting(end=lambda done, epochs, count: done + epochs),
            "`epochs` counts those of the whole training. Past its end the rate would be below 0.",
        ),
        "begun anew": (
            lambda saved, numbers, epochs, peak: go_on(
                {"weight": 0.0, "velocity": 0.0, "epochs": 0}, numbers, epochs, peak
            ),
            "That forgets the checkpoint, and all the hours that are in it.",
        ),
        "the order of the first epochs": (
            _order_from_the_first_epoch,
            "The numbers come as in epoch 0, 1, and so on. It is the order of the epochs that are "
            "left that is wanted, or some numbers come too often.",
        ),
        "one order for all": (
            _forgetting(first=lambda done, epochs, count: 0),
            "Each epoch has an order of its own, which hangs on its number.",
        ),
        "a schedule for the rest": (
            _forgetting(
                step=lambda done, epochs, count: 0,
                steps=lambda done, epochs, count: (epochs - done) * count,
            ),
            "The rate falls from its peak once more, over the steps that are left. It should go "
            "on falling as if nothing had happened.",
        ),
        "epochs taken for steps": (
            _forgetting(step=lambda done, epochs, count: done),
            "The schedule counts steps. How many have been made after so many epochs?",
        ),
        "one rate for all that is left": (
            _forgetting(frozen=lambda done, epochs, count: done * count),
            "The rate falls with each step, after the stop as before.",
        ),
        "one rate for each epoch": (
            _train_by(lambda step, count: step // count * count),
            "The rate falls with each step, within an epoch as well.",
        ),
        "the rate of the next step": (
            _train_by(lambda step, count: step + 1),
            "Steps are counted from 0: the first of all has the peak, and the last one is not 0.",
        ),
        "Nesterov's momentum": (
            _train_by(lambda step, count: step, push=1.0),
            "The command takes Nesterov's momentum. The rules here are simpler: the new velocity "
            "is added to the weight, and no more.",
        ),
        "the rate outside the velocity": (
            _rate_outside,
            "Here the rate is in the velocity, as in Keras. In PyTorch it is multiplied with the "
            "velocity afterwards: with a rate that changes, and a velocity that was saved by the "
            "other rule, that is another training.",
        ),
        "velocity for the weight": (
            lambda saved, numbers, epochs, peak: _train(saved, numbers, epochs, peak)[1],
            "That is the velocity at the end. The weight is asked for.",
        ),
    },
)


def rate_after_stop(step, per_epoch, epochs, peak, rising):
    """Go back to the last whole epoch, and look where the schedule is there."""
    begun = step // per_epoch * per_epoch
    if begun < rising:
        return peak * begun / rising
    return peak * (1 + np.cos(np.pi * (begun - rising) / (epochs * per_epoch - rising))) / 2


def _cosine(step, steps, peak, rising):
    """Return the rate of a step."""
    if step < rising:
        return peak * step / rising
    return peak * (1 + np.cos(np.pi * (step - rising) / (steps - rising))) / 2


def _begun(step, per_epoch):
    return step // per_epoch * per_epoch


def _falling_by(fall):
    """Return `rate_after_stop` that falls by another function of the share of the fall."""

    def mistaken(step, per_epoch, epochs, peak, rising):
        begun = _begun(step, per_epoch)
        if begun < rising:
            return peak * begun / rising
        return peak * fall((begun - rising) / (epochs * per_epoch - rising))

    return mistaken


stop = Exercise(
    "cifar10.stop",
    reread="A command for a GPU, not yet run",
    reference=rate_after_stop,
    cases=[
        (25, 10, 6, 0.4, 15),
        (13, 10, 6, 0.4, 15),
        (7, 10, 6, 0.4, 15),
        (40, 10, 6, 0.4, 20),
        (8999, 351, 60, 0.1, 1053),
    ],
    hints=[
        "What was done since the last checkpoint is lost. At which step did the unfinished epoch "
        "begin?",
        "`step // per_epoch * per_epoch`. Is that step in the rise, or in the fall?",
        "The fall has `epochs * per_epoch - rising` steps: over them the cosine goes from 0 to π.",
    ],
    mistakes={
        "from the step of the stop": (
            lambda step, per_epoch, epochs, peak, rising: _cosine(
                step, epochs * per_epoch, peak, rising
            ),
            "The weights are those of the last whole epoch. The steps since then are made again, "
            "with the rates that they had.",
        ),
        "from the next epoch": (
            lambda step, per_epoch, epochs, peak, rising: _cosine(
                _begun(step, per_epoch) + per_epoch, epochs * per_epoch, peak, rising
            ),
            "The epoch in which it stopped was not finished, and is not in the checkpoint.",
        ),
        "warmed up once more": (
            lambda step, per_epoch, epochs, peak, rising: 0.0,
            "The schedule does not begin anew: the number of the step is in the checkpoint.",
        ),
        "at the peak again": (
            lambda step, per_epoch, epochs, peak, rising: peak,
            "The schedule does not begin its fall anew: the number of the step is in the "
            "checkpoint.",
        ),
        "epochs taken for steps": (
            lambda step, per_epoch, epochs, peak, rising: _cosine(
                step // per_epoch, epochs * per_epoch, peak, rising
            ),
            "That is how many epochs are done. The schedule counts steps.",
        ),
        "no rise": (
            lambda step, per_epoch, epochs, peak, rising: _cosine(
                _begun(step, per_epoch), epochs * per_epoch, peak, 0
            ),
            "The rise is forgotten: the cosine begins behind it.",
        ),
        "the fall as long as the whole": (
            lambda step, per_epoch, epochs, peak, rising: _cosine(
                _begun(step, per_epoch), epochs * per_epoch + rising, peak, rising
            ),
            "At the last step some rate would be left: the rise takes its steps from the whole.",
        ),
        "in a straight line": (
            lambda step, per_epoch, epochs, peak, rising: rate_at(
                _begun(step, per_epoch), epochs * per_epoch, peak, rising
            ),
            "That is the straight fall of exercise 2. Here it is half a cosine.",
        ),
        "cosine of the whole, and the rise": (
            lambda step, per_epoch, epochs, peak, rising: (
                _cosine(_begun(step, per_epoch), epochs * per_epoch, peak, 0)
                * min(1, _begun(step, per_epoch) / rising)
            ),
            "Rise and fall follow each other. Here they are multiplied.",
        ),
        "a quarter of a cosine": (
            _falling_by(lambda share: np.cos(np.pi / 2 * share)),
            "From 0 to π / 2 is a quarter of a cosine. Half of one goes from 1 to −1: add 1 and "
            "halve it.",
        ),
        "not halved": (
            _falling_by(lambda share: 1 + np.cos(np.pi * share)),
            "1 plus the cosine goes from 2 to 0. The fall begins at the peak: halve it.",
        ),
        "from the nearest epoch": (
            lambda step, per_epoch, epochs, peak, rising: _cosine(
                round(step / per_epoch) * per_epoch, epochs * per_epoch, peak, rising
            ),
            "The epoch in which it stopped was not finished, however near its end was.",
        ),
        "from the epoch before": (
            lambda step, per_epoch, epochs, peak, rising: _cosine(
                _begun(step, per_epoch) - per_epoch, epochs * per_epoch, peak, rising
            ),
            "The last whole epoch has its checkpoint. Go on behind it, with the unfinished one.",
        ),
        "the last step that was saved": (
            lambda step, per_epoch, epochs, peak, rising: _cosine(
                _begun(step, per_epoch) - 1, epochs * per_epoch, peak, rising
            ),
            "That step is done, and saved. The first step after going on is the next one.",
        ),
        "a whole cosine": (
            lambda step, per_epoch, epochs, peak, rising: _cosine(
                2 * _begun(step, per_epoch) - min(rising, _begun(step, per_epoch)),
                epochs * per_epoch,
                peak,
                rising,
            ),
            "A whole turn of the cosine ends at the peak again. The rate falls along half of it.",
        ),
    },
)


def report(validation, test):
    """Choose by the validation images, and only then look at the test images."""
    best = validation.index(max(validation))
    return best + 1, test[best]


def _first_place(values):
    return values.index(max(values))


def _last_of_the_best(validation, test):
    best = len(validation) - 1 - _first_place(validation[::-1])
    return best + 1, test[best]


def _by_the_sum(validation, test):
    best = _first_place([a + b for a, b in zip(validation, test, strict=True)])
    return best + 1, test[best]


reported = Exercise(
    "cifar10.reported",
    reread="A command for a GPU, not yet run",
    reference=report,
    cases=[
        ([0.5, 0.75, 0.7], [0.55, 0.65, 0.69]),
        ([0.62, 0.8, 0.77, 0.8, 0.79], [0.66, 0.75, 0.83, 0.81, 0.78]),
        ([0.42, 0.58, 0.69, 0.73, 0.71, 0.7], [0.6, 0.44, 0.68, 0.66, 0.72, 0.71]),
        ([0.9, 0.86, 0.83, 0.85], [0.84, 0.87, 0.82, 0.88]),
    ],
    hints=[
        "Which of the two lists may choose, and which may only be read at the end?",
        "`validation.index(max(validation))` is the place of the first of the best, from 0.",
        "Return the number of the epoch, which counts from 1, and the test accuracy of that epoch.",
    ],
    mistakes={
        "chosen by the test": (
            lambda validation, test: (_first_place(test) + 1, max(test)),
            "The test images have chosen the epoch. Their best number is then too high: it is the "
            "luckiest of many.",
        ),
        "best test for the chosen epoch": (
            lambda validation, test: (_first_place(validation) + 1, max(test)),
            "The epoch is right. But that accuracy is another epoch's, the best of all on the test "
            "images.",
        ),
        "chosen by the test, validation reported": (
            lambda validation, test: (_first_place(test) + 1, validation[_first_place(test)]),
            "It is the other way round: the validation images choose, and the test images are "
            "read at the end.",
        ),
        "mean of both reported": (
            lambda validation, test: (
                _first_place(validation) + 1,
                (max(validation) + test[_first_place(validation)]) / 2,
            ),
            "The validation accuracy of the best epoch is the luckiest of many, and spoils the "
            "mean. The test accuracy is wanted.",
        ),
        "validation reported": (
            lambda validation, test: (_first_place(validation) + 1, max(validation)),
            "The validation images have chosen: their best number is the luckiest of many. Report "
            "what the test images say of this epoch.",
        ),
        "the last epoch": (
            lambda validation, test: (len(test), test[-1]),
            "That is the last epoch. Here it is to be the best on the validation images.",
        ),
        "chosen by both": (
            _by_the_sum,
            "The test images have a say in the choice. They may have none.",
        ),
        "the last of equals": (
            _last_of_the_best,
            "Two epochs are equally good. The first of them is asked for.",
        ),
        "counted from 0": (
            lambda validation, test: (_first_place(validation), test[_first_place(validation)]),
            "The first epoch is number 1, as in the log.",
        ),
        "the epoch alone": (
            lambda validation, test: _first_place(validation) + 1,
            "Return two numbers: the epoch, and its test accuracy.",
        ),
        "the worst on validation": (
            lambda validation, test: (
                validation.index(min(validation)) + 1,
                test[validation.index(min(validation))],
            ),
            "These are accuracies: the largest is the best.",
        ),
    },
)
