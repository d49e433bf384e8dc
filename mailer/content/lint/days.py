"""Checks of days: weekdays, days that no calendar has, the dateline, and one edition's days against another's."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from mailer.content.lint.copy import Copy, Hit, Look, is_reserved, quoted
from mailer.content.lint.figures import compared_with
from mailer.content.lint.prose import running
from mailer.content.page.moments import long_date
from mailer.content.page.phrases import phrases
from mailer.content.release.dates import WrittenDay, find_days, impossible_days
from mailer.content.release.numbers import find_figures, normal
from mailer.content.release.weekdays import could_fall_on, weekday_beside
from mailer.domain.finding import Severity
from mailer.domain.release import Edition
from mailer.domain.schedule import WEEKDAYS

_ONE_DAY = timedelta(days=1)


def sent_at(copy: Copy) -> datetime | None:
    """Return when the message says that it is sent, or None."""
    field = copy.message["Date"]
    sent = getattr(field, "datetime", None)
    return sent.replace(tzinfo=sent.tzinfo or UTC) if isinstance(sent, datetime) else None


def _dateline(copy: Copy) -> Iterator[Hit]:
    release, sent = copy.release, sent_at(copy)
    if release.date is None or sent is None or _is_an_example(copy):
        return
    today = sent.astimezone(ZoneInfo(copy.house.organisation.timezone)).date()
    embargo = release.embargo
    ends = embargo.until.astimezone(ZoneInfo(embargo.zone)).date() if embargo and not embargo.is_lifted(sent) else today
    told = f"the dateline says {_english(release.date)}"
    if release.date < min(today, ends) - _ONE_DAY:
        yield Hit(copy.head("date"), f"{told}, and it is sent on {_english(today)}")
    elif release.date > max(today, ends) + _ONE_DAY:
        fix = "Send it then, with --at; or write the day on which you send it"
        yield Hit(copy.head("date"), f"{told}, which is still to come", fix, Severity.INFO)


def _is_an_example(copy: Copy) -> bool:
    """Return whether an invented organisation sends: the examples that come with us keep their days for years."""
    domains = copy.house.organisation.domains
    return bool(domains) and all(map(is_reserved, domains))


def _weekday(copy: Copy) -> Iterator[Hit]:
    sent = sent_at(copy)
    today = copy.release.date or (sent.date() if sent else None)
    for line in running(copy.edition).split("\n") if today else ():
        for day in find_days(normal(line)):
            beside = weekday_beside(line, day)
            if today and beside and not could_fall_on(day, beside[0], today):
                written = line[day.start : day.end]
                yield Hit(copy.place(beside[1], "text"), _misnamed(written, day, beside[1]))


def _misnamed(written: str, day: WrittenDay, name: str) -> str:
    known = f"is a {WEEKDAYS[day.as_date.weekday()]}, and is" if day.as_date else "is no such day, but"
    return f"{quoted(written)} {known} called {quoted(name)}"


def _between_editions(copy: Copy) -> Iterator[Hit]:
    other = compared_with(copy)
    if other is None:
        return
    mine, theirs = _unknown_days(copy.edition, other), _unknown_days(other, copy.edition)
    if mine and theirs:
        message = f"days differ from the {other.language} edition: {quoted(mine[0])} here, {quoted(theirs[0])} there"
        yield Hit(copy.place(mine[0], "text"), message)


def _unknown_days(this: Edition, that: Edition) -> list[str]:
    """Return the days of one edition that the other has not, nor the number of the day alone (12 to 14 March)."""
    known, numbers = _days(that)
    own, _ = _days(this)
    return [written for day, written in own.items() if day not in known and day[1] not in numbers]


@lru_cache(maxsize=32)
def _days(edition: Edition) -> tuple[dict[tuple[int, int], str], frozenset[int]]:
    text = running(edition)
    plain = normal(text)
    days = find_days(plain)
    for day in reversed(days):
        plain = plain[: day.start] + " " + plain[day.end :]
    alone = {int(value) for one in find_figures(plain, "en") for value in one.readings if value % 1 == 0}
    return {(day.month, day.day): text[day.start : day.end].rstrip(" .") for day in days}, frozenset(alone)


def _impossible(copy: Copy) -> Iterator[Hit]:
    for written in impossible_days(normal(running(copy.edition))):
        yield Hit(copy.place(written, "text"), f"there is no {quoted(written)}")


def _english(day: date) -> str:
    return long_date(day, phrases("en")).replace("\u00a0", " ")


LOOKS: Mapping[str, Look] = {
    "E008": _dateline,
    "N002": _weekday,
    "N004": _between_editions,
    "N006": _impossible,
}
