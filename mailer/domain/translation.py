"""Translations: from which state of which edition one was made, and what has changed there since."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import blake2b

from mailer.domain.release import Edition

_MARK_OCTETS = 3
_BETWEEN = re.compile(r"\n[ \t]*(?=\n)")
#: What is shorter is often the same in two languages: a name, a figure, a heading.
_TELLING = 40


@dataclass(frozen=True, slots=True)
class Translation:
    """What an edition was made from: that in ``language``, whose passages had these ``marks``."""

    language: str
    marks: tuple[str, ...]

    @property
    def written(self) -> str:
        """Return it as it stands in the head of a release."""
        return " ".join((self.language, *self.marks))


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of an edition that is translated as one: ``where`` is its line in the file, or what it is."""

    where: str
    text: str

    @property
    def mark(self) -> str:
        """Return six hexadecimal digits that are others when the words are; blanks and line ends do not count."""
        return blake2b(" ".join(self.text.split()).encode(), digest_size=_MARK_OCTETS).hexdigest()


@dataclass(frozen=True, slots=True)
class Change:
    """A passage that is new or other than it was; ``text`` is "" for one that is gone (from before ``where``)."""

    where: str
    text: str


def passages(edition: Edition) -> tuple[Passage, ...]:
    """Return what there is to translate in an edition, in order."""
    named = (("headline", edition.headline), ("summary", edition.summary), ("boilerplate", edition.boilerplate))
    return (*(Passage(*one) for one in named if one[1]), *_paragraphs(edition))


def made_from(edition: Edition) -> Translation:
    """Return what a translation of the edition as it is now is made from."""
    return Translation(edition.language, tuple(one.mark for one in passages(edition)))


def origin_of(edition: Edition) -> Translation | None:
    """Return what the edition says that it was made from, None if it says nothing."""
    return Translation(edition.translated_from[0], edition.translated_from[1:]) if edition.translated_from else None


def changes(made: Translation, now: Edition) -> tuple[Change, ...]:
    """Return what has changed since in the edition that a translation was made from."""
    there = passages(now)
    steps = SequenceMatcher(None, made.marks, [one.mark for one in there], autojunk=False).get_opcodes()
    return tuple(one for _, *span in (step for step in steps if step[0] != "equal") for one in _changed(there, span))


def share_untranslated(edition: Edition, source: Edition) -> float:
    """Return which part of the longer passages of an edition stands in the same words in its ``source``."""
    theirs = {one.mark for one in passages(source)}
    own = [one for one in passages(edition) if len(one.text) >= _TELLING]
    return sum(one.mark in theirs for one in own) / len(own) if own else 0.0


def _changed(there: Sequence[Passage], span: Sequence[int]) -> Iterator[Change]:
    first, last, begin, end = span
    yield from (Change(one.where, one.text) for one in there[begin:end])
    after = there[end].where if end < len(there) else "end"
    yield from (Change(after, "") for _ in range(last - first - (end - begin)))


def _paragraphs(edition: Edition) -> Iterator[Passage]:
    line = edition.body_line
    for part in _BETWEEN.split(edition.body):
        blank = len(part) - len(part.lstrip("\n"))
        if part.strip():
            yield Passage(f"line {line + blank}", part.strip())
        line += part.count("\n") + 1
