"""Check a reader's answers, and name the mistake in a wrong one.

Nothing here knows about convolutional networks: an `Exercise` compares a
function with a reference function, a question compares a value with the right
value, and both know the mistakes that people make as runnable wrong answers.
"""

from cnn_lessons.checks.claim import claim
from cnn_lessons.checks.draws import whole_numbers
from cnn_lessons.checks.exercise import Exercise
from cnn_lessons.checks.feedback import Feedback, State
from cnn_lessons.checks.progress import Record, completed, records
from cnn_lessons.checks.progress_table import ChapterProgress, Progress
from cnn_lessons.checks.question import Question
from cnn_lessons.checks.question_kinds import (
    RIGHT,
    ChoiceQuestion,
    NumberQuestion,
    ShapeQuestion,
)

__all__ = [
    "RIGHT",
    "ChapterProgress",
    "ChoiceQuestion",
    "Exercise",
    "Feedback",
    "NumberQuestion",
    "Progress",
    "Question",
    "Record",
    "ShapeQuestion",
    "State",
    "claim",
    "completed",
    "records",
    "whole_numbers",
]
