"""The small grammar of ``--at``: what a press officer types, and the one moment that it means.

    2026-11-24 06:00 Europe/Zurich      a date, a time, a zone
    2026-11-24 06:00                    the same in the workspace's zone
    today|tomorrow|monday 06:00 [Zone]  the next such time; on a Monday before 06:00 ``monday`` is today
    in 30m | in 2h | in 1d              from now; a day is 24 hours here
    embargo                             when the release's embargo ends
    now

A wrong guess here breaks an embargo, so whatever can be read in two ways is refused, and the moment is echoed.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from mailer.domain.zone import instant, known_zone, zone_of
from mailer.errors import UsageProblem

if TYPE_CHECKING:
    from mailer.domain.release import Embargo

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_FARTHEST = timedelta(days=366)
_EXAMPLES = "Write for example `2026-11-24 06:00 Europe/Zurich`, `tomorrow 06:00`, `in 2h`, `embargo` or `now`"
_PAUSE = re.compile(r"in\s+(\d{1,5})\s*(m|min|minutes?|h|hours?|d|days?)", re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,2})(?::(\d\d))?(?::(\d\d))?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_ISO_DAY = re.compile(r"(\d{4}-\d\d-\d\d)[Tt](?=\d)", re.ASCII)
_ISO_ZULU = re.compile(r"(?<=\d)[Zz]$")


@dataclass(frozen=True, slots=True)
class Moment:
    """One instant: ``at`` is aware UTC, ``zone`` the IANA zone in which it was meant and is echoed."""

    at: datetime
    zone: str


def parse_at(text: str, *, now: datetime, zone: str, embargo: "Embargo | None") -> Moment:
    """Return the moment that ``text`` means at ``now`` (aware), read in ``zone`` where it names none.

    UsageProblem with a sentence for the reader for what is past, unknown, or can be read in two ways.
    """
    wanted = " ".join(text.split())
    word = wanted.casefold()
    if word == "now":
        return Moment(now.astimezone(UTC), zone)
    if word == "embargo":
        return _end_of(embargo, now)
    try:
        moment = _after_pause(wanted, now, zone) or _on_day(wanted, now, zone)
    except (ValueError, OverflowError) as error:
        raise UsageProblem(f"--at {wanted!r}: {error}", hint=_EXAMPLES) from error
    return _ahead(moment, wanted, now)


def describe(moment: Moment) -> str:
    """Return weekday, local time and UTC, as in ``Tuesday 24 November 2026, 06:00 Europe/Zurich (05:00 UTC)``."""
    local = moment.at.astimezone(zone_of(moment.zone))
    told = f"{_day(local)}, {local:%H:%M} {moment.zone}"
    if moment.zone == "UTC":
        return told
    other_day = "" if local.date() == moment.at.date() else f"{_day(moment.at)}, "
    return f"{told} ({other_day}{moment.at:%H:%M} UTC)"


def _day(at: datetime) -> str:
    return f"{WEEKDAYS[at.weekday()]} {at.day} {MONTHS[at.month - 1]} {at.year}"


def _end_of(embargo: "Embargo | None", now: datetime) -> Moment:
    if embargo is None:
        raise UsageProblem(
            "--at embargo: this release has no embargo", hint="Write the time itself, or add `embargo:` to it"
        )
    moment = Moment(embargo.until.astimezone(UTC), embargo.zone)
    if embargo.is_lifted(now):
        raise UsageProblem(f"--at embargo: the embargo ended on {describe(moment)}", hint="Leave --at out to send now")
    return moment


def _ahead(moment: Moment, wanted: str, now: datetime) -> Moment:
    if moment.at <= now:
        raise UsageProblem(f"--at {wanted!r} is past: {describe(moment)}", hint="Leave --at out to send now")
    if moment.at - now > _FARTHEST:
        raise UsageProblem(f"--at {wanted!r} is more than a year away: {describe(moment)}", hint="Is the year right?")
    return moment


def _after_pause(wanted: str, now: datetime, zone: str) -> Moment | None:
    found = _PAUSE.fullmatch(wanted)
    if found is None:
        return None
    unit = {"m": "minutes", "h": "hours", "d": "days"}[found[2][0].casefold()]
    return Moment(now.astimezone(UTC) + timedelta(**{unit: int(found[1])}), zone)


def _on_day(wanted: str, now: datetime, zone: str) -> Moment:
    day_word, time_words, zone_word = _split(wanted)
    _refuse_no_day(day_word)
    hour, minute = _clock(time_words)
    named = known_zone(zone_word) if zone_word else zone
    today = now.astimezone(zone_of(named)).date()
    local = datetime.combine(_date(day_word, today), datetime.min.time()).replace(hour=hour, minute=minute)
    at = instant(local, named)
    if day_word.casefold() in _weekdays() and at <= now:
        at = instant(local + timedelta(days=7), named)
    return Moment(at, named)


def _split(wanted: str) -> tuple[str, list[str], str]:
    spaced = _ISO_ZULU.sub(" UTC", _ISO_DAY.sub(r"\1 ", wanted))
    day, *rest = spaced.split() or [""]
    if not rest:
        raise ValueError("there is no time of day in it" if _looks_like_day(day) else "this is not a time")
    if rest[1:] and rest[1].casefold().replace(".", "") in {"am", "pm"}:
        return day, rest[:2], " ".join(rest[2:])
    return day, rest[:1], " ".join(rest[1:])


def _looks_like_day(word: str) -> bool:
    return word.casefold() in {"today", "tomorrow", *_weekdays()} or word[:4].isdigit()


def _weekdays() -> dict[str, int]:
    return {name.casefold(): number for number, name in enumerate(WEEKDAYS)}


def _refuse_no_day(word: str) -> None:
    if re.fullmatch(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}", word):
        raise ValueError(f"{word!r} can be read as two dates; write year, month, day as in 2026-11-24")
    if word.casefold() not in {"today", "tomorrow", *_weekdays()} and not _DATE.fullmatch(word):
        raise ValueError(f"{word!r} is not a day")


def _date(word: str, today: date) -> date:
    folded = word.casefold()
    if folded in {"today", "tomorrow"}:
        return today + timedelta(days=int(folded == "tomorrow"))
    if folded in _weekdays():
        return today + timedelta(days=(_weekdays()[folded] - today.weekday()) % 7)
    try:
        return date.fromisoformat(word)
    except ValueError as error:
        raise ValueError(f"there is no day {word} in the calendar") from error


def _clock(words: list[str]) -> tuple[int, int]:
    """Return hour and minute of a time of day, ``06:00`` or ``6 pm``."""
    text = "".join(words).casefold().replace(".", "")
    half = text[-2:] if text.endswith(("am", "pm")) else ""
    found = _CLOCK.fullmatch(text.removesuffix(half))
    if found is None:
        raise ValueError(f"{' '.join(words)!r} is not a time of day")
    hour, minute = int(found[1]), int(found[2] or 0)
    if hour > 24 or minute > 59 or int(found[3] or 0):  # noqa: PLR2004 - a clock
        raise ValueError(f"there is no {text} on the clock; times have hours and minutes")
    return (_hour_of_half(hour, half) if half else _full_hour(found)), minute


def _hour_of_half(hour: int, half: str) -> int:
    if hour == 12:  # noqa: PLR2004 - a clock
        raise ValueError(f"12 {half} is read as noon by some and as midnight by others; write 12:00 or 00:00")
    if not 1 <= hour <= 11:  # noqa: PLR2004 - a clock
        raise ValueError(f"there is no {hour} {half} on the clock")
    return hour + 12 * (half == "pm")


def _full_hour(found: re.Match[str]) -> int:
    hour = int(found[1])
    if found[2] is None:
        raise ValueError(f"{found[0]!r} has no minutes; write {hour:02d}:00")
    if hour == 24:  # noqa: PLR2004 - a clock
        raise ValueError("24:00 belongs to two days; write 00:00 of the day that then begins")
    if len(found[1]) == 1:
        raise ValueError(f"{found[0]} can be morning or evening; write 0{found[0]} or {hour + 12}:{found[2]}")
    return hour
