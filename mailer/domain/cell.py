"""Cells of CSV files that no spreadsheet takes for a formula."""

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_PROTECTED = re.compile(r"''*[=+\-@\t\r]")


def protected(cell: str) -> str:
    """Return the value with an apostrophe in front where a spreadsheet would take it for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unprotected(cell: str) -> str:
    """Return the value as it was before ``protected`` put an apostrophe in front."""
    return cell[1:] if _PROTECTED.match(cell) else cell
