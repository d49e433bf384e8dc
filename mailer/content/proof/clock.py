"""The embargo as readers' clocks show it: how long until it ends, and what time it is then where they are."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from mailer.domain.proof import Clock, Local
from mailer.domain.release import Embargo
from mailer.domain.schedule import MONTHS, WEEKDAYS
from mailer.domain.zone import zone_of

_MOST_ZONES = 12
_MINUTE = timedelta(minutes=1)


def clock(embargo: Embargo, now: datetime, ours: Sequence[str], people: Mapping[str, int]) -> Clock:
    """Return the clock of an embargo at ``now``: in zones of ``ours``, in UTC, and in those where there are ``people``.

    Zones where most readers are come first; from west to east they are told.
    """
    own = [*dict.fromkeys((*ours, embargo.zone, "UTC"))]
    found = sorted((zone for zone in people if zone and zone not in own), key=lambda zone: (-people[zone], zone))
    shown = [
        local(embargo.until, zone, people.get(zone, 0), is_ours=zone in own) for zone in (*own, *found[:_MOST_ZONES])
    ]
    eastward = sorted(shown, key=lambda one: (embargo.until.astimezone(zone_of(one.zone)).utcoffset(), one.zone))
    return Clock(_until(embargo, now), embargo.is_lifted(now), tuple(eastward), max(0, len(found) - _MOST_ZONES))


def local(at: datetime, zone: str, people: int = 0, *, is_ours: bool = False) -> Local:
    """Return a moment as the clocks of a zone show it."""
    there = at.astimezone(zone_of(zone))
    day = f"{WEEKDAYS[there.weekday()]} {there.day} {MONTHS[there.month - 1]} {there.year}"
    return Local(zone, day, f"{there:%H:%M}", _offset(there), people, is_ours)


def _offset(at: datetime) -> str:
    """Return UTC+05:45."""
    minutes = int((at.utcoffset() or timedelta()) / _MINUTE)
    return f"UTC{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _until(embargo: Embargo, now: datetime) -> str:
    if embargo.is_lifted(now):
        return f"ended {_length(now - embargo.until)} ago"
    return f"ends in {_length(embargo.until - now)}"


def _length(span: timedelta) -> str:
    """Return the two largest parts of a span: 2 days 3 hours."""
    minutes = int(span / _MINUTE)
    parts = ((minutes // 1440, "day"), (minutes // 60 % 24, "hour"), (minutes % 60, "minute"))
    told = [f"{number} {noun}{'s' * (number != 1)}" for number, noun in parts if number]
    return " ".join(told[:2]) or "less than a minute"
