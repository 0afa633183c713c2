"""Put the course into one zip for a stick, or lay it out as it is published.

Usage: python tools/bundle.py             `make bundle`: _build/cnn-lessons.zip
       python tools/bundle.py --wheels    with the wheels of the lock, for computers like this one
       python tools/bundle.py --publish   `make publish`: _build/publish, the site with both files

It needs what is in it: the built site and the PDF.
"""

import platform
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from string import Template

from paper.document import facts
from work_copies import pages

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "_build"
SITE, PDF, ZIP = BUILD / "html", BUILD / "cnn-lessons.pdf", BUILD / "cnn-lessons.zip"
WITH_WHEELS = BUILD / "cnn-lessons-with-wheels.zip"
TOP = "cnn-lessons"  # the folder in the zip
LARGEST = 32_000_000  # bytes, without the wheels of others
THEN = (2020, 1, 1, 0, 0, 0)  # no zip can say nothing: the same files make the same zip
PACKED = {".webp", ".jpg", ".png", ".woff", ".woff2", ".pdf", ".whl"}
PLACE = "<!-- downloads -->"  # in book/index.md
ONLINE = """<pre>python3 -m venv cnn-env
cnn-env/bin/python -m pip install {wheel} jupyterlab
cnn-env/bin/python -m jupyterlab --notebook-dir notebooks</pre>
<p>The second line fetches TensorFlow and other packages once, about 1 GB, so it needs the
internet. For computers without it, <code>make bundle WHEELS=1</code> of the project adds them to
this folder.</p>"""
OFFLINE = """<pre>python3 -m venv cnn-env
cnn-env/bin/python -m pip install --no-index --find-links wheels cnn-lessons jupyterlab
cnn-env/bin/python -m jupyterlab --notebook-dir notebooks</pre>
<p>This works without internet on computers like the one that packed the folder: {machine}.
<code>requirements.txt</code> lists the packages with their versions.</p>"""


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
    """Return a page of the site as it is beside the notebooks: they are there once."""
    if not name.endswith(".html"):
        return content
    up = "../" * name.count("/")
    text = content.decode()
    return text.replace(f'"{up}_sources/', f'"{up}../notebooks/').replace(PLACE, "").encode()


def site_files(site):
    """Yield the files of the site by their names in the zip."""
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if path.is_file() and not name.startswith(("_sources/", ".buildinfo")):
            yield f"site/{name}", for_the_stick(name, path.read_bytes())


def notebook_files(book):
    """Yield the notebooks, and the pages and pictures that they link to."""
    notebooks = [path for path in book.rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts]
    for path in sorted([*notebooks, *pages(book)]):
        yield f"notebooks/{path.relative_to(book).as_posix()}", path.read_bytes()


def start_page(wheel, with_wheels):
    """Return the page that says what to do with the folder."""
    install = OFFLINE.format(machine=machine()) if with_wheels else ONLINE.format(wheel=wheel)
    text = (ROOT / "tools" / "start_here.html").read_text(encoding="utf-8")
    return Template(text).substitute(facts(ROOT), install=install).encode()


def bundle_files(wheels):
    """Return the files of the zip, as a dict of bytes by name."""
    wheel = next(wheels.glob("cnn_lessons-*.whl"))
    found = sorted(wheels.glob("*.whl"))
    files = {
        "START HERE.html": start_page(f"wheels/{wheel.name}", len(found) > 1),
        "LICENSE.txt": (ROOT / "LICENSE").read_bytes(),
        "cnn-lessons.pdf": PDF.read_bytes(),
        **dict(site_files(SITE)),
        **dict(notebook_files(ROOT / "book")),
        **{f"wheels/{path.name}": path.read_bytes() for path in found},
    }
    if len(found) > 1:
        files["requirements.txt"] = (ROOT / "requirements.txt").read_bytes()
    return files


def write_zip(files, target):
    """Write files to a zip: the same files give the same bytes."""
    with zipfile.ZipFile(target, "w") as packed:
        for name in sorted(files):
            info = zipfile.ZipInfo(f"{TOP}/{name}", THEN)
            info.create_system, info.external_attr = 3, 0o100644 << 16
            kept = Path(name).suffix in PACKED
            info.compress_type = zipfile.ZIP_STORED if kept else zipfile.ZIP_DEFLATED
            packed.writestr(info, files[name], compresslevel=9)


def bundle(with_wheels):
    """Write the zip, and return its path."""
    wheels = BUILD / "wheels"
    shutil.rmtree(wheels, ignore_errors=True)
    build_wheel(wheels)
    if with_wheels:
        download_wheels(wheels)
    target = WITH_WHEELS if with_wheels else ZIP
    write_zip(bundle_files(wheels), target)
    size = target.stat().st_size
    say(f"{target}: {size / 1e6:.1f} MB. In it, open START HERE.html.")
    if size > LARGEST and not with_wheels:
        sys.exit(f"The bundle is too large: at most {LARGEST / 1e6:.0f} MB are wanted.")
    return target


def publish(folder):
    """Lay out the site with the PDF and the zip, and with links to them on the first page."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(SITE, folder)
    for path in (PDF, ZIP):
        shutil.copyfile(path, folder / path.name)
    index = folder / "index.html"
    text = index.read_text(encoding="utf-8")
    if PLACE not in text:
        sys.exit(f"There is no {PLACE} in book/index.md: nothing would link to the PDF.")
    index.write_text(text.replace(PLACE, links(PDF, ZIP)), encoding="utf-8")
    say(f"What is published is in {folder}.")


def links(pdf, zipped):
    """Return the paragraph that offers both files, with their sizes."""
    sizes = [f"({path.stat().st_size / 1e6:.0f} MB)" for path in (pdf, zipped)]
    return (
        f'<p>To print: <a href="{pdf.name}">the course as one PDF</a> {sizes[0]}. To read without '
        f'internet: <a href="{zipped.name}">pages, PDF and notebooks in one zip</a> {sizes[1]}.</p>'
    )


def main(arguments):
    if not PDF.exists() or not (SITE / "index.html").exists():
        sys.exit("The bundle was not made: the site or the PDF is missing. Run make pdf.")
    if "--publish" in arguments:
        publish(BUILD / "publish")
    else:
        bundle("--wheels" in arguments)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
