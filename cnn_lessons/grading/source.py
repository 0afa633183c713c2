"""The text of a notebook's cells: its statements, and the checks in it with what they need.

A check ``exercises.NAME.check(ANSWER)`` needs the statements that give ANSWER its names, and those
that these need in turn. Nothing else of the notebook is run: no training, no figures.
"""

import ast
import dis
import re
from dataclasses import dataclass, field

MAGIC = re.compile(r"^(\s*)[%!].*$|^(\s*)\??[\w.]+\?{1,2}\s*$", re.MULTILINE)
TIMERS = ("%%time", "%%timeit", "%%capture", "%%prun")  # Python follows them
READS = {"LOAD_NAME", "LOAD_GLOBAL", "LOAD_FROM_DICT_OR_GLOBALS"}
STORES = {"STORE_NAME", "STORE_GLOBAL"}


@dataclass
class Statement:
    """A statement at the outermost level of a cell.

    Parameters
    ----------
    code : code
        To be executed.
    tree : ast.stmt
        The same as it was read.
    place : str
        The name of its cell, as it stands in `code`.
    reads, binds : set of str
        The names that it uses and those that it gives a value, or changes.
    """

    code: object
    tree: ast.stmt
    place: str
    reads: set = field(default_factory=set)
    binds: set = field(default_factory=set)

    def __post_init__(self):
        self.reads = names_read(self.code)
        self.binds = {i.argval for i in dis.get_instructions(self.code) if i.opname in STORES}
        for node in ast.walk(self.tree):  # x[0] = 1 and x.rate = 1 change x
            while isinstance(node, ast.Subscript | ast.Attribute) and isinstance(
                node.ctx, ast.Store
            ):
                node = node.value  # noqa: PLW2901
                if isinstance(node, ast.Name):
                    self.binds.add(node.id)

    @property
    def is_star(self):
        """Whether it imports whatever a module has."""
        return isinstance(self.tree, ast.ImportFrom) and self.tree.names[0].name == "*"


def names_read(code):
    """Return the global names that a piece of code uses, in its functions, too.

    >>> sorted(names_read(compile("def f(x): return np.sum(x) + g(x)", "cell", "exec")))
    ['g', 'np']
    """
    found = {i.argval for i in dis.get_instructions(code) if i.opname in READS}
    inner = (part for part in code.co_consts if hasattr(part, "co_code"))
    return found.union(*map(names_read, inner))


def python_text(cell):
    r"""Return a cell's text without what IPython alone understands.

    >>> python_text("%matplotlib inline\nx = 3")
    'pass\nx = 3'
    """
    first = cell.lstrip().split("\n", 1)[0]
    if first.startswith("%%") and not first.startswith(TIMERS):
        return ""
    try:
        ast.parse(cell)
    except SyntaxError:
        return MAGIC.sub(lambda found: f"{found[1] or found[2] or ''}pass", cell)
    return cell


def statements_of(text, place):
    """Return the statements of a cell.

    Parameters
    ----------
    text : str
        Python.
    place : str
        What its cell is called in a traceback.

    Returns
    -------
    list of Statement

    Raises
    ------
    SyntaxError, ValueError, RecursionError, MemoryError
        If it is no Python, or more deeply nested than Python can read.
    """
    return [
        Statement(compile(ast.Module([tree], []), place, "exec"), tree, place)
        for tree in ast.parse(text, place).body
    ]


def needed(expression, before, after):
    """Return the statements that an expression needs, in the notebook's order.

    Parameters
    ----------
    expression : code
        What is to be evaluated.
    before, after : list of Statement
        Those above it, and those below: these count for names that nothing above gives, as in a
        notebook whose cells were run in another order.

    Returns
    -------
    list of Statement
    """
    given = set().union(*(each.binds for each in before))
    chosen, names = {id(each): each for each in before if each.is_star}, names_read(expression)
    size = -1
    while size != len(names) + len(chosen):
        size = len(names) + len(chosen)
        for each in before:
            if each.binds & names:
                chosen[id(each)] = each
        for each in after:
            if each.binds & (names - given):
                chosen[id(each)] = each
        names = names.union(*(each.reads for each in chosen.values()))
    return [each for each in (*before, *after) if id(each) in chosen]
