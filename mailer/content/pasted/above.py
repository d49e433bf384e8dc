"""What stands above the text of a release on its page: headline, date, labels, an embargo, and menus."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from mailer.content.pasted.block import contact_lines, contact_span
from mailer.content.pasted.contact import read_contacts
from mailer.content.pasted.pieces import Page, Piece, PieceKind
from mailer.content.pasted.words import EMBARGO, LABELS, folded, is_furniture
from mailer.content.release.dateline import split_dateline
from mailer.content.release.dates import WrittenDay, find_day
from mailer.domain.release import ReleaseKind, Spokesperson

_LEAST, _MOST = 10, 300
_REMARK = 160
_BESIDE_DAY = 30
_NEAR = 4
_PLACE_WORDS = 3


@dataclass(slots=True)
class Above:
    """What was found above the text."""

    headline: str = ""
    subhead: str = ""
    place: str = ""
    kind: ReleaseKind = ReleaseKind.PRESS_RELEASE
    day: dt.date | None = None
    embargo: str = ""
    people: tuple[Spokesperson, ...] = ()
    people_doubts: tuple[str, ...] = ()
    left_out: list[str] = field(default_factory=list)


def read_above(page: Page, start: int) -> Above:
    """Return what the pieces before ``start`` say."""
    found = Above()
    above = list(page.pieces[:start])
    used = _take_contacts(found, above)
    candidates = _candidates(found, page, above, used)
    if page.title:
        used.update(_take_title(found, page.title, above, candidates))
    elif candidates:
        is_alone = len(candidates) == 2 and used.issuperset(range(candidates[1]))  # noqa: PLR2004 - headline and subhead
        used.update(_take_headline(found, above, candidates, is_alone=is_alone))
    found.left_out = [piece.text for number, piece in enumerate(above) if number not in used]
    return found


def day_of_line(text: str) -> WrittenDay | None:
    """Return the day if the line says little else: "Published: Tuesday, 24 November 2026, 09:30"."""
    day = find_day(text)
    if day is None or day.year is None:
        return None
    return day if len(text) - (day.end - day.start) <= _BESIDE_DAY else None


def _take_contacts(found: Above, above: Sequence[Piece]) -> set[int]:
    """Take contacts that stand on top, as in American releases."""
    for number in range(len(above)):
        span = contact_span(above, number)
        if span:
            found.people, found.people_doubts = read_contacts(contact_lines(above[number : number + span]))
            return set(range(number, number + span))
    return set()


def _candidates(found: Above, page: Page, above: Sequence[Piece], used: set[int]) -> list[int]:
    """Return what may be headline, nearest first, noting dates, labels and an embargo on the way up."""
    title = folded(page.title)
    candidates: list[int] = []
    is_found = False
    for number in range(len(above) - 1, -1, -1):
        piece = above[number]
        if number in used or _note(found, piece, near=not is_found or candidates[-1] - number <= _NEAR):
            used.add(number)
        elif is_found:
            continue
        elif title and folded(piece.text) == title:
            candidates.append(number)
            is_found = True
        elif _may_head(piece):
            candidates.append(number)
        elif candidates and not title:
            is_found = True
    return candidates


def _note(found: Above, piece: Piece, *, near: bool) -> bool:
    """Note what the piece says about the release; return whether it was such a remark."""
    label = LABELS.get(folded(piece.text))
    if EMBARGO.search(piece.text) and piece.weight < _REMARK:
        found.embargo = found.embargo or piece.text
    elif label is not None and near:
        found.kind = label if found.kind is ReleaseKind.PRESS_RELEASE else found.kind
    elif near and day_of_line(piece.text):
        day, alone = day_of_line(piece.text), split_dateline(piece.text)
        found.day = found.day or (day.as_date if day else None)
        found.place = found.place or (alone.place if alone and not alone.rest else "")
    else:
        return False
    return True


def _may_head(piece: Piece) -> bool:
    if piece.kind not in {PieceKind.PARAGRAPH, PieceKind.HEADING, PieceKind.QUOTE} or piece.is_linked:
        return False
    if is_furniture(piece.text):
        return False
    return _LEAST <= piece.weight <= _MOST and any(map(str.isalpha, piece.text)) and "\n" not in piece.text


def _take_headline(found: Above, above: Sequence[Piece], candidates: list[int], *, is_alone: bool) -> set[int]:
    """Take the nearest line that can be a headline, or the one above it where that is the line below the headline.

    ``is_alone`` says that nothing but labels stands above two such lines: then the first is the headline.
    """
    nearest, *others = candidates
    if others and candidates[1] == nearest - 1 and (above[nearest].ends_sentence or is_alone):
        found.subhead = above[nearest].text
        found.headline = above[candidates[1]].text
        return {nearest, candidates[1]}
    found.headline = above[nearest].text
    return {nearest}


def _take_title(found: Above, title: str, above: Sequence[Piece], candidates: list[int]) -> set[int]:
    """Take the headline that the page's marks tell, and the line below it where it stands on the page."""
    found.headline = title
    if not candidates or folded(above[candidates[-1]].text) != folded(title):
        return set()
    used = {candidates[-1]}
    for number in reversed(candidates[:-1]):
        text = above[number].text
        if not found.subhead and len(text.split()) > _PLACE_WORDS:
            found.subhead = text
            used.add(number)
    return used
