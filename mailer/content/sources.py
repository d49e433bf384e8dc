"""What a press officer may begin a release with, by the kind of file: each one is cut into the same pieces."""

import re
from dataclasses import replace
from pathlib import Path

from mailer.content.pasted.marked import page_of_markdown
from mailer.content.pasted.pieces import Page
from mailer.content.pasted.reading import page_of_pasted
from mailer.content.pasted.saved import unpacked
from mailer.content.textfile import read_bytes, read_text
from mailer.content.word.reading import page_of_word
from mailer.errors import ReleaseError

#: What Markdown files are called.
MARKDOWN = frozenset({".md", ".markdown"})

_WORD = frozenset({".docx", ".docm"})
_PAGES = frozenset({".html", ".htm", ".xhtml"})
_LETTERS = frozenset({".mht", ".mhtml", ".eml"})
_PAGE_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<!doctype html|<html|<\?xml[^>]*>\s*<!doctype html)", re.IGNORECASE)
_OTHERS = {
    ".doc": "an old Word file", ".odt": "an OpenDocument text", ".rtf": "a Rich Text file", ".pdf": "a PDF",
    ".msg": "a saved Outlook mail", ".pages": "a Pages file",
}  # fmt: skip


def page_of(source: Path) -> Page:
    """Return the pieces of a file: a Word file, Markdown, a saved web page or mail, or plain text.

    ReleaseError for what cannot be read, with the way out.
    """
    kind = source.suffix.lower()
    if kind in _OTHERS:
        hint = "Save it as a Word file (.docx) or a web page (.html), or copy its text into a .txt file (UTF-8)"
        raise ReleaseError(f"{source.name} is {_OTHERS[kind]}, which cannot be read", hint=hint)
    if kind in _WORD:
        return page_of_word(source)
    if kind in MARKDOWN:
        return page_of_markdown(read_text(source, error=ReleaseError))
    content = read_bytes(source, error=ReleaseError)
    if kind in _LETTERS:
        text, is_page, notes = unpacked(content, source.name)
        page = page_of_pasted(text, html=is_page, name=source.name)
        return replace(page, notes=(*page.notes, *notes))
    return page_of_pasted(content, html=kind in _PAGES or bool(_PAGE_START.match(content)), name=source.name)
