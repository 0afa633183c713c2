"""Which class is taken for which: a confusion matrix as a figure."""

import numpy as np

from cnn_lessons.visualization.plots import axes_or_new, house_style

MOST_WRITTEN = 12  # classes: the numbers of more cannot be read
DARK = 0.715  # share from which white has more contrast than black: 4.5 to 1 on both sides


def show_confusion(counts, names=None, title="", ax=None):
    """Draw a confusion matrix: a row for each true class, a column for each answer.

    The numbers are the counts, and the colour is their share of the row: where classes are
    unequally large, only shares can be compared.

    Parameters
    ----------
    counts : array_like of int, shape (K, K)
        ``counts[i, j]`` examples of class i were given the answer j, as scikit-learn's
        ``confusion_matrix(y_true, y_predicted)`` returns them.
    names : list of str, optional
        The classes; by default 0, 1, 2, …
    title : str, default=""
        Shown above.
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure, square.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If `counts` are not square, or there is not one name for each class.
    """
    counts = np.asarray(counts)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1]:
        raise ValueError(
            f"counts have shape {counts.shape}, expected (K, K): a row for each class."
        )
    names = range(len(counts)) if names is None else names
    if len(names) != len(counts):
        raise ValueError(f"there are {len(names)} names for {len(counts)} classes. Give one each.")
    is_new = ax is None
    ax = axes_or_new(ax)
    if is_new:
        ax.figure.set_size_inches(6.2, 6.2)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    ax.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    if len(counts) <= MOST_WRITTEN:
        _write(ax, counts, shares)
    places = range(len(counts))
    turned = 90 if max(len(str(name)) for name in names) > 3 else 0
    ax.set_xticks(places, names, rotation=turned)
    ax.set_yticks(places, names)
    ax.set(xlabel="answer", ylabel="true class")
    ax.spines[:].set_visible(True)
    ax.set_title(title)
    return ax


def _write(ax, counts, shares):
    size = 13 if len(counts) <= 5 else 11
    with house_style():
        for (row, column), count in np.ndenumerate(counts):
            ax.text(
                column,
                row,
                f"{count}",
                ha="center",
                va="center",
                fontsize=size,
                color="white" if shares[row, column] > DARK else "black" if count else "0.5",
            )
