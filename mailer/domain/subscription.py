"""Subscriptions: one contact on one list, for a reason, until it ends."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mailer.domain.contact import Basis, ContactRow, Frequency
from mailer.domain.suppression import Suppression


class EndedReason(StrEnum):
    """Why a subscription ended."""

    UNSUBSCRIBED = "unsubscribed"  #: the person asked to be taken off
    REMOVED = "removed"  #: taken off by a person here
    MERGED = "merged"  #: the same person goes on with the subscription of the contact that was kept
    NO_LONGER_MATCHES = "no-longer-matches"  #: the rule of the list does not hold for them any more

    @property
    def is_own_will(self) -> bool:
        """Return whether the person wanted it."""
        return self is EndedReason.UNSUBSCRIBED


@dataclass(frozen=True, slots=True)
class Terms:
    """What a subscription rests on, and how often it brings something."""

    basis: Basis
    source: str = ""
    frequency: Frequency = Frequency.IMMEDIATE


@dataclass(frozen=True, slots=True)
class Subscription:
    """One contact's stay on the list with this slug; it is in force while ``ended_at`` is None. Times are aware UTC."""

    list: str
    since: datetime
    terms: Terms
    ended_at: datetime | None = None
    ended_reason: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """All that is known of a contact: subscriptions with their history, newest last, and what forbids writing.

    ``addresses`` begins with the preferred one; ``contact`` carries that address. ``id`` is the contact's number.
    """

    contact: ContactRow
    addresses: tuple[str, ...]
    subscriptions: tuple[Subscription, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    id: int = 0

    @property
    def lists(self) -> tuple[str, ...]:
        """Return the slugs of the lists that the contact is on now."""
        return tuple(sorted(one.list for one in self.subscriptions if one.ended_at is None))
