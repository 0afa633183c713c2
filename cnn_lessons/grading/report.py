"""The report on a class, as a page: what to teach again, who has what, and the mistakes by name."""

from collections import Counter
from hashlib import sha256
from html import escape

from cnn_lessons.grading.course import address_of, title_of
from cnn_lessons.grading.judging import Outcome
from cnn_lessons.grading.report_style import SIGNS, link_to, page_of, sentence_of
from cnn_lessons.grading.results import common_mistakes, exercises_in

TAUGHT_AGAIN = 3  # mistakes
MET = 5  # mistakes that are named of a student's own file
OWN_WORD = (
    "From the files that students have written with export_progress, in the whole course. It is "
    "their own word, and counts for nothing above."
)
STRONG = (
    "Each notebook ran in a sandbox (bubblewrap): without a network, and without the files of this "
    "computer. What came back was judged outside of it."
)
WEAK = (
    "Warning: each notebook ran in a process with limits, but not in a sandbox, since {why}. "
    "{what} With bubblewrap (on Debian and Ubuntu: apt install bubblewrap) it cannot."
)
CAN_READ = (
    "Such a process can read the files that you can read; it cannot change them, nor open a "
    "connection."
)
CAN_ALL = "Such a process can do what you can: read, change and remove files, and open connections."
PRIVATE = (
    "This report was made on this computer, and nothing was sent anywhere. It holds names and "
    "marks: keep it as you keep those. The option --anonymous writes one without names."
)


def report_page(title, graded, sandbox, files, day, site=""):
    """Return the report.

    Parameters
    ----------
    title : str
        Of the class.
    graded : list of Graded
    sandbox : Sandbox
        In which the answers ran.
    files : dict of str to str
        By the students' names, the addresses of their own pages.
    day : str
    site : str, default=""
        Where the pages of the course are; by default its notebooks.

    Returns
    -------
    str
        HTML that needs nothing else, and runs nothing.
    """
    exercises = exercises_in(graded)
    body = [
        f"<p>{_count(len(graded), 'student')}, {_count(len(exercises), 'exercise')}, {escape(day)}."
        f"</p><p>{escape(_kept_out(sandbox))}</p>"
        '<p><label><input type="checkbox" id="hide-names"> Hide the names</label></p>',
        f"<h2>Teach again</h2>{_taught_again(graded, site)}",
        f"<h2>Who has what</h2>{_key()}{_class_table(graded, exercises, files)}",
        f"<h2>The exercises</h2>{_exercise_table(graded, exercises, site)}",
        _notes(graded),
        _progress(graded),
        f"<h2>Privacy</h2><p>{PRIVATE}</p>",
    ]
    return page_of(title, "\n".join(filter(None, body)))


def _kept_out(sandbox):
    if sandbox.is_strong:
        return STRONG
    return WEAK.format(why=sandbox.why, what=CAN_READ if sandbox.are_calls_refused else CAN_ALL)


def _count(count, noun):
    return f"{count} {noun}{'' if count == 1 else 's'}"


def shown_name(exercise):
    """Return how an exercise is called in the report.

    >>> shown_name("pooling.one_map")
    'Pooling: one map'
    """
    chapter, _, name = exercise.partition(".")
    return f"{title_of(chapter)}: {name.replace('_', ' ')}"


def _taught_again(graded, site):
    mistakes = common_mistakes(graded)[:TAUGHT_AGAIN]
    if not mistakes:
        return "<p>No mistake that has a name was made.</p>"
    return f"<ol>{''.join(_item(mistake, site) for mistake in mistakes)}</ol>"


def _item(mistake, site):
    chapter = mistake.exercise.partition(".")[0]
    said = f"<b>{sentence_of(mistake.label)}</b>, {_count(len(mistake.names), 'student')}"
    said += f" ({escape(shown_name(mistake.exercise))}). "
    address = address_of(chapter, mistake.section, site)
    section = link_to(mistake.section or title_of(chapter), address)
    return f"<li>{said}Teach again: {section}.</li>"


def _key():
    items = "".join(f"<li>{sign} {outcome}</li>" for outcome, sign in SIGNS.items())
    return f'<ul class="key">{items}<li>– not handed in</li></ul>'


def _class_table(graded, exercises, files):
    heads = "".join(f'<th scope="col">{escape(shown_name(name))}</th>' for name in exercises)
    head = f'<tr><th scope="col">Student</th><th scope="col">Right</th>{heads}</tr>'
    numbers = numbers_of(graded)
    rows = "".join(
        f'<tr><th scope="row">{_named(each, numbers, files)}</th>'
        f'<td class="count">{each.right} of {len(exercises)}</td>'
        f"{''.join(_cell(each.results.get(name)) for name in exercises)}</tr>"
        for each in graded
    )
    return _table("Each student's answers", head, rows, "class")


def _table(caption, head, rows, kind=""):
    return (
        f'<div class="wide" tabindex="0" role="group" aria-label="{escape(caption)}">'
        f'<table class="{kind}"><caption>{escape(caption)}</caption><thead>{head}</thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def numbers_of(graded):
    """Return a number for each student, which does not tell the order of the names."""
    names = sorted((each.name for each in graded), key=lambda name: sha256(name.encode()).digest())
    return {name: number for number, name in enumerate(names, start=1)}


def _named(each, numbers, files):
    name = link_to(each.name, files.get(each.name, ""))
    return f'<span class="name">{name}</span><span class="number">{_numbered(each, numbers)}</span>'


def _numbered(each, numbers):
    return f"Student {numbers[each.name]}"


def _cell(result):
    if result is None:
        return '<td>–<span class="unseen"> not handed in</span></td>'
    label = escape(result.label) or ("not known" if result.outcome is Outcome.WRONG else "")
    said = f'<span class="unseen"> {result.outcome}</span> {label}'
    return f'<td data-is="{result.outcome}">{SIGNS[result.outcome]}{said}</td>'


def _exercise_table(graded, exercises, site):
    made = {}
    for mistake in common_mistakes(graded):
        made.setdefault(mistake.exercise, []).append(mistake)
    head = "<tr>" + "".join(
        f'<th scope="col">{text}</th>'
        for text in ("Exercise", "Right", "Not attempted", "Mistakes")
    )
    rows = ""
    for name in exercises:
        outcomes = Counter(each.results[name].outcome for each in graded if name in each.results)
        said = [f"{len(each.names)} × {escape(each.label)}" for each in made.get(name, ())]
        labelled = sum(len(each.names) for each in made.get(name, ()))
        handed = outcomes.total() - outcomes[Outcome.RIGHT] - outcomes[Outcome.NOT_ATTEMPTED]
        if handed > labelled:
            said.append(f"{handed - labelled} × not known")
        page = link_to(shown_name(name), address_of(name.partition(".")[0], site=site))
        rows += (
            f'<tr><th scope="row">{page}</th>'
            f'<td class="count">{outcomes[Outcome.RIGHT]} of {len(graded)}</td>'
            f'<td class="count">{outcomes[Outcome.NOT_ATTEMPTED]}</td>'
            f"<td>{'<br>'.join(said)}</td></tr>"
        )
    return _table("Each exercise's answers", f"{head}</tr>", rows, "each")


def _notes(graded):
    numbers = numbers_of(graded)
    rows = "".join(
        f'<li><span class="name">{escape(each.name)}: {escape(note)}.</span>'
        f'<span class="number">{_numbered(each, numbers)}: a note, hidden, too.</span></li>'
        for each in graded
        for note in each.notes
    )
    return rows and f"<h2>Notes</h2><ul>{rows}</ul>"


def _progress(graded):
    numbers, rows = numbers_of(graded), ""
    for each in graded:
        if each.progress is None:
            continue
        records = each.progress.records.values()
        states = Counter(record.state for record in records)
        met = Counter(mistake for record in records for mistake in record.mistakes)
        said = ", ".join(f"{name} ({n})" if n > 1 else name for name, n in met.most_common(MET))
        rows += (
            f'<tr><th scope="row">{_named(each, numbers, {})}</th>'
            f'<td><span class="name">{escape(each.progress.name)}</span></td>'
            f'<td class="count">{states["solved"]}</td><td class="count">{states["tried"]}</td>'
            f"<td>{escape(max((record.day for record in records), default=''))}</td>"
            f"<td>{escape(said)}</td></tr>"
        )
    texts = ("Student", "Own name", "Solved", "Tried", "Last on", "Mistakes met most")
    head = "".join(f'<th scope="col">{text}</th>' for text in texts)
    table = _table("What the students' own files say", f"<tr>{head}</tr>", rows, "class")
    return rows and f"<h2>Their progress</h2><p>{OWN_WORD}</p>{table}"
