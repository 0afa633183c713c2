"""A claim prints one fixed line, or fails."""

import pytest

from cnn_lessons.checks import claim


def test_a_claim_that_holds_prints_its_statement(capsys):
    claim("1 is less than 2", True)
    assert capsys.readouterr().out == "✓ 1 is less than 2\n"


def test_a_claim_that_does_not_hold_fails_and_says_so(capsys):
    with pytest.raises(AssertionError, match="This run does not show that 2 is less than 1"):
        claim("2 is less than 1", False)
    assert capsys.readouterr().out == ""
