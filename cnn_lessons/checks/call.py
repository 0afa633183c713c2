"""Call a reader's function, and look at what it did beside returning."""

import contextlib
import copy
import dis
import io
import linecache
import traceback

import numpy as np

from cnn_lessons.checks.comparison import difference
from cnn_lessons.language import message

STUB_OPERATIONS = {"RESUME", "NOP", "LOAD_CONST", "RETURN_CONST", "RETURN_VALUE"}
LONGEST = 500  # characters of a value that are shown


class Call:
    """One call of the reader's function, on a copy of the arguments."""

    def __init__(self, function, case):
        self.function, self.case = function, case
        self.arguments = copy.deepcopy(case)
        self.output = self.error = None
        printed = io.StringIO()
        try:
            with contextlib.redirect_stdout(printed):
                self.output = function(*self.arguments)
        except (Exception, SystemExit) as error:
            self.error = error
        self.printed = printed.getvalue()

    @property
    def outcome(self):
        """The output, or the type of the error."""
        return self.output if self.error is None else type(self.error)

    def shown_print(self):
        """Return what the function printed, as a labelled value for the feedback."""
        text = self.printed.rstrip()
        return (("Printed", text[:LONGEST]),) if text else ()

    def written_arguments(self, parameters):
        """Return those of the named `parameters` whose argument the call changed."""
        return [
            parameter
            for parameter, before, after in zip(parameters, self.case, self.arguments, strict=False)
            if difference(after, before, rtol=0, atol=0)
        ]

    def where(self):
        """Return the line of the reader's own code that raised, if there is one."""
        code = getattr(self.function, "__code__", None)
        frames = traceback.extract_tb(self.error.__traceback__)
        own = [f for f in frames if code is not None and f.filename == code.co_filename]
        if not own:
            return ""
        line = linecache.getline(own[-1].filename, own[-1].lineno).strip()
        return message("It happened in this line: `{line}`", line=line) if line else ""


def is_stub(function):
    """Return whether the body of `function` is only ``...``, ``pass`` or a docstring."""
    code = getattr(function, "__code__", None)
    if code is None:
        return False
    instructions = list(dis.get_instructions(code))
    constants = [i.argval for i in instructions if i.opname in ("LOAD_CONST", "RETURN_CONST")]
    return {i.opname for i in instructions} <= STUB_OPERATIONS and constants[-1] in (None, ...)


def show(value):
    """Return `value` as a reader wants to see it: short, aligned, a true shape."""
    if isinstance(value, np.ndarray):
        text = np.array2string(value, precision=4, suppress_small=True, threshold=120, edgeitems=3)
        return f"{text}\nshape {value.shape}, {value.dtype}" if value.ndim else text
    text = repr(value)
    return text if len(text) <= LONGEST else text[:LONGEST] + " …"
