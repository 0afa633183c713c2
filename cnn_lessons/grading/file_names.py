"""Names of files for the names of people: in any script, on any system, each once."""

LONGEST = 150  # bytes
RESERVED = {"con", "prn", "aux", "nul", *(f"{p}{n}" for p in ("com", "lpt") for n in range(1, 10))}


def file_names(names):
    """Return a file's name for each name, without an ending.

    Letters and digits of all scripts are kept, and all else becomes a line. Two are never equal,
    nor differ in capitals alone.

    Parameters
    ----------
    names : iterable of str

    Returns
    -------
    dict of str to str

    Examples
    --------
    >>> file_names(["김 민수", "a/b", "A:B", "con"])
    {'김 민수': '김 민수', 'a/b': 'a_b', 'A:B': 'A_B-2', 'con': 'con_'}
    """
    found, taken = {}, set()
    for name in names:
        kept = "".join(c if c.isalnum() or c in " -_()" or _is_mark(c) else "_" for c in name)
        short = kept.encode(errors="ignore")[:LONGEST].decode(errors="ignore").strip() or "_"
        short += "_" * (short.casefold() in RESERVED)
        file, number = short, 1
        while file.casefold() in taken:
            number += 1
            file = f"{short}-{number}"
        taken.add(file.casefold())
        found[name] = file
    return found


def _is_mark(character):
    """Return whether it belongs to the letter before it, as vowels do in Hindi and Thai."""
    return character.isprintable() and f"a{character}".isidentifier()
