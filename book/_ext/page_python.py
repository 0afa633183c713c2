"""Python's own source as MicroPython can read it: the checks run on the page as they are.

MicroPython has no dataclasses, no ``isinstance(…, A | B)``, no ``*`` within a list, and of
formatted strings only the plain ones. What is written with them is written out here.
"""

import ast
from itertools import groupby
from pathlib import Path

BARE_BASES = {"StrEnum"}  # a class of texts
WRITTEN_OUT = {"dataclasses", "enum", "typing"}  # modules that nothing is left of


class WriteOut(ast.NodeTransformer):
    """Writes out what MicroPython does not know, and leaves out what it does not need."""

    def visit_FunctionDef(self, node):
        self.generic_visit(node)
        node.body = without_docstring(node.body)
        node.returns = None
        arguments = node.args
        arguments.args = arguments.posonlyargs + arguments.args
        arguments.posonlyargs = []
        every = [*arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
        for argument in filter(None, every):
            argument.annotation = None
        return node

    def visit_ClassDef(self, node):
        fields = [part for part in node.body if isinstance(part, ast.AnnAssign)]
        is_data = any("dataclass" in ast.unparse(part) for part in node.decorator_list)
        self.generic_visit(node)
        node.body = without_docstring(node.body)
        node.bases = [base for base in node.bases if ast.unparse(base) not in BARE_BASES]
        if is_data:
            node.decorator_list = []
            node.body = [part for part in node.body if part not in fields]
            node.body.insert(0, initializer(fields))
        return node

    def visit_ImportFrom(self, node):
        return None if node.module in WRITTEN_OUT else node

    def visit_AnnAssign(self, node):
        self.generic_visit(node)
        return None if node.value is None else ast.Assign([node.target], node.value)

    def visit_JoinedStr(self, node):
        self.generic_visit(node)
        template, values = "", []
        for part in node.values:
            if isinstance(part, ast.Constant):
                template += part.value.replace("{", "{{").replace("}", "}}")
                continue
            spec = part.format_spec
            if spec is not None:
                assert isinstance(spec, ast.Constant), "a format that is computed"
            template += "{:" + spec.value + "}" if spec is not None else "{}"
            value = part.value
            if part.conversion == ord("r"):
                value = ast.Call(ast.Name("repr"), [value], [])
            values.append(value)
        if not values:
            return ast.Constant(template.replace("{{", "{").replace("}}", "}"))
        return ast.Call(ast.Attribute(ast.Constant(template), "format"), values, [])

    def visit_FormattedValue(self, node):
        node.value = self.visit(node.value)
        if node.format_spec is not None:
            node.format_spec = ast.Constant("".join(p.value for p in node.format_spec.values))
        return node

    def visit_Call(self, node):
        self.generic_visit(node)
        name = ast.unparse(node.func)
        if name == "isinstance":
            node.args[1] = as_tuple(node.args[1])
        if name == "zip":
            node.keywords = [part for part in node.keywords if part.arg != "strict"]
        pattern = node.args[0] if name in ("re.match", "re.search", "re.sub") else None
        if isinstance(pattern, ast.Constant):
            pattern.value = pattern.value.replace(r"\n", "\n")
        if name.endswith(".capitalize"):
            text = ast.unparse(node.func.value)
            return ast.parse(f"{text}[:1].upper() + {text}[1:].lower()", mode="eval").body
        return node

    def visit_List(self, node):
        return self.unstarred(node, ast.List, "list")

    def visit_Tuple(self, node):
        return self.unstarred(node, ast.Tuple, "tuple")

    def unstarred(self, node, kind, name):
        """Return ``[*a, b]`` as ``list(a) + [b]``."""
        self.generic_visit(node)
        if not any(isinstance(part, ast.Starred) for part in node.elts):
            return node
        if isinstance(node.ctx, ast.Store):
            return node
        total = None
        for starred, group in groupby(node.elts, lambda part: isinstance(part, ast.Starred)):
            parts = list(group)
            pieces = [kind(parts, ast.Load())]
            if starred:
                pieces = [ast.Call(ast.Name(name), [part.value], []) for part in parts]
            for piece in pieces:
                total = piece if total is None else ast.BinOp(total, ast.Add(), piece)
        return total


def without_docstring(body):
    """Return the statements of `body` but its docstring."""
    first = body[0]
    if isinstance(first, ast.Expr) and isinstance(getattr(first.value, "value", None), str):
        body = body[1:]
    return body or [ast.Pass()]


def as_tuple(node):
    """Return ``A | B`` as ``(A, B)``."""
    if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr)):
        return node
    left = as_tuple(node.left)
    return ast.Tuple([*(left.elts if isinstance(left, ast.Tuple) else [left]), node.right])


def initializer(fields):
    """Return the ``__init__`` of a dataclass."""
    names = [field.target.id for field in fields]
    defaults = [field.value for field in fields if field.value is not None]
    arguments = ast.arguments([], [ast.arg(name) for name in ["self", *names]], None, [], [], None)
    arguments.defaults = defaults
    body = [ast.parse(f"self.{name} = {name}").body[0] for name in names]
    return ast.FunctionDef("__init__", arguments, body, [])


def translated(source):
    """Return Python source as MicroPython reads it.

    >>> print(translated("text = f'{a!r}: {isinstance(a, int | str)}'"))
    text = '{}: {}'.format(repr(a), isinstance(a, (int, str)))
    """
    tree = WriteOut().visit(ast.parse(source))
    tree.body = without_docstring(tree.body)
    return ast.unparse(ast.fix_missing_locations(tree))


def translated_file(path):
    """Return the source of a file as MicroPython reads it."""
    return translated(Path(path).read_text(encoding="utf-8"))
