"""Exercises of the chapter *Export*.

Cases avoid whatever hides a mistake: zero points of 0, values within the range only, kernels
whose axes have equal sizes.
"""

import numpy as np

from cnn_lessons.checks import RIGHT, ChoiceQuestion, Exercise, NumberQuestion

twice = ChoiceQuestion(
    "export.twice",
    reread="Preprocessing travels inside",
    prompt="The exported file divides by 255 itself. The app that uses it divides by 255, too, "
    "before it asks. What happens?",
    choices={
        "The file refuses numbers that are so small.": (
            "refused",
            "A file is a list of multiplications and sums. It takes any numbers of the right "
            "shape and type.",
        ),
        "It is slower, and the answers stay the same.": (
            "only slower",
            "Two divisions by 255 are one division by 65,025. What does such an image look like?",
        ),
        "Every image is nearly black to the network, and the answers are worth nothing.": RIGHT,
        "The first convolution scales it back.": (
            "scaled back",
            "The weights are those of the training, and know nothing of a second division.",
        ),
    },
    hints=[
        "What does the network see of a white pixel, 255?",
        "Does anything in the file look at the range of what comes?",
    ],
    explanation="A white pixel becomes 1/255, and nothing raises an error: the preprocessing has "
    "to be done once, on one side.",
)


def to_eight_bits(values, scale, zero_point):
    """Divide, round, move, clip."""
    return np.clip(np.round(values / scale) + zero_point, -128, 127)


quantized = Exercise(
    "export.quantized",
    reread="A number in eight bits",
    reference=to_eight_bits,
    cases=[
        (np.array([-1.1, 0.0, 0.3, 1.9]), 0.25, 10),
        (np.array([-90.0, 0.4, 0.9, 70.0]), 0.5, -20),
        (np.array([[0.0, 254.8], [300.0, 17.6]]), 1.0, -128),
    ],
    hints=[
        "How many steps of size `scale` is a value? Round that with `np.round`.",
        "Count the steps from `zero_point`, and let `np.clip` keep what is beyond -128 or 127.",
    ],
    mistakes={
        "zero point forgotten": (
            lambda values, scale, zero_point: to_eight_bits(values, scale, 0),
            "The value 0 has become the number 0. Which number stands for 0?",
        ),
        "zero point subtracted": (
            lambda values, scale, zero_point: to_eight_bits(values, scale, -zero_point),
            "On the way back the zero point is subtracted. On the way there?",
        ),
        "not clipped": (
            lambda values, scale, zero_point: np.round(values / scale) + zero_point,
            "Eight bits reach from -128 to 127, and you have numbers beyond. Stored, they would "
            "wrap around: a bright pixel would become a dark one.",
        ),
        "clipped before the zero point": (
            lambda values, scale, zero_point: (
                np.clip(np.round(values / scale), -128, 127) + zero_point
            ),
            "You clip the steps, and then move them out of the range again. What is stored has "
            "to be within the range, so clip last.",
        ),
        "clipped from 0 to 255": (
            lambda values, scale, zero_point: np.clip(
                np.round(values / scale) + zero_point, 0, 255
            ),
            "That is the range of uint8. The one wanted has a sign.",
        ),
        "rounded down": (
            lambda values, scale, zero_point: np.clip(
                np.floor(values / scale) + zero_point, -128, 127
            ),
            "Rounding down is off by nearly a whole step, and always to the same side: the errors "
            "of a long sum add up. Take the nearest number.",
        ),
        "rounded towards 0": (
            lambda values, scale, zero_point: np.clip(
                np.trunc(values / scale) + zero_point, -128, 127
            ),
            "Cutting off the digits rounds towards 0, as `astype` does. Take the nearest number.",
        ),
        "not rounded": (
            lambda values, scale, zero_point: np.clip(values / scale + zero_point, -128, 127),
            "These are no whole numbers yet.",
        ),
        "zero point before the division": (
            lambda values, scale, zero_point: np.clip(
                np.round((values + zero_point) / scale), -128, 127
            ),
            "The zero point is a number of steps, and no value. Divide first, then move.",
        ),
        "wrapped around": (
            lambda values, scale, zero_point: (
                (np.round(values / scale) + zero_point + 128) % 256 - 128
            ),
            "Stored in eight bits without clipping, a number beyond the range wraps around: 130 "
            "becomes -126. Clip before you change the type.",
        ),
        "cut off after the zero point": (
            lambda values, scale, zero_point: np.clip(
                np.trunc(values / scale + zero_point), -128, 127
            ),
            "`astype(int)` cuts off the digits. Take the nearest number, with `np.round`.",
        ),
        "multiplied by the scale": (
            lambda values, scale, zero_point: to_eight_bits(values, 1 / scale, zero_point),
            "A value is scale times the steps. How do you get the steps?",
        ),
    },
)


def from_eight_bits(numbers, scale, zero_point):
    """Subtract in more than eight bits, then multiply."""
    return scale * (numbers.astype("float64") - zero_point)


dequantized = Exercise(
    "export.dequantized",
    reread="A number in eight bits",
    reference=from_eight_bits,
    cases=[
        (np.array([8, 10, 11, 127]), 0.5, 10),
        (np.array([-128, 0, 127]), 0.25, -100),
        (np.array([[-128, 3], [5, 127]]), 2.0, 7),
        # As a file holds them; 120 + 100 and -90 - 100 do not fit.
        (np.array([120, -90, 3], "int8"), 0.5, -100),
        (np.array([120, -90, 3], "int8"), 0.5, 100),
    ],
    hints=[
        "How many steps is a number away from the zero point?",
        "Subtract first, then multiply by `scale`.",
    ],
    mistakes={
        "zero point forgotten": (
            lambda numbers, scale, zero_point: scale * numbers,
            "The number `zero_point` stands for the value 0. What does your function make of it?",
        ),
        "zero point added": (
            lambda numbers, scale, zero_point: scale * (numbers + zero_point),
            "It was added on the way there. On the way back?",
        ),
        "zero point not scaled": (
            lambda numbers, scale, zero_point: scale * numbers - zero_point,
            "The zero point is a number of steps, and steps are multiplied by the scale: subtract "
            "before you multiply.",
        ),
        "divided by the scale": (
            lambda numbers, scale, zero_point: (numbers - zero_point) / scale,
            "The scale is what one step is worth.",
        ),
        "subtracted in eight bits": (
            lambda numbers, scale, zero_point: scale * (numbers.astype("int8") - zero_point),
            "The difference of two numbers of eight bits can need nine. Take a wider type before "
            "you subtract.",
        ),
    },
    rtol=1e-6,
    atol=0,
)


def scale_each(kernel):
    """Give each filter, on the last axis, the scale of its own largest weight."""
    return np.abs(kernel).max(axis=(0, 1, 2)) / 127


KERNEL = np.random.default_rng(7).normal(size=(3, 2, 5, 4)).round(3) * [1, 20, 0.3, 0.01]
SMALL = np.array([[[[1.0, -8.0, 0.25], [-2.0, 4.0, 0.125]]]])

scales = Exercise(
    "export.scales",
    reread="One scale for each filter",
    reference=scale_each,
    cases=[(SMALL,), (KERNEL,)],
    hints=[
        "For each filter: how far is its largest weight from 0, whatever its sign?",
        "`np.abs(kernel).max(axis=…)` over all axes but the last, and the largest becomes 127.",
    ],
    mistakes={
        "one scale for all": (
            lambda kernel: np.abs(kernel).max() / 127,
            "That is one scale for the whole kernel. A filter with small weights would be left "
            "with zeros.",
        ),
        "one for each input channel": (
            lambda kernel: np.abs(kernel).max(axis=(0, 1, 3)) / 127,
            "You kept the axis of the input channels. What goes into one sum must share a scale, "
            "and a filter's sum runs over its channels.",
        ),
        "absolute value forgotten": (
            lambda kernel: kernel.max(axis=(0, 1, 2)) / 127,
            "The largest weight is not always the one that is farthest from 0.",
        ),
        "the whole width": (
            lambda kernel: (kernel.max(axis=(0, 1, 2)) - kernel.min(axis=(0, 1, 2))) / 255,
            "That is right with a zero point. Weights have the zero point 0, so the range has to "
            "reach as far to both sides.",
        ),
        "128 steps": (
            lambda kernel: np.abs(kernel).max(axis=(0, 1, 2)) / 128,
            "127 is the largest number of eight bits with a sign. 128 does not exist.",
        ),
        "the mean weight": (
            lambda kernel: np.abs(kernel).mean(axis=(0, 1, 2)) / 127,
            "What is above the mean would be clipped. Which weight must just fit?",
        ),
        "not divided": (
            lambda kernel: np.abs(kernel).max(axis=(0, 1, 2)),
            "These are the largest weights. How many steps is the largest one?",
        ),
    },
    rtol=1e-6,
    atol=0,
)

steps = NumberQuestion(
    "export.steps",
    reread="A number in eight bits",
    prompt="What comes out of a layer goes from {low} to {high}. It is spread over the numbers "
    "-128 to 127. Which number stands for 0?",
    inputs={"low": -1, "high": 4.1},
    answer=lambda low, high: round(-128 - low / ((high - low) / 255)),
    mistakes={
        "the middle": (
            lambda low, high: 0,
            "So it would be if the range reached as far to both sides. Here most of it is above 0.",
        ),
        "counted from 0": (
            lambda low, high: round(-low / ((high - low) / 255)),
            "That is how many steps it lies above the lowest number. Which is the lowest?",
        ),
        "counted from above": (
            lambda low, high: round(127 + low / ((high - low) / 255)),
            "You went down from 127. The smallest value, {low}, is at -128.",
        ),
        "moved down": (
            lambda low, high: round(-128 + low / ((high - low) / 255)),
            "Below -128 there is no number. 0 lies above {low}.",
        ),
        "only the upper part": (
            lambda low, high: round(-128 - low / (high / 255)),
            "The range begins at {low}: how wide is it?",
        ),
    },
    hints=[
        "What is one step worth, if 255 steps reach from {low} to {high}?",
        "How many such steps is 0 above {low}? Count them from -128.",
    ],
    explanation="A step is 5.1 / 255 = 0.02, and 0 is 50 steps above the lowest number: {answer}.",
)

weight = NumberQuestion(
    "export.weight",
    reread="Weigh and measure",
    prompt="A network has {millions} million weights in float32, and nearly nothing else. Its "
    "weights are stored with {bits} bits. How many MB does the file lose? (1 MB is a million "
    "bytes.)",
    inputs={"millions": 6, "bits": 8},
    answer=lambda millions, bits: millions * (32 - bits) / 8,
    tolerance=1e-6,
    unit="MB",
    mistakes={
        "what is left": (
            lambda millions, bits: millions * bits / 8,
            "That is the size of the new file. How much smaller is it than the old one?",
        ),
        "what it was": (
            lambda millions: millions * 4,
            "That is the size of the file with float32.",
        ),
        "bits, not bytes": (
            lambda millions, bits: millions * (32 - bits),
            "Those are bits. A byte has eight.",
        ),
        "half": (
            lambda millions: millions * 2,
            "So it would be with 16 bits.",
        ),
    },
    hints=[
        "How many bytes has a float32, and how many have {bits} bits?",
        "Each of {millions} million weights loses the difference.",
    ],
    explanation="Three of four bytes go: 3 · {millions} = {answer:g} MB.",
)
