"""Suppressions: whom we must not write to, whatever the lists say."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SuppressionReason(StrEnum):
    """Why nothing may be sent."""

    UNSUBSCRIBED = "unsubscribed"  #: wants nothing from us any more
    BOUNCED = "bounced"  #: the address does not exist or refuses for good
    COMPLAINED = "complained"  #: reported our mail as spam
    ERASED = "erased"  #: asked for what we know to be deleted
    MANUAL = "manual"  #: decided by a person here

    @property
    def is_own_will(self) -> bool:
        """Return whether the person asked for it; then only the person can take it back."""
        return self in {SuppressionReason.UNSUBSCRIBED, SuppressionReason.COMPLAINED, SuppressionReason.ERASED}


@dataclass(frozen=True, slots=True)
class Suppression:
    """An address key that must not be written to; with ``is_person`` all addresses of its contact.

    ``created_at`` is aware UTC; ``name`` is the contact's, where there is one.
    """

    address: str
    reason: SuppressionReason
    created_at: datetime
    note: str = ""
    is_person: bool = False
    name: str = ""

    @property
    def told(self) -> str:
        """Return the reason and since when, as in ``bounced, since 2026-11-24``."""
        return f"{self.reason}, since {self.created_at:%Y-%m-%d}"
