"""What is given to an option, read: each returns its value, or argparse says what is wrong."""

import argparse
from pathlib import Path


def count(text):
    """Return a whole number from 1."""
    if not (text.isdecimal() and 0 < int(text) < 2**31):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1")
    return int(text)


def rate(text):
    """Return a number above 0."""
    try:
        number = float(text)
    except ValueError:
        number = 0
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0")
    return number


def share(text):
    """Return a number between 0 and 1."""
    number = float(text)
    if not 0 < number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 1")
    return number


def threshold(text):
    """Return a number from 0 to 1."""
    number = float(text)
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not from 0 to 1")
    return number


def seed(text):
    """Return a whole number that NumPy takes as a seed."""
    if not (text.isdecimal() and int(text) < 2**32):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 to 4294967295")
    return int(text)


def name(text):
    """Return a name that is not empty."""
    if not text.strip():
        raise argparse.ArgumentTypeError("the name is empty: name a file or a folder")
    return text


def path(text):
    """Return a path."""
    return Path(name(text))
