"""The weekday that stands beside a day in a text: "Tuesday 17 April 2013", "4月17日（星期二）"."""

import functools
import re
from datetime import date, timedelta

from mailer.content.release.dates import WrittenDay

_LOCALES = ("en", "fr", "es", "ru", "ar", "zh")
#: Other forms of a name; Monday is 0.
_SPELLED_OTHERWISE = {
    "среду": 2, "пятницу": 4, "субботу": 5, "среды": 2, "пятницы": 4, "субботы": 5, "вторника": 1, "четверга": 3,
    "понедельника": 0, "воскресенья": 6, "الإثنين": 0, "الاحد": 6, "الاربعاء": 2, "miercoles": 2, "sabado": 5,
    "周一": 0, "周二": 1, "周三": 2, "周四": 3, "周五": 4, "周六": 5, "周日": 6, "星期天": 6, "周天": 6,
}  # fmt: skip
_BETWEEN = r"[,،]?\s*(?:(?:the|le|el|du|al?)\s+)?"
_NEAREST = timedelta(days=183)


def weekday_beside(text: str, day: WrittenDay) -> tuple[int, str] | None:
    """Return the weekday (Monday is 0) that is said of ``day`` in ``text``, with its name, or None."""
    before, after = _patterns()
    found = before.search(text, max(0, day.start - 30), day.start) or after.match(text, day.end)
    return (_names()[found["name"].casefold()], found["name"]) if found else None


def could_fall_on(day: WrittenDay, weekday: int, today: date) -> bool:
    """Return whether ``day`` falls on ``weekday``: without a year in the one nearest to ``today`` or the one before."""
    if day.as_date is not None:
        return day.as_date.weekday() == weekday
    known = [found for year in range(today.year - 2, today.year + 3) if (found := _in_year(day, year)) is not None]
    nearest = min(known, key=lambda found: abs(found - today), default=None)
    earlier = [found for found in known if nearest and nearest - 2 * _NEAREST - timedelta(1) <= found < nearest]
    return nearest is None or any(found.weekday() == weekday for found in (nearest, *earlier))


def _in_year(day: WrittenDay, year: int) -> date | None:
    try:
        return date(year, day.month, day.day)
    except ValueError:
        return None


@functools.cache
def _names() -> dict[str, int]:
    from babel.dates import get_day_names

    names = dict(_SPELLED_OTHERWISE)
    for locale in _LOCALES:
        for context in ("format", "stand-alone"):
            for number, name in get_day_names("wide", context, locale).items():
                names[str(name).casefold()] = int(number)
    return names


@functools.cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what stands before a day, and what stands after it: in brackets, but in Chinese also without."""
    names = "|".join(re.escape(name) for name in sorted(_names(), key=len, reverse=True))
    before = rf"(?<!\w)(?P<name>{names}){_BETWEEN}$"
    after = rf"\s*(?:[(（]\s*|(?=[星周]))(?P<name>{names})"
    return re.compile(before, re.IGNORECASE), re.compile(after, re.IGNORECASE)
