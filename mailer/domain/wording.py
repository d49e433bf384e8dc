"""What became of the words of a text: the difference between two versions, word by word.

Words of scripts that are written without blanks are compared by character. Blanks count as one: a text that is only
wrapped anew says the same. What both versions say once is found first, so that long texts take no longer than their
length and an edit in one place never disturbs another.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

#: Scripts without blanks between words, and marks that belong to the letter before them.
_ALONE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_MARKS = "\u0300-\u036f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
_TOKEN = re.compile(
    rf"\s+|\w+://\S+|\d+(?:[.,:\u00a0\u202f]\d+)*[^\W{_ALONE}]*|[{_ALONE}][{_MARKS}]*"
    rf"|[^\W{_ALONE}](?:[{_MARKS}\u200c\u200d]|[^\W{_ALONE}]|['’@.\-](?=[^\W{_ALONE}]))*|.",
    re.DOTALL,
)
_WORD = re.compile(r"\w")
_PARAGRAPH = re.compile(r"\n\s*\n")
#: Between two things that both versions say once there is little left; above this many pairs it is told as a whole.
_MOST_PAIRS = 250_000
#: Runs of so many tokens are looked for before single ones: three words with the blanks between them.
_RUNS = (5, 1)


class Change(StrEnum):
    """What became of a piece of text."""

    SAME = "same"  #: both versions say it
    REMOVED = "removed"  #: only the earlier one says it
    ADDED = "added"  #: only the later one says it


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text with one fate; what is the ``same`` stands as the later version writes it."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class Wording:
    """Two versions of a text in one: the earlier is what is not added, the later what is not removed.

    ``removed`` and ``added`` count words, or characters of scripts without blanks.
    """

    pieces: tuple[Piece, ...] = ()
    removed: int = 0
    added: int = 0

    @property
    def is_same(self) -> bool:
        """Return whether both versions say the same."""
        return all(piece.change is Change.SAME for piece in self.pieces)

    def paragraphs(self) -> tuple[tuple[Piece, ...], ...]:
        """Return the pieces paragraph by paragraph, each with the blank lines that end it."""
        found: list[list[Piece]] = [[]]
        for piece in self.pieces:
            at = 0
            for gap in _PARAGRAPH.finditer(piece.text):
                found[-1].append(Piece(piece.change, piece.text[at : gap.end()]))
                found.append([])
                at = gap.end()
            if piece.text[at:]:
                found[-1].append(Piece(piece.change, piece.text[at:]))
        return tuple(tuple(paragraph) for paragraph in found if paragraph)


def compare(before: str, after: str) -> Wording:
    r"""Return what became of the words of ``before`` in ``after``.

    >>> [(piece.change.value, piece.text) for piece in compare("4.2 million people", "4.5 million people").pieces]
    [('removed', '4.2'), ('added', '4.5'), ('same', ' million people')]
    >>> compare("wrapped\nhere", "wrapped here").is_same
    True
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    places = _places([_key(token) for token in old], [_key(token) for token in new])
    hunks = _readable(_hunks(old, new, places))
    pieces = tuple(piece for hunk in hunks for piece in _pieces(hunk))
    removed, added = (
        sum(_words(_TOKEN.findall(piece.text)) for piece in pieces if piece.change is change)
        for change in (Change.REMOVED, Change.ADDED)
    )
    return Wording(pieces, removed, added)


class _Span(NamedTuple):
    """A part of both versions: tokens ``low`` to ``high`` of the earlier, the ``new`` ones of the later."""

    low: int
    high: int
    new_low: int
    new_high: int

    @property
    def pairs(self) -> int:
        return (self.high - self.low) * (self.new_high - self.new_low)


class _Hunk(NamedTuple):
    """So much of both versions, which ``is_same`` in both or not."""

    is_same: bool
    old: tuple[str, ...]
    new: tuple[str, ...]

    @property
    def weight(self) -> int:
        return max(_words(self.old), _words(self.new))


_Places = list[tuple[int, int]]


def _key(token: str) -> str:
    """Return what a token is compared by: a run of blanks as one, a gap between paragraphs as another."""
    if not token.isspace():
        return token
    return "\n\n" if token.count("\n") > 1 else " "


def _words(tokens: Iterable[str]) -> int:
    return sum(_WORD.search(token) is not None for token in tokens)


def _places(old: Sequence[str], new: Sequence[str]) -> _Places:
    """Return where both versions have the same, in order: what stands once in both first, then what is between."""
    found: _Places = []
    spans = [_Span(0, len(old), 0, len(new))]
    while spans:
        whole = spans.pop()
        span = _without_ends(old, new, whole)
        found += zip(range(whole.low, span.low), range(whole.new_low, span.new_low), strict=True)
        found += zip(range(span.high, whole.high), range(span.new_high, whole.new_high), strict=True)
        if not span.pairs:
            continue
        if anchors := _anchors(old, new, span) or _alike(old, new, span):
            spans += _between(anchors, span)
        elif span.pairs <= _MOST_PAIRS:
            found += _closely(old, new, span)
    return sorted(found)


def _without_ends(old: Sequence[str], new: Sequence[str], span: _Span) -> _Span:
    """Return the span without what both versions begin and end with."""
    low, high, new_low, new_high = span
    while low < high and new_low < new_high and old[low] == new[new_low]:
        low, new_low = low + 1, new_low + 1
    while low < high and new_low < new_high and old[high - 1] == new[new_high - 1]:
        high, new_high = high - 1, new_high - 1
    return _Span(low, high, new_low, new_high)


def _anchors(old: Sequence[str], new: Sequence[str], span: _Span) -> _Places:
    """Return the places of what stands once in both versions, as many as are in the same order in both."""
    for length in _RUNS:
        here, there = _once(old, span.low, span.high, length), _once(new, span.new_low, span.new_high, length)
        found = _rising([(at, there[run]) for run, at in here.items() if run in there])
        if found:
            return found
    return []


def _alike(old: Sequence[str], new: Sequence[str], span: _Span) -> _Places:
    """Return where paragraphs begin that a long part has in both versions, although nothing in it stands once."""
    here, there = _paragraphs(old, span.low, span.high), _paragraphs(new, span.new_low, span.new_high)
    if span.pairs <= _MOST_PAIRS or len(here) * len(there) > _MOST_PAIRS:
        return []
    blocks = SequenceMatcher(None, [*here.values()], [*there.values()], autojunk=False).get_matching_blocks()
    starts, new_starts = list(here), list(there)
    return [(starts[at + n], new_starts[new_at + n]) for at, new_at, size in blocks for n in range(size)]


def _paragraphs(tokens: Sequence[str], low: int, high: int) -> dict[int, tuple[str, ...]]:
    """Return the paragraphs between two places by where they begin."""
    gaps = [at for at in range(low, high) if tokens[at] == "\n\n"]
    begun = zip([low, *(at + 1 for at in gaps)], [*gaps, high], strict=True)
    return {start: tuple(tokens[start:end]) for start, end in begun if start < end}


def _once(tokens: Sequence[str], low: int, high: int, length: int) -> dict[Hashable, int]:
    """Return where each run of ``length`` tokens begins that comes once, in order."""
    shifted = (tokens[low + n : high] for n in range(length))
    runs: list[Hashable] = [*tokens[low:high]] if length == 1 else [*zip(*shifted, strict=False)]
    counted = Counter(runs)
    return {run: low + at for at, run in enumerate(runs) if counted[run] == 1}


def _rising(places: _Places) -> _Places:
    """Return the longest choice of ``places``, whose first numbers rise, in which the second ones rise too."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, new_at) in enumerate(places):
        at = bisect_left(ends, new_at)
        before.append(last[at - 1] if at else -1)
        ends[at : at + 1] = [new_at]
        last[at : at + 1] = [number]
    found: _Places = []
    number = last[-1] if last else -1
    while number >= 0:
        found.append(places[number])
        number = before[number]
    return found[::-1]


def _between(anchors: _Places, span: _Span) -> Iterator[_Span]:
    """Yield the part before the first anchor, and those that begin at each of them."""
    starts = [(span.low, span.new_low), *anchors]
    ends = [*anchors, (span.high, span.new_high)]
    for (low, new_low), (high, new_high) in zip(starts, ends, strict=True):
        yield _Span(low, high, new_low, new_high)


def _closely(old: Sequence[str], new: Sequence[str], span: _Span) -> Iterator[tuple[int, int]]:
    """Yield the places of the longest runs that a short part has in both versions."""
    here, there = old[span.low : span.high], new[span.new_low : span.new_high]
    for at, new_at, size in SequenceMatcher(None, here, there, autojunk=False).get_matching_blocks():
        for n in range(size):
            yield span.low + at + n, span.new_low + new_at + n


def _hunks(old: Sequence[str], new: Sequence[str], places: _Places) -> Iterator[_Hunk]:
    """Yield both versions from end to end, what is the same and what is not by turns."""
    at = new_at = 0
    for low, new_low, size in _runs(places):
        yield _Hunk(is_same=False, old=tuple(old[at:low]), new=tuple(new[new_at:new_low]))
        at, new_at = low + size, new_low + size
        yield _Hunk(is_same=True, old=tuple(old[low:at]), new=tuple(new[new_low:new_at]))
    yield _Hunk(is_same=False, old=tuple(old[at:]), new=tuple(new[new_at:]))


def _runs(places: _Places) -> Iterator[tuple[int, int, int]]:
    """Yield where runs of places begin that follow one another in both versions, and how long they are."""
    for _, run in groupby(enumerate(places), lambda one: (one[1][0] - one[0], one[1][1] - one[0])):
        together = [place for _, place in run]
        yield (*together[0], len(together))


def _readable(hunks: Iterable[_Hunk]) -> list[_Hunk]:
    """Return the hunks, each with what is the same between two changes taken into them where it says little."""
    found: list[_Hunk] = []
    for hunk in hunks:
        found += [hunk] if hunk.old or hunk.new else []
        while len(found) > 2 and not found[-1].is_same and _says_little(*found[-3:]):  # noqa: PLR2004 - and its neighbours
            found[-3:] = [_together(*found[-3:])]
    return found


def _together(*hunks: _Hunk) -> _Hunk:
    old = tuple(token for hunk in hunks for token in hunk.old)
    return _Hunk(is_same=False, old=old, new=tuple(token for hunk in hunks for token in hunk.new))


def _says_little(before: _Hunk, same: _Hunk, after: _Hunk) -> bool:
    """Return whether two changes read better as one: between them are no words, or few for what changes around."""
    is_paragraph = any(_key(token) == "\n\n" for token in same.new)
    return not is_paragraph and 2 * same.weight <= (min(before.weight, after.weight) if same.weight else 1)


def _pieces(hunk: _Hunk) -> Iterator[Piece]:
    told = [(Change.SAME, hunk.new)] if hunk.is_same else [(Change.REMOVED, hunk.old), (Change.ADDED, hunk.new)]
    for change, tokens in told:
        if tokens:
            yield Piece(change, "".join(tokens))
