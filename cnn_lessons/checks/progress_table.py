"""How far a reader has come, as text and as a table."""

import html
from collections import Counter
from dataclasses import dataclass

from cnn_lessons.language import message, said

HEAD = ("chapter", "share", "solved", "tried", "last on", "mistakes met")


@dataclass(frozen=True)
class ChapterProgress:
    """What was done of one chapter's exercises.

    Parameters
    ----------
    title : str
        Of the chapter.
    total, solved, tried : int
        Exercises in all, solved, and tried without being solved.
    day : str
        Of the last one that was solved or tried, such as ``"2026-11-29"``; may be empty.
    mistakes : dict of str to int
        The known mistakes that were met, and in how many exercises; most frequent first.
    """

    title: str
    total: int
    solved: int
    tried: int
    day: str
    mistakes: dict[str, int]

    @classmethod
    def of(cls, title, names, records):
        """Return the progress in some exercises.

        Parameters
        ----------
        title : str
            What the row is called.
        names : set of str
            Those of the exercises.
        records : dict of str to Record
            What is known of all exercises, by their names.

        Returns
        -------
        ChapterProgress
        """
        found = [records[name] for name in sorted(names) if name in records]
        states = Counter(record.state for record in found)
        mistakes = Counter(mistake for record in found for mistake in record.mistakes)
        return cls(
            title,
            len(names),
            states["solved"],
            states["tried"],
            max((record.day for record in found), default=""),
            dict(mistakes.most_common()),
        )

    @property
    def named_mistakes(self):
        """The mistakes as text."""
        names = ((said(name), n) for name, n in self.mistakes.items())
        return ", ".join(f"{name} ({n})" if n > 1 else name for name, n in names)

    def __repr__(self):
        parts = [message("{solved} of {total} solved", solved=self.solved, total=self.total)]
        if self.tried:
            parts.append(message("{tried} tried", tried=self.tried))
        if self.day:
            parts.append(message("last on {day}", day=self.day))
        line = f"{said(self.title)}: {', '.join(map(said, parts))}"
        if not self.mistakes:
            return line
        return f"{line}; {said(message('mistakes met: {names}', names=self.named_mistakes))}"

    @property
    def row(self):
        """The same as a row of a table."""
        bar = f'<progress value="{self.solved}" max="{self.total}">{self.solved}</progress>'
        share = said(message("{solved} of {total}", solved=self.solved, total=self.total))
        cells = (bar, share, self.tried or "", self.day)
        cells = [*cells, html.escape(self.named_mistakes)]
        return f'<tr><th scope="row">{said(self.title)}</th>{_cells("td", cells)}</tr>'


@dataclass(frozen=True)
class Progress:
    """What was done of the exercises of each chapter, and of all.

    Parameters
    ----------
    chapters : tuple of ChapterProgress
        In the order shown.
    in_all : ChapterProgress
        Of all exercises.
    """

    chapters: tuple[ChapterProgress, ...]
    in_all: ChapterProgress

    def __repr__(self):
        return "\n".join(map(repr, (*self.chapters, self.in_all)))

    def _repr_html_(self):
        rows = "".join(chapter.row for chapter in self.chapters)
        return (
            f"<table><caption>{said('Your exercises')}</caption>"
            f"<thead><tr>{_cells('th', map(said, HEAD))}</tr></thead>"
            f"<tbody>{rows}</tbody><tfoot>{self.in_all.row}</tfoot></table>"
        )


def _cells(tag, texts):
    return "".join(f"<{tag}>{text}</{tag}>" for text in texts)
