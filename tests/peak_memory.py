"""How much memory a function takes, as NumPy and Python ask for it."""

import tracemalloc


def peak_memory(function, *arguments, **options):
    """Return how many bytes `function` holds at once beside its arguments."""
    tracemalloc.start()
    try:
        function(*arguments, **options)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
