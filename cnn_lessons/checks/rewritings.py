"""Rewritings: what people do to a whole step of a solution, where `mutations` change one sign.

A factor is forgotten, a loop is left in its first round, one argument stands for another. They only
serve to name what a reader did. The tests are not asked to tell them from the solution: too many of
them compute the same.
"""

import ast
from collections import defaultdict

from cnn_lessons.checks.mutations import AXES, NO_RESULT, OFF_BY_ONE, POWER, TURNED

SUMMAND, FACTOR = "a summand left out", "a factor left out"
DIVISION, STEP, BOUND = "a division left out", "a step left out", "a bound left out"
CONDITION, RETURN, ROUND = "a condition left out", "returned in the loop", "a round left out"
IGNORED, BRACKETS, BACKWARDS = "something ignored", "brackets elsewhere", "loop turned round"
SWAPPED, VARIABLE, LOGARITHM = "two things exchanged", "one thing for another", "another logarithm"

LEFT_OUT = {
    ast.Add: SUMMAND,
    ast.Sub: SUMMAND,
    ast.Mult: FACTOR,
    ast.MatMult: FACTOR,
    ast.Div: DIVISION,
    ast.FloorDiv: DIVISION,
    ast.Mod: DIVISION,
    ast.Pow: POWER,
    ast.BitAnd: CONDITION,
    ast.BitOr: CONDITION,
    ast.BitXor: CONDITION,
}
ORDERED = ast.Sub | ast.Div | ast.FloorDiv | ast.Mod | ast.MatMult | ast.Pow
TURNED_ROUND = {ast.Lt: ast.Gt, ast.Gt: ast.Lt, ast.LtE: ast.GtE, ast.GtE: ast.LtE}
LOGARITHMS = ("log", "log2", "log10")


def rewritings(tree):
    """Yield each rewriting of a parsed text as its kind and the tree that it makes.

    Examples
    --------
    >>> for kind, tree in rewritings(ast.parse("area = height * width")):
    ...     print(kind, "|", ast.unparse(tree))
    a factor left out | area = height
    a factor left out | area = width
    """
    nodes = list(_code(tree))
    parameters = [node.arg for node in nodes if isinstance(node, ast.arg)]
    for kind, changed in [*_alike(nodes), *_single(nodes, parameters), *_early(tree)]:
        made = ast.Module(_with(tree.body, changed), [])
        yield kind, ast.fix_missing_locations(made)


def _code(node):
    """Yield each node that computes something; no text for people."""
    yield node
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            continue
        if not isinstance(child, ast.Raise | ast.JoinedStr):
            yield from _code(child)


def _single(nodes, parameters):
    """Yield each change of one node."""
    for node in nodes:
        for changes in (_shorter, _unconditional, _rounds, _swapped, _regrouped, _logarithms):
            for kind, other in changes(node):
                yield kind, {id(node): other}
        for kind, other in _others(node, parameters):
            yield kind, {id(node): other}
    for parameter in parameters:
        used = [node for node in nodes if isinstance(node, ast.Name) and node.id == parameter]
        if not any(isinstance(node.ctx, ast.Store) for node in used):
            for value in (0, 1):
                yield IGNORED, {id(node): ast.Constant(value) for node in used}


def _alike(nodes):
    """Yield the same change of several nodes: both sides of an image lack the same step."""
    groups = defaultdict(list)
    for node in nodes:
        if isinstance(node, ast.BinOp) and type(node.op) in LEFT_OUT:
            groups[LEFT_OUT[type(node.op)], type(node.op)].append((node, node.left))
        if isinstance(node, ast.Call):
            for kind, other in _shorter_call(node):
                groups[kind, ast.unparse(node.func)].append((node, other))
        if isinstance(node, ast.Constant) and type(node.value) is int:
            for other in (node.value + 1, node.value - 1):
                groups[OFF_BY_ONE, node.value, other].append((node, ast.Constant(other)))
    for (kind, *_), changes in groups.items():
        if len(changes) > 1:
            yield kind, {id(node): other for node, other in changes}


def _shorter(node):
    """Yield what is left of a node without one of its parts."""
    match node:
        case ast.BinOp(op=op) if type(op) in LEFT_OUT:
            kind = LEFT_OUT[type(op)]
            yield kind, node.left
            yield kind, node.right
        case ast.Call():
            yield from _shorter_call(node)
        case ast.Subscript(ctx=ast.Load()):
            yield STEP, node.value
        case ast.Slice():
            for part in ("lower", "upper", "step"):
                if getattr(node, part) is not None:
                    yield BOUND, _copy(node, **{part: None})
        case ast.UnaryOp(op=ast.USub() | ast.Invert(), operand=operand):
            yield TURNED, operand


def _unconditional(node):
    """Yield what is left of a node without one of its conditions."""
    match node:
        case ast.BoolOp(values=values):
            for value in values:
                others = [other for other in values if other is not value]
                yield CONDITION, _copy(node, values=others) if len(others) > 1 else others[0]
        case ast.IfExp():
            yield CONDITION, node.body
            yield CONDITION, node.orelse
        case ast.If():
            for always in (True, False):
                yield CONDITION, _copy(node, test=ast.Constant(always))
        case ast.comprehension(ifs=[_, *_]):
            yield CONDITION, _copy(node, ifs=[])


def _rounds(node):
    """Yield a loop without its first or last round, and one that begins at the end."""
    if isinstance(node, ast.For | ast.comprehension):
        rounds = ast.Call(ast.Name("list", ast.Load()), [node.iter], [])
        for part in (ast.Slice(ast.Constant(1)), ast.Slice(None, ast.Constant(-1))):
            yield ROUND, _copy(node, iter=ast.Subscript(rounds, part, ast.Load()))
        turned = ast.Slice(None, None, ast.Constant(-1))
        yield BACKWARDS, _copy(node, iter=ast.Subscript(rounds, turned, ast.Load()))


def _shorter_call(node):
    """Yield the arguments of a call, and what a method is called of."""
    if isinstance(node.func, ast.Name) and node.func.id in ("range", "len", "zip", "enumerate"):
        return
    for argument in node.args:
        if not isinstance(argument, ast.Starred | ast.Constant | ast.GeneratorExp):
            yield STEP, argument
    if isinstance(node.func, ast.Attribute):
        of_module = isinstance(node.func.value, ast.Name) and node.func.value.id in ("np", "math")
        if not of_module:
            yield STEP, node.func.value
    if node.keywords and not any(keyword.arg in NO_RESULT | AXES for keyword in node.keywords):
        yield STEP, _copy(node, keywords=[])


def _swapped(node):
    """Yield a node with two of its parts exchanged."""
    match node:
        case ast.BinOp(op=op) if isinstance(op, ORDERED):
            yield SWAPPED, _copy(node, left=node.right, right=node.left)
        case ast.Call(args=[*first, one, other]):
            yield SWAPPED, _copy(node, args=[*first, other, one])
        case ast.IfExp():
            yield SWAPPED, _copy(node, body=node.orelse, orelse=node.body)
        case ast.Tuple(elts=[one, other], ctx=ctx):
            yield SWAPPED, ast.Tuple([other, one], ctx)
        case ast.Compare(ops=[op]) if type(op) in TURNED_ROUND:
            yield TURNED, _copy(node, ops=[TURNED_ROUND[type(op)]()])


def _regrouped(node):
    """Yield a node whose brackets stand elsewhere: ``a * (b + c)`` and ``f(a) + b``."""
    match node:
        case ast.BinOp(left=ast.BinOp(left=a, op=first, right=b), op=second, right=c):
            yield BRACKETS, ast.BinOp(a, first, ast.BinOp(b, second, c))
    match node:
        case ast.BinOp(left=a, op=first, right=ast.BinOp(left=b, op=second, right=c)):
            yield BRACKETS, ast.BinOp(ast.BinOp(a, first, b), second, c)
    match node:
        case ast.BinOp(left=ast.Call(args=[a]) as call, op=op, right=b):
            yield BRACKETS, _copy(call, args=[ast.BinOp(a, op, b)])
        case ast.Call(args=[ast.BinOp(left=a, op=op, right=b)]):
            yield BRACKETS, ast.BinOp(_copy(node, args=[a]), op, b)
            yield BRACKETS, ast.BinOp(a, op, _copy(node, args=[b]))


def _others(node, parameters):
    """Yield another parameter for one."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in parameters:
        for other in parameters:
            if other != node.id:
                yield VARIABLE, _copy(node, id=other)


def _logarithms(node):
    """Yield another logarithm for one."""
    if isinstance(node, ast.Attribute) and node.attr in LOGARITHMS:
        for other in LOGARITHMS:
            if other != node.attr:
                yield LOGARITHM, _copy(node, attr=other)


def _early(tree):
    """Yield the function with its last `return` at the end of a loop's body, too."""
    for function in ast.walk(tree):
        last = function.body[-1] if isinstance(function, ast.FunctionDef) else None
        if isinstance(last, ast.Return):
            for loop in ast.walk(function):
                if isinstance(loop, ast.For):
                    yield RETURN, {id(loop): _copy(loop, body=[*loop.body, last])}


def _copy(node, **changed):
    return type(node)(**{name: value for name, value in ast.iter_fields(node)} | changed)


def _with(part, changed):
    """Return a copy of a part of a tree in which some nodes, by their ids, are others."""
    if isinstance(part, list):
        return [_with(each, changed) for each in part]
    if not isinstance(part, ast.AST):
        return part
    if id(part) in changed:
        others = {each: other for each, other in changed.items() if each != id(part)}
        return _with(changed[id(part)], others)
    return type(part)(**{name: _with(value, changed) for name, value in ast.iter_fields(part)})
