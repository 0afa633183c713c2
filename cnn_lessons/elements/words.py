"""What the elements' scripts say, and how they say it in another language.

A script is written in English, and every stored output carries it. In another language the pieces
below are exchanged in its text, so that English outputs have nothing in them that serves others.
"""

import json

from cnn_lessons.language import language, said

STATES = ("Not attempted", "Correct", "Incorrect")  # of `quiz.js`; they are its keys, too
STATE = "${SIGNS[state]} ${state}."
WINDOW = "A window of ${down.span} × ${right.span}"
PLURAL = '${number === 1 ? "" : "s"}'  # of `size_calculator.js`; other languages have one form
# The first words of tables' names: the scripts find a table by its name, and a style by the first.
TABLES = ("Input", "Kernel", "Output", "Channel", "Filter", "Map")
SHOWN = ("<b>${caption}</b>", 'aria-label="${name}')  # where a reader meets them
FOUND = ('table[aria-label="${name}"]', 'table[aria-label="${table}"]')  # where a script does
CHANNEL = "`${channelName(channel)}: ${"  # at the beginning of a line of `several_channels.js`
# By script: a piece of its text with the message in it, and by the names of the message's places
# what the script has there.
WORDS = {
    "stepped_element.js": {
        ">Back</button>": ("Back", {}),
        ">Play</button>": ("Play", {}),
        ">Next</button>": ("Next", {}),
        'textContent = "Pause"': ("Pause", {}),
        'textContent = "Play"': ("Play", {}),
    },
    "sliding_window.js": {
        '"Stride", [': ("Stride", {}),
        '"Padding", [': ("Padding", {}),
        '"Dilation", [': ("Dilation", {}),
        '"Pooling", [': ("Pooling", {}),
        '"Window", [': ("Window", {}),
        '"Sliding window"': ("Sliding window", {}),
        '"Position of the window"': ("Position of the window", {}),
        '"before the first step"': ("before the first step", {}),
        "<b>Before the first step</b>": ("Before the first step", {}),
        "<span>Press Next.</span>": ("Press Next.", {}),
        "row ${i + 1}, column ${j + 1}": (
            "row {row}, column {column}",
            {"row": "${i + 1}", "column": "${j + 1}"},
        ),
        '${name}, scrolls"': ("{name}, scrolls", {"name": "${name}"}),
    },
    "sliding_window_arithmetic.js": {
        "padded to ${shape(padded)}": ("padded to {shape}", {"shape": "${shape(padded)}"}),
        WINDOW + " pixels does not fit on ${shape(padded)} pixels.": (
            "A window of {window} pixels does not fit on {shape} pixels.",
            {"window": "${down.span} × ${right.span}", "shape": "${shape(padded)}"},
        ),
        'Choose a smaller ${poolSize ? "window" : "dilation"}, or the padding “same”.': (
            "Choose a smaller {what}, or the padding “same”.",
            {"what": '${poolSize ? "window" : "dilation"}'},
        ),
        'poolSize ? "window"': ("window", {}),
        ': "dilation"}': ("dilation", {}),
        WINDOW + " pixels would lie on padding alone.": (
            "A window of {window} pixels would lie on padding alone.",
            {"window": "${down.span} × ${right.span}"},
        ),
        "Choose a larger window, or the padding “same”.": (
            "Choose a larger window, or the padding “same”.",
            {},
        ),
        "the first of ${best.length}": ("the first of {number}", {"number": "${best.length}"}),
        "output ${written(value)}": ("output {value}", {"value": "${written(value)}"}),
    },
    "several_channels.js": {
        "Together: ${": ("Together", {}),
        "filter ${filter + 1}, `": ("filter {number}", {"number": "${filter + 1}"}),
        "output ${written(value)}": ("output {value}", {"value": "${written(value)}"}),
    },
    "transposed_arithmetic.js": {
        "Nothing is left of ${down.padded} × ${right.padded} pixels when the padding is cut off.": (
            "Nothing is left of {shape} pixels when the padding is cut off.",
            {"shape": "${down.padded} × ${right.padded}"},
        ),
        "Choose a larger stride or dilation, or the padding “valid”.": (
            "Choose a larger stride or dilation, or the padding “valid”.",
            {},
        ),
        "cut out of ${shape(all)}": ("cut out of {shape}", {"shape": "${shape(all)}"}),
        "<mark>${written(pixel)}</mark> lays down": (
            "{pixel} lays down",
            {"pixel": "<mark>${written(pixel)}</mark>"},
        ),
        "pixel ${written(pixel)}": ("pixel {value}", {"value": "${written(pixel)}"}),
    },
    "size_calculator.js": {
        '"Input size"': ("Input size", {}),
        '"Kernel size"': ("Kernel size", {}),
        '"Stride"': ("Stride", {}),
        '"Dilation"': ("Dilation", {}),
        '"Zeros per side"': ("Zeros per side", {}),
        '"a number"': ("a number", {}),
        "<label>Padding <": ("Padding", {}),
        '"Size calculator"': ("Size calculator", {}),
        "Output size = ⌊": ("Output size", {}),
        'The window fits in ${counted(places, "place")}.': (
            "The window fits in {places}.",
            {"places": '${counted(places, "place")}'},
        ),
        'A window of ${counted(span, "pixel")} does not fit on ${padded}': (
            "A window of {window} does not fit on {padded}",
            {"window": '${counted(span, "pixel")}', "padded": "${padded}"},
        ),
        "${before} + ${now.size} + ${after} with the padding": (
            "{sizes} with the padding",
            {"sizes": "${before} + ${now.size} + ${after}"},
        ),
        "Left over at the end (✕): ${left}. One more step${": (
            "Left over at the end (✕): {left}. One more step",
            {"left": "${left}"},
        ),
        '" (dashed)"': ("dashed", {}),
        "would carry the window over the edge, and the floor drops it.": (
            "would carry the window over the edge, and the floor drops it.",
            {},
        ),
        "${number} ${noun}": (
            "{number} {noun}",
            {"number": "${number}", "noun": "${noun}"},
        ),
        'counted(span, "pixel")': ("pixel", {}),
        'zeros, "pixel"]': ("pixel", {}),
        '"padding zero"': ("padding zero", {}),
        '${counted(padded, "cell")} under ${counted(Math.max(now.places, 0), "window")}': (
            "{cells} under {windows}",
            {
                "cells": '${counted(padded, "cell")}',
                "windows": '${counted(Math.max(now.places, 0), "window")}',
            },
        ),
        'counted(padded, "cell")': ("cell", {}),
        '0), "window")': ("window", {}),
        'counted(places, "place")': ("place", {}),
        "A kernel of ${kernel} weights, ${dilation} pixels apart, spans ${span} pixels.": (
            "A kernel of {kernel} weights, {dilation} pixels apart, spans {span} pixels.",
            {"kernel": "${kernel}", "dilation": "${dilation}", "span": "${span}"},
        ),
        "“same” adds ${before} before and ${after} after.": (
            "“same” adds {before} before and {after} after.",
            {"before": "${before}", "after": "${after}"},
        ),
        "Choose a smaller kernel or dilation, a larger input, or more padding.": (
            "Choose a smaller kernel or dilation, a larger input, or more padding.",
            {},
        ),
        '"the stride is longer than the window"': ("the stride is longer than the window", {}),
        '"the weights stand apart"': ("the weights stand apart", {}),
        'Passed over (✕), since ${reasons.join(" and ")}: ${passed}.': (
            "Passed over (✕), since {reasons}: {passed}.",
            {"reasons": '${reasons.join(" and ")}', "passed": "${passed}"},
        ),
        "It reaches every pixel.": ("It reaches every pixel.", {}),
        "${label}: type a whole number from ${least} to ${most}.": (
            "{label}: type a whole number from {least} to {most}.",
            {"label": "${label}", "least": "${least}", "most": "${most}"},
        ),
    },
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
        before, _, after = piece.rpartition(english)
        script = script.replace(piece, f"{before}{translation}{after}")
    return script


def in_a_script(text):
    """Return a text as it can stand between any quotation marks of JavaScript, and in HTML."""
    return text.translate({ord(sign): f"\\u{ord(sign):04x}" for sign in "\\\"'`<&"})
