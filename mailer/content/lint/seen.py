"""What a reader sees of a page, and how a finding names the place of it."""

from collections.abc import Iterable, Iterator
from posixpath import basename
from typing import Any

from mailer.content.lint.copy import flattened, quoted, said
from mailer.content.lint.styles import Element, inline

_NEVER_SHOWN = frozenset({"head", "script", "style", "template", "title"})
_TAGS_IN_LINE = "a abbr b bdi bdo br code em font i small span strong sub sup u wbr"
#: Elements that stand in a line of text.
IN_LINE = frozenset(_TAGS_IN_LINE.split())


def displayed(element: Element) -> Iterator[Element]:
    """Yield the elements, from this one down, that take part in the layout: what is hidden is left out."""
    if is_displayed(element):
        yield element
        for child in element:
            yield from displayed(child)


def is_displayed(element: Element) -> bool:
    """Return whether an element takes part in the layout: comments, styles and what is hidden do not."""
    return isinstance(element.tag, str) and element.tag not in _NEVER_SHOWN and not _is_hidden(element)


def is_read(element: Element) -> bool:
    """Return whether an element is there for more than the eye."""
    return is_displayed(element) and element.get("aria-hidden") != "true"


def own_words(element: Element) -> str:
    """Return the words directly in an element, not those of the elements in it."""
    return flattened(" ".join((element.text or "", *(child.tail or "" for child in element))))


def named(element: Element) -> str:
    """Return how a finding calls an element: by its words, else its picture, else its class."""
    if element.tag == "img":
        return f"the picture {basename(element.get('src') or '')}"
    words = said(element)
    if words:
        return f"{element.tag} {quoted(words)}"
    called = element.get("class")
    return f"{element.tag} of class {quoted(called)}" if called else f"an empty {element.tag}"


def once(found: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield each thing found once, with the first place where it is (an element or its name) and how many more."""
    places: dict[str, list[Any]] = {}
    for what, place in found:
        places.setdefault(what, []).append(place)
    for what, (first, *others) in places.items():
        name = first if isinstance(first, str) else named(first)
        yield what, f"{name}, and {len(others)} more" if others else name


def _is_hidden(element: Element) -> bool:
    return any(one.prop == "display" and one.value.lower() == "none" for one in inline(element))
