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


def test_a_claim_about_other_data_is_not_made_and_says_so(capsys):
    claim("MNIST: all are right", False, data="small digits")
    assert capsys.readouterr().out == "– not claimed of small digits: MNIST: all are right\n"


def test_a_claim_about_the_data_at_hand_is_made(capsys):
    claim("MNIST: most are right", True, data="MNIST")
    assert capsys.readouterr().out == "✓ MNIST: most are right\n"
    with pytest.raises(AssertionError, match="does not show that MNIST: all are right"):
        claim("MNIST: all are right", False, data="MNIST")
