"""Spokespeople as the workspace knows them: how they stand today, and that somebody has made sure of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mailer.content.nearest import did_you_mean
from mailer.content.release.verified import set_verified
from mailer.domain.absence import away_until
from mailer.domain.duty import is_overdue
from mailer.domain.release import Spokesperson
from mailer.domain.zone import zone_of
from mailer.errors import UsageProblem
from mailer.usecases.desk import Desk
from mailer.usecases.messages.composing import known_people


@dataclass(frozen=True, slots=True)
class PersonToday:
    """A spokesperson as they stand today; ``away_until`` is None for who is there."""

    person: Spokesperson
    is_overdue: bool
    away_until: date | None


@dataclass(frozen=True, slots=True)
class Vouched:
    """Who was verified: on which ``day``, and who had been so already on that day."""

    day: date
    people: tuple[Spokesperson, ...]
    already: tuple[Spokesperson, ...]


def people_today(desk: Desk) -> tuple[PersonToday, ...]:
    """Return everybody in ``spokespeople.toml``, in its order; SettingsError if it is wrong."""
    today, people = _today(desk), tuple(known_people(desk).values())
    is_dated = any(one.verified_at for one in people)
    return tuple(
        PersonToday(one, _has_to_be_verified(one, today, is_dated=is_dated), away_until(one.away, today))
        for one in people
    )


def vouch(desk: Desk, keys: Sequence[str]) -> Vouched:
    """Return whom ``spokespeople.toml`` now says to be verified today, nothing else in it being changed.

    UsageProblem, with nothing changed, if a key is nobody's.
    """
    today, people = _today(desk), known_people(desk)
    for key in keys:
        if key not in people:
            hint = did_you_mean(key, people, none="Write them in spokespeople.toml first")
            raise UsageProblem(f"{key!r} is nobody's key in spokespeople.toml", hint=hint)
    path = desk.workspace / "spokespeople.toml"
    changed = [key for key in dict.fromkeys(keys) if set_verified(path, key, today)]
    already = [key for key in dict.fromkeys(keys) if key not in changed]
    return Vouched(today, tuple(people[key] for key in changed), tuple(people[key] for key in already))


def _has_to_be_verified(person: Spokesperson, today: date, *, is_dated: bool) -> bool:
    return is_overdue(person.verified_at, today) if person.verified_at else is_dated


def _today(desk: Desk) -> date:
    return desk.clock().astimezone(zone_of(desk.settings.organisation.timezone)).date()
