"""The text of a release on its page, down to where it ends: contacts, notes to editors, who we are, and the rest."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from mailer.content.pasted.block import contact_lines, contact_span
from mailer.content.pasted.contact import read_contacts
from mailer.content.pasted.pieces import Page, Piece, PieceKind
from mailer.content.pasted.words import ABOUT, EMBARGO, NOTES, folded, is_below, is_end, is_furniture
from mailer.domain.release import Spokesperson

_HEADING = 70
_REMARK = 160
_SHORT = 60
_DASHES = ("–", "—", "-", "―")
_LISTED = frozenset({PieceKind.BULLET, PieceKind.NUMBER})
_FEW = 2


@dataclass(slots=True)
class Below:
    """What was found from the first paragraph on."""

    pieces: list[Piece] = field(default_factory=list)
    boilerplate: list[Piece] = field(default_factory=list)
    people: tuple[Spokesperson, ...] = ()
    embargo: str = ""
    doubts: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def read_below(page: Page, start: int) -> Below:
    """Return the text from piece ``start`` on, without what the page puts between and below it."""
    reader = _Reader(page, page.pieces[start:])
    reader.read()
    if not reader.lines:
        reader.look_aside()
    people, doubts = read_contacts(reader.lines)
    found = reader.found
    found.people = people
    found.doubts = [*doubts, *found.doubts]
    return found


class _Reader:
    """Goes down the page once, deciding about each piece."""

    def __init__(self, page: Page, pieces: Sequence[Piece]) -> None:
        self.page = page
        self.pieces = pieces
        self.found = Below()
        self.lines: list[str] = []
        self.left_prose: list[str] = []
        self.is_ended = False
        self.is_about = False

    def read(self) -> None:
        number = 0
        while number < len(self.pieces) and not self._stops(number):
            span = contact_span(self.pieces, number, bare=number > 0)
            if span:
                self.lines += contact_lines(self.pieces[number : number + span])
                self.is_ended, self.is_about = True, False
            elif not self._is_remark(number):
                self._place(number)
            number += span or 1
        self._leave(number)
        if not self.is_ended:
            self._trim()
        if self.left_prose:
            self.found.doubts.append(f"Below the text stands more, which was left out: {self.left_prose[0][:80]!r}...")

    def look_aside(self) -> None:
        """Look for contacts beside the article, where some sites put them."""
        for number in range(len(self.page.aside)):
            span = contact_span(self.page.aside, number)
            if span:
                self.lines = contact_lines(self.page.aside[number : number + span])
                self.found.doubts.append("The contact stands beside the text on the page: is it the right one?")
                return

    def _stops(self, number: int) -> bool:
        piece = self.pieces[number]
        return number > 0 and piece.weight < _HEADING and is_below(piece.text)

    def _is_remark(self, number: int) -> bool:
        """Take note of what is no part of the text; return whether it was such a remark."""
        piece = self.pieces[number]
        if is_end(piece.text):
            self.is_ended, self.is_about = True, False
        elif EMBARGO.search(piece.text) and piece.weight < _REMARK and not piece.is_prose:
            self.found.embargo = self.found.embargo or piece.text
        elif not is_furniture(piece.text) and (not self.page.title or folded(piece.text) != folded(self.page.title)):
            return False
        self.found.left_out.append(piece.text)
        return True

    def _place(self, number: int) -> None:
        piece = self.pieces[number]
        if piece.weight < _HEADING and NOTES.fullmatch(piece.text.strip()) and number > 0:
            self.is_ended, self.is_about = False, False
            self.found.pieces.append(replace(piece, kind=PieceKind.HEADING))
        elif self._is_about_heading(number):
            self.is_about = True
            self.found.boilerplate.append(replace(piece, kind=PieceKind.HEADING))
        elif self.is_about and (piece.is_prose or piece.kind in _LISTED):
            self.found.boilerplate.append(piece)
        elif self.is_ended or self.is_about:
            self._leave_out(piece)
        else:
            self.found.pieces.append(self._headed(number))

    def _is_about_heading(self, number: int) -> bool:
        piece = self.pieces[number]
        after = self.pieces[number + 1 : number + 2]
        if piece.weight >= _HEADING or piece.ends_sentence or not ABOUT.fullmatch(piece.text.strip()) or not after:
            return False
        rest = sum(
            other.is_prose and not contact_span(self.pieces, at) for at, other in enumerate(self.pieces) if at > number
        )
        return after[0].is_prose and (self.is_ended or rest <= _FEW)

    def _headed(self, number: int) -> Piece:
        """Return the piece, as a heading where it looks like one between two paragraphs."""
        piece, after = self.pieces[number], self.pieces[number + 1 : number + 2]
        first = piece.text[0]
        if piece.kind is not PieceKind.PARAGRAPH or piece.weight >= _HEADING or not after or number == 0:
            return piece
        ends = piece.text[-1] not in ".!?…:;,”»\"'’。！？；：，؟؛،)"
        begins = first.isalnum() and not first.islower() and "\n" not in piece.text
        return replace(piece, kind=PieceKind.HEADING) if ends and begins and after[0].is_prose else piece

    def _leave(self, number: int) -> None:
        """Leave out all pieces from ``number`` on but contacts, if none were found by then."""
        while number < len(self.pieces):
            span = 0 if self.lines else contact_span(self.pieces, number)
            if span:
                self.lines += contact_lines(self.pieces[number : number + span])
            else:
                self.found.left_out.append(self.pieces[number].text)
            number += span or 1

    def _leave_out(self, piece: Piece) -> None:
        self.found.left_out.append(piece.text)
        if piece.is_prose:
            self.left_prose.append(piece.text)

    def _trim(self) -> None:
        """Take short lines that are no sentences off the end of a text that nothing closes."""
        tail: list[str] = []
        while len(self.found.pieces) > 1 and _is_tail(self.found.pieces[-1]):
            tail.insert(0, self.found.pieces.pop().text)
        self.found.left_out += tail
        if tail:
            self.found.doubts.append(f"At the end stands {' / '.join(tail)[:80]!r}: it was left out.")


def _is_tail(piece: Piece) -> bool:
    if piece.is_linked or piece.kind is PieceKind.HEADING:
        return True
    is_short = piece.kind is PieceKind.PARAGRAPH and piece.weight < _SHORT
    return is_short and not piece.ends_sentence and not piece.text.startswith(_DASHES)
