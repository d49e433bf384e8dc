"""Checks of figures: those of the headline against the text, and those of one edition against another."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from mailer.content.lint.copy import Copy, Hit, Look, quoted
from mailer.content.lint.prose import body_text, running
from mailer.content.release.dates import find_days
from mailer.content.release.numbers import LANGUAGES, Figure, find_figures, normal, spelled_numbers
from mailer.domain.language import primary_language
from mailer.domain.release import Edition, Release

#: What has digits and says no figure: addresses, phones, times, ordinals, names such as COVID-19 and G20.
_NO_FIGURE = re.compile(
    r"https?://\S+|\S+@\S+|(?:[\w-]+\.)+(?:org|int|net|com|edu|gov)\b\S*|\+\d[\d()\u00a0 ./-]{6,}\d"
    r"|[A-Za-zÀ-ÿА-я][-‑–]?\d[\w-]*|第\d+|\d{1,2}[:：]\d{2}|\d{1,2}\s?[hH](?:\s?\d{2})?\b"
    r"|\d{1,2}(?:\.\d{2})?\s?[ap]\.?m\b|\d{1,2}[时時点點]"
    r"|\d+(?:st|nd|rd|th|e|er|re|[èe]me|[ºª°]|\.[ºª]|-?(?:й|я|е|го|ю|му|х))\b|№\s?\d+|[\w.-]+/\S*\d\S*"
)
_SMALLEST = 13  # below it, one language writes what another spells
_FIRST_YEAR, _LAST_YEAR = 1900, 2099
_DUAL = 2  # Arabic says it by the form of the word
_NEIGHBOURS = 2
_EXAMPLES = 3
_FARTHEST = 20_000  # Chinese counts in tens of thousands


@dataclass(frozen=True, slots=True)
class _Facts:
    """The figures of an edition in its order, and every number that it has in digits or in words."""

    figures: tuple[Figure, ...]
    known: frozenset[Decimal]

    def unknown_to(self, other: "_Facts") -> list[int]:
        """Return the positions of the figures that say something and that ``other`` has not."""
        return [at for at, one in enumerate(self.figures) if _matters(one) and not one.readings & other.known]

    def count(self, figure: Figure) -> int:
        """Return how often a figure stands here."""
        return sum(bool(one.readings & figure.readings) for one in self.figures)

    def around(self, at: int, other: "_Facts") -> frozenset[Decimal]:
        """Return what the neighbours of a figure say, of those that ``other`` has too."""
        near = self.figures[max(0, at - _NEIGHBOURS) : at + _NEIGHBOURS + 1]
        return frozenset(value for one in near for value in one.readings & other.known)


def _headline(copy: Copy) -> Iterator[Hit]:
    edition, language = copy.edition, primary_language(copy.edition.language)
    if language not in LANGUAGES:
        return
    body = body_text(edition)
    known, spelled = find_figures(body, language), spelled_numbers(body, language)
    for one in figures_of(edition.headline, language):
        is_telling = max(one.readings) > _DUAL and not _is_year(one)
        if is_telling and not one.readings & spelled and not _is_said(one, known):
            yield Hit(f"{edition.source}, headline", f"the headline says {quoted(one.written)}, the text does not")


def _is_said(figure: Figure, known: Sequence[Figure]) -> bool:
    """Return whether the text has the figure, or a finer one of which it may be the round form."""
    return any(
        figure.readings & one.readings
        or (one.unit < figure.unit and abs(max(one.readings) - max(figure.readings)) < figure.unit)
        for one in known
    )


def _between_editions(copy: Copy) -> Iterator[Hit]:
    other = compared_with(copy)
    if other is None or not {primary_language(one.language) for one in (copy.edition, other)} <= set(LANGUAGES):
        return
    pairs = _contradictions(_facts(copy.edition), _facts(other))
    if pairs:
        told = ", ".join(f"{quoted(one)} where that has {quoted(two)}" for one, two in pairs[:_EXAMPLES])
        yield Hit(
            copy.place(pairs[0][0], "text"), f"figures differ from the {other.language} edition: this one has {told}"
        )


def compared_with(copy: Copy) -> Edition | None:
    """Return the edition that others are compared with: in the organisation's language, else the first."""
    release: Release = copy.release
    own = copy.house.organisation.language
    other = release.edition(own if own in release.languages else release.languages[0])
    return None if other.language == copy.edition.language else other


def figures_of(text: str, language: str) -> tuple[Figure, ...]:
    """Return the figures of a text but for those in days, times, phones, addresses and names."""
    plain = normal(text)
    for day in find_days(plain):
        plain = plain[: day.start] + " " * (day.end - day.start) + plain[day.end :]
    hidden = _NO_FIGURE.sub(lambda found: "\x00" * len(found[0]), plain)
    found = find_figures(hidden, language)
    return tuple(replace(one, written=text[one.start : one.end]) for one in found)


def _contradictions(this: _Facts, that: _Facts) -> list[tuple[str, str]]:
    """Return figures that the other edition has not, with the figure that it has in their place.

    A translation that leaves a sentence out, or adds one, contradicts nothing.
    """
    pairs: dict[int, int] = {}
    for at in this.unknown_to(that):
        found = (there for there in _in_place_of(at, this, that) if there not in pairs.values())
        match = next(found, None)
        if match is not None:
            pairs[at] = match
    return [(this.figures[at].written, that.figures[match].written) for at, match in pairs.items()]


def _in_place_of(at: int, this: _Facts, that: _Facts) -> Iterator[int]:
    """Yield where the other edition has a figure in this place that is unknown here, or that it says more often."""
    around, figure = this.around(at, that), this.figures[at]
    unknown = that.unknown_to(this)
    for there, other in enumerate(that.figures):
        is_slip = there in unknown or (that.count(other) > this.count(other) and _has_same_digits(figure, other))
        if is_slip and _is_same_kind(figure, other) and _is_same_place(around, that.around(there, this)):
            yield there


def _has_same_digits(one: Figure, two: Figure) -> bool:
    """Return whether two figures differ in the order of their digits, or in one of them."""
    digits = [re.sub(r"\D", "", normal(figure.written)) for figure in (one, two)]
    differing = sum(a != b for a, b in zip(*digits, strict=False))
    return len(digits[0]) == len(digits[1]) and (differing == 1 or sorted(digits[0]) == sorted(digits[1]))


def _is_same_place(these: frozenset[Decimal], those: frozenset[Decimal]) -> bool:
    return bool(these & those) or not (these or those)


def _is_same_kind(one: Figure, two: Figure) -> bool:
    """Return whether one can be a slip for the other: both a year, a share or a number, and not too far apart."""
    sizes = sorted((max(one.readings) + 1, max(two.readings) + 1))
    is_near = sizes[1] / sizes[0] <= _FARTHEST
    return is_near and one.is_share == two.is_share and _is_year(one) == _is_year(two)


@lru_cache(maxsize=32)
def _facts(edition: Edition) -> _Facts:
    text, language = running(edition), primary_language(edition.language)
    known = {value for one in find_figures(text, language) for value in one.readings}
    return _Facts(figures_of(_once(edition), language), frozenset(known | spelled_numbers(text, language)))


def _once(edition: Edition) -> str:
    return f"{edition.headline}\n{body_text(edition)}"


def _matters(figure: Figure) -> bool:
    value = min(figure.readings)
    return figure.is_share or value >= _SMALLEST or value % 1 != 0


def _is_year(figure: Figure) -> bool:
    return figure.written.isdecimal() and all(_FIRST_YEAR <= value <= _LAST_YEAR for value in figure.readings)


LOOKS: Mapping[str, Look] = {
    "N001": _headline,
    "N003": _between_editions,
}
