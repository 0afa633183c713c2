"""Mutations: one small mistake at a time, put into a source text.

A mutant that every test passes shows what nobody checks. Each mutation replaces a piece of
the text, so that lines, comments and layout stay as they are. The mistakes are those of this
field: an axis beside the right one, height for width, a mean for a sum, one pixel more.
What is said (docstrings, messages, annotations) is left alone, and so is what is imported.
"""

import ast
import builtins
from dataclasses import dataclass

OPERATORS = {
    ast.Add: [ast.Sub],
    ast.Sub: [ast.Add],
    ast.Mult: [ast.Div, ast.Add],
    ast.Div: [ast.Mult, ast.FloorDiv],
    ast.FloorDiv: [ast.Div],
    ast.Mod: [ast.FloorDiv],
    ast.Pow: [ast.Mult],
    ast.Lt: [ast.LtE, ast.GtE],
    ast.LtE: [ast.Lt, ast.Gt],
    ast.Gt: [ast.GtE, ast.LtE],
    ast.GtE: [ast.Gt, ast.Lt],
    ast.Eq: [ast.NotEq],
    ast.NotEq: [ast.Eq],
    ast.Is: [ast.IsNot],
    ast.IsNot: [ast.Is],
    ast.In: [ast.NotIn],
    ast.NotIn: [ast.In],
    ast.And: [ast.Or],
    ast.Or: [ast.And],
}


def _both_ways(*pairs):
    return dict(pairs) | {second: first for first, second in pairs}


NAMES = _both_ways(
    *(("H", "W"), ("OH", "OW"), ("KH", "KW"), ("SH", "SW"), ("DH", "DW")),
    *(("top", "left"), ("bottom", "right"), ("height", "width"), ("rows", "columns")),
    *(("min", "max"), ("any", "all"), ("sum", "mean"), ("ceil", "floor")),
)
ATTRIBUTES = NAMES | _both_ways(
    *(("minimum", "maximum"), ("argmin", "argmax"), ("nanmin", "nanmax")),
    *(("zeros", "ones"), ("zeros_like", "ones_like"), ("sin", "cos")),
)


# Time, memory or a second look at what is right: no result depends on them.
NO_RESULT = {"copy", "order", "optimize", "strict", "stacklevel"}


@dataclass(frozen=True)
class Mutation:
    """One mistake: `before` became `after` in the lines from `line` on of `function`.

    `source` is the whole text with the mistake; `before` and `after` are the changed lines,
    without the space around them.
    """

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
    """
    tree = ast.parse(source)
    known = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    known |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    known |= {node.name for node in ast.walk(tree) if isinstance(node, ast.alias)}
    found = {}
    for function, node in _code(tree, ""):
        changes = [*_other_values(node), *_other_names(node, known | set(dir(builtins)))]
        if _can_be_dropped(node):
            changes.append((node, "pass"))
        for piece, text in changes:
            mutation = _replace(source, function, piece, text)
            found.setdefault(mutation.source, mutation)  # two ways to the same text are one
    return sorted(found.values(), key=lambda mutation: mutation.line)


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
    """Yield pieces of `node` that can be replaced by another number, operator or answer."""
    match node:
        case ast.Constant(value=bool()):
            yield node, str(not node.value)
        case ast.Constant(value=int() | float()):
            yield node, str(node.value + 1)
            # What is negative needs brackets before a power or an attribute.
            yield node, str(node.value - 1) if node.value >= 1 else f"({node.value - 1})"
        case ast.BinOp() | ast.BoolOp() | ast.AugAssign():
            for other in OPERATORS.get(type(node.op), []):
                yield node, _written(node, op=other())
        case ast.Compare():
            for index, operator in enumerate(node.ops):
                for other in OPERATORS[type(operator)]:
                    ops = [*node.ops[:index], other(), *node.ops[index + 1 :]]
                    yield node, _written(node, ops=ops)
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield node, f"({ast.unparse(node.operand)})"
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
            if isinstance(test, ast.Name | ast.Attribute | ast.Call):
                yield test, f"(not {ast.unparse(test)})"


def _other_names(node, known):
    """Yield pieces of `node` that can be replaced by a neighbour's name, or called with less."""
    match node:
        case ast.Name(id=name) if NAMES.get(name) in known:
            yield node, NAMES[name]
        case ast.Attribute(attr=name) if name in ATTRIBUTES:
            yield node, ast.unparse(_copy(node, attr=ATTRIBUTES[name]))
        case ast.Call(keywords=keywords):
            for keyword in keywords:
                if keyword.arg in NO_RESULT:
                    continue
                fewer = [other for other in keywords if other is not keyword]
                yield node, ast.unparse(_copy(node, keywords=fewer))


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


def _replace(source, function, piece, text):
    lines = [line.encode() for line in source.splitlines(keepends=True)]
    first, last = piece.lineno - 1, piece.end_lineno
    head = lines[first][: piece.col_offset]
    tail = lines[last - 1][piece.end_col_offset :]
    after = head + text.encode() + tail
    mutated = b"".join([*lines[:first], after, *lines[last:]]).decode()
    before = b"".join(lines[first:last]).decode()
    return Mutation(function, piece.lineno, _one_line(before), _one_line(after.decode()), mutated)


def _one_line(text):
    return " ".join(text.split())
