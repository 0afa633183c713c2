"""The reader's text: run it, and say what is its fault and what is this page's."""

import io
import re
import sys
from collections import OrderedDict

import gaps
from numpy import NotHere, ndarray
from numpy.missing import OF_ARRAYS
from rewriting import NAMES, rewritten

NAME = "answer"  # of the reader's text as a file
printed = []  # what was printed since it was cleared last
printed_outside = []  # what the text printed that is in no function
known_names = set()  # what the chapter defines, and this page may lack
lines = []

# What Python's grammar has and MicroPython's lacks.
STARS = "`*` in front of a value inside a list, a tuple or a dict"
GRAMMAR = {
    r"^\s*match [^=]*:\s*$": "`match`",
    r"{\s*\*": STARS,
    r"(return|=|yield|in)\s*\(?\*": STARS,
    r"^\s*def .*[(,]\s*/\s*[,)]": "`/` among the parameters",
    r"^\s*except\s*\*": "`except*`",
    r"^\s*type \w+": "`type`",
}
WORDS = {
    "isn't defined": "is not defined",
    "divide by zero": "division by zero",
    "isn't callable": "is not callable",
    "isn't subscriptable": "is not subscriptable",
    "isn't iterable": "is not iterable",
    "object not iterable": "object is not iterable",
    "invalid syntax for integer with": "invalid literal for int() with",
}


def print_here(*values, sep=" ", end="\n", file=None, flush=False):
    """Print to where the feedback finds it."""
    printed.append(sep.join([str(value) for value in values]) + end)


def namespace(imports):
    """Return the names that the reader's code finds, with the chapter's imports that work."""
    names = {"__name__": "__main__", "print": print_here, "zip": gaps.strict_zip}
    names.update(NAMES)
    names.update({"dict": OrderedDict, "sorted": gaps.stable_sorted})
    for statement in imports:
        try:
            exec(statement, names)
        except Exception:  # then a NameError says that it is not on the page
            pass
    return names


def run(source, names):
    """Run the reader's text; what it defines is in `names`."""
    lines[:] = source.split("\n")
    printed.clear()
    try:
        exec(compile(rewritten(source), NAME, "exec"), names)
    finally:
        printed_outside[:] = printed


def line_of(error):
    """Return the line of the reader's text in which `error` was raised, or an empty text."""
    number = line_number(error)
    return lines[number - 1].strip() if 0 < number <= len(lines) else ""


def line_number(error):
    """Return the number of that line, 0 if there is none."""
    found = [part for part in _frames(error) if part.startswith('"%s", line ' % NAME)]
    return int(re.match(r"\d+", found[-1].split(" line ")[1]).group(0)) if found else 0


def _frames(error):
    text = io.StringIO()
    sys.print_exception(error, text)
    return [part.strip() for part in text.getvalue().split("  File ")[1:]]


def in_pythons_words(error):
    """Return the error with the words of Python's own."""
    text = str(error)
    if "maximum recursion depth" in text or "pystack exhausted" in text:
        return gaps.RecursionError("maximum recursion depth exceeded")
    for words, pythons in WORDS.items():
        if words in text:
            try:
                return type(error)(text.replace(words, pythons))
            except Exception:
                return error
    return error


def lack_of(error):
    """Return what this page lacks, where `error` is no fault of the reader's, or None."""
    text, kind = str(error), type(error).__name__
    if isinstance(error, NotHere):
        return text
    if isinstance(error, MemoryError):
        return "memory for an array of this size"
    if isinstance(error, ImportError):
        return "`%s`" % line_of(error)
    if isinstance(error, NameError):
        name = (re.match(r"name '(\w+)'", text) or re.match(r"()", "")).group(1)
        return "`%s`" % name if name in known_names else None
    if isinstance(error, SyntaxError):
        return _missing_grammar(error)
    if isinstance(error, NotImplementedError) and text:
        return "`%s`" % line_of(error)
    if isinstance(error, AttributeError):
        return "`.%s` of a single number" % _attribute(text) if _is_of_a_number(text) else None
    if isinstance(error, TypeError) and _is_about_arguments(text) and _calls_numpy(error):
        return "one of the arguments in `%s`" % line_of(error)
    if isinstance(error, TypeError) and text.endswith("'ndarray'") and "types for __" in text:
        return "an array behind a number, in `%s`: write it first, as in `x > 0`. It" % line_of(
            error
        )
    if isinstance(error, TypeError) and _is_of_list_and_number(text):
        return "arithmetic of a list and a number, in `%s`," % line_of(error)
    inside = _frames(error)[-1:]
    if kind == "KeyError" and inside and inside[0].startswith('"numpy/'):
        return "something in `%s`" % line_of(error)
    return None


def _missing_grammar(error):
    if "*x must be" in str(error):
        return STARS
    number = line_number(error)
    # The line that is named, and those before it that the statement may have begun in.
    nearby = lines[max(0, number - 4) : number]
    for pattern, what in GRAMMAR.items():
        if any([re.search(pattern, line) for line in nearby]):
            return what
    return None


def _attribute(text):
    return text.split("'")[-2]


def _is_of_a_number(text):
    number = any([text.startswith("'%s' object" % kind) for kind in ("float", "int", "bool")])
    name = _attribute(text) if number else ""
    return number and (hasattr(ndarray, name) or name in OF_ARRAYS)


def _is_of_list_and_number(text):
    # A NumPy number makes an array of the list beside it, and one of Python's does not.
    has_list = "'list'" in text or "'tuple'" in text
    has_number = "'float'" in text or "'int'" in text
    return text.startswith("unsupported types for") and has_list and has_number


def _is_about_arguments(text):
    return "unexpected keyword" in text or "positional arguments but" in text


def _calls_numpy(error):
    line = line_of(error)
    return "np." in line or any(["." + name + "(" in line for name in dir(ndarray)])


def is_stub(name):
    """Return whether the body of the function `name` has nothing but dots."""
    body, margin = [], None
    for line in lines:
        indent = len(line) - len(line.lstrip())
        if re.match(r"\s*def\s+%s\s*\(" % name, line):
            body, margin = [line.split(":", 1)[-1] if line.rstrip()[-1:] != ":" else ""], indent
        elif margin is not None and line.strip() and indent <= margin:
            if not line.strip().startswith((")", "#")):
                break
        elif margin is not None:
            body.append(line)
    if margin is None:
        return False
    text = "".join("\n".join([line.split("#")[0] for line in body]).split('"""')[::2])
    return all([word in ("...", "pass", "return", "None") for word in text.split()])
