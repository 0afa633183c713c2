"""Exercises of the chapter *ResNet*.

Cases avoid whatever hides a mistake: as many channels as filters with a stride of 1, feature
maps of one pixel, sums without negative numbers.
"""

from functools import partial

import numpy as np

from cnn_lessons.blueprints import (
    Activation,
    Add,
    BatchNorm,
    Concat,
    Conv,
    Dense,
    Flatten,
    GlobalPool,
    Input,
    Network,
    Pool,
)
from cnn_lessons.blueprints.network_exercise import NetworkExercise
from cnn_lessons.checks import (
    RIGHT,
    ChoiceQuestion,
    Exercise,
    NumberQuestion,
    ShapeQuestion,
    whole_numbers,
)
from cnn_lessons.operations import conv2d, relu

shortcut_shape = ShapeQuestion(
    "resnet.shortcut_shape",
    reread="Add what came in",
    prompt="A block takes {size} × {size} × {C} to {filters} feature maps with a stride of "
    "{strides}. Which shape (H, W, C) must come out of the convolution on its shortcut?",
    inputs={"size": 56, "C": 64, "filters": 128, "strides": 2},
    answer=lambda size, filters, strides: (size // strides, size // strides, filters),
    mistakes={
        "stride forgotten": (
            lambda size, filters: (size, size, filters),
            "The channels fit. But the other way takes steps of 2, and its maps are smaller.",
        ),
        "channels forgotten": (
            lambda size, C, strides: (size // strides, size // strides, C),
            "The size fits. How many maps come out of the other way?",
        ),
        "left as it was": (
            lambda size, C: (size, size, C),
            "That is what came in. A sum needs what the other way makes of it.",
        ),
        "concatenated": (
            lambda size, C, filters, strides: (size // strides, size // strides, C + filters),
            "These channels stand one behind the other. ResNet adds number to number.",
        ),
        "padding forgotten": (
            lambda size, filters, strides: ((size - 3) // strides + 1,) * 2 + (filters,),
            "The convolutions of a block are padded: only the stride makes the maps smaller.",
        ),
        "the kernel's own shape": (
            lambda filters: (1, 1, filters),
            "That is the window of its kernel. Which shape have the maps that come out?",
        ),
        "stride twice": (
            lambda size, filters, strides: (size // strides**2, size // strides**2, filters),
            "Only one of the two convolutions on the other way takes the stride.",
        ),
        "stride on one axis": (
            lambda size, filters, strides: (size // strides, size, filters),
            "The window takes its steps down and across.",
        ),
        "channels halved as well": (
            lambda size, C, strides: (size // strides, size // strides, C // strides),
            "The stride is about places. The filters say how many maps there are.",
        ),
    },
    hints=[
        "What is the shape at the end of the two 3 × 3 convolutions?",
        "Both terms of a sum have the same shape.",
    ],
    explanation="Both ways end with {answer}: the shortcut has a 1 × 1 convolution of {filters} "
    "filters that takes the stride, too.",
)


def block_outputs(inputs, kernel_1, kernel_2, projection, strides):
    """Add what two convolutions make of `inputs` to `inputs`, projected where that is needed."""
    outputs = relu(conv2d(inputs, kernel_1, strides=strides, padding=1))
    outputs = conv2d(outputs, kernel_2, padding=1)
    shortcut = inputs if projection is None else conv2d(inputs, projection, strides=strides)
    return relu(outputs + shortcut)


def _added(made, way, first):
    return relu(made + way)


def _block_with(
    inputs, *layers, between=relu, join=_added, step=None, first=None, second=1, padding=1
):
    """Compute the block with something changed."""
    kernel_1, kernel_2, projection, strides = layers
    begun = between(conv2d(inputs, kernel_1, strides=first or strides, padding=padding))
    made = conv2d(begun, kernel_2, strides=second, padding=padding)
    way = inputs if projection is None else conv2d(inputs, projection, strides=step or strides)
    return join(made, way, begun)


def _projection_with_relu(inputs, kernel_1, kernel_2, projection, strides):
    if projection is None:
        return block_outputs(inputs, kernel_1, kernel_2, None, strides)
    way = relu(conv2d(inputs, projection, strides=strides))
    return _block_with(
        inputs, kernel_1, kernel_2, projection, strides,
        join=lambda made, _, first: relu(made + way),
    )  # fmt: skip


def _pre_activation(inputs, kernel_1, kernel_2, projection, strides):
    made = conv2d(relu(inputs), kernel_1, strides=strides, padding=1)
    way = inputs if projection is None else conv2d(inputs, projection, strides=strides)
    return conv2d(relu(made), kernel_2, padding=1) + way


def _stride_on_the_second(inputs, kernel_1, kernel_2, projection, strides):
    return _block_with(inputs, kernel_1, kernel_2, projection, strides, first=1, second=strides)


def _case(size, C, F, strides, projected):
    shapes = (1, *size, C), (3, 3, C, F), (3, 3, F, F), (1, 1, C, F)
    *arrays, projection = (
        whole_numbers(*shape, seed=seed, low=-3, high=4) for seed, shape in enumerate(shapes, 5)
    )
    return *arrays, projection if projected else None, strides


BLOCK = "Add what came in"
block = Exercise(
    "resnet.block",
    reread=BLOCK,
    reference=block_outputs,
    cases=[
        _case((3, 2), 1, 1, 1, projected=False),
        _case((5, 3), 2, 2, 1, projected=False),
        _case((5, 3), 2, 3, 2, projected=True),
        _case((2, 1), 1, 3, 2, projected=True),
    ],
    hints=[
        "`conv2d(inputs, kernel_1, strides=strides, padding=1)`, a ReLU, and the second kernel "
        "with a stride of 1.",
        "The shortcut is `inputs`, or `inputs` after the 1 × 1 kernel `projection`, if there is "
        "one. Which stride does that need?",
        "Add first. Then the last ReLU.",
    ],
    mistakes={
        "no shortcut": (
            partial(_block_with, join=lambda made, way, first: relu(made)),
            "These are two convolutions in a row: a plain network. What came in is not added.",
        ),
        "ReLU before the addition": (
            partial(_block_with, join=lambda made, way, first: relu(made) + way),
            "A ReLU stands before the addition. So the block can only add, never take away.",
        ),
        "no ReLU at the end": (
            partial(_block_with, join=lambda made, way, first: made + way),
            "The sum leaves the block as it is. In the drawing one more box comes after it.",
        ),
        "no ReLU between": (
            partial(_block_with, between=lambda maps: maps),
            "Two convolutions with nothing between them are one linear layer.",
        ),
        "concatenation taken for addition": (
            partial(_block_with, join=lambda made, way, first: relu(np.append(way, made, axis=-1))),
            "The maps stand one behind the other, as in DenseNet. Here they are added.",
        ),
        "shortcut too late": (
            partial(_block_with, join=lambda made, way, first: relu(made + first)),
            "What the first convolution made was added. The shortcut leaves before it.",
        ),
        "ReLU on the shortcut": (
            partial(_block_with, join=lambda made, way, first: relu(made + relu(way))),
            "The shortcut has a ReLU of its own. It passes on what comes in, negative numbers as "
            "well.",
        ),
        "subtracted": (
            partial(_block_with, join=lambda made, way, first: relu(made - way)),
            "F is what has to be added to x: H(x) = F(x) + x. The difference is what training "
            "finds, not what the block computes.",
        ),
        "shortcut not projected": (
            lambda *case: _block_with(*case[:3], None, case[4]),
            "Where the filters or the stride change the shape, what came in does not fit. "
            "`projection` is there for that.",
        ),
        "projection without the stride": (
            partial(_block_with, step=1),
            "The projection gives the right channels on too many places.",
        ),
        "a ReLU on the way and one at the end": (
            partial(_block_with, join=lambda made, way, first: relu(relu(made) + way)),
            "One ReLU too many: behind the second convolution comes the sum, and then the ReLU. "
            "As it is, the block can only add, never take away.",
        ),
        "ReLU on the projection": (
            _projection_with_relu,
            "The projection brings the shortcut into shape, and nothing else: no ReLU behind it.",
        ),
        "stride on the second": (
            _stride_on_the_second,
            "The first convolution takes the stride, so that the second has fewer places to look "
            "at.",
        ),
        "stride on both": (
            lambda inputs, one, two, way, step: _block_with(
                inputs, one, two, way, step, second=step
            ),
            "Two strides of 2 leave a quarter of each side. Only the first convolution takes it.",
        ),
        "padding forgotten": (
            partial(_block_with, padding=0),
            "Without padding each 3 × 3 takes a frame away, and the sum no longer fits.",
        ),
        "padding of Keras": (
            partial(_block_with, padding="same"),
            "With a stride of 2, “same” pads at the end only, where the sizes are even. Here it is "
            "1 on each side, as in the paper: the window stands elsewhere.",
        ),
        "an array asked for its truth": (
            lambda inputs, one, two, way, step: _block_with(
                inputs, one, two, way if way else None, step
            ),
            "`if projection:` asks whether an array is true, which it cannot say. Ask whether it "
            "`is None`.",
        ),
        "order of the kernels": (
            lambda inputs, one, two, way, step: block_outputs(inputs, two, one, way, step),
            "`kernel_1` comes first: its channels are those of `inputs`.",
        ),
        "one convolution": (
            lambda inputs, one, two, way, step: relu(
                conv2d(inputs, one, strides=step, padding=1)
                + (inputs if way is None else conv2d(inputs, way, strides=step))
            ),
            "A basic block has two convolutions on its long way: `kernel_2` waits.",
        ),
        "ReLU before each convolution": (
            _pre_activation,
            "That is version 2, without its normalization: there the ReLU stands before each "
            "convolution, and nothing after the sum. The drawing has it the other way.",
        ),
    },
)

degradation = ChoiceQuestion(
    "resnet.degradation",
    reread="Deeper, and worse",
    prompt="After three epochs 32 plain layers make more errors than 20 on the digits they are "
    "trained on. What is that?",
    choices={
        "Overfitting: the larger network has learned the training digits by heart": (
            "training error taken for test error",
            "Who has learned digits by heart makes no errors on them.",
        ),
        "Too few parameters: the larger network cannot represent what the smaller one does": (
            "depth taken for a lack of capacity",
            "Let 12 of the layers pass on what they get, and it is the smaller network.",
        ),
        "Too few digits: more data would let the larger network win": (
            "training taken for generalization",
            "More data help on digits that were not seen. These were.",
        ),
        "Too slow a search for weights that exist: "
        "the larger network contains the smaller one": RIGHT,
    },
    hints=[
        "What would the 32 layers have to do to equal the 20?",
        "Are the errors on digits that were seen, or on new ones?",
    ],
    explanation="12 layers that pass on what they get would make the two equal. The weights exist; "
    "the training has not found them in that time.",
)


def block_parameters(channels, filters, strides):
    """Return the trained parameters of a basic block, without biases."""
    first = 9 * channels * filters + 2 * filters
    second = 9 * filters * filters + 2 * filters
    changes = strides > 1 or channels != filters
    return first + second + changes * (channels * filters + 2 * filters)


def _projected(channels, filters, strides):
    return strides > 1 or channels != filters


SCRATCH = "ResNet-34, from its table"
parameters = Exercise(
    "resnet.parameters",
    reread=BLOCK,
    reference=block_parameters,
    cases=[(2, 2, 1), (2, 3, 1), (5, 5, 2), (3, 7, 2), (64, 128, 2)],
    hints=[
        "A kernel of 3 × 3 has `9 * channels * filters` weights. The second one gets what the "
        "first gives.",
        "After every convolution comes a normalization with two trained numbers for each map.",
        "When does the shortcut need a 1 × 1 convolution? It is normalized as well.",
    ],
    mistakes={
        "projection forgotten": (
            lambda C, F, step: 9 * C * F + 9 * F * F + 4 * F,
            "Where the shape changes, the shortcut has weights, too.",
        ),
        "projection everywhere": (
            lambda C, F, step: block_parameters(C, F, 2),
            "Every shortcut has a projection here. Where the shape stays, it has no weights.",
        ),
        "projection for the channels only": (
            lambda C, F, step: block_parameters(C, F, 1),
            "A stride changes the shape, even if the channels stay.",
        ),
        "projection for the stride only": (
            lambda C, F, step: 9 * C * F + 9 * F * F + 4 * F + (step > 1) * (C * F + 2 * F),
            "Another number of channels changes the shape, even if the stride is 1.",
        ),
        "projection of 3 × 3": (
            lambda C, F, step: block_parameters(C, F, step) + _projected(C, F, step) * 8 * C * F,
            "The convolution on the shortcut looks at one place at a time.",
        ),
        "normalization forgotten": (
            lambda C, F, step: block_parameters(C, F, step) - 2 * F * (2 + _projected(C, F, step)),
            "These are the kernels. Every normalization has a gamma and a beta for each map.",
            SCRATCH,
        ),
        "moving averages counted": (
            lambda C, F, step: block_parameters(C, F, step) + 2 * F * (2 + _projected(C, F, step)),
            "Moving averages are kept, but not trained.",
            SCRATCH,
        ),
        "biases counted": (
            lambda C, F, step: block_parameters(C, F, step) + F * (2 + _projected(C, F, step)),
            "These convolutions have no biases: the normalization would take them away.",
            SCRATCH,
        ),
        "second kernel like the first": (
            lambda C, F, step: block_parameters(C, F, step) + 9 * F * (C - F),
            "The second convolution gets as many maps as the first one gives.",
            SCRATCH,
        ),
        "projection not normalized": (
            lambda C, F, step: block_parameters(C, F, step) - 2 * F * _projected(C, F, step),
            "The projection is normalized as well, with two numbers for each map.",
            SCRATCH,
        ),
        "normalized for what comes in": (
            lambda C, F, step: block_parameters(C, F, step) + 2 * (C - F),
            "A normalization follows its convolution: it has two numbers for each map that comes "
            "out of that.",
            SCRATCH,
        ),
        "one number for each map": (
            lambda C, F, step: block_parameters(C, F, step) - F * (2 + _projected(C, F, step)),
            "A normalization has a gamma and a beta.",
            SCRATCH,
        ),
        "one convolution": (
            lambda C, F, step: block_parameters(C, F, step) - 9 * F * F - 2 * F,
            "A basic block has two convolutions of 3 × 3 on its long way.",
        ),
        "3 × 3 taken for 3": (
            lambda C, F, step: block_parameters(C, F, step) - 6 * F * (C + F),
            "A kernel of 3 × 3 has nine weights for each pair of maps.",
        ),
        "one normalization": (
            lambda C, F, step: 9 * C * F + 9 * F * F + 2 * F + _projected(C, F, step) * C * F,
            "A normalization follows each convolution, that of the projection as well.",
            SCRATCH,
        ),
    },
)


def build_resnet_18(input_shape, classes):
    """Build four stages of two basic blocks behind a large window and a pooling."""

    def convolve(x, filters, size, strides=1):
        x = Conv(filters, size, strides, padding="same", use_bias=False)(x)
        return BatchNorm()(x)

    x = convolve(Input(input_shape), 64, 7, 2)
    x = Pool(3, 2, padding="same")(Activation("relu")(x))
    for filters in (64, 128, 256, 512):
        for block in range(2):
            strides = 2 if block == 0 and filters != 64 else 1
            y = Activation("relu")(convolve(x, filters, 3, strides))
            y = convolve(y, filters, 3)
            if strides == 2:  # a projection
                x = convolve(x, filters, 1, strides)
            x = Activation("relu")(Add()(x, y))
    x = Dense(classes)(GlobalPool()(x))
    return Network("ResNet-18", Activation("softmax")(x))


def _eighteen(
    input_shape,
    classes,
    blocks=(2, 2, 2, 2),
    widths=(64, 128, 256, 512),
    first=(7, 2),
    pool=(3, 2),
    use_bias=False,
    norm=True,
    first_stride=1,
    all_strided=False,
    strided=0,
    projected=None,
    projection_norm=True,
    projection_relu=False,
    relu_before_sum=False,
    relu_after_sum=True,
    relu_between=True,
    shortcuts=True,
    join=Add,
    end=GlobalPool,
    softmax=True,
):
    """Build ResNet-18 as `build_resnet_18` does, or with a mistake."""

    def convolve(x, filters, size, strides=1, relu=False, is_normal=norm):
        x = Conv(filters, size, strides, padding="same", use_bias=use_bias)(x)
        x = BatchNorm()(x) if is_normal else x
        return Activation("relu")(x) if relu else x

    def block(x, filters, strides):
        places = [1, 1]
        places[strided] = strides
        y = convolve(x, filters, 3, places[0], relu_between)
        y = convolve(y, filters, 3, places[1], relu_before_sum)
        changes = strides > 1 or x.shape[-1] != filters
        if changes if projected is None else projected:
            x = convolve(x, filters, 1, strides, projection_relu, norm and projection_norm)
        y = join()(x, y) if shortcuts else y
        return Activation("relu")(y) if relu_after_sum else y

    x = convolve(Input(input_shape), 64, *first, True)
    x = Pool(*pool, padding="same")(x) if pool else x
    for stage, (filters, count) in enumerate(zip(widths, blocks, strict=True)):
        for i in range(count):
            is_strided = (i == 0 or all_strided) and stage > 0
            x = block(x, filters, 2 if is_strided else first_stride if i == 0 else 1)
    x = Dense(classes)(end()(x))
    return Network("ResNet-18", Activation("softmax")(x) if softmax else x)


eighteen = NetworkExercise(
    "resnet.eighteen",
    reread=SCRATCH,
    reference=build_resnet_18,
    cases=[((224, 224, 3), 1000), ((96, 64, 1), 7)],
    hints=[
        "Begin with a small function for a convolution without a bias and the batch normalization "
        "behind it: it is needed everywhere.",
        "A block keeps its input: `y = …(x)`, and at the end `Add()(x, y)`. Where the stride is 2, "
        "x goes through a 1 × 1 convolution with that stride first.",
        "Four stages with 64, 128, 256 and 512 filters, two blocks each. Only the first block of "
        "the last three stages has a stride of 2.",
    ],
    mistakes={
        "biases": (
            partial(_eighteen, use_bias=True),
            "The convolutions have no biases: `use_bias=False`. The batch normalization shifts.",
        ),
        "batch normalization forgotten": (
            partial(_eighteen, norm=False),
            "A batch normalization follows each convolution.",
        ),
        "projections without batch normalization": (
            partial(_eighteen, projection_norm=False),
            "A batch normalization follows each convolution, on the shortcuts, too.",
        ),
        "a ReLU on the projections": (
            partial(_eighteen, projection_relu=True),
            "On the shortcut there is a convolution and its normalization, and no ReLU.",
        ),
        "no shortcuts": (
            partial(_eighteen, shortcuts=False, projected=False),
            "That is the plain network. Add what came into each block: `Add()(x, y)`.",
        ),
        "projections everywhere": (
            partial(_eighteen, projected=True),
            "Only where the shape changes is there a convolution on the shortcut.",
        ),
        "a sum that does not fit": (
            partial(_eighteen, projected=False),
            "Where a block has a stride of 2, x has to go through a 1 × 1 convolution with that "
            "stride and the block's filters before it is added.",
        ),
        "joined, not added": (
            partial(_eighteen, join=Concat),
            "A shortcut is added: `Add()`.",
        ),
        "ReLU before the sum": (
            partial(_eighteen, relu_before_sum=True, relu_after_sum=False),
            "Behind the second normalization comes the sum, and the ReLU after it.",
        ),
        "ReLU before and after the sum": (
            partial(_eighteen, relu_before_sum=True),
            "There is no ReLU between the second normalization and the sum.",
        ),
        "no ReLU after the sum": (
            partial(_eighteen, relu_after_sum=False),
            "A block ends with a ReLU, after the sum.",
        ),
        "no ReLU within the block": (
            partial(_eighteen, relu_between=False),
            "Between the two convolutions of a block stand a normalization and a ReLU.",
        ),
        "stride in the second convolution": (
            partial(_eighteen, strided=1),
            "It is the block's first convolution that has the stride.",
        ),
        "first stage strided as well": (
            partial(_eighteen, first_stride=2),
            "Before the first stage a pooling has just halved the size: its blocks have a stride "
            "of 1.",
        ),
        "each block strided": (
            partial(_eighteen, all_strided=True),
            "Only the first block of a stage has a stride of 2.",
        ),
        "pooling forgotten": (
            partial(_eighteen, pool=None),
            "Between the first convolution and the first stage stands a max pooling.",
        ),
        "pooling of 2 × 2": (
            partial(_eighteen, pool=(2, 2)),
            "The pooling has windows of 3 × 3 and a stride of 2.",
        ),
        "first stride forgotten": (
            partial(_eighteen, first=(7, 1)),
            "The convolution of 7 × 7 has a stride of 2.",
        ),
        "first window of 3 × 3": (
            partial(_eighteen, first=(3, 2)),
            "The first convolution has a window of 7 × 7.",
        ),
        "a block too few": (
            partial(_eighteen, blocks=(2, 2, 2, 1)),
            "Each of the four stages has two blocks.",
        ),
        "one block for each stage": (
            partial(_eighteen, blocks=(1, 1, 1, 1)),
            "Each of the four stages has two blocks.",
        ),
        "ResNet-34": (
            partial(_eighteen, blocks=(3, 4, 6, 3)),
            "That is the row below. ResNet-18 has two blocks in each stage.",
        ),
        "64 filters everywhere": (
            partial(_eighteen, widths=(64, 64, 64, 64)),
            "The filters double from stage to stage: 64, 128, 256, 512.",
        ),
        "all numbers in place of means": (
            partial(_eighteen, end=Flatten),
            "Before the dense layer comes a global average pooling.",
        ),
        "no softmax": (
            partial(_eighteen, softmax=False),
            "A softmax follows the dense layer.",
        ),
        "always 224 pixels": (
            lambda input_shape, classes: build_resnet_18((224, 224, 3), classes),
            "The shape of the image is given: `Input(input_shape)`.",
        ),
        "always 1,000 classes": (
            lambda input_shape, classes: build_resnet_18(input_shape, 1000),
            "How many classes there are is given: `classes`.",
        ),
        "a node handed back": (
            lambda input_shape, classes: Input(input_shape),
            'A network has a name and its last node: `return Network("ResNet-18", x)`.',
        ),
    },
)

bottleneck_weights = NumberQuestion(
    "resnet.bottleneck_weights",
    reread="A bottleneck",
    prompt="A bottleneck gets {C} feature maps. Its convolutions are 1 × 1 with {filters} filters, "
    "3 × 3 with {filters}, and 1 × 1 with {C}. How many weights have the three together, without "
    "biases?",
    inputs={"C": 320, "filters": 96},
    answer=lambda C, filters: 2 * C * filters + 9 * filters**2,
    mistakes={
        "way back forgotten": (
            lambda C, filters: C * filters + 9 * filters**2,
            "Two kernels were counted. The maps have to become as many as before.",
        ),
        "3 × 3 over all maps": (
            lambda C, filters: 2 * C * filters + 9 * C * filters,
            "The 3 × 3 gets what the first 1 × 1 lets through.",
        ),
        "3 × 3 three times": (
            lambda C, filters: 9 * (2 * C * filters + filters**2),
            "Only the kernel in the middle is 3 × 3.",
        ),
        "basic block": (
            lambda C: 18 * C**2,
            "These are two 3 × 3 on all the maps: what the bottleneck saves.",
        ),
        "1 × 1 taken for one weight": (
            lambda C, filters: C + 9 * filters**2 + filters,
            "A kernel of 1 × 1 has a weight for each pair of a map that comes in and one that "
            "goes out.",
        ),
        "nine forgotten": (
            lambda C, filters: 2 * C * filters + filters**2,
            "The kernel in the middle has nine weights for each pair of maps.",
        ),
        "window not squared": (
            lambda C, filters: 2 * C * filters + 3 * filters**2,
            "A window of 3 × 3 has rows and columns.",
        ),
        "one full 3 × 3": (
            lambda C: 9 * C**2,
            "That is one 3 × 3 on all the maps: what the bottleneck avoids.",
        ),
        "biases counted": (
            lambda C, filters: 2 * C * filters + 9 * filters**2 + 2 * filters + C,
            "Only the weights are asked for: a normalization shifts, and there are no biases.",
        ),
        "middle only": (
            lambda filters: 9 * filters**2,
            "Before it and behind it stand two 1 × 1 convolutions.",
        ),
    },
    hints=[
        "A kernel array has the shape (KH, KW, C, F).",
        "Write down in and out for each of the three: {C} → {filters} → {filters} → {C}.",
    ],
    explanation="{C} · {filters} + 9 · {filters} · {filters} + {filters} · {C} = {answer}.",
)

grouped_weights = NumberQuestion(
    "resnet.grouped_weights",
    reread="Two later blocks",
    prompt="In a block of ResNeXt a 3 × 3 convolution takes {C} feature maps to {C} in {groups} "
    "groups. How many weights does it have?",
    inputs={"C": 256, "groups": 32},
    answer=lambda C, groups: 9 * C * C // groups,
    mistakes={
        "groups forgotten": (
            lambda C: 9 * C * C,
            "Here every filter sees all maps. In a group it sees those of its group.",
        ),
        "one group": (
            lambda C, groups: 9 * (C // groups) ** 2,
            "That is one group. All of them have kernels.",
        ),
        "depthwise": (
            lambda C: 9 * C,
            "With one map to a filter there would be as many groups as maps.",
        ),
        "groups taken for channels of a group": (
            lambda C, groups: 9 * C * groups,
            "32 is how many groups there are. How many maps has each?",
        ),
        "nine forgotten": (
            lambda C, groups: C * C // groups,
            "A window of 3 × 3 has nine weights for each map that the filter sees.",
        ),
        "window not squared": (
            lambda C, groups: 3 * C * C // groups,
            "A window of 3 × 3 has rows and columns.",
        ),
        "biases counted": (
            lambda C, groups: 9 * C * C // groups + C,
            "Only the weights are asked for.",
        ),
        "times the groups": (
            lambda C, groups: 9 * C * C * groups,
            "More groups mean fewer weights: each filter sees less.",
        ),
    },
    hints=["How many maps does one filter see?", "There are {C} filters in all."],
    explanation="A filter sees {C}/{groups} maps: 9 · 8 · {C} = {answer}.",
)
