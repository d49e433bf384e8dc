"""Checks of the layout: tables and widths, for Outlook on Windows above all."""

import re
from collections.abc import Iterator, Mapping

from mailer.content.lint.copy import Copy, Hit, Look
from mailer.content.lint.seen import IN_LINE, displayed, is_read, once, own_words
from mailer.content.lint.styles import Element, inline, padding, pixels, word_blocks

_OPENS, _CLOSES = re.compile(r"<!--\[if\b", re.IGNORECASE), re.compile(r"<!\[endif\]-->", re.IGNORECASE)
_TABLE = re.compile(r"<(/?)table\b", re.IGNORECASE)
_TABLE_TAG = re.compile(r"<(/?)(table|tr|td)\b", re.IGNORECASE)
_WIDTH_IN_COMMENT = re.compile(r"\bwidth\s*[=:]\s*[\"']?(\d+)(?:px)?(?![\d%])", re.IGNORECASE)
_DEEPEST, _WIDEST = 6, 640
#: What Outlook on Windows lets have no padding.
_WITHOUT_PADDING = ("a", "div", "h1", "h2", "h3", "p", "span")
_HOLDS_WORDS = frozenset({"td", "th", "p", "li"})
_OWN = ("font-family", "font-size", "line-height", "color")


def _lost_padding(copy: Copy) -> Iterator[Hit]:
    padded = [element for element in copy.elements(*_WITHOUT_PADDING) if any(padding(element))]
    bare = ((f"padding on a {element.tag} is lost", element) for element in padded if not _is_made_up_for(element))
    for what, where in once(bare):
        yield Hit(copy.part("html"), f"{what} in Outlook on Windows: {where}")


def _is_made_up_for(element: Element) -> bool:
    parent = element.getparent()
    return any(one.prop == "mso-padding-alt" for around in (element, parent) for one in inline(around))


def _unbalanced_comments(copy: Copy) -> Iterator[Hit]:
    opened, closed = len(_OPENS.findall(copy.html)), len(_CLOSES.findall(copy.html))
    if opened != closed:
        message = f"{opened} conditional comments are opened (<!--[if) and {closed} are closed (<![endif]-->)"
        yield Hit(copy.part("html"), message)


def _unbalanced_ghosts(copy: Copy) -> Iterator[Hit]:
    opened = {"table": 0, "tr": 0, "td": 0}
    for close, tag in _TABLE_TAG.findall("".join(word_blocks(copy.html))):
        opened[tag.lower()] += -1 if close else 1
    for tag, number in opened.items():
        if number:
            much = f"{number} more <{tag}> than </{tag}>" if number > 0 else f"{-number} more </{tag}> than <{tag}>"
            yield Hit(copy.part("html"), f"the tables for Outlook on Windows have {much}")


def _deep(copy: Copy) -> Iterator[Hit]:
    depth = deepest = 0
    for close in _TABLE.findall(copy.html):
        depth += -1 if close else 1
        deepest = max(deepest, depth)
    if deepest > _DEEPEST:
        yield Hit(copy.part("html"), f"tables stand {deepest} deep in each other; {_DEEPEST} is the most that is safe")


def _wide(copy: Copy) -> Iterator[Hit]:
    found = [(width, element) for element in copy.elements("*") for width in _widths(element)]
    found += [
        (float(width), "a table for Outlook")
        for block in word_blocks(copy.html)
        for width in _WIDTH_IN_COMMENT.findall(block)
    ]
    for what, where in once((f"{width:.0f} pixels", where) for width, where in found if width > _WIDEST):
        yield Hit(copy.part("html"), f"a width of {what}; {_WIDEST} is the most that is shown whole: {where}")


def _widths(element: Element) -> Iterator[float]:
    given = [element.get("width") or ""]
    given += [one.value for one in inline(element) if one.prop in {"width", "min-width", "max-width"}]
    return (size for one in given if not one.endswith("%") and (size := pixels(one)) is not None)


def _inherits(copy: Copy) -> Iterator[Hit]:
    speaking = (one for one in displayed(copy.page) if one.tag in _HOLDS_WORDS and is_read(one))
    for what, where in once((", ".join(lacking), one) for one in speaking if (lacking := _lacking(one))):
        yield Hit(copy.part("html"), f"text without {what} of its own: {where}")


def _lacking(element: Element) -> list[str]:
    """Return what the element does not give to its words or, where it has none, the links and spans in it to theirs."""
    own = {one.prop for one in inline(element)}
    missing = ["color"] * ("color" not in own) if "font" in own else [prop for prop in _OWN if prop not in own]
    if not missing or own_words(element):
        return missing
    inner = {prop for child in element if child.tag in IN_LINE for prop in _lacking(child)}
    return [prop for prop in missing if prop in inner]


LOOKS: Mapping[str, Look] = {
    "W025": _lost_padding,
    "W030": _unbalanced_comments,
    "W031": _unbalanced_ghosts,
    "W032": _deep,
    "W033": _wide,
    "W034": _inherits,
}
