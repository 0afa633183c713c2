"""What must hold for every page of the built site, whatever stands on it."""

import gzip
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from urllib.parse import unquote, urljoin, urlsplit

import pytest
import yaml
from accessibility import AXE, axe_violations
from fontTools.ttLib import TTFont
from maths import CUT, italic, signs

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "_build" / "html"
# Bytes over the wire, from an empty cache: of the heaviest page, of half of them, of the site.
PAGE_WEIGHT, MEDIAN_WEIGHT, SITE_SIZE = 300_000, 200_000, 36_000_000
OTHER_SIZE = 36_000_000  # of the site in another language
NARROW = 320  # pixels: the smallest phones, and what the accessibility guidelines ask for
RAW_MATHS = r"\\\(.*|\\\[.*|\$.*\$|\\\w+\{.*"  # \(…, \[…, $…$, \word{…
TEXT = ("text/", "application/javascript", "application/json", "image/svg+xml")

# The dark theme has the same elements: other colours, and some other images.
IN_THE_DARK = ["color-contrast", "link-in-text-block", "image-alt", "role-img-alt", "svg-img-alt"]
DARK = AXE | {"runOnly": {"type": "rule", "values": IN_THE_DARK}}

# Without a build there is one page, which fails and says what to do. Of another language, some.
OTHERS = {path.parent.name for path in ROOT.glob("languages/*/language.toml")}
SAMPLE = {"index.html", "search.html", "operations/pooling.html", "operations/softmax.html"}


def is_looked_at(path):
    """Tell whether a page is tested: of another language, few are."""
    folder = path.parts[0]
    own_name = path.relative_to(folder).as_posix() if folder in OTHERS else path.as_posix()
    return not folder.startswith("_") and (folder not in OTHERS or own_name in SAMPLE)


PAGES = sorted(
    path.relative_to(BUILD).as_posix()
    for path in BUILD.rglob("*.html")
    if is_looked_at(path.relative_to(BUILD))
) or ["index.html"]
ENGLISH = [name for name in PAGES if name.split("/")[0] not in OTHERS]
CHAPTERS = [name for name in PAGES if (ROOT / "book" / name).with_suffix(".ipynb").exists()]

each_page = pytest.mark.parametrize("name", PAGES)
each_chapter = pytest.mark.parametrize("name", CHAPTERS)
each_visit = pytest.mark.parametrize("visit", PAGES, indirect=True, scope="module")
each_theme = pytest.mark.parametrize("theme", ["light", "dark"])


def open_page(page, address, until="networkidle"):
    """Open `address`, and wait until its scripts and fonts are there."""
    page.goto(address, wait_until=until)
    page.evaluate("() => document.fonts.ready")


def undefined_elements(page):
    """Return the names of our own elements whose script did not run."""
    names = page.evaluate(
        "() => [...document.querySelectorAll(':not(:defined)')].map((e) => e.localName)"
    )
    return [name for name in names if name.startswith("cnn-")]


# A page is visited once, in two looks, and each test reads what was found -----------


@pytest.fixture(scope="module")
def visit(request, build, site, new_context):
    """Return what a page showed: wide and light from an empty cache, then small and dark.

    The second time it comes from a folder, without a server.
    """
    name, found = request.param, SimpleNamespace(faults=[], axe={})
    with new_context(found.faults) as context:
        page = context.new_page()
        found.weights = weigh(page, f"{site}/{name}")
        found.undefined, found.maths = undefined_elements(page), faults_of_maths(page)
        found.scrolling = figures_that_scroll(page)
        found.icons = icons(page)
        found.axe["light"] = judge(page, AXE)
        page.emulate_media(color_scheme="dark")
        page.set_viewport_size({"width": NARROW, "height": 844})
        open_page(page, (build / name).as_uri(), until="load")
        found.undefined += undefined_elements(page)
        found.maths += faults_of_maths(page)
        found.width, found.wide = sideways(page)
        found.stretched = stretched_images(page)
        page.set_viewport_size({"width": 1280, "height": 900})
        found.axe["dark"] = judge(page, DARK)
    return found


def figures_that_scroll(page):
    """Return the classes of the parts of our elements that would get scrollbars of their own."""
    return page.evaluate(
        """() => [...document.querySelectorAll(".cell_output figure")]
            .filter((figure) => getComputedStyle(figure).overflowX !== "visible")
            .map((figure) => figure.className)"""
    )


def stretched_images(page):
    """Return the images of a page that are shown higher or wider than they are, with both ratios.

    Those that come late have their size from the page, and are as high as it says.
    """
    return page.evaluate(
        """() => [...document.querySelectorAll("main .bd-article img[height]")]
            .filter((image) => image.clientHeight > 0)
            .map((image) => {
                const frame = 2 * parseFloat(getComputedStyle(image).paddingTop);
                const shown = (image.clientWidth - frame) / (image.clientHeight - frame);
                return [shown, image.getAttribute("width") /
                    image.getAttribute("height"), image.src];
            })
            .filter(([shown, own]) => Math.abs(shown / own - 1) > 0.02)"""
    )


def weigh(page, address):
    """Open a page and return the bytes of each of its files over the wire."""
    responses = {}

    def note(response):
        responses[response.url] = response

    page.on("response", note)
    open_page(page, address)
    page.remove_listener("response", note)
    return {url: wire_size(response) for url, response in responses.items()}


def wire_size(response):
    body = response.body()
    if response.headers.get("content-type", "").startswith(TEXT):
        return len(gzip.compress(body))
    return len(body)


def icons(page):
    """Return the characters of the icons on a page."""
    return page.evaluate(
        """() => [...document.querySelectorAll("*")]
            .flatMap((e) => ["::before", "::after"].map((part) => getComputedStyle(e, part)))
            .filter((style) => style.fontFamily.includes("Awesome"))
            .map((style) => style.content.replaceAll('"', ""))
            .filter((icon) => icon !== "none")"""
    )


def faults_of_maths(page):
    """Return what is wrong with the formulas of a page, in words."""
    formulas = page.locator("main .math")
    typeset = formulas.locator("math").count()
    prose = page.evaluate(
        """() => {
            const article = document.querySelector("main").cloneNode(true);
            article.querySelectorAll("pre, code, script, math").forEach((e) => e.remove());
            return article.textContent;
        }"""
    )
    faults = [f"left as text: {raw}" for raw in re.findall(RAW_MATHS, prose)]
    if typeset != formulas.count():
        faults.append(f"{typeset} of {formulas.count()} formulas are typeset")
    return faults


def thin_code(page):
    """Leave one word of each kind in the code of a page: all of a kind have the same colours."""
    page.evaluate(
        """() => {
            const seen = new Set();
            for (const word of document.querySelectorAll(".highlight pre span[class]")) {
                const block = word.closest(".highlight").parentElement;
                const kind = [word, block, block.parentElement].map((e) => e.className).join();
                if (seen.has(kind)) word.replaceWith(...word.childNodes);
                seen.add(kind);
            }
        }"""
    )


def judge(page, options):
    """Return the theme that a page wears, and what axe finds on it."""
    thin_code(page)
    violations = axe_violations(page, options)
    return page.evaluate("() => document.documentElement.dataset.theme"), violations


def sideways(page):
    """Return how wide a page is, and which of its parts are wider than the window."""
    width = page.evaluate("document.documentElement.scrollWidth")
    culprits = page.evaluate(
        """() => [...document.querySelectorAll("article *")]
            .filter((e) => e.getBoundingClientRect().right > innerWidth)
            .map((e) => `${e.localName}.${e.className}`)"""
    )
    return width, culprits


@pytest.mark.browser
@each_visit
def test_page_opens_without_an_error_or_a_request_to_another_host(visit):
    assert not visit.faults, "\n".join(visit.faults)
    assert visit.undefined == []


@pytest.mark.browser
@each_visit
def test_page_typesets_its_maths(visit):
    assert visit.maths == []


@pytest.mark.browser
@each_visit
@each_theme
def test_axe_finds_nothing(visit, theme):
    worn, violations = visit.axe[theme]

    assert worn == theme
    assert not violations, violations


@pytest.mark.browser
@each_visit
def test_page_does_not_scroll_sideways_on_a_phone(visit):
    assert visit.width <= NARROW, f"{visit.width} px wide; among the reasons: {visit.wide[:10]}"


@pytest.mark.browser
@each_visit
def test_no_image_is_stretched_on_a_phone(visit):
    assert visit.stretched == []


@pytest.mark.browser
@each_visit
def test_no_figure_scrolls_within_itself(visit):
    assert visit.scrolling == []


@pytest.mark.browser
@each_visit
def test_page_is_light_over_the_wire(visit):
    heaviest = sorted(visit.weights.items(), key=lambda item: -item[1])

    assert sum(visit.weights.values()) <= PAGE_WEIGHT, heaviest[:9]


@pytest.mark.browser
@each_visit
def test_page_has_a_glyph_for_every_icon(visit, glyphs):
    assert len(visit.icons) > 5
    assert set(visit.icons) <= glyphs


@pytest.fixture(scope="module")
def glyphs(build):
    """Return the characters that the site's icon fonts can draw."""
    fonts = [TTFont(path) for path in build.rglob("*.woff") if path.name.startswith("fa-")]
    return {chr(code) for font in fonts for code in font.getBestCmap()}


def test_formulas_have_a_glyph_for_every_sign(build):
    glyphs = {chr(code) for code in TTFont(build / "_static" / CUT).getBestCmap()}
    drawn = {italic(sign) for sign in signs(build)}

    assert len(drawn) > 80
    assert {sign for sign in drawn if sign.isprintable() and not sign.isspace()} <= glyphs


# Other ways to open a page -----------------------------------------------------


@pytest.mark.browser
def test_search_lists_the_pages_that_say_kernel(site, page):
    open_page(page, f"{site}/search.html?q=kernel")

    page.locator("#search-results li a").first.wait_for()

    found = page.locator("#search-results").inner_text()
    assert "kernel" in found.lower()


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


def asked_at_once(build, name):
    """Return the files that a page asks for before anybody scrolls, and all fonts."""
    page = read(build / name)
    links = [link["href"] for link in page.all("link") if link["rel"] in ("stylesheet", "icon")]
    sources = [script["src"] for script in page.all("script") if "src" in script]
    images = [image["src"] for image in page.all("img") if image.get("loading") != "lazy"]
    found = {urlsplit(urljoin(f"file:///{name}", link)).path for link in links + sources + images}
    fonts = (build / "_static").rglob("*.woff")
    return {build / name, *fonts, *(build / unquote(path[1:]) for path in found)}


def wire_bytes(path):
    text = path.suffix in {".html", ".css", ".js", ".svg"}
    return len(gzip.compress(path.read_bytes())) if text else path.stat().st_size


def test_half_of_the_pages_are_lighter_still(build):
    weights = [sum(map(wire_bytes, asked_at_once(build, name))) for name in PAGES]

    assert median(weights) <= MEDIAN_WEIGHT


def test_the_site_fits_on_a_stick(build):
    sizes = dict.fromkeys(["en", *OTHERS], 0)
    for path in build.rglob("*"):
        folder = path.relative_to(build).parts[0]
        sizes[folder if folder in OTHERS else "en"] += path.stat().st_size if path.is_file() else 0

    assert sizes.pop("en") <= SITE_SIZE
    assert max(sizes.values(), default=0) <= OTHER_SIZE


MARKED = re.compile(
    r'<span lang="ko">.*?</span>|<a [^>]*\blang="ko".*?</a>|'
    r"<(code|pre|script|style|head|title)\b.*?</\1>|<[^>]*>",
    re.DOTALL,
)


@pytest.mark.parametrize("name", ENGLISH)
def test_korean_words_say_that_they_are_korean(build, name):
    text = (build / name).read_text(encoding="utf-8")

    # The name of a file, in a table that a cell has printed.
    assert set(re.findall("[가-힣]+", MARKED.sub("", text))) <= {"로켓"}
    if name == "appendix/glossary.html":
        assert '<span lang="ko">합성곱</span>' in text
        assert '<span lang="ko">밀집층 (완전 연결층)</span>' in text


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


def colab_address(name):
    """Return where Colab finds the notebook of a page."""
    repository = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["repository"]
    owner_and_name = urlsplit(repository["url"]).path.strip("/")
    notebook = f"{repository['path_to_book']}/{Path(name).with_suffix('.ipynb').as_posix()}"
    assert (ROOT / notebook).exists()
    return (
        f"https://colab.research.google.com/github/{owner_and_name}/blob/"
        f"{repository['branch']}/{notebook}"
    )


@each_chapter
def test_colab_button_opens_this_chapter_in_the_repository(build, name):
    links = [link.get("href", "") for link in read(build / name).all("a")]

    assert colab_address(name) in links


@each_chapter
def test_each_exercise_is_a_card_with_its_number_and_a_way_to_colab(build, name):
    text = (ROOT / "book" / name).with_suffix(".md").read_text(encoding="utf-8")
    asked = text.partition("\n## Exercises\n")[2].partition("\n## ")[0]
    numbers = re.findall(r"^### (\d+\.) ", asked, flags=re.MULTILINE)
    page = (build / name).read_text(encoding="utf-8")

    cards = page.split('<section class="exercise"')[1:]

    assert numbers
    assert [re.search(r'"number">(\d+\.) ?</span>', card)[1] for card in cards] == numbers
    assert all(f'href="{colab_address(name)}">Open in Colab' in card for card in cards)
