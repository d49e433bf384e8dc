"""Nearly what Outlook on Windows shows, which draws mail with the engine of Word: an approximation."""

import re
from collections.abc import Iterator
from typing import Any

from mailer.content.lint.copy import read_page
from mailer.content.lint.styles import FOR_WORD
from mailer.content.proof import rules

_SETTINGS = re.compile(r"<xml>.*?</xml>", re.IGNORECASE | re.DOTALL)
_NOT_FOR_WORD = re.compile(
    r"<!--\[if !(?:gte )?mso[^\]]*\]>(?:<!-->|-->)?.*?(?:<!--)?<!\[endif\]-->", re.IGNORECASE | re.DOTALL
)

#: What Word has no idea of, on any element.
_UNKNOWN = frozenset(
    {
        *("border-radius", "box-shadow", "text-shadow", "opacity", "position", "float", "overflow", "object-fit"),
        *("min-width", "max-height", "min-height", "box-sizing", "animation", "transition", "transform"),
        *("background-image", "background-size", "background-position", "border-spacing", "visibility", "flex", "gap"),
    }
)
_CELLS, _TABLES, _WITHOUT_WIDTH = frozenset({"td", "th"}), frozenset({"table"}), frozenset({"div", "p", "img", "a"})


def as_word_shows(html: str) -> str:
    """Return the page with what is meant for Word revealed, and without what it does not understand."""
    from lxml.html import tostring

    revealed = FOR_WORD.sub(r"\1", _NOT_FOR_WORD.sub("", _SETTINGS.sub("", html)))
    page = read_page(rules.with_rules(revealed, _is_understood))
    for element in page.iter():
        if isinstance(element.tag, str) and element.get("style") is not None:
            element.set("style", rules.written(_understood(element)))
    shown: str = tostring(page, encoding="unicode", doctype="<!DOCTYPE html>")
    return shown


def _is_understood(selector: str) -> bool:
    return not selector.startswith("@") and "[" not in selector


def _understood(element: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - lxml has no types
    """Yield the declarations of an element that Word follows; the padding meant for it takes the place of the other."""
    said = dict(rules.declarations(element.get("style")))
    room = said.pop("mso-padding-alt", "")
    if room and element.tag in _CELLS:
        said = {**{name: value for name, value in said.items() if not name.startswith("padding")}, "padding": room}
    for name, value in said.items():
        if "!important" not in value and _is_followed(name, value, element.tag):
            yield name, value


def _is_followed(name: str, value: str, tag: str) -> bool:
    if name in _UNKNOWN:
        return False
    if name.startswith("padding"):
        return tag in _CELLS
    if name == "display":
        return value == "none" and tag != "img"
    if name.startswith("margin"):
        return "auto" not in value
    return not (name == "max-width" and tag not in _TABLES) and not (name == "width" and tag in _WITHOUT_WIDTH)
