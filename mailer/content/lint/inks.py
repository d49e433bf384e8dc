"""The words of a page with the colour, the ground and the size in which a reader gets them, by day or by night."""

import re
from collections.abc import Mapping
from functools import lru_cache
from math import floor
from typing import NamedTuple

from mailer.content.lint.copy import flattened
from mailer.content.lint.seen import is_read, own_words
from mailer.content.lint.styles import Declaration, Element, declared, inline, pixels
from mailer.content.page.palette import contrast

#: What a class is painted with at night: property, class, place in the style (the last one wins) and colour.
Night = Mapping[str, Mapping[str, tuple[int, str]]]

_HEX = re.compile(r"#(?:[0-9a-f]{6}|[0-9a-f]{3})(?![0-9a-f])")
_RGB = re.compile(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)")
_WORD = re.compile(r"(?<![-\w#(])[a-z]+(?![-\w(])")
_NAMES = {
    "black": "#000000", "white": "#ffffff", "gray": "#808080", "grey": "#808080", "silver": "#c0c0c0",
    "red": "#ff0000", "maroon": "#800000", "yellow": "#ffff00", "olive": "#808000", "lime": "#00ff00",
    "green": "#008000", "aqua": "#00ffff", "teal": "#008080", "blue": "#0000ff", "navy": "#000080",
    "fuchsia": "#ff00ff", "purple": "#800080", "orange": "#ffa500", "lightgray": "#d3d3d3", "lightgrey": "#d3d3d3",
    "darkgray": "#a9a9a9", "darkgrey": "#a9a9a9", "gold": "#ffd700", "pink": "#ffc0cb",
}  # fmt: skip
_SIZE_IN_FONT = re.compile(r"\d[\d.]*(?:px|pt|em|%)")
_HEADINGS = {"h1": 2.0, "h2": 1.5, "h3": 1.17, "h4": 1.0, "h5": 0.83, "h6": 0.67}
_BOLD = frozenset({"b", "strong", "th", *_HEADINGS})
_BOLD_FROM = 600
_LARGE, _LARGE_BOLD = 24, 19  # WCAG 2.2, 1.4.3: 18 and 14 points
_LEAST, _LEAST_LARGE = 4.5, 3.0


class Ink(NamedTuple):
    """Words, and how they are painted; ``on_picture`` if a picture is between them and the ground."""

    element: Element
    words: str
    colour: str
    ground: str
    size: float
    is_bold: bool
    on_picture: bool

    @property
    def ratio(self) -> float:
        """Return the contrast of the words with their ground."""
        return contrast(self.colour, self.ground)

    @property
    def least(self) -> float:
        """Return the contrast that words of this size need."""
        large = self.size >= (_LARGE_BOLD if self.is_bold else _LARGE)
        return _LEAST_LARGE if large else _LEAST


class _Paint(NamedTuple):
    colour: str
    ground: str
    size: float
    is_bold: bool
    on_picture: bool
    link: str


_DAY = _Paint("#000000", "#ffffff", 16.0, is_bold=False, on_picture=False, link="#0000ee")
_DARK = _Paint("#ffffff", "#000000", 16.0, is_bold=False, on_picture=False, link="#9e9eff")


def inks(page: Element, night: Night | None = None) -> list[Ink]:
    """Return all words of the page that are read, in order; with ``night``, as its classes are painted then."""
    found: list[Ink] = []
    _collect(page, _DAY if night is None else _DARK, night or {}, found)
    return found


def contrast_of(ink: Ink) -> str:
    """Return the sentence about words that are too faint."""
    shown = floor(ink.ratio * 10) / 10  # rounded up, 4.46 would read like the 4.5 that it is not
    return f"{ink.colour} on {ink.ground} has a contrast of {shown}:1; {ink.least}:1 is the least"


@lru_cache(maxsize=512)
def colour_in(value: str) -> str:
    """Return the first colour in a value of CSS as ``#rrggbb``, "" if there is none that is known."""
    text = value.lower()
    if found := _HEX.search(text):
        digits = found[0][1:]
        return "#" + (digits if len(digits) > len("rgb") else "".join(digit * 2 for digit in digits))
    if found := _RGB.search(text):
        return "#" + "".join(f"{min(int(part), 255):02x}" for part in found.groups())
    return next((_NAMES[word] for word in _WORD.findall(text) if word in _NAMES), "")


def ground_of(element: Element) -> str:
    """Return the colour that an element paints behind its words, "" if none."""
    painted = (colour_in(one.value) for one in reversed(inline(element)) if one.prop in _GROUNDS)
    return next((colour for colour in painted if colour), "") or colour_in(element.get("bgcolor") or "")


_GROUNDS = ("background", "background-color")


def _collect(element: Element, around: _Paint, night: Night, found: list[Ink]) -> None:
    if not is_read(element):
        return
    paint = _painted(element, around, night)
    words = flattened(element.get("alt") or "") if element.tag == "img" else own_words(element)
    if words and paint.size:
        found.append(
            Ink(element, words, paint.colour, paint.ground, paint.size, paint.is_bold, on_picture=paint.on_picture)
        )
    for child in element:
        _collect(child, paint, night, found)


def _painted(element: Element, around: _Paint, night: Night) -> _Paint:
    link = around.link if element.tag == "a" and element.get("href") is not None else ""
    font = colour_in(element.get("color") or "") if element.tag == "font" else ""
    ground = _at_night(element, "background-color", night) or ground_of(element)
    colour = _at_night(element, "color", night) or colour_in(declared(element, "color")) or font or link
    return _Paint(
        colour or around.colour,
        ground or around.ground,
        _size(element, around.size),
        is_bold=_is_bold(element, around),
        on_picture=_has_picture(element) or (around.on_picture and not ground),
        link=around.link,
    )


def _at_night(element: Element, prop: str, night: Night) -> str:
    painted = night.get(prop)
    if not painted:
        return ""
    worn = [painted[name] for name in (element.get("class") or "").split() if name in painted]
    return max(worn)[1] if worn else ""


def _size(element: Element, parent: float) -> float:
    shorthand = _SIZE_IN_FONT.search(declared(element, "font"))
    size = pixels(declared(element, "font-size") or (shorthand[0] if shorthand else ""), parent)
    if size is None:
        return 16.0 * _HEADINGS[element.tag] if element.tag in _HEADINGS else parent
    return size


def _is_bold(element: Element, around: _Paint) -> bool:
    weight = declared(element, "font-weight").lower()
    if weight:
        return weight in {"bold", "bolder"} or (weight.isdecimal() and int(weight) >= _BOLD_FROM)
    return element.tag in _BOLD or around.is_bold


def _has_picture(element: Element) -> bool:
    return bool(element.get("background")) or any(_is_picture(one) for one in inline(element))


def _is_picture(one: Declaration) -> bool:
    return one.prop.startswith("background") and ("url(" in one.value.lower() or "gradient(" in one.value.lower())
