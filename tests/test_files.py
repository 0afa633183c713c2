"""A file is written whole or not at all, and arrays come back as they were, or not at all."""

import errno
import os
import pickle

import numpy as np
import pytest

from cnn_lessons.files import DamagedError, read_arrays, write_arrays, write_whole


def arrays(seed=0):
    rng = np.random.default_rng(seed)
    return {
        "0.kernel": rng.normal(size=(2, 3, 1, 5)).astype("float32"),
        "labels": rng.integers(0, 256, (3, 7), np.uint8),
        "names": np.array(["일", "b"]),
        "name": np.array("one text"),
    }


@pytest.mark.parametrize("name", ["arrays.npz", "arrays", "arrays.of.lenet"])
def test_what_was_written_is_read_from_exactly_that_path(name, tmp_path):
    write_arrays(tmp_path / name, arrays())
    assert [path.name for path in tmp_path.iterdir()] == [name]
    read = read_arrays(str(tmp_path / name))
    assert read.keys() == arrays().keys()
    for key, array in arrays().items():
        np.testing.assert_array_equal(read[key], array, strict=True)


def lone_array(path):
    with path.open("wb") as file:
        np.save(file, arrays()["labels"])


def objects(path):
    np.savez(path, labels=np.array([{"a": 1}], dtype=object))


DAMAGES = {
    "truncated": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "without its last byte": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "empty": lambda path: path.write_bytes(b""),
    "text": lambda path: path.write_bytes(b"arrays"),
    "pickle": lambda path: path.write_bytes(pickle.dumps(arrays())),
    "objects": objects,
    "a lone array": lone_array,
}


@pytest.mark.parametrize("kind", DAMAGES)
def test_a_damaged_file_is_refused_and_nobody_is_told_to_allow_pickles(kind, tmp_path):
    path = tmp_path / "arrays.npz"
    write_arrays(path, arrays())
    DAMAGES[kind](path)
    with pytest.raises(DamagedError, match=r"arrays\.npz cannot be read: it is damaged, or") as met:
        read_arrays(path)
    assert "pickle" not in str(met.value)
    assert met.value.reason in str(met.value)
    assert (met.value.reason == "") == (kind in {"text", "pickle", "objects"})


def test_one_changed_byte_is_noticed_or_does_not_matter(tmp_path):
    path = tmp_path / "arrays.npz"
    write_arrays(path, arrays())
    data = path.read_bytes()
    refused = 0
    for position in range(0, len(data), 3):
        path.write_bytes(data[:position] + bytes([data[position] ^ 0x5A]) + data[position + 1 :])
        try:
            read = read_arrays(path)
        except DamagedError:
            refused += 1
        else:
            for key in read.keys() & arrays().keys():
                np.testing.assert_array_equal(read[key], arrays()[key])
    assert refused > len(data) / 3 / 2


def test_a_file_that_cannot_be_opened_is_not_called_damaged(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"nothing\.npz"):
        read_arrays(tmp_path / "nothing.npz")
    with pytest.raises(OSError, match=tmp_path.name):  # on Windows it is a PermissionError
        read_arrays(tmp_path)


def half_of_it(file, **arrays):
    file.write(b"PK")
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_disk_that_is_full_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "arrays.npz"
    write_arrays(path, arrays())
    before = path.read_bytes()
    monkeypatch.setattr(np, "savez", half_of_it)
    with pytest.raises(OSError, match="No space left"):
        write_arrays(path, arrays(1))
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_takes_its_place_only_when_it_lies_on_the_disk(tmp_path, monkeypatch):
    path = tmp_path / "text"
    path.write_bytes(b"old")
    seen = []
    monkeypatch.setattr(
        os, "fsync", lambda handle: seen.append((os.fstat(handle).st_size, path.read_bytes()))
    )
    write_whole(path, lambda file: file.write(b"longer"))
    assert seen == [(6, b"old")]
    assert path.read_bytes() == b"longer"


@pytest.mark.skipif(os.name != "posix", reason="other systems have no umask")
def test_others_may_read_what_they_may_read_otherwise(tmp_path):
    before = os.umask(0o027)
    try:
        write_arrays(tmp_path / "arrays.npz", arrays())
    finally:
        os.umask(before)
    assert (tmp_path / "arrays.npz").stat().st_mode & 0o777 == 0o640


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "there").write_bytes(b"old")
    (tmp_path / "link").symlink_to("there")
    write_whole(tmp_path / "link", lambda file: file.write(b"new"))
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "there").read_bytes() == b"new"
