"""What Python's and NumPy's errors mean, and where to look: one sentence behind their own words."""

from cnn_lessons.checks.mistake import NONE, Mistake

# by a piece of an error's text, what it is called
NAMES = {
    "could not broadcast input array": "no place for it",
    "broadcast": "shapes that do not fit",
    "matmul: ": "shapes of a product",
    "not aligned": "shapes of a product",
    "shape-mismatch for sum": "shapes of a product",
    "for array of dimension": "no such axis",
    "axes don't match array": "no such axis",
    "too many indices": "too many indices",
    "boolean index did not match": "a mask of another shape",
    "shape mismatch: indexing arrays": "indices that do not fit",
    "out of bounds for uint": "no room in the type",
    "out of bounds for int": "no room in the type",
    "out of bounds for": "an index beyond the end",
    "index out of range": "an index beyond the end",
    "truth value of an array": "a yes or no for many",
    "inhomogeneous": "rows of unequal length",
    "setting an array element with a sequence": "several numbers for one place",
    "cannot reshape": "a shape of another size",
    "must be of integer": "an index that is not whole",
    "only integers, slices": "an index that is not whole",
    "slice indices must be integers": "an index that is not whole",
    "list indices must be integers": "an index that is not whole",
    "cannot be interpreted as an integer": "a size that is not whole",
    "only integer scalar arrays": "an array for a number",
    "be converted to Python scalars": "an array for a number",
    "must match exactly": "shapes that cannot be joined",
    "must have the same shape": "shapes that cannot be joined",
    "same number of dimensions": "shapes that cannot be joined",
    "Cannot cast": "a float for an array of ints",
    "boolean subtract": "yes and no, subtracted",
    "boolean negative": "yes and no, subtracted",
    "zero-size array": "an empty window",
    "empty sequence": "nothing to choose from",
    "math domain error": "no such root or logarithm",
    "division by zero": "divided by 0",
    "division or modulo by zero": "divided by 0",
    "not enough values to unpack": "another number of parts",
    "values to unpack": "another number of parts",
    "NoneType": "nothing is there",
    "multiply sequence by non-int": "a list for an array",
    "can only concatenate list": "a list for an array",
    "for -: 'list'": "a list for an array",
    "for /: 'list'": "a list for an array",
    "object is not callable": "round brackets for square ones",
    "object is not subscriptable": "a number for an array",
    "object is not iterable": "a number for several",
    "cannot access local variable": "used before it has a value",
    "local variable referenced before": "used before it has a value",
    "is not defined": "an unknown name",
    "positional argument": "another number of arguments",
    "takes exactly": "another number of arguments",
    "takes no arguments": "another number of arguments",
    "unexpected keyword argument": "an unknown argument",
    "has no attribute": "an unknown attribute",
    "does not support item assignment": "written into what cannot change",
    "recursion depth": "it calls itself without end",
}
ADVICE = {
    "no place for it": "What stands right of `=` has another shape than the places on the left. "
    "Print the `shape` of both just before that line.",
    "shapes that do not fit": "Entry by entry, sizes have to be equal, or 1, from the last axis "
    "on. Is an axis lost, as without `keepdims`? Print the `shape` of both just before that line.",
    "shapes of a product": "In `a @ b` the last axis of `a` is as long as the first of `b`: is "
    "one to be transposed? Print the `shape` of both just before that line.",
    "no such axis": "Axes are counted from 0, so an array of two has 0 and 1. An image has two "
    "or three axes, a batch one more, in front. Print the `shape`.",
    "too many indices": "There are more indices than axes. An image has two or three axes, a "
    "batch one more, in front. Print the `shape`.",
    "a mask of another shape": "A mask has the shape of what it chooses from. Print the `shape` "
    "of both just before that line.",
    "indices that do not fit": "Several lists of indices go in step, so they are equally long. "
    "Print the `shape` of both just before that line.",
    "no room in the type": "A `uint8` holds 0 to 255, and other whole-numbered types end "
    "somewhere, too. Calculate in a larger type, and go back at the end.",
    "an index beyond the end": "Counting begins at 0, so the last index is the size less 1. "
    "Where does the loop end?",
    "a yes or no for many": "`a < b` of arrays is an array: use `&`, `|`, `np.where` or a mask, "
    "or say `.any()` or `.all()`.",
    "several numbers for one place": "One place of an array takes one number. Print the `shape` "
    "of both just before that line.",
    "rows of unequal length": "An array has rows of one length. Which of them is shorter?",
    "a shape of another size": "The sizes of the new shape multiply to the number of entries. "
    "Work out one of them, or write -1 for it.",
    "an index that is not whole": "An index, a size and a number of rounds are whole: `/` gives "
    "a float, `//` does not.",
    "a size that is not whole": "An index, a size and a number of rounds are whole: `/` gives a "
    "float, `//` does not.",
    "an array for a number": "A single whole number is needed. A list is not an array: "
    "`np.array(…)` makes one, and then arithmetic goes entry by entry.",
    "shapes that cannot be joined": "What is joined has the same sizes, but along the axis of "
    "joining. Print the `shape` of both just before that line.",
    "a float for an array of ints": "A whole-numbered array has no place for fractions: begin "
    "with floats, or write `x = x + …` for `x += …`.",
    "yes and no, subtracted": "Two masks are compared by `!=` or `^`; to calculate, make numbers "
    "of them first.",
    "an empty window": "Nothing lies between that start and that end. Print both: is one "
    "negative, or beyond the edge?",
    "nothing to choose from": "It is empty there. In which case, and what should happen then?",
    "no such root or logarithm": "A negative number has no root, and only what is above 0 has a "
    "logarithm.",
    "divided by 0": "What is 0 there, and what should come out then?",
    "another number of parts": "There are fewer parts than names on the left. An image has two "
    "or three axes, a batch one more, in front. Print the `shape`.",
    "nothing is there": "A function without `return`, or one that changes a list in place, gives "
    "None.",
    "a list for an array": "A list is not an array: `np.array(…)` makes one, and then arithmetic "
    "goes entry by entry.",
    "round brackets for square ones": "`x(i)` calls a function, `x[i]` takes an entry. Or does a "
    "name stand for two things?",
    "a number for an array": "What has no entries is a single number. Is an index, or an axis, "
    "used up already?",
    "a number for several": "One number cannot be gone through: is `range` missing, or an axis "
    "summed already?",
    "used before it has a value": "Is it spelled as where it got its value, and does that line "
    "come before?",
    "an unknown name": "Is it spelled as where it got its value, and does that line come before?",
    "another number of arguments": "Compare the call with the function's parameters, or with its "
    "documentation.",
    "an unknown argument": "Compare the call with the function's parameters, or with its "
    "documentation.",
    "an unknown attribute": "Is it spelled rightly, and is it an array there, or a list or a "
    "number?",
    "written into what cannot change": "A tuple and a text stay as they are: make a list or an "
    "array of it, and change that.",
    "it calls itself without end": "What is the case in which it has its answer at once?",
}


def meaning(error):
    """Return what an error means, as a mistake, or `NONE`.

    >>> meaning(IndexError("list index out of range")).name
    'an index beyond the end'
    """
    text = str(error)
    for piece, name in NAMES.items():
        if piece in text:
            return Mistake(name, None, ADVICE[name])
    return NONE
