"""Where on a page the text of the release begins."""

from collections.abc import Sequence

from mailer.content.pasted.pieces import Page, Piece, PieceKind, Run
from mailer.content.pasted.words import INTRO, LABELS, folded, is_below, is_furniture
from mailer.content.release.dateline import Dateline, split_dateline

_LEAST = 40
_GAP = 3
_DATELINE_COUNTS = 0.4
_SENTENCE = 20


def find_start(page: Page) -> int | None:
    """Return the number of the piece with which the text begins, None if nothing reads like sentences.

    It is where a dateline stands above enough prose, or else the first sentence of the longest stretch of prose.
    """
    pieces = page.pieces
    scores = _scores(pieces)
    if not scores:
        return None
    best = max(scores, key=lambda number: scores[number])
    dated = [number for number in scores if opening(pieces[number]) is not None]
    with_dateline = max(dated, key=lambda number: scores[number], default=None)
    if with_dateline is not None and scores[with_dateline] >= _DATELINE_COUNTS * scores[best]:
        return with_dateline
    return _sentences_above(page, best)


def opening(piece: Piece) -> Dateline | None:
    """Return the dateline with which the piece begins, if enough text follows on it."""
    if piece.kind not in {PieceKind.PARAGRAPH, PieceKind.QUOTE} or piece.is_linked:
        return None
    dateline = split_dateline(piece.text)
    if dateline is None or Piece((Run(dateline.rest),)).weight < _LEAST or not piece.text.endswith(dateline.rest):
        return None
    return dateline


def _scores(pieces: Sequence[Piece]) -> dict[int, float]:
    """Return for each piece that may begin the text how much prose follows from there without a break."""
    scores: dict[int, float] = {}
    stretch = 0.0
    gap = 0
    for number in range(len(pieces) - 1, -1, -1):
        piece = pieces[number]
        if is_below(piece.text) or INTRO.match(piece.text.replace("’", "'")):
            stretch, gap = 0.0, 0
        elif _is_text(piece):
            stretch, gap = stretch + piece.weight, 0
            scores[number] = stretch
        elif piece.weight < _LEAST or piece.is_linked:
            gap += 1
            stretch = 0.0 if gap > _GAP else stretch
    return scores


def _is_text(piece: Piece) -> bool:
    if piece.kind in {PieceKind.BULLET, PieceKind.NUMBER} or is_furniture(piece.text):
        return False
    return piece.is_prose or opening(piece) is not None


def _sentences_above(page: Page, start: int) -> int:
    """Return where the text begins when short sentences stand between the headline and the first long one."""
    title = folded(page.title)
    while start > 0:
        above = page.pieces[start - 1]
        is_sentence = (
            above.ends_sentence and above.weight >= _SENTENCE and above.kind in {PieceKind.PARAGRAPH, PieceKind.QUOTE}
        )
        known = folded(above.text)
        if not is_sentence or known == title or known in LABELS or above.is_linked or is_furniture(above.text):
            break
        start -= 1
    return start if start > 0 or page.title else _below_first(page, start)


def _below_first(page: Page, start: int) -> int:
    """Return ``start``, but never the very first piece: where no title is known that is the headline."""
    return (
        start + 1
        if len(page.pieces) > start + 1
        and page.pieces[start + 1].ends_sentence
        and page.pieces[start].weight < 4 * _LEAST
        else start
    )
