"""Who really answers on a day: those whom a release names, or whoever stands in for those who are away."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from mailer.domain.absence import away_until
from mailer.domain.release import Spokesperson
from mailer.domain.schedule import MONTHS

#: How long what is known of a spokesperson is relied on after somebody made sure of it.
VERIFIED_FOR = timedelta(days=90)
_WITHIN_A_YEAR = 300


@dataclass(frozen=True, slots=True)
class Absent:
    """Somebody named who is away: ``until`` is the last such day, ``instead`` who is printed, if anybody is."""

    person: Spokesperson
    until: date
    instead: Spokesperson | None


@dataclass(frozen=True, slots=True)
class Duty:
    """Who is printed on ``day``, once each, and who is not.

    ``circles`` are people who stand in for one another and are all away. ``known`` are all whom the workspace has.
    """

    day: date
    people: tuple[Spokesperson, ...]
    absent: tuple[Absent, ...] = ()
    circles: tuple[tuple[Spokesperson, ...], ...] = ()
    known: tuple[Spokesperson, ...] = ()

    @property
    def overdue(self) -> tuple[Spokesperson, ...]:
        """Return the people printed who were verified too long ago, or on a day that is still to come."""
        return tuple(one for one in self.people if one.verified_at and is_overdue(one.verified_at, self.day))

    @property
    def undated(self) -> tuple[Spokesperson, ...]:
        """Return the people printed of whom it is not said when they were verified, though it is said of others."""
        if not any(one.verified_at for one in self.known):
            return ()
        return tuple(one for one in self.people if one in self.known and not one.verified_at)


#: Where it is not known when something is sent, nobody is away and nothing has to be verified.
NO_DAY = Duty(date.min, ())


def duty_on(day: date, named: Iterable[Spokesperson], known: Mapping[str, Spokesperson]) -> Duty:
    """Return who is printed on ``day`` for those ``named``; who stands in is found among ``known``, by key.

    >>> away = (Absence(date(2026, 12, 20), date(2027, 1, 4)),)
    >>> leila = Spokesperson("leila", "Leila Haddad", away=away, stand_in="samuel")
    >>> found = duty_on(date(2026, 12, 22), [leila], {"samuel": Spokesperson("samuel", "Samuel Okoro")})
    >>> [told(one, found.day) for one in found.absent]
    ['Leila Haddad is away until 4 January: Samuel Okoro is printed instead']
    """
    printed: dict[str, Spokesperson] = {}
    absent: list[Absent] = []
    circles: dict[frozenset[str], tuple[Spokesperson, ...]] = {}
    for person in named:
        instead, circle = _answering(person, known, day)
        if circle:
            circles.setdefault(frozenset(one.key for one in circle), circle)
        until = away_until(person.away, day)
        if until:
            absent.append(Absent(person, until, instead))
        if instead:
            printed.setdefault(instead.key, instead)
    return Duty(day, tuple(printed.values()), tuple(absent), tuple(circles.values()), tuple(known.values()))


def is_overdue(verified_at: date, day: date) -> bool:
    """Return whether what was verified then has to be verified again by ``day``."""
    return day - verified_at > VERIFIED_FOR or verified_at > day


def told(absent: Absent, day: date) -> str:
    """Return in a sentence, without its full stop, who is away and what follows from it."""
    instead = absent.instead.name if absent.instead else "nobody"
    return f"{absent.person.name} is away until {told_day(absent.until, day)}: {instead} is printed instead"


def told_day(day: date, seen_on: date) -> str:
    """Return ``4 January``, with the year where it is not clear from the day it is ``seen_on``."""
    written = f"{day.day} {MONTHS[day.month - 1]}"
    return written if abs((day - seen_on).days) <= _WITHIN_A_YEAR else f"{written} {day.year}"


def _answering(
    person: Spokesperson, known: Mapping[str, Spokesperson], day: date
) -> tuple[Spokesperson | None, tuple[Spokesperson, ...]]:
    """Return who answers for ``person`` on ``day``, or else the circle in which the stand-ins lead."""
    asked: list[Spokesperson] = []
    one: Spokesperson | None = person
    while one is not None and away_until(one.away, day):
        if one in asked:
            return None, tuple(asked[asked.index(one) :])
        asked.append(one)
        one = known.get(one.stand_in)
    return one, ()
