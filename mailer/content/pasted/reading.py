"""Releases from what press officers really have: pasted text or a saved web page, with everything around it.

Nothing here knows a particular site. Headline, dateline, text, quotations and contacts are found by what they look
like; the text stays word for word, and whatever was not found or is unsure is told.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from mailer.content.page.phrases import phrases
from mailer.content.pasted.above import Above, read_above
from mailer.content.pasted.below import Below, read_below
from mailer.content.pasted.doubts import doubts_of
from mailer.content.pasted.html import page_of_html
from mailer.content.pasted.lines import page_of_text
from mailer.content.pasted.marks import decode_html
from mailer.content.pasted.pieces import Page, Pasted, Piece, PieceKind, Run
from mailer.content.pasted.place import find_start, opening
from mailer.content.pasted.quotes import find_quotes
from mailer.content.pasted.words import NOTES
from mailer.content.release.dateline import Dateline
from mailer.content.textfile import decode, no_text
from mailer.errors import ReleaseError


def read_pasted(content: str | bytes, *, html: bool, language: str, name: str = "the text") -> Pasted:
    """Return the release found in pasted text, or in a saved page where ``html`` is True.

    ``language`` is the one it is taken to be in, ``name`` what it is called in errors: ReleaseError if there is no
    text, or in no encoding that we know.
    """
    return read_page(page_of_pasted(content, html=html, name=name), language)


def page_of_pasted(content: str | bytes, *, html: bool, name: str) -> Page:
    """Return the pieces of pasted text or of a saved page; ReleaseError as ``read_pasted`` raises it."""
    text = content if isinstance(content, str) else _decoded(content, name, html=html)
    if not text.strip():
        raise ReleaseError(f"There is no text in {name}", hint="Paste the release into a file, save it and try again")
    return page_of_html(text) if html else page_of_text(text)


def read_page(page: Page, language: str) -> Pasted:
    """Return the release found on a page that is cut into pieces already."""
    start = find_start(page)
    if start is None:
        return _nothing(page, language)
    return _found(page, read_above(page, start), read_below(page, start), language)


def _decoded(content: bytes, name: str, *, html: bool) -> str:
    what = no_text(content)
    if what:
        raise ReleaseError(f"{name} is {what}, not text", hint="Copy its text into a .txt file saved as UTF-8")
    if not html:
        return decode(content, name=name, error=ReleaseError)
    text = decode_html(content)
    if text is None:
        raise ReleaseError(f"{name} does not say in which encoding it is", hint="Save it again as UTF-8")
    return text


def _nothing(page: Page, language: str) -> Pasted:
    lines = tuple(piece.text for piece in page.pieces)
    found = Pasted(language=language, headline=page.title, date=page.day, left_out=lines)
    return replace(found, doubts=doubts_of(found, page, ()))


def _found(page: Page, above: Above, below: Below, language: str) -> Pasted:
    dateline = opening(below.pieces[0]) if below.pieces else None
    body = [_without_start(below.pieces[0], dateline), *below.pieces[1:]] if dateline else below.pieces
    day, day_doubts = _day(dateline, above, page)
    people_doubts = () if below.people else above.people_doubts
    found = Pasted(
        language=language,
        headline=above.headline,
        subhead=above.subhead,
        place=(dateline.place if dateline else "") or above.place,
        date=day,
        kind=above.kind,
        pieces=(*body, *_endnotes(page, body, language)),
        boilerplate=tuple(below.boilerplate),
        spokespeople=below.people or above.people,
        quotes=tuple(quote for piece in body for quote in find_quotes(piece.text)),
        embargo=above.embargo or below.embargo,
        left_out=(*above.left_out, *below.left_out),
    )
    return replace(found, doubts=doubts_of(found, page, (*day_doubts, *people_doubts, *below.doubts)))


def _endnotes(page: Page, body: Sequence[Piece], language: str) -> tuple[Piece, ...]:
    """Return the notes of the page for the end of the text, below a heading if none stands there."""
    has_heading = any(piece.kind is PieceKind.HEADING and NOTES.fullmatch(piece.text) for piece in body)
    if not page.endnotes or has_heading:
        return page.endnotes
    heading = phrases(language).notes[0]
    return (Piece((Run(heading[0].upper() + heading[1:]),), PieceKind.HEADING), *page.endnotes)


def _without_start(piece: Piece, dateline: Dateline) -> Piece:
    """Return the piece without the dateline at its start."""
    cut = len(piece.text) - len(dateline.rest)
    runs: list[Run] = []
    for run in piece.runs:
        kept = run.text[cut:]
        cut = max(0, cut - len(run.text))
        if kept:
            runs.append(replace(run, text=kept))
    return Piece(tuple(runs), piece.kind)


def _day(dateline: Dateline | None, above: Above, page: Page) -> tuple[dt.date | None, tuple[str, ...]]:
    """Return the date, and a doubt where dateline and page differ or the dateline says no year."""
    beside = above.day or page.day
    written = dateline.day if dateline else None
    if written is None:
        return beside, ()
    if beside is None and written.year is None:
        return None, (f"The dateline says {written.day}.{written.month}. without a year.",)
    if beside is not None and not written.agrees_with(beside):
        doubt = f"The dateline says {written.day}.{written.month}., the page {beside}: which one is right?"
        return written.as_date, (doubt,)
    return written.as_date or beside, ()
