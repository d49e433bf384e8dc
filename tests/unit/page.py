"""A composed page, read as a browser reads it."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib

_HIDDEN = frozenset({"style", "script", "title", "head"})


def read(html: str) -> Element:
    """Return the page's root element, without namespaces."""
    parsed: Element = html5lib.parse(html, namespaceHTMLElements=False)
    return parsed


def words_of(element: Element) -> str:
    """Return what is read on the page, blanks as one."""
    return " ".join("".join(_text(element)).split())


def styles(html: str) -> list[str]:
    """Return the style elements that clients get, the one for Word left out."""
    return re.findall(r"<style>(.*?)</style>", re.sub(r"<!--.*?-->", "", html, flags=re.DOTALL), re.DOTALL)


def _text(element: Element) -> Iterator[str]:
    if isinstance(element.tag, str) and element.tag not in _HIDDEN:
        yield element.text or ""
        for child in element:
            yield from _text(child)
            yield child.tail or ""
            if child.tag in {"p", "td", "br", "div", "h1", "h2", "li"}:
                yield " "
