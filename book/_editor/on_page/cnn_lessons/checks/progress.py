"""The page itself remembers what was tried and solved."""


def remember(name, feedback):
    return feedback
