"""Interactive elements: Python writes them, the page brings them to life."""

from cnn_lessons.elements.element import element_html
from cnn_lessons.elements.quiz import quiz_html

__all__ = ["element_html", "quiz_html"]
