"""The values that a pasted page is read into: runs, pieces of the page, and what was found in them."""

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from mailer.domain.release import ReleaseKind, Spokesperson

_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SENTENCE_END = re.compile(r"[.!?…。！？؟][\"'”’»)\]」』]*\s*$")
_SENTENCE = re.compile(r"[.!?…。！？؟]")
_SHORT = 60
_LONG = 120
_NEARLY_ALL = 0.8


class PieceKind(StrEnum):
    """What a piece of text is on its page."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    BULLET = "bullet"  #: an entry of a list with signs
    NUMBER = "number"  #: an entry of a list with numbers
    QUOTE = "quote"  #: set apart as somebody's words
    TABLE = "table"  #: rows are parted by line feeds, cells by tabs


@dataclass(frozen=True, slots=True)
class Run:
    """Words as they stand on the page; ``url`` is where they lead, or ""; ``bold`` sets them apart."""

    text: str
    url: str = ""
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """One paragraph, heading or list entry; line breaks that the page asks for are line feeds."""

    runs: tuple[Run, ...]
    kind: PieceKind = PieceKind.PARAGRAPH

    @property
    def text(self) -> str:
        """Return the words alone."""
        return "".join(run.text for run in self.runs)

    @property
    def weight(self) -> float:
        """Return how much is said, in Latin letters; a Chinese sign weighs as much as two and a half."""
        return len(self.text) + 1.5 * len(_CJK.findall(self.text))

    @property
    def is_linked(self) -> bool:
        """Return whether the piece is little but links, as menus are."""
        linked = sum(len(run.text) for run in self.runs if run.url)
        return linked > _NEARLY_ALL * len(self.text)

    @property
    def is_prose(self) -> bool:
        """Return whether the piece reads like sentences."""
        if self.kind in {PieceKind.HEADING, PieceKind.TABLE} or self.is_linked or self.weight < _SHORT:
            return False
        ends = bool(_SENTENCE_END.search(self.text)) or self.text.rstrip().endswith((":", "："))
        return ends or (self.weight >= _LONG and bool(_SENTENCE.search(self.text)))

    @property
    def ends_sentence(self) -> bool:
        """Return whether the last sign ends a sentence."""
        return bool(_SENTENCE_END.search(self.text))


@dataclass(frozen=True, slots=True)
class Page:
    """A page cut into pieces, with what its marks tell.

    ``title`` is the headline, or ""; ``day`` the day; ``language`` the tag; ``aside`` are the pieces of the whole
    page, where contacts may stand; ``notes`` are sentences on what could not be taken over; ``endnotes`` stood below.
    """

    pieces: tuple[Piece, ...]
    title: str = ""
    day: dt.date | None = None
    language: str = ""
    aside: tuple[Piece, ...] = ()
    notes: tuple[str, ...] = ()
    endnotes: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Pasted:
    """What was found in a pasted page: facts, the text word for word, and ``doubts`` for the officer to settle.

    ``quotes`` are the quotations with their marks; ``embargo`` is the line that speaks of one, never read as a time;
    ``left_out`` are the lines of the page that were taken for navigation.
    """

    language: str
    headline: str = ""
    subhead: str = ""
    place: str = ""
    date: dt.date | None = None
    kind: ReleaseKind = ReleaseKind.PRESS_RELEASE
    pieces: tuple[Piece, ...] = ()
    boilerplate: tuple[Piece, ...] = ()
    spokespeople: tuple[Spokesperson, ...] = ()
    quotes: tuple[str, ...] = ()
    embargo: str = ""
    doubts: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Return the text of the body, one string per paragraph, heading and list entry."""
        return tuple(piece.text for piece in self.pieces)
