"""State what a measurement showed, and stop when it no longer does."""

from cnn_lessons.language import message, said


def claim(statement, holds, data=None):
    """Print `statement` with a tick, or raise an error when it does not hold.

    A measured result (a time, an accuracy) differs from run to run, so its
    printed value cannot be compared with a stored one. What it shows can.

    Parameters
    ----------
    statement : str
        What was found, as a sentence without a final stop.
    holds : bool
        Whether this run shows it.
    data : str, optional
        Name of the data or the network of this run, where that depends on the machine. A
        statement that does not hold this name is about others: it is not made, and the
        line printed says so.

    Raises
    ------
    AssertionError
        If the claim does not hold.

    Examples
    --------
    >>> claim("two 3 × 3 kernels have fewer weights than one 5 × 5", 2 * 9 < 25)
    ✓ two 3 × 3 kernels have fewer weights than one 5 × 5
    >>> claim("MNIST: 99 % are right", 0.97 >= 0.99, data="small digits")
    – not claimed of small digits: MNIST: 99 % are right
    """
    if data is not None and data not in statement:
        print(
            "–", said(message("not claimed of {data}: {statement}", data=data, statement=statement))
        )
        return
    if not holds:
        refused = message("This run does not show that {statement}.", statement=statement)
        raise AssertionError(said(refused))
    print(f"✓ {said(statement)}")
