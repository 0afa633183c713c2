"""The reader's language: what the package says, in the words of a translation.

Inside, everything is English: what is compared, remembered and tested. What is shown passes
through `said`, which looks it up where the environment variable ``CNN_LESSONS_LANGUAGE`` names
another language, and in English hands it back. The words lie in ``languages``, one folder for
each language, as ``make languages`` writes them from the catalogues.
"""

import json
import os
from functools import cache
from importlib.resources import files

VARIABLE = "CNN_LESSONS_LANGUAGE"
_made = {}  # by a text that is shown, its template and values


class Name(str):
    """A text that is not looked up: a name that somebody has given."""


class Spoken:
    """What an error is beside its kind so that its text is looked up when it is shown."""

    def __str__(self):
        return said(super().__str__())


def language():
    """Return the code of the reader's language: ``"en"`` unless the environment says another."""
    return os.environ.get(VARIABLE) or "en"


@cache
def words_of(code, only=""):
    """Return the words of one language, by the English ones; those of English are none.

    Parameters
    ----------
    code : str
        For example ``"ko"``.
    only : str, default=""
        Those of one chapter, by its stem, or ``"package"``, what the package itself says; without
        it, all.

    Returns
    -------
    dict of str to str

    Raises
    ------
    ValueError
        If there is no such language.
    """
    if code == "en":
        return {}
    folder = files("cnn_lessons") / "languages"
    known = [each.name for each in folder.iterdir() if each.is_dir()] if folder.is_dir() else []
    if code not in known:
        raise ValueError(
            f"{VARIABLE}={code!r}: there is no such language. Use one of "
            f"{', '.join(sorted(['en', *known]))}."
        )
    words = {}
    for file in (folder / code).iterdir():
        if file.name == f"{only}.json" or (not only and file.name.endswith(".json")):
            words |= json.loads(file.read_text(encoding="utf-8"))
    return words


def message(template, **values):
    """Return a text in English, and remember what it was made of, so that it can be translated.

    Parameters
    ----------
    template : str
        With names in curly brackets, as `str.format` takes it.
    **values : object
        By these names. A text among them is looked up as well, unless it stands between
        backticks or is a `Name`.

    Returns
    -------
    str

    Examples
    --------
    >>> message("`{name}` is right on all {n} cases.", name="area", n=3)
    '`area` is right on all 3 cases.'
    """
    text = template.format(**values)
    if text != template:
        _made[text] = template, values
    return text


def template_of(text):
    """Return the template that a text was made of by `message`, or the text itself.

    Examples
    --------
    >>> template_of(message("Hint {i}", i=3))
    'Hint {i}'
    """
    return _made[text][0] if text in _made else text


def said(text):
    """Return a text of the package in the reader's language, or as it is where that lacks it.

    Parameters
    ----------
    text : str
        In English; what `message` has made of a template is looked up by its template.

    Returns
    -------
    str

    Examples
    --------
    >>> said("Correct")
    'Correct'
    """
    words = words_of(language())
    if not words or isinstance(text, Name):
        return text
    if text in words:
        return words[text]
    if text not in _made:
        return text
    template, values = _made[text]
    values = {
        name: said(each) if isinstance(each, str) and not _is_code(name, template) else each
        for name, each in values.items()
    }
    return words.get(template, template).format(**values)


def _is_code(name, template):
    """Return whether a value stands between backticks: a name such as `size` is not looked up."""
    before, place, _ = template.partition("{" + name + "}")
    return bool(place) and before.count("`") % 2 == 1
