"""Checks of right-to-left text."""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from mailer.content.lint.copy import Copy, Hit, Look, flattened, quoted, said
from mailer.content.page.typography import letters

#: Overrides turn letters round, and nobody needs them; what opens a direction is meant if it is closed in its line.
_OVERRIDE = re.compile("[\u202d\u202e]")
_OPENED = re.compile("[\u202a\u202b\u2066-\u2068]")
_CLOSED_RUN = re.compile(
    "[\u202a\u202b][^\u202a-\u202e\u2066-\u2069]*\u202c|[\u2066-\u2068][^\u202a-\u202e\u2066-\u2069]*\u2069"
)
_ALIGN = re.compile(r"text-align\s*:\s*(\w+)", re.IGNORECASE)
_RTL_LETTER = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
#: One template sets all of them; a few show it.
_EXAMPLES = 3
#: Phones, mail addresses and web addresses; plain figures find their direction by themselves.
_RUN = re.compile(r"\+\d[\d()\u00a0 -]{6,}\d|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|https?://\S+")
_MANNERS = re.compile(
    r"text-transform\s*:\s*uppercase|font-style\s*:\s*(?:italic|oblique)|letter-spacing\s*:\s*-?0*\.?[1-9][^;\s]*"
)
#: Letters that have neither capitals nor italics.
_UNCASED = re.compile("[\u0590-\u08ff\u0900-\u0fff\u1000-\u109f\u1200-\u137f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


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


def _wrong_side(copy: Copy) -> Iterator[Hit]:
    if letters(copy.edition.language).is_rtl:
        yield from islice(_on_the_left(copy), _EXAMPLES)


def _on_the_left(copy: Copy) -> Iterator[Hit]:
    for element in copy.elements("p", "td", "th", "div", "li", "h1", "h2", "h3", "blockquote"):
        aligned = _ALIGN.search(element.get("style") or "")
        side = aligned[1].lower() if aligned else (element.get("align") or "").lower()
        is_beside = element.tag in {"td", "th"} and len(element.getparent()) > 1  # the end of a row of several
        if side == "left" and not is_beside and _RTL_LETTER.search(said(element)) and _direction_of(element) != "ltr":
            yield Hit(copy.part("html"), f"{quoted(said(element))} is set to the left")


def _loose_runs(copy: Copy) -> Iterator[Hit]:
    if letters(copy.edition.language).is_rtl:
        yield from islice(_not_isolated(copy), _EXAMPLES)


def _not_isolated(copy: Copy) -> Iterator[Hit]:
    body = copy.page.find("body")
    for element, text in _texts(body) if body is not None else ():
        found = _RUN.search(text)
        if found and _direction_of(element) != "ltr":
            yield Hit(copy.place(found[0], "html"), f"{quoted(found[0])} is not kept apart from the text around it")


def _texts(body: Any) -> Iterator[tuple[Any, str]]:  # noqa: ANN401 - lxml has no types
    for element in body.iter():
        if isinstance(element.tag, str):
            yield element, element.text or ""
        if element.tail and element is not body:
            yield element.getparent(), element.tail


def _direction_of(element: Any) -> str:  # noqa: ANN401 - lxml has no types
    """Return the direction that an element says or is given by those around it."""
    while element is not None:
        if element.get("dir"):
            return str(element.get("dir"))
        element = element.getparent()
    return ""


def _no_script(copy: Copy) -> Iterator[Hit]:
    tags = {element.get("lang") for element in copy.page.iter() if isinstance(element.tag, str) and element.get("lang")}
    for tag in sorted(tags & {"zh", "zh-CN", "zh-SG", "zh-TW", "zh-HK", "zh-MO"}):
        yield Hit(copy.part("html"), f"the page says lang={tag!r}, which leaves open how Chinese is written")


def _latin_manners(copy: Copy) -> Iterator[Hit]:
    if letters(copy.edition.language).has_case:
        return
    known: set[str] = set()
    for element in copy.page.iter():
        style = (element.get("style") or "").lower() if isinstance(element.tag, str) else ""
        found = _MANNERS.search(style)
        if found and found[0] not in known and _UNCASED.search(flattened(element.text or "")):
            known.add(found[0])
            yield Hit(copy.part("html"), f"{quoted(said(element))} is set with {found[0]}")


LOOKS: Mapping[str, Look] = {
    "R001": _direction,
    "R002": _wrong_side,
    "R003": _loose_runs,
    "R004": _turned,
    "R005": _no_script,
    "R006": _latin_manners,
}
