"""Exercises of the chapter *Ledger*.

Cases avoid whatever hides a mistake: networks that come in the order of their errors, budgets
that all or none keep, and equal errors of which the first is right.
"""

import numpy as np

from cnn_lessons.checks import Exercise, NumberQuestion


def not_beaten(multiply_adds, errors):
    """Mark each network that no other beats: no worse in both, and better in at least one."""
    work, wrong = np.asarray(multiply_adds), np.asarray(errors)
    no_worse = (work[:, None] <= work) & (wrong[:, None] <= wrong)
    better = (work[:, None] < work) | (wrong[:, None] < wrong)
    return ~(no_worse & better).any(axis=0)


def _less(values):
    return np.less.outer(values, values)


def _at_most(values):
    return np.less_equal.outer(values, values)


def _equals_beat(work, errors):
    beats = _at_most(np.asarray(work)) & _at_most(np.asarray(errors))
    return ~(beats & (np.eye(len(work)) == 0)).any(axis=0)


front = Exercise(
    "ledger.front",
    reread="Accuracy against work",
    reference=not_beaten,
    cases=[
        ([3.0, 1.0, 2.0, 4.0, 6.0], [20.0, 30.0, 33.0, 15.0, 15.0]),
        ([5.0, 2.0, 2.0, 7.0, 1.0, 3.0, 5.0], [11.0, 31.0, 29.0, 13.0, 37.0, 29.0, 11.0]),
        ([2.0, 1.0, 5.0], [9.0, 4.0, 6.0]),
    ],
    hints=[
        "Network A beats B if A is nowhere worse than B, and somewhere better.",
        "`work[:, None] <= work` is a table of all pairs; `.any(axis=0)` asks down its columns.",
    ],
    mistakes={
        "better in both": (
            lambda work, errors: ~(_less(work) & _less(errors)).any(axis=0),
            "A network that has the same errors at less work is to be preferred as well. It is "
            "enough to be better in one, as long as the other is no worse.",
        ),
        "beaten by itself": (
            lambda work, errors: ~(_at_most(work) & _at_most(errors)).any(axis=0),
            "Each network is as good as itself, and so it would beat itself. Ask for something "
            "that is really better.",
        ),
        "worse in one is enough": (
            lambda work, errors: ~(_less(work) | _less(errors)).any(axis=0),
            "A network that makes more errors at less work may be what a telephone needs. It is "
            "beaten only by one that is worse in nothing.",
        ),
        "the beaten ones kept": (
            lambda work, errors: not_beaten(np.negative(work), np.negative(errors)),
            "You keep those that beat nobody. Look at which of the two runs along the columns.",
        ),
        "errors taken for accuracies": (
            lambda work, errors: not_beaten(work, np.negative(errors)),
            "The second list holds errors: the fewer, the better.",
        ),
        "equals beat each other": (
            _equals_beat,
            "Two networks with the same work and the same errors beat each other here. Ask for "
            "something that is really better.",
        ),
        "the beaten ones": (
            lambda work, errors: ~not_beaten(work, errors),
            "These are the beaten ones. Those that are left are wanted.",
        ),
        "places of them": (
            lambda work, errors: np.flatnonzero(not_beaten(work, errors)),
            "These are the right ones, by their numbers. An array with True or False for each "
            "network is wanted.",
        ),
        "better than all before it": (
            lambda work, errors: np.array(
                [error < min([*errors[:i], np.inf]) for i, error in enumerate(errors)]
            ),
            "That compares with those before it in the list, which come in any order. Compare "
            "with all.",
        ),
        "in the order of their work": (
            lambda work, errors: not_beaten(work, errors)[np.argsort(work)],
            "The answers are right, but in the order of the work. The caller counts as in the "
            "lists.",
        ),
        "fewest errors only": (
            lambda work, errors: np.asarray(errors) == np.min(errors),
            "Those are the best ones, whatever they cost. Others make more errors at less work, "
            "and are beaten by nobody.",
        ),
    },
)

flops = NumberQuestion(
    "ledger.flops",
    reread="Why counts differ",
    prompt="A paper gives ResNet-50 {total} GFLOPs, and counts each multiplication and each "
    "addition. How many G multiply-adds are that?",
    inputs={"total": 8.2},
    answer=lambda total: total / 2,
    tolerance=1e-3,
    unit="G",
    mistakes={
        "FLOPs taken for multiply-adds": (
            lambda total: total,
            "So it would be more than twice the work that the paper on ResNet states. A "
            "multiply-add is one multiplication and one addition.",
        ),
        "doubled": (lambda total: 2 * total, "There are more operations than pairs of operations."),
        "the paper's number": (
            lambda: 3.8,
            "That is what the paper on ResNet says, of the network with the stride elsewhere. Take "
            "the number that was given.",
        ),
        "unit written out": (
            lambda total: total / 2 * 1e9,
            "The unit, G, stands behind the box: give the number of G.",
        ),
        "unit written out, FLOPs taken for multiply-adds": (
            lambda total: total * 1e9,
            "The unit, G, stands behind the box. And how many operations is a multiply-add?",
        ),
    },
    hints=[
        "How many floating-point operations is one multiply-add?",
        "The answer is near to what torchvision counts for its ResNet-50.",
    ],
    explanation="{total} / 2 = {answer}: torchvision's ResNet-50, with the stride in the 3 × 3.",
)

biases = NumberQuestion(
    "ledger.biases",
    reread="Why counts differ",
    prompt="A ResNet of yours has {whole:,} parameters in Keras, in all. Of these, {kept:,} are "
    "moving averages, and {biases:,} are biases in front of a normalization. How many would "
    "torchvision report for the same network? It leaves out both.",
    inputs={"whole": 4_893_066, "kept": 14_336, "biases": 6_400},
    answer=lambda whole, kept, biases: whole - kept - biases,
    mistakes={
        "statistics left in": (
            lambda whole, biases: whole - biases,
            "Moving averages are kept, but not trained: they are not among the parameters there.",
        ),
        "biases left in": (
            lambda whole, kept: whole - kept,
            "Those are Keras's trainable ones. In front of a normalization a bias does nothing, "
            "and torchvision has none there.",
        ),
        "biases twice": (
            lambda whole, kept, biases: whole - kept - 2 * biases,
            "Of the moving averages there are two for each map, and they have been counted. A "
            "bias is one number.",
        ),
        "nothing taken away": (
            lambda whole: whole,
            "That is what `count_params` of Keras says, of all that the network keeps.",
        ),
        "added": (
            lambda whole, kept, biases: whole + kept + biases,
            "Both are in the whole number already.",
        ),
        "statistics twice": (
            lambda whole, kept, biases: whole - 2 * kept - biases,
            "Means and variances are in that number, both of them.",
        ),
        "what is left out": (
            lambda kept, biases: kept + biases,
            "That is what the other library leaves out. What does it report?",
        ),
        "biases put back": (
            lambda whole, kept, biases: whole - kept + biases,
            "The biases go as well, they do not come on top.",
        ),
    },
    hints=[
        "Go from all numbers to those that are trained.",
        "Then take away what the other network does not have.",
    ],
    explanation="That leaves {answer:,}: what is trained, without the biases that do nothing.",
)

moved = NumberQuestion(
    "ledger.moved",
    reread="Multiply-adds are not time",
    prompt="A depthwise convolution of {size} × {size} on maps of {side} × {side} × {channels}, "
    "size kept, without biases. How many multiply-adds does it make for each number that it reads "
    "or writes: inputs, outputs and weights?",
    inputs={"size": 5, "side": 14, "channels": 240},
    answer=lambda size, side: size**2 * side**2 / (2 * side**2 + size**2),
    tolerance=5e-3,
    mistakes={
        "weights forgotten": (
            lambda size: size**2 / 2,
            "Every map has a window, and its weights have to be read as well.",
        ),
        "inputs only": (
            lambda size, side: size**2 * side**2 / (side**2 + size**2),
            "What comes out has to be written as well.",
        ),
        "inputs only, weights forgotten": (
            lambda size: size**2,
            "That is how many products each input is in. Outputs and weights are moved, too.",
        ),
        "full convolution": (
            lambda size, side, channels: (
                size**2 * side**2 * channels / (2 * side**2 + size**2 * channels)
            ),
            "That is how many a full convolution makes. Here a filter sees a single map.",
        ),
        "upside down": (
            lambda size, side: (2 * side**2 + size**2) / (size**2 * side**2),
            "That is how many numbers are moved for each multiply-add.",
        ),
        "window not squared": (
            lambda size, side: size * side**2 / (2 * side**2 + size),
            "A window has rows and columns.",
        ),
    },
    hints=[
        "Take one map: how many products, and how many numbers come in, go out, and are weights?",
        "{size} · {size} · {side} · {side} products, for 2 · {side} · {side} + {size} · {size} "
        "numbers.",
    ],
    explanation="25 · 196 / (2 · 196 + 25) = {answer:.2f}, however many maps there are. A full "
    "convolution of as many maps makes over a hundred.",
)


def choose(milliseconds, megabytes, errors, most_milliseconds, most_megabytes):
    """Return the number of the network with the fewest errors that keeps both budgets."""
    keeps = [
        i
        for i in range(len(errors))
        if milliseconds[i] <= most_milliseconds and megabytes[i] <= most_megabytes
    ]
    return min(keeps, key=lambda i: errors[i]) if keeps else -1


def _one_budget(milliseconds, megabytes, errors, most_milliseconds, most_megabytes):
    return choose(milliseconds, megabytes, errors, most_milliseconds, max(megabytes))


def _memory_only(milliseconds, megabytes, errors, most_milliseconds, most_megabytes):
    return choose(milliseconds, megabytes, errors, max(milliseconds), most_megabytes)


def _either_budget(milliseconds, megabytes, errors, most_milliseconds, most_megabytes):
    used = np.divide(milliseconds, most_milliseconds), np.divide(megabytes, most_megabytes)
    return choose(np.minimum(*used), np.minimum(*used), errors, 1, 1)


def _most_errors(milliseconds, megabytes, errors, *budgets):
    return choose(milliseconds, megabytes, np.negative(errors), *budgets)


def _place_among_the_kept(milliseconds, megabytes, errors, most_milliseconds, most_megabytes):
    keeps = [
        error
        for time, size, error in zip(milliseconds, megabytes, errors, strict=True)
        if time <= most_milliseconds and size <= most_megabytes
    ]
    return keeps.index(min(keeps)) if keeps else -1


def _looked_up(milliseconds, megabytes, errors, *budgets):
    chosen = choose(milliseconds, megabytes, errors, *budgets)
    return errors.index(errors[chosen]) if chosen >= 0 else -1


def _best_or_none(milliseconds, megabytes, errors, most_milliseconds, most_megabytes):
    best = int(np.argmin(errors))
    fits = milliseconds[best] <= most_milliseconds and megabytes[best] <= most_megabytes
    return best if fits else -1


def _errors_of_the_chosen(milliseconds, megabytes, errors, *budgets):
    chosen = choose(milliseconds, megabytes, errors, *budgets)
    return errors[chosen] if chosen >= 0 else -1


MEASURED = (
    [90.0, 13.0, 31.0, 20.0, 50.0, 37.0],  # milliseconds
    [100.0, 14.0, 45.0, 210.0, 61.0, 21.0],  # megabytes
    [17.0, 28.0, 23.0, 19.0, 22.0, 29.0],  # per cent
)
select = Exercise(
    "ledger.select",
    reread="How to choose",
    reference=choose,
    cases=[
        ([20.0, 60.0, 30.0], [15.0, 40.0, 130.0], [28.0, 19.0, 23.0], 50.0, 50.0),
        # The first, the fastest, the smallest and the best are four.
        ([30.0, 12.0, 45.0, 20.0], [40.0, 30.0, 35.0, 11.0], [25.0, 28.0, 19.0, 23.0], 50.0, 50.0),
        (*MEASURED, 40.0, 50.0),
        (*MEASURED, 60.0, 70.0),
        (*MEASURED, 50.0, 70.0),
        (*MEASURED, 300.0, 45.0),
        (*MEASURED, 10.0, 300.0),
        # Two have equal errors, and the first of them is too slow.
        ([31.0, 60.0, 20.0, 35.0], [15.0, 20.0, 40.0, 10.0], [23.0, 19.0, 19.0, 29.0], 50.0, 50.0),
    ],
    hints=[
        "First find those that keep both budgets; then look at the errors, of these alone.",
        "`min(numbers, key=lambda i: errors[i])` finds the number of the least; return -1 where "
        "nothing keeps the budgets.",
    ],
    mistakes={
        "memory not asked": (_one_budget, "What you return is fast enough, but too large."),
        "time not asked": (_memory_only, "What you return is small enough, but too slow."),
        "one budget is enough": (
            _either_budget,
            "A network has to keep both budgets, not one of the two.",
        ),
        "the fastest": (
            lambda times, sizes, errors, *budgets: choose(times, sizes, times, *budgets),
            "A budget is there to be used: within it, being faster is worth nothing. Take the "
            "fewest errors.",
        ),
        "most errors": (_most_errors, "These are errors, not accuracies."),
        "no budget at all": (
            lambda times, sizes, errors, *budgets: int(np.argmin(errors)),
            "That is the best of all networks, whatever it costs.",
        ),
        "counted among the kept": (
            _place_among_the_kept,
            "The right network, but its number among those that are left. The caller counts in "
            "the whole list.",
        ),
        "looked up by its errors": (
            _looked_up,
            "You find the fewest errors of the kept, and then look for them in the whole list. "
            "A network that breaks a budget may have as few, and stand before it.",
        ),
        "exactly the budget not allowed": (
            lambda times, sizes, errors, most_time, most_size: choose(
                times, sizes, errors, most_time - 1e-6, most_size - 1e-6
            ),
            "A network that needs just as much as is allowed keeps the budget.",
        ),
        "the first that fits": (
            lambda times, sizes, errors, *budgets: choose(
                times, sizes, list(range(len(errors))), *budgets
            ),
            "That is the first one within the budgets. Another one may have fewer errors.",
        ),
        "the smallest": (
            lambda times, sizes, errors, *budgets: choose(times, sizes, sizes, *budgets),
            "A budget is there to be used: within it, being smaller is worth nothing. Take the "
            "fewest errors.",
        ),
        "the best, or none": (
            _best_or_none,
            "The best of all does not keep the budgets; then look at the next one. None is the "
            "answer only if nobody keeps them.",
        ),
        "errors instead of the number": (
            _errors_of_the_chosen,
            "These are its errors. Which number has that network?",
        ),
        "counted from 1": (
            lambda *case: choose(*case) + 1,
            "Lists begin at 0, and what does not exist is −1.",
        ),
        "budgets exchanged": (
            lambda times, sizes, errors, most_time, most_size: choose(
                times, sizes, errors, most_size, most_time
            ),
            "The milliseconds have the first budget, the megabytes the second.",
        ),
    },
)

seen = NumberQuestion(
    "ledger.seen",
    reread="Tested alike",
    prompt="A photograph of {height} × {width} pixels is made smaller until its shorter side has "
    "{short} pixels. Then a square of {crop} × {crop} is cut from its middle. Which share of the "
    "photograph does the network see?",
    inputs={"height": 600, "width": 800, "short": 256, "crop": 224},
    answer=lambda height, width, short, crop: 100 * crop**2 / (short * short * width / height),
    tolerance=1e-2,
    unit="%",
    mistakes={
        "a share, of a square": (
            lambda short, crop: (crop / short) ** 2,
            "Of a square photograph, and as a share of 1. This one is wider than it is high, and "
            "per cent are asked for.",
        ),
        "a share, of the height": (
            lambda short, crop: crop / short,
            "That is the share of the height, of 1. What is cut off at the left and at the right? "
            "And how many per cent is it?",
        ),
        "taken for a square": (
            lambda short, crop: 100 * (crop / short) ** 2,
            "That is how much of a square photograph is seen. This one is wider than it is high: "
            "how wide is it once its height is {short}?",
        ),
        "a side instead of an area": (
            lambda short, crop: 100 * crop / short,
            "That is the share of the height. What is cut off at the left and at the right?",
        ),
        "the width only": (
            lambda height, width, short, crop: 100 * crop / (short * width / height),
            "That is the share of the width. Something is cut off above and below, too.",
        ),
        "cut before it is made smaller": (
            lambda height, width, crop: 100 * crop**2 / (height * width),
            "So little is left if the square is cut from the large photograph.",
        ),
        "the share that is lost": (
            lambda height, width, short, crop: (
                100 - 100 * crop**2 / (short * short * width / height)
            ),
            "That is what the network does not see.",
        ),
        "the longer side made short": (
            lambda height, width, short, crop: 100 * crop**2 / (short * short * height / width),
            "More than all? The shorter side becomes {short} pixels, the longer one stays longer.",
        ),
    },
    hints=[
        "First the size: the height is {short} now. How wide is it?",
        "{crop} · {crop} pixels of {short} · 341.",
    ],
    explanation="It becomes 256 × 341 pixels, and 224 · 224 of them are {answer:.1f} %: not much "
    "more than half.",
)


def relative_times(seconds, reference):
    """Return how many times as long as the reference each network took: the rounds' median."""
    seconds = np.asarray(seconds)
    return np.median(seconds / seconds[:, [reference]], axis=0)


ratios = Exercise(
    "ledger.ratios",
    reread="On paper, and on the clock",
    reference=relative_times,
    cases=[
        ([[2.0, 6.0], [10.0, 5.0], [4.0, 4.0]], 0),
        ([[4.0, 1.0, 9.0], [8.0, 4.0, 10.0], [30.0, 6.0, 3.0]], 1),
        ([[7.0, 2.0, 3.0], [5.0, 9.0, 6.0], [8.0, 4.0, 2.0], [6.0, 1.0, 5.0], [2, 3, 8]], 2),
        ([[2.0, 6.0], [5.0, 10.0], [4.0, 28.0], [3.0, 15.0]], 0),  # an even number of rounds
    ],
    hints=[
        "In each round, divide all times by that of the reference in the same round.",
        "`seconds[:, [reference]]` is that column, and stays a column. Then the median down the "
        "rounds.",
    ],
    mistakes={
        "ratio of the medians": (
            lambda seconds, reference: (
                np.median(seconds, axis=0) / np.median(seconds, axis=0)[reference]
            ),
            "You take the median of each network first. In a slow round all of them are slow: "
            "divide within the round, and then take the median.",
        ),
        "mean instead of median": (
            lambda seconds, reference: np.mean(
                np.asarray(seconds) / np.asarray(seconds)[:, [reference]], axis=0
            ),
            "One round that was disturbed moves the mean, but not the median.",
        ),
        "upside down": (
            lambda seconds, reference: np.median(
                np.asarray(seconds)[:, [reference]] / np.asarray(seconds), axis=0
            ),
            "That is how many times as fast as the reference a network is.",
        ),
        "the first as reference": (
            lambda seconds, reference: relative_times(seconds, 0),
            "You divide by the first network, whichever is the reference.",
        ),
        "along the networks": (
            lambda seconds, reference: np.median(
                np.asarray(seconds) / np.asarray(seconds)[:, [reference]], axis=1
            ),
            "One number for each round came out. One for each network is wanted: the rounds are "
            "the rows.",
        ),
        "the least": (
            lambda seconds, reference: np.min(
                np.asarray(seconds) / np.asarray(seconds)[:, [reference]], axis=0
            ),
            "The least ratio may be of a round in which the reference was disturbed.",
        ),
        "every round": (
            lambda seconds, reference: np.asarray(seconds) / np.asarray(seconds)[:, [reference]],
            "These are the ratios of all rounds. Take their median.",
        ),
        "seconds": (
            lambda seconds, reference: np.median(seconds, axis=0),
            "These are seconds of this machine. Nothing is divided yet.",
        ),
        "one of the two in the middle": (
            lambda seconds, reference: np.sort(
                np.asarray(seconds) / np.asarray(seconds)[:, [reference]], axis=0
            )[len(seconds) // 2],
            "With an even number of rounds two stand in the middle. The median is their mean.",
        ),
        "the same round for all": (
            lambda seconds, reference: (
                np.median(seconds, axis=0) / np.asarray(seconds)[0][reference]
            ),
            "You divide by the reference in the first round only. Each round has its own.",
        ),
    },
)
