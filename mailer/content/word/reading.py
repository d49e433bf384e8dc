"""A Word file cut into pieces, as a saved web page is: mammoth reads its styles, notes and tables."""

import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mailer.content.archive import Guard, refuse_bombs, unbroken
from mailer.content.pasted.grid import is_grid
from mailer.content.pasted.html import page_of_html
from mailer.content.pasted.pieces import Page
from mailer.content.pasted.words import LABELS, folded
from mailer.content.textfile import read_bytes
from mailer.content.word.parts import bodies, edges, is_word
from mailer.content.word.unsettled import Unsettled, cure, unsettled
from mailer.errors import ReleaseError

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_AGAIN = "Open it in Word and save it again as .docx, or copy its text into a .txt file (UTF-8)"
_GUARD = Guard(noun="Word file", texts=(".xml",), largest_text=32 << 20, cure=_AGAIN, again=_AGAIN, error=ReleaseError)
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Block Text'] => blockquote > p:fresh
p[style-name='Quotations'] => blockquote > p:fresh
"""
_LOCKED = b"\xd0\xcf\x11\xe0"
_SHOWN = 4
_OBJECTS = {"oMath": "formula", "chart": "chart", "object": "embedded object"}


def page_of_word(path: Path) -> Page:
    """Return the pieces of a Word file, its footnotes as ``endnotes``; what it says of itself is not looked at.

    ReleaseError for comments, tracked changes, open fields and hidden text that are still in it, for what is no Word
    file or would fill the memory, and without mammoth.
    """
    mammoth = _library(path)
    _refuse_other_files(path)
    with unbroken(path, _GUARD):
        refuse_bombs(path, _GUARD)
        _refuse_unsettled(path, unsettled(path))
        tree = _tree(mammoth, path)
        notes = _notes(path, tree)
        endnotes = _taken_notes(tree)
        page = page_of_html(_written(tree))
    if endnotes:
        notes = (*notes, "Footnotes stand at the end as notes: look whether readers need them.")
    return replace(page, endnotes=page_of_html(endnotes).pieces if endnotes else (), notes=(*page.notes, *notes))


def _library(path: Path) -> Any:  # noqa: ANN401 - a module
    try:
        import mammoth
    except ImportError as error:
        hint = "Install it: pip install 'pressmailer[word]'. Or copy its text into a .txt file (UTF-8)"
        raise ReleaseError(f"{path.name} is a Word file, and what reads those is not installed", hint=hint) from error
    return mammoth


def _refuse_other_files(path: Path) -> None:
    content = read_bytes(path, error=ReleaseError)
    if content.startswith(_LOCKED):
        raise ReleaseError(f"{path.name} is locked with a password, or an old Word file (.doc)", hint=_AGAIN)
    if not zipfile.is_zipfile(path) or not content.startswith(b"PK"):
        raise ReleaseError(f"{path.name} is no Word file, whatever its name says", hint=_AGAIN)
    with unbroken(path, _GUARD), zipfile.ZipFile(path) as archive:
        if not is_word(archive.namelist()):
            raise ReleaseError(f"{path.name} is a ZIP file without a Word document in it", hint=_AGAIN)


def _refuse_unsettled(path: Path, found: list[Unsettled]) -> None:
    if found:
        told = [one.told for one in found[:_SHOWN]] + [f"{len(found) - _SHOWN} more"] * (len(found) > _SHOWN)
        raise ReleaseError(f"{path.name} is not settled yet: {'; '.join(told)}", hint=cure(found))


def _tree(mammoth: Any, path: Path) -> "HtmlElement":  # noqa: ANN401 - a module
    """Return the document as a page whose title is its headline, if a heading on top tells it."""
    from lxml import html

    pictures = mammoth.images.img_element(lambda _: {"src": ""})
    with path.open("rb") as file:
        made = mammoth.convert_to_html(
            file, style_map=_STYLES, convert_image=pictures, include_embedded_style_map=False
        )
    tree = html.document_fromstring(f"<html><head><title></title></head><body>{made.value}</body></html>")
    headings = (" ".join(element.text_content().split()) for element in tree.iter("h1"))
    tree.find("head/title").text = next((text for text in headings if text and folded(text) not in LABELS), "")
    return tree


def _taken_notes(tree: "HtmlElement") -> str:
    """Take footnotes and endnotes off the end of the page and return them as paragraphs, with their numbers."""
    from lxml import html

    noted = tree.xpath("//li[starts-with(@id, 'footnote-') or starts-with(@id, 'endnote-')]")
    written = []
    for number, note in enumerate(noted, 1):
        for link in note.xpath(".//a[starts-with(@href, '#')]"):
            link.drop_tree()
        inside = "".join(html.tostring(part, encoding="unicode") for part in note.iter("p"))
        written.append(f"<p>[{number}] {inside.replace('<p>', '').replace('</p>', ' ')}</p>")
    for around in {note.getparent() for note in noted}:
        around.drop_tree()
    return "".join(written)


def _notes(path: Path, tree: "HtmlElement") -> tuple[str, ...]:
    """Return what is said of all that could not be taken over."""
    lost = [name for name, told in _OBJECTS.items() for body in bodies(path) if _holds(body, name)]
    notes = [f"The file holds a {_OBJECTS[name]}, which was left out." for name in dict.fromkeys(lost)]
    notes += [f"The top or foot of its pages says {said[:80]!r}: it was left out." for said in edges(path)]
    if any(not is_grid(table) for table in tree.iter("table")):
        notes.append("A table was taken over cell by cell: set it as a table again if it is one.")
    return tuple(notes)


def _holds(body: Any, name: str) -> bool:  # noqa: ANN401 - lxml has no types
    return any(isinstance(one.tag, str) and one.tag.endswith(f"}}{name}") for one in body.iter())


def _written(tree: "HtmlElement") -> str:
    from lxml import html

    return str(html.tostring(tree, encoding="unicode"))
