"""What NumPy has and this one lacks: nobody's mistake, so it is no AttributeError."""

# Attributes of NumPy's arrays that these have not.
OF_ARRAYS = """
argpartition base byteswap choose compress conj conjugate ctypes data device diagonal dump dumps
flags getfield imag mT partition put real resize searchsorted setfield setflags to_device tobytes
tofile trace view
"""
OF_ARRAYS = frozenset(OF_ARRAYS.split())
OF_NUMPY = frozenset()  # names of NumPy's: the build fills them in


class NotHere(Exception):
    """Something that NumPy does, and the small NumPy of the page does not."""


def refuse_others(others, name):
    """Raise `NotHere` for the first keyword of `others`."""
    for keyword in others:
        raise NotHere("`np.%s` with `%s=`" % (name, keyword))
