"""What Python's and NumPy's errors mean, and where to look: one sentence behind their own words."""

from cnn_lessons.checks.mistake import NONE, Mistake

PRINT = "Print the `shape` of both just before that line."
WHOLE = "An index, a size and a number of rounds are whole: `/` gives a float, `//` does not."
BOTH = "`a < b` of arrays is an array: use `&`, `|`, `np.where` or a mask, or say `.any()` or "
BOTH += "`.all()`."
ARRAY = "A list is not an array: `np.array(…)` makes one, and then arithmetic goes entry by entry."
LAST = "Counting begins at 0, so the last index is the size less 1. Where does the loop end?"
NAMED = "Is it spelled as where it got its value, and does that line come before?"
ARGUMENTS = "Compare the call with the function's parameters, or with its documentation."
AXES = "An image has two or three axes, a batch one more, in front. Print the `shape`."
ROOM = "A `uint8` holds 0 to 255, and other whole-numbered types end somewhere, too. Calculate in a larger type, and go back at the end."

# a piece of the error's text, what it is called, and what it means
MEANINGS = [
    ("could not broadcast input array", "no place for it", f"What stands right of `=` has another shape than the places on the left. {PRINT}"),
    ("broadcast", "shapes that do not fit", f"Entry by entry, sizes have to be equal, or 1, from the last axis on. Is an axis lost, as without `keepdims`? {PRINT}"),
    ("matmul: ", "shapes that do not fit", f"In `a @ b` the last axis of `a` is as long as the first of `b`: is one to be transposed? {PRINT}"),
    ("not aligned", "shapes that do not fit", f"In a matrix product the last axis of the first is as long as the first of the second: is one to be transposed? {PRINT}"),
    ("shape-mismatch for sum", "shapes that do not fit", f"Axes that are summed over together are equally long. {PRINT}"),
    ("for array of dimension", "no such axis", f"Axes are counted from 0, so an array of two has 0 and 1. {AXES}"),
    ("axes don't match array", "no such axis", f"`transpose` needs each axis once. {AXES}"),
    ("too many indices", "too many indices", f"There are more indices than axes. {AXES}"),
    ("boolean index did not match", "a mask of another shape", f"A mask has the shape of what it chooses from. {PRINT}"),
    ("shape mismatch: indexing arrays", "indices that do not fit", f"Several lists of indices go in step, so they are equally long. {PRINT}"),
    ("out of bounds for uint", "no room in the type", ROOM),
    ("out of bounds for int", "no room in the type", ROOM),
    ("out of bounds for", "an index beyond the end", LAST),
    ("index out of range", "an index beyond the end", LAST),
    ("truth value of an array", "a yes or no for many", BOTH),
    ("setting an array element with a sequence", "several numbers for one place", f"One place of an array takes one number. {PRINT}"),
    ("inhomogeneous", "rows of unequal length", "An array has rows of one length. Which of them is shorter?"),
    ("cannot reshape", "a shape of another size", "The sizes of the new shape multiply to the number of entries. Work out one of them, or write -1 for it."),
    ("must be of integer", "an index that is not whole", WHOLE),
    ("only integers, slices", "an index that is not whole", WHOLE),
    ("slice indices must be integers", "an index that is not whole", WHOLE),
    ("list indices must be integers", "an index that is not whole", f"{WHOLE} And a list takes one index, not two: an array does."),
    ("cannot be interpreted as an integer", "a size that is not whole", WHOLE),
    ("only integer scalar arrays", "an array for a number", f"A single whole number is needed. {ARRAY}"),
    ("be converted to Python scalars", "an array for a number", "A single number is needed: which entry, or which sum of them?"),
    ("must match exactly", "shapes that do not fit", f"What is joined has the same sizes, but along the axis of joining. {PRINT}"),
    ("must have the same shape", "shapes that do not fit", f"What is stacked has one shape. {PRINT}"),
    ("same number of dimensions", "shapes that do not fit", f"What is joined has equally many axes. {PRINT}"),
    ("Cannot cast", "a float for an array of ints", "A whole-numbered array has no place for fractions: begin with floats, or write `x = x + …` for `x += …`."),
    ("boolean subtract", "yes and no, subtracted", "Two masks are compared by `!=` or `^`; to calculate, make numbers of them first."),
    ("boolean negative", "yes and no, subtracted", "`~` turns a mask round, `-` does not."),
    ("zero-size array", "an empty window", "Nothing lies between that start and that end. Print both: is one negative, or beyond the edge?"),
    ("empty sequence", "nothing to choose from", "It is empty there. In which case, and what should happen then?"),
    ("math domain error", "no such root or logarithm", "A negative number has no root, and only what is above 0 has a logarithm."),
    ("division by zero", "divided by 0", "What is 0 there, and what should come out then?"),
    ("division or modulo by zero", "divided by 0", "What is 0 there, and what should come out then?"),
    ("not enough values to unpack", "another number of parts", f"There are fewer parts than names on the left. {AXES}"),
    ("values to unpack", "another number of parts", f"There are not as many parts as names on the left. {AXES}"),
    ("NoneType", "nothing is there", "A function without `return`, or one that changes a list in place, gives None."),
    ("multiply sequence by non-int", "a list for an array", ARRAY),
    ("can only concatenate list", "a list for an array", ARRAY),
    ("for -: 'list'", "a list for an array", ARRAY),
    ("for /: 'list'", "a list for an array", ARRAY),
    ("object is not callable", "round brackets for square ones", "`x(i)` calls a function, `x[i]` takes an entry. Or does a name stand for two things?"),
    ("object is not subscriptable", "a number for an array", "What has no entries is a single number. Is an index, or an axis, used up already?"),
    ("object is not iterable", "a number for several", "One number cannot be gone through: is `range` missing, or an axis summed already?"),
    ("cannot access local variable", "used before it has a value", NAMED),
    ("local variable referenced before", "used before it has a value", NAMED),
    ("is not defined", "an unknown name", NAMED),
    ("positional argument", "another number of arguments", ARGUMENTS),
    ("unexpected keyword argument", "an unknown argument", ARGUMENTS),
    ("has no attribute", "an unknown attribute", "Is it spelled rightly, and is it an array there, or a list or a number?"),
    ("does not support item assignment", "written into what cannot change", "A tuple and a text stay as they are: make a list or an array of it, and change that."),
    ("recursion depth", "it calls itself without end", "What is the case in which it has its answer at once?"),
]  # fmt: skip


def meaning(error):
    """Return what an error means, as a mistake, or `NONE`.

    >>> meaning(IndexError("list index out of range")).name
    'an index beyond the end'
    """
    text = str(error)
    for piece, name, advice in MEANINGS:
        if piece in text:
            return Mistake(name, None, advice)
    return NONE
