"""What the elements' scripts say, and how they say it in another language.

A script is written in English, and every stored output carries it. In another language the pieces
below are exchanged in its text, so that English outputs have nothing in them that serves others.
"""

import json

from cnn_lessons.elements.drawing_words import DRAWING_WORDS
from cnn_lessons.elements.window_words import WINDOW_WORDS
from cnn_lessons.language import language, said

STATES = ("Not attempted", "Correct", "Incorrect")  # of `quiz.js`; they are its keys, too
STATE = "${SIGNS[state]} ${state}."
PLURAL = '${number === 1 ? "" : "s"}'  # of `size_calculator.js`; other languages have one form
# The first words of tables' names: the scripts find a table by its name, and a style by the first.
TABLES = ("Input", "Kernel", "Output", "Channel", "Filter", "Map")
SHOWN = ("<b>${caption}</b>", 'aria-label="${name}')  # where a reader meets them
FOUND = ('table[aria-label="${name}"]', 'table[aria-label="${table}"]')  # where a script does
CHANNEL = "`${channelName(channel)}: ${"  # at the beginning of a line of `several_channels.js`
# By script: a piece of its text with the message in it, and by the names of the message's places
# what the script has there.
WORDS = {
    **WINDOW_WORDS,
    **DRAWING_WORDS,
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
    if name == "size_calculator.js":
        script = script.replace(PLURAL, "").replace('.join(" and ")', '.join(", ")')
    if name == "several_channels.js":
        script = script.replace(
            CHANNEL, CHANNEL.replace("channelName(channel)", "sayTable(channelName(channel))")
        )
    if name == "sliding_window.js":
        script = with_tables_named(script)
    if name == "quiz.js":
        states = json.dumps({state: said(state) for state in STATES}, ensure_ascii=False)
        script = script.replace(STATE, STATE.replace("${state}", f"${{({states})[state]}}"))
    return script


def with_tables_named(script):
    """Return the script of the windows with its tables' names said in the language."""
    names = json.dumps({table: said(table) for table in TABLES}, ensure_ascii=False)
    say = (
        f"const sayTable = (name) => name.replace(/[A-Za-z]+/g, (word) => ({names})[word] ?? word);"
    )
    for place in (*SHOWN, *FOUND):
        name = place[place.index("${") + 2 : place.index("}")]
        script = script.replace(place, place.replace(f"${{{name}}}", f"${{sayTable({name})}}"))
    return f"{say}\n{script}"


def exchanged(script, words, say=said):
    """Return a script with other words.

    Parameters
    ----------
    script : str
    words : dict
        By a piece of the script, the message in it and what stands in the message's places.
    say : callable, optional
        Takes a message and returns it in the language; by default in the reader's.

    Returns
    -------
    str
    """
    for piece, (template, places) in words.items():
        english, translation = template, in_a_script(say(template))
        if places:
            english, translation = english.format(**places), translation.format(**places)
        before, _, after = piece.rpartition(english)
        script = script.replace(piece, f"{before}{translation}{after}")
    return script


def in_a_script(text):
    """Return a text as it can stand between any quotation marks of JavaScript, and in HTML."""
    return text.translate({ord(sign): f"\\u{ord(sign):04x}" for sign in "\\\"'`<&"})
