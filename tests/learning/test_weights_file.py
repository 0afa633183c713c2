"""Weights come back from a file as they were, and from a wrong file not at all."""

import errno
import os
import pickle
import re

import numpy as np
import pytest

from cnn_lessons.learning.weights_file import read_weights, write_weights

DAMAGED = "is not a file of weights, or it is damaged"


def weights(seed=0):
    rng = np.random.default_rng(seed)
    return {
        "0.kernel": rng.normal(size=(2, 3, 1, 5)).astype("float32"),
        "0.bias": rng.normal(size=5).astype("float32"),
    }


@pytest.mark.parametrize("name", ["weights.npz", "weights", "weights.of.lenet"])
def test_what_was_written_is_read_from_exactly_that_path(name, tmp_path):
    write_weights(tmp_path / name, weights())
    assert [path.name for path in tmp_path.iterdir()] == [name]
    read = read_weights(str(tmp_path / name), weights(1))
    assert read.keys() == weights().keys()
    for key, array in weights().items():
        np.testing.assert_array_equal(read[key], array, strict=True)


def damage(path, kind):
    data = path.read_bytes()
    contents = {
        "truncated": data[: len(data) // 2],
        "without its last byte": data[:-1],
        "empty": b"",
        "text": b"weights",
        "pickle": pickle.dumps(weights()),
    }
    if kind in contents:
        path.write_bytes(contents[kind])
    elif kind == "pickled object inside":
        np.savez(path, **{"0.kernel": np.array([{"a": 1}], dtype=object)})
    else:  # a lone array, not an archive of several
        with path.open("wb") as file:
            np.save(file, weights()["0.kernel"])


@pytest.mark.parametrize(
    "kind",
    [
        "truncated",
        "without its last byte",
        "empty",
        "text",
        "pickle",
        "pickled object inside",
        "single array",
    ],
)
def test_a_damaged_file_is_refused(kind, tmp_path):
    path = tmp_path / "weights.npz"
    write_weights(path, weights())
    damage(path, kind)
    with pytest.raises(ValueError, match=DAMAGED):
        read_weights(path, weights())


def test_one_changed_byte_is_noticed_or_does_not_matter(tmp_path):
    path = tmp_path / "weights.npz"
    write_weights(path, weights())
    data = path.read_bytes()
    refused = 0
    for position in range(0, len(data), 3):
        path.write_bytes(data[:position] + bytes([data[position] ^ 0x5A]) + data[position + 1 :])
        try:
            read = read_weights(path, weights())
        except ValueError:
            refused += 1
        else:
            for key, array in weights().items():
                np.testing.assert_array_equal(read[key], array)
    assert refused > len(data) / 3 / 2


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
    write_weights(path, {name: a for name, a in arrays.items() if a is not None})
    with pytest.raises(ValueError, match=re.escape(text)):
        read_weights(path, weights())


def test_double_precision_is_read_in_the_type_of_the_network(tmp_path):
    doubles = {name: array.astype("float64") for name, array in weights().items()}
    write_weights(tmp_path / "weights", doubles)
    for name, array in read_weights(tmp_path / "weights", weights()).items():
        np.testing.assert_array_equal(array, weights()[name], strict=True)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"nothing\.npz"):
        read_weights(tmp_path / "nothing.npz", weights())


def test_a_disk_that_is_full_leaves_the_old_weights(tmp_path, monkeypatch):
    path = tmp_path / "weights.npz"
    write_weights(path, weights())
    before = path.read_bytes()

    def half_of_it(file, **arrays):
        file.write(b"PK")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(np, "savez", half_of_it)
    with pytest.raises(OSError, match="No space left"):
        write_weights(path, weights(1))
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name != "posix", reason="other systems have no umask")
def test_others_may_read_what_they_may_read_otherwise(tmp_path):
    before = os.umask(0o027)
    try:
        write_weights(tmp_path / "weights.npz", weights())
    finally:
        os.umask(before)
    assert (tmp_path / "weights.npz").stat().st_mode & 0o777 == 0o640


def test_nobody_is_told_to_allow_pickles(tmp_path):
    np.savez(tmp_path / "a.npz", **{"0.kernel": np.array([print], dtype=object)})
    with pytest.raises(ValueError, match="damaged") as raised:
        read_weights(tmp_path / "a.npz", weights())
    assert "pickle" not in str(raised.value)


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "there.npz").write_bytes(b"old")
    (tmp_path / "link.npz").symlink_to("there.npz")
    write_weights(tmp_path / "link.npz", weights())
    assert (tmp_path / "link.npz").is_symlink()
    assert read_weights(tmp_path / "there.npz", weights()).keys() == weights().keys()
