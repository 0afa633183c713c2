"""Exercises of the chapter *VGG in two frameworks*.

None of them needs PyTorch. Cases avoid whatever hides a mistake: a square window, as many
channels as filters, feature maps of a single place.
"""

import numpy as np

from cnn_lessons.checks import RIGHT, ChoiceQuestion, Exercise, NumberQuestion

FLATTEN = "What the flatten has done"


def _numbered(*shape):
    """Return an array in which every number is another."""
    return np.arange(1.0, 1 + np.prod(shape)).reshape(shape)


def to_torch(kernel):
    """Put filters first, then channels, then rows and columns of the window."""
    return kernel.transpose(3, 2, 0, 1)


kernel = Exercise(
    "vgg_two_frameworks.kernel",
    reread="Channels last, channels first",
    reference=to_torch,
    cases=[(_numbered(1, 2, 3, 4),), (_numbered(2, 3, 2, 5),), (_numbered(3, 2, 4, 2),)],
    hints=[
        "Write down what each of the four axes of `(KH, KW, C, F)` is called, and where PyTorch "
        "wants it.",
        "`transpose` takes, for each axis of the result, the number of the old axis.",
    ],
    mistakes={
        "reshaped": (
            lambda kernel: kernel.reshape(kernel.shape[3], kernel.shape[2], *kernel.shape[:2]),
            "The shape is right and the weights are scrambled: `reshape` keeps the order of the "
            "numbers. Here axes change places.",
        ),
        "turned round completely": (
            lambda kernel: kernel.T,
            "All four axes are turned round, so the window lies on its side: rows have become "
            "columns. Square windows hide that in the shape.",
        ),
        "channels before filters": (
            lambda kernel: kernel.transpose(2, 3, 0, 1),
            "The channels came first. In PyTorch a kernel begins with its filters.",
        ),
        "flipped": (
            lambda kernel: kernel[::-1, ::-1].transpose(3, 2, 0, 1),
            "The axes are right, but each window is turned by 180°. Both libraries compute the "
            "same correlation; nothing has to be flipped.",
        ),
        "channels kept last": (
            lambda kernel: kernel.transpose(3, 0, 1, 2),
            "That is TensorFlow Lite's order, (F, KH, KW, C). PyTorch has the channels before the "
            "window.",
        ),
        "the way back": (
            lambda kernel: kernel.transpose(2, 3, 1, 0),
            "That carries a kernel of PyTorch's to Keras. You are going the other way.",
        ),
        "nothing moved": (
            lambda kernel: kernel,
            "So it came from Keras. PyTorch wants the axes in another order.",
        ),
    },
)

position = NumberQuestion(
    "vgg_two_frameworks.position",
    reread=FLATTEN,
    prompt="Feature maps of {H} rows, {W} columns and {C} channels are flattened in PyTorch. Where "
    "in the vector is the number at row {row}, column {column}, channel {channel}? All counts "
    "begin at 0.",
    inputs={"H": 7, "W": 5, "C": 11, "row": 4, "column": 3, "channel": 2},
    answer=lambda H, W, row, column, channel: channel * H * W + row * W + column,
    mistakes={
        "as in Keras": (
            lambda W, C, row, column, channel: (row * W + column) * C + channel,
            "There Keras has it: all channels of a pixel, then the next pixel.",
        ),
        "columns before rows": (
            lambda H, W, row, column, channel: channel * H * W + column * H + row,
            "The channel is right. Within a map, one row follows the other.",
        ),
        "row times height": (
            lambda H, W, row, column, channel: channel * H * W + row * H + column,
            "How many numbers stand in one row of a map: as many as there are rows?",
        ),
        "channel forgotten": (
            lambda W, row, column: row * W + column,
            "So it would be in the first map. Two whole maps come before.",
        ),
        "row and column exchanged": (
            lambda H, W, row, column, channel: channel * H * W + column * W + row,
            "Before this number stand whole rows: as many as its row says.",
        ),
    },
    hints=[
        "PyTorch writes down the whole first map, then the whole second, and so on.",
        "How many numbers has a map, and how many a row of it?",
    ],
    explanation="Two maps of 7 · 5, four rows of 5, and 3: {answer}.",
)


def dense_weights(kernel, maps_shape):
    """Give each weight its place, then move the axes as in a convolution."""
    H, W, C = maps_shape
    units = kernel.shape[1]
    return kernel.reshape(H, W, C, units).transpose(3, 2, 0, 1).reshape(units, -1)


def _moved(kernel, sizes, axes):
    """Take the first axis apart into three sizes, and move the four axes."""
    return kernel.reshape(*sizes, -1).transpose(axes).reshape(kernel.shape[1], -1)


dense = Exercise(
    "vgg_two_frameworks.dense",
    reread=FLATTEN,
    reference=dense_weights,
    cases=[
        (_numbered(6, 2), (1, 2, 3)),
        (_numbered(30, 4), (2, 3, 5)),
        (_numbered(24, 7), (4, 3, 2)),
    ],
    hints=[
        "Each row of `kernel` belongs to one number of the maps. Give it back its row, column and "
        "channel: `kernel.reshape(H, W, C, units)`.",
        "Now it looks like the kernel of a convolution. Move the axes in the same way.",
        "In the end the last three axes become one again.",
    ],
    mistakes={
        "only transposed": (
            lambda kernel, maps_shape: kernel.T,
            "The shape is right. But the columns stand in Keras's order, and PyTorch's vector "
            "begins with the whole first map.",
        ),
        "the way back": (
            lambda kernel, maps: _moved(kernel, (maps[2], *maps[:2]), (3, 1, 2, 0)),
            "This carries weights from PyTorch's order to Keras's. You are going the other way.",
        ),
        "rows and columns swapped": (
            lambda kernel, maps: _moved(kernel, maps, (3, 2, 1, 0)),
            "Each map is on its side. Within a map the rows still come first.",
        ),
        "units left last": (
            lambda kernel, maps: dense_weights(kernel, maps).T,
            "The inputs are in the right order. PyTorch's `Linear` keeps its weights as "
            "(units, inputs).",
        ),
        "only reshaped": (
            lambda kernel, maps_shape: kernel.reshape(kernel.shape[1], -1),
            "The shape is right, but `reshape` keeps the order of the numbers: no weight has been "
            "moved.",
        ),
        "not flattened again": (
            lambda kernel, maps: kernel.reshape(*maps, -1).transpose(3, 2, 0, 1),
            "That is a kernel for the maps, in PyTorch's order. A dense layer's has two axes.",
        ),
    },
)

hiding_size = ChoiceQuestion(
    "vgg_two_frameworks.hiding_size",
    reread=FLATTEN,
    prompt="A program carries VGG's weights and transposes all dense kernels, nothing more. For "
    "which square images are its logits right nevertheless? Each of the five poolings halves the "
    "size and rounds down.",
    choices={
        "for all from 32 to 63 pixels": RIGHT,
        "for none": (
            "one place overlooked",
            "How many places are left of 32 pixels after five halvings? In how many ways can they "
            "be ordered?",
        ),
        "for 32 pixels only": (
            "rounding overlooked",
            "What is left of 40 pixels? A pooling rounds down.",
        ),
        "for all, as long as height and width are equal": (
            "square maps",
            "It is not rows and columns that have changed places: channels have moved before them.",
        ),
    },
    hints=[
        "The two orders differ as soon as the last maps have more than one place.",
        "63 → 31 → 15 → 7 → 3 → 1.",
    ],
    explanation="From 32 to 63 pixels, one place is left, and a pixel's channels stand in the same "
    "order in both. A test with CIFAR-10's images sees nothing.",
)

modes = ChoiceQuestion(
    "vgg_two_frameworks.modes",
    reread="The same steps",
    prompt="Somebody calls `module.eval()` at the beginning and then trains this VGG in PyTorch, "
    "with loss, `backward()` and `step()` as usual. What happens?",
    choices={
        "It learns, without dropout": RIGHT,
        "It does not learn: there are no gradients": (
            "mode taken for gradients",
            "That would be `torch.no_grad()`. `eval()` only tells layers such as dropout and batch "
            "normalization how to behave.",
        ),
        "`backward()` raises an error": (
            "error expected",
            "`eval()` changes no rule of differentiation: every layer still has its gradient.",
        ),
        "It learns as in training mode": (
            "dropout forgotten",
            "VGG has two layers that behave otherwise in training.",
        ),
    },
    hints=[
        "There are two switches: one for layers that behave differently, one for gradients.",
        "Which of VGG's layers know about modes?",
    ],
    explanation="`eval()` switches dropout off and leaves gradients alone: it learns, without "
    "dropout.",
)
