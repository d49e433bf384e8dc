"""Time zones by their IANA names, and the one instant that a local time means, if it means one."""

import difflib
import re
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

_UTC_WORDS = frozenset({"utc", "gmt", "z", "etc/utc"})
_PLACE = re.compile(r"[A-Z][A-Za-z_]+(?:/[A-Za-z][A-Za-z0-9_+-]*)+")
_REVERSED_SIGN = re.compile(r"Etc/GMT[+-]?\d+")


def known_zone(text: str) -> str:
    """Return the IANA name of the zone called ``text``: a place such as ``Europe/Zurich``, or ``UTC``.

    ValueError with a sentence for the reader for anything else: abbreviations such as CET or BST mean several zones,
    and the sign of ``Etc/GMT+5`` is the reverse of what people read.
    """
    if text.casefold() in _UTC_WORDS:
        return "UTC"
    if _PLACE.fullmatch(text) and not _REVERSED_SIGN.fullmatch(text) and _exists(text):
        return text
    raise ValueError(f"{text!r} is not a time zone that we can be sure of{_nearest(text)}")


def instant(local: datetime, zone: str) -> datetime:
    """Return the UTC time of a naive ``local`` time in ``zone`` (an IANA name).

    ValueError with a sentence for the reader where clocks skip that time or show it twice (change of summer time).
    """
    place = zone_of(zone)
    early, late = (local.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1))
    if early == late:
        return early
    day = f"{local:%Y-%m-%d}"
    if early < late:
        raise ValueError(
            f"{local:%H:%M} comes twice on {day} in {zone}, when the clocks go back; "
            f"write it in UTC: {early:%Y-%m-%d %H:%M} UTC is the first, {late:%Y-%m-%d %H:%M} UTC the second"
        )
    raise ValueError(
        f"{local:%H:%M} does not exist on {day} in {zone}: the clocks go forward over it; "
        f"the nearest times are {late.astimezone(place):%H:%M} and {early.astimezone(place):%H:%M}"
    )


def zone_of(name: str) -> tzinfo:
    """Return the zone called ``name``, a name that ``known_zone`` has returned."""
    return UTC if name == "UTC" else ZoneInfo(name)


def _exists(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # "Europe" alone is a folder to zoneinfo
        return False
    return True


def _nearest(text: str) -> str:
    places = sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    wanted = text.casefold().replace(" ", "_")
    by_city = [name for name in places if name.casefold().rpartition("/")[2] == wanted]
    by_name = {name.casefold(): name for name in places}
    close = by_city or [by_name[name] for name in difflib.get_close_matches(wanted, by_name, n=1, cutoff=0.7)]
    return f"; did you mean {close[0]}?" if close else "; write a place such as Europe/Zurich, or UTC"
