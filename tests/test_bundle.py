"""The zip for a stick: what is in it, and where its pages lead."""

import zipfile
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

import bundle
import pytest
from project import ROOT


class Links(HTMLParser):
    """The addresses that a page links to."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if tag == "a" and name == "href"]


@pytest.fixture
def made(tmp_path, monkeypatch):
    """Return a folder with a small site, a PDF and a wheel, from which a bundle is made."""
    site = tmp_path / "html"
    for name, up in (("index.html", ""), ("operations/pooling.html", "../")):
        path = site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = f'<a href="{up}_sources/operations/pooling.ipynb">Notebook</a>{bundle.PLACE}'
        path.write_text(text, encoding="utf-8")
    for name in ("_sources/operations/pooling.ipynb", "_images/a.webp", ".buildinfo"):
        path = site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"0")
    for name in ("appendix/glossary.html", "appendix/review.html"):
        path = site / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("<p></p>")
    (tmp_path / "cnn-lessons.pdf").write_bytes(b"%PDF" + 3_000_000 * b"0")
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    (wheels / "cnn_lessons-0.1.0-py3-none-any.whl").write_bytes(b"0")
    monkeypatch.setattr(bundle, "SITE", site)
    monkeypatch.setattr(bundle, "PDF", tmp_path / "cnn-lessons.pdf")
    monkeypatch.setattr(bundle, "ZIP", tmp_path / "cnn-lessons.zip")
    return tmp_path


def test_it_holds_each_notebook_once_and_nothing_else_than_the_course(made):
    names = set(bundle.bundle_files(made / "wheels"))
    top = {name.partition("/")[0] for name in names}
    assert top == {
        *("START HERE.html", "LICENSE.txt", "cnn-lessons.pdf"),
        *("site", "notebooks", "wheels"),
    }
    notebooks = {p.relative_to(ROOT / "book").as_posix() for p in ROOT.glob("book/*/*.ipynb")}
    assert {n for n in names if n.endswith(".ipynb")} == {f"notebooks/{n}" for n in notebooks}
    assert {n for n in names if n.startswith("site/")} == {
        *("site/index.html", "site/operations/pooling.html", "site/_images/a.webp"),
        *("site/appendix/glossary.html", "site/appendix/review.html"),
    }
    heavy = (".npz", ".h5", ".keras", ".weights", ".tflite", ".onnx")
    assert not [name for name in names if name.endswith(heavy)]


@pytest.mark.parametrize(
    "name", ["START HERE.html", "site/index.html", "site/operations/pooling.html"]
)
def test_its_pages_lead_to_what_is_in_it(made, name):
    files = bundle.bundle_files(made / "wheels")
    text = files[name].decode()
    assert bundle.PLACE not in text
    links = Links(text).found
    assert links
    for link in links:
        target = urlsplit(urljoin(f"file:///{name}", link))
        if target.scheme == "file":
            path = unquote(target.path).lstrip("/")
            assert path in files or any(file.startswith(path) for file in files), link


def test_the_start_page_says_what_to_open_in_two_languages_and_how_to_install(made):
    text = bundle.bundle_files(made / "wheels")["START HERE.html"].decode()
    assert "Open the course" in text
    assert '<p lang="ko">' in text
    assert "pip install wheels/cnn_lessons-0.1.0-py3-none-any.whl jupyterlab" in text
    assert "$" not in text
    assert "http" not in text.replace("https://github.com/", "").replace(
        "http://ADDRESS", ""
    ).replace("http.server", "")


def test_with_wheels_it_installs_without_internet_and_says_where(made):
    (made / "wheels" / "numpy-2.0-cp311.whl").write_bytes(b"0")
    files = bundle.bundle_files(made / "wheels")
    text = files["START HERE.html"].decode()
    assert "pip install --no-index --find-links wheels cnn-lessons jupyterlab" in text
    assert bundle.machine() in text
    assert files["requirements.txt"] == (ROOT / "requirements.txt").read_bytes()
    assert "wheels/numpy-2.0-cp311.whl" in files


def test_the_same_files_give_the_same_zip_that_unpacks_into_one_folder(made, tmp_path):
    files = {"START HERE.html": b"<p>" * 99, "site/a.webp": b"0" * 99}
    bundle.write_zip(files, tmp_path / "one.zip")
    bundle.write_zip(dict(reversed(files.items())), tmp_path / "other.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "other.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as packed:
        folder = tmp_path / "막대 하나"
        packed.extractall(folder)
        assert packed.testzip() is None
    for name, content in files.items():
        assert (folder / "cnn-lessons" / name).read_bytes() == content


def test_a_bundle_that_is_too_large_is_said_loudly(made, monkeypatch):
    monkeypatch.setattr(bundle, "BUILD", made)
    monkeypatch.setattr(bundle, "LARGEST", 1000)
    monkeypatch.setattr(bundle, "build_wheel", lambda folder: folder.mkdir())
    monkeypatch.setattr(bundle, "bundle_files", lambda wheels: {"a.pdf": b"0" * 2000})
    with pytest.raises(SystemExit, match="too large: at most 0 MB"):
        bundle.bundle(with_wheels=False)


def test_what_is_published_links_both_files_with_their_sizes(made, capsys):
    (made / "cnn-lessons.zip").write_bytes(b"0" * 5_000_000)
    bundle.publish(made / "publish")
    text = (made / "publish" / "index.html").read_text(encoding="utf-8")
    assert '<a href="cnn-lessons.pdf">the course as one PDF</a> (3 MB)' in text
    assert '<a href="cnn-lessons.zip">pages, PDF and notebooks in one zip</a> (5 MB)' in text
    assert (made / "publish" / "cnn-lessons.pdf").exists()
    assert bundle.PLACE in (made / "html" / "index.html").read_text(encoding="utf-8")


def test_the_first_page_has_a_place_for_the_links():
    assert bundle.PLACE in (ROOT / "book" / "index.md").read_text(encoding="utf-8")


def test_what_is_missing_is_said(made, monkeypatch):
    bundle.PDF.unlink()
    with pytest.raises(SystemExit, match="make pdf"):
        bundle.main([])
