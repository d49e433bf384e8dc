"""Pasted plain text cut into pieces: one per paragraph, however the lines were broken."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from mailer.content.pasted.pieces import Page, Piece, PieceKind, Run
from mailer.content.pasted.words import INTRO
from mailer.content.release.dateline import split_dateline

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff\ud800-\udfff\ue000]")
_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BULLET = re.compile(r"(?:[•▪◦‣●·*-])[ \t\u00a0]+(?=\S)")
_NUMBER = re.compile(r"\d{1,2}[.)][ \t\u00a0]+(?=\S)")
_CJK_EDGE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")
_INDENTED = re.compile(r"^\s+")
_LABEL = re.compile(r"[^\W\d_][\w.-]{0,14} ?:")
_SENTENCE_END = re.compile(r"[.!?…。！？؟:：;؛][\"'”’»)\]」』]*$")
_NARROWEST = 45
_WIDEST = 100
_NEARLY = 0.75
_ENOUGH = 3


def page_of_text(text: str) -> Page:
    """Return the pieces of a plain text; lines broken at a fixed width (as in mails) are joined again."""
    lines = _lines(text)
    groups = _groups(lines, _width(lines))
    return Page(tuple(_piece(" ".join(group)) if len(group) == 1 else _joined(group) for group in groups))


def clean(text: str) -> str:
    """Return ``text`` composed (NFC), with line feeds at line ends and without control characters."""
    return _CONTROL.sub("", _BREAKS.sub("\n", unicodedata.normalize("NFC", text)))


def _lines(text: str) -> list[str]:
    return [_INDENTED.sub("\t", line.rstrip()) for line in clean(text).split("\n")]


def _width(lines: list[str]) -> int:
    """Return the width at which the text was broken, 0 where every line is a paragraph."""
    longest = max((len(line) for line, after in pairwise(lines) if after), default=0)
    if longest < _NARROWEST:
        return 0
    broken = [(line, after) for line, after in pairwise(lines) if _goes_on(line, after, longest)]
    long_ones = sum(_NEARLY * longest <= len(line) <= longest for line in lines)
    is_sure = any(_is_unfinished(line, after) for line, after in broken)
    is_likely = len(broken) >= _ENOUGH and longest <= _WIDEST
    return longest if (is_sure or is_likely) and len(broken) >= long_ones / 2 else 0


def _goes_on(line: str, after: str, width: int) -> bool:
    """Return whether the line was broken because the next word did not fit."""
    if not _NEARLY * width <= len(line) <= width or not after:
        return False
    return len(line) + 1 + len(after.split(maxsplit=1)[0]) > width and not _begins(after.strip())


def _is_unfinished(line: str, after: str) -> bool:
    """Return whether the line stops amid a sentence that the next one goes on with, wherever it was broken."""
    if len(line) < _NARROWEST or not after[:1].islower() or _SENTENCE_END.search(line):
        return False
    return not (_LABEL.match(after) or _begins(after))


def _begins(line: str) -> bool:
    """Return whether a paragraph of its own begins with this line."""
    if _BULLET.match(line) or _NUMBER.match(line) or INTRO.match(line):
        return True
    dateline = split_dateline(line)
    return dateline is not None and bool(dateline.rest)


def _groups(lines: list[str], width: int) -> Iterator[list[str]]:
    group: list[str] = []
    for line in lines:
        if group and not _belongs(group, line, width):
            yield group
            group = []
        if line:
            group.append(line.strip())
    if group:
        yield group


def _belongs(group: list[str], line: str, width: int) -> bool:
    """Return whether the line goes on with the paragraph: broken for width or in a sentence, or below a list entry."""
    if (width and _goes_on(group[-1], line, width)) or _is_unfinished(group[-1], line):
        return True
    is_entry = _BULLET.match(group[0]) or _NUMBER.match(group[0])
    return bool(is_entry) and line.startswith("\t") and not _begins(line.strip())


def _joined(group: list[str]) -> Piece:
    text = group[0]
    for line in group[1:]:
        is_chinese = _CJK_EDGE.match(text[-1]) and _CJK_EDGE.match(line[0])
        text = f"{text}{line}" if is_chinese else f"{text} {line}"
    return _piece(text)


def _piece(text: str) -> Piece:
    for pattern, kind in ((_BULLET, PieceKind.BULLET), (_NUMBER, PieceKind.NUMBER)):
        found = pattern.match(text)
        if found:
            return Piece((Run(text[found.end() :]),), kind)
    return Piece((Run(text),))
