"""What is left in English of a text that is shown in another language."""

import re
from functools import cache

from package_messages import of_package


def left_english(text, *modules, words=False):
    """Return what stands in a text in English, though it is a message of these modules.

    Parameters
    ----------
    text : str
    *modules : str
        As the catalogue of the package names them beside their messages.
    words : bool, default=False
        Whether single words are looked for, too; where paths and options are shown, they may
        stand in these.
    """
    messages = messages_of_package()
    assert set(modules) <= set(messages.values())
    ours = [message for message, module in messages.items() if module in modules]
    found = [piece for message in ours for piece in pieces(message) if piece in text]
    return [piece for piece in found if words or " " in piece]


@cache
def messages_of_package():
    """Return the messages of the package, each with its module."""
    return of_package()


def pieces(template):
    """Return what a message says around its places, where that is at least a word."""
    found = (piece.strip(" .:,“”") for piece in re.split(r"\{[^{}]*\}", template))
    return [piece for piece in found if re.search("[A-Za-z]{4}", piece)]


def shown(html):
    """Return HTML without its tags but for what is read aloud of them."""
    html = re.sub(r"<(style|script)\b.*?</\1>", "", html, flags=re.DOTALL)
    labels = re.findall(r'(?:aria-label|alt)="([^"]*)"', html)
    return " ".join([re.sub("<[^>]*>", " ", html), *labels])
