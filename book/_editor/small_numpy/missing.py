"""What NumPy has and this one lacks: nobody's mistake, so it is no AttributeError."""


class NotHere(Exception):
    """Something that NumPy does, and the small NumPy of the page does not."""


def refuse_others(others, name):
    """Raise `NotHere` for the first keyword of `others`."""
    for keyword in others:
        raise NotHere("`np.%s` with `%s=`" % (name, keyword))
