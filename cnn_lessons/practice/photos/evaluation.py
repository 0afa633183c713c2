"""How a classifier does on photographs that it has not learned from."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from cnn_lessons.practice.photos.calibration import reliability
from cnn_lessons.practice.photos.evaluation_report import evaluation_html, evaluation_text
from cnn_lessons.practice.photos.fine_tuning import FineTuning
from cnn_lessons.practice.photos.thresholds import Threshold


class Wrong(NamedTuple):
    """A photograph that was taken for another class.

    Parameters
    ----------
    index : int
        Which of the test photographs.
    path : Path
        Where it is.
    label, answer : str
        What it is, and what it was taken for.
    share : float
        Of the answer, from 0 to 1.
    """

    index: int
    path: object
    label: str
    answer: str
    share: float


@dataclass(frozen=True)
class Evaluation:
    """Answers to test photographs, and what they are worth.

    Parameters
    ----------
    class_names : tuple of str
        K classes.
    paths : tuple of Path
        N test photographs.
    truth : ndarray of int, shape (N,)
        Their classes.
    shares : ndarray, shape (N, K)
        What the classifier gives each class.
    threshold : Threshold, optional
        Below which share the answer is "none of these", and what that does to strangers.
    tuning : FineTuning, optional
        What came out where the last block was allowed to learn.
    """

    class_names: tuple
    paths: tuple
    truth: np.ndarray
    shares: np.ndarray
    threshold: Threshold = field(default_factory=Threshold)
    tuning: FineTuning | None = None

    @property
    def answers(self):
        """The class with the largest share, (N,)."""
        return self.shares.argmax(axis=1)

    @property
    def counts(self):
        """The confusion matrix, (K, K): a row for each true class, a column for each answer."""
        from sklearn.metrics import confusion_matrix

        return confusion_matrix(self.truth, self.answers, labels=range(len(self.class_names)))

    @property
    def accuracy(self):
        """The share of right answers."""
        return float(np.mean(self.answers == self.truth))

    @property
    def balanced_accuracy(self):
        """The mean over the classes of their share of right answers; chance is 1/K."""
        from sklearn.metrics import balanced_accuracy_score

        return float(balanced_accuracy_score(self.truth, self.answers))

    @property
    def always_the_largest(self):
        """The accuracy of one answer to everything: the largest class."""
        return float(np.bincount(self.truth).max() / len(self.truth))

    @property
    def interval(self):
        """Where the accuracy on very many such photographs would lie, 95 times in 100.

        Wilson's interval, for photographs that are independent of each other.
        """
        from scipy.stats import binomtest

        right = int(np.sum(self.answers == self.truth))
        found = binomtest(right, len(self.truth)).proportion_ci(method="wilson")
        return float(found.low), float(found.high)

    @property
    def kept(self):
        """How many test photographs reach the threshold, and are given a class."""
        return int(np.sum(self.shares.max(axis=1) >= self.threshold.value))

    @property
    def reliability(self):
        """The answers in groups of about the same share, and how many are right, each a `Bin`."""
        return reliability(self.shares, self.truth)

    def worst(self, count=6):
        """Return the wrong answers that the classifier was surest of, as a list of `Wrong`.

        Their order is that of the share of the wrong class, which says what to look for in the
        photograph. (`worst_mistakes` sorts by the share of the true class: by the loss.)

        Parameters
        ----------
        count : int, default=6
            How many at most.
        """
        share = self.shares.max(axis=1)
        wrong = np.flatnonzero(self.answers != self.truth)
        order = wrong[np.argsort(-share[wrong], kind="stable")][:count]
        names = self.class_names
        return [
            Wrong(
                int(i),
                self.paths[i],
                names[self.truth[i]],
                names[self.answers[i]],
                float(share[i]),
            )
            for i in order
        ]

    def __repr__(self):
        return evaluation_text(self)

    def _repr_html_(self):
        return evaluation_html(self)
