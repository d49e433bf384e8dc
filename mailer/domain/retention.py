"""Retention: how long details are kept, and from when on they are too old."""

from dataclasses import dataclass
from datetime import datetime, timedelta

_MONTHS = 12
_LAST_SAFE_DAY = 28


@dataclass(frozen=True, slots=True)
class Retention:
    """How long things are kept; 0 is for ever.

    ``smtp_text_days`` the words of a relay's answers, ``deliveries_months`` names and values of deliveries and who was
    left out, ``change_values_months`` what facts were before and after a change.
    """

    smtp_text_days: int = 90
    deliveries_months: int = 24
    change_values_months: int = 0

    def texts_before(self, now: datetime) -> datetime | None:
        """Return the time before which answers are too old, or None."""
        return now - timedelta(days=self.smtp_text_days) if self.smtp_text_days else None

    def deliveries_before(self, now: datetime) -> datetime | None:
        """Return the time before which campaigns are too old, or None."""
        return months_before(now, self.deliveries_months)

    def changes_before(self, now: datetime) -> datetime | None:
        """Return the time before which changes are too old, or None."""
        return months_before(now, self.change_values_months)


def months_before(now: datetime, months: int) -> datetime | None:
    """Return the time so many months before ``now``, None for no months; a day that no month has becomes the 28th."""
    if not months:
        return None
    years, month = divmod(now.year * _MONTHS + now.month - 1 - months, _MONTHS)
    return now.replace(year=years, month=month + 1, day=min(now.day, _LAST_SAFE_DAY))
