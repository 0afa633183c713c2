"""What the scripts beside the pages say, and how they say it in another language."""

import re

from cnn_lessons.elements.words import exchanged, in_a_script
from cnn_lessons.language import language, said

ASKED = {"days": "${days}"}
# By script: a piece of its text, the message in it, and what stands in the message's places.
WORDS = {
    "exercise_editor.js": [
        ("<strong>Your answer: <", "Your answer:"),
        ("`Your answer: ${name}`", "Your answer:"),
        ("Tab indents; Escape and then Tab goes on. Ctrl + Enter checks.",),
        ('button("Stop"', "Stop"),
        ('this.stop("Stopped.")', "Stopped."),
        ('button("Check"', "Check"),
        ('button("Start again"', "Start again"),
        ("Stopped, since another answer is checked.",),
        ("Checking …",),
        ("Fetching Python, once for this page …",),
        (
            "Stopped after ${LIMIT} seconds: is there a loop that does not end?",
            "Stopped after {seconds} seconds: is there a loop that does not end?",
            {"seconds": "${LIMIT}"},
        ),
        ("? Cannot check here.<", "Cannot check here"),
        ("<p>Printed:</p>", "Printed"),
        ("Open this chapter on Colab",),
    ],
    "progress.js": [("○ tried",), ("✓ solved",)],
    "map.js": [("${due} to ask again", "{due} to ask again", {"due": "${due}"})],
    "store.js": [
        (
            "${solved} of ${ids.length} solved$",
            "{solved} of {total} solved",
            {"solved": "${solved}", "total": "${ids.length}"},
        ),
        ("`, ${tried} tried`", "{tried} tried", {"tried": "${tried}"}),
    ],
    "review.js": [
        ("the chapters you have opened",),
        ("Questions of",),
        ("Next question",),
        ('"From "', "From"),
        ('"tomorrow"', "tomorrow"),
        ('"today"', "today"),
        ("in ${days} days", "in {days} days", ASKED),
        (
            "You have opened no chapter in this browser yet. Begin with ",
            "You have opened no chapter in this browser yet. Begin with",
        ),
        (", or choose a part above to be asked about it.",),
        (
            "${right} of ${judged} right at the first try.",
            "{right} of {judged} right at the first try.",
            {"right": "${right}", "judged": "${judged}"},
        ),
        (
            "The next question comes back ${inDays(left)}.",
            "The next question comes back {when}.",
            {"when": "${inDays(left)}"},
        ),
        ("Nothing else is to be asked now.",),
        ("Ask all the same",),
        ('"missed"', "missed"),
        ('"to repeat"', "to repeat"),
        ('"new"', "new"),
        ("${number} ${kind}", "{number} {kind}", {"number": "${number}", "kind": "${kind}"}),
        (
            'To be asked: ${said.join(", ")}.',
            "To be asked: {what}.",
            {"what": '${said.join(", ")}'},
        ),
        (
            "Functions to write again: ${again.length}",
            "Functions to write again: {number}",
            {"number": "${again.length}"},
        ),
        (
            "This question comes back ${inDays(daysLeft(entry))}.",
            "This question comes back {when}.",
            {"when": "${inDays(daysLeft(entry))}"},
        ),
        ("This browser keeps nothing for this page, so the question will come back as a new one.",),
    ],
}
REREAD = "Reread “{heading}”."


def in_readers_language(name, script):
    """Return a script of the site with its words exchanged; in English the script itself."""
    if language() == "en":
        return script
    for piece, *told in WORDS.get(name, []):
        template, places = [*told, {}][:2] if told else (piece, {})
        if name == "exercise_editor.js" and "\n" in piece:
            script = script.replace(piece, in_a_script(said(template)))
        script = exchanged(script, {piece: (template, places)})
    if name == "review.js":
        before, after = (in_a_script(part) for part in said(REREAD).split("{heading}"))
        script = script.replace(
            r"/^ Reread “(.+)”\.$/", f"/^ {re.escape(before)}(.+){re.escape(after)}$/"
        )
        script = script.replace(
            '(" Reread “", section, "”.")', f'(" {before}", section, "{after}")'
        )
    return script


def messages():
    """Return the messages of the scripts, each with the script that says it."""
    found = {}
    for name, pieces in WORDS.items():
        for piece, *told in pieces:
            found.setdefault(told[0] if told else piece, name)
    return found
