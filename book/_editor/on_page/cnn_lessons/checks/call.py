"""Call a reader's function, and look at what it did beside returning.

The page's own half of `cnn_lessons.checks.call`: the same names, with what MicroPython has.
"""

import copy

import numpy as np
import readers_code

from cnn_lessons.checks.comparison import difference
from cnn_lessons.language import message

LONGEST = 500  # characters of a value that are shown


class Call:
    """One call of the reader's function, on a copy of the arguments."""

    def __init__(self, function, case):
        self.function, self.case = function, case
        self.arguments = copy.deepcopy(case)
        self.output = self.error = self.lack = None
        readers_code.printed.clear()
        try:
            self.output = function(*self.arguments)
        except (Exception, SystemExit) as error:
            self.line, self.lack = readers_code.line_of(error), readers_code.lack_of(error)
            self.error = readers_code.in_pythons_words(error)
        self.printed = "".join(readers_code.printed)

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
            for parameter, before, after in zip(parameters, self.case, self.arguments)
            if difference(after, before, rtol=0, atol=0)
        ]

    def where(self):
        """Return the line of the reader's own code that raised, if there is one."""
        return message("It happened in this line: `{line}`", line=self.line) if self.line else ""


def is_stub(function):
    """Return whether the body of `function` is only ``...``, ``pass`` or a docstring."""
    return readers_code.is_stub(getattr(function, "__name__", ""))


def show(value):
    """Return `value` as a reader wants to see it: short, aligned, a true shape."""
    if isinstance(value, np.ndarray):
        text = np.array2string(value, precision=4, suppress_small=True, threshold=120, edgeitems=3)
        return "%s\nshape %s, %s" % (text, value.shape, value.dtype) if value.ndim else text
    text = repr(value)
    return text if len(text) <= LONGEST else text[:LONGEST] + " …"
