"""Dates and moments as a mail prints them, in each language."""

from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

from mailer.content.page.phrases import Phrases
from mailer.domain.release import Embargo

_NBSP = "\u00a0"
_WEEKDAY_TO_YEAR = {"en": "EEEE d MMMM y"}
_DAY_AND_MONTH = {"es": "d 'de' MMMM", "zh": "M月d日"}


def dateline(place: str, day: date | None, words: Phrases) -> str:
    """Return how the first paragraph opens (place, date, dash), without what is not known; "" if nothing is."""
    written = "" if day is None else _day_and_month(day, words)
    match (place, written):
        case ("", ""):
            return ""
        case (_, ""):
            return _bound(words.dateline_without_date.format(place=place))
        case ("", _):
            return _bound(words.dateline_without_place.format(date=written))
        case _:
            return _bound(words.dateline.format(place=place, date=written))


def long_date(day: date, words: Phrases) -> str:
    """Return day, month and year, not to be broken over two lines."""
    from babel.dates import format_date

    return format_date(day, "long", locale=words.babel).replace(" ", _NBSP)


def end_of(embargo: Embargo, words: Phrases) -> str:
    """Return weekday, date, time and zone where the embargo ends, with the same moment in GMT where that differs."""
    from babel.dates import format_date

    local = embargo.until.astimezone(ZoneInfo(embargo.zone))
    day = format_date(local, _WEEKDAY_TO_YEAR.get(words.babel[:2], "full"), locale=words.babel)
    return words.moment.format(date=day, time=_clock(embargo, words))


def _clock(embargo: Embargo, words: Phrases) -> str:
    local, gmt = embargo.until.astimezone(ZoneInfo(embargo.zone)), embargo.until.astimezone(UTC)
    if local.utcoffset() == timedelta(0):
        return f"{gmt:%H:%M}{_NBSP}GMT"
    other_day = "" if gmt.date() == local.date() else words.comma + long_date(gmt.date(), words)
    return f"{local:%H:%M}{_NBSP}{_zone(local.tzname() or '')} ({gmt:%H:%M}{_NBSP}GMT{other_day})"


def _zone(name: str) -> str:
    """Return a zone's letters (CET), or GMT+05:45 where it has none."""
    if name[:1] in "+-":
        return f"GMT{name[:3]}" + (f":{name[3:5]}" if len(name) > len("+05") else "")
    return name


def _day_and_month(day: date, words: Phrases) -> str:
    from babel.dates import format_date

    pattern = _DAY_AND_MONTH.get(words.babel[:2], "d MMMM")
    return format_date(day, pattern, locale=words.babel).replace(" ", _NBSP)


def _bound(line: str) -> str:
    """Return the line with its dash bound to the word before it."""
    head, _, dash = line.rpartition(" ")
    return head + _NBSP + dash
