"""Catalogues of translations: one ``.po`` for each page of the book, and two for all other words.

A catalogue holds each message once, in the order of its page, with what it is. A message is ready;
or missing; or *fuzzy*, since its English has changed; or *to be translated*, which somebody has
said who does not know the language. Only what is ready is shown, else English.
"""

import re
from collections import Counter
from decimal import Decimal
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from messages import PARSER

LATER = "to-be-translated"  # a flag of our own; gettext's tools keep it
STATES = ("ready", "to be translated", "fuzzy", "missing")
FEW = 4  # words
HEAD = """\
msgid ""
msgstr ""
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
NUMBER = re.compile(r"\d+(?:[.,_]\d+)*")
# Large numbers are counted in other words: 61 million are 6,100만.
LARGE = re.compile(r"(\d+(?:[.,]\d+)*) ?(thousand|million|billion|천만|백만|천|만|억)")
POWERS = {
    "thousand": 3,
    "million": 6,
    "billion": 9,
    "천": 3,
    "만": 4,
    "백만": 6,
    "천만": 7,
    "억": 8,
}
# What is said in words may be written in digits: a tenth is 10분의 1.
IN_WORDS = {
    r"tens?|tenths?": 10,
    r"twelve|twelfths?": 12,
    r"thirteen(ths?)?": 13,
    r"sixteen(ths?)?": 16,
    r"seventeen(ths?)?": 17,
    r"twenty|twentieths?": 20,
    r"thirty|thirtieths?": 30,
    r"forty|fortieths?": 40,
    r"fifty|fiftieths?": 50,
    r"hundred(ths?)?": 100,
}
PLACE = re.compile(r"\{[^{}]*\}")
CODE = re.compile(r"`[^`]+`")
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


def read(path):
    """Return the catalogue stored at `path`; an empty one where there is none."""
    if not path.exists():
        return Catalog(charset="utf-8")
    return read_po(BytesIO(path.read_bytes()), charset="utf-8")


def write(catalogue, path, code):
    """Write a catalogue, the same bytes for the same messages; return whether it changed."""
    buffer = BytesIO()
    write_po(buffer, catalogue, width=100, omit_header=True, ignore_obsolete=True)
    text = HEAD.format(code=code).encode() + buffer.getvalue().strip() + b"\n"
    if path.exists() and path.read_bytes() == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text)
    return True


def template(messages):
    """Return an untranslated catalogue of messages, a dict of each text and what it is."""
    made = Catalog(charset="utf-8")
    for text, kind in messages.items():
        made.add(text, auto_comments=[kind])
    return made


def update(catalogue, messages):
    """Return a catalogue brought to the messages that there are now.

    Translations are kept. One whose English has changed a little becomes fuzzy, and one whose
    English is gone leaves.

    Parameters
    ----------
    catalogue : Catalog
    messages : dict of str to str
        Each message, in English, and what it is.
    """
    catalogue.update(template(messages))
    for entry in entries(catalogue):
        if entry.fuzzy and LATER not in entry.flags and len(entry.id.split()) < FEW:
            entry.flags.discard("fuzzy")  # single words look alike by chance
            entry.string = ""
    return catalogue


def entries(catalogue):
    """Return the messages of a catalogue, without its head."""
    return [entry for entry in catalogue if entry.id]


def state(entry):
    """Return in which of `STATES` a message of a catalogue is."""
    if LATER in entry.flags:
        return "to be translated"
    if entry.fuzzy:
        return "fuzzy"
    return "ready" if entry.string else "missing"


def postpone(catalogue):
    """Mark what is missing or fuzzy as to be translated; return how many messages that are."""
    open_ones = [entry for entry in entries(catalogue) if state(entry) in ("fuzzy", "missing")]
    for entry in open_ones:
        entry.flags.add(LATER)
    return len(open_ones)


def counted(catalogue):
    """Return how many messages of a catalogue are in each of `STATES`."""
    return Counter(state(entry) for entry in entries(catalogue))


def words(catalogue):
    """Return what is ready: a dict of the English messages to their translations."""
    return {entry.id: entry.string for entry in entries(catalogue) if state(entry) == "ready"}


def faults(english, translation):
    """Return what a translation has lost of its message, or added to it.

    Numbers, code, formulas, links, HTML and places to fill in are the same in every language, in
    any order; so are the marks of Markdown, each closed. A digit may be added: "three" is 3. And
    "6 million" is 600만, "a tenth" 10분의 1.

    Parameters
    ----------
    english, translation : str

    Returns
    -------
    list of str
        One for each kind of part that differs.

    Examples
    --------
    >>> faults("Use `pad` on 3 maps.", "맵 21개에 `pad`를 쓰세요.")
    ['numbers: 3 is missing, 21 was added']
    """
    in_words = {
        str(number)
        for words, number in IN_WORDS.items()
        if re.search(rf"\b({words})\b", english, re.IGNORECASE)
    }
    differ = differing(parts(english), parts(translation), in_words)
    in_full = [parts(LARGE.sub(in_digits, text)) for text in (english, translation)]
    if "numbers" in differ and "numbers" not in differing(*in_full, in_words):
        del differ["numbers"]
    return [f"{kind}: {', '.join(told)}" for kind, told in differ.items()]


def differing(ours, theirs, in_words):
    """Return what is missing or was added, by the kind of part; not a number said in words."""
    found = {}
    for kind, wanted in ours.items():
        missing, added = wanted - theirs[kind], theirs[kind] - wanted
        if kind == "numbers":
            added = {number for number in added if len(number) > 1} - in_words
        told = [(missing, "is missing"), (added, "was added")]
        if missing or added:
            found[kind] = [f"{', '.join(map(str, some))} {what}" for some, what in told if some]
    return found


def in_digits(found):
    """Return a large number of which a part is a word in digits alone."""
    number = Decimal(found[1].replace(",", "")) * 10 ** POWERS[found[2]]
    return f"{number.normalize():f}"


def parts(text):
    """Return the parts of a message that no language changes, each kind as a `Counter`."""
    formulas, links, marks = [], [], []
    prose = []
    for block in PARSER.parse(text):
        marks.append(f"a {block.type.removesuffix('_open')}") if "_open" in block.type else None
        for token in block.children or []:
            if token.type.startswith("math"):
                formulas.append(token.content.strip())
            elif target := token.attrGet("href") or token.attrGet("src"):
                links.append(target)
            elif token.type in ("strong_open", "em_open"):
                marks.append(token.type.removesuffix("_open"))
            if token.type == "text":
                prose.append(token.content)
    plain = " ".join(prose)
    marks += re.findall(r"\*+", plain)  # a star that is left belongs to a mark that is not closed
    plain = PLACE.sub(" ", TAG.sub(" ", plain))
    return {
        "numbers": Counter(NUMBER.findall(plain)),
        "code": Counter(CODE.findall(text)),
        "formulas": Counter(formulas),
        "links": Counter(links),
        "marks": Counter(marks),
        "HTML": Counter(TAG.findall(text)),
        "places": Counter(PLACE.findall(CODE.sub(" ", text))),
    }
