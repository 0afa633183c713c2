"""Exercises of the chapter *Receptive field*.

Cases avoid whatever hides a mistake: strides of 1, equal layers, a field that lies
on the image as a whole.
"""

from itertools import pairwise
from math import prod

from cnn_lessons.checks import RIGHT, ChoiceQuestion, Exercise, NumberQuestion

four_layers = NumberQuestion(
    "receptive_field.four_layers",
    reread="Poke every pixel",
    prompt="An image goes through {layers} convolutions of {K} × {K}, one after the other, all "
    "with stride 1. One output of the last sees a square of pixels. How long is its side?",
    inputs={"layers": 4, "K": 5},
    answer=lambda layers, K: 1 + layers * (K - 1),
    mistakes={
        "kernel sizes added": (
            lambda layers, K: layers * K,
            "Added up like this, the windows would lie side by side. They overlap.",
        ),
        "kernel sizes multiplied": (
            lambda layers, K: K**layers,
            "That would need windows that do not overlap, layer after layer.",
        ),
        "last layer only": (
            lambda K: K,
            "That is what it sees of the layer below. The question is what it sees of the image.",
        ),
        "pixels of one window": (
            lambda K: K * K,
            "That is how many pixels one window holds. How long is the side of what four layers "
            "see?",
        ),
        "one side only": (
            lambda layers, K: 1 + layers * (K // 2),
            "A layer adds pixels on both sides, above and below, left and right.",
        ),
        "output's own pixel forgotten": (
            lambda layers, K: layers * (K - 1),
            "This is what the layers add. Without any layer an output would see itself.",
        ),
    },
    hints=[
        "In the poked image, how much longer is the side of the ring for each layer?",
        "Begin with one pixel, and add the same amount for each layer.",
    ],
    explanation="Each layer adds {K} − 1 pixels to the one it starts from: {answer}.",
)

weights_of_three = NumberQuestion(
    "receptive_field.weights_of_three",
    reread="Small kernels, large fields",
    prompt="Three convolutions of 3 × 3 see as much as one of 7 × 7. With {C} channels in and "
    "out everywhere, and without biases, how many weights do the three have together?",
    inputs={"C": 16},
    answer=lambda C: 3 * 9 * C * C,
    mistakes={
        "one layer only": (
            lambda C: 9 * C * C,
            "That is one of the three layers, or all three with kernels of three weights: one of "
            "3 × 3 has nine.",
        ),
        "weights of the large kernel": (
            lambda C: 49 * C * C,
            "That is the layer of 7 × 7. The three small ones have fewer.",
        ),
        "channels counted once": (
            lambda C: 3 * 9 * C,
            "Each filter has a kernel for each input channel, and there are several filters.",
        ),
        "channels left out": (
            lambda: 3 * 9,
            "That holds for one channel. A filter has a kernel for each of them, and there are "
            "several filters.",
        ),
        "biases counted": (
            lambda C: 3 * (9 * C + 1) * C,
            "The biases are there, too. The question leaves them out.",
        ),
    },
    hints=[
        "One layer first: nine weights for each pair of an input channel and a filter.",
        "How many such pairs are there, and how many layers?",
    ],
    explanation="3 · 9 · {C} · {C} = {answer}, which is 27/49 of what one 7 × 7 has.",
)

# Kernel size and stride. With 3, 3, 2, 3, 3 the sum of the sizes would be right by chance.
STACK = ((3, 1), (3, 2), (5, 1), (3, 1))


def field_size(layers):
    """Grow by the window, in steps as wide as all strides before have made them."""
    side = jump = 1
    for kernel_size, strides in layers:
        side += (kernel_size - 1) * jump
        jump *= strides
    return side


def _own_stride(layers):
    return 1 + sum((kernel_size - 1) * strides for kernel_size, strides in layers)


def _stride_first(layers):
    return field_size([part for k, s in layers for part in ((1, s), (k, 1))])


def _downwards(layers):
    side = 1
    for kernel_size, strides in layers:
        side = (side - 1) * strides + kernel_size
    return side


def _field_times_stride(layers):
    side = 1
    for kernel_size, strides in layers:
        side = side * strides + kernel_size - 1
    return side


def _strides_added(layers):
    side = jump = 1
    for kernel_size, strides in layers:
        side += (kernel_size - 1) * jump
        jump += strides - 1
    return side


def _previous_stride(layers):
    pairs = pairwise([(1, 1), *layers])
    return 1 + sum((kernel_size - 1) * before for (_, before), (kernel_size, _) in pairs)


through_pooling = NumberQuestion(
    "receptive_field.through_pooling",
    reread="Strides and pooling multiply",
    prompt="An image goes through a convolution of 3 × 3, a pooling of 3 × 3 with stride 2, and "
    "two more convolutions, of 5 × 5 and of 3 × 3; all convolutions have stride 1. How long is "
    "the side of the receptive field?",
    inputs={"layers": STACK},
    answer=field_size,
    mistakes={
        "pooling ignored": (
            lambda layers: field_size([layer for layer in layers if layer[1] == 1]),
            "That is what the three convolutions see without a pooling between them. Pooling has "
            "a window and a stride, as a convolution has.",
        ),
        "strides ignored": (
            lambda layers: field_size([(kernel_size, 1) for kernel_size, _ in layers]),
            "All windows were counted in pixels. Above the pooling, a step from one input to the "
            "next is wider than a pixel.",
        ),
        "pooling's window ignored": (
            lambda layers: field_size([(k if s == 1 else 1, s) for k, s in layers]),
            "The stride of the pooling was counted. Its window looks at more than one pixel, too.",
        ),
        "own stride used": (
            _own_stride,
            "Each window was multiplied by the stride of its own layer. It is the layers below "
            "that decide how far apart its inputs are.",
        ),
        "own stride included": (
            _stride_first,
            "The jump was doubled before the pooling's own window was counted. The stride widens "
            "the steps of the layers above it.",
        ),
        "output's own pixel forgotten": (
            lambda layers: field_size(layers) - 1,
            "This is what the layers add. Without any layer an output would see one pixel.",
            "Poke every pixel",
        ),
        "kernel sizes added": (
            lambda layers: sum(kernel_size for kernel_size, _ in layers),
            "Neighbouring windows overlap, so the sizes do not add up.",
            "Poke every pixel",
        ),
        "pooling doubles the field": (
            lambda layers: 2 * field_size(layers[:1]) + sum(k - 1 for k, _ in layers[2:]),
            "The field below the pooling was doubled. It is the steps above the pooling that "
            "become twice as wide.",
        ),
    },
    hints=[
        "Write two numbers beside each layer: the size so far, and the jump so far.",
        "After the first convolution the size is 3 and the jump 1. The pooling adds 2 to the size "
        "and doubles the jump.",
    ],
    explanation="The sizes are 3, 5, and then, in steps of two pixels, 13 and {answer}.",
)

growing_field = Exercise(
    "receptive_field.growing_field",
    reread="Strides and pooling multiply",
    reference=field_size,
    cases=[
        ([(3, 1), (3, 1)],),
        ([(3, 2), (3, 1)],),
        ([(5, 1), (2, 2), (5, 1), (2, 2)],),
        ([(11, 4), (3, 2), (5, 1), (3, 2), (3, 1)],),
        ([(7, 2), (3, 2), (3, 1), (3, 2), (1, 1)],),
    ],
    hints=[
        "Keep two numbers while you walk up the layers: the size, and the jump. Both begin at 1.",
        "A layer first adds to the size, `kernel_size - 1` times the jump so far; only then does "
        "its stride multiply the jump.",
    ],
    mistakes={
        "own stride used": (
            _own_stride,
            "The window of a layer is multiplied by that layer's own stride. Its inputs are as "
            "far apart as all strides below have made them.",
        ),
        "own stride included": (
            _stride_first,
            "The jump already holds the layer's own stride when the field grows. The stride "
            "widens the steps of the layers above it.",
        ),
        "previous stride only": (
            _previous_stride,
            "Only the stride of the layer just below is used. All strides below multiply.",
        ),
        "strides ignored": (
            lambda layers: field_size([(kernel_size, 1) for kernel_size, _ in layers]),
            "The sizes are right as long as every stride is 1.",
        ),
        "kernel sizes added": (
            lambda layers: sum(kernel_size for kernel_size, _ in layers),
            "Neighbouring windows overlap: a layer adds less than its whole kernel.",
            "Poke every pixel",
        ),
        "jump returned": (
            lambda layers: prod(strides for _, strides in layers),
            "That is how far apart two neighbouring fields are, not how large one is.",
        ),
        "output's own pixel forgotten": (
            lambda layers: field_size(layers) - 1,
            "Without any layer an output would see one pixel: start from there.",
            "Poke every pixel",
        ),
        "from above, in the order from below": (
            _downwards,
            "That rule walks down from the output: it needs the last layer first.",
        ),
        "kernel sizes multiplied": (
            lambda layers: prod(kernel_size for kernel_size, _ in layers),
            "That would need windows that do not overlap, layer after layer.",
            "Poke every pixel",
        ),
        "strides added": (
            _strides_added,
            "Two strides of 2 set neighbours four pixels apart: strides multiply.",
        ),
        "whole kernels": (
            lambda layers: field_size([(k + 1, s) for k, s in layers]),
            "A layer adds its kernel less one: one of its pixels is seen already.",
            "Poke every pixel",
        ),
        "last layer only": (
            lambda layers: layers[-1][0],
            "That is what it sees of the layer below.",
            "Poke every pixel",
        ),
        "field times stride": (
            _field_times_stride,
            "The field so far was multiplied. It is the steps above that a stride makes wider.",
        ),
    },
)

dilated_stack = NumberQuestion(
    "receptive_field.dilated_stack",
    reread="Strides and pooling multiply",
    prompt="Three convolutions of {K} × {K} with stride 1 have the dilation rates {rates[0]}, "
    "{rates[1]} and {rates[2]}. How long is the side of the receptive field?",
    inputs={"K": 3, "rates": (1, 3, 9)},
    answer=lambda K, rates: 1 + (K - 1) * sum(rates),
    mistakes={
        "dilation ignored": (
            lambda K, rates: 1 + (K - 1) * len(rates),
            "These are plain convolutions. A dilated kernel spans more pixels with as many "
            "weights.",
        ),
        "rate taken for a stride": (
            lambda K, rates: field_size([(K, rate) for rate in rates]),
            "A rate spreads the weights of its own layer. It does not move the windows of the "
            "layers above apart, as a stride does.",
        ),
        "last layer only": (
            lambda K, rates: 1 + (K - 1) * rates[-1],
            "That is what the last layer sees of the one below it.",
        ),
        "spans added": (
            lambda K, rates: sum(rate * (K - 1) + 1 for rate in rates),
            "The windows overlap: what a layer adds is its span less one.",
            "Poke every pixel",
        ),
        "rates multiplied": (
            lambda K, rates: 1 + (K - 1) * prod(rates),
            "The strides are all 1, so every layer counts in pixels, and the layers add up.",
        ),
        "kernel times rate": (
            lambda K, rates: K * sum(rates),
            "From the first weight to the last there are {K} − 1 steps. The pixel you start from "
            "counts once.",
        ),
    },
    hints=[
        "How many pixels further than its first weight does the last weight of each kernel stand?",
        "That is the rate times 2. Add the three, and the pixel you start from.",
    ],
    explanation="1 + 2 · ({rates[0]} + {rates[1]} + {rates[2]}) = {answer}, with 27 weights for "
    "each pair of channels.",
)


def pixels_seen(index, size, jump, start, pixels):
    """Return the first pixel that an output sees, and the one after the last."""
    first = start + index * jump
    return max(first, 0), min(first + size, pixels)


field_on_the_image = Exercise(
    "receptive_field.field_on_the_image",
    reread="What VGG-16 sees",
    reference=pixels_seen,
    cases=[
        (3, 5, 1, 0, 20),
        (0, 5, 2, -2, 20),
        (2, 16, 4, -6, 56),
        (6, 212, 32, -90, 224),
        (3, 92, 8, -42, 224),
    ],
    hints=[
        "The field of output 0 begins at `start`. Where does the field of output 1 begin?",
        "Its end is `size` pixels after its beginning. Then cut off what is not on the image: "
        "nothing below 0, nothing beyond `pixels`.",
    ],
    mistakes={
        "padding not cut off": (
            lambda i, size, jump, start, pixels: (start + i * jump, start + i * jump + size),
            "The field is right, but part of it lies beside the image, in the padding.",
        ),
        "start forgotten": (
            lambda index, size, jump, start, pixels: pixels_seen(index, size, jump, 0, pixels),
            "The field of output 0 does not begin at pixel 0 where there is padding.",
        ),
        "jump forgotten": (
            lambda index, size, jump, start, pixels: pixels_seen(index, size, 1, start, pixels),
            "Two neighbouring outputs are one apart. Their fields are further apart than that.",
        ),
        "fields side by side": (
            lambda index, size, jump, start, pixels: pixels_seen(index, size, size, start, pixels),
            "The fields of neighbouring outputs overlap: from one to the next it is a jump, not "
            "a whole field.",
        ),
        "last pixel included": (
            lambda *arguments: (pixels_seen(*arguments)[0], pixels_seen(*arguments)[1] - 1),
            "That is the last pixel seen. Return the one after it, as a slice needs it.",
        ),
        "size measured from the cut": (
            lambda index, size, jump, start, pixels: pixels_seen(
                0, size, jump, max(start + index * jump, 0), pixels
            ),
            "The field was moved onto the image as a whole. What lies in the padding is lost, and "
            "the other end stays where it is.",
        ),
        "cut below only": (
            lambda i, size, jump, start, pixels: (
                max(start + i * jump, 0),
                start + i * jump + size,
            ),
            "The beginning was cut off where the image begins. The end may lie beside it, too.",
        ),
        "cut one pixel too early": (
            lambda i, size, jump, start, pixels: (
                max(start + i * jump, 0),
                min(start + i * jump + size, pixels - 1),
            ),
            "The one after the last pixel has the number `pixels`: pixels are counted from 0.",
        ),
        "last pixel included, except at the edge": (
            lambda i, size, jump, start, pixels: (
                max(start + i * jump, 0),
                min(start + i * jump + size - 1, pixels),
            ),
            "That is the last pixel seen. Return the one after it, as a slice needs it.",
        ),
        "size for the end": (
            lambda *arguments: (
                pixels_seen(*arguments)[0],
                pixels_seen(*arguments)[1] - pixels_seen(*arguments)[0],
            ),
            "The second number is how many pixels it sees. Return where they end.",
        ),
        "start subtracted": (
            lambda i, size, jump, start, pixels: pixels_seen(i, size, jump, -start, pixels),
            "`start` is negative in the padding already: add it.",
        ),
        "outputs counted from 1": (
            lambda index, size, jump, start, pixels: pixels_seen(
                index - 1, size, jump, start, pixels
            ),
            "Output 0 is the first, and its field begins at `start`.",
        ),
        "start taken for the middle": (
            lambda index, size, jump, start, pixels: pixels_seen(
                index, size, jump, start - size // 2, pixels
            ),
            "`start` is where the field of output 0 begins, not its middle.",
        ),
    },
)

effective_field = ChoiceQuestion(
    "receptive_field.effective_field",
    reread="Effective receptive field: seen is not used",
    prompt="An image goes through 40 convolutions of 3 × 3. Which pixels matter most to an output "
    "in the middle?",
    choices={
        "All pixels of its receptive field, equally": (
            "seen taken for used",
            "Each pixel of the field can change the output. From the middle there are many ways "
            "to the output, from a corner there is one.",
        ),
        "All of them, and those at the rim most, since they are the newest": (
            "rim taken for important",
            "Each layer adds a new rim, from which few ways lead to the output. Count the ways.",
        ),
        "Those near the middle; most of the receptive field hardly matters": RIGHT,
        "Only the nine pixels around the middle": (
            "one layer only",
            "Those are what one layer sees. Forty layers do carry more of the image up.",
            "Poke every pixel",
        ),
    },
    hints=[
        "In how many ways can you step down from the output to a pixel, layer by layer?",
        "To a corner there is one way: to the same side in every layer. And to the middle?",
    ],
    explanation="The ways from the middle outnumber those from the rim: what counts is a "
    "spot that grows with the square root of the depth, while the field grows with the depth.",
)
