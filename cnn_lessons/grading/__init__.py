"""Grade a class's notebooks: run the answers in a sandbox, and name the mistakes.

The answers are found by ``exercises.NAME.check(ANSWER)``. What runs them (`server`, `answer`) knows
no right answer; what judges them (`judging`) runs none of them. Nothing is imported here: in the
sandbox there are no exercises to import. `assignment` writes what nbgrader grades.
"""
