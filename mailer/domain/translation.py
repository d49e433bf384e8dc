"""Translations: from which state of which edition one was made, and what has changed there since."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import blake2b

from mailer.domain.release import Edition, TranslatedFrom

_MARK_OCTETS = 3
_BETWEEN = re.compile(r"\n[ \t]*(?=\n)")
#: What is shorter is often the same in two languages: a name, a figure, a heading.
_TELLING = 40


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of an edition that is translated as one: ``where`` is its line in the file, or what it is.

    Of one that is gone ``text`` is "", and ``where`` is what stood behind it.
    """

    where: str
    text: str

    @property
    def mark(self) -> str:
        """Return six hexadecimal digits that are others when the words are; blanks and line ends do not count."""
        return blake2b(" ".join(self.text.split()).encode(), digest_size=_MARK_OCTETS).hexdigest()


def units(edition: Edition) -> tuple[Unit, ...]:
    """Return what there is to translate in an edition, in order."""
    named = (("headline", edition.headline), ("summary", edition.summary), ("boilerplate", edition.boilerplate))
    return (*(Unit(*one) for one in named if one[1]), *_paragraphs(edition))


def made_from(edition: Edition) -> TranslatedFrom:
    """Return what a translation of the edition as it is now is made from."""
    return TranslatedFrom(edition.language, tuple(one.mark for one in units(edition)))


def changes(made: TranslatedFrom, now: Edition) -> tuple[Unit, ...]:
    """Return the units that have changed since in the edition that a translation was made from, or are gone."""
    there = units(now)
    steps = SequenceMatcher(None, made.marks, [one.mark for one in there], autojunk=False).get_opcodes()
    return tuple(one for _, *span in (step for step in steps if step[0] != "equal") for one in _changed(there, span))


def share_untranslated(edition: Edition, source: Edition) -> float:
    """Return which part of the longer units of an edition stands in the same words in its ``source``."""
    theirs = {one.mark for one in units(source)}
    own = [one for one in units(edition) if len(one.text) >= _TELLING]
    return sum(one.mark in theirs for one in own) / len(own) if own else 0.0


def _changed(there: Sequence[Unit], span: Sequence[int]) -> Iterator[Unit]:
    first, last, begin, end = span
    yield from there[begin:end]
    after = there[end].where if end < len(there) else "end"
    yield from (Unit(after, "") for _ in range(last - first - (end - begin)))


def _paragraphs(edition: Edition) -> Iterator[Unit]:
    line = edition.body_line
    for part in _BETWEEN.split(edition.body):
        blank = len(part) - len(part.lstrip("\n"))
        if part.strip():
            yield Unit(f"line {line + blank}", part.strip())
        line += part.count("\n") + 1
