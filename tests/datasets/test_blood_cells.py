"""Blood cells: the published folder and no other, whole or not there, or the drawn ones."""

import io
import zipfile
from pathlib import Path

import newcomer
import numpy as np
import pytest
from voc_files import write_voc_folder

from cnn_lessons.datasets import blood_cells, fetch_blood_cells

OBJECTS = [("WBC", 1, 2, 11, 12), ("Platelets", 13, 7, 16, 9), ("RBC", 5, 5, 5, 5)]
PARTS = {"train": ["a", "bb", "ccc"], "val": ["dddd"], "test": ["eeeee", "ffffff"]}
LINE = "Downloading Blood cells (8 MB), once.\n"


@pytest.fixture
def small(tmp_path):
    """Return a folder as BCCD's, with six pictures."""
    return write_voc_folder(tmp_path / "small" / "BCCD", PARTS, OBJECTS, ".jpg")


def archive_of(folder, **others):
    """Return the bytes of an archive as GitHub makes them of a commit, and more files."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as packed:
        for path in sorted(folder.glob("**/*.*")):
            packed.write(path, f"BCCD_Dataset-d272/BCCD/{path.relative_to(folder).as_posix()}")
        for name, text in others.items():
            packed.writestr(name, text)
    return body.getvalue()


def publish(monkeypatch, served, folder, **others):
    """Let the small folder be the one that is known, and serve it."""
    body = archive_of(folder, **others)
    served[Path(blood_cells.URL).name] = body, len(body)
    monkeypatch.setattr(blood_cells, "SHA256", blood_cells._hash(folder))
    return body


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_classrooms_folder_is_taken_first_and_under_another_name(small, monkeypatch):
    small.rename(small.parent / "blood_cells")
    monkeypatch.setenv("CNN_LESSONS_DATA", str(small.parent))
    data = fetch_blood_cells(size=(46, 31))
    assert repr(data) == (
        "Blood cells (a classroom's own): 3 training, 1 validation and 2 test images, 46 × 31 × 3"
    )
    assert data.class_names == ("RBC", "WBC", "Platelets")
    assert data.test.labels[1].tolist() == [1, 2]
    assert data.test.boxes[1].tolist() == [[1, 4, 11, 24], [13, 14, 16, 18]]
    assert len(data.cleaned) == 6
    assert all("has no area and is left out" in line for line in data.cleaned)


def test_a_classrooms_folder_with_another_class_is_refused(tmp_path, monkeypatch):
    write_voc_folder(tmp_path / "blood_cells", PARTS, [("cat", 1, 2, 3, 4)])
    monkeypatch.setenv("CNN_LESSONS_DATA", str(tmp_path))
    with pytest.raises(ValueError, match="class 'cat', which is none of RBC, WBC, Platelets"):
        fetch_blood_cells()


@pytest.mark.keras
def test_the_archive_is_downloaded_unpacked_kept_and_found(
    cache, served, monkeypatch, capfd, small
):
    publish(monkeypatch, served, small)
    data = fetch_blood_cells(size=(23, 31))
    assert data.name == "Blood cells"
    assert [len(part) for part in (data.train, data.validation, data.test)] == [3, 1, 2]
    assert capfd.readouterr() == (LINE, "")
    assert [path.name for path in cache.iterdir()] == ["blood_cells_bccd"]
    assert contents(cache / "blood_cells_bccd") == contents(small)
    served.clear()  # from here on there is no internet
    again = fetch_blood_cells(size=(23, 31))
    np.testing.assert_array_equal(again.test.images, data.test.images)
    assert capfd.readouterr() == ("", "")


@pytest.mark.keras
def test_nothing_of_an_archive_is_written_outside_or_beside_what_is_known(
    cache, served, monkeypatch, small
):
    names = [
        "../../evil-outside.jpg",
        "/evil-outside.jpg",
        "root/BCCD/JPEGImages/../../../../evil-outside.jpg",
    ]
    names += ["root/BCCD/JPEGImages/..\\evil-outside.jpg", "root/BCCD/run.py", "root/dataset/x.jpg"]
    publish(monkeypatch, served, small, **dict.fromkeys(names, "evil"))
    before = {path for path in cache.parent.parent.rglob("*evil-outside*")}
    assert fetch_blood_cells().name == "Blood cells"
    assert {path for path in cache.parent.parent.rglob("*evil-outside*")} == before == set()
    assert contents(cache / "blood_cells_bccd") == contents(small)


@pytest.mark.keras
@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda body: (body[:2000], len(body)), "retrieval incomplete"),
        (lambda body: (body[:2000], 2000), "not a zip file"),  # no length was promised
        (lambda body: (b"a page that asks to log in", 26), "not a zip file"),
        (lambda body: None, "404"),
    ],
    ids=["cut", "cut, and not said", "no archive", "missing"],
)
def test_nothing_is_left_of_a_bad_download(
    cache, served, monkeypatch, capfd, small, damage, reason
):
    name = Path(blood_cells.URL).name
    served[name] = damage(publish(monkeypatch, served, small))
    if served[name] is None:
        served.clear()
    with pytest.warns(UserWarning, match=f"Blood cells is not .*{reason}.*the folder blood_cells"):
        data = fetch_blood_cells()
    assert data.name == "Drawn cells (stand-in for blood cells)"
    assert not list(cache.iterdir())
    assert capfd.readouterr() == (LINE, "")


@pytest.mark.keras
@pytest.mark.parametrize("change", ["a pixel", "a box", "a list", "one less"])
def test_a_tampered_archive_is_not_taken_for_bccd(cache, served, monkeypatch, small, change):
    publish(monkeypatch, served, small)
    path = {
        "a pixel": small / "JPEGImages/bb.jpg",
        "a box": small / "Annotations/bb.xml",
        "a list": small / "ImageSets/Main/val.txt",
        "one less": small / "Annotations/bb.xml",
    }[change]
    path.write_bytes(path.read_bytes() + b"\n")
    if change == "one less":
        path.unlink()
    body = archive_of(small)
    served[Path(blood_cells.URL).name] = body, len(body)
    with pytest.warns(UserWarning, match="has another content than what is known"):
        data = fetch_blood_cells()
    assert "stand-in" in data.name
    assert not list(cache.iterdir())


@pytest.mark.keras
def test_a_folder_in_the_way_stays_and_the_data_are_used_all_the_same(
    cache, served, monkeypatch, small
):
    publish(monkeypatch, served, small)
    (cache / "blood_cells_bccd").mkdir()
    (cache / "blood_cells_bccd" / "note.txt").write_text("mine")
    assert fetch_blood_cells().name == "Blood cells"
    assert contents(cache) == {"blood_cells_bccd/note.txt": b"mine"}
    served.clear()
    with pytest.warns(UserWarning, match="blood_cells_bccd is another file, which is left alone"):
        fetch_blood_cells()
    assert contents(cache) == {"blood_cells_bccd/note.txt": b"mine"}


@pytest.mark.keras
def test_a_silent_server_is_not_waited_for(cache, served):
    served["silent"] = True
    with pytest.warns(UserWarning, match=r"timed out.*stand-in"):
        fetch_blood_cells(timeout=0.2)


@pytest.mark.keras
def test_without_network_the_stand_in_has_the_asked_size_and_the_warning_names_this_file(
    cache, offline
):
    with pytest.warns(UserWarning, match=r"no network.*stand-in") as warned:
        data = fetch_blood_cells(size=(61, 83))
    assert data.train.images.shape[1:] == (61, 83, 3)
    assert data.class_names == blood_cells.CLASSES
    assert __file__ in {warning.filename for warning in warned}


REAL = pytest.mark.data("CNN_LESSONS_DATA/blood_cells")


@REAL
def test_the_true_folder_has_the_published_numbers_less_what_was_cleaned():
    """The data set's page: 4,155 red cells, 372 white ones and 361 platelets on 364 images."""
    data = fetch_blood_cells(size=(12, 16))
    assert repr(data) == (
        "Blood cells: 205 training, 87 validation and 72 test images, 12 × 16 × 3"
    )
    parts = (data.train, data.validation, data.test)
    counts = np.bincount(np.concatenate([labels for part in parts for labels in part.labels]))
    assert counts.tolist() == [4155 - 9, 372, 361]
    named = [line.split(".xml")[0] for line in data.cleaned if "no area" in line]
    assert named == ["BloodImage_00338", "BloodImage_00343"]
    assert sum("second time" in line for line in data.cleaned) == 7
    for part in parts:
        for boxes in part.boxes:
            assert (boxes[:, 2:] > boxes[:, :2]).all()
            assert ((boxes >= 0) & (boxes <= (16, 12, 16, 12))).all()


@pytest.mark.keras
@REAL
def test_the_true_folder_is_downloaded_from_an_archive_of_the_repository(cache, served):
    folder = Path(newcomer.REAL["CNN_LESSONS_DATA"], "blood_cells")
    body = archive_of(folder, **{"BCCD_Dataset-d272/README.md": "# BCCD"})
    served[Path(blood_cells.URL).name] = body, len(body)
    assert fetch_blood_cells(size=(12, 16)).name == "Blood cells"


@pytest.mark.parametrize("size", [(0, 16), (12.5, 16), 12])
def test_a_size_that_cannot_be_is_no_reason_for_a_stand_in(cache, served, capfd, size):
    with pytest.raises(ValueError, match="is not usable"):
        fetch_blood_cells(size)
    assert capfd.readouterr() == ("", "")
