"""The page itself remembers what was answered rightly."""


def record(name):
    return ""
