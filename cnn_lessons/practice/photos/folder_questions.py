"""What is asked and said about a folder whose classes are not plain: texts, and nothing else."""

from functools import reduce

from cnn_lessons.language import Name, message
from cnn_lessons.practice.photos.folder_layout import printable

SHOWN = 4  # names in a question


def listed(names):
    """Return a few names as they stand in a sentence.

    Examples
    --------
    >>> listed(["cat", "dog", "tea"]), listed("abcde")
    ('cat, dog and tea', 'a, b, c and 2 more')
    """
    names = [Name(name) for name in names]
    if len(names) > SHOWN:
        names[SHOWN - 1 :] = [message("{count} more", count=len(names) - SHOWN + 1)]
    *first, last = names
    return _joined(Name(", ".join(first)), last) if first else last


def _joined(names, last):
    return message("{names} and {last}", names=names, last=last)


def which_class(parts, part):
    """Return the question where the folders for training have no class folders in them."""
    return message(
        "In {parts} are photographs, but no class folders: which class is each in? Make folders "
        "for the classes, such as {part}/cat and {part}/dog.",
        parts=listed(parts),
        part=part,
    )


def is_a_class(names, doubtful, folder):
    """Return the question where a folder that may be no class is beside others."""
    beside = message("{names} are beside each other.", names=listed(map(printable, names)))
    if folder.path:
        beside = message(
            "{names} are beside each other in {folder}.",
            names=listed(map(printable, names)),
            folder=folder,
        )
    return message(
        "{beside} Is {name!r} a class? If so, give it another name. If not, take it out, or make a "
        "folder 'train' and a folder 'test' with the class folders in both.",
        beside=beside,
        name=Name(printable(doubtful)),
    )


def class_or_classes(folder, names):
    """Return the question where a folder may hold the classes, instead of being one."""
    inside = listed(map(printable, names))
    question = message("Is {folder} a class, or is {name} in it?", folder=folder, name=inside)
    if len(names) > 1:
        question = message(
            "Is {folder} a class, or are {names} in it?", folder=folder, names=inside
        )
    return message(
        "{question} If {folder} is one, put its photographs directly into it. If the classes are "
        "in it, name that folder instead, or bring all class folders into one.",
        question=question,
        folder=folder,
    )


def one_class(names):
    """Return the question where classes differ in nothing that one would see."""
    shown = sorted(map(repr, map(printable, names)))
    return message(
        "{names} differ in upper and lower case or in spaces only. Are they one class? Give both "
        "the same name, or names that differ more.",
        names=reduce(_joined, map(Name, shown)),
    )


def split_text(train, test, without):
    """Return where the classes are in folders for training and testing, and what is left out."""
    text = message("The classes are the folders in {folders}.", folders=listed(train))
    if test:
        text = message(
            "The classes are the folders in {train}, to learn from, and in {test}, to test on.",
            train=listed(train),
            test=listed(test),
        )
    if not without:
        return text
    return message(
        "{text} Left out, without classes: {folders}.", text=text, folders=listed(without)
    )
