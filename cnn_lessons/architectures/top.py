"""What every classifier ends with: a score for each class, as shares."""

from cnn_lessons.operations.integers import check_counts
from cnn_lessons.operations.layers import Activation, Dense


def classify(x, classes, name="fc", softmax="softmax"):
    """Return a share for each class.

    Parameters
    ----------
    x : Node
        A vector.
    classes : int
        How many classes there are.
    name, softmax : str
        Names of the dense layer and of the softmax.

    Returns
    -------
    Node

    Raises
    ------
    ValueError
        If there are no classes.
    """
    check_counts(classes=classes)
    return Activation("softmax", name=softmax)(Dense(classes, name=name)(x))
