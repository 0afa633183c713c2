"""What is said of a slip, wherever it is recognized: from a source text, a number or an array."""

OFF_BY_ONE = (
    "A size, an index or a constant is one too large or too small. Do the smallest case by hand, "
    "and count."
)
SIGN = "Something is added that should be taken off, or the other way round."
ROUNDING = (
    "Rounded up, down or not at all, where it is something else. Look for a case that does not go "
    "without a rest."
)
LOGARITHM = "The base of the logarithm is another. `np.log` is the natural one."
PERCENT = "That is in percent. A share lies between 0 and 1."
SHARE = "That is a share, from 0 to 1. Percent are asked for."
TWICE = "It is half of that. What have you counted twice?"
HALF = "It is twice that. What is there two of?"
REST = "That is what is left over. The other part is asked for."
ORDER = "What you hand back is right, in another order. Say what comes first."
UPSIDE_DOWN = "What is divided by what?"


def unknown(output, printed):
    """Return the advice for a wrong answer that is none of the mistakes we know.

    Parameters
    ----------
    output : object
        What the reader's function has returned.
    printed : str
        What it has printed.
    """
    if output is None and printed:
        return "The function prints its result; hand it back with `return`."
    if output is None:
        return "Does the function end with `return`?"
    return "This is none of the mistakes we know. Do this case by hand, or open a hint."
