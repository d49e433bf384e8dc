"""Where on a page a contact block stands, and its lines."""

from collections.abc import Sequence

from mailer.content.pasted.contact import has_reach
from mailer.content.pasted.pieces import Piece, PieceKind
from mailer.content.pasted.words import ABOUT, INTRO, NOTES, is_below, is_end

_REACH_WITHIN = 5
_HEADING = 80
_ONE_LINE = 240


def contact_span(pieces: Sequence[Piece], start: int, *, bare: bool = False) -> int:
    """Return how many pieces from ``start`` on are a contact block, 0 if none begins there.

    It begins with words that lead to a contact and holds an address or a number; ``bare`` allows for one without
    such words: a line with an e-mail address that is no sentence.
    """
    piece = pieces[start]
    lines = contact_text(piece)
    if not _leads(piece):
        is_bare = bare and any("@" in line and has_reach(line) for line in lines)
        return int(is_bare and not piece.is_prose and piece.weight < _ONE_LINE)
    last = start if any(has_reach(line) for line in lines) else None
    number = start + 1
    while number < len(pieces) and number - (start if last is None else last) <= _REACH_WITHIN:
        after = pieces[number]
        reach = any(has_reach(line) for line in contact_text(after))
        if _ends_block(after, reach=reach):
            break
        last = number if reach else last
        number += 1
    return 0 if last is None else last - start + 1


def contact_lines(pieces: Sequence[Piece]) -> list[str]:
    """Return the lines of a contact block without the words that lead to it."""
    lines = contact_text(pieces[0])
    return lines + [line for piece in pieces[1:] for line in contact_text(piece, only_before_colon=True)]


def contact_text(piece: Piece, *, only_before_colon: bool = False) -> list[str]:
    """Return the lines of the piece without the words that lead to the contact, addresses behind names written out.

    ``only_before_colon`` keeps such words where no colon follows: "Press Officer" is a title below a name.
    """
    text = ""
    for run in piece.runs:
        address = run.url.removeprefix("mailto:").partition("?")[0] if run.url.startswith("mailto:") else ""
        text += run.text if not address or "@" in run.text else f"{run.text} ({address})"
    found = INTRO.match(text.replace("’", "'"))
    is_lead = found is not None and (not only_before_colon or found.group().rstrip().endswith((":", "：")))
    return (text[found.end() :] if found and is_lead else text).split("\n")


def _leads(piece: Piece) -> bool:
    return INTRO.match(piece.text.replace("’", "'")) is not None


def _ends_block(piece: Piece, *, reach: bool) -> bool:
    text = piece.text.strip()
    is_heading = piece.kind is PieceKind.HEADING or piece.weight < _HEADING
    if is_below(text) or is_end(text) or (piece.is_prose and not reach):
        return True
    return is_heading and not reach and bool(NOTES.fullmatch(text) or (ABOUT.fullmatch(text)))
