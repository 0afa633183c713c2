"""A class graded: answers, reports, and assignments for nbgrader."""
