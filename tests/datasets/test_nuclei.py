"""Nuclei: read from pictures of single nuclei, the published ones and no others."""

import io
import zipfile
from pathlib import Path

import newcomer
import numpy as np
import pytest
from PIL import Image

from cnn_lessons.datasets import fetch_nuclei, nuclei

RNG = np.random.default_rng(0)
LINE = "Downloading Nuclei (about 100 MB), once.\n"


def arrays_like_nuclei(**changed):
    """Return what a local file holds: six images."""
    labels = np.zeros((6, 256, 256), np.uint8)
    labels[:, 10:20, 30:50] = np.arange(1, 7)[:, None, None]
    arrays = {
        "names": np.array(list("abcdef")),
        "images": RNG.integers(0, 256, (6, 256, 256)).astype(np.uint8),
        "labels": labels,
    }
    return {name: value for name, value in {**arrays, **changed}.items() if value is not None}


def png(pixels):
    body = io.BytesIO()
    Image.fromarray(np.asarray(pixels, np.uint8)).save(body, "PNG")
    return body.getvalue()


def raw_layout():
    """Return files as the repository has them, and the arrays that belong to them.

    Two grey images and, not to be taken, one in colour and one of another size.
    """
    files, grey = {}, RNG.integers(0, 256, (2, 256, 256))
    images = {"b1": grey[1], "a0": grey[0]}
    images["colour"] = RNG.integers(0, 256, (256, 256, 3))
    images["wide"] = RNG.integers(0, 256, (256, 320))
    for name, image in images.items():
        rgb = np.broadcast_to(image if image.ndim == 3 else image[..., None], (*image.shape[:2], 3))
        rgba = np.concatenate([rgb, np.full((*image.shape[:2], 1), 255)], axis=-1)
        files[f"{name}/images/{name}.png"] = png(rgba)
        for mask, (rows, columns) in {"m2": (5, 9), "m1": (7, 200)}.items():
            pixels = np.zeros(image.shape[:2])
            pixels[rows : rows + 10, columns : columns + 13] = 255
            if name == "b1" and mask == "m2":
                pixels[7:9, 200:203] = 255  # over the other
            files[f"{name}/masks/{mask}.png"] = png(pixels)
    labels = np.zeros((2, 256, 256), np.uint8)
    labels[:, 7:17, 200:213] = 1  # m1 comes before m2
    labels[:, 5:15, 9:22] = 2
    labels[1, 7:9, 200:203] = 2
    arrays = {"names": np.array(["a0", "b1"]), "images": grey.astype(np.uint8), "labels": labels}
    return files, arrays


def archive_of(files):
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as packed:
        packed.writestr("fixes-3035/README.md", "# Fixes")
        packed.writestr("fixes-3035/stage1_test/zz/images/zz.png", b"not to be read")
        for name, content in files.items():
            packed.writestr(f"fixes-3035/stage1_train/{name}", content)
    return body.getvalue()


def serve(served, body):
    served[Path(nuclei.URL).name] = body, len(body)


def test_a_classrooms_file_is_split_by_its_names_and_has_another_name(local):
    arrays = arrays_like_nuclei()
    np.savez(local / "nuclei.npz", **arrays)
    data = fetch_nuclei()
    assert repr(data) == (
        "Nuclei (a classroom's own): 5 training and 1 test images, 256 × 256 × 1, "
        "with the objects on each"
    )
    names = (*data.names_train, *data.names_test)
    assert sorted(names) == list("abcdef")
    order = ["abcdef".index(name) for name in names]
    images = np.concatenate([data.x_train, data.x_test])[..., 0]
    np.testing.assert_allclose(images, arrays["images"][order] / 255, rtol=1e-6)
    objects = np.concatenate([data.objects_train, data.objects_test])
    np.testing.assert_array_equal(objects, arrays["labels"][order])
    assert (data.x_train.dtype, data.objects_test.dtype) == (np.float32, np.int64)


def test_the_split_does_not_hang_on_the_order_of_the_file(local):
    arrays = arrays_like_nuclei()
    np.savez(local / "nuclei.npz", **arrays)
    first = fetch_nuclei()
    np.savez(local / "nuclei.npz", **{name: value[::-1] for name, value in arrays.items()})
    assert fetch_nuclei().names_test == first.names_test


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"labels": None}, r"nuclei\.npz lacks an array: .*labels.*Expected names, images, labels"),
        ({"images": np.zeros((6, 256, 255), np.uint8)}, r"shape \(6, 256, 255\) and the labels"),
        ({"names": np.array(["a"])}, "for N names, at least 2"),
        ({"images": np.zeros((6, 256, 256))}, "images are float64 and the labels uint8"),
        ({"labels": np.zeros((6, 256, 256))}, "labels float64, expected uint8"),
        ({"labels": np.full((6, 256, 256), -1)}, "0 is the background"),
        ({"names": np.array([print] * 6)}, "cannot be read: it is damaged"),
    ],
)
def test_a_local_file_that_does_not_fit_says_why(local, changed, message):
    np.savez(local / "nuclei.npz", **arrays_like_nuclei(**changed))
    with pytest.raises(ValueError, match=message):
        fetch_nuclei()


def test_a_truncated_local_file_is_refused_and_stays(local):
    np.savez(local / "nuclei.npz", **arrays_like_nuclei())
    whole = (local / "nuclei.npz").read_bytes()
    (local / "nuclei.npz").write_bytes(whole[:5000])
    with pytest.raises(ValueError, match="copy it anew"):
        fetch_nuclei()
    assert (local / "nuclei.npz").stat().st_size == 5000


@pytest.mark.keras
def test_the_archive_is_read_picture_by_picture_kept_and_found(cache, served, monkeypatch, capfd):
    files, arrays = raw_layout()
    serve(served, archive_of(files))
    monkeypatch.setattr(nuclei, "SHA256", nuclei._hash(arrays))
    data = fetch_nuclei()
    assert data.name == "Nuclei"
    objects = dict(zip(data.names_train + data.names_test, range(2), strict=True))
    found = np.concatenate([data.objects_train, data.objects_test])
    for name, labels in zip(arrays["names"], arrays["labels"], strict=True):
        np.testing.assert_array_equal(found[objects[name]], labels)
    assert capfd.readouterr() == (LINE, "")
    assert [path.name for path in cache.iterdir()] == ["nuclei_bbbc038.npz"]
    served.clear()  # from here on there is no internet
    np.testing.assert_array_equal(fetch_nuclei().x_train, data.x_train)
    assert capfd.readouterr() == ("", "")


@pytest.mark.keras
@pytest.mark.parametrize("change", ["an image", "a mask", "one less", "cut", "none"])
def test_nothing_is_left_of_a_bad_download(cache, served, monkeypatch, capfd, change):
    files, arrays = raw_layout()
    monkeypatch.setattr(nuclei, "SHA256", nuclei._hash(arrays))
    if change == "an image":
        files["b1/images/b1.png"] = files["a0/images/a0.png"]
    elif change == "a mask":
        files["b1/masks/m1.png"] = files["b1/masks/m2.png"]
    elif change == "one less":
        del files["b1/masks/m1.png"]
    body = archive_of(files)
    serve(served, body[:3000] if change == "cut" else body)
    if change == "none":
        served.clear()
    reason = {"cut": "not a zip file", "none": "404"}.get(change, "another content")
    with pytest.warns(UserWarning, match=f"Nuclei is not .*{reason}.*put nuclei.npz into a folder"):
        data = fetch_nuclei()
    assert data.name == "Drawn nuclei (stand-in for nuclei)"
    assert not list(cache.iterdir())
    assert capfd.readouterr() == (LINE, "")


@pytest.mark.keras
@pytest.mark.parametrize("theirs", [b"mine", b""])
def test_a_file_in_the_way_stays_and_the_data_are_used_all_the_same(
    cache, served, monkeypatch, theirs
):
    files, arrays = raw_layout()
    serve(served, archive_of(files))
    monkeypatch.setattr(nuclei, "SHA256", nuclei._hash(arrays))
    (cache / "nuclei_bbbc038.npz").write_bytes(theirs)
    assert fetch_nuclei().name == "Nuclei"
    assert (cache / "nuclei_bbbc038.npz").read_bytes() == theirs
    assert len(list(cache.iterdir())) == 1


@pytest.mark.keras
@pytest.mark.data("CNN_LESSONS_DATA/nuclei.npz")
def test_the_true_nuclei_are_downloaded_from_single_pictures(cache, served, capfd):
    """The arrays that are known, as the repository's pictures: of each nucleus what is seen."""
    with np.load(Path(newcomer.REAL["CNN_LESSONS_DATA"], "nuclei.npz")) as known:
        arrays = dict(known)
    files = {}
    for name, image, labels in zip(*arrays.values(), strict=True):
        files[f"{name}/images/{name}.png"] = png(np.stack([image] * 3, axis=-1))
        for number in range(1, labels.max() + 1):
            files[f"{name}/masks/{number:03}.png"] = png(255 * (labels == number))
    serve(served, archive_of(files))
    data = fetch_nuclei()
    assert data.name == "Nuclei"
    assert (len(data.x_train), len(data.x_test)) == (267, 67)
    assert max(data.objects_train.max(), data.objects_test.max()) == 101


@pytest.mark.data("CNN_LESSONS_DATA/nuclei.npz")
def test_the_true_file_has_its_name_and_its_fixed_fifth():
    data = fetch_nuclei()
    assert data.name == "Nuclei"
    assert (len(data.names_train), len(data.names_test)) == (267, 67)
    assert min(len(np.unique(objects)) for objects in data.objects_test) >= 2
