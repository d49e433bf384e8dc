"""Turns of phrase in six languages that checks look for."""

import re
import tomllib
from functools import cache
from importlib.resources import files

#: What may stand before words that open a line, whatever its size and weight.
LINE_START = r"^[\s*_#>\[(【「]*"


@cache
def pattern(kind: str, *, before: str = "", after: str = "", is_cased: bool = False) -> re.Pattern[str]:
    """Return what finds all turns of phrase of a ``kind``, in any language, between ``before`` and ``after``."""
    found = [phrase for phrases in _table()[kind].values() for phrase in phrases]
    flags = re.MULTILINE if is_cased else re.MULTILINE | re.IGNORECASE
    return re.compile(f"{before}(?:{'|'.join(found)}){after}", flags)


@cache
def all_of(kind: str) -> frozenset[str]:
    """Return the words of a ``kind`` that are listed as they are written."""
    return frozenset(word for words in _table()[kind].values() for word in words)


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((files("mailer.content.lint") / "sayings.toml").read_text("utf-8"))
