"""State what a measurement showed, and stop when it no longer does."""


def claim(statement, holds):
    """Print `statement` with a tick, or raise an error when it does not hold.

    A measured result (a time, an accuracy) differs from run to run, so its
    printed value cannot be compared with a stored one. What it shows can.

    Parameters
    ----------
    statement : str
        What was found, as a sentence without a final stop.
    holds : bool
        Whether this run shows it.

    Raises
    ------
    AssertionError
        If the claim does not hold.

    Examples
    --------
    >>> claim("two 3 × 3 kernels have fewer weights than one 5 × 5", 2 * 9 < 25)
    ✓ two 3 × 3 kernels have fewer weights than one 5 × 5
    """
    if not holds:
        raise AssertionError(f"This run does not show that {statement}.")
    print(f"✓ {statement}")
