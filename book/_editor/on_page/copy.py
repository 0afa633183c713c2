"""Copies of arguments."""

from numpy import ndarray


def copy(value):
    return value[:] if isinstance(value, list) else deepcopy(value)


def deepcopy(value):
    """Return a copy that shares nothing that can be written into."""
    if isinstance(value, ndarray):
        return value.copy()
    if isinstance(value, (list, tuple)):
        return type(value)([deepcopy(part) for part in value])
    if isinstance(value, dict):
        return type(value)([(key, deepcopy(part)) for key, part in value.items()])
    if isinstance(value, set):
        return set(value)
    return value
