"""Exercises of the chapter *Blocks*.

Cases avoid whatever hides a mistake: differences that are all alike or have the mean 0, two lists
in one order, a work whose root is whole, and maps that are as high as wide.
"""

import numpy as np

from cnn_lessons.checks import RIGHT, ChoiceQuestion, Exercise, NumberQuestion

WORK, PAIRS = "Equal work", "In pairs"


def paired_difference(first, second):
    """Return the mean of the differences, and how sure it is."""
    differences = np.subtract(second, first)
    return differences.mean(), differences.std(ddof=1) / np.sqrt(len(differences))


def _two_samples(first, second):
    """Return the standard error of a difference whose runs do not belong together."""
    variances = np.var(first, ddof=1) / len(first) + np.var(second, ddof=1) / len(second)
    return np.mean(second) - np.mean(first), np.sqrt(variances)


def _ratio(first, second):
    mean, error = paired_difference(first, second)
    return mean / error


def _with_spread(spread):
    """Return a function that gives the right mean, and `spread` of the differences."""

    def mistaken(first, second):
        differences = np.subtract(second, first)
        return differences.mean(), spread(differences)

    return mistaken


difference = Exercise(
    "blocks.difference",
    reread=PAIRS,
    reference=paired_difference,
    cases=[
        ([0.5, 0.6, 0.55], [0.53, 0.61, 0.57]),
        ([0.48, 0.52, 0.49, 0.55, 0.41], [0.51, 0.5, 0.55, 0.56, 0.48]),
        ([0.7, 0.62, 0.81, 0.64], [0.66, 0.61, 0.72, 0.63]),
    ],
    hints=[
        "Subtract run by run: `np.subtract(second, first)`.",
        "The standard deviation of a sample is `differences.std(ddof=1)`. The mean of n numbers "
        "varies √n times less than one of them.",
    ],
    mistakes={
        "runs not paired": (
            _two_samples,
            "That is the standard error for runs that do not belong together. Here two runs of "
            "one seed have the same images: subtract them first.",
        ),
        "standard deviation": (
            _with_spread(lambda each: each.std(ddof=1)),
            "That is how much one difference varies. The mean of n of them varies √n times less.",
        ),
        "standard deviation with n": (
            _with_spread(np.std),
            "That is how much one difference varies. The mean of n of them varies √n times less. "
            "And NumPy divides by n, if you do not say `ddof=1`.",
        ),
        "divided by n": (
            _with_spread(lambda each: each.std(ddof=1) / len(each)),
            "The root of n is missing: variances of independent runs add up, not deviations.",
        ),
        "deviation with n in place of n − 1": (
            _with_spread(lambda each: each.std() / np.sqrt(len(each))),
            "NumPy divides by n. The mean was estimated from the same few numbers, so it is "
            "n − 1: `ddof=1`.",
        ),
        "n − 1 in the root too": (
            _with_spread(lambda each: each.std(ddof=1) / np.sqrt(len(each) - 1)),
            "The n − 1 belongs to the variance. There are n runs in the mean.",
        ),
        "variance": (
            _with_spread(lambda each: each.var(ddof=1) / len(each)),
            "That is the square of the standard error.",
        ),
        "first minus second": (
            lambda first, second: paired_difference(second, first),
            "Positive is to mean that the second is better: take the first from the second.",
        ),
        "sizes of the differences": (
            lambda first, second: paired_difference(
                np.zeros(len(first)), abs(np.subtract(second, first))
            ),
            "Without their signs, differences of pure noise have a mean above 0, too.",
        ),
        "half of the range": (
            _with_spread(lambda each: np.ptp(each) / 2),
            "Half of the range grows with the number of runs. A standard error gets smaller.",
        ),
        "sorted first": (
            lambda first, second: paired_difference(np.sort(first), np.sort(second)),
            "Sorting tears the pairs apart: the runs of one seed stand in one place.",
        ),
        "median": (
            lambda first, second: (
                np.median(np.subtract(second, first)),
                paired_difference(first, second)[1],
            ),
            "The mean is asked for; the standard error belongs to it.",
        ),
        "runs not paired, deviation with n": (
            lambda first, second: (
                np.mean(second) - np.mean(first),
                np.hypot(np.std(first), np.std(second)) / np.sqrt(len(first)),
            ),
            "That is for runs that do not belong together: subtract seed by seed first. And "
            "NumPy divides by n, if you do not say `ddof=1`.",
        ),
        "mean in standard errors": (
            _ratio,
            "That is how many standard errors the mean is from 0. Return both, not divided.",
        ),
        "mean alone": (
            lambda first, second: np.mean(np.subtract(second, first)),
            "Return two numbers: the mean, and its standard error.",
        ),
    },
)


def width_for_work(squared, linear, work):
    """Widen as long as the work comes nearer."""

    def distance(width):
        return abs(squared * width**2 + linear * width - work)

    best = 1
    while distance(best + 1) < distance(best):
        best += 1
    return best


def _exact_width(squared, linear, work):
    return (np.sqrt(linear**2 + 4 * squared * work) - linear) / (2 * squared)


def _larger_of_two(squared, linear, work):
    best = width_for_work(squared, linear, work)
    total = squared * (2 * best**2 + 2 * best + 1) + linear * (2 * best + 1)
    return best + (total == 2 * work)


width = Exercise(
    "blocks.width",
    reread=WORK,
    reference=width_for_work,
    cases=[
        (2, 3, 40),
        (10, 5, 12),
        (10, 5, 31),
        (10, 5, 3),
        (2, 3, 9.5),
        (18, 27, 3000),
        (512, 4608, 300_000),
        (13824, 9000, 1_500_000),
        (12, 54, 7000),
        (1, 200, 1000),
        (5, 1, 84),
        (2, 3, 50_000),
    ],
    hints=[
        "Begin with a width of 1. Is the work of the next width nearer to what is wanted?",
        "`abs(squared * width**2 + linear * width - work)` is the distance. Go on while it falls.",
    ],
    mistakes={
        "linear part forgotten": (
            lambda squared, linear, work: max(1, round(np.sqrt(work / squared))),
            "The depthwise part and the first layer grow with the width itself. They count, too.",
        ),
        "squared part forgotten": (
            lambda squared, linear, work: max(1, round(work / linear)),
            "A layer between two hidden ones gets more maps and gives more: its work grows with "
            "the square.",
        ),
        "not over the budget": (
            lambda squared, linear, work: max(1, int(_exact_width(squared, linear, work) + 1e-9)),
            "You return the widest that stays below. The nearest may be above.",
        ),
        "never below": (
            lambda squared, linear, work: int(np.ceil(_exact_width(squared, linear, work) - 1e-9)),
            "You return the narrowest that reaches the work. The nearest is asked for, and it may "
            "be below.",
        ),
        "not rounded": (
            _exact_width,
            "A layer has a whole number of maps.",
        ),
        "nearest width for nearest work": (
            lambda squared, linear, work: max(1, round(_exact_width(squared, linear, work))),
            "The work grows faster than the width. A width that rounds up may have a work that is "
            "further away: compare the work of both neighbours.",
        ),
        "the root, rounded": (
            lambda squared, linear, work: round(_exact_width(squared, linear, work)),
            "The work grows faster than the width. A width that rounds up may have a work that is "
            "further away: compare the work of both neighbours. And the width is at least 1.",
        ),
        "a width of 0": (
            lambda squared, linear, work: (
                width_for_work(squared, linear, work) if 2 * work > squared + linear else 0
            ),
            "A network has at least one map: the smallest width is 1.",
        ),
        "of two equally near, the larger": (
            _larger_of_two,
            "Two widths may be equally near to the work. Then the smaller is asked for.",
        ),
        "work per width": (
            lambda squared, linear, work: max(1, round(work / (squared + linear))),
            "That would be right if the work grew with the width alone.",
        ),
        "the work itself": (
            lambda squared, linear, work: (
                squared * width_for_work(squared, linear, work) ** 2
                + linear * width_for_work(squared, linear, work)
            ),
            "That is the work at this width. Return the width.",
        ),
    },
)

inverted_work = NumberQuestion(
    "blocks.inverted_work",
    reread=WORK,
    prompt="An inverted residual gets {width} maps of {size} × {size}, widens them {expansion} "
    "times with a 1 × 1 convolution, has a depthwise 3 × 3, and goes back to {width} maps with a "
    "1 × 1. How many multiply-adds is that?",
    inputs={"width": 10, "size": 8, "expansion": 6},
    answer=lambda width, size, expansion: (
        size**2 * (2 * expansion * width**2 + 9 * expansion * width)
    ),
    mistakes={
        "a full convolution in the middle": (
            lambda width, size, expansion: (
                size**2 * (2 * expansion * width**2 + 9 * (expansion * width) ** 2)
            ),
            "A depthwise convolution has one window for each map, not for each pair of maps.",
        ),
        "one 1 × 1 forgotten": (
            lambda width, size, expansion: size**2 * (expansion * width**2 + 9 * expansion * width),
            "There are two 1 × 1 convolutions: one that widens, one that leads back.",
        ),
        "depthwise on the narrow maps": (
            lambda width, size, expansion: size**2 * (2 * expansion * width**2 + 9 * width),
            "The depthwise convolution stands in the wide middle.",
        ),
        "depthwise forgotten": (
            lambda width, size, expansion: size**2 * 2 * expansion * width**2,
            "The depthwise convolution is cheap, and not free: nine products for each number.",
        ),
        "parameters": (
            lambda width, expansion: 2 * expansion * width**2 + 9 * expansion * width,
            "Those are the weights. Each is used at every place of a map.",
        ),
        "one side of the map": (
            lambda width, size, expansion: (
                size * (2 * expansion * width**2 + 9 * expansion * width)
            ),
            "A map has rows and columns.",
        ),
        "the middle kept": (
            lambda width, size, expansion: (
                size**2 * (expansion * width**2 + (expansion * width) ** 2 + 9 * expansion * width)
            ),
            "The second 1 × 1 leads back to the narrow maps.",
        ),
        "1 × 1 convolutions alone on the wide maps": (
            lambda width, size, expansion: (
                size**2 * (2 * (expansion * width) ** 2 + 9 * expansion * width)
            ),
            "Each 1 × 1 has the narrow maps on one side and the wide ones on the other.",
        ),
        "depthwise with one product": (
            lambda width, size, expansion: size**2 * (2 * expansion * width**2 + expansion * width),
            "A window of 3 × 3 has nine weights.",
        ),
    },
    hints=[
        "Each 1 × 1 has {width} · {expansion} · {width} weights. How many has the depthwise one?",
        "{size} · {size} · (2 · {expansion} · {width}² + 9 · {expansion} · {width}).",
    ],
    explanation="{size}² · (2 · {expansion} · {width}² + 9 · {expansion} · {width}) = {answer}.",
)

sure = ChoiceQuestion(
    "blocks.sure",
    reread=PAIRS,
    prompt="Five seeds. The accuracies with block A have a range of 3 points, those with block B "
    "too, and the ranges overlap. In each of the five pairs B is better, by 0.8 to 1.4 points. "
    "What do you conclude?",
    choices={
        "B is better by about a point, in this setting": RIGHT,
        "nothing: the ranges overlap": (
            "ranges compared",
            "The ranges show what the seeds have in common, too: other images, other starts. "
            "Within a pair that is taken away.",
        ),
        "B is better by about a point, in any network": (
            "too wide",
            "It was measured at one size, one length of training and one data set. Another setting "
            "is another measurement.",
        ),
        "B is better by 3 points": (
            "range taken for the difference",
            "3 points are how far apart the seeds are, not the blocks.",
        ),
    },
    hints=[
        "What do the two runs of a pair have in common?",
        "All five differences are near each other. How far are they from 0?",
    ],
    explanation="The differences lie between 0.8 and 1.4: far from 0, compared with how far they "
    "are from each other. Whether it is so in other settings is another question.",
)

credit = ChoiceQuestion(
    "blocks.credit",
    reread="The network, or its training?",
    prompt="A paper: the old network, with its published accuracy of ten years ago, has {old} %. "
    "The new network, trained by the new recipe, has {new} %. What is still to be measured before "
    "the new network gets the credit?",
    inputs={"old": 76, "new": 80},
    choices={
        "the new network with five seeds": (
            "noise alone",
            "That says how sure the {new} % are. It does not part the network from its training.",
        ),
        "the multiply-adds of both": (
            "work alone",
            "Equal work is a good thing to ask for as well. But two things were changed at once.",
        ),
        "the old network with the new recipe": RIGHT,
        "nothing: four points are a lot": (
            "two things at once",
            "They may all come from the recipe: two things were changed at once.",
        ),
    },
    hints=[
        "How many things differ between the two results?",
        "Which trained network differs from each of them in one thing only?",
    ],
    explanation="Then only the network differs. The new network with the old recipe would do as "
    "well, and both together show whether network and recipe depend on each other.",
)
