"""Cut fonts of the lock to the signs that the built pages show."""

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

NAMES = [0, 1, 2, 13, 14]  # who made it, what it is called, and its license stay with a font


def cut(font, signs, target):
    """Write the part of a font that draws these signs.

    Parameters
    ----------
    font : Path
        TrueType or OpenType.
    signs : iterable of str
        Those that the font lacks are left to the reader's own fonts.
    target : Path
        A ``.woff``, which is compressed.
    """
    small = TTFont(font)
    subsetter = Subsetter(Options(layout_features=["kern"], hinting=False, name_IDs=NAMES))
    subsetter.populate(text="".join(sorted(signs)))
    subsetter.subset(small)
    small.flavor = "woff"
    small.save(target)
