"""What the elements' scripts say, and how they say it in another language.

A script is written in English, and every stored output carries it. In another language the pieces
below are exchanged in its text, so that English outputs have nothing in them that serves others.
"""

import json

from cnn_lessons.language import language, said

STATES = ("Not attempted", "Correct", "Incorrect")  # of `quiz.js`; they are its keys, too
STATE = "${SIGNS[state]} ${state}."
# By script: a piece of its text with the message in it, and by the names of the message's places
# what the script has there.
WORDS = {
    "quiz_answers.js": {
        '"Type a number, such as 26, 0.5 or 1/2."': ("Type a number, such as 26, 0.5 or 1/2.", {}),
        '"Type a shape, such as (2, 30, 30, 8)."': ("Type a shape, such as (2, 30, 30, 8).", {}),
        '"Choose an answer first."': ("Choose an answer first.", {}),
    },
    "quiz.js": {
        'textContent = "Check"': ("Check", {}),
        "Reread “${mistake.reread}”.": ("Reread “{heading}”.", {"heading": "${mistake.reread}"}),
    },
}


def in_readers_language(name, script):
    """Return a script of the elements with its words exchanged.

    Parameters
    ----------
    name : str
        Its file's.
    script : str

    Returns
    -------
    str
        In English the script itself.
    """
    if language() == "en":
        return script
    script = exchanged(script, WORDS.get(name, {}))
    if name == "quiz.js":
        states = json.dumps({state: said(state) for state in STATES}, ensure_ascii=False)
        script = script.replace(STATE, STATE.replace("${state}", f"${{({states})[state]}}"))
    return script


def exchanged(script, words):
    """Return a script with other words.

    Parameters
    ----------
    script : str
    words : dict
        By a piece of the script, the message in it and what stands in the message's places.

    Returns
    -------
    str
    """
    for piece, (template, places) in words.items():
        english, translation = template, in_a_script(said(template))
        if places:
            english, translation = english.format(**places), translation.format(**places)
        script = script.replace(piece, piece.replace(english, translation))
    return script


def in_a_script(text):
    """Return a text as it can stand between any quotation marks of JavaScript, and in HTML."""
    return text.translate({ord(sign): f"\\u{ord(sign):04x}" for sign in "\\\"'`<&"})
