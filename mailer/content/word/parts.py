"""The parts of a Word file as trees, and the few questions that are asked of them."""

import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

# Word on the web numbers its parts: document2.xml.
_MAIN = re.compile(r"word/document\d*\.xml")
_NOTES = re.compile(r"word/(?:foot|end)notes\d*\.xml")
_COMMENTS = re.compile(r"word/comments\d*\.xml")
_EDGES = re.compile(r"word/(?:header|footer)\d*\.xml")
_OFF = frozenset({"0", "false", "off"})

#: An element of lxml, which has no types.
Element = Any


def bodies(path: Path) -> list[Element]:
    """Return the trees of all text that is printed in its place: the document, footnotes and endnotes."""
    return [*_trees(path, _MAIN), *_trees(path, _NOTES)]


def is_word(names: Iterable[str]) -> bool:
    """Return whether these are the names of parts of a Word file."""
    return any(_MAIN.fullmatch(name) for name in names)


def comments(path: Path) -> dict[str, tuple[str, str]]:
    """Return author and words of each comment by its id."""
    found = (one for tree in _trees(path, _COMMENTS) for one in children(tree, "comment"))
    return {value(one, "id"): (value(one, "author"), text_of(one)) for one in found}


def edges(path: Path) -> list[str]:
    """Return what the headers and footers of the pages say, once each; page numbers alone are nothing."""
    said = (text_of(tree) for tree in _trees(path, _EDGES))
    return list(dict.fromkeys(text for text in said if re.search(r"[^\W\d_]{2}", text)))


def name_of(element: Element) -> str:
    """Return the name of an element of Word, "" for any other."""
    tag = element.tag if isinstance(element.tag, str) else ""
    return tag.rpartition("}")[2] if "wordprocessingml" in tag else ""


def value(element: Element, name: str = "val") -> str:
    """Return an attribute of Word, "" if there is none."""
    return next((str(said) for key, said in element.attrib.items() if key.rpartition("}")[2] == name), "")


def children(element: Element, *names: str) -> Iterator[Element]:
    """Yield what is below the element, at any depth, and called by one of these names."""
    return (one for one in element.iter() if name_of(one) in names)


def is_on(element: Element) -> bool:
    """Return whether a switch such as ``w:vanish`` is on."""
    return value(element).casefold() not in _OFF


def text_of(element: Element) -> str:
    """Return the words inside an element on one line, those that are marked as deleted too."""
    signs = {"tab": " ", "br": " ", "p": " "}
    parts = (
        one.text or "" if name_of(one) in {"t", "delText"} else signs.get(name_of(one), "") for one in element.iter()
    )
    return " ".join("".join(parts).split())


def _trees(path: Path, pattern: re.Pattern[str]) -> Iterator[Element]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            if pattern.fullmatch(name):
                yield etree.fromstring(archive.read(name), parser)
