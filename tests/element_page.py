"""A page around an element's HTML, as the tests in a browser open it."""

SITE_THEMES = {  # the colours of the site's theme
    "light": "--pst-color-text-base: #222832; --pst-color-background: #fff",
    "dark": "--pst-color-text-base: #ced6dd; --pst-color-background: #14181e",
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
