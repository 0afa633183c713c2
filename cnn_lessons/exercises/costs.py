"""Exercises of the chapter *Costs*.

Counts are compared exactly. Cases avoid whatever hides a mistake: square images,
one channel, as many filters as channels, stride 1, a batch of one.
"""

from math import ceil, prod

from cnn_lessons.checks import RIGHT, ChoiceQuestion, Exercise, NumberQuestion


def cnn_parameters(filters, hidden, classes, bias=1, size=13):
    """Return the parameters of the small network of the question."""
    conv = filters * (3 * 3 * 1 + bias)
    inputs = size * size * filters
    return conv + hidden * (inputs + bias) + classes * (hidden + bias)


small_network = NumberQuestion(
    "costs.small_network",
    reread="A network on paper",
    prompt="An image of 28 × 28 × 1 goes through `Conv({F}, 3)` without padding, `Pool(2)`, "
    "`Flatten()`, `Dense({hidden})` and `Dense({classes})`, all with biases. How many parameters "
    "does the network have?",
    inputs={"F": 32, "hidden": 100, "classes": 10},
    answer=lambda F, hidden, classes: cnn_parameters(F, hidden, classes),
    mistakes={
        "biases forgotten": (
            lambda F, hidden, classes: cnn_parameters(F, hidden, classes, bias=0),
            "These are the weights. Each filter and each unit has a bias as well.",
        ),
        "pooling forgotten": (
            lambda F, hidden, classes: cnn_parameters(F, hidden, classes, size=26),
            "The pooling has no parameters, and still it decides how many inputs the dense layer "
            "has.",
        ),
        "border kept": (
            lambda F, hidden, classes: cnn_parameters(F, hidden, classes, size=14),
            "Without padding, the convolution's maps are smaller than the image.",
        ),
        "channels lost in the flatten": (
            lambda F, hidden, classes: 10 * F + hidden * (13 * 13 + 1) + classes * (hidden + 1),
            "The flatten puts all numbers of all maps in a row, not those of one map.",
        ),
        "first dense layer only": (
            lambda F, hidden: hidden * (13 * 13 * F + 1),
            "That is the layer with the most. The others count too.",
        ),
        "convolution forgotten": (
            lambda F, hidden, classes: cnn_parameters(F, hidden, classes) - 10 * F,
            "Those are the dense layers. The convolution has weights, too.",
        ),
        "one number of each map": (
            lambda F, hidden, classes: cnn_parameters(F, hidden, classes, size=1),
            "That is after global pooling. Flatten keeps all numbers of all maps.",
        ),
    },
    hints=[
        "Write down the shape after each layer: 28 becomes 26, then 13.",
        "The first dense layer has 13 · 13 · {F} inputs. Do not forget the biases.",
    ],
    explanation="320 + 540,900 + 1,010 = {answer}: nearly all of them in the first dense layer.",
)

strided_multiply_adds = NumberQuestion(
    "costs.strided_multiply_adds",
    reread="Weights times places",
    prompt="A convolution of {K} × {K} with stride 3 and padding 2 turns feature maps of "
    "{size} × {size} × {C} into {F} maps. How many multiply-adds does that take for one image, "
    "biases not counted?",
    inputs={"size": 57, "K": 5, "C": 40, "F": 64},
    answer=lambda size, K, C, F: (size // 3) ** 2 * K * K * C * F,
    mistakes={
        "input size used": (
            lambda size, K, C, F: size**2 * K * K * C * F,
            "With a stride of 3, the window stands on every third pixel of every third row only. "
            "Count the outputs.",
        ),
        "stride on one axis only": (
            lambda size, K, C, F: size * (size // 3) * K * K * C * F,
            "The stride skips rows as well as columns.",
        ),
        "padding forgotten": (
            lambda size, K, C, F: ((size - K) // 3 + 1) ** 2 * K * K * C * F,
            "The padding makes room for one more place along each axis.",
        ),
        "biases counted": (
            lambda size, K, C, F: (size // 3) ** 2 * (K * K * C + 1) * F,
            "A bias is added, and not multiplied: it is no multiply-add.",
        ),
        "FLOPs instead of multiply-adds": (
            lambda size, K, C, F: 2 * (size // 3) ** 2 * K * K * C * F,
            "Multiplications and additions were counted apart: these are FLOPs, right elsewhere. "
            "Here one multiply-add is both.",
        ),
        "parameters": (
            lambda K, C, F: K * K * C * F,
            "That is how many weights there are. Each is used at every place.",
        ),
        "channels forgotten": (
            lambda size, K, F: (size // 3) ** 2 * K * K * F,
            "Each filter has a kernel for each input channel.",
        ),
        "one filter": (
            lambda size, K, C: (size // 3) ** 2 * K * K * C,
            "That is one filter. There are {F}.",
        ),
        "one row of the window": (
            lambda size, K, C, F: (size // 3) ** 2 * K * C * F,
            "The window is {K} pixels wide and {K} high.",
        ),
    },
    hints=[
        "How many places are there? The output has a third of the rows and of the columns.",
        "At each place every weight of every filter is used once.",
    ],
    explanation="19 · 19 places, {K} · {K} · {C} · {F} weights: {answer}.",
)

depthwise_multiply_adds = NumberQuestion(
    "costs.depthwise_multiply_adds",
    reread="Weights times places",
    prompt="A depthwise convolution of 3 × 3, stride 1 and padding 1, runs over {size} × {size} "
    "× {C} numbers. How many multiply-adds does that take for one image?",
    inputs={"size": 14, "C": 512},
    answer=lambda size, C: size**2 * 9 * C,
    mistakes={
        "standard convolution": (
            lambda size, C: size**2 * 9 * C * C,
            "That is a standard convolution, in which each filter sees all channels. A depthwise "
            "filter sees one.",
        ),
        "one channel only": (
            lambda size: size**2 * 9,
            "That is one filter. There is one for each channel.",
        ),
        "window forgotten": (
            lambda size, C: size**2 * C,
            "That is how many numbers come out. Each is a sum of several products.",
        ),
        "1 × 1 step included": (
            lambda size, C: size**2 * (9 * C + C * C),
            "That is a depthwise separable convolution, which mixes the channels afterwards.",
        ),
        "padding forgotten": (
            lambda size, C: (size - 2) ** 2 * 9 * C,
            "With padding 1 the window stands on every pixel.",
        ),
        "parameters": (
            lambda C: 9 * C,
            "That is how many weights there are. Each is used at every place.",
        ),
        "biases counted": (
            lambda size, C: size**2 * (9 + 1) * C,
            "A bias is added, and not multiplied: it is no multiply-add.",
        ),
        "one row of the window": (
            lambda size, C: size**2 * 3 * C,
            "The window is three pixels wide and three high.",
        ),
        "FLOPs instead of multiply-adds": (
            lambda size, C: 2 * size**2 * 9 * C,
            "Multiplications and additions were counted apart. Here one multiply-add is both.",
        ),
    },
    hints=[
        "How many weights does the kernel array have? There is one kernel for each channel.",
        "With padding 1 there are as many places as pixels.",
    ],
    explanation="9 · {C} weights at {size} · {size} places: {answer}, about a five-hundredth of "
    "what a standard convolution takes.",
)


def conv_costs(height, width, channels, kernel_size, filters, strides):
    """Return the parameters and multiply-adds of a convolution with "same" padding."""
    weights = kernel_size * kernel_size * channels * filters
    places = -(-height // strides) * -(-width // strides)  # rounded up
    return weights + filters, weights * places


def _with_biases_everywhere(height, width, channels, kernel_size, filters, strides):
    parameters, _ = conv_costs(height, width, channels, kernel_size, filters, strides)
    return parameters, parameters * ceil(height / strides) * ceil(width / strides)


layer_costs = Exercise(
    "costs.layer_costs",
    reread="Weights times places",
    reference=conv_costs,
    cases=[
        (5, 7, 2, 3, 4, 1),
        (6, 9, 3, 5, 8, 2),
        (55, 40, 16, 3, 32, 3),
        (150, 100, 3, 5, 200, 1),
    ],
    hints=[
        "The kernel array has the shape (kernel_size, kernel_size, channels, filters).",
        'With "same" padding there are `ceil(height / strides)` rows of places.',
    ],
    mistakes={
        "biases forgotten": (
            lambda H, W, C, K, F, S: (K * K * C * F, conv_costs(H, W, C, K, F, S)[1]),
            "The parameters lack the biases, one for each filter.",
            "A network on paper",
        ),
        "input size used": (
            lambda H, W, C, K, F, S: conv_costs(H, W, C, K, F, 1),
            "With a stride there are fewer places than pixels.",
        ),
        "rounded down": (
            lambda H, W, C, K, F, S: conv_costs(H // S * S, W // S * S, C, K, F, S),
            'With "same" padding the last, incomplete step counts too: round up.',
        ),
        "biases multiplied": (
            _with_biases_everywhere,
            "A bias is added, and not multiplied: it is no multiply-add.",
        ),
        "FLOPs instead of multiply-adds": (
            lambda *sizes: (conv_costs(*sizes)[0], 2 * conv_costs(*sizes)[1]),
            "The second number counts multiplications and additions apart. One multiply-add is "
            "both.",
        ),
        "no padding": (
            lambda H, W, C, K, F, S: conv_costs(H - K + 1, W - K + 1, C, K, F, S),
            'These are the places without padding. With "same" the window stands on the border '
            "as well.",
        ),
        "parameters used at each place": (
            lambda *sizes: (_with_biases_everywhere(*sizes)[1], conv_costs(*sizes)[1]),
            "The weights are shared: the parameters do not depend on the size of the image.",
        ),
        "one row of the kernel": (
            lambda H, W, C, K, F, S: (
                (K * C + 1) * F,
                K * C * F * ceil(H / S) * ceil(W / S),
            ),
            "A square kernel is as wide as it is high.",
        ),
        "channels forgotten": (
            lambda H, W, C, K, F, S: (
                conv_costs(H, W, C, K, F, S)[0],
                conv_costs(H, W, 1, K, F, S)[1],
            ),
            "Each product belongs to a weight, and a filter has weights for each input channel.",
        ),
        "channels forgotten in both": (
            lambda H, W, C, K, F, S: conv_costs(H, W, 1, K, F, S),
            "Each filter has a kernel for each input channel.",
        ),
        "one filter's multiply-adds": (
            lambda H, W, C, K, F, S: (
                conv_costs(H, W, C, K, F, S)[0],
                conv_costs(H, W, C, K, 1, S)[1],
            ),
            "All filters stand at every place.",
        ),
        "stride on one axis only": (
            lambda H, W, C, K, F, S: (
                conv_costs(H, W, C, K, F, S)[0],
                K * K * C * F * ceil(H / S) * W,
            ),
            "The stride skips rows as well as columns.",
        ),
        "the other way round": (
            lambda *sizes: conv_costs(*sizes)[::-1],
            "Both numbers are right. The parameters come first.",
        ),
        "outputs for multiply-adds": (
            lambda H, W, C, K, F, S: (
                conv_costs(H, W, C, K, F, S)[0],
                F * ceil(H / S) * ceil(W / S),
            ),
            "The second number counts outputs. Each is a sum of several products.",
        ),
        "places for multiply-adds": (
            lambda H, W, C, K, F, S: (
                conv_costs(H, W, C, K, F, S)[0],
                ceil(H / S) * ceil(W / S),
            ),
            "The second number counts places. At each of them every weight is used once.",
        ),
        "area divided at once": (
            lambda H, W, C, K, F, S: (
                conv_costs(H, W, C, K, F, S)[0],
                K * K * C * F * H * W // S**2,
            ),
            "Rows and columns are divided by the stride each by itself, and each is rounded up.",
        ),
        "one bias for the layer": (
            lambda H, W, C, K, F, S: (K * K * C * F + 1, conv_costs(H, W, C, K, F, S)[1]),
            "There is one bias for each filter.",
            "A network on paper",
        ),
    },
)

most_work = ChoiceQuestion(
    "costs.most_work",
    reread="Where the costs are",
    prompt="In VGG-16, where are most of the parameters, and where is most of the memory for "
    "activations?",
    choices={
        "Both in the first convolutions": (
            "large maps taken for many weights",
            "The maps are large there, and the kernels small: the same few weights are used "
            "everywhere.",
        ),
        "Parameters in the first dense layer, activations in the first convolutions": RIGHT,
        "Parameters in the last convolutions, activations in the first dense layer": (
            "many filters taken for most weights",
            "The last convolutions have many weights. One layer after them has far more, and "
            "its output is short.",
        ),
        "Both in the first dense layer": (
            "many weights taken for much memory",
            "Its weights are many, but its output is 4,096 numbers.",
        ),
    },
    hints=[
        "How many places does the first convolution have, and how many the dense layer?",
        "Activations are what comes out. Which output is the largest?",
    ],
    explanation="The dense layer has a weight for every input and every unit; the first maps "
    "have 224 × 224 places and 64 channels.",
)

activation_megabytes = NumberQuestion(
    "costs.activation_megabytes",
    reread="Why training needs so much memory",
    prompt="A layer gives {C} feature maps of {H} × {W} in float32. How many megabytes (1 MB = "
    "1,000,000 bytes) does its output take for a batch of {N} images?",
    inputs={"H": 125, "W": 80, "C": 50, "N": 24},
    answer=lambda H, W, C, N: 4 * H * W * C * N / 1e6,
    tolerance=0.001,
    mistakes={
        "mebibytes": (
            lambda H, W, C, N: 4 * H * W * C * N / 2**20,
            "That is in MiB, of 1,048,576 bytes each, as many programs show it. MB are asked for.",
        ),
        "numbers instead of bytes": (
            lambda H, W, C, N: H * W * C * N / 1e6,
            "That is how many million numbers there are. How many bytes has a float32?",
        ),
        "bits instead of bytes": (
            lambda H, W, C, N: 32 * H * W * C * N / 1e6,
            "A float32 has 32 bits. A byte is eight of them.",
        ),
        "float64": (
            lambda H, W, C, N: 8 * H * W * C * N / 1e6,
            "Eight bytes are a float64, as NumPy uses by itself. Networks use float32.",
        ),
        "batch forgotten": (
            lambda H, W, C: 4 * H * W * C / 1e6,
            "That is one image. Every image of the batch has maps of its own.",
        ),
        "channels forgotten": (
            lambda H, W, N: 4 * H * W * N / 1e6,
            "That is one map of each image. There are several.",
        ),
        "bytes": (
            lambda H, W, C, N: 4 * H * W * C * N,
            "That is in bytes. Megabytes are asked for.",
        ),
        "kilobytes": (
            lambda H, W, C, N: 4 * H * W * C * N / 1000,
            "That is in kilobytes. Megabytes are asked for.",
        ),
    },
    hints=[
        "First count the numbers: rows, columns, maps, images.",
        "Each is 4 bytes. Divide by a million at the end.",
    ],
    explanation="{H} · {W} · {C} · {N} numbers of 4 bytes: {answer:g} MB.",
    unit="MB",
)


def training_bytes(shapes, batch_size, parameters, copies):
    """Return what training keeps: all outputs of every image, and the parameters."""
    activations = sum(prod(shape) for shape in shapes)
    return 4 * (batch_size * activations + copies * parameters)


training_memory = Exercise(
    "costs.training_memory",
    reread="Why training needs so much memory",
    reference=training_bytes,
    cases=[
        ([(4, 5, 1), (4, 5, 2)], 3, 20, 4),
        ([(9, 7, 3), (9, 7, 8), (3, 3, 8), (10,)], 5, 1000, 3),
        ([(200, 300, 3), (100, 150, 100), (50, 75, 200), (25, 38, 400)], 50, 903_400, 4),
    ],
    hints=[
        "How many numbers are in the outputs of one image? `math.prod(shape)` counts one.",
        "Only the outputs are there once for each image. All are float32.",
    ],
    mistakes={
        "batch forgotten": (
            lambda shapes, batch_size, *rest: training_bytes(shapes, 1, *rest),
            "These are the outputs of one image. Each image of the batch has its own.",
        ),
        "parameters for every image": (
            lambda shapes, batch_size, *rest: batch_size * training_bytes(shapes, 1, *rest),
            "The images of a batch share the parameters.",
        ),
        "largest output only": (
            lambda shapes, *rest: training_bytes([max(shapes, key=prod)], *rest),
            "Only the largest output was kept. The way back needs all of them.",
        ),
        "last output only": (
            lambda shapes, *rest: training_bytes(shapes[-1:], *rest),
            "Only the last output was kept. The way back needs all of them.",
        ),
        "numbers instead of bytes": (
            lambda *arguments: training_bytes(*arguments) // 4,
            "This counts numbers. A float32 takes several bytes.",
        ),
        "parameters once": (
            lambda *arguments: training_bytes(*arguments[:3], 1),
            "While it trains, a network keeps more than one number for each parameter: `copies`.",
        ),
        "image left out": (
            lambda shapes, *rest: training_bytes(shapes[1:], *rest),
            "The first shape is the image. The slopes of the first layer are computed from it, so "
            "it is kept as well.",
        ),
        "parameters left out": (
            lambda shapes, batch_size, *_: training_bytes(shapes, batch_size, 0, 0),
            "These are the activations. The parameters lie in memory too.",
        ),
        "copies of the outputs, too": (
            lambda shapes, batch_size, parameters, copies: (
                copies * training_bytes(shapes, batch_size, parameters, 1)
            ),
            "Slopes and the like are kept for the parameters only. An output is kept once.",
        ),
        "parameters beside their copies": (
            lambda shapes, batch_size, parameters, copies: training_bytes(
                shapes, batch_size, parameters, copies + 1
            ),
            "`copies` counts all numbers that are kept for a parameter, the parameter among them.",
        ),
        "bits": (
            lambda *arguments: 8 * training_bytes(*arguments),
            "These are bits. A byte has eight of them.",
        ),
        "float64": (
            lambda *arguments: 2 * training_bytes(*arguments),
            "Eight bytes are a float64. Here everything is float32.",
        ),
        "sizes added": (
            lambda shapes, batch_size, parameters, copies: (
                4 * (batch_size * sum(map(sum, shapes)) + copies * parameters)
            ),
            "The sizes of an output were added. It holds rows times columns times channels.",
        ),
        "last output left out": (
            lambda shapes, *rest: training_bytes(shapes[:-1], *rest),
            "The last output is kept, too: the loss is computed from it.",
        ),
        "megabytes": (
            lambda *arguments: training_bytes(*arguments) / 1e6,
            "That is in megabytes. Bytes are asked for.",
        ),
    },
)
