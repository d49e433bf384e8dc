"""Left-to-right runs inside right-to-left text: phone numbers, addresses, links and Latin names."""

import re
from collections.abc import Iterator

from mailer.content.page.slots import TOKEN

RLM = "\u200f"

_LETTER = r"A-Za-z\u00c0-\u052f\u1e00-\u1fff"  # Latin, Greek and Cyrillic
_RUN = re.compile(rf"[+(]?[{_LETTER}0-9](?:[{_LETTER}0-9+&@%:/().,_'’\u2013\-\u00a0 ]*[{_LETTER}0-9)])?")
_NEEDS_ISOLATION = re.compile(r"[+(@:/\u00a0 ]")
_LEFT_TO_RIGHT = re.compile(rf"[{_LETTER}+]")
_LINK = re.compile(rf"https?://|mailto:|tel:|{TOKEN.pattern}$")


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the text in pieces, each with whether it must be isolated from right-to-left surroundings."""
    position = 0
    for found in _RUN.finditer(text):
        start, end = _balanced(text, *found.span())
        run = text[start:end]
        if not (_LEFT_TO_RIGHT.search(run) and _NEEDS_ISOLATION.search(run)):
            continue
        if start > position:
            yield text[position:start], False
        yield run, True
        position = end
    if position < len(text):
        yield text[position:], False


def marked(line: str) -> str:
    """Return a line of right-to-left plain text, with a mark where it begins with a Latin word, but for links."""
    stripped = line.lstrip()
    if not stripped or _LINK.match(stripped) or not _LEFT_TO_RIGHT.match(stripped):
        return line
    return line[: len(line) - len(stripped)] + RLM + stripped


def _balanced(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the run without a bracket at either end whose partner is outside it."""
    while text[start:end].count(")") > text[start:end].count("(") and text[end - 1] == ")":
        end -= 1
    while text[start:end].count("(") > text[start:end].count(")") and text[start] == "(":
        start += 1
    return start, end
