"""How a classifier does, as text, as HTML, and as a drawing."""

from cnn_lessons.language import Name, message, said
from cnn_lessons.practice.photos.calibration import calibration_error
from cnn_lessons.practice.photos.folder_layout import printable
from cnn_lessons.practice.photos.predictions import NONE
from cnn_lessons.practice.photos.report import MOST_NAMED, html_of, in_words, text_of


def evaluation_text(evaluation):
    """Return the report on an `Evaluation` as text."""
    return text_of(_title(evaluation), _sections(evaluation))


def evaluation_html(evaluation):
    """Return the report on an `Evaluation` as HTML, with the confusion matrix as a table."""
    return html_of(_title(evaluation), _sections(evaluation))


def _title(evaluation):
    count = len(evaluation.truth)
    right = sum(evaluation.answers == evaluation.truth)
    if count == 1:
        return said(message("{right} of 1 test photograph are right", right=right))
    return said(message("{right} of {count} test photographs are right", right=right, count=count))


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
        (said("Right"), in_words(_numbers(evaluation))),
        (said("Answers to each class"), classes),
        (said("What the shares promise, and keep"), in_words(_shares(evaluation))),
        (said("None of these"), in_words(_threshold(evaluation))),
        (said("Fine-tuning"), in_words(_tuning(evaluation.tuning))),
        (said("Worst mistakes"), wrong),
    ]


def _numbers(evaluation):
    low, high = (f"{bound:.2f}" for bound in evaluation.interval)
    accuracy = message(
        "{accuracy}, on many more about {low} to {high}",
        accuracy=f"{evaluation.accuracy:.2f}",
        low=low,
        high=high,
    )
    return [
        (message("accuracy"), accuracy),
        (message("mean of the classes"), f"{evaluation.balanced_accuracy:.2f}"),
        (message("always the largest class"), f"{evaluation.always_the_largest:.2f}"),
    ]


def _shares(evaluation):
    bins = evaluation.reliability
    rows = [
        (
            message("{share} on the mean", share=f"{each.share:.2f}"),
            message(
                "{right} of {count} are right, on many more about {low} to {high}",
                right=round(each.right * each.count),
                count=each.count,
                low=f"{each.low:.2f}",
                high=f"{each.high:.2f}",
            ),
        )
        for each in bins
    ]
    return [*rows, (message("calibration error"), f"{calibration_error(bins):.2f}")]


def _threshold(evaluation):
    chosen, count = evaluation.threshold, len(evaluation.truth)
    if not chosen.value and evaluation.tuning and evaluation.tuning.epochs:
        why = message(
            "none was chosen: the last block has learned from every class, and none is a stranger "
            "to it. --threshold sets one"
        )
        return [(message("threshold"), why)]
    if not chosen.value:
        return []
    below = message(
        "a share below {share} is answered with {none!r}", share=f"{chosen.value:.2f}", none=NONE
    )
    kept = message(
        "{kept} of {count} test photographs are given a class", kept=evaluation.kept, count=count
    )
    rows = [(message("threshold"), below), (message("your classes"), kept)]
    if not chosen.refused:
        none = message("not measured: no class was held out")
        return [*rows, (message("strangers"), none)]
    refused, of = chosen.all_refused
    text = message(
        "{refused} of {count} are answered with {none!r}: {each}",
        refused=refused,
        count=of,
        none=NONE,
        each=Name(", ".join(_of(*each) for each in chosen.refused.items())),
    )
    return [*rows, (message("strangers, each class held out once"), text)]


def _of(name, counts):
    n, count = counts
    return said(message("{name} {n} of {count}", name=Name(name), n=n, count=count))


def _tuning(tuning):
    if tuning is None:
        return []
    if not tuning.losses:
        few = message("the head alone: too few photographs to set any aside for validation")
        return [(message("kept"), few)]
    best, last = tuning.epochs, len(tuning.losses) - 1
    kept = message("the fine-tuned network, with the smallest validation loss")
    if not best:
        kept = message("the head alone: no epoch was better by its validation loss")
    after = message("after {number} epochs", number=best or last)
    return [
        (message("head alone"), _validation(tuning, 0)),
        (message("after 1 epoch") if best == 1 else after, _validation(tuning, best or last)),
        (message("kept"), kept),
    ]


def _validation(tuning, at):
    return message(
        "validation loss {loss}, {right} of {count} are right",
        loss=f"{tuning.losses[at]:.3f}",
        right=tuning.right[at],
        count=tuning.count,
    )
