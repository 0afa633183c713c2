"""Networks on paper, as in `cnn_lessons.blueprints`: what an answer needs to build one."""

import numpy as np

DOES_NOT_FIT = (
    "A window of %d pixels (kernel_size=%d, dilation_rate=1) does not fit on %d pixels. Use a "
    "smaller kernel_size or dilation_rate, a larger input, or more padding."
)


class Node:
    def __init__(self, layer, inputs, shape, counter):
        self.layer, self.inputs, self.shape, self.counter = layer, inputs, shape, counter
        self.number = len(counter)
        counter.append(self)


class Layer:
    """A layer that passes on what it gets."""

    kind, untrained, most_inputs = "layer", (), 1
    axes = (1, 3)

    def __call__(self, *inputs):
        name = self.name or self.kind
        if len(inputs) > self.most_inputs:
            raise ValueError("%s gets %d inputs, but takes one input." % (name, len(inputs)))
        for node in inputs:
            if len(node.shape) not in self.axes:
                raise ValueError("%s gets %s" % (name, wrong_input(node.shape)))
        try:
            shape = self.output_shape(*[node.shape for node in inputs])
        except ValueError as error:
            raise ValueError("%s: %s" % (name, error))
        return Node(self, inputs, shape, inputs[0].counter)

    def output_shape(self, input_shape):
        return input_shape

    def weights(self, input_shape):
        return {}


def wrong_input(shape):
    if len(shape) == 3:
        return "feature maps %s, but takes a vector. Put Flatten() or GlobalPool() before it." % (
            shape,
        )
    return "a vector %s, but takes feature maps (H, W, C). Put it before the flatten." % (shape,)


def pair(value):
    return value if isinstance(value, tuple) else (value, value)


def places(shape, sizes, strides, padding):
    """Return in how many rows and columns of places a window fits."""
    if padding == "same":
        return tuple([-(-size // stride) for size, stride in zip(shape, pair(strides))])
    if padding != "valid" and not isinstance(padding, int):
        raise np.NotHere("`padding=%s`" % (padding,))
    added = 0 if padding == "valid" else 2 * padding
    for size, window in zip(shape, pair(sizes)):
        if window > size + added:
            raise ValueError(DOES_NOT_FIT % (window, window, size + added))
    windows = zip(shape, pair(sizes), pair(strides))
    return tuple([(size + added - window) // stride + 1 for size, window, stride in windows])


class Conv(Layer):
    kind, axes = "conv", (3,)

    def __init__(
        self,
        filters,
        kernel_size,
        strides=1,
        padding="valid",
        dilation_rate=1,
        groups=1,
        use_bias=True,
        name="",
    ):
        if dilation_rate != 1:
            raise np.NotHere("`dilation_rate`")
        self.filters, self.kernel_size, self.strides = filters, kernel_size, strides
        self.padding, self.groups, self.use_bias, self.name = padding, groups, use_bias, name

    def output_shape(self, shape):
        if shape[2] % self.groups or self.filters % self.groups:
            raise ValueError("groups=%d does not divide channels and filters." % self.groups)
        return places(shape[:2], self.kernel_size, self.strides, self.padding) + (self.filters,)

    def weights(self, shape):
        kernel = {"kernel": pair(self.kernel_size) + (shape[2] // self.groups, self.filters)}
        if self.use_bias:
            kernel["bias"] = (self.filters,)
        return kernel


class Pool(Layer):
    kind, axes = "pool", (3,)

    def __init__(self, pool_size=2, strides=None, padding="valid", operation="max", name=""):
        self.pool_size, self.padding, self.operation = pool_size, padding, operation
        self.strides, self.name = pool_size if strides is None else strides, name

    def output_shape(self, shape):
        return places(shape[:2], self.pool_size, self.strides, self.padding) + (shape[2],)


class GlobalPool(Layer):
    kind, axes = "global pool", (3,)

    def __init__(self, operation="average", name=""):
        self.operation, self.name = operation, name

    def output_shape(self, shape):
        return shape[2:]


class Flatten(Layer):
    kind = "flatten"

    def __init__(self, name=""):
        self.name = name

    def output_shape(self, shape):
        size = 1
        for length in shape:
            size *= length
        return (size,)


class Dense(Layer):
    kind, axes = "dense", (1,)

    def __init__(self, units, use_bias=True, name=""):
        self.units, self.use_bias, self.name = units, use_bias, name

    def output_shape(self, shape):
        return (self.units,)

    def weights(self, shape):
        kernel = {"kernel": shape + (self.units,)}
        if self.use_bias:
            kernel["bias"] = (self.units,)
        return kernel


class Activation(Layer):
    kind = "activation"

    def __init__(self, function="relu", name=""):
        self.function, self.name = function, name


class Dropout(Layer):
    kind = "dropout"

    def __init__(self, rate, whole=False, name=""):
        self.rate, self.whole, self.name = rate, whole, name


class BatchNorm(Layer):
    kind, untrained = "batch norm", ("moving_mean", "moving_variance")

    def __init__(self, epsilon=1e-3, momentum=0.99, name=""):
        self.epsilon, self.momentum, self.name = epsilon, momentum, name

    def weights(self, shape):
        return dict([(name, shape[-1:]) for name in ("gamma", "beta") + self.untrained])


class LayerNorm(Layer):
    kind = "layer norm"

    def __init__(self, epsilon=1e-3, name=""):
        self.epsilon, self.name = epsilon, name

    def weights(self, shape):
        return {"gamma": shape[-1:], "beta": shape[-1:]}


class LayerScale(Layer):
    kind = "layer scale"

    def __init__(self, initial=1e-6, name=""):
        self.initial, self.name = initial, name

    def weights(self, shape):
        return {"gamma": shape[-1:]}


class Add(Layer):
    kind, most_inputs = "add", 99

    def __init__(self, name=""):
        self.name = name

    def output_shape(self, *shapes):
        if len(set(shapes)) > 1:
            raise ValueError(
                "cannot add %s: a sum needs equal shapes. Let a 1 × 1 convolution with "
                "the right strides and filters bring the shortcut into shape."
                % " and ".join([str(shape) for shape in shapes])
            )
        return shapes[0]


class Concat(Add):
    kind, axes = "concat", (3,)

    def output_shape(self, *shapes):
        if len(set([shape[:2] for shape in shapes])) > 1:
            raise ValueError(
                "cannot join %s: height and width must be "
                'equal. Use padding="same" and equal strides in every branch.'
                % " and ".join([str(shape) for shape in shapes])
            )
        return shapes[0][:2] + (sum([shape[2] for shape in shapes]),)


def Input(shape):  # noqa: N802 - as in Keras
    return Node(None, (), tuple(shape), [])


class Step:
    def __init__(self, node, name, names):
        self.name, self.layer, self.output_shape = name, node.layer, node.shape
        self.input_shape = node.inputs[0].shape
        self.inputs = tuple([names[before.number] for before in node.inputs])


class Network:
    """The steps from the image to the outputs, in the order in which they were written down."""

    def __init__(self, name, *outputs):
        self.name, nodes, waiting = name, {}, list(outputs)
        while waiting:
            node = waiting.pop()
            nodes[node.number] = node
            waiting.extend([each for each in node.inputs if each.number not in nodes])
        names, steps, numbers = {0: "input"}, [], {}
        for number in sorted(nodes):
            layer = nodes[number].layer
            if layer is None:
                self.input_shape = nodes[number].shape
                continue
            numbers[layer.kind] = numbers.get(layer.kind, 0) + 1
            names[number] = layer.name or "%s %d" % (layer.kind, numbers[layer.kind])
            if names[number] in [step.name for step in steps]:
                raise ValueError(
                    "two layers are called %r. Give each a name of its own." % names[number]
                )
            steps.append(Step(nodes[number], names[number], names))
        self.steps = tuple(steps)
        self.outputs = tuple([names[node.number] for node in outputs])
