"""Mutations: one small mistake at a time, put into a source text.

A mutant that every test passes shows what nobody checks; a reader whose function does what a
mutant of the solution does has made that mistake. Each mutation replaces a piece of the text, so
that lines, comments and layout stay as they are. The mistakes are those of this field: an axis
beside the right one, height for width, a mean for a sum, one pixel more. What is said (docstrings,
messages, annotations) is left alone, and so is what is imported.
"""

import ast
import builtins
from dataclasses import dataclass

SIGN, OPERATION, ROUNDING = "sign turned round", "another operation", "rounded differently"
BOUNDARY, TURNED, OFF_BY_ONE = "boundary missed", "condition turned round", "off by one"
AXIS, SIDES, EXTREME = "another axis", "height and width exchanged", "smallest for largest"
MEAN, MISSING, POWER = "sum or mean", "something left out", "another power"

OPERATORS = {
    ast.Add: {ast.Sub: SIGN},
    ast.Sub: {ast.Add: SIGN},
    ast.Mult: {ast.Div: OPERATION, ast.Add: OPERATION},
    ast.Div: {ast.Mult: OPERATION, ast.FloorDiv: ROUNDING},
    ast.FloorDiv: {ast.Div: ROUNDING},
    ast.Mod: {ast.FloorDiv: OPERATION},
    ast.Pow: {ast.Mult: OPERATION},
    ast.Lt: {ast.LtE: BOUNDARY, ast.GtE: TURNED},
    ast.LtE: {ast.Lt: BOUNDARY, ast.Gt: TURNED},
    ast.Gt: {ast.GtE: BOUNDARY, ast.LtE: TURNED},
    ast.GtE: {ast.Gt: BOUNDARY, ast.Lt: TURNED},
    ast.Eq: {ast.NotEq: TURNED},
    ast.NotEq: {ast.Eq: TURNED},
    ast.Is: {ast.IsNot: TURNED},
    ast.IsNot: {ast.Is: TURNED},
    ast.In: {ast.NotIn: TURNED},
    ast.NotIn: {ast.In: TURNED},
    ast.And: {ast.Or: TURNED},
    ast.Or: {ast.And: TURNED},
}


def _both_ways(kind, *pairs):
    """Return what each name of the pairs becomes, and what kind of mistake that is."""
    turned = [(second, first) for first, second in pairs]
    return {name: (other, kind) for name, other in [*pairs, *turned]}


NAMES = {
    **_both_ways(SIDES, ("H", "W"), ("OH", "OW"), ("KH", "KW"), ("SH", "SW"), ("DH", "DW")),
    **_both_ways(SIDES, ("top", "left"), ("bottom", "right"), ("height", "width")),
    **_both_ways(SIDES, ("rows", "columns")),
    **_both_ways(EXTREME, ("min", "max")),
    **_both_ways(TURNED, ("any", "all")),
    **_both_ways(MEAN, ("sum", "mean")),
    **_both_ways(ROUNDING, ("ceil", "floor")),
}
ATTRIBUTES = {
    **NAMES,
    **_both_ways(EXTREME, ("minimum", "maximum"), ("argmin", "argmax"), ("nanmin", "nanmax")),
    **_both_ways(OPERATION, ("zeros", "ones"), ("zeros_like", "ones_like"), ("sin", "cos")),
}
AXES = {"axis", "axes"}  # arguments


# Time, memory or a second look at what is right: no result depends on them.
NO_RESULT = {"copy", "order", "optimize", "strict", "stacklevel"}


@dataclass(frozen=True)
class Mutation:
    """One mistake: `before` became `after` in the lines from `line` on of `function`.

    `source` is the whole text with the mistake; `before` and `after` are the changed lines,
    without the space around them; `kind` is what people call such a mistake.
    """

    kind: str
    function: str
    line: int
    before: str
    after: str
    source: str

    @property
    def description(self):
        """Say what became what, in one line."""
        return f"`{self.before}` became `{self.after}`"


def mutations(source):
    r"""Return every `Mutation` of a source text: a module's, or a function's at the left margin.

    Examples
    --------
    >>> for mutation in mutations("def area(side):\n    return side * side\n"):
    ...     print(mutation.line, mutation.description)
    2 `return side * side` became `return (side / side)`
    2 `return side * side` became `return (side + side)`
    """
    tree = ast.parse(source)
    known = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    known |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    known |= {node.name for node in ast.walk(tree) if isinstance(node, ast.alias)}
    axes, powers, found = _axes(tree), _powers(tree), {}
    for function, node in _code(tree, ""):
        changes = [*_other_values(node), *_other_names(node, known | set(dir(builtins)))]
        if _can_be_dropped(node):
            changes.append((node, "pass", MISSING))
        for piece, text, kind in changes:
            special = AXIS if piece in axes else POWER if piece in powers else kind
            mutation = _replace(source, special, function, piece, text)
            found.setdefault(mutation.source, mutation)  # two ways to the same text are one
    return sorted(found.values(), key=lambda mutation: mutation.line)


def _axes(tree):
    """Return the nodes that say which axis: in ``axis=0`` and in ``shape[0]``."""
    found = set()
    for node in ast.walk(tree):
        match node:
            case ast.keyword(arg=name, value=axis) if name in AXES:
                found |= set(ast.walk(axis))
            case ast.Subscript(value=ast.Attribute(attr="shape"), slice=axis):
                found |= set(ast.walk(axis))
    return found


def _powers(tree):
    """Return the exponents, and what is raised to a power by them."""
    found = {node for node in ast.walk(tree) if isinstance(node, ast.BinOp)}
    found = {node for node in found if isinstance(node.op, ast.Pow)}
    return found | {node.right for node in found}


def _code(node, function):
    """Yield each node that computes something, with the name of the function around it."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        function = f"{function}.{node.name}".lstrip(".")
    yield function, node
    for field, value in ast.iter_fields(node):
        if field in {"decorator_list", "annotation", "returns"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_said(child):
                yield from _code(child, function)
            elif isinstance(child, ast.Raise):  # a message is no computation, but it is raised
                yield function, child


def _is_said(node):
    """Return whether a node is text for people, names other code, or decides no result."""
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
        return True
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.keyword):
        return node.arg in NO_RESULT
    return isinstance(node, ast.JoinedStr | ast.Raise | ast.Import | ast.ImportFrom)


def _other_values(node):
    """Yield pieces of `node`, another number, operator or answer for them, and its kind."""
    match node:
        case ast.Constant(value=bool()):
            yield node, str(not node.value), TURNED
        case ast.Constant(value=int() | float()):
            yield node, str(node.value + 1), OFF_BY_ONE
            # What is negative needs brackets before a power or an attribute.
            less = str(node.value - 1) if node.value >= 1 else f"({node.value - 1})"
            yield node, less, OFF_BY_ONE
        case ast.BinOp() | ast.BoolOp() | ast.AugAssign():
            for other, kind in OPERATORS.get(type(node.op), {}).items():
                yield node, _written(node, op=other()), kind
        case ast.Compare():
            for index, operator in enumerate(node.ops):
                for other, kind in OPERATORS[type(operator)].items():
                    ops = [*node.ops[:index], other(), *node.ops[index + 1 :]]
                    yield node, _written(node, ops=ops), kind
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            kind = SIGN if isinstance(node.op, ast.USub) else TURNED
            yield node, f"({ast.unparse(node.operand)})", kind
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
            if isinstance(test, ast.Name | ast.Attribute | ast.Call):
                yield test, f"(not {ast.unparse(test)})", TURNED


def _other_names(node, known):
    """Yield pieces of `node`, a neighbour's name or a call with less for them, and its kind."""
    match node:
        case ast.Name(id=name) if NAMES.get(name, [None])[0] in known:
            yield node, *NAMES[name]
        case ast.Attribute(attr=name) if name in ATTRIBUTES:
            other, kind = ATTRIBUTES[name]
            yield node, ast.unparse(_copy(node, attr=other)), kind
        case ast.Call(keywords=keywords):
            for keyword in keywords:
                if keyword.arg in NO_RESULT:
                    continue
                fewer = [other for other in keywords if other is not keyword]
                yield node, ast.unparse(_copy(node, keywords=fewer)), MISSING


def _can_be_dropped(node):
    """Return whether a statement only changes what is there, so that the rest can run without."""
    if isinstance(node, ast.Assign):
        read = {part.id for part in ast.walk(node.value) if isinstance(part, ast.Name)}
        return all(
            isinstance(target, ast.Subscript | ast.Attribute)
            or (isinstance(target, ast.Name) and target.id in read)
            for target in node.targets
        )
    return isinstance(node, ast.Expr | ast.AugAssign | ast.Raise | ast.Assert | ast.Delete)


def _copy(node, **changed):
    return type(node)(**{name: value for name, value in ast.iter_fields(node)} | changed)


def _written(node, **changed):
    text = ast.unparse(_copy(node, **changed))
    return text if isinstance(node, ast.stmt) else f"({text})"


def _replace(source, kind, function, piece, text):
    lines = [line.encode() for line in source.splitlines(keepends=True)]
    first, last = piece.lineno - 1, piece.end_lineno
    head = lines[first][: piece.col_offset]
    tail = lines[last - 1][piece.end_col_offset :]
    after = head + text.encode() + tail
    mutated = b"".join([*lines[:first], after, *lines[last:]]).decode()
    before = b"".join(lines[first:last]).decode()
    before, after = _one_line(before), _one_line(after.decode())
    return Mutation(kind, function, piece.lineno, before, after, mutated)


def _one_line(text):
    return " ".join(text.split())
