"""What an element's HTML says without its script, and what it hands its script."""

import json
import re


def fallback_of(element):
    """Return what is left of the HTML where scripts and styles are stripped."""
    return re.sub(r"<(style|script)\b.*?</\1>", "", element._repr_html_(), flags=re.DOTALL)


def data_of(element):
    """Return what the script gets."""
    found = re.search(r'<script type="application/json">(.*?)</script>', element._repr_html_())
    return json.loads(found[1])


def table(html, name):
    """Return the texts of one of the tables, row by row."""
    (body,) = re.findall(rf'<table aria-label="{name}".*?</table>', html, re.DOTALL)
    rows = re.findall(r"<tr>(.*?)</tr>", body)
    return [
        [re.sub("<.*?>", "", cell) for cell in re.findall("<td.*?>(.*?)</td>", row)] for row in rows
    ]
