"""How a classifier does, as text, as HTML, and as a drawing."""

from cnn_lessons.practice.photos.calibration import calibration_error
from cnn_lessons.practice.photos.folder_layout import printable
from cnn_lessons.practice.photos.predictions import NONE
from cnn_lessons.practice.photos.report import MOST_NAMED, html_of, plural, text_of


def evaluation_text(evaluation):
    """Return the report on an `Evaluation` as text."""
    return text_of(_title(evaluation), _sections(evaluation))


def evaluation_html(evaluation):
    """Return the report on an `Evaluation` as HTML, with the confusion matrix as a table."""
    return html_of(_title(evaluation), _sections(evaluation))


def _title(evaluation):
    count = len(evaluation.truth)
    right = sum(evaluation.answers == evaluation.truth)
    return f"{right} of {count} test {plural(count, 'photograph')} are right"


def _sections(evaluation):
    classes = []
    for name, row in zip(evaluation.class_names, evaluation.counts, strict=True):
        answers = zip(evaluation.class_names, row, strict=True)
        given = ", ".join(f"{n} × {answer}" for answer, n in answers if n)
        classes.append((name, given))
    wrong = [
        (f"{printable(w.path.parent.name)}/{printable(w.path.name)}", f"{w.answer} {w.share:.2f}")
        for w in evaluation.worst(MOST_NAMED)
    ]
    return [
        ("Right", _numbers(evaluation)),
        ("Answers to each class", classes),
        ("What the shares promise, and keep", _shares(evaluation)),
        ("None of these", _threshold(evaluation)),
        ("Fine-tuning", _tuning(evaluation.tuning)),
        ("Worst mistakes", wrong),
    ]


def _numbers(evaluation):
    low, high = evaluation.interval
    return [
        ("accuracy", f"{evaluation.accuracy:.2f}, on many more about {low:.2f} to {high:.2f}"),
        ("mean of the classes", f"{evaluation.balanced_accuracy:.2f}"),
        ("always the largest class", f"{evaluation.always_the_largest:.2f}"),
    ]


def _shares(evaluation):
    bins = evaluation.reliability
    rows = [
        (
            f"{each.share:.2f} on the mean",
            f"{round(each.right * each.count)} of {each.count} are right, on many more about "
            f"{each.low:.2f} to {each.high:.2f}",
        )
        for each in bins
    ]
    return [*rows, ("calibration error", f"{calibration_error(bins):.2f}")]


def _threshold(evaluation):
    chosen, count = evaluation.threshold, len(evaluation.truth)
    if not chosen.value and evaluation.tuning and evaluation.tuning.epochs:
        why = "the last block has learned from every class, and none is a stranger to it"
        return [("threshold", f"none was chosen: {why}. --threshold sets one")]
    if not chosen.value:
        return []
    rows = [
        ("threshold", f"a share below {chosen.value:.2f} is answered with {NONE!r}"),
        ("your classes", f"{evaluation.kept} of {count} test photographs are given a class"),
    ]
    if not chosen.refused:
        return [*rows, ("strangers", "not measured: no class was held out")]
    refused, of = chosen.all_refused
    each = ", ".join(f"{name} {n} of {all_}" for name, (n, all_) in chosen.refused.items())
    text = f"{refused} of {of} are answered with {NONE!r}: {each}"
    return [*rows, ("strangers, each class held out once", text)]


def _tuning(tuning):
    if tuning is None:
        return []
    if not tuning.losses:
        return [("kept", "the head alone: too few photographs to set any aside for validation")]
    best = tuning.epochs
    rows = [("head alone", _validation(tuning, 0))]
    if not best:
        rows.append((f"after {len(tuning.losses) - 1} epochs", _validation(tuning, -1)))
        return [*rows, ("kept", "the head alone: no epoch was better by its validation loss")]
    rows.append((f"after {best} {plural(best, 'epoch')}", _validation(tuning, best)))
    return [*rows, ("kept", "the fine-tuned network, with the smallest validation loss")]


def _validation(tuning, at):
    loss, right = tuning.losses[at], tuning.right[at]
    return f"validation loss {loss:.3f}, {right} of {tuning.count} are right"
