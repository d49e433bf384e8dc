"""Quotations in a text, and those whose marks do not match."""

# Quotation marks of several languages are the very subject here.

import re

_QUOTE = re.compile(
    r"“[^“”]*?(?:”|’’|''|(?=\n|$))|„[^“”„]*[“”]|«[^«»]*(?:»|$)|\"[^\"\n]*\"|「[^「」]*」|『[^『』]*』",
)
_ENDS = {"“": ("”", "’’", "''"), "«": ("»",)}


def find_quotes(text: str) -> tuple[str, ...]:
    """Return the quotations in a paragraph, marks included, as they stand."""
    return tuple(match.group() for match in _QUOTE.finditer(text))


def odd_marks(quote: str) -> str:
    """Return what is odd about the marks of a quotation, "" if nothing is."""
    ends = _ENDS.get(quote[0], ())
    if ends and not quote.endswith(ends):
        return "is opened and not closed"
    return "is closed by two apostrophes" if quote.endswith(("’’", "''")) else ""
