"""The health of a relay: how long it is left alone when it cannot be reached, and when a person is asked (design 9)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

#: So many failures in a row, and a campaign waits for a person instead of for the relay.
MOST_FAILURES = 10
_WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 15))


@dataclass(frozen=True, slots=True)
class Health:
    """A relay in trouble: failures in a row, since when, why, and when it is tried again by itself.

    ``retry_at`` is None where trying again unasked would do harm: the relay refused how we sign in.
    """

    failures: int
    since: datetime
    reason: str
    retry_at: datetime | None

    @property
    def needs_person(self) -> bool:
        """Return whether a campaign is to wait for a person."""
        return self.retry_at is None or self.failures >= MOST_FAILURES

    def is_resting(self, now: datetime) -> bool:
        """Return whether nobody but a person should try it now."""
        return self.retry_at is None or self.retry_at > now


def after_failure(before: Health | None, reason: str, now: datetime, *, is_refused: bool) -> Health:
    """Return the health after one more failure: the waits grow, and a refused sign-in is never tried again unasked."""
    failures = before.failures + 1 if before else 1
    wait = _WAITS[min(failures, len(_WAITS)) - 1]
    return Health(failures, before.since if before else now, reason, None if is_refused else now + wait)
