"""Weights come back from a file as they were, and from a wrong file not at all."""

import re

import numpy as np
import pytest

from cnn_lessons.files import write_arrays
from cnn_lessons.learning.weights_file import read_weights

DAMAGED = "is not a file of weights, or it is damaged"


def weights(seed=0):
    rng = np.random.default_rng(seed)
    return {
        "0.kernel": rng.normal(size=(2, 3, 1, 5)).astype("float32"),
        "0.bias": rng.normal(size=5).astype("float32"),
    }


def test_what_was_written_is_read(tmp_path):
    write_arrays(tmp_path / "weights", weights())
    read = read_weights(str(tmp_path / "weights"), weights(1))
    assert read.keys() == weights().keys()
    for key, array in weights().items():
        np.testing.assert_array_equal(read[key], array, strict=True)


def test_a_damaged_file_is_refused_with_what_its_reader_met(tmp_path):
    path = tmp_path / "weights.npz"
    write_arrays(path, weights())
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ValueError, match=f"{DAMAGED}: File is not a zip file. Save the network"):
        read_weights(path, weights())


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({"0.bias": np.zeros(3)}, "of another network: its 0.bias is (3,), but here it is (5,)"),
        ({"7.bias": np.zeros(3)}, "its 7.bias is (3,), but here it is missing"),
        ({"0.bias": None}, "its 0.bias is missing, but here it is (5,)"),
        ({"0.bias": np.zeros(5, int)}, "holds no weights: its 0.bias is of int64"),
        ({"0.bias": np.array(list("12345"))}, "holds no weights: its 0.bias is of <U1"),
        ({"0.bias": np.zeros(5, complex)}, "holds no weights: its 0.bias is of complex128"),
        ({"0.bias": np.array([0, 1, np.nan, 3, 4])}, "has infinity or NaN in its 0.bias"),
        ({"0.bias": np.array([0, 1, -np.inf, 3, 4])}, "has infinity or NaN in its 0.bias"),
        ({"0.bias": np.array([0, 1, 1e300, 3, 4])}, "has infinity or NaN in its 0.bias"),
    ],
)
def test_a_file_that_does_not_fit_is_refused(changed, text, tmp_path):
    path = tmp_path / "weights.npz"
    arrays = weights() | changed
    write_arrays(path, {name: a for name, a in arrays.items() if a is not None})
    with pytest.raises(ValueError, match=re.escape(text)):
        read_weights(path, weights())


def test_double_precision_is_read_in_the_type_of_the_network(tmp_path):
    doubles = {name: array.astype("float64") for name, array in weights().items()}
    write_arrays(tmp_path / "weights", doubles)
    for name, array in read_weights(tmp_path / "weights", weights()).items():
        np.testing.assert_array_equal(array, weights()[name], strict=True)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"nothing\.npz"):
        read_weights(tmp_path / "nothing.npz", weights())


def test_nobody_is_told_to_allow_pickles(tmp_path):
    np.savez(tmp_path / "a.npz", **{"0.kernel": np.array([print], dtype=object)})
    with pytest.raises(ValueError, match=rf"{DAMAGED}\. Save the network") as raised:
        read_weights(tmp_path / "a.npz", weights())
    assert "pickle" not in str(raised.value)
