"""CSS as checks read it: the declarations of a style attribute, the rules of a style element."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

#: An element of lxml, which has no types.
Element = Any

_DECLARATION = re.compile(r"""([-\w]+)\s*:\s*((?:[^;("']|\([^)]*\)|"[^"]*"|'[^']*')*)""")
_IMPORTANT = re.compile(r"\s*!\s*important\s*$", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_PIECE = re.compile(r"([^{}]*)([{}])")
_LENGTH = re.compile(r"(-?\d*\.?\d+)(px|pt|em|rem|%|)")
_PER_UNIT = {"px": 1.0, "": 1.0, "pt": 4 / 3, "rem": 16.0}
#: What a page says to Outlook on Windows alone, in comments that it reads.
FOR_WORD = re.compile(r"<!--\[if(?![^\]]*!\s*mso)[^\]]*\bmso\b[^\]]*\]>(.*?)<!\[endif\]-->", re.IGNORECASE | re.DOTALL)
_STYLE = re.compile(r"<style\b[^>]*>(.*?)</style", re.IGNORECASE | re.DOTALL)


class Declaration(NamedTuple):
    """One property with its value; ``is_important`` if it says so, which ``value`` then does not repeat."""

    prop: str
    value: str
    is_important: bool = False


class SheetRule(NamedTuple):
    """What a selector declares; ``within`` are the at-rules around it. A statement such as @import has no selector."""

    within: tuple[str, ...]
    selector: str
    declared: tuple[Declaration, ...]


@lru_cache(maxsize=2_048)
def declarations(style: str) -> tuple[Declaration, ...]:
    """Return what a style attribute declares, in its order, properties in small letters."""
    return tuple(_declaration(prop, value.strip()) for prop, value in _DECLARATION.findall(style))


def inline(element: Element) -> tuple[Declaration, ...]:
    """Return what the style attribute of an element declares."""
    style = element.get("style")
    return declarations(style) if style else ()


def declared(element: Element, *props: str) -> str:
    """Return the value that the style attribute gives last to one of these properties, "" if to none."""
    return next((one.value for one in reversed(inline(element)) if one.prop in props), "")


def padding(element: Element) -> tuple[float, float, float, float]:
    """Return the inline padding of an element in pixels: above, right, below, left."""
    sides = [0.0, 0.0, 0.0, 0.0]
    for one in inline(element):
        if one.prop == "padding":
            sides = _four([pixels(part) or 0.0 for part in one.value.split()] or [0.0])
        elif one.prop in _SIDES:
            sides[_SIDES[one.prop]] = pixels(one.value) or 0.0
    return sides[0], sides[1], sides[2], sides[3]


def pixels(value: str, parent: float = 16.0) -> float | None:
    """Return a length in pixels, relative ones as a share of ``parent``; None if it is no length."""
    found = _LENGTH.fullmatch(value.strip().lower())
    if found is None:
        return None
    number, unit = float(found[1]), found[2]
    return number * (parent / 100 if unit == "%" else parent if unit == "em" else _PER_UNIT[unit])


@lru_cache(maxsize=64)
def rules(css: str) -> tuple[SheetRule, ...]:
    """Return the rules of a style element, each with the at-rules around it."""
    return tuple(_rules(css))


def sheet(styles: Iterable[str]) -> Iterator[SheetRule]:
    """Yield the rules of several style elements, in their order."""
    return (rule for css in styles for rule in rules(css))


def word_blocks(html: str) -> list[str]:
    """Return what the page says to Outlook on Windows alone, in comments that it reads."""
    return FOR_WORD.findall(html)


def word_styles(html: str) -> list[str]:
    """Return the style elements for Outlook on Windows."""
    return [css for block in word_blocks(html) for css in _STYLE.findall(block)]


_SIDES = {"padding-top": 0, "padding-right": 1, "padding-bottom": 2, "padding-left": 3}


def _four(parts: list[float]) -> list[float]:
    """Return the four sides that one to four values stand for."""
    above, right, below, left = (parts[at] if at < len(parts) else None for at in range(4))
    first = above or 0.0
    second = first if right is None else right
    return [first, second, first if below is None else below, second if left is None else left]


def _declaration(prop: str, value: str) -> Declaration:
    bare = _IMPORTANT.sub("", value)
    return Declaration(prop.lower(), bare, is_important=bare != value)


def _rules(css: str) -> Iterator[SheetRule]:
    opened: list[str] = []
    for piece, brace in _PIECE.findall(_COMMENT.sub("", css) + "{}"):
        if brace == "{":
            *statements, head = (part.strip() for part in piece.split(";"))
            within = tuple(one for one in opened if one.startswith("@"))
            yield from (SheetRule((*within, one), "", ()) for one in statements if one.startswith("@"))
            opened.append(head)
        elif opened:
            closed = opened.pop()
            within = tuple(one for one in (*opened, closed) if one.startswith("@"))
            if piece.strip():
                yield SheetRule(within, "" if closed.startswith("@") else closed, declarations(piece))
