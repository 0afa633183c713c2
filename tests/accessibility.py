"""What axe finds on a page: whether those who do not see it, or see it otherwise, can use it."""

from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe

# axe keeps each field of each colour in a WeakMap, which takes 4 of 10 seconds: here they are
# symbols on the object instead. Its script sees these classes, and the page does not.
PRIVATE_FIELDS = """
class WeakMap {
    key = Symbol();
    has(object) { return this.key in object; }
    get(object) { return object[this.key]; }
    set(object, value) { object[this.key] = value; return this; }
}
class WeakSet extends WeakMap {
    add(object) { return this.set(object, true); }
}
"""
AXE = {
    "preload": False,  # else axe fetches what style sheets import, from addresses it gets wrong
    "resultTypes": ["violations"],
    "rules": {"label-content-name-mismatch": {"enabled": True}},  # is off, as experimental
}


def axe_violations(page, options=AXE, within=":root"):
    """Return what axe finds on a page, in words: nothing, where it is as it should be.

    It looks at the elements that the selector `within` matches.
    """
    page.evaluate(f"() => {{ {PRIVATE_FIELDS} {Axe().axe_script} }}")
    # Half-way from one theme to the other, a button has colours that nobody reads. Where a busy
    # machine draws no more frames, to wait for the end is to wait for ever.
    page.evaluate(
        """() => document.getAnimations()
            .filter((animation) => animation instanceof CSSTransition)
            .forEach((transition) => transition.finish())"""
    )
    run = "([within, options]) => axe.run(within, options)"
    results = AxeResults(page.evaluate(run, [within, options]))
    return results.generate_report() if results.violations_count else ""
