"""Days as people write them in six languages and a few more: "24 November 2026", "le 1er août", "2026年11月24日"."""

# Signs that look alike are the very subject here.

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

_Written = tuple[str | None, int, str, tuple[int, int]]

_LOCALES = ("en", "fr", "es", "ru", "ar", "ar_LB", "de", "pt", "it")
_ABBREVIATED = frozenset({"en", "fr", "es", "ru", "de"})
_SPELLED_OTHERWISE = {
    "sept": 9, "ابريل": 4, "اغسطس": 8, "اكتوبر": 10, "ايلول": 9, "ايار": 5, "اذار": 3, "ت2": 11, "setiembre": 9,
    "كانون ثاني": 1, "كانون أول": 12, "تشرين أول": 10, "تشرين ثاني": 11, "aout": 8, "fevrier": 2, "decembre": 12,
}  # fmt: skip
_CHINESE = re.compile(r"(?:(?P<year>\d{4})\s*年\s*)?(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*[日号]")
_ISO = re.compile(r"(?<!\d)(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)")
_FIGURES = re.compile(r"(?<![\d./])(?P<day>\d{1,2})(?P<sign>[./])(?P<month>\d{1,2})(?P=sign)(?P<year>\d{4})(?!\d)")
_TWELVE = 12
_LONGEST_MONTH = 31
_LEAP_YEAR = 2000
#: Months that are also words, where they begin with a small letter.
_ALSO_WORDS = frozenset({"may", "march", "mar"})


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """A day found in a text: ``year`` is None where it is not said; it stands at ``start`` to ``end``."""

    year: int | None
    month: int
    day: int
    start: int
    end: int

    @property
    def as_date(self) -> date | None:
        """Return the day, or None without a year."""
        return None if self.year is None else date(self.year, self.month, self.day)

    def agrees_with(self, other: date) -> bool:
        """Return whether this can be that day."""
        return (self.month, self.day) == (other.month, other.day) and self.year in {None, other.year}


def find_day(text: str) -> WrittenDay | None:
    """Return the first day written in ``text``; one that can be read in two ways (03/04/2026) is none."""
    found = sorted(_all(text), key=lambda day: (day.start, -day.end))
    return found[0] if found else None


def find_days(text: str) -> tuple[WrittenDay, ...]:
    """Return every day written in ``text``, in its order, none of them inside another."""
    found: list[WrittenDay] = []
    for day in sorted(_all(text), key=lambda day: (day.start, -day.end)):
        if not (found and day.start < found[-1].end) and not _is_word(text[day.start : day.end]):
            found.append(day)
    return tuple(found)


def impossible_days(text: str) -> tuple[str, ...]:
    """Return the days written in ``text`` that no calendar has, as they are written: "31 June"."""
    found = [
        text[slice(*span)].strip(" .")
        for year, month, day, span in _written(text)
        if 1 <= int(day) <= _LONGEST_MONTH and 1 <= month <= _TWELVE and not any(_day(year, month, day, span))
    ]
    return tuple(dict.fromkeys(found))


def _is_word(written: str) -> bool:
    return any(word in _ALSO_WORDS for word in re.findall(r"[a-z]+", written))


def _all(text: str) -> Iterator[WrittenDay]:
    for one in _written(text):
        yield from _day(*one)


def _written(text: str) -> Iterator[_Written]:
    """Yield year, month, day and place of whatever looks like a day, whether there is such a day or not."""
    if not any(character.isdigit() for character in text):
        return
    for pattern in (_ISO, _CHINESE, *_spelled()):
        for match in pattern.finditer(text):
            yield match["year"], _month(match["month"]), match["day"], match.span()
    for match in _FIGURES.finditer(text):
        day, month = int(match["day"]), int(match["month"])
        if match["sign"] == "/" and day <= _TWELVE and month <= _TWELVE and day != month:
            continue
        day, month = (month, day) if month > _TWELVE else (day, month)
        yield match["year"], month, str(day), match.span()


def _day(year: str | None, month: int, day: str, span: tuple[int, int]) -> Iterator[WrittenDay]:
    try:
        date(int(year or _LEAP_YEAR), month, int(day))
    except ValueError:
        return
    yield WrittenDay(int(year) if year else None, month, int(day), *span)


def _month(written: str) -> int:
    return int(written) if written.isdigit() else _months()[written.casefold().removesuffix(".")]


@functools.cache
def _months() -> dict[str, int]:
    from babel.dates import get_month_names

    months = dict(_SPELLED_OTHERWISE)
    for locale in _LOCALES:
        for width in _widths(locale):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, locale).items():
                    months[str(name).casefold().removesuffix(".")] = number
    return months


def _widths(locale: str) -> tuple[Literal["wide", "abbreviated"], ...]:
    return ("wide", "abbreviated") if locale in _ABBREVIATED else ("wide",)


@functools.cache
def _spelled() -> tuple[re.Pattern[str], re.Pattern[str]]:
    names = "|".join(re.escape(name) for name in sorted(_months(), key=len, reverse=True))
    month = rf"(?P<month>{names})\.?(?:\s?/\s?(?:{names}))?(?!\w)"
    day_first = (
        rf"(?<![\d.:])(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|re|º|°|\.)?\s+(?:de\s+|of\s+)?{month}"
        r"(?:,?\s+(?:de\s+|del\s+)?(?P<year>\d{4})(?!\d)(?:\s*(?:года|г\.))?)?"
    )
    month_first = rf"(?<!\w){month}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s+(?P<year>\d{{4}})(?!\d))?"
    return re.compile(day_first, re.IGNORECASE), re.compile(month_first, re.IGNORECASE)
