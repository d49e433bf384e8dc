"""Days on which somebody cannot be called."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, order=True)
class Absence:
    """A span of days away, the first and the last included."""

    first: date
    last: date


def away_until(absences: Iterable[Absence], day: date) -> date | None:
    """Return the last day of the absence that ``day`` is part of, spans that touch being one; None if none is.

    >>> autumn = [Absence(date(2026, 10, 1), date(2026, 10, 9)), Absence(date(2026, 10, 10), date(2026, 10, 20))]
    >>> away_until(autumn, date(2026, 10, 3))
    datetime.date(2026, 10, 20)
    """
    last: date | None = None
    for one in sorted(absences):
        is_joined = one.first <= day if last is None else (one.first - last).days <= 1
        if is_joined and one.last >= (last or day):
            last = one.last
    return last
