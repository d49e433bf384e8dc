"""Cells that a spreadsheet would calculate."""

import pytest

from mailer.domain.cell import protected, unprotected


@pytest.mark.parametrize("text", ["=1+1", "+1 202 555 0100", "-x", "@x", "'=x", "''+x", "\tx", "\rx"])
def test_what_looks_like_a_formula_is_protected_and_read_back_as_it_was(text: str) -> None:
    assert protected(text) == f"'{text}"
    assert unprotected(protected(text)) == text


@pytest.mark.parametrize("text", ["'x", "plain", "", "x=1"])
def test_what_does_not_is_left_alone(text: str) -> None:
    assert protected(text) == unprotected(text) == text
