"""A page around interactive elements, and what can be read off it."""

SITE_THEMES = {  # the colours of the site's theme
    "light": "--pst-color-text-base: #222832; --pst-color-background: #fff",
    "dark": "--pst-color-text-base: #ced6dd; --pst-color-background: #14181e",
}
# Theme, the system's scheme, and the width of the window, in pixels.
LOOKS = {
    "site light": (SITE_THEMES["light"], "light", 1280),
    "site dark": (SITE_THEMES["dark"], "light", 1280),
    "site dark, phone": (SITE_THEMES["dark"], "dark", 390),
    "system light, phone": ("", "light", 390),
    "system dark": ("", "dark", 1280),
}


def document(body, theme=""):
    """Return a page around `body`, without a style of its own but for the theme's colours."""
    colours = "background: var(--pst-color-background); color: var(--pst-color-text-base)"
    style = f"body {{ {theme}; {colours} }}" if theme else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Elements</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="color-scheme" content="light dark"><style>{style}</style></head>'
        f"<body><main><h1>Elements</h1>{body}</main></body></html>"
    )


def show(page, *objects):
    """Open a page with the elements of `objects`, and return the first as a locator."""
    page.set_content(document("".join(each._repr_html_() for each in objects)))
    return page.locator("main > :not(h1, style, script)").first


def begin(page, *objects):
    """Open a page as `show` does, and take the first step of the first element."""
    element = show(page, *objects)
    element.get_by_role("slider").press("ArrowRight")
    return element


def cells(element, name):
    """Return the texts of one of the tables, row by row."""
    return element.get_by_role("table", name=name, exact=True).evaluate(
        "table => [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent))"
    )


def numbers(rows):
    """Return texts as numbers."""
    return [[float(cell.replace("−", "-")) for cell in row] for row in rows]


def marked(element, name, mark="on"):
    """Return the rows and columns of the marked cells of a table."""
    return element.get_by_role("table", name=name, exact=True).evaluate(
        "(table, mark) => [...table.querySelectorAll(`td.${mark}`)].map("
        "(cell) => [cell.parentNode.rowIndex, cell.cellIndex])",
        mark,
    )


def said(element):
    """Return the sum of a window, or what stands in its place, as one line."""
    return " ".join(element.locator(".sum").inner_text().split())
