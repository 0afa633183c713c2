"""Exercises whose answer is a network on paper, judged by what its layers give and cost.

The page runs this class and its functions: they look at a network's ``steps`` only.
"""

from cnn_lessons.checks import Exercise
from cnn_lessons.language import message


class NetworkExercise(Exercise):
    """A function that builds a `Network`, compared with another layer by layer.

    Two networks are the same if their lines are, see `lines_of`: names, dropout, and the order in
    which branches are written down make no difference.

    Examples
    --------
    >>> from cnn_lessons.blueprints.graph import Input, Network
    >>> from cnn_lessons.blueprints.layers import Conv
    >>> def build(size, filters):
    ...     return Network("one layer", Conv(filters, 3)(Input((size, size, 1))))
    >>> exercise = NetworkExercise(
    ...     "demo.build",
    ...     reference=build,
    ...     cases=[(8, 2)],
    ...     hints=["Which window?", "How many filters?"],
    ...     mistakes={"twice as many": (lambda size, n: build(size, 2 * n), "Count the filters.")},
    ... )
    >>> exercise.check(lambda size, filters: build(size, 2 * filters))  # doctest: +ELLIPSIS
    Incorrect: build(8, 2) returned a network that begins with “layer 1, conv: 6 × 6 × 4, ...
    """

    def outcomes(self, function):
        """Return what `function` does on each case, a network as its lines."""
        return [lines_of(outcome) for outcome in super().outcomes(function)]

    def slips(self):
        """Return none: the first line that differs tells more than a slip's kind."""
        return ()

    def _judge(self, call, right, calls):
        for each in calls:
            each.output, each.right = lines_of(each.output), lines_of(each.right)
        return super()._judge(call, lines_of(right), calls)

    def _incorrect(self, call, right, found, calls):
        return super()._incorrect(call, right, first_difference(call.output, right), calls)


def lines_of(value):
    """Return a network as texts, a line for each layer but flatten and dropout.

    A layer's number is how many lie on the longest way to it. Parameters are those that
    are trained.

    Parameters
    ----------
    value : Network
        Lines, errors and nothing are handed back; anything else is named.

    Returns
    -------
    list of str

    Examples
    --------
    >>> from cnn_lessons.blueprints.graph import Input, Network
    >>> from cnn_lessons.blueprints.layers import Conv, Pool
    >>> lines_of(Network("two layers", Pool()(Conv(6, 5)(Input((32, 32, 1))))))[1]
    'layer 2, max pool of 2 × 2: 14 × 14 × 6'
    """
    is_lines = isinstance(value, list) and value and isinstance(value[0], str)
    if is_lines or isinstance(value, str | type) or value is None or value is ...:
        return value
    if type(value).__name__ == "Node":
        return message("what a layer gives")
    if not hasattr(value, "steps"):
        return message("a value of type {name}", name=type(value).__name__)
    numbers, lines = {"input": 0}, []
    for step in value.steps:
        before = [numbers[name] for name in step.inputs]
        is_free = step.layer.kind in ("dropout", "flatten")
        numbers[step.name] = max(before) + (not is_free)
        if not is_free:
            lines.append((numbers[step.name], line_of(step, sorted(before))))
    return [f"layer {number}, {line}" for number, line in sorted(lines)]


def line_of(step, before):
    """Return what one layer is, what it gives and what it costs."""
    layer, kind = step.layer, step.layer.kind
    if hasattr(layer, "function"):
        kind = str(layer.function).lower()
    if hasattr(layer, "operation"):
        kind = f"{layer.operation} {kind}"
    if hasattr(layer, "pool_size"):
        size = layer.pool_size
        kind += " of {} × {}".format(*(size if isinstance(size, tuple) else (size, size)))
    if len(before) > 1:
        kind += " of layers " + ", ".join(map(str, before))
    line = f"{kind}: " + " × ".join(map(str, step.output_shape))
    parameters, multiply_adds = 0, 0
    for name, shape in layer.weights(step.input_shape).items():
        size = 1
        for length in shape:
            size *= length
        parameters += 0 if name in layer.untrained else size
        if name == "kernel":
            multiply_adds = size
            for length in step.output_shape[:-1]:
                multiply_adds *= length
    line += f", {parameters:,} parameters" if parameters else ""
    return line + (f", {multiply_adds:,} multiply-adds" if multiply_adds else "")


def first_difference(given, right):
    """Return a phrase about the first line that differs, to be read after "returned"."""
    if not isinstance(given, list):
        return message("{given}, expected a `Network`", given=given)
    same = 0
    while same < min(len(given), len(right)) and given[same] == right[same]:
        same += 1
    end = message("its end")
    here, expected = (_told([*lines, end][same]) for lines in (given, right))
    told = message("“{here}”, expected “{expected}”", here=here, expected=expected)
    if not same:
        return message("a network that begins with {told}", told=told)
    return message(
        "a network that is right up to “{line}”; then comes {told}",
        line=_told(right[same - 1]),
        told=told,
    )


def _told(line):
    """Return a line as a message made of its parts: the page has the right ones from a file."""
    before, _, gives = line[len("layer ") :].partition(": ")
    number, _, kind = before.partition(", ")
    kind, has_inputs, layers = kind.partition(" of layers ")
    kind, has_size, size = kind.partition(" of ")
    if has_size:
        kind = message("{kind} of {size}", kind=kind, size=size)
    if has_inputs:
        kind = message("{kind} of layers {layers}", kind=kind, layers=layers)
    given, *costs = gives.split(", ")
    for cost in costs:
        count, _, noun = cost.partition(" ")
        if noun == "parameters":
            given = message("{given}, {count} parameters", given=given, count=count)
        else:
            given = message("{given}, {count} multiply-adds", given=given, count=count)
    told = message("layer {number}, {kind}: {given}", number=number, kind=kind, given=given)
    return told if told == line else line  # none of ours
