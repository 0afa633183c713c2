"""What goes into a sandbox and comes back: equal, or named, and never run."""

import base64
import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from cnn_lessons.blueprints.graph import Input, Network
from cnn_lessons.blueprints.layers import Conv
from cnn_lessons.blueprints.network_exercise import lines_of
from cnn_lessons.checks import Exercise
from cnn_lessons.checks.comparison import describe, difference
from cnn_lessons.exercises import chapters, exercises_of
from cnn_lessons.grading import values
from cnn_lessons.grading.cases import decode_case, encode_cases
from cnn_lessons.grading.values import Unknown, decode, encode

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.tuples(inner, inner),
    max_leaves=9,
)
DTYPES = st.sampled_from(["?", "<i1", ">i4", "<u8", "<f2", "<f4", ">f8", "<c16"])


def sent(value):
    """Return what is there after a value has gone through a pipe."""
    return decode(json.loads(json.dumps(encode(value))))


@given(PLAIN)
def test_plain_values_come_back_equal(value):
    assert repr(sent(value)) == repr(value)


@given(arrays.arrays(DTYPES, arrays.array_shapes(max_dims=4, min_side=0)))
def test_arrays_come_back_to_the_bit(array):
    back = sent(array)
    assert (back.dtype, back.shape, back.tobytes()) == (array.dtype, array.shape, array.tobytes())


def test_a_view_comes_back_as_what_it_shows():
    array = np.arange(5 * 7 * 3.0).reshape(5, 7, 3)[::-2, 1:, ::2].transpose(2, 0, 1)
    np.testing.assert_array_equal(sent(array), array)


def test_what_comes_back_can_be_written_into():
    sent(np.zeros(3))[0] = 1


@pytest.mark.parametrize("value", [{"a": (1, 2.0)}, {3: [4]}, {1, 2}, range(3, 9, 2), ...])
def test_what_holds_values_comes_back(value):
    assert sent(value) == (list(value) if isinstance(value, range) else value)


def test_a_scalar_of_numpy_keeps_its_type_where_it_counts():
    assert sent(np.float32(0.1)).dtype == np.float32
    assert sent(np.float64(0.1)) == 0.1


class Hostile:
    """Does harm wherever it is asked for something."""

    def __getattr__(self, name):
        raise SystemError(name)

    def __array__(self, *_, **__):
        raise MemoryError


def lists_in_lists(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


UNSENDABLE = {
    "object": object(),
    "Hostile": Hostile(),
    "function": lambda: 0,
    "type": int,
    "list": lists_in_lists(500),
    "tuple": (0,) * (values.ENTRIES + 1),
    "int": 10**400,
    "ndarray": np.zeros(values.ARRAY_BYTES // 8 + 1),
}


@pytest.mark.parametrize("kind", UNSENDABLE)
def test_what_cannot_be_sent_is_named_and_equals_nothing(kind):
    back = sent(UNSENDABLE[kind])
    assert isinstance(back, Unknown)
    assert describe(back) == f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
    assert difference(back, back) is None or difference(back, 1)


@pytest.mark.parametrize("value", [np.array([object()]), np.array(["a"]), np.zeros(2, "i4,f4")])
def test_an_array_of_other_things_than_numbers_is_named(value):
    assert isinstance(sent(value), Unknown)


def test_a_network_goes_as_its_lines():
    network = Network("one", Conv(5, (3, 7))(Input((11, 13, 2))))
    assert sent(network) == lines_of(network)


FORGED = [
    [1, 2],
    {},
    {"evil": 1},
    {"list": 3},
    {"dict": [[1]]},
    {"dict": [[{"list": []}, 1]]},
    {"set": [{"list": []}]},
    {"formula": "__import__('os').abort()"},
    {"array": "", "dtype": "O", "shape": [1]},
    {"array": "", "dtype": "V8", "shape": [0]},
    {"array": "", "dtype": "no such", "shape": [0]},
    {"array": "AAAA", "dtype": "<f8", "shape": [1]},
    {"array": "", "dtype": "<f8", "shape": [-1, 5]},
    {"array": "", "dtype": "<f8", "shape": [10**9, 10**9]},
    {"array": "", "dtype": "<f8", "shape": [0, 10**30]},
    {"array": "", "dtype": "<f8", "shape": [1] * 70},
    {"array": "!", "dtype": "<f8", "shape": None},
    {"array": None, "dtype": None, "shape": [math.inf]},
]


@pytest.mark.parametrize("data", FORGED, ids=str)
def test_what_is_forged_is_refused_or_plain(data):
    with pytest.raises(ValueError):
        decode(data)


def test_a_forged_array_is_no_larger_than_one_that_is_sent():
    data = encode(np.zeros(values.ARRAY_BYTES // 8))
    assert decode(data).nbytes == values.ARRAY_BYTES
    more = base64.b64encode(bytes(values.ARRAY_BYTES + 8)).decode()
    with pytest.raises(ValueError, match="too large"):
        decode(data | {"array": more, "shape": [values.ARRAY_BYTES // 8 + 1]})


def test_a_name_that_is_forged_is_a_plain_word():
    (kind,) = {type(decode({"unknown": "<script>alert(1)"}))}
    assert kind.__name__ == "scriptalert"


EXERCISES = [each for chapter in chapters() for each in exercises_of(chapter).values()]
FUNCTIONS = [each for each in EXERCISES if isinstance(each, Exercise)]


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda exercise: exercise.name)
def test_the_cases_of_every_exercise_arrive(exercise):
    back = [decode_case(case) for case in json.loads(json.dumps(encode_cases(exercise)))]
    assert list(map(repr, back)) == [repr(tuple(case)) for case in exercise.cases]
    arrived = iter(back)
    outcomes = exercise.outcomes(lambda *_: exercise.reference(*next(arrived)))
    assert exercise.same(outcomes, exercise.outcomes(exercise.reference))


def test_a_question_has_no_cases():
    assert encode_cases(exercises_of("pooling")["corner"]) == []
