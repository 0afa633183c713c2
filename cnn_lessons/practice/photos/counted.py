"""So many of something, as it is said: of one, and of others."""

from cnn_lessons.language import message


def files(number):
    """Return "1 file" or "7 files"."""
    return message("1 file") if number == 1 else message("{number} files", number=number)


def classes(number):
    """Return "1 class" or "7 classes"."""
    return message("1 class") if number == 1 else message("{number} classes", number=number)


def photographs(number):
    """Return "1 photograph" or "7 photographs"."""
    if number == 1:
        return message("1 photograph")
    return message("{number} photographs", number=number)
