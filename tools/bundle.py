"""Put the course into one zip for a stick, for each language, or lay it out as it is published.

Usage: python tools/bundle.py             `make bundle`: _build/cnn-lessons.zip, cnn-lessons-ko.zip
       python tools/bundle.py --only ko   one language
       python tools/bundle.py --wheels    with the wheels of the lock, for computers like this one
       python tools/bundle.py --publish   `make publish`: _build/publish, the site with these files

It needs what is in it: the built site and the PDF. A zip has one language, but for the reference,
which is in English only.
"""

import argparse
import os
import platform
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from posixpath import dirname, normpath
from string import Template

from edition_sites import ENGLISH, said_text
from editions import codes, folder_in_site
from markdown_it import MarkdownIt
from messages import translated
from paper.document import facts
from pdf import target_of
from translations import languages, notebook_path
from work_copies import pages

from cnn_lessons.language import VARIABLE, language, message, said, template_of, words_of

ROOT = Path(__file__).resolve().parents[1]
TOOLS, BUILD = ROOT / "tools", ROOT / "_build"
SITE, PUBLISHED = BUILD / "html", BUILD / "publish"
LARGEST = 32_000_000  # bytes, without the wheels of others
THEN = (2020, 1, 1, 0, 0, 0)  # no zip can say nothing: the same files make the same zip
PACKED = {".webp", ".jpg", ".png", ".woff", ".woff2", ".pdf", ".whl"}
PLACE = "<!-- downloads -->"  # in book/index.md
SHARED = ("_images/", "reference/")  # of the English site, in other languages' zips
STATIC = re.compile(r"_static/[\w./-]+")
IN_A_SHEET = re.compile(r"""url\(["']?(?!data:)([\w./-]+)""")
TO_LANGUAGES = re.compile(
    r'<link rel="alternate" hreflang="[^>]*>|<a href="[^"]*"[^>]*btn-language-.*?</a>', re.DOTALL
)
OUT_OF_REFERENCE = re.compile(r'(?<=href="\.\./)(?!reference/|_)(?=[^"]+\.html)')
INSTALL = """```
python3 -m venv cnn-env
cnn-env/bin/python -m pip install {packages} jupyterlab
cnn-env/bin/python -m jupyterlab --notebook-dir notebooks
```

"""


def machine():
    """Return for which computers this one's wheels are."""
    version = ".".join(platform.python_version_tuple()[:2])
    return f"{platform.system()}, {platform.machine()}, Python {version}"


def say(text):
    print(text, flush=True)


def run(command, failed):
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{done.stdout}{done.stderr}\n{failed}")


def build_wheel(folder):
    """Write the wheel of the package into a folder, and return its path."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    run(command, "The wheel of cnn_lessons was not built: see above.")
    return next(folder.glob("cnn_lessons-*.whl"))


def download_wheels(folder):
    """Fetch the wheels of the lock for this Python and this kind of computer."""
    say("Fetching the wheels of requirements.txt: some minutes, 1 GB.")
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--require-hashes"]
    command += ["--only-binary", ":all:", "-r", "requirements.txt", "-d", str(folder)]
    run(command, "The wheels were not fetched: that takes the internet, or an index of packages.")


def for_the_stick(name, content):
    """Return a page of the site as it is beside the notebooks, which are there once.

    It leads to no other language; and the reference, to the pages of this one.
    """
    if not name.endswith(".html"):
        return content
    place = folder_in_site(language())
    up = "../" * name.count("/")
    text = TO_LANGUAGES.sub("", content.decode()).replace(PLACE, "")
    for root in {up, up.removeprefix("../")} if place else {up}:
        text = text.replace(f'"{root}_sources/', f'"{up}../notebooks/')
    if name.startswith("reference/"):
        text = OUT_OF_REFERENCE.sub(place, text)
    return text.encode()


def of_reference(site):
    """Return the files in ``_static`` that the pages of the reference ask for."""
    pages = [page.read_text(encoding="utf-8") for page in site.glob("reference/*.html")]
    found = {name for page in pages for name in STATIC.findall(page)}
    for sheet in [name for name in found if name.endswith(".css")]:
        asked = IN_A_SHEET.findall((site / sheet).read_text(encoding="utf-8"))
        found |= {normpath(f"{dirname(sheet)}/{name}") for name in asked}
    return found


def site_files(site):
    """Yield the files of the site in the reader's language by their names in the zip."""
    code, places = language(), [folder_in_site(code) for code in codes()]
    static = of_reference(site)
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        inside = next(place for place in reversed(places) if name.startswith(place))
        is_shared = name.startswith(SHARED) or name in static
        is_ours = inside == folder_in_site(code) or is_shared
        is_source = name.removeprefix(inside).startswith(("_sources/", ".buildinfo"))
        if path.is_file() and is_ours and not is_source:
            yield f"site/{name}", for_the_stick(name, path.read_bytes())


def notebook_files(book):
    """Yield the notebooks in the reader's language, and the pages and pictures they link to."""
    ours = next((each for each in languages() if each.code == language()), None)
    notebooks = [path for path in book.rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts]
    for path in sorted([*notebooks, *pages(book)]):
        name = path.relative_to(book)
        page = name.with_suffix("").as_posix()
        content = path.read_bytes()
        if ours and page in ours.pages():
            if path.suffix == ".ipynb":
                content = notebook_path(ours, page).read_bytes()
            else:
                text = said_text(ours, page, path, ours.words(page))
                content = text.replace(ENGLISH, "").encode()
        yield f"notebooks/{name.as_posix()}", content


def start_page(wheel, with_wheels):
    """Return the page that says what to do with the folder."""
    code = language()
    values = {
        "site": f"site/{folder_in_site(code)}".rstrip("/"),
        "pdf": target_of(code).name,
        **facts(ROOT),
    }
    source = (TOOLS / "start_here.md").read_text(encoding="utf-8")
    text = translated(source, lambda text, kind: said(text)).format(**values)
    text = text.replace("<!-- install -->", install(wheel, with_wheels))
    html = MarkdownIt("commonmark").render(text)
    others = [f'<p lang="{other}">{elsewhere(other)}</p>\n' for other in codes() if other != code]
    shell = Template((TOOLS / "start_here.html").read_text(encoding="utf-8"))
    whole = shell.substitute(lang=code, start=said("start here"), text=html + "".join(others))
    return whole.encode()


def install(wheel, with_wheels):
    """Return what to type, so that the notebooks run, and what it takes."""
    if with_wheels:
        packages = "--no-index --find-links wheels cnn-lessons"
        told = message(
            "This works without internet on computers like the one that packed the folder: "
            "{machine}. `requirements.txt` lists the packages with their versions.",
            machine=machine(),
        )
    else:
        packages = wheel
        told = message(
            "The second line fetches TensorFlow and other packages once, about 1 GB, so it needs "
            "the internet. For computers without it, `make bundle WHEELS=1` of the project adds "
            "them to this folder."
        )
    return INSTALL.format(packages=packages) + said(told)


def elsewhere(code):
    """Return in another language where the course in that language is."""
    name = zip_of(code).name
    text = message("The course in English is in {zip}, where this folder comes from.", zip=name)
    template = template_of(text)
    return words_of(code, "site").get(template, template).format(zip=name)


def bundle_files(wheels):
    """Return the files of the zip, as a dict of bytes by name."""
    wheel = next(wheels.glob("cnn_lessons-*.whl"))
    found = sorted(wheels.glob("*.whl"))
    pdf = target_of(language())
    files = {
        "START HERE.html": start_page(f"wheels/{wheel.name}", len(found) > 1),
        "LICENSE.txt": (ROOT / "LICENSE").read_bytes(),
        pdf.name: pdf.read_bytes(),
        **dict(site_files(SITE)),
        **dict(notebook_files(ROOT / "book")),
        **{f"wheels/{path.name}": path.read_bytes() for path in found},
    }
    if len(found) > 1:
        files["requirements.txt"] = (ROOT / "requirements.txt").read_bytes()
    return files


def write_zip(files, target):
    """Write files to a zip, into one folder: the same files give the same bytes."""
    top = target.stem.removesuffix("-with-wheels")
    with zipfile.ZipFile(target, "w") as packed:
        for name in sorted(files):
            info = zipfile.ZipInfo(f"{top}/{name}", THEN)
            info.create_system, info.external_attr = 3, 0o100644 << 16
            kept = Path(name).suffix in PACKED
            info.compress_type = zipfile.ZIP_STORED if kept else zipfile.ZIP_DEFLATED
            packed.writestr(info, files[name], compresslevel=9)


def zip_of(code, with_wheels=False):
    """Return where the zip of a language is written."""
    wheels = "-with-wheels" if with_wheels else ""
    return target_of(code).with_name(f"{target_of(code).stem}{wheels}.zip")


def collect_wheels(with_wheels):
    """Write the wheels that a zip holds into a folder, and return it."""
    wheels = BUILD / "wheels"
    shutil.rmtree(wheels, ignore_errors=True)
    build_wheel(wheels)
    if with_wheels:
        download_wheels(wheels)
    return wheels


def bundle(code, wheels, with_wheels):
    """Write the zip of a language."""
    os.environ[VARIABLE] = code
    target = zip_of(code, with_wheels)
    write_zip(bundle_files(wheels), target)
    size = target.stat().st_size
    say(f"{target}: {size / 1e6:.1f} MB. In it, open START HERE.html.")
    if size > LARGEST and not with_wheels:
        sys.exit(f"The bundle is too large: at most {LARGEST / 1e6:.0f} MB are wanted.")


def publish(folder):
    """Lay out the site with PDFs and zips, and with links to them on the first pages."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(SITE, folder)
    for code in codes():
        os.environ[VARIABLE] = code
        files = target_of(code), zip_of(code)
        for path in files:
            shutil.copyfile(path, folder / path.name)
        index = folder / folder_in_site(code) / "index.html"
        text = index.read_text(encoding="utf-8")
        if PLACE not in text:
            sys.exit(f"There is no {PLACE} in book/index.md: nothing would link to the PDF.")
        up = "../" if folder_in_site(code) else ""
        index.write_text(text.replace(PLACE, links(*files, up)), encoding="utf-8")
    say(f"What is published is in {folder}.")


def links(pdf, zipped, up):
    """Return the paragraph that offers both files, with their sizes."""
    pdf_size, zip_size = (f"{path.stat().st_size / 1e6:.0f}" for path in (pdf, zipped))
    told = message(
        'To print: <a href="{pdf}">the course as one PDF</a> ({pdf_size} MB). To read without '
        'internet: <a href="{zipped}">pages, PDF and notebooks in one zip</a> ({zip_size} MB).',
        pdf=up + pdf.name,
        zipped=up + zipped.name,
        pdf_size=pdf_size,
        zip_size=zip_size,
    )
    return f"<p>{said(told)}</p>"


def main(arguments=None):
    """Pack or lay out what is built, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", metavar="CODE", choices=codes(), help="one language, such as ko")
    parser.add_argument("--wheels", action="store_true", help="add the wheels of the lock")
    parser.add_argument("--publish", action="store_true", help="lay out what is published")
    options = parser.parse_args(arguments)
    chosen = [options.only] if options.only else codes()
    if not all(path.exists() for path in (SITE / "index.html", *map(target_of, chosen))):
        sys.exit("The bundle was not made: the site or the PDF is missing. Run make pdf.")
    if options.publish:
        publish(PUBLISHED)
        return 0
    wheels = collect_wheels(options.wheels)
    for code in chosen:
        bundle(code, wheels, options.wheels)
    return 0


if __name__ == "__main__":
    sys.exit(main())
