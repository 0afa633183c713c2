"""What Python's grammar has and MicroPython's lacks, rewritten in the reader's text.

``[*a, b]``, ``{**a, "k": 1}``, ``x[::-1]`` and the 0 of ``0 < x`` become calls, and a dict keeps
the order in which it is written. No line is added or taken away, so that an error is still in
the line that is named.
"""

from collections import OrderedDict

import numpy

CLOSING = {"(": ")", "[": "]", "{": "}"}
BEFORE_A_VALUE = set(
    [
        "and",
        "assert",
        "del",
        "elif",
        "else",
        "for",
        "from",
        "if",
        "import",
        "in",
        "is",
        "lambda",
        "not",
        "or",
        "raise",
        "return",
        "while",
        "yield",
    ]
)


def is_name(character):
    return character.isalpha() or character.isdigit() or character == "_"


class Part:
    """What stands between two commas: its text, and where its first colon and its ``for`` are."""

    def __init__(self):
        self.text, self.colon, self.loop = "", None, None

    def is_starred(self, stars="*"):
        return self.text.lstrip().startswith(stars)

    def without_stars(self):
        return self.text.lstrip().lstrip("*")


class Text:
    """The reader's text, read once from its beginning to its end."""

    def __init__(self, text):
        self.text, self.at = text, 0

    def until(self, closing):
        """Return the parts up to a closing bracket, rewritten."""
        parts = [Part()]
        while self.at < len(self.text):
            character, part = self.text[self.at], parts[-1]
            if character == closing:
                return parts
            if character in "\"'":
                part.text += self.string()
                continue
            if character == "#":
                end = self.text.find("\n", self.at)
                end = len(self.text) if end < 0 else end
                part.text += self.text[self.at : end]
                self.at = end
                continue
            self.at += 1
            if character in CLOSING:
                inner = self.until(CLOSING[character])
                self.at += 1
                part.text = self.bracket(part.text, character, inner)
            elif character == "," and closing:
                parts.append(Part())
            else:
                if character == ":" and part.colon is None and "lambda" not in part.text:
                    part.colon = len(part.text)
                if part.loop is None and self.text[self.at - 2 : self.at + 3] in (
                    " for ",
                    "\nfor ",
                ):
                    part.loop = len(part.text)
                if character in "<>=!" and is_comparison(self.text[self.at - 1 : self.at + 1]):
                    part.text = number_as_array(part.text)
                part.text += character
        if closing:
            raise SyntaxError("'%s' was never closed" % closing)
        return parts

    def string(self):
        """Return a string as it stands."""
        quote = self.text[self.at]
        if self.text[self.at : self.at + 3] == quote * 3:
            quote *= 3
        i = self.at + len(quote)
        while i < len(self.text) and self.text[i : i + len(quote)] != quote:
            i += 2 if self.text[i] == "\\" else 1
        found = self.text[self.at : i + len(quote)]
        self.at = i + len(quote)
        return found

    def bracket(self, before, opening, parts):
        """Return the text so far and a bracket behind it."""
        plain = opening + ",".join([part.text for part in parts]) + CLOSING[opening]
        if "lambda" in plain and opening != "[":
            return before + plain
        if opening == "[" and not begins_a_value(before):
            return turned(before, parts, self.text[self.at :].lstrip()[:2]) or before + plain
        after = self.text[self.at :].lstrip()
        is_target = after.startswith("in ") or (after[:1] == "=" and after[:2] != "==")
        if is_target or not begins_a_value(before):
            return before + plain
        if opening == "{" and (parts[0].colon is not None or parts[0].is_starred("**")):
            return before + dictionary(parts)
        if any([part.is_starred() for part in parts]) and (opening != "(" or len(parts) > 1):
            kind = {"[": "list", "(": "tuple", "{": "set"}[opening]
            return before + "_joined(%s, %s)" % (kind, ",".join([pair(part) for part in parts]))
        return before + plain


def is_comparison(operator):
    """Return whether these two characters begin with one of ``< > <= >= == !=``."""
    return operator in ("<=", ">=", "==", "!=") or (
        operator[0] in "<>" and operator[1:] not in ("<", ">")
    )


def number_as_array(before):
    """Return the text with a number at its end as an array: MicroPython asks no array behind it."""
    text = before.rstrip()
    i = len(text)
    while i and (text[i - 1].isdigit() or text[i - 1] in "._"):
        i -= 1
    number = text[i:]
    if (
        not number
        or not number[0].isdigit()
        or (i and (is_name(text[i - 1]) or text[i - 1] == ">"))
    ):
        return before
    return text[:i] + "_array(%s) " % number


def begins_a_value(before):
    """Return whether a bracket after this text is a value of its own, not a call or an index."""
    text = before.rstrip()
    if not text:
        return True
    if text[-1] in ")]}\"'":
        return False
    if not is_name(text[-1]):
        return True
    i = len(text)
    while i and is_name(text[i - 1]):
        i -= 1
    return text[i:] in BEFORE_A_VALUE


def pair(part):
    """Return a part of a list as a pair: whether it is several values, and what they are."""
    if not part.text.strip():
        return part.text
    if part.is_starred():
        return "(True, %s)" % part.without_stars()
    return "(False, %s)" % part.text


def dictionary(parts):
    """Return a dict that keeps its order."""
    if parts[0].loop is not None:
        part = parts[0]
        key, value = part.text[: part.colon], part.text[part.colon + 1 : part.loop]
        rest = ",".join([part.text[part.loop :]] + [other.text for other in parts[1:]])
        return "_ordered([(%s, %s) %s])" % (key, value, rest)
    items = []
    for part in parts:
        if part.is_starred("**"):
            items.append("(_ALL, %s)" % part.without_stars())
        elif part.colon is not None:
            items.append("(%s, %s)" % (part.text[: part.colon], part.text[part.colon + 1 :]))
        else:
            items.append(part.text)
    return "_ordered([%s])" % ",".join(items)


def turned(before, parts, after):
    """Return a slice with a negative step as a call, or None for any other index."""
    pieces = parts[0].text.split(":")
    inner = any([bracket in parts[0].text for bracket in "([{"])
    if len(parts) > 1 or len(pieces) != 3 or inner or not pieces[2].strip().startswith("-"):
        return None
    if after[:1] == "=" and after != "==":
        return None
    start = start_of_value(before)
    if start is None:
        return None
    bounds = ", ".join([piece.strip() or "None" for piece in pieces])
    return before[:start] + "_sliced(%s, %s)" % (before[start:], bounds)


def start_of_value(text):
    """Return where the name, call or index at the end of `text` begins."""
    i = len(text)
    while i and (is_name(text[i - 1]) or text[i - 1] in ".)]"):
        if text[i - 1] in ")]":
            depth = 0
            while i:
                i -= 1
                depth += (text[i] in ")]}") - (text[i] in "([{")
                if not depth:
                    break
        else:
            i -= 1
    return i if i < len(text) else None


def joined(kind, *pairs):
    values = []
    for several, value in pairs:
        values += list(value) if several else [value]
    return kind(values)


EVERY = object()


def ordered(items):
    found = OrderedDict()
    for key, value in items:
        if key is EVERY:
            found.update(value)
        else:
            found[key] = value
    return found


def sliced(value, start, stop, step):
    """Return ``value[start:stop:step]`` for a negative step."""
    if isinstance(value, numpy.ndarray):
        return value[numpy.slice_of(start, stop, step)]
    n = len(value)
    start = n - 1 if start is None else min(start, n - 1) if start >= 0 else max(start + n, -1)
    stop = -1 if stop is None else min(stop, n - 1) if stop >= 0 else max(stop + n, -1)
    chosen = [value[i] for i in range(start, stop, step)]
    return "".join(chosen) if isinstance(value, str) else type(value)(chosen)


NAMES = {
    "_joined": joined,
    "_ordered": ordered,
    "_sliced": sliced,
    "_ALL": EVERY,
    "_array": numpy.asarray,
}


def rewritten(source):
    """Return the reader's text as MicroPython reads it, or as it is if it has no end."""
    try:
        return ",".join([part.text for part in Text(source).until(None)])
    except Exception:
        return source
