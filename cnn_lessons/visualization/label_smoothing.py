"""Label smoothing: what the targets become, and where the loss then stops falling."""

import matplotlib.pyplot as plt
import numpy as np

from cnn_lessons.learning import cross_entropy
from cnn_lessons.visualization.plots import house_style

PLAIN, SMOOTHED = "#56B4E9", "#D55E00"  # light blue and vermilion of the style sheet
BEYOND = 2  # times the best logit: how far the curves go


def show_label_smoothing(smoothing=0.1, classes=10):
    """Draw one example's targets, and its loss as the logit of its class grows.

    The other logits are 0.

    Parameters
    ----------
    smoothing : float, default=0.1
        The part of the 1 that is spread over all classes, above 0 and below 1.
    classes : int, default=10
        How many there are, at least 2; the example's is the first.

    Returns
    -------
    list of matplotlib Axes
        Of the targets, and of the losses, with the least smoothed loss marked.

    Raises
    ------
    ValueError
        If `smoothing` or `classes` is out of its range.

    References
    ----------
    .. [1] C. Szegedy et al., "Rethinking the Inception architecture for computer vision", 2015,
       section 7. https://arxiv.org/abs/1512.00567

    Examples
    --------
    With 1,000 classes, as in the paper [1]_:

    >>> targets, losses = show_label_smoothing(0.1, 1000)
    >>> losses.texts[-1].get_text()
    'least at 9.1'
    """
    if not 0 < smoothing < 1 or classes < 2:
        raise ValueError(
            f"smoothing={smoothing} and classes={classes}, expected a part between 0 and 1 and at "
            "least 2 classes. 0.1 is usual."
        )
    plain, smoothed = np.eye(classes)[0], np.full(classes, smoothing / classes)
    smoothed[0] += 1 - smoothing
    best = np.log(smoothed[0] / smoothed[1])  # the softmax is what is asked for
    with house_style():
        _, axes = plt.subplots(2, figsize=(6.4, 5.4), layout="constrained", height_ratios=(2, 3))
        _draw_targets(axes[0], plain, smoothed, smoothing)
        _draw_losses(axes[1], smoothing, classes, best)
    return list(axes)


def _draw_targets(ax, plain, smoothed, smoothing):
    """Draw both targets of the first ten classes, side by side."""
    places = np.arange(min(len(plain), 10))
    ax.bar(places - 0.2, plain[places], 0.4, color=PLAIN, label="without")
    name = f"smoothed by {smoothing:g}"
    ax.bar(places + 0.2, smoothed[places], 0.4, color=SMOOTHED, hatch="//", label=name)
    for place in (0, 1):
        words = f"{plain[place]:g} → {smoothed[place]:.3g}"
        ax.text(1.4 * place, plain[place] + 0.05, words, ha="center", fontsize=11)
    ax.set(xlabel="class", ylabel="target", xticks=places, ylim=(0, 1.25), yticks=(0, 0.5, 1))
    ax.legend(frameon=False)


def _draw_losses(ax, smoothing, classes, best):
    logits = np.linspace(0, BEYOND * best, 101)
    scores = np.zeros((len(logits), classes))
    scores[:, 0] = logits
    for part, name, line, colour in (
        (0, "without", "-", PLAIN),
        (smoothing, f"smoothed by {smoothing:g}", "--", SMOOTHED),
    ):
        losses = [cross_entropy(row[None], np.array([0]), part) for row in scores]
        ax.plot(logits, losses, line, color=colour, label=name)
    least = cross_entropy(np.eye(1, classes) * best, np.array([0]), smoothing)
    ax.plot(best, least, "o", color=SMOOTHED)
    ax.annotate(
        f"least at {best:.1f}", (best, least), (0, 12), textcoords="offset points", ha="center"
    )
    ax.set(xlabel="logit of the right class", ylabel="loss", ylim=(0, None))
    ax.legend(frameon=False)
