"""Exercises of the chapter *EfficientNet*.

Cases avoid whatever hides a mistake: depths at which rounding up and rounding are the same,
filters that are multiples of 8 already, and blocks that all stages have equally many of.
"""

from math import ceil

from cnn_lessons.checks import Exercise, NumberQuestion

one_step = NumberQuestion(
    "efficientnet.one_step",
    reread="Compound scaling: three ways to grow",
    prompt="One step makes a network {depth} times as deep, {width} times as wide, and its image "
    "{resolution} times as high and as broad. By which factor do the multiply-adds grow? Give "
    "three decimals.",
    inputs={"depth": 1.2, "width": 1.1, "resolution": 1.15},
    answer=lambda depth, width, resolution: depth * width**2 * resolution**2,
    tolerance=2.5e-4,
    mistakes={
        "nothing squared": (
            lambda depth, width, resolution: depth * width * resolution,
            "A wider layer gets more channels and gives more; an image has height and breadth.",
        ),
        "resolution not squared": (
            lambda depth, width, resolution: depth * width**2 * resolution,
            "The image grows in both directions, and with it the places of the window.",
        ),
        "width not squared": (
            lambda depth, width, resolution: depth * width * resolution**2,
            "A wider layer gets more channels as well, from the layer before.",
        ),
        "depth squared as well": (
            lambda depth, width, resolution: (depth * width * resolution) ** 2,
            "Twice as many layers are twice the work.",
        ),
        "the round number": (
            2.0,
            "That is what the authors aimed at. Their three numbers give a little less.",
        ),
        "added": (
            lambda depth, width, resolution: depth + width + resolution,
            "Factors of work that come together are multiplied.",
        ),
        "only what is added": (
            lambda depth, width, resolution: depth * width**2 * resolution**2 - 1,
            "That is by how much it grows. The factor counts what was there as well.",
        ),
        "growth in per cent": (
            lambda depth, width, resolution: 100 * (depth * width**2 * resolution**2 - 1),
            "By so many per cent it grows. Which factor is that?",
        ),
        "depth forgotten": (
            lambda width, resolution: width**2 * resolution**2,
            "More layers are more work as well.",
        ),
    },
    hints=[
        "What happens to the work of one layer if it gets and gives twice as many channels?",
        "Two of the three factors count twice.",
    ],
    explanation="{depth} · {width}² · {resolution}² is about {answer:.3f}, nearly the 2 that was "
    "aimed at.",
)

squeeze_units = NumberQuestion(
    "efficientnet.squeeze_units",
    reread="The block",
    prompt="A block gets {channels} feature maps, widens them {expansion} times, and has squeeze "
    "and excitation on the wide ones. How many units has the narrow one of its two dense layers?",
    inputs={"channels": 80, "expansion": 6},
    answer=lambda channels: channels // 4,
    mistakes={
        "a quarter of the wide maps": (
            lambda channels, expansion: channels * expansion // 4,
            "The squeeze is measured by what the block got, before its expansion.",
        ),
        "a sixteenth of the wide maps": (
            lambda channels, expansion: channels * expansion // 16,
            "That is SENet's ratio. Here it is another one, and of other maps.",
        ),
        "a sixteenth of the input": (
            lambda channels: channels // 16,
            "SENet's ratio; here it is a quarter.",
        ),
        "not squeezed": (
            lambda channels, expansion: channels * expansion,
            "As many come out of the second dense layer. The first one is narrow.",
        ),
        "what the block got": (
            lambda channels: channels,
            "That is how many maps come in. The squeeze goes on from there: to which part of them?",
        ),
    },
    hints=[
        "Is it measured by the narrow or by the wide maps?",
        "A quarter of what the block gets.",
    ],
    explanation="{channels} / 4 = {answer}, for {channels} · {expansion} = 480 wide maps.",
)

by_formula = NumberQuestion(
    "efficientnet.by_formula",
    reread="The formula and the table",
    prompt="Which image size does the formula give for φ = {phi}, if B0 has {size} pixels and "
    "r = 1.15^φ?",
    inputs={"phi": 3, "size": 224},
    answer=lambda phi, size: size * 1.15**phi,
    tolerance=2e-3,
    unit="pixels",
    mistakes={
        "times φ": (
            lambda phi, size: size * 1.15 * phi,
            "φ is an exponent: the image grows by the same factor φ times.",
        ),
        "15 % added φ times": (
            lambda phi, size: size * (1 + 0.15 * phi),
            "Each step adds 15 % of the last size, not of the first one.",
        ),
        "one step": (
            lambda size: size * 1.15,
            "That is φ = 1.",
        ),
        "one step too few": (
            lambda phi, size: size * 1.15 ** (phi - 1),
            "B0 is φ = 0: from it there are φ steps.",
        ),
        "squared": (
            lambda phi, size: size * 1.15 ** (2 * phi),
            "The work grows like that, since an image has rows and columns. One side is asked for.",
        ),
        "depth's base": (
            lambda phi, size: size * 1.2**phi,
            "1.2 is for the depth.",
        ),
        "width's base": (
            lambda phi, size: size * 1.1**phi,
            "1.1 is for the width.",
        ),
        "the factor": (
            lambda phi: 1.15**phi,
            "By so much one side grows. From how many pixels?",
        ),
    },
    hints=[
        "Each step of φ multiplies the size by 1.15.",
        "{size} · 1.15 · 1.15 · 1.15.",
    ],
    explanation="{size} · 1.15³ = {answer:.1f}. A network takes a whole number near to it.",
)


def scale_blocks(blocks, depth):
    """Make each stage deeper by itself, and round up."""
    return [ceil(depth * count) for count in blocks]


deeper = Exercise(
    "efficientnet.deeper",
    reread="Only whole numbers",
    reference=scale_blocks,
    cases=[([1, 2, 3], 1.2), ([3, 5, 2, 4, 1], 1.4), ([2, 3, 7], 3.1)],
    hints=["Each stage is scaled by itself.", "`math.ceil` gives the next whole number."],
    mistakes={
        "rounded to the nearest": (
            lambda blocks, depth: [round(depth * count) for count in blocks],
            "The authors never round down: a stage with one block would stay as it is.",
        ),
        "cut off": (
            lambda blocks, depth: [int(depth * count) for count in blocks],
            "So a small factor would do nothing to a short stage.",
        ),
        "one more in each stage": (
            lambda blocks, depth: [int(depth * count) + 1 for count in blocks],
            "Where the product is whole, nothing is to be rounded.",
        ),
        "the total scaled": (
            lambda blocks, depth: [*blocks[:-1], ceil(depth * sum(blocks)) - sum(blocks[:-1])],
            "You scale the sum of all blocks. Each stage is scaled and rounded by itself.",
        ),
        "depth added": (
            lambda blocks, depth: [ceil(depth + count) for count in blocks],
            "It is a factor: long stages get more new blocks than short ones.",
        ),
        "not rounded": (
            lambda blocks, depth: [depth * count for count in blocks],
            "A part of a block cannot be built: round, and never down.",
        ),
        "one number for all": (
            lambda blocks, depth: sum(ceil(depth * count) for count in blocks),
            "That is how many blocks there are in all. A list is wanted, with a number for each "
            "stage.",
        ),
        "the total alone": (
            lambda blocks, depth: ceil(depth * sum(blocks)),
            "You scale the sum of all blocks. Each stage is scaled and rounded by itself.",
        ),
        "only the new ones": (
            lambda blocks, depth: [ceil(depth * count) - count for count in blocks],
            "Those are the blocks that are added. How many has each stage then?",
        ),
    },
)


def round_filters(filters):
    """Return the nearest multiple of 8, or the next if that is more than a tenth too small."""
    rounded = max(8, int(filters + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * filters else rounded


def _tenth_rule(rounded, filters, more=8):
    return rounded + more if rounded < 0.9 * filters else rounded


def _half_to_even(filters):
    return _tenth_rule(max(8, round(filters / 8) * 8), filters)


eights = Exercise(
    "efficientnet.eights",
    reread="Only whole numbers",
    reference=round_filters,
    cases=[(26.4,), (44.0,), (35.2,), (3.0,), (11.0,), (18.0,), (88.0,), (134.4,), (52.0,)],
    hints=[
        "Add 4, and cut off to a multiple of 8: that is rounding to the nearest.",
        "Then look whether it is at least 8, and at least 0.9 times what was asked for.",
    ],
    mistakes={
        "the nearest, whatever is lost": (
            lambda filters: max(8, int(filters + 4) // 8 * 8),
            "Where few filters are asked for, the nearest can be far too small: the rule does not "
            "let more than a tenth go.",
        ),
        "always up": (
            lambda filters: ceil(filters / 8) * 8,
            "The nearest is wanted, and it may be a little below.",
        ),
        "always down": (
            lambda filters: max(8, int(filters) // 8 * 8),
            "The nearest is wanted, and it may be above.",
        ),
        "a half to the even one": (
            _half_to_even,
            "Python's `round` takes the even one of two that are equally near: 6 for 6.5. Here a "
            "half goes up.",
        ),
        "no multiple of 8": (
            round,
            "That is the nearest whole number. Processors like multiples of 8.",
        ),
        "down, and up where much is lost": (
            lambda filters: _tenth_rule(max(8, int(filters) // 8 * 8), filters),
            "The rule of the tenth is there. But before it, the nearest is wanted, and it may be "
            "above.",
        ),
        "one more filter": (
            lambda filters: _tenth_rule(max(8, int(filters + 4) // 8 * 8), filters, more=1),
            "The next multiple of 8 is 8 further, not 1.",
        ),
        "how many eights": (
            lambda filters: round_filters(filters) // 8,
            "That is how many times 8 goes into it. The filters are wanted.",
        ),
    },
)
