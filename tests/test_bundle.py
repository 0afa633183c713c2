"""The zip for a stick: what is in it, and where its pages lead."""

import re
import zipfile
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

import bundle
import pdf
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


PAGES = ("index", "operations/pooling", "appendix/glossary", "appendix/review")


@pytest.fixture
def made(tmp_path, monkeypatch):
    """Return a folder with a small site in two languages, two PDFs and a wheel."""
    site = tmp_path / "html"
    for code, folder in (("en", ""), ("ko", "ko/")):
        other = "ko/" if code == "en" else "../"
        for page in PAGES:
            up = "../" * page.count("/")
            text = (
                f'<link rel="alternate" hreflang="xx" href="{up}{other}{page}.html" />'
                f'<a href="{up}{other}{page}.html" class="btn btn-language-xx">Other</a>'
                f'<a href="{up}_sources/operations/pooling.ipynb">Notebook</a>{bundle.PLACE}'
            )
            write(site / f"{folder}{page}.html", text)
        write(site / f"{folder}_static/{code}.js", "")
        write(tmp_path / f"cnn-lessons{'' if code == 'en' else '-ko'}.pdf", 3_000_000 * "0")
    shared = '<img src="../../_images/a.webp"><a href="../../_sources/tasks/boxes.ipynb">B</a>'
    write(site / "ko" / "tasks" / "boxes.html", shared)
    sheet = '<link href="../_static/en.css?digest=7"><a href="../tasks/boxes.html#iou">Boxes</a>'
    write(site / "reference" / "index.html", sheet)
    write(site / "_static" / "en.css", "a{src:url(fonts/a.woff)} b{src:url(data:b)}")
    for name in ("fonts/a.woff", "heavy.js"):
        write(site / "_static" / name, "0")
    for name in ("_sources/operations/pooling.ipynb", "_images/a.webp", ".buildinfo"):
        write(site / name, "0")
    write(tmp_path / "wheels" / "cnn_lessons-0.1.0-py3-none-any.whl", "0")
    monkeypatch.setattr(bundle, "SITE", site)
    monkeypatch.setattr(pdf, "BUILD", tmp_path)
    monkeypatch.setenv("CNN_LESSONS_LANGUAGE", "en")
    return tmp_path


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def files_in(made, code, monkeypatch):
    monkeypatch.setenv("CNN_LESSONS_LANGUAGE", code)
    return bundle.bundle_files(made / "wheels")


@pytest.mark.parametrize(("code", "folder"), [("en", ""), ("ko", "ko/")])
def test_it_holds_one_language_and_each_notebook_once(made, monkeypatch, code, folder):
    names = set(files_in(made, code, monkeypatch))
    pdf_name = f"cnn-lessons{'' if code == 'en' else '-ko'}.pdf"
    top = {name.partition("/")[0] for name in names}
    assert top == {"START HERE.html", "LICENSE.txt", pdf_name, "site", "notebooks", "wheels"}
    notebooks = {p.relative_to(ROOT / "book").as_posix() for p in ROOT.glob("book/*/*.ipynb")}
    assert {n for n in names if n.endswith(".ipynb")} == {f"notebooks/{n}" for n in notebooks}
    others = {f"site/{folder}_static/{code}.js"}
    others |= {"site/ko/tasks/boxes.html"} if folder else {"site/_static/heavy.js"}
    assert {n for n in names if n.startswith("site/")} == {
        *(f"site/{folder}{page}.html" for page in PAGES),
        *("site/_images/a.webp", "site/reference/index.html"),
        *("site/_static/en.css", "site/_static/fonts/a.woff"),
        *others,
    }
    heavy = (".npz", ".h5", ".keras", ".weights", ".tflite", ".onnx")
    assert not [name for name in names if name.endswith(heavy)]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        *(("en", name) for name in ("START HERE.html", "site/index.html")),
        *(("en", name) for name in ("site/operations/pooling.html", "site/reference/index.html")),
        *(("ko", name) for name in ("START HERE.html", "site/ko/index.html")),
        *(("ko", f"site/{name}.html") for name in ("ko/operations/pooling", "ko/tasks/boxes")),
        ("ko", "site/reference/index.html"),
    ],
)
def test_its_pages_lead_to_what_is_in_it(made, monkeypatch, code, name):
    if code == "en":
        write(bundle.SITE / "tasks" / "boxes.html", "")
    files = files_in(made, code, monkeypatch)
    text = files[name].decode()
    assert bundle.PLACE not in text
    assert "hreflang" not in text
    links = Links(text).found
    assert links
    for link in links:
        target = urlsplit(urljoin(f"file:///{name}", link))
        if target.scheme == "file":
            path = unquote(target.path).lstrip("/")
            assert path in files or any(file.startswith(path) for file in files), link


def test_the_notebooks_of_a_language_are_its_own(made, monkeypatch):
    files = files_in(made, "ko", monkeypatch)
    assert "CNN_LESSONS_LANGUAGE" in files["notebooks/operations/pooling.ipynb"].decode()
    assert "풀링" in files["notebooks/appendix/glossary.md"].decode()
    assert "\u2063" not in files["notebooks/appendix/glossary.md"].decode()


def test_the_start_page_says_what_to_open_how_to_install_and_where_other_languages_are(made):
    text = bundle.bundle_files(made / "wheels")["START HERE.html"].decode()
    assert "Open the course" in text
    assert '<p lang="ko">한국어판은 cnn-lessons-ko.zip' in text
    assert "pip install wheels/cnn_lessons-0.1.0-py3-none-any.whl jupyterlab" in text
    assert not set("${}") & set(text.partition("<main>")[2])
    assert "http" not in text.replace("https://github.com/", "").replace(
        "http://ADDRESS", ""
    ).replace("http.server", "")


def test_the_start_page_in_korean_says_nothing_else_in_english(made, monkeypatch):
    text = files_in(made, "ko", monkeypatch)["START HERE.html"].decode()
    paragraphs = re.findall(r"<(?:p|li|h\d)>(.*?)</(?:p|li|h\d)>", text, re.DOTALL)
    assert len(paragraphs) > 10
    for paragraph in paragraphs:
        assert re.search("[가-힣]", paragraph) or paragraph == "CNN Lessons", paragraph
    assert '<html lang="ko">' in text
    assert '<p lang="en">The course in English is in cnn-lessons.zip' in text


def test_with_wheels_it_installs_without_internet_and_says_where(made):
    (made / "wheels" / "numpy-2.0-cp311.whl").write_bytes(b"0")
    files = bundle.bundle_files(made / "wheels")
    text = files["START HERE.html"].decode()
    assert "pip install --no-index --find-links wheels cnn-lessons jupyterlab" in text
    assert bundle.machine() in text
    assert files["requirements.txt"] == (ROOT / "requirements.txt").read_bytes()
    assert "wheels/numpy-2.0-cp311.whl" in files


def test_the_same_files_give_the_same_zip_that_unpacks_into_one_folder(tmp_path):
    files = {"START HERE.html": b"<p>" * 99, "site/a.webp": b"0" * 99}
    targets = [tmp_path / "one" / "cnn-ko.zip", tmp_path / "other" / "cnn-ko-with-wheels.zip"]
    for target, given in zip(targets, (files, dict(reversed(files.items()))), strict=True):
        target.parent.mkdir()
        bundle.write_zip(given, target)
    assert targets[0].read_bytes() == targets[1].read_bytes()
    with zipfile.ZipFile(targets[0]) as packed:
        folder = tmp_path / "막대 하나"
        packed.extractall(folder)
        assert packed.testzip() is None
    for name, content in files.items():
        assert (folder / "cnn-ko" / name).read_bytes() == content


def test_a_bundle_that_is_too_large_is_said_loudly(made, monkeypatch):
    monkeypatch.setattr(bundle, "LARGEST", 1000)
    monkeypatch.setattr(bundle, "bundle_files", lambda wheels: {"a.pdf": b"0" * 2000})
    with pytest.raises(SystemExit, match="too large: at most 0 MB"):
        bundle.bundle("ko", made / "wheels", with_wheels=False)
    assert (made / "cnn-lessons-ko.zip").exists()


def test_what_is_published_links_the_files_of_each_language_with_their_sizes(made):
    for name in ("cnn-lessons.zip", "cnn-lessons-ko.zip"):
        (made / name).write_bytes(b"0" * 5_000_000)
    bundle.publish(made / "publish")
    text = (made / "publish" / "index.html").read_text(encoding="utf-8")
    assert '<a href="cnn-lessons.pdf">the course as one PDF</a> (3 MB)' in text
    assert '<a href="cnn-lessons.zip">pages, PDF and notebooks in one zip</a> (5 MB)' in text
    text = (made / "publish" / "ko" / "index.html").read_text(encoding="utf-8")
    assert '<a href="../cnn-lessons-ko.pdf">강의 전체를 담은 PDF</a> (3 MB)' in text
    assert "../cnn-lessons-ko.zip" in text
    for name in ("cnn-lessons", "cnn-lessons-ko"):
        assert (made / "publish" / f"{name}.pdf").exists()
        assert (made / "publish" / f"{name}.zip").exists()
    assert bundle.PLACE in (made / "html" / "index.html").read_text(encoding="utf-8")


def test_the_first_page_has_a_place_for_the_links():
    assert bundle.PLACE in (ROOT / "book" / "index.md").read_text(encoding="utf-8")


def test_what_is_missing_is_said(made, monkeypatch):
    bundle.target_of("ko").unlink()
    with pytest.raises(SystemExit, match="make pdf"):
        bundle.main([])
