"""Checks of what does not belong in a mail: programs, forms, notes, pictures that watch."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from mailer.content.lint.copy import Copy, Hit, Look, quoted
from mailer.content.lint.seen import once
from mailer.content.lint.styles import Element, declared, pixels

_ACTIVE = (
    *("applet", "audio", "base", "button", "embed", "form", "frame", "frameset", "iframe", "input", "link"),
    *("object", "script", "select", "textarea", "video"),
)
_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_CONDITION = re.compile(r"\s*(?:\[if\b|<!\[endif\]|\[endif\])", re.IGNORECASE)
_LARGEST_UNSEEN = 2


def _active(copy: Copy) -> Iterator[Hit]:
    refreshing = (meta for meta in copy.elements("meta") if (meta.get("http-equiv") or "").lower() == "refresh")
    found = [f"<{element.tag}>" for element in copy.elements(*_ACTIVE)] + [
        "<meta http-equiv=refresh>" for _ in refreshing
    ]
    for tag, number in Counter(found).items():
        yield Hit(copy.part("html"), f"the page has {tag}" + (f" {number} times" if number > 1 else ""))


def _event(copy: Copy) -> Iterator[Hit]:
    found = ((name, element) for element in copy.elements("*") for name in element.attrib if _is_event(name))
    for name, where in once(found):
        yield Hit(copy.part("html"), f"an attribute {name} runs a program: {where}")


def _is_event(name: str) -> bool:
    return name.lower().startswith("on") and name.isalpha()


def _comment(copy: Copy) -> Iterator[Hit]:
    found = (note for note in _COMMENT.findall(copy.html) if not _CONDITION.match(note))
    notes = list(dict.fromkeys(found))
    if notes:
        more = f", and {len(notes) - 1} more" if len(notes) > 1 else ""
        yield Hit(copy.part("html"), f"the page carries a comment: {quoted(notes[0])}{more}")


def _tiny_picture(copy: Copy) -> Iterator[Hit]:
    for image in copy.elements("img"):
        if any(_is_tiny(image, side) for side in ("width", "height")):
            src = image.get("src") or ""
            yield Hit(copy.part("html"), f"a picture of a pixel or two is fetched from {src}")


def _is_tiny(image: Element, side: str) -> bool:
    size = pixels(declared(image, side) or image.get(side) or "")
    return size is not None and size <= _LARGEST_UNSEEN


LOOKS: Mapping[str, Look] = {
    "X001": _active,
    "X002": _event,
    "X003": _comment,
    "X004": _tiny_picture,
}
