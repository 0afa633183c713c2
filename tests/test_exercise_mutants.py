"""tools/exercise_mutants.py, and what it finds: no small mistake in a solution passes as right."""

import time

import exercise_mutants
import pytest
from exercise_mutants import functions, key, time_limit, verdicts

from cnn_lessons.checks import Exercise, State
from cnn_lessons.exercises import chapters

ALL = list(functions(chapters()))


def largest(numbers):
    """Keep the largest so far."""
    found = numbers[0]
    for number in numbers[1:]:
        found = max(found, number)
    return found


def exercise(cases):
    return Exercise("demo.largest", largest, cases, ["a", "b"], {})


@pytest.mark.parametrize("each", ALL, ids=lambda each: each.name)
def test_no_mutant_of_a_solution_passes_but_those_that_compute_the_same(each):
    judged = [(key(each, mutation), verdict) for mutation, verdict in verdicts(each)]
    passed = {which for which, verdict in judged if verdict is State.CORRECT}
    listed = {which for which in exercise_mutants.equivalents() if which[0] == each.name}
    assert passed == listed, "a case is missing, or tests/equivalent_mutants.toml lists too much"


def test_a_mutant_that_is_listed_has_an_exercise():
    names = {each.name for each in ALL}
    assert {name for name, _, _ in exercise_mutants.equivalents()} <= names


def test_a_case_too_few_lets_a_mutant_pass():
    def passing(cases):
        judged = verdicts(exercise(cases))
        return [mutation.after for mutation, verdict in judged if verdict is State.CORRECT]

    same = "for number in numbers[0:]:"  # looks at the first once more
    assert passing([([3, 1, 2],), ([2, 5, 1],)]) == [same]
    assert set(passing([([1, 2],)])) > {same}


def test_a_refused_mutant_has_the_name_of_its_mistake():
    mistakes = {"the smallest": (min, "The largest is asked for.")}
    each = Exercise("demo.largest", largest, [([2, 5, 1],)], ["a", "b"], mistakes)
    assert "the smallest" in [verdict for _, verdict in verdicts(each)]


def test_what_does_not_end_is_refused():
    start = time.perf_counter()
    with pytest.raises(TimeoutError), time_limit(0.05):
        while True:
            pass
    assert time.perf_counter() - start < 60


def test_the_command_says_what_passed_and_how_many_are_named(capsys):
    assert exercise_mutants.main(["vgg", "--unnamed"]) == 0
    *_, last = capsys.readouterr().out.splitlines()
    assert "mutants refused" in last
    assert last.endswith("0 passed.")
