"""Fetched data sets: where they come from, and what is never taken for them."""

import hashlib
import io
import pickle
import socket
import tarfile
from dataclasses import replace
from pathlib import Path

import newcomer
import numpy as np
import pytest
from keras_opener import send_keras_to

from cnn_lessons.datasets import fetch, fetch_cifar10, fetch_mnist

RNG = np.random.default_rng(0)


def arrays_like_mnist(**changed):
    """Return what a local file holds: 3 digits to learn from, 2 to test on."""
    arrays = {
        "name": "MNIST, a few",
        "x_train": RNG.integers(0, 256, (3, 28, 28)).astype(np.uint8),
        "y_train": np.array([7, 0, 9], np.uint8),
        "x_test": RNG.integers(0, 256, (2, 28, 28)).astype(np.uint8),
        "y_test": np.array([1, 5], np.uint8),
    }
    return {name: value for name, value in {**arrays, **changed}.items() if value is not None}


def test_a_classrooms_copy_is_taken_first_and_under_its_own_name(local):
    arrays = arrays_like_mnist()
    np.savez(local / "mnist.npz", **arrays)
    data = fetch_mnist()
    assert repr(data) == "MNIST, a few: 3 training and 2 test images, 28 × 28 × 1"
    np.testing.assert_allclose(data.x_train[..., 0], arrays["x_train"] / 255, rtol=1e-6)
    assert (data.x_test.dtype, data.y_test.dtype) == (np.float32, np.int64)
    np.testing.assert_array_equal(data.y_train, [7, 0, 9])
    assert data.class_names == tuple("0123456789")


def test_a_classrooms_cifar10_may_have_labels_in_a_column(local):
    images = RNG.integers(0, 256, (5, 32, 32, 3)).astype(np.uint8)
    column = np.array([[3], [1], [4], [1], [9]])
    arrays = {"x_train": images, "y_train": column, "x_test": images[:2], "y_test": column[:2]}
    np.savez(local / "cifar10.npz", name="copies", **arrays)
    data = fetch_cifar10()
    np.testing.assert_array_equal(data.y_train, [3, 1, 4, 1, 9])
    assert data.class_names[3] == "cat"
    assert data.name == "copies"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"y_test": None}, r"mnist\.npz has no y_test\. Write it with np\.savez"),
        ({"name": None}, r"has no name\. .* where name says what the images are"),
        ({"x_train": np.zeros((3, 28, 27), np.uint8)}, r"shape \(3, 28, 27\), expected \(N, 28"),
        ({"x_test": np.zeros((0, 28, 28), np.uint8)}, r"x_test and y_test .* shape \(0, 28, 28\)"),
        ({"x_train": np.zeros((3, 28, 28))}, r"images are float64, expected uint8 from 0 to 255"),
        ({"y_train": np.array([7, 0])}, r"shape \(2,\), expected one whole number for each of 3"),
        ({"y_train": np.array([7.0, 0, 9])}, r"labels are float64"),
        ({"y_test": np.eye(10, dtype=int)[:2]}, r"shape \(2, 10\), expected one whole number"),
        ({"y_test": np.array([1, 10])}, r"labels go from 1 to 10, expected 0 to 9"),
        ({"y_test": np.array([-1, 1])}, r"labels go from -1 to 1"),
    ],
)
def test_a_local_file_that_does_not_fit_says_why(local, changed, message):
    np.savez(local / "mnist.npz", **arrays_like_mnist(**changed))
    with pytest.raises(ValueError, match=message):
        fetch_mnist()


@pytest.mark.parametrize("kept", [0, 100, 3000])
def test_a_truncated_local_file_is_refused_and_stays(local, kept):
    np.savez(local / "mnist.npz", **arrays_like_mnist())
    whole = (local / "mnist.npz").read_bytes()
    assert kept < len(whole)
    (local / "mnist.npz").write_bytes(whole[:kept])
    with pytest.raises(ValueError, match=r"mnist\.npz cannot be read: .* copy it anew"):
        fetch_mnist()
    assert (local / "mnist.npz").exists()


def test_a_local_file_with_code_in_it_is_refused(local):
    np.savez(local / "mnist.npz", **arrays_like_mnist(y_test=np.array([print, print])))
    with pytest.raises(ValueError, match="cannot be read") as raised:
        fetch_mnist()
    assert "pickle" not in str(raised.value)  # NumPy's own words advise to allow it


def test_a_local_folder_that_is_none_is_an_error(local, monkeypatch):
    monkeypatch.setenv("CNN_LESSONS_DATA", str(local / "typo"))
    with pytest.raises(ValueError, match=r"typo, which is no folder\. Put the path"):
        fetch_mnist()


@pytest.mark.keras
def test_without_network_the_digits_take_mnists_place_and_say_so(cache, offline):
    with pytest.warns(
        UserWarning, match=r"MNIST is not on this machine.*no network.*stand-in"
    ) as raised:
        data = fetch_mnist()
    assert raised[0].filename == __file__  # it names the reader's line
    assert data.name == "Digits, enlarged (stand-in for MNIST)"
    assert data.x_train.shape[1:] == (28, 28, 1)
    assert set(data.y_train) == set(data.y_test) == set(range(10))
    assert not list(cache.iterdir())
    assert socket.getdefaulttimeout() is None


@pytest.mark.keras
def test_without_network_patches_of_photographs_take_cifar10s_place(cache, offline, capfd):
    with pytest.warns(UserWarning, match="not CIFAR-10 that you see, but: Photo patches"):
        data = fetch_cifar10()
    assert data.name == "Photo patches (stand-in for CIFAR-10)"
    assert data.x_train.shape[1:] == (32, 32, 3)
    assert "airplane" not in data.class_names
    assert capfd.readouterr() == ("Downloading CIFAR-10 (170 MB), once.\n", "")


@pytest.mark.keras
def test_a_classroom_without_this_file_goes_on_to_keras(local, cache, offline, monkeypatch):
    monkeypatch.setenv("CNN_LESSONS_DATA", str(local))
    with pytest.warns(UserWarning, match="stand-in for MNIST"):
        fetch_mnist()


THEIRS = {  # what others may have put where Keras puts its own
    "mnist.npz": b"my own digits",
    "cifar-10-batches-py-target_archive": b"half a file",
    "cifar-10-batches-py.tar.gz": b"of an older Keras",
    "cifar-10-batches-py/data_batch_1": b"unpacked by an older Keras",
    "cifar-10-batches-py-target/note.txt": b"mine",
    "theirs.npz": b"of another program",
}


@pytest.mark.keras
@pytest.mark.parametrize("fetch", [fetch_mnist, fetch_cifar10])
def test_what_others_have_put_into_the_cache_is_neither_used_nor_touched(cache, offline, fetch):
    for name, content in THEIRS.items():
        (cache / name).parent.mkdir(exist_ok=True)
        (cache / name).write_bytes(content)
    name = "mnist.npz" if fetch is fetch_mnist else "cifar-10-batches-py-target_archive"
    with pytest.warns(UserWarning, match=f"{name} is another file, which is left alone"):
        data = fetch()
    assert "stand-in" in data.name
    left = {
        p.relative_to(cache).as_posix(): p.read_bytes() for p in cache.rglob("*") if p.is_file()
    }
    assert left == THEIRS


@pytest.mark.keras
@pytest.mark.parametrize(
    ("served_file", "reason"),
    [
        ((b"half of", 100_000), "retrieval incomplete"),
        ((b"something else", 14), "file hash does not match"),
        (None, "404"),
    ],
    ids=["cut half-way", "tampered", "missing"],
)
def test_nothing_is_left_of_a_bad_download(cache, served, capfd, served_file, reason):
    if served_file:
        served["mnist.npz"] = served_file
    with pytest.warns(UserWarning, match=f"{reason}.*stand-in for MNIST"):
        fetch_mnist()
    assert not list(cache.iterdir())
    assert capfd.readouterr() == ("Downloading MNIST (11 MB), once.\n", "")  # no word of Keras's


@pytest.mark.keras
def test_a_tampered_file_of_the_right_form_is_not_taken_for_mnist(cache, served, capfd):
    file = io.BytesIO()
    np.savez(file, **arrays_like_mnist())
    body = file.getvalue()
    served["mnist.npz"] = body, len(body)
    (cache / "mnist.npz").write_bytes(body)
    with pytest.warns(UserWarning, match="file hash does not match"):
        data = fetch_mnist()
    assert data.name.startswith("Digits")
    assert (cache / "mnist.npz").read_bytes() == body
    assert capfd.readouterr() == ("Downloading MNIST (11 MB), once.\n", "")


@pytest.mark.keras
def test_a_silent_server_is_not_waited_for(cache, served):
    served["silent"] = True
    with pytest.warns(UserWarning, match=r"timed out.*stand-in"):
        fetch_mnist(timeout=0.2)


@pytest.mark.keras
def test_a_download_that_the_reader_stops_leaves_nothing(cache, monkeypatch):
    class Stopped(io.BytesIO):
        code, msg = 200, "OK"

        def info(self):
            return {}

        def read(self, size):
            raise KeyboardInterrupt

    send_keras_to(lambda request: Stopped(), monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        fetch_mnist()
    assert not list(cache.iterdir())


def small_cifar10():
    """Return an archive as that of CIFAR-10 with two images in each batch, and its numbers."""
    file, numbers = io.BytesIO(), RNG.integers(0, 256, (6, 2, 3 * 32 * 32)).astype(np.uint8)
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        for number, data in enumerate(numbers):
            batch = pickle.dumps({b"data": data, b"labels": [number, 9 - number]})
            name = "test_batch" if number == 5 else f"data_batch_{number + 1}"
            entry = tarfile.TarInfo(f"cifar-10-batches-py/{name}")
            entry.size = len(batch)
            archive.addfile(entry, io.BytesIO(batch))
    return file.getvalue(), numbers


def publish(monkeypatch, served, body):
    """Let the small archive be the one that is published."""
    served["cifar-10-python.tar.gz"] = body, len(body)
    sha256 = hashlib.sha256(body).hexdigest()
    monkeypatch.setattr(fetch, "CIFAR10", replace(fetch.CIFAR10, sha256=sha256))


@pytest.mark.keras
def test_cifar10_is_read_from_its_archive_pixel_by_pixel(cache, served, monkeypatch, capfd):
    body, numbers = small_cifar10()
    publish(monkeypatch, served, body)
    data = fetch_cifar10()
    assert repr(data) == "CIFAR-10: 10 training and 2 test images, 32 × 32 × 3"
    assert data.y_train.tolist() == [0, 9, 1, 8, 2, 7, 3, 6, 4, 5]
    assert data.y_test.tolist() == [5, 4]
    for image, row, column, channel in ((0, 0, 0, 0), (3, 7, 30, 2), (9, 31, 1, 1)):
        stored = numbers[image // 2, image % 2, 1024 * channel + 32 * row + column]
        assert data.x_train[image, row, column, channel] == np.float32(stored / 255)
    np.testing.assert_allclose(data.x_test[1, 5, 6, 1], numbers[5, 1, 1024 + 5 * 32 + 6] / 255)
    assert capfd.readouterr() == ("Downloading CIFAR-10 (170 MB), once.\n", "")
    assert [path.name for path in cache.iterdir()] == ["cifar-10-batches-py-target_archive"]
    served.clear()  # from here on there is no internet
    again = fetch_cifar10()
    np.testing.assert_array_equal(again.x_train, data.x_train)
    assert capfd.readouterr() == ("", "")


@pytest.mark.keras
def test_an_older_kerass_archive_is_taken(cache, offline, served, monkeypatch):
    body, _ = small_cifar10()
    publish(monkeypatch, served, body)
    served.clear()
    (cache / "cifar-10-batches-py.tar.gz").write_bytes(body)
    assert fetch_cifar10().name == "CIFAR-10"


@pytest.mark.keras
def test_a_file_in_the_way_stays_and_the_data_are_used_all_the_same(cache, served, monkeypatch):
    body, _ = small_cifar10()
    publish(monkeypatch, served, body)
    (cache / "cifar-10-batches-py-target_archive").write_bytes(b"mine")
    assert fetch_cifar10().name == "CIFAR-10"
    assert (cache / "cifar-10-batches-py-target_archive").read_bytes() == b"mine"
    assert len(list(cache.iterdir())) == 1


@pytest.mark.keras
@pytest.mark.data("KERAS_HOME/datasets/mnist.npz")
def test_the_true_file_is_downloaded_kept_and_found(cache, served):
    body = Path(newcomer.REAL["KERAS_HOME"], "datasets/mnist.npz").read_bytes()
    served["mnist.npz"] = body, len(body)
    for _ in range(2):
        data = fetch_mnist()
        assert repr(data) == "MNIST: 60000 training and 10000 test images, 28 × 28 × 1"
        # LeCun's page: 980 zeros and 1,135 ones among the test digits; the first are 7, 2, 1.
        assert np.bincount(data.y_test)[:2].tolist() == [980, 1135]
        assert data.y_test[:3].tolist() == [7, 2, 1]
        assert (cache / "mnist.npz").read_bytes() == body
        served.clear()
