"""Checks of right-to-left text."""

import re
from collections.abc import Iterator, Mapping

from mailer.content.lint.copy import Copy, Hit, Look
from mailer.content.page.typography import letters

#: Overrides turn letters round, and nobody needs them; what opens a direction is meant if it is closed in its line.
_OVERRIDE = re.compile("[\u202d\u202e]")
_OPENED = re.compile("[\u202a\u202b\u2066-\u2068]")
_CLOSED_RUN = re.compile(
    "[\u202a\u202b][^\u202a-\u202e\u2066-\u2069]*\u202c|[\u2066-\u2068][^\u202a-\u202e\u2066-\u2069]*\u2069"
)


def _turned(copy: Copy) -> Iterator[Hit]:
    for line in copy.written.split("\n"):
        found = _OVERRIDE.search(line) or _OPENED.search(_without_closed(line))
        if found:
            what = "turns the letters after it round" if found[0] in "\u202d\u202e" else "is never closed"
            message = f"an invisible mark of direction (U+{ord(found[0]):04X}) {what}"
            yield Hit(copy.place(line, "text"), message)


def _without_closed(line: str) -> str:
    """Return the line without what is opened and closed, from the innermost run outwards."""
    while (shorter := _CLOSED_RUN.sub("", line)) != line:
        line = shorter
    return line


def _direction(copy: Copy) -> Iterator[Hit]:
    if not letters(copy.edition.language).is_rtl:
        return
    body = copy.page.find("body")
    shown = [child for child in body if isinstance(child.tag, str)]
    for element in (copy.page, *shown, *copy.elements("table")):
        if element.get("dir") != "rtl":
            yield Hit(copy.part("html"), f"a {element.tag} element does not run from right to left")


LOOKS: Mapping[str, Look] = {
    "R001": _direction,
    "R004": _turned,
}
