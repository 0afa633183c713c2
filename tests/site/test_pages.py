"""What must hold for every page of the built site, whatever stands on it."""

import gzip
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "_build" / "html"
PAGE_WEIGHT = 700_000  # bytes over the wire, from an empty cache
TEXT = ("text/", "application/javascript", "application/json", "image/svg+xml")

AXE = {
    "preload": False,  # else axe fetches what style sheets import, from addresses it gets wrong
    "rules": {"label-content-name-mismatch": {"enabled": True}},  # is off, as experimental
}

# Without a build there is one page, which fails and says what to do.
PAGES = sorted(
    path.relative_to(BUILD).as_posix()
    for path in BUILD.rglob("*.html")
    if not path.relative_to(BUILD).parts[0].startswith("_")
) or ["index.html"]
CHAPTERS = [name for name in PAGES if (ROOT / "book" / name).with_suffix(".ipynb").exists()]

each_page = pytest.mark.parametrize("name", PAGES)
each_chapter = pytest.mark.parametrize("name", CHAPTERS)
each_theme = pytest.mark.parametrize("theme", ["light", "dark"])


def open_page(page, address):
    """Open `address`, and wait until its scripts, fonts and maths are there."""
    page.goto(address, wait_until="networkidle")
    page.evaluate("() => window.MathJax?.startup?.promise")


def undefined_elements(page):
    """Return the names of our own elements whose script did not run."""
    names = page.evaluate(
        "() => [...document.querySelectorAll(':not(:defined)')].map((e) => e.localName)"
    )
    return [name for name in names if name.startswith("cnn-")]


# In the browser ---------------------------------------------------------------


@pytest.mark.browser
@each_page
def test_page_opens_without_an_error_or_a_request_to_another_host(site, page, name):
    open_page(page, f"{site}/{name}")  # the fixture looks at the faults

    assert undefined_elements(page) == []


@pytest.mark.browser
@each_page
def test_page_typesets_its_maths(site, page, name):
    open_page(page, f"{site}/{name}")

    assert_maths_is_typeset(page)


def assert_maths_is_typeset(page):
    formulas = page.locator("main .math")
    assert formulas.locator("mjx-container").count() == formulas.count()
    assert page.locator("mjx-merror, [data-mjx-error]").count() == 0
    prose = page.evaluate(
        """() => {
            const article = document.querySelector("main").cloneNode(true);
            article.querySelectorAll("pre, code, script, mjx-container").forEach((e) => e.remove());
            return article.textContent;
        }"""
    )
    assert re.findall(r"\\\(.*|\\\[.*|\$.*\$|\\\w+\{.*", prose) == []


@pytest.mark.browser
@each_theme
@each_page
def test_axe_finds_nothing(site, page, name, theme):
    page.emulate_media(color_scheme=theme)
    open_page(page, f"{site}/{name}")

    results = Axe().run(page, options=AXE)

    assert results.violations_count == 0, results.generate_report()


@pytest.mark.browser
@each_page
def test_page_does_not_scroll_sideways_on_a_phone(site, page, name):
    page.set_viewport_size({"width": 390, "height": 844})
    open_page(page, f"{site}/{name}")

    width = page.evaluate("document.documentElement.scrollWidth")

    culprits = page.evaluate(
        """() => [...document.querySelectorAll("article *")]
            .filter((e) => e.getBoundingClientRect().right > innerWidth)
            .map((e) => `${e.localName}.${e.className}`)"""
    )
    assert width <= 390, f"{width} px wide; among these is the reason: {culprits[:10]}"


@pytest.mark.browser
@each_page
def test_page_is_light_over_the_wire(site, page, name):
    responses = {}
    page.on("response", lambda response: responses.update({response.url: response}))
    open_page(page, f"{site}/{name}")

    weights = {url.removeprefix(site): wire_size(r) for url, r in list(responses.items())}

    assert sum(weights.values()) <= PAGE_WEIGHT, sorted(weights.items(), key=lambda kv: -kv[1])[:9]


def wire_size(response):
    body = response.body()
    if response.headers.get("content-type", "").startswith(TEXT):
        return len(gzip.compress(body))
    return len(body)


@pytest.mark.browser
@each_page
def test_page_has_a_glyph_for_every_icon(site, build, page, name):
    fonts = [TTFont(path) for path in build.rglob("*.woff") if path.name.startswith("fa-")]
    drawn = {chr(code) for font in fonts for code in font.getBestCmap()}
    open_page(page, f"{site}/{name}")

    icons = page.evaluate(
        """() => [...document.querySelectorAll("*")]
            .flatMap((e) => ["::before", "::after"].map((part) => getComputedStyle(e, part)))
            .filter((style) => style.fontFamily.includes("Awesome"))
            .map((style) => style.content.replaceAll('"', ""))
            .filter((icon) => icon !== "none")"""
    )

    assert len(icons) > 5
    assert set(icons) <= drawn


@pytest.mark.browser
def test_search_lists_the_pages_that_say_kernel(site, page):
    open_page(page, f"{site}/search.html?q=kernel")

    page.locator("#search-results li a").first.wait_for()

    found = page.locator("#search-results").inner_text()
    assert "kernel" in found.lower()


@pytest.mark.browser
@each_chapter
def test_chapter_works_from_a_folder_without_a_server(build, page, name):
    open_page(page, (build / name).as_uri())

    assert undefined_elements(page) == []
    assert_maths_is_typeset(page)


@pytest.mark.browser
def test_faults_are_noticed(site, page, faults):
    page.goto(f"{site}/index.html")
    page.evaluate(
        """async () => {
            console.error("a message");
            setTimeout(() => { throw new Error("an exception"); });
            await fetch("missing.json");
            await fetch("https://example.org/").catch(() => {});
        }"""
    )
    page.wait_for_timeout(100)
    found = "\n".join(faults)
    faults.clear()

    assert "console error: a message" in found
    assert "uncaught: an exception" in found
    assert f"404 for {site}/missing.json" in found
    assert "request to another host: https://example.org/" in found


# In the files -----------------------------------------------------------------


class Document(HTMLParser):
    """The elements of a page, as ``(tag, attributes)``."""

    def __init__(self, text):
        super().__init__()
        self.elements = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def all(self, tag):
        """Return the attributes of each element called `tag`."""
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def ids(self):
        return {attributes["id"] for _, attributes in self.elements if attributes.get("id")}


@cache
def read(path):
    return Document(path.read_text(encoding="utf-8"))


@each_page
def test_links_within_the_site_lead_somewhere(build, name):
    missing = []
    for link in read(build / name).all("a"):
        target = urlsplit(urljoin(f"file:///{name}", link.get("href", "")))
        if target.scheme != "file":
            continue
        path = build / unquote(target.path).lstrip("/")
        ids = {"", *read(path).ids} if path.is_file() else {}
        if unquote(target.fragment) not in ids:
            missing.append(link["href"])

    assert missing == []


@each_page
def test_images_say_in_words_what_they_show(build, name):
    # The logo is decoration: its text stands beside it.
    images = [i for i in read(build / name).all("img") if "logo__image" not in i.get("class", "")]

    wordless = [
        image["src"]
        for image in images
        if not (image.get("alt") or "").strip() or re.search(r"\.\w{3,4}$|/", image["alt"])
    ]

    assert wordless == []


@each_page
def test_page_introduces_itself(build, name):
    document = read(build / name)
    named = [meta.get("name") for meta in document.all("meta")]
    description = next(m["content"] for m in document.all("meta") if m.get("name") == "description")

    assert named.count("viewport") == 1
    assert named.count("description") == 1
    assert 10 <= len(description) <= 160


@each_chapter
def test_colab_button_opens_this_chapter_in_the_repository(build, name):
    repository = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["repository"]
    owner_and_name = urlsplit(repository["url"]).path.strip("/")
    notebook = f"{repository['path_to_book']}/{Path(name).with_suffix('.ipynb').as_posix()}"

    links = [link.get("href", "") for link in read(build / name).all("a")]

    assert (ROOT / notebook).exists()
    assert (
        f"https://colab.research.google.com/github/{owner_and_name}/blob/"
        f"{repository['branch']}/{notebook}"
    ) in links
