"""Checks of whether the words can be read: their size, their colour, their script."""

import re
from collections.abc import Iterable, Iterator, Mapping

from mailer.content.lint.copy import Copy, Hit, Look
from mailer.content.lint.inks import contrast_of, inks
from mailer.content.lint.seen import once
from mailer.content.lint.styles import Declaration, Element, inline, sheet
from mailer.domain.finding import Severity

_SMALLEST, _SMALLEST_BY_FAR = 13, 11
_LEAST_ZOOM = 2.0
_LOCKED = re.compile(r"user-scalable\s*=\s*(?:no|0)\b", re.IGNORECASE)
_MOST_ZOOM = re.compile(r"maximum-scale\s*=\s*(\d+(?:\.\d+)?)", re.IGNORECASE)


def _small(copy: Copy) -> Iterator[Hit]:
    small = [ink for ink in inks(copy.page) if ink.size < _SMALLEST]
    for size in sorted({ink.size for ink in small}):
        severity = Severity.ERROR if size < _SMALLEST_BY_FAR else None
        for what, where in once((f"text of {size:g} pixels", ink.element) for ink in small if ink.size == size):
            yield Hit(copy.part("html"), f"{what}; {_SMALLEST} is the least that is read: {where}", severity=severity)


def _justified(copy: Copy) -> Iterator[Hit]:
    stretched = [("justified text", element) for element in copy.elements("*") if _is_justified(element)]
    stretched += [
        ("justified text", f"{rule.selector} in a style element")
        for rule in sheet(copy.styles)
        if _says_so(rule.declared)
    ]
    for what, where in once(stretched):
        yield Hit(copy.part("html"), f"{what}: {where}")


def _is_justified(element: Element) -> bool:
    return (element.get("align") or "").lower() == "justify" or _says_so(inline(element))


def _says_so(declared: Iterable[Declaration]) -> bool:
    return any((one.prop, one.value.lower()) == ("text-align", "justify") for one in declared)


def _no_zoom(copy: Copy) -> Iterator[Hit]:
    for meta in copy.elements("meta"):
        content = (meta.get("content") or "") if (meta.get("name") or "").lower() == "viewport" else ""
        most = _MOST_ZOOM.search(content)
        if _LOCKED.search(content) or (most and float(most[1]) < _LEAST_ZOOM):
            yield Hit(copy.part("html"), f"the page does not let readers zoom in: {content}")


def _faint(copy: Copy) -> Iterator[Hit]:
    painted = inks(copy.page)
    faint = ((contrast_of(ink), ink.element) for ink in painted if not ink.on_picture and ink.ratio < ink.least)
    for what, where in once(faint):
        yield Hit(copy.part("html"), f"{what}: {where}")
    for _, where in once(("", ink.element) for ink in painted if ink.on_picture):
        message = f"text stands on a picture, and its contrast depends on what the picture shows: {where}"
        yield Hit(copy.part("html"), message, severity=Severity.INFO)


LOOKS: Mapping[str, Look] = {
    "A020": _small,
    "A021": _justified,
    "A022": _no_zoom,
    "A030": _faint,
}
